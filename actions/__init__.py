"""Rasa's custom actions: understand the question, ask the knowledge, say the answer.

Started by `python -m actions`, which imports neither Rasa nor TensorFlow.
"""

from actions.answering import ActionAnswer, ActionCompare, ActionFollowUp, ActionJobOffers, ActionListProfiles
from actions.checking import ActionSelfCheck
from actions.deleting import ActionDeleteData
from actions.guiding import ActionHuman, ActionSummary
from actions.talking import ActionAffirm, ActionDeny, ActionSource, ActionStartOver, ActionUnsure

__all__ = [
    "ActionAffirm",
    "ActionAnswer",
    "ActionCompare",
    "ActionDeleteData",
    "ActionDeny",
    "ActionFollowUp",
    "ActionHuman",
    "ActionJobOffers",
    "ActionListProfiles",
    "ActionSelfCheck",
    "ActionSource",
    "ActionStartOver",
    "ActionSummary",
    "ActionUnsure",
]
