"""What the bot says besides facts: asking back, naming sources, pointing on to vacancies."""

from __future__ import annotations

import dataclasses
from urllib.parse import parse_qs, urlparse

import pytest

from berufslotse.knowledge import questions
from berufslotse.knowledge.links import berufenet, jobsuche
from berufslotse.knowledge.lookup import Frage
from berufslotse.knowledge.telling import Ton


def query_of(text: str) -> dict[str, list[str]]:
    [address] = [word for word in text.split() if word.startswith("https://")]
    assert " " not in address and address.isascii()
    return parse_qs(urlparse(address).query)


def test_the_job_link_has_occupation_and_town_filled_in():
    text = questions.job_offers("Bäcker & Konditor", "Halle (Saale)", "Gibt es Stellen?", Ton()).text
    assert query_of(text) == {"angebotsart": ["1"], "was": ["Bäcker & Konditor"], "wo": ["Halle (Saale)"]}
    assert "Offene Stellen" in text and "Bäcker & Konditor in Halle (Saale)" in text


def test_the_job_link_needs_no_town():
    text = questions.job_offers("Koch", None, "Jobs?", Ton()).text
    assert query_of(text) == {"angebotsart": ["1"], "was": ["Koch"]}


@pytest.mark.parametrize(
    "asked", ["Wo finde ich einen Ausbildungsplatz?", "freie Lehrstellen", "Azubi-Stellen", "Lehre"]
)
def test_training_places_are_looked_for_where_those_are_asked_for(asked):
    text = questions.job_offers("Koch", "Köln", asked, Ton()).text
    assert query_of(text)["angebotsart"] == ["4"]
    assert "Ausbildungsplätze" in text


@pytest.mark.parametrize("asked", ["Stellen als Lehrer", "Jobs für Heilpraktiker in Köln?"])
def test_vacancies_are_looked_for_though_the_occupation_sounds_of_training(asked):
    assert query_of(questions.job_offers("X", None, asked, Ton()).text)["angebotsart"] == ["1"]


def test_addresses_are_encoded():
    assert jobsuche("Köchin", "Köln").endswith("?angebotsart=1&was=K%C3%B6chin&wo=K%C3%B6ln")
    assert berufenet("A&B").endswith("?suchwoerter=A%26B")


def test_the_sources_of_the_last_answer_are_named_with_their_addresses(bot):
    answer = bot.thema(Frage("aufgaben", "Erzieher", "Köln"), Ton())
    text = questions.sources([dataclasses.asdict(q) for q in answer.quellen], Ton()).text
    assert "„Erzieher in Köln“ (abgerufen am 22.11.2026): https://www.wir-lieben-jobs.de/erzieher" in text
    assert "https://www.stadt-koeln.de/kita" in text


def test_without_an_answer_before_it_is_said_where_facts_come_from():
    for ton in (Ton(), Ton(sie=True)):
        text = questions.sources([], ton).text
        assert "öffentlichen Seiten" in text and "Adresse" in text


def test_a_missing_occupation_is_asked_for_and_some_are_offered(wissen):
    answer = questions.ask_beruf(wissen, "gehalt", "Köln", Ton())
    assert answer.text == "Für welchen Beruf in Köln möchtest du das wissen?"
    assert {(k.beruf, k.ort, k.absicht) for k in answer.knoepfe} == {
        ("Erzieher", "Köln", "gehalt"),
        ("Koch", "Köln", "gehalt"),
    }
    assert "möchten Sie" in questions.ask_beruf(wissen, "gehalt", None, Ton(sie=True)).text


def test_the_town_is_asked_for_only_where_the_country_has_no_answer(wissen):
    assert questions.towns_to_choose(wissen, Frage("gehalt", "IT-Projektkoordinator")) == [
        "Leverkusen",
        "Hamburg",
    ]
    assert questions.towns_to_choose(wissen, Frage("gehalt", "Erzieher")) == []
    assert questions.towns_to_choose(wissen, Frage("gehalt", "IT-Projektkoordinator", "Köln")) == []
    assert questions.towns_to_choose(wissen, Frage("anforderungen", "IT-Projektkoordinator")) == []


def test_the_towns_that_have_facts_are_offered(wissen):
    beruf = wissen.bekannt("IT-Projektkoordinator")
    answer = questions.ask_ort("gehalt", beruf, ["Leverkusen", "Hamburg"], Ton(weiblich=True))
    assert "Zum Gehalt als IT-Projektkoordinatorin habe ich Fakten aus Leverkusen und Hamburg." in answer.text
    assert [k.ort for k in answer.knoepfe] == ["Leverkusen", "Hamburg"]


@pytest.mark.parametrize(("beruf", "ort"), [("Erzieher", "Köln"), ("Erzieher", "Bonn"), (None, None)])
def test_what_to_compare_is_asked_with_an_example(beruf, ort):
    text = questions.ask_sides(beruf, ort, Ton()).text
    assert "Nenne mir zwei Städte oder zwei Berufe" in text and "oder" in text.split("„")[1]
    assert "Köln oder Köln" not in text
    assert "Nennen Sie mir" in questions.ask_sides(beruf, ort, Ton(sie=True)).text


def test_a_question_in_other_words_is_answered_by_the_fact_that_fits(wissen):
    beruf = wissen.bekannt("Erzieher")
    own = questions.search(wissen, "Gibt es Ausflüge an den Rhein?", beruf, "Köln")
    assert "Auch Ausflüge an den Rhein gehören dazu." in own.text and "aus Köln" in own.text
    nationwide = questions.search(wissen, "Fachschule für Sozialpädagogik?", beruf, "Köln")
    assert "für ganz Deutschland" in nationwide.text and "Quelle: Bundesagentur" in nationwide.text
    assert questions.search(wissen, "Dienstwagen und Homeoffice?", beruf, "Köln") is None


def test_names_that_are_not_known_are_said_before_the_answer(bot):
    answer = questions.with_unknown(bot.thema(Frage("aufgaben", "Koch", "Köln"), Ton()), ["Astronaut"])
    assert answer.text.startswith("Über Astronaut habe ich keine belegten Fakten.\n")
    assert answer.fakten


def test_a_message_not_understood_gets_the_likeliest_meanings():
    ranking = [{"name": n} for n in ("nlu_fallback", "gehalt", "human", "aufgaben", "einstieg")]
    answer = questions.guesses("hm, und so?", ranking, "Koch", "Köln", Ton(sie=True))
    assert [k.absicht for k in answer.knoepfe] == ["gehalt", "human", "aufgaben"]
    assert answer.knoepfe[0].beruf == "Koch" and answer.knoepfe[1].beruf is None
    assert {k.gemeint for k in answer.knoepfe} == {"hm, und so?"}
    assert "Sie" in answer.text
    assert len(questions.guesses("hm", [], None, None, Ton()).knoepfe) == 3


@pytest.mark.parametrize("text", ["👍", "/", "?!", "", "7"])
@pytest.mark.parametrize(
    "ranking", [[], [{"name": "start_over"}], [{"name": "nlu_fallback"}, {"name": "privacy"}]]
)
def test_a_message_without_words_gets_what_people_ask_most(text, ranking):
    known = questions.guesses(text, ranking, "Koch", "Köln", Ton())
    assert [k.absicht for k in known.knoepfe] == ["aufgaben", "gehalt", "anforderungen"]
    assert {k.beruf for k in known.knoepfe} == {"Koch"}
    unknown = questions.guesses(text, ranking, None, None, Ton())
    assert [k.absicht for k in unknown.knoepfe] == ["list_profiles", "overview", "help"]


def test_too_few_guesses_are_filled_up_with_the_main_themes():
    answer = questions.guesses("Lohntüte?", [{"name": "gehalt"}], "Koch", None, Ton())
    assert [k.absicht for k in answer.knoepfe] == ["gehalt", "aufgaben", "anforderungen"]


def test_after_a_pause_the_themes_with_facts_are_offered(bot):
    answer = questions.what_next("Gern.", bot, "Koch", "Köln", 0)
    assert [k.absicht for k in answer.knoepfe] == ["aufgaben", "gehalt", "einstieg"]
    assert all(k.beruf is None for k in questions.what_next("Gern.", bot, None, None, 0).knoepfe)
