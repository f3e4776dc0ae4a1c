"""Actions that answer from the knowledge."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.comparing import compare
from actions.context import THEMEN, Kontext, known_beruf, understand
from actions.speaking import answerer, merge, remember, say
from actions.special import answer_special
from berufslotse.knowledge import comparisons, questions
from berufslotse.knowledge.answers import Antwort

ANSWERED = THEMEN | {"overview", "job_offers"}
"""What is asked of one occupation; after a comparison or a list, a bare name asks for an overview."""


def answer_thema(kontext: Kontext, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Answer on `kontext.thema`, a thema or an intent that needs an occupation, or ask what is missing."""
    if kontext.vorher.get("vergleich") and kontext.berufe:
        return compare(kontext, dispatcher)
    source = answerer()
    thema = kontext.thema if kontext.thema in ANSWERED else "overview"
    kontext = kontext.mit(thema=thema)
    if kontext.beruf is None:
        return _ask(kontext, dispatcher, questions.ask_beruf(source.wissen, thema, kontext.ort, kontext.ton))
    beruf = known_beruf(kontext, source.wissen)
    answer: Antwort
    if thema == "job_offers":
        answer = questions.job_offers(kontext.beruf, kontext.ort, kontext.text, kontext.ton)
    elif beruf is None:
        answer = source.unbekannter_beruf(kontext.frage(thema), kontext.ton)
    elif thema == "overview":
        answer = source.ueberblick(beruf, kontext.ort, kontext.ton)
    else:
        towns = questions.towns_to_choose(source.wissen, kontext.frage(thema))
        if towns:
            return _ask(kontext, dispatcher, questions.ask_ort(thema, beruf, towns, kontext.ton))
        answer = source.thema(kontext.frage(thema), kontext.ton)
    say(dispatcher, answer, kontext)
    return remember(kontext, answer)


def _ask(kontext: Kontext, dispatcher: CollectingDispatcher, question: Antwort) -> list[EventType]:
    say(dispatcher, question, kontext)
    return remember(kontext, offen=True)


class ActionAnswer(Action):
    """Answers a question on a thema, or for a general picture."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_answer"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answer on the thema that the intent names."""
        kontext = understand(tracker, answerer().wissen)
        special = answer_special(kontext, dispatcher)
        if special is not None:
            return special
        # "Erzieher in Köln", said to the question which occupation was meant, asks for no general picture.
        owed = kontext.absicht == "overview" and kontext.offen and kontext.thema
        events = answer_thema(kontext.mit(thema=kontext.thema if owed else kontext.absicht), dispatcher)
        second = kontext.zweites_thema
        if second and known_beruf(kontext, answerer().wissen):
            events = merge(events, answer_thema(kontext.mit(thema=second, zug=kontext.zug + 1), dispatcher))
        return events


class ActionFollowUp(Action):
    """Answers an incomplete question from what came before."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_follow_up"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Answer on the thema of before, with what the message changes."""
        kontext = understand(tracker, answerer().wissen)
        special = answer_special(kontext, dispatcher)
        if special is not None:
            return special
        if kontext.thema == "list_profiles" and not kontext.berufe:
            return list_profiles(kontext, dispatcher)
        if (
            kontext.stufe
            and kontext.stufe != kontext.vorher.get("stufe")
            and kontext.thema in {None, "overview"}
        ):
            kontext = kontext.mit(thema="gehalt")
        return answer_thema(kontext, dispatcher)


def list_profiles(kontext: Kontext, dispatcher: CollectingDispatcher) -> list[EventType]:
    """List what is known for the town or occupation of this message, else in all."""
    wissen = answerer().wissen
    beruf = wissen.bekannt(kontext.berufe[-1]) if kontext.berufe else None
    ort = kontext.orte[-1] if kontext.orte else None
    answer = comparisons.list_profiles(wissen, beruf, ort, kontext.zug, kontext.text)
    say(dispatcher, answer, kontext)
    return remember(kontext.mit(thema="list_profiles"))


class ActionListProfiles(Action):
    """Says which occupations and towns are known."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_list_profiles"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """List what the message asks for."""
        kontext = understand(tracker, answerer().wissen)
        special = answer_special(kontext, dispatcher)
        return list_profiles(kontext, dispatcher) if special is None else special


class ActionCompare(Action):
    """Compares towns or occupations."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_compare"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Compare what the message and the conversation name."""
        kontext = understand(tracker, answerer().wissen)
        special = answer_special(kontext, dispatcher)
        return compare(kontext, dispatcher) if special is None else special


class ActionJobOffers(Action):
    """Points on to vacancies and training places."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_job_offers"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Give the address of the Jobsuche with occupation and town filled in."""
        kontext = understand(tracker, answerer().wissen)
        special = answer_special(kontext, dispatcher)
        return answer_thema(kontext.mit(thema="job_offers"), dispatcher) if special is None else special
