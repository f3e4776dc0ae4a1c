"""What people are told on one thema: the town's own facts, the country's, or those of the nearest town."""

from __future__ import annotations

import itertools

import pytest

from berufslotse.knowledge.answers import Antwort
from berufslotse.knowledge.lookup import Frage
from berufslotse.knowledge.schema import Arbeitgeber, Stufe, Thema
from berufslotse.knowledge.telling import Ton, fact_mark

PLAIN = Ton()
THEMES = [t.value for t in Thema]

SAMPLE_PAY = """\
beruf: Imker
{ort}
quellen: [{{titel: Honig, url: "https://www.honig.de", abgerufen: 2026-11-22, stand: 2025}}]
fakten:
  - thema: gehalt
    text: "{text}"
    gehalt: {{stufe: einstieg, von: {von}, bis: {von}, zeitraum: monat}}
"""


@pytest.fixture
def ask(bot):
    """A function that asks the sample on a thema."""

    def on(thema, beruf="Erzieher", ort="Köln", stufe=None, arbeitgeber=None, ton=PLAIN) -> Antwort:
        return bot.thema(Frage(thema, beruf, ort, stufe, arbeitgeber), ton)

    return on


@pytest.fixture
def texts(wissen):
    """A function that gives the texts of an occupation's facts in a town."""

    def of(beruf, ort, thema=None):
        return [f.text for f in wissen.fakten(beruf, ort, thema)]

    return of


def test_the_towns_own_facts_are_told(ask, texts):
    answer = ask("aufgaben")
    assert [f.text for f in answer.fakten] == texts("Erzieher", "Köln", "aufgaben")[:3]
    assert all(f.text in answer.text for f in answer.fakten)
    assert "in Köln" in answer.text
    assert "undesweit" not in answer.text


def test_nationwide_facts_are_named_as_such_with_their_year(ask):
    for turn in range(3):
        answer = ask("arbeitsmarkt", ton=Ton(turn))
        assert "Es fehlen Zehntausende Fachkräfte." in answer.text
        assert "Köln" in answer.text
        assert "undesweit" in answer.text or "eutschland" in answer.text
        assert "Stand 2024" in answer.text.split("\n")[0]


def test_asked_about_no_town_the_nationwide_facts_are_told(ask):
    answer = ask("gehalt", ort=None)
    assert "47.100 Euro im Jahr" in answer.text
    assert "Stand 2023 bis 2024" in answer.text
    assert "Köln" not in answer.text


def test_a_source_without_a_year_is_said_to_have_none(ask):
    assert "die Quelle nennt kein Jahr" in ask("herausforderungen", "Bäcker", None).text


def test_a_single_fact_of_the_town_is_followed_by_the_nationwide_ones(ask):
    answer = ask("gehalt", ort="Leipzig")
    assert answer.text.index("2.950 Euro im Monat") < answer.text.index("undesweit (Stand 20")
    assert answer.text.index("undesweit (Stand 20") < answer.text.index("47.100 Euro")


def test_the_nearest_town_is_named_with_its_distance(ask):
    for turn in range(2):
        answer = ask("gehalt", "IT-Projektkoordinator", ton=Ton(turn))
        assert "Leverkusen (rund 11 km entfernt)" in answer.text
        assert "Köln" in answer.text
        assert {f.ort for f in answer.fakten} == {"Leverkusen"}


def test_nearest_is_measured_from_the_town_asked(ask):
    assert "Hamburg (rund 95 km entfernt)" in ask("aufgaben", "IT-Projektkoordinator", "Bremen").text


def test_without_a_town_and_nationwide_facts_a_town_is_named(ask):
    answer = ask("anforderungen", "IT-Projektkoordinator", None)
    assert "Hamburg" in answer.text and "Englisch ist Pflicht." in answer.text


@pytest.mark.parametrize(
    ("beruf", "ort"),
    itertools.product(
        ["Erzieher", "IT-Projektkoordinator", "Bäcker", "Koch"], ["Köln", "Leipzig", "Bonn", None]
    ),
)
def test_no_other_towns_facts_are_told_without_naming_it(ask, wissen, beruf, ort):
    for thema, stufe in itertools.product(THEMES, [None, *(s.value for s in Stufe)]):
        answer = ask(thema, beruf, ort, stufe)
        told = [f for f in wissen.fakten(beruf, None) if f.text in answer.text]
        for town in wissen.orte_mit(beruf):
            own = [f for f in wissen.fakten(beruf, town) if f.text in answer.text]
            assert not own or town in answer.text
            told += own
        assert {f.text for f in told} == {f.text for f in answer.fakten}
        if any(f.ort is None for f in answer.fakten):
            assert "undesweit" in answer.text or "eutschland" in answer.text


@pytest.fixture
def hallig(opened, bot):
    """What answers from a single profile, of a place that is on no map."""
    text = """\
beruf: Fischer
ort: Hallig Habel
quellen: [{titel: Meer, url: "https://www.meer.de", abgerufen: 2026-11-22}]
fakten: [{thema: aufgaben, text: "Netze flicken."}]
"""
    return type(bot)(opened({"fischer.yml": text}))


def test_facts_only_known_from_a_place_off_the_map_are_still_told(hallig):
    answer = hallig.thema(Frage("aufgaben", "Fischer", "Köln"), Ton())
    assert "Netze flicken." in answer.text and "Hallig Habel" in answer.text


def test_an_overview_only_known_from_a_place_off_the_map_is_still_given(hallig):
    answer = hallig.ueberblick(hallig.wissen.bekannt("Fischer"), "Köln", Ton())
    assert "Netze flicken." in answer.text and "Hallig Habel" in answer.text


# -- pay -------------------------------------------------------------------------------------------


def test_the_figure_for_the_level_asked_is_told_and_no_other(ask):
    answer = ask("gehalt", stufe="einstieg")
    assert "2.800 bis 3.200 Euro" in answer.text
    assert "4.300" not in answer.text and "3.500" not in answer.text


def test_training_pay_known_only_nationwide_is_told_as_nationwide(ask):
    answer = ask("gehalt", stufe="ausbildung")
    assert "1.340 Euro" in answer.text and "undesweit" in answer.text
    assert "2.800" not in answer.text


def test_a_missing_figure_for_the_level_is_said_to_be_missing(ask):
    answer = ask("gehalt", "Bäcker", None, stufe="spezialist")
    first, rest = answer.text.split(". ", 1)
    assert "Spezialis" in first and "habe ich" in first and "nicht" in first
    assert "16,50 Euro" in rest


def test_the_figure_of_the_employer_asked_is_told(ask):
    answer = ask("gehalt", arbeitgeber="behoerde")
    assert "TVöD 3.500 Euro" in answer.text
    assert "4.300" not in answer.text


def test_a_missing_figure_for_the_employer_is_said_to_be_missing(ask):
    first = ask("gehalt", arbeitgeber="startup").text.split(". ")[0]
    assert "Start-ups" in first and "nichts" in first


@pytest.mark.parametrize("arbeitgeber", [a.value for a in Arbeitgeber])
def test_every_employer_and_level_gets_an_answer(ask, arbeitgeber):
    for stufe in (None, *(s.value for s in Stufe)):
        assert "Euro" in ask("gehalt", stufe=stufe, arbeitgeber=arbeitgeber).text


def test_the_level_asked_is_told_from_the_nearest_town_too(ask):
    answer = ask("gehalt", "IT-Projektkoordinator", "Köln", stufe="spezialist")
    assert "bis zu 5.500 Euro" in answer.text.split("Aufs Jahr")[0]
    assert "Leverkusen" in answer.text


def test_without_a_level_pay_starts_at_the_start(ask):
    text = ask("gehalt").text
    assert text.index("2.800") < text.index("3.500") < text.index("3.900")


def test_a_monthly_figure_is_given_by_the_year_too(ask):
    text = ask("gehalt", stufe="einstieg").text
    assert "Aufs Jahr gerechnet (zwölf Monatsgehälter, brutto) sind das 33.600 bis 38.400 Euro." in text


def test_several_figures_by_the_year_say_which_is_which(ask):
    text = ask("gehalt").text
    assert "33.600 bis 38.400 Euro zum Einstieg" in text
    assert "42.000 Euro mit Berufserfahrung" in text


def test_an_hourly_wage_is_not_made_a_year(ask):
    assert "Aufs Jahr" not in ask("gehalt", "Bäcker", None).text


def test_by_the_year_too_a_towns_figure_is_told_from_the_nationwide_one(opened, bot):
    town = SAMPLE_PAY.format(ort="ort: Bonn", von=2400, text="In Bonn sind es anfangs 2.400 Euro.")
    country = SAMPLE_PAY.format(ort="", von=2800, text="Der Tarif sieht anfangs 2.800 Euro vor.")
    other = type(bot)(opened({"bonn.yml": town, "ueberall.yml": country}))
    text = other.thema(Frage("gehalt", "Imker", "Bonn"), Ton()).text
    by_year = text.split("Aufs Jahr gerechnet")[1].split("\n")[0]
    assert "28.800 Euro" in by_year
    assert "33.600 Euro" not in by_year or "undesweit" in by_year or "eutschland" in by_year


def test_net_pay_is_not_called_gross(ask):
    text = ask("gehalt", "Koch").text
    assert "30.000 Euro" in text
    assert "21.000 Euro" not in text or "netto" in text.split("Aufs Jahr")[1]


# -- sources, variety, address ---------------------------------------------------------------------


def test_the_sources_are_named_each_once(ask):
    line = ask("aufgaben").text.split("\n")[-1]
    assert line.startswith("Quellen: ")
    assert line.count("wir-lieben-jobs.de, „Erzieher in Köln“ (abgerufen am 22.11.2026)") == 1
    assert "Stadt Köln, „Stadt Köln sucht“ (Stand 2025)" in line


def test_a_single_source_is_named_as_one(ask):
    answer = ask("regionalkultur")
    assert answer.text.split("\n")[-1].startswith("Quelle: wir-lieben-jobs.de")
    assert [q.url for q in answer.quellen] == ["https://www.wir-lieben-jobs.de/erzieher"]


@pytest.mark.parametrize("beruf", ["Erzieher", "IT-Projektkoordinator", "Bäcker", "Koch"])
def test_no_two_themes_get_the_same_answer(ask, beruf):
    for ort in ("Köln", "Bonn", None):
        answers = [ask(thema, beruf, ort).text for thema in THEMES]
        assert len(set(answers)) == len(THEMES)


def test_asked_again_further_facts_come_first(ask, texts):
    first = ask("aufgaben")
    again = ask("aufgaben", ton=Ton(1, gesagt=frozenset(map(fact_mark, first.fakten))))
    assert [f.text for f in again.fakten][0] == texts("Erzieher", "Köln", "aufgaben")[3]
    assert not {f.text for f in first.fakten} & {f.text for f in again.fakten}
    assert again.text != first.text


def test_when_all_is_told_it_is_told_again(ask, wissen):
    told = frozenset(fact_mark(f) for f in wissen.fakten("Erzieher", "Köln"))
    assert len(ask("aufgaben", ton=Ton(2, gesagt=told)).fakten) == 3


def test_more_of_the_same_is_offered_while_there_is_more(ask, wissen):
    assert ask("aufgaben").knoepfe[0].titel == "Noch mehr dazu"
    told = frozenset(fact_mark(f) for f in wissen.fakten("Erzieher", "Köln"))
    assert "Noch mehr dazu" not in [k.titel for k in ask("aufgaben", ton=Ton(gesagt=told)).knoepfe]


def test_the_next_questions_offered_are_other_themes_that_have_facts(ask):
    for thema in THEMES:
        answer = ask(thema)
        others = [k for k in answer.knoepfe if k.titel != "Noch mehr dazu" and k.absicht != "self_check"]
        assert others and len(answer.knoepfe) <= 3
        assert thema not in {k.absicht for k in others}
        assert all(ask(k.absicht, k.beruf, k.ort).fakten for k in others)


def test_a_woman_is_told_the_female_title(ask):
    for turn, thema in itertools.product(range(3), ("aufgaben", "gehalt", "arbeitsmarkt", "passung")):
        assert "Erzieherin" in ask(thema, ton=Ton(turn, weiblich=True)).text.split("\nQuelle")[0]
    assert "Erzieherin" not in ask("aufgaben").text


def test_an_occupation_may_be_asked_by_any_of_its_names(ask):
    assert ask("aufgaben", "kita-erzieher").fakten
