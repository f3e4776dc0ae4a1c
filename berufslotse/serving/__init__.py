"""Running Rasa well: courtesy in trouble, training when something changed, starting and waiting."""
