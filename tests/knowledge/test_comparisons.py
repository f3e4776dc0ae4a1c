"""Two towns or two occupations side by side, and what is known at all."""

from __future__ import annotations

import pytest

from berufslotse.knowledge.answers import MAIN_THEMES
from berufslotse.knowledge.comparisons import Seite, compare, list_profiles, offer_berufe
from berufslotse.knowledge.lookup import similar_berufe
from berufslotse.knowledge.store import Wissen
from berufslotse.knowledge.telling import Ton


def names_like(wissen: Wissen, typed: str) -> list[str]:
    return similar_berufe(wissen, typed)


TWO_TOWNS = [Seite("Erzieher", "Köln"), Seite("Erzieher", "Leipzig")]
TWO_BERUFE = [Seite("Erzieher", "Köln"), Seite("Koch", "Köln")]


def test_two_towns_are_told_side_by_side(wissen):
    answer = compare(wissen, TWO_TOWNS, ["aufgaben"], Ton())
    assert answer.text.split("\n") == [
        "Erzieher im Vergleich zwischen Köln und Leipzig:",
        "Aufgaben",
        "– Köln: Sie planen den Tag der Gruppe und begleiten das freie Spiel.",
        "– Leipzig: In den Horten betreuen sie Schulkinder am Nachmittag.",
        "Quellen: wir-lieben-jobs.de, „Erzieher in Köln“ (abgerufen am 22.11.2026); "
        "leipzig.de, „Erzieher in Leipzig“ (abgerufen am 22.11.2026)",
    ]


def test_two_occupations_of_a_town_are_told_side_by_side(wissen):
    lines = compare(wissen, TWO_BERUFE, ["gehalt"], Ton()).text.split("\n")
    assert lines[0] == "Erzieher und Koch im Vergleich (Köln):"
    assert lines[2:5] == [
        "Zum Einstieg",
        "– Erzieher: 2.800 bis 3.200 Euro im Monat (33.600 bis 38.400 im Jahr)",
        "– Koch: 2.500 Euro im Monat (30.000 im Jahr)",
    ]


def test_occupations_of_different_towns_are_labelled_with_both(wissen):
    sides = [Seite("Koch", "Köln"), Seite("Erzieher", "Leipzig"), Seite("Bäcker", None)]
    text = compare(wissen, sides, ["aufgaben"], Ton()).text
    for label in ("– Koch in Köln: In den", "– Erzieher in Leipzig: In den", "– Bäcker: Teige"):
        assert label in text


def test_a_town_and_the_country_are_told_side_by_side(wissen):
    lines = compare(
        wissen, [Seite("Erzieher", "Leipzig"), Seite("Erzieher", None)], ["gehalt"], Ton()
    ).text.split("\n")
    assert "Leipzig und ganz Deutschland" in lines[0]
    assert lines[2] == "Insgesamt"
    assert "2.950" in lines[3] and "47.100" not in lines[3]
    assert lines[4].startswith("– ganz Deutschland") and "47.100" in lines[4]
    assert "unterscheiden sich" in lines[5]


def test_the_side_that_has_nothing_is_said_to_have_nothing(wissen):
    text = compare(wissen, TWO_TOWNS, ["herausforderungen"], Ton()).text
    assert "– Köln: Dazu habe ich nichts." in text
    assert "– Leipzig: Die Gruppen sind größer als anderswo." in text


def test_nationwide_facts_of_a_side_are_marked_with_their_year(wissen):
    sides = [Seite("Erzieher", "Bonn"), Seite("Erzieher", "Leipzig")]
    text = compare(wissen, sides, ["gehalt"], Ton()).text
    assert "– Bonn (bundesweit, Stand 2023): 47.100 Euro im Jahr" in text
    assert "– Leipzig: 2.950 Euro im Monat" in text


def test_a_thema_that_no_side_knows_is_left_out(wissen):
    text = compare(wissen, TWO_TOWNS, MAIN_THEMES, Ton()).text
    assert "Anforderungen" not in text
    assert [line for line in text.split("\n") if line in {"Aufgaben", "Gehalt"}] == ["Aufgaben", "Gehalt"]


def test_with_nothing_on_any_side_that_is_said(wissen):
    answer = compare(wissen, TWO_TOWNS, ["passung"], Ton())
    assert "fehlen mir" in answer.text and "Köln und Leipzig" in answer.text
    assert answer.fakten == () and "Quelle" not in answer.text


def test_a_neighbours_facts_are_not_told_for_a_side(wissen):
    sides = [Seite("IT-Projektkoordinator", "Köln"), Seite("IT-Projektkoordinator", "Hamburg")]
    text = compare(wissen, sides, ["gehalt"], Ton()).text
    assert "– Köln: keine Zahl" in text
    assert "3.600" not in text


def test_each_side_can_be_asked_further(wissen):
    buttons = compare(wissen, TWO_BERUFE, ["aufgaben"], Ton()).knoepfe
    assert [(k.titel, k.absicht, k.beruf, k.ort) for k in buttons] == [
        ("Mehr zu Erzieher", "overview", "Erzieher", "Köln"),
        ("Mehr zu Koch", "overview", "Koch", "Köln"),
    ]


# -- lists -----------------------------------------------------------------------------------------


def test_the_occupations_of_a_town_are_listed(wissen):
    answer = list_profiles(wissen, None, "Köln", 0)
    assert "In Köln kenne ich 2 Berufe: Erzieher und Koch." in answer.text
    assert [(k.beruf, k.ort) for k in answer.knoepfe] == [("Erzieher", "Köln"), ("Koch", "Köln")]


def test_a_single_occupation_of_a_town_is_named(wissen):
    assert list_profiles(wissen, None, "Hamburg", 0).text == "In Hamburg kenne ich IT-Projektkoordinator."


def test_of_a_town_without_facts_the_nearest_ones_are_named(wissen):
    answer = list_profiles(wissen, None, "Bonn", 0)
    assert "Aus Bonn selbst habe ich noch keine Fakten." in answer.text
    assert "Köln, Leverkusen und" in answer.text
    assert answer.knoepfe[0].ort == "Köln" and answer.knoepfe[0].absicht == "list_profiles"


def test_a_place_off_the_map_is_said_to_have_no_facts(wissen):
    answer = list_profiles(wissen, None, "Entenhausen", 0)
    assert answer.text == "Aus Entenhausen selbst habe ich noch keine Fakten."
    assert list(answer.knoepfe) == []


def test_the_towns_of_an_occupation_are_listed(wissen):
    answer = list_profiles(wissen, wissen.bekannt("Erzieher"), None, 0)
    assert answer.text == "Über Erzieher habe ich Fakten aus Köln und Leipzig und für ganz Deutschland."


def test_an_occupation_known_only_nationwide_says_so(wissen):
    text = list_profiles(wissen, wissen.bekannt("Bäcker"), None, 0).text
    assert text == "Über Bäcker habe ich Fakten für ganz Deutschland."


def test_what_is_known_at_all_is_said_in_whole_sentences(wissen):
    text = list_profiles(wissen, None, None, 0).text
    assert "4 Berufe" in text and "4 Städten" in text
    assert "Köln" in text
    assert "zum Beispiel ." not in text and "aus ." not in text


def test_a_knowledge_without_towns_is_told_in_whole_sentences(opened):
    profile = """\
beruf: Imker
quellen: [{titel: Honig, url: "https://www.honig.de", abgerufen: 2026-11-22}]
fakten: [{thema: aufgaben, text: "Waben ernten."}]
"""
    text = list_profiles(opened({"imker.yml": profile}), None, None, 0).text
    assert "Imker" in text
    assert "1 Berufe" not in text and "aus ." not in text and "Beispiel ." not in text


def test_a_town_with_many_occupations_names_some_and_others_next_time(opened):
    def profile(number):
        return f"""\
beruf: Handwerk{chr(97 + number)}
ort: Bonn
quellen: [{{titel: Bonn, url: "https://www.bonn.de", abgerufen: 2026-11-22}}]
fakten: [{{thema: aufgaben, text: "Etwas tun."}}]
"""

    wissen = opened({f"{n}.yml": profile(n) for n in range(14)})
    first, second = (list_profiles(wissen, None, "Bonn", turn) for turn in (0, 1))
    assert "14 Berufe, zum Beispiel" in first.text
    assert first.text.count("Handwerk") == 8
    assert first.text != second.text


def test_an_occupation_of_many_towns_names_twelve_and_counts_the_others(shipped_wissen):
    most = shipped_wissen.beruf(shipped_wissen.verbreitete(1)[0])
    assert len(most.orte) > 12
    text = list_profiles(shipped_wissen, most, None, 0).text
    assert f"und {len(most.orte) - 12} weiteren Städten" in text
    assert sum(town in text for town in most.orte) == 12


def test_occupations_of_a_kind_are_listed(shipped_wissen):
    text = list_profiles(shipped_wissen, None, None, 0, "Welche Pflegeberufe kennst du?").text
    assert "Altenpfleger" in text and "Krankenpfleger" in text
    assert "Bäcker" not in text
    here = list_profiles(shipped_wissen, None, "Köln", 0, "Und welche Pflegeberufe in Köln?").text
    assert "Altenpfleger" in here and "Erzieher" not in here


def test_the_towns_are_listed_where_those_are_asked_for(wissen):
    answer = list_profiles(wissen, None, None, 0, "Welche Städte kennst du?")
    assert all(town in answer.text for town in ("Köln", "Leipzig", "Leverkusen", "Hamburg"))
    assert answer.knoepfe[0].absicht == "list_profiles"


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("Welche Minijobs gibt es?", "Systemadministrator"),
        ("Welche Berufe gibt es bei der Stadtverwaltung?", "Eigene Fakten habe ich aus"),
    ],
)
def test_words_that_only_sound_of_a_kind_or_a_town_list_neither(shipped_wissen, asked, wrong):
    assert wrong not in list_profiles(shipped_wissen, None, None, 0, asked).text


@pytest.mark.parametrize(("ort", "among"), [("Köln", {"Erzieher", "Koch"}), (None, None), ("Bonn", None)])
def test_occupations_are_offered_as_a_start(wissen, ort, among):
    offered = offer_berufe(wissen, ort, 0)
    assert set(offered) <= (among or set(wissen.berufsnamen))
    assert len(offered) == (2 if among else 3)


@pytest.mark.parametrize(
    ("typed", "meant"), [("Erzihere", "Erzieher"), ("Becker", "Bäcker"), ("baker", "Bäcker")]
)
def test_occupations_that_sound_alike_are_found(wissen, typed, meant):
    assert meant in names_like(wissen, typed)


def test_nothing_sounds_like_nonsense(wissen):
    assert names_like(wissen, "qqxzvvv") == []
