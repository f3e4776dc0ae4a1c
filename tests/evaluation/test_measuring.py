"""The figures say what they are called."""

from __future__ import annotations

import pytest

from berufslotse.evaluation.figures import (
    Message,
    Verdict,
    by_intent,
    calibration_error,
    confusion,
    entity_score,
    figures,
    judge,
    load_figures,
    save_figures,
    worst,
)


def verdict(meant, *ranking, marked=(), found=()):
    return Verdict(Message("text", meant, frozenset(marked)), tuple(ranking), frozenset(found))


RIGHT = verdict("gehalt", ("gehalt", 0.9), ("aufgaben", 0.1))
THIRD = verdict("passung", ("gehalt", 0.5), ("aufgaben", 0.3), ("passung", 0.2))
WRONG = verdict("greet", ("gehalt", 0.8), ("aufgaben", 0.1), ("passung", 0.05), ("greet", 0.05))


def test_first_choice_and_first_three_are_counted():
    values = figures([RIGHT, THIRD, WRONG, RIGHT])
    assert (values.messages, values.accuracy, values.top3) == (4, 0.5, 0.75)


def test_calibration_is_how_far_confidence_is_off():
    sure_and_right = verdict("gehalt", ("gehalt", 1.0))
    sure_and_wrong = verdict("greet", ("gehalt", 1.0))
    assert calibration_error([sure_and_right]) == 0.0
    assert calibration_error([sure_and_right, sure_and_wrong]) == pytest.approx(0.5)
    assert calibration_error([RIGHT]) == pytest.approx(0.1)


def test_an_entity_is_found_when_it_overlaps_and_exact_when_its_ends_agree():
    score = entity_score([verdict("x", ("x", 1), marked=[("ort", 3, 7)], found=[("ort", 3, 9)])], "ort")
    assert (score.f1, score.exact_f1, score.marked) == (1.0, 0.0, 1)


def test_what_is_missed_and_what_is_invented_lowers_the_score():
    missed = verdict("x", ("x", 1), marked=[("ort", 0, 4)])
    invented = verdict("x", ("x", 1), found=[("ort", 0, 4)])
    right = verdict("x", ("x", 1), marked=[("ort", 0, 4)], found=[("ort", 0, 4)])
    score = entity_score([missed, invented, right], "ort")
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)


def test_no_entities_at_all_are_no_division_by_zero():
    assert entity_score([RIGHT], "ort").f1 == 0.0


def test_each_intent_has_its_own_figures_worst_first():
    assert by_intent([RIGHT, THIRD, WRONG]) == [
        ("greet", 1, 0.0, 0.0),
        ("passung", 1, 0.0, 0.0),
        ("gehalt", 1, 1.0, pytest.approx(1 / 3)),
    ]


def test_the_table_of_confusions_counts_meant_against_understood():
    names, table = confusion([RIGHT, THIRD, WRONG])
    assert names == ["gehalt", "greet", "passung"]
    assert table.tolist() == [[1, 0, 0], [1, 0, 0], [1, 0, 0]]


def test_the_surest_mistakes_come_first():
    assert worst([RIGHT, THIRD, WRONG], 1) == [WRONG]


def test_the_fallback_of_rasa_is_no_intent_of_its_own():
    parsed = {
        "intent_ranking": [
            {"name": "nlu_fallback", "confidence": 0.9},
            {"name": "gehalt", "confidence": 0.3},
        ],
        "entities": [
            {"entity": "ort", "start": 0, "end": 4},
            {"entity": "anrede", "start": 5, "end": 7},
        ],
    }
    found = judge(RIGHT.message, parsed)
    assert found.ranking == (("gehalt", 0.3),)
    assert found.entities == {("ort", 0, 4)}


def test_figures_come_back_as_they_were_saved(tmp_path):
    values = figures([RIGHT, THIRD])
    save_figures(values, tmp_path / "deep" / "baseline.json")
    assert load_figures(tmp_path / "deep" / "baseline.json") == values
    assert load_figures(tmp_path / "nothing.json") is None
