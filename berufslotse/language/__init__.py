"""Understanding what people type: the components of the Rasa NLU pipeline and what they rest on."""
