"""What people are told where the knowledge ends: an occupation or a thema it does not hold."""

from __future__ import annotations

import pytest

from berufslotse.knowledge.answers import Antwort
from berufslotse.knowledge.lookup import Frage
from berufslotse.knowledge.telling import Ton

PLAIN = Ton()


@pytest.fixture
def ask(bot):
    """A function that asks the sample on a thema."""

    def on(thema, beruf="Erzieher", ort="Köln", ton=PLAIN) -> Antwort:
        return bot.thema(Frage(thema, beruf, ort), ton)

    return on


def test_an_unknown_occupation_is_said_to_be_unknown(ask):
    for turn in range(2):
        answer = ask("gehalt", "Astronaut", "Köln", ton=Ton(turn))
        assert "Astronaut" in answer.text and "Euro" not in answer.text
        assert answer.fakten == ()
        assert "https://web.arbeitsagentur.de/berufenet/ergebnisseite?suchwoerter=Astronaut" in answer.text


def test_an_unknown_occupation_names_those_that_sound_alike(ask):
    answer = ask("gehalt", "Erzihere")
    assert "Erzieher" in answer.text
    assert ("Erzieher", "gehalt", "Köln") in [(k.beruf, k.absicht, k.ort) for k in answer.knoepfe]


def test_an_unknown_occupation_names_some_of_the_town_else(ask):
    answer = ask("gehalt", "Astronaut", "Köln")
    assert "Aus Köln kenne ich zum Beispiel" in answer.text
    assert {"Erzieher", "Koch"} >= {k.beruf for k in answer.knoepfe} > set()


def test_people_are_addressed_as_they_wish(ask):
    assert "findest du" in ask("gehalt", "Astronaut").text
    formal = ask("gehalt", "Astronaut", ton=Ton(sie=True)).text
    assert "finden Sie" in formal and " du " not in formal


@pytest.mark.parametrize("thema", ["overview", "compare"])
def test_an_unknown_occupation_is_said_to_be_unknown_whatever_was_asked(bot, thema):
    answer = bot.unbekannter_beruf(Frage(thema, "Astronaut", None), Ton())
    assert "Astronaut" in answer.text


def test_a_thema_without_any_facts_is_said_to_have_none(ask):
    answer = ask("passung", "Bäcker")
    assert "Bäcker" in answer.text and "keine belegten Fakten" in answer.text
    assert answer.fakten == () and answer.knoepfe
    assert {k.absicht for k in answer.knoepfe} <= {"aufgaben", "gehalt", "herausforderungen"}


@pytest.mark.parametrize(
    ("thema", "noun"), [("regionalkultur", "Mentalität vor Ort"), ("arbeitsort", "Arbeitsplatz")]
)
def test_nouns_keep_their_capital_where_nothing_is_known(ask, thema, noun):
    assert noun in ask(thema, "Bäcker").text


def test_the_way_in_points_to_berufenet_where_the_town_has_no_facts(ask):
    nationwide, nothing, own = (ask("einstieg", b).text for b in ("Erzieher", "Bäcker", "Koch"))
    assert "Fachschule für Sozialpädagogik" in nationwide
    assert "https://web.arbeitsagentur.de/berufenet/ergebnisseite?suchwoerter=Erzieher" in nationwide
    assert "suchwoerter=B%C3%A4cker" in nothing
    assert "berufenet" not in own
