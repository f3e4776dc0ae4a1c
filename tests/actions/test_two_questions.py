"""Two questions in one message are both answered; a single one is answered once."""

from __future__ import annotations

from actions.answering import ActionAnswer, ActionFollowUp
from actions.talking import ActionSource


def ask(gespraech, text, ranking=("gehalt",)):
    return gespraech.say(ActionAnswer, "aufgaben", text=text, ranking=ranking, beruf="Erzieher", ort="Köln")


def test_both_are_answered(gespraech):
    said = ask(gespraech, "Was macht man da und was verdient man?")
    assert "Sie planen den Tag der Gruppe." in said
    assert "2.800 Euro" in said


def test_one_question_with_an_and_in_it_is_answered_once(gespraech):
    assert "Euro" not in ask(
        gespraech, "Was macht man den ganzen Tag und die Woche?", ranking=("out_of_scope",)
    )
    assert "Euro" not in ask(gespraech, "Was macht man da?")


def test_sources_of_both_are_named_when_asked_for(gespraech):
    ask(gespraech, "Was macht man da und was verdient man?")
    sources = gespraech.say(ActionSource, "source")
    assert "https://" in sources


def test_what_comes_after_follows_the_second_question(gespraech):
    ask(gespraech, "Was macht man da und was verdient man?")
    assert "Euro" in gespraech.say(ActionFollowUp, "follow_up", ort="Leipzig")
