"""Numbers, dates, money and lists read the way Germans write them."""

from __future__ import annotations

import pytest

from berufslotse.knowledge import wording
from berufslotse.knowledge.figures import LEVELS, day, kilometres, number, per_year, span
from berufslotse.knowledge.schema import Arbeitgeber, Stufe, Thema
from berufslotse.knowledge.store import Zahl


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (950, "950"),
        (3000.0, "3.000"),
        (2500.5, "2.500,50"),
        (16.5, "16,50"),
        (1_234_567, "1.234.567"),
        (1_234_567.89, "1.234.567,89"),
    ],
)
def test_a_number_has_german_separators(value, written):
    assert number(value) == written


@pytest.mark.parametrize(
    ("von", "bis", "written"),
    [
        (3000, 3600, "3.000 bis 3.600 Euro"),
        (2800, 2800, "2.800 Euro"),
        (2800, None, "mindestens 2.800 Euro"),
        (None, 3500, "bis zu 3.500 Euro"),
    ],
)
def test_a_span_of_euros_is_put_in_words(von, bis, written):
    assert span(von, bis) == written


def zahl(von, bis, zeitraum="monat") -> Zahl:
    return Zahl("einstieg", von, bis, zeitraum, None, False, None, None)


@pytest.mark.parametrize(
    ("von", "bis", "written"),
    [
        (3000, 3600, "36.000 bis 43.200 Euro"),
        (None, 5500, "bis zu 66.000 Euro"),
        (4200, None, "mindestens 50.400 Euro"),
    ],
)
def test_twelve_months_make_a_year(von, bis, written):
    assert per_year(zahl(von, bis)) == written


def test_a_year_of_cents_is_told_in_full_euros():
    year = per_year(zahl(2512.55, 2512.55))
    assert year is not None and "," not in year
    assert abs(int(year.removesuffix(" Euro").replace(".", "")) - 12 * 2512.55) < 12


@pytest.mark.parametrize("zeitraum", ["jahr", "stunde"])
def test_only_monthly_figures_are_made_a_year(zeitraum):
    assert per_year(zahl(20, 30, zeitraum)) is None


def test_a_day_is_written_as_in_german():
    assert day("2026-01-05") == "05.01.2026"


@pytest.mark.parametrize(
    ("distance", "written"),
    [(0.2, "1 km"), (11.04, "11 km"), (99.4, "99 km"), (104.9, "100 km"), (504.8, "500 km")],
)
def test_a_distance_is_rounded_for_conversation(distance, written):
    assert kilometres(distance) == written


@pytest.mark.parametrize(
    ("items", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a und b"), (["a", "b", "c"], "a, b und c")]
)
def test_a_list_is_said_as_one_says_it(items, said):
    assert wording.listing(items) == said


def test_a_list_of_choices_is_joined_with_or():
    assert wording.listing(["a", "b", "c"], "oder") == "a, b oder c"


def test_empty_parts_of_a_wording_leave_no_gap():
    assert (
        wording.fill("Das macht man {als} {in_ort}:", als="als Koch", in_ort="") == "Das macht man als Koch:"
    )
    assert wording.fill("{Als} {in_ort}.", als="als Koch", in_ort="in Köln") == "Als Koch in Köln."


def test_braces_in_a_name_are_left_alone():
    assert wording.fill("Über {name}.", name="{als}") == "Über {als}."


def test_neighbouring_turns_get_different_wordings():
    for choices in (*wording.OPENINGS.values(), wording.NATIONWIDE, wording.NEIGHBOUR, wording.UNKNOWN):
        assert all(wording.pick(choices, n) != wording.pick(choices, n + 1) for n in range(6))


def test_a_sample_is_the_same_for_the_same_turn_and_keeps_the_order():
    items = [f"b{n:02}" for n in range(20)]
    assert wording.sample(items, 3, 5) == wording.sample(items, 3, 5) == sorted(wording.sample(items, 3, 5))
    assert len({tuple(wording.sample(items, 3, turn)) for turn in range(10)}) > 1
    assert wording.sample(items[:2], 3, 1) == items[:2]
    assert wording.sample([], 3, 1) == []


def test_there_are_words_for_every_thema_level_and_employer():
    for words in (wording.OPENINGS, wording.ABOUT, wording.HEADINGS, wording.QUESTIONS):
        assert set(words) == {t.value for t in Thema}
    assert set(LEVELS) == {s.value for s in Stufe}
    assert set(wording.EMPLOYERS) == {a.value for a in Arbeitgeber}
