"""Running Rasa well: courtesy in trouble, varied wording, training when something changed, starting and waiting."""
