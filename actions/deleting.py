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
_REFUSING = frozenset(
    [
        "nein",
        "nee",
        "ne",
        "nö",
        "nop",
        "nope",
        "niemals",
        "nie",
        "keinesfalls",
        "behalten",
        "stopp",
        "stop",
        "abbrechen",
        "👎",
    ]
)
_HEDGING = frozenset(
    [
        "nicht",
        "nich",
        "net",
        "ned",
        "nit",
        "ni",
        "nix",
        "nichts",
        "kein",
        "keine",
        "keinen",
        "na",
        "halt",
        "warte",
        "warten",
        "lass",
        "lassen",
        "lieber",
        "noch",
        "doch",
        "aber",
        "erst",
        "falls",
        "wenn",
        "ob",
        "oder",
        "vielleicht",
        "weiß",
        "weiss",
        "glaube",
        "moment",
        "später",
        "was",
        "wer",
        "wie",
        "wann",
        "warum",
        "wo",
        "?",
    ]
)
_AGREEING = frozenset(
    [
        "ja",
        "jo",
        "joa",
        "jep",
        "jup",
        "yes",
        "jawohl",
        "jawoll",
        "klar",
        "ok",
        "oki",
        "okay",
        "okey",
        "sicher",
        "genau",
        "natürlich",
        "unbedingt",
        "gern",
        "gerne",
        "bitte",
        "mach",
        "machs",
        "tu",
        "tus",
        "einverstanden",
        "richtig",
        "passt",
        "bestätige",
        "bestätigt",
        "los",
        "👍",
        "lösch",
        "lösche",
        "löschen",
        "löscht",
        "loesch",
        "loesche",
        "loeschen",
        "weg",
        "entfernen",
        "entferne",
        "delete",
    ]
)
_FILLING = frozenset(
    [
        "ich",
        "bin",
        "mir",
        "bitte",
        "ganz",
        "wirklich",
        "auf",
        "jeden",
        "fall",
        "das",
        "es",
        "alles",
        "den",
        "chat",
        "das",
        "gespräch",
        "meine",
        "daten",
        "dann",
        "so",
        "nun",
        "jetzt",
        "sofort",
        "endgültig",
        "komplett",
        "sie",
        "du",
        "ihr",
        "ruhig",
        "danke",
        "damit",
        "will",
        "möchte",
        "soll",
        "alle",
        "machen",
        "tun",
        "und",
    ]
)


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
    if kontext.absicht == "deny" or (words and words[0] in _REFUSING):
        return _say(KEPT, dispatcher)
    meant = kontext.absicht in {"affirm", INTENT}
    if not meant and not set(words) <= _AGREEING | _FILLING:
        return None
    clear = not _AGREEING.isdisjoint(words) and (_HEDGING | _REFUSING).isdisjoint(words)
    if clear:
        return _say(DELETED, dispatcher)
    return _say(QUESTION, dispatcher) if meant else None


def _asked(kontext: Kontext) -> bool:
    return kontext.zuletzt == QUESTION


def _say(answer: str, dispatcher: CollectingDispatcher) -> list[EventType]:
    dispatcher.utter_message(response=answer)
    return []
