"""Actions that guide on from the chat: to a person, and with a summary to take along."""

from __future__ import annotations

import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import understand
from actions.speaking import RICH, answerer, say
from berufslotse.knowledge import questions, wording
from berufslotse.knowledge.answers import Knopf
from berufslotse.knowledge.contacts import contacts
from berufslotse.knowledge.people import people
from berufslotse.knowledge.summing_up import anything_told, sum_up

ANEW = frozenset({"reset_slots", "restart"})
"""Events that begin the conversation anew, "von vorn anfangen" among them."""


class ActionHuman(Action):
    """Names the ways to a person, and offers a summary to take along."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_human"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Name the contacts; what the conversation is about stays as it was."""
        wissen = answerer().wissen
        kontext = understand(tracker, wissen)
        buttons = [Knopf(questions.TITLES["summary"], "summary")] if anything_told(told(tracker)) else []
        buttons.append(_go_on(kontext.vorher.get("beruf"), kontext.vorher.get("ort")))
        say(dispatcher, people(contacts(), kontext.ort, wissen.plaetze, kontext.ton, buttons), kontext)
        return []


class ActionSummary(Action):
    """Sums up the conversation to take along."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_summary"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Sum up what was told since the conversation began, or began anew."""
        wissen = answerer().wissen
        kontext = understand(tracker, wissen)
        answer = sum_up(
            told(tracker),
            wissen,
            datetime.date.today(),
            kontext.ton,
            website=kontext.kanal == "website",
            plain=kontext.kanal not in RICH,
        )
        say(dispatcher, answer, kontext)
        return []


def told(tracker: Tracker) -> list[dict[str, Any]]:
    """Return what was kept with each answer since the conversation began, or began anew."""
    rows: list[dict[str, Any]] = []
    for event in tracker.events:
        if event["event"] in ANEW:
            rows = []
        elif event["event"] == "bot":
            kept = (event.get("metadata") or {}).get("auskunft")
            rows.extend([kept] if kept else [])
    return rows


def _go_on(beruf: str | None, ort: str | None) -> Knopf:
    """Return a question that leads on in the chat."""
    if beruf and answerer().wissen.bekannt(beruf):
        return Knopf(wording.QUESTIONS["einstieg"], "einstieg", beruf, ort)
    return Knopf(questions.TITLES["list_profiles"], "list_profiles")
