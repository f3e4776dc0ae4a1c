"""The self-check: statements to weigh, one after the other, and what to make of the answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Kontext, known_beruf, understand
from actions.deleting import answer_deletion
from actions.speaking import SELF_CHECK, answerer, remember, say
from berufslotse.knowledge import questions, self_check_answers
from berufslotse.knowledge.answers import Antwort
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.self_check import ANSWERS, ENDE, TEILS, WEITER, Selbstcheck, statements
from berufslotse.knowledge.self_check_reading import read_answer

ASKED = "passung"
"""What "und in Köln?" is about after a self-check that nothing was asked before."""

NAMING = frozenset({"overview", "follow_up", "affirm", "nlu_fallback"})
"""Intents that a bare name is taken for."""


FIXED = frozenset({"feedback", "goodbye", "help", "out_of_scope"})
"""Intents with an answer from the domain that a short word may be meant for."""


class ActionSelfCheck(Action):
    """Puts the next statement, or sums up."""

    def name(self) -> str:
        """Return the name the domain knows this action by."""
        return "action_self_check"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Do what was pressed or typed: answer, go on, stop, or start."""
        kontext = understand(tracker, answerer().wissen)
        events = answer_deletion(kontext, dispatcher)
        if events is None:
            events = answer_check(kontext, dispatcher)
        if events is not None:
            return events
        if kontext.antwort in {*ANSWERS, WEITER, ENDE}:
            return _press(kontext, dispatcher)
        answered = None if kontext.antwort else read_answer(kontext.text, waiting=True)
        if answered:
            return _answer_to_nothing(answered, kontext, dispatcher)
        return start_check(kontext, dispatcher)


def _answer_to_nothing(answered: str, kontext: Kontext, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Take what would answer a statement, but was said to none, for what else it may mean."""
    others = [guess.get("name") for guess in kontext.rangfolge[1:2]]
    meant = "help" if answered == TEILS else next((name for name in others if name in FIXED), None)
    if meant:
        dispatcher.utter_message(response=f"utter_{meant}")
    else:
        guesses = questions.guesses(kontext.text, (), kontext.beruf, kontext.ort, kontext.ton)
        say(dispatcher, guesses, kontext)
    return []


def answer_check(kontext: Kontext, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Take a typed message as meant for the self-check, where it is; return None for any other."""
    if kontext.antwort or kontext.text.startswith("/"):
        return None
    if kontext.offen and kontext.thema == SELF_CHECK and kontext.berufe and kontext.absicht in NAMING:
        return start_check(kontext, dispatcher)
    check = _kept(kontext)
    if check is None or not check.offen or check.beruf != kontext.beruf or kontext.berufe or kontext.orte:
        return None
    waiting = check.zug == kontext.zug - 1
    answer = read_answer(kontext.text, waiting)
    if answer in ANSWERS:
        return _record(kontext, dispatcher, check, check.offen, answer)
    if answer == WEITER and waiting:
        ton = kontext.ton
        lead = ton.wahl("Gut, das lassen wir aus.", "In Ordnung, das lassen wir aus.")
        return _go_on(kontext, dispatcher, check.skipped(), lead)
    if answer == WEITER:
        return _resume(kontext, dispatcher, check)
    if answer == ENDE:
        return _stop(kontext, dispatcher, check)
    if waiting and kontext.absicht in {"affirm", "deny"}:
        return _go_on(kontext, dispatcher, check, self_check_answers.unclear(kontext.ton))
    return None


def start_check(kontext: Kontext, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Put the first statement, or the open one where a check on this occupation is under way."""
    source = answerer()
    if kontext.beruf is None:
        question = questions.ask_beruf(source.wissen, SELF_CHECK, kontext.ort, kontext.ton)
        say(dispatcher, question, kontext)
        return remember(kontext.mit(thema=SELF_CHECK), offen=True)
    if kontext.thema in {None, SELF_CHECK}:
        kontext = kontext.mit(thema=ASKED)
    beruf = known_beruf(kontext, source.wissen)
    if beruf is None:
        return _answer(kontext, dispatcher, source.unbekannter_beruf(kontext.frage(ASKED), kontext.ton))
    check = _kept(kontext)
    if check and check.offen and (check.beruf, check.ort) == (beruf.name, kontext.ort):
        return _resume(kontext, dispatcher, check)
    facts = statements(source.wissen, beruf.name, kontext.ort)
    if not facts:
        few = self_check_answers.too_few(beruf, kontext.ort, source, kontext.ton)
        return _answer(kontext, dispatcher, few)
    begun = Selbstcheck.begin(beruf.name, kontext.ort, facts, kontext.weiblich)
    return _go_on(kontext, dispatcher, begun, self_check_answers.opening(begun, beruf, kontext.ton))


def _press(kontext: Kontext, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Do what a button says, be it of this check, of one that is over, or of another occupation's."""
    check = _kept(kontext)
    mark, pressed = kontext.aussage, kontext.antwort
    mine = check is not None and check.beruf == kontext.beruf
    if check is None or not mine or (mark is not None and mark not in check.marken):
        return _elsewhere(kontext, dispatcher, check)
    if pressed in ANSWERS and mark:
        return _record(kontext, dispatcher, check, mark, pressed)
    if check.offen:
        return (_stop if pressed == ENDE else _resume)(kontext, dispatcher, check)
    return _answer(
        kontext, dispatcher, self_check_answers.over(check, _beruf(check), answerer(), kontext.ton)
    )


def _elsewhere(
    kontext: Kontext, dispatcher: CollectingDispatcher, check: Selbstcheck | None
) -> list[EventType]:
    """Say that the check that a button belongs to does not run any more."""
    beruf = known_beruf(kontext, answerer().wissen)
    if beruf is None:
        return start_check(kontext, dispatcher)
    other = check if check and check.offen and check.beruf != beruf.name else None
    answer = self_check_answers.not_running(beruf, kontext.ort, other, answerer(), kontext.ton)
    return _answer(kontext, dispatcher, answer)


def _record(
    kontext: Kontext, dispatcher: CollectingDispatcher, check: Selbstcheck, mark: str, answer: str
) -> list[EventType]:
    """Keep an answer and go on; one to an earlier statement is changed, one after the end sums up anew."""
    if mark == check.offen:
        lead = self_check_answers.taken(answer, kontext.ton)
    else:
        lead = self_check_answers.changed(check, mark, answer)
    return _go_on(kontext, dispatcher, check.answered(mark, answer), lead)


def _resume(kontext: Kontext, dispatcher: CollectingDispatcher, check: Selbstcheck) -> list[EventType]:
    lead = self_check_answers.resuming(_beruf(check), kontext.mit(weiblich=check.weiblich).ton)
    return _go_on(kontext, dispatcher, check, lead)


def _stop(kontext: Kontext, dispatcher: CollectingDispatcher, check: Selbstcheck) -> list[EventType]:
    lead = kontext.ton.wahl("Gut, hier ist Schluss.", "In Ordnung, hier ist Schluss.")
    return _go_on(kontext, dispatcher, check.ended(), lead)


def _go_on(
    kontext: Kontext, dispatcher: CollectingDispatcher, check: Selbstcheck, lead: str
) -> list[EventType]:
    """Put the open statement, or sum up where none is left; the talk is about the check's occupation."""
    kontext = kontext.mit(beruf=check.beruf, ort=check.ort, weiblich=check.weiblich)
    beruf, source = _beruf(check), answerer()
    if check.offen:
        answer = self_check_answers.statement(check, kontext.ton, lead)
    elif check.antworten:
        answer = self_check_answers.summary(check, beruf, source, kontext.ton, lead)
    else:
        answer = self_check_answers.nothing_answered(beruf, check.ort, source, kontext.ton)
    return _answer(kontext, dispatcher, answer, replace(check, zug=kontext.zug))


def _answer(
    kontext: Kontext, dispatcher: CollectingDispatcher, answer: Antwort, check: Selbstcheck | None = None
) -> list[EventType]:
    """Say `answer` and remember; "ja" after it is no offer taken, but an answer to a statement."""
    kept = {"selbstcheck": check.dump()} if check else {}
    say(dispatcher, answer, kontext.mit(vorher={**kontext.vorher, **kept}))
    return remember(kontext, answer, angebot=None, **kept)


def _kept(kontext: Kontext) -> Selbstcheck | None:
    return Selbstcheck.load(answerer().wissen, kontext.vorher.get("selbstcheck"))


def _beruf(check: Selbstcheck) -> Beruf:
    found = answerer().wissen.bekannt(check.beruf)
    assert found, "a check is loaded only as far as there are facts"
    return found
