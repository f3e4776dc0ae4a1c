"""The general picture of an occupation: a line on each of up to four themes."""

from __future__ import annotations

import pytest

from berufslotse.knowledge.answers import Antwort
from berufslotse.knowledge.telling import Ton

PLAIN = Ton()


@pytest.fixture
def overview(bot):
    """A function that gives the sample's overview."""

    def of(beruf, ort, ton=PLAIN) -> Antwort:
        return bot.ueberblick(bot.wissen.bekannt(beruf), ort, ton)

    return of


def test_the_towns_facts_come_first_and_nationwide_ones_are_marked(overview):
    answer = overview("Erzieher", "Köln")
    lines = answer.text.split("\n")
    assert lines[0] == "Erzieher in Köln im Überblick:"
    assert lines[1] == "Aufgaben: Sie planen den Tag der Gruppe und begleiten das freie Spiel."
    assert lines[2] == "Gehalt: Wer anfängt, bekommt 2.800 bis 3.200 Euro im Monat."
    assert lines[3].startswith("Menschen und Mentalität: Der Ton")
    assert lines[4].endswith("(bundesweit): Es fehlen Zehntausende Fachkräfte.")
    assert lines[5].startswith("Quellen: ") and "Bundesagentur für Arbeit" in lines[5]
    assert len(answer.fakten) == 4


def test_a_town_without_facts_gets_the_nationwide_ones_with_their_year(overview):
    first = overview("Bäcker", "Köln").text.split("\n")[0]
    assert "Aus Köln habe ich über Bäcker nichts Eigenes" in first
    assert "Bundesweit gilt (Stand 2023, zum Teil ohne Jahr)" in first


def test_without_a_town_the_country_is_named(overview):
    first = overview("Bäcker", None).text.split("\n")[0]
    assert "ganz Deutschland" in first and "Stand 2023" in first


def test_the_nearest_town_stands_in_and_is_named_with_its_distance(overview):
    answer = overview("IT-Projektkoordinator", "Köln")
    first = answer.text.split("\n")[0]
    assert first.startswith("Aus Köln habe ich über IT-Projektkoordinator nichts")
    assert "Leverkusen (11 km entfernt)" in first
    assert {f.ort for f in answer.fakten} == {"Leverkusen"}
    assert all(k.ort == "Leverkusen" for k in answer.knoepfe)


def test_without_a_town_the_fullest_profile_stands_in(overview):
    answer = overview("IT-Projektkoordinator", None)
    assert "Hamburg" in answer.text.split("\n")[0]
    assert "km" not in answer.text


def test_a_woman_is_told_the_female_title(overview):
    assert overview("Koch", "Köln", Ton(weiblich=True)).text.startswith("Köchin in Köln")


def test_what_is_offered_next_was_not_told_yet(overview, bot):
    answer = overview("Erzieher", "Köln")
    assert [k.absicht for k in answer.knoepfe] == ["einstieg"]
    assert set(bot.erzaehlbar("Erzieher", "Köln")) == {f.thema for f in answer.fakten} | {"einstieg"}
