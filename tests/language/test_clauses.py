"""The part of a message that asks decides, and two questions are both heard."""

from __future__ import annotations

import numpy as np
import pytest

from berufslotse.knowledge.text import fold
from berufslotse.language.clauses import read, split

LABELS = ["aufgaben", "einstieg", "gehalt", "greet", "out_of_scope", "thanks"]


def confidences(**named):
    row = np.array([named.get(label, 0.0) for label in LABELS])
    return row + (1 - row.sum()) / len(LABELS)


def reading(message, whole, *parts):
    clauses = split(fold(message))
    assert len(clauses) == len(parts), clauses
    return read(LABELS, whole, clauses, np.array(parts).reshape(len(parts), len(LABELS)))


def first(found):
    return LABELS[int(found.confidences.argmax())]


@pytest.mark.parametrize(
    ("message", "clauses"),
    [
        ("Was verdient man da?", []),
        ("Danke! Wie werde ich das?", ["wie werde ich das?"]),
        ("Was macht man da und was verdient man?", ["was macht man da", "was verdient man?"]),
        ("Hallo. Ich bin Ida. Was macht ihr so?", ["ich bin ida.", "was macht ihr so?"]),
        ("erste zeile\nzweite zeile", ["erste zeile", "zweite zeile"]),
        ("", []),
        ("...", []),
    ],
)
def test_a_message_falls_into_its_clauses(message, clauses):
    assert split(fold(message)) == clauses


def test_of_a_long_story_only_the_last_clauses_are_looked_at():
    assert len(split("dann kam dies. " * 500)) == 12


def test_a_question_after_thanks_is_the_question():
    found = reading(
        "Danke dir! Wie werde ich das?",
        confidences(thanks=0.9),
        confidences(thanks=0.95),
        confidences(einstieg=0.9),
    )
    assert first(found) == "einstieg"


def test_thanks_alone_stay_thanks():
    found = reading("Danke dir. Das war nett.", confidences(thanks=0.9), *[confidences(thanks=0.9)] * 2)
    assert first(found) == "thanks"


def test_an_unsure_clause_does_not_outweigh_the_thanks():
    found = reading(
        "Danke dir! Was soll ich sagen?",
        confidences(thanks=0.9),
        confidences(thanks=0.9),
        confidences(aufgaben=0.5),
    )
    assert first(found) == "thanks"


def test_two_questions_are_both_heard_in_their_order():
    found = reading(
        "Was macht man da und was verdient man?",
        confidences(gehalt=0.8),
        confidences(aufgaben=0.9),
        confidences(gehalt=0.95),
    )
    assert (first(found), found.second) == ("aufgaben", "gehalt")


def test_a_noun_after_und_shares_the_question_word():
    found = reading(
        "Was sind die Aufgaben und das Gehalt?",
        confidences(aufgaben=0.8),
        confidences(aufgaben=0.9),
        confidences(gehalt=0.95),
    )
    assert found.second == "gehalt"


@pytest.mark.parametrize("second", [confidences(aufgaben=0.9), confidences(gehalt=0.4), confidences()])
def test_one_question_in_two_clauses_is_one(second):
    found = reading(
        "Was macht man morgens und was macht man abends?",
        confidences(aufgaben=0.9),
        confidences(aufgaben=0.9),
        second,
    )
    assert (first(found), found.second) == ("aufgaben", None)


def test_the_only_question_of_a_long_story_outweighs_what_the_story_is_about():
    found = reading(
        "Ich bin seit zwanzig Jahren im Lager, das Geld reicht nie und jeden Morgen um vier klingelt der Wecker. "
        "Das macht mich müde. Wie werde ich Lehrerin?",
        confidences(gehalt=0.5, einstieg=0.4),
        confidences(gehalt=0.9),
        confidences(),
        confidences(),
        confidences(einstieg=0.9),
    )
    assert first(found) == "einstieg"


def test_a_story_that_mentions_pay_asks_only_what_it_asks():
    found = reading(
        "Ich verdiene gerade wenig Geld im Lager und bin müde davon. Wie werde ich Lehrerin?",
        confidences(einstieg=0.9),
        confidences(gehalt=0.9),
        confidences(),
        confidences(einstieg=0.9),
    )
    assert (first(found), found.second) == ("einstieg", None)
