"""Actions that keep the conversation going."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import AllSlotsReset, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import answer_thema
from actions.checking import answer_check, start_check
from actions.context import Kontext, known_beruf, understand
from actions.deleting import answer_deletion
from actions.speaking import SELF_CHECK, answerer, remember, say
from actions.special import answer_special
from berufslotse.knowledge import questions

SHORT = 5
"""A message of at most so many words that names an occupation or a town is taken as a follow-up."""


class ActionSource(Action):
    """Names the sources of the last answer, with their addresses."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_source"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Name the sources."""
        kontext = understand(tracker, answerer().wissen)
        answer = questions.sources(kontext.vorher.get("quellen") or [], kontext.ton)
        say(dispatcher, answer, kontext)
        return []


class ActionAffirm(Action):
    """Does what was offered last, or offers something."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_affirm"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Tell more, where more was offered."""
        kontext = understand(tracker, answerer().wissen)
        answered = answer_deletion(kontext, dispatcher)
        if answered is None:
            answered = answer_check(kontext, dispatcher)
        if answered is not None:
            return answered
        if kontext.vorher.get("angebot") == SELF_CHECK:
            return start_check(kontext, dispatcher)
        if kontext.vorher.get("angebot") and kontext.beruf:
            return answer_thema(kontext, dispatcher)
        _ask_on(kontext, dispatcher, questions.GLADLY)
        return []


class ActionDeny(Action):
    """Takes a no, and asks what else."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_deny"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Offer other questions."""
        kontext = understand(tracker, answerer().wissen)
        answered = answer_deletion(kontext, dispatcher)
        if answered is None:
            answered = answer_check(kontext, dispatcher)
        if answered is not None:
            return answered
        if kontext.berufe or kontext.orte:
            return answer_thema(kontext, dispatcher)
        _ask_on(kontext, dispatcher, questions.WHAT_ELSE)
        return [SlotSet("angebot", None), SlotSet("offen", False)]


class ActionUnsure(Action):
    """Answers a message that was not understood for certain."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_unsure"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Take a bare name as a follow-up, else search the facts at hand, else offer the best guesses."""
        source = answerer()
        kontext = understand(tracker, source.wissen)
        special = answer_special(kontext, dispatcher)
        if special is not None:
            return special
        if (kontext.berufe or kontext.orte) and len(kontext.text.split()) <= SHORT:
            return answer_thema(kontext, dispatcher)
        beruf = known_beruf(kontext, source.wissen)
        if beruf:
            found = questions.search(source.wissen, kontext.text, beruf, kontext.ort)
            if found:
                say(dispatcher, found, kontext)
                return remember(kontext, found)
        guesses = questions.guesses(kontext.text, kontext.rangfolge, kontext.beruf, kontext.ort, kontext.ton)
        say(dispatcher, guesses, kontext)
        return [] if not (kontext.berufe or kontext.orte) else remember(kontext)


class ActionStartOver(Action):
    """Forgets the context of this conversation."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_start_over"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Empty all slots but the form of address; a rule says so."""
        return [AllSlotsReset(), SlotSet("anrede", tracker.get_slot("anrede"))]


def _ask_on(kontext: Kontext, dispatcher: CollectingDispatcher, leads: tuple[str, str]) -> None:
    """Ask what else, in the wording of `leads` that fits, and offer questions."""
    lead = kontext.ton.wahl(*leads)
    answer = questions.what_next(lead, answerer(), kontext.beruf, kontext.ort, kontext.zug)
    say(dispatcher, answer, kontext)
