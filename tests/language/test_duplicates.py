"""Messages that contradict each other are found before anybody trains on them."""

from __future__ import annotations

import pytest

from berufslotse.knowledge.home import PROJECT
from berufslotse.language.duplicates import Lehrsatz, contradictions, read_training_messages


def found(*messages):
    return [(p.one.text, p.other.text) for p in contradictions([Lehrsatz(t, i) for t, i in messages])]


def test_the_same_message_under_two_intents_is_found():
    assert found(("Was macht man da?", "aufgaben"), ("was macht man da", "overview"))


def test_a_message_that_stands_twice_is_found():
    assert found(("Müssen wir?", "affirm"), ("muessen wir", "affirm"))


@pytest.mark.parametrize(
    "other",
    ["Was verdient man dort als Gärtnerin so im Monatt", "was verdient man dort als Gärtner so im Monat?"],
)
def test_nearly_the_same_under_two_intents_is_found(other):
    assert found(("Was verdient man dort als Gärtnerin so im Monat?", "gehalt"), (other, "follow_up"))


def test_nearly_the_same_under_one_intent_is_variety():
    assert not found(
        ("Was verdient man dort so im Monat?", "gehalt"), ("Was verdient man dort im Monat?", "gehalt")
    )


def test_a_small_word_that_turns_the_sense_makes_another_message():
    one, other = "Was macht man als Notarin den ganzen Tag", "Was macht man als Notarin den ganzen Tag nicht"
    assert not found((one, "aufgaben"), (other, "abgrenzung"))


def test_short_messages_may_be_alike():
    assert not found(("und dann?", "entwicklung"), ("und wann?", "follow_up"))


def test_the_messages_of_the_project_do_not_contradict_each_other():
    assert contradictions(read_training_messages(PROJECT / "data" / "nlu")) == []


def test_marks_are_left_out(tmp_path):
    text = 'version: "3.1"\nnlu:\n- intent: gehalt\n  examples: |\n    - als [Koch](beruf) in [Bonn](ort)\n'
    (tmp_path / "gehalt.yml").write_text(text, encoding="utf-8")
    assert read_training_messages(tmp_path) == [Lehrsatz("als Koch in Bonn", "gehalt")]
