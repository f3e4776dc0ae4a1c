"""The messages to learn from: enough of each, none under two intents, marks that hold."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pytest

from berufslotse.knowledge.home import PROJECT
from berufslotse.knowledge.schema import Thema
from berufslotse.language.duplicates import message_key

ENTITIES = {"beruf", "ort", "stufe", "arbeitgeber"}
ENOUGH_OF_A_THEMA, ENOUGH, ENOUGH_OUT_OF_SCOPE = 400, 200, 1000
THEMEN = [t.value for t in Thema]

MARK = re.compile(r"\[([^\[\]]+)\]\(([^()]*)\)")


@pytest.fixture(scope="module")
def counts(training_messages) -> Counter:
    return Counter(m.intent for m in training_messages)


@pytest.mark.parametrize("thema", THEMEN)
def test_each_thema_has_enough_messages(counts, thema):
    assert counts[thema] >= ENOUGH_OF_A_THEMA


def test_every_other_intent_has_enough_messages(counts):
    assert {name: n for name, n in counts.items() if name not in THEMEN and n < ENOUGH} == {}


def test_there_are_many_messages_that_the_bot_is_not_for(counts):
    assert counts["out_of_scope"] >= ENOUGH_OUT_OF_SCOPE


def test_there_are_messages_for_just_the_intents_of_the_bot(counts, intents):
    assert set(counts) == intents


def test_no_message_stands_under_two_intents(training_messages):
    intents = defaultdict(set)
    for message in training_messages:
        intents[message_key(message.text)].add(message.intent)
    assert {key: names for key, names in intents.items() if len(names) > 1} == {}


def test_every_line_is_a_message():
    for path in (PROJECT / "data" / "nlu").glob("*.yml"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert re.match(
                r'version: "3\.1"$|nlu:$|- intent: \w+$|  examples: \|$|    - \S.*\S$|    - \S$', line
            ), (
                path.name,
                line,
            )


def test_marks_are_of_the_four_kinds(training_messages):
    kinds = {kind for m in training_messages for _, kind in MARK.findall(m.marked)}
    assert kinds == ENTITIES


def test_marks_are_well_formed(training_messages):
    for message in training_messages:
        rest = MARK.sub("", message.marked)
        assert not re.search(r"[\[\]]|\{|\}", rest), message.marked
        for wording, _ in MARK.findall(message.marked):
            assert wording == wording.strip() != "", message.marked


def test_marks_hold_whole_words(training_messages):
    for message in training_messages:
        for mark in MARK.finditer(message.marked):
            before, after = message.marked[: mark.start()][-1:], message.marked[mark.end() :][:1]
            assert not before.isalnum(), message.marked
            assert not after.isalnum(), message.marked


def test_messages_name_many_occupations_and_towns(training_messages):
    names = defaultdict(set)
    for message in training_messages:
        for wording, kind in MARK.findall(message.marked):
            names[kind].add(wording.lower())
    assert len(names["beruf"]) > 300
    assert len(names["ort"]) > 100
