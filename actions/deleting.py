"""Deleting the conversation, after asking once.

What is said here is what deletes: berufslotse/serving/deleting.py knows DELETED and NOTHING_KEPT by name.
"""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Kontext, understand
from actions.speaking import answerer

INTENT = "delete_data"
QUESTION = "utter_ask_delete"
DELETED = "utter_deleted"
NOTHING_KEPT = "utter_nothing_kept"
KEPT = "utter_kept"
YES, NO = "loeschen", "behalten"
"""What the buttons below the question say."""

_WORD = re.compile(r"\w+|👍|👎|\?")
_REFUSING = re.compile("nein|nee|ne|nö|nop|nope|niemals|nie|keinesfalls|behalten|stopp?|abbrechen|👎")
_HEDGING = re.compile(
    "nicht|nich|net|ned|nit|ni|nix|nichts|kein(e|en)?|na|halt|warten?|lass|lassen|lieber|noch|doch|aber|erst|"
    r"falls|wenn|ob|oder|vielleicht|wei(ß|ss)|glaube|moment|später|was|wer|wie|wann|warum|wo|\?"
)
_AGREEING = re.compile(
    "jo?a|jo|jep|jup|yes|jawo(hl|ll)|klar|oki?|okay|sicher|genau|natürlich|unbedingt|gerne?|bitte|machs?|tus?|"
    "einverstanden|richtig|passt|bestätig(e|t)|los|👍|l(ö|oe)sch(e|en|t)?|weg|entfernen?|delete"
)
_FILLING = re.compile(
    "ich|bin|mir|ganz|wirklich|auf|jeden|fall|das|es|alles?|den|chat|gespräch|meine|daten|dann|so|nun|jetzt|"
    "sofort|endgültig|komplett|sie|du|ihr|ruhig|danke|damit|will|möchte|soll|machen|tun|und"
)
"""What single words of an answer say."""


class ActionDeleteData(Action):
    """Asks whether to delete the conversation, and says that it is deleted."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_delete_data"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Delete if that was just asked and is meant, else ask."""
        kontext = understand(tracker, answerer().wissen)
        events = answer_deletion(kontext, dispatcher)
        if events is not None:
            return events
        if kontext.antwort == NO:
            return _say(KEPT, dispatcher)
        if kontext.antwort == YES and _asked(kontext):
            return _say(DELETED, dispatcher)
        if kontext.antwort == YES and kontext.zug == 1:
            # An old button, or one pressed twice: what it belongs to is gone.
            return _say(NOTHING_KEPT, dispatcher)
        return _say(QUESTION, dispatcher)


def answer_deletion(kontext: Kontext, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Take a typed message as the answer to the question whether to delete, where it is one.

    Whatever is not clearly a yes deletes nothing. Returns None for a message about something else.
    """
    if not _asked(kontext) or kontext.antwort or kontext.text.startswith("/"):
        return None
    if kontext.berufe or kontext.orte:
        return None
    words = _WORD.findall(kontext.text.lower())
    if kontext.absicht == "deny" or any(map(_REFUSING.fullmatch, words[:1])):
        return _say(KEPT, dispatcher)
    meant = kontext.absicht in {"affirm", INTENT}
    if not meant and not all(_AGREEING.fullmatch(word) or _FILLING.fullmatch(word) for word in words):
        return None
    agreed = any(map(_AGREEING.fullmatch, words))
    if agreed and not any(_HEDGING.fullmatch(word) or _REFUSING.fullmatch(word) for word in words):
        return _say(DELETED, dispatcher)
    return _say(QUESTION, dispatcher) if meant else None


def _asked(kontext: Kontext) -> bool:
    return kontext.zuletzt == QUESTION


def _say(answer: str, dispatcher: CollectingDispatcher) -> list[EventType]:
    dispatcher.utter_message(response=answer)
    return []
