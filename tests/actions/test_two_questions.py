"""Two questions in one message are both answered; a single one is answered once."""

from __future__ import annotations

from actions.answering import ActionAnswer, ActionFollowUp
from actions.talking import ActionSource


def ask(gespraech, second):
    text = "Was macht man da und was verdient man?"
    return gespraech.say(ActionAnswer, "aufgaben", text=text, second=second, beruf="Erzieher", ort="Köln")


def test_both_are_answered(gespraech):
    said = ask(gespraech, "gehalt")
    assert "Sie planen den Tag der Gruppe." in said
    assert "2.800 Euro" in said


def test_one_question_is_answered_once(gespraech):
    assert "Euro" not in ask(gespraech, None)


def test_sources_of_both_are_named_when_asked_for(gespraech):
    ask(gespraech, "gehalt")
    sources = gespraech.say(ActionSource, "source")
    assert "https://" in sources


def test_what_comes_after_follows_the_second_question(gespraech):
    ask(gespraech, "gehalt")
    assert "Euro" in gespraech.say(ActionFollowUp, "follow_up", ort="Leipzig")
