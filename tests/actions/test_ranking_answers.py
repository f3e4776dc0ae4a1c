"""Questions for the most pay, for kin and for two sides' pay, as the action server answers them."""

from __future__ import annotations

import pytest

from actions import (
    ActionAnswer,
    ActionCompare,
    ActionFollowUp,
    ActionJobOffers,
    ActionListProfiles,
    ActionSource,
    ActionUnsure,
)
from berufslotse.knowledge.kinship import Verwandt

WHERE = "Wo verdient ein Erzieher am meisten?"
WHICH = "In welchem Beruf verdient man in Köln am meisten?"
KIN = "Welche Berufe sind ähnlich wie Koch?"

HOWEVER_TAKEN = pytest.mark.parametrize(
    ("action", "intent"),
    [
        (ActionAnswer, "gehalt"),
        (ActionAnswer, "arbeitsort"),
        (ActionAnswer, "overview"),
        (ActionListProfiles, "list_profiles"),
        (ActionCompare, "compare"),
        (ActionFollowUp, "follow_up"),
        (ActionUnsure, "nlu_fallback"),
        (ActionJobOffers, "job_offers"),
    ],
)


# -- the most pay ----------------------------------------------------------------------------------


@HOWEVER_TAKEN
def test_wo_verdient_ein_erzieher_am_meisten_is_answered_with_ranks(gespraech, action, intent):
    lines = gespraech.say(action, intent, text=WHERE, beruf="Erzieher").split("\n")
    assert lines[1] == "1. Köln: 2.800 Euro im Monat (33.600 im Jahr)"
    assert lines[2] == "2. Leipzig: 2.600 Euro im Monat (31.200 im Jahr)"
    assert "Kitas in Köln" in lines[-1] and "Kitas in Leipzig" in lines[-1]


@HOWEVER_TAKEN
def test_in_welchem_beruf_verdient_man_am_meisten_is_answered_with_ranks(gespraech, action, intent):
    lines = gespraech.say(action, intent, text=WHICH, ort="Köln").split("\n")
    assert lines[1].startswith("1. Erzieher: 2.800") and lines[2].startswith("2. Koch: 2.500")


def test_the_occupation_may_have_been_named_before(gespraech):
    gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Leipzig")
    assert "1. Köln" in gespraech.say(ActionAnswer, "gehalt", text="Und wo verdient man am meisten?")


def test_und_am_wenigsten_turns_the_ranks_round(gespraech):
    gespraech.say(ActionAnswer, "gehalt", text=WHERE, beruf="Erzieher")
    assert "1. Leipzig" in gespraech.say(ActionAnswer, "gehalt", text="und am wenigsten?")


def test_und_am_wenigsten_turns_the_ranks_of_occupations_round(gespraech):
    gespraech.say(ActionAnswer, "gehalt", text=WHICH, ort="Köln")
    assert "1. Koch" in gespraech.say(ActionAnswer, "gehalt", text="und am wenigsten?")


def test_und_in_leipzig_tells_the_pay_there(gespraech):
    gespraech.say(ActionAnswer, "gehalt", text=WHERE, beruf="Erzieher")
    assert gespraech.slots["thema"] == "gehalt" and gespraech.slots["beruf"] == "Erzieher"
    text = gespraech.say(ActionFollowUp, "follow_up", text="und in Leipzig?", ort="Leipzig")
    assert "2.950 Euro" in text and "2.800" not in text


def test_und_als_koch_tells_the_pay_of_cooks_in_the_town_ranked(gespraech):
    gespraech.say(ActionAnswer, "gehalt", text=WHICH, ort="Köln")
    assert "2.500 Euro" in gespraech.say(ActionFollowUp, "follow_up", text="und als Koch?", beruf="Koch")


def test_und_in_leipzig_after_ranked_occupations_ranks_those_of_leipzig(gespraech):
    gespraech.say(ActionAnswer, "gehalt", text=WHICH, ort="Köln")
    text = gespraech.say(ActionFollowUp, "follow_up", text="und in Leipzig?", ort="Leipzig")
    assert "Erzieher" in text and "Euro" in text and not text.startswith("Für welchen Beruf")


def test_dort_is_the_town_talked_of(gespraech):
    gespraech.say(ActionAnswer, "gehalt", beruf="Koch", ort="Köln")
    text = gespraech.say(ActionAnswer, "gehalt", text="In welchem Beruf verdient man dort am meisten?")
    assert "1. Erzieher" in text and "2. Koch" in text


def test_who_asks_which_occupation_pays_most_is_not_asked_for_which_occupation(gespraech):
    text = gespraech.say(ActionAnswer, "gehalt", text="In welchem Beruf verdient man am meisten?")
    assert not text.startswith("Für welchen Beruf")


def test_a_rank_may_be_pressed(gespraech):
    gespraech.say(ActionAnswer, "gehalt", text=WHICH, ort="Köln")
    assert "2.500 Euro" in gespraech.press(ActionAnswer, "Mehr zu Koch")
    assert (gespraech.slots["beruf"], gespraech.slots["ort"]) == ("Koch", "Köln")


def test_the_sources_of_the_ranks_can_be_asked_for(gespraech):
    gespraech.say(ActionAnswer, "gehalt", text=WHERE, beruf="Erzieher")
    text = gespraech.say(ActionSource, "source", text="Woher weißt du das?")
    assert "https://www.beispiel.de/koeln" in text and "https://www.beispiel.de/leipzig" in text


def test_the_level_asked_for_is_ranked(gespraech):
    text = "Wo verdient ein Erzieher mit Erfahrung am meisten?"
    said = gespraech.say(ActionAnswer, "gehalt", text=text, beruf="Erzieher", stufe="erfahren")
    assert "mit Berufserfahrung" in said and "3.500" in said and "2.800" not in said


def test_the_most_pay_in_an_unknown_occupation_is_said_to_be_unknown(gespraech):
    text = gespraech.say(ActionAnswer, "gehalt", text=WHERE, beruf="Drachenpfleger")
    assert "Drachenpfleger" in text and "Euro" not in text


def test_was_machen_erzieher_am_meisten_asks_for_tasks(gespraech):
    text = gespraech.say(ActionAnswer, "aufgaben", text="Was machen Erzieher am meisten?", beruf="Erzieher")
    assert "Euro" not in text


# -- kin -------------------------------------------------------------------------------------------


@pytest.fixture
def with_kin(gespraech, monkeypatch):
    """A conversation in which educators are akin to cooks; in what two occupations are akin is tested elsewhere."""
    kin = [Verwandt("Erzieher", "ähnliche Aufgaben")]
    monkeypatch.setattr("berufslotse.knowledge.rankings.kin", lambda *_: kin)
    return gespraech


@HOWEVER_TAKEN
def test_welche_berufe_sind_aehnlich_is_answered_with_kin(with_kin, action, intent):
    text = with_kin.say(action, intent, text=KIN, beruf="Koch")
    assert "Mit Koch verwandt" in text and "– Erzieher: ähnliche Aufgaben" in text


def test_one_of_the_kin_may_be_pressed(with_kin):
    with_kin.say(ActionListProfiles, "list_profiles", text=KIN, beruf="Koch", ort="Köln")
    assert "Erzieher in Köln im Überblick" in with_kin.press(ActionAnswer, "Erzieher")


def test_one_of_the_kin_may_be_named(with_kin):
    with_kin.say(ActionListProfiles, "list_profiles", text=KIN, beruf="Koch", ort="Köln")
    text = with_kin.say(ActionFollowUp, "follow_up", text="Erzieher", beruf="Erzieher")
    assert "Erzieher in Köln im Überblick" in text


def test_an_occupation_without_kin_is_said_to_have_none(gespraech):
    assert "keinen verwandten Beruf" in gespraech.say(
        ActionListProfiles, "list_profiles", text=KIN, beruf="Koch"
    )


def test_kin_of_an_occupation_that_nobody_knows_is_not_answered_with_any_occupations(gespraech):
    text = "Welche Berufe sind ähnlich wie Drachenpfleger?"
    said = gespraech.say(ActionListProfiles, "list_profiles", text=text, beruf="Drachenpfleger")
    assert "Drachenpfleger" in said


def test_sowas_wie_in_another_question_does_not_ask_for_kin(with_kin):
    with_kin.say(ActionAnswer, "aufgaben", beruf="Koch", ort="Köln")
    text = "Gibt es da sowas wie eine Karriereleiter?"
    assert "verwandt" not in with_kin.say(ActionAnswer, "entwicklung", text=text)


# -- pay side by side ------------------------------------------------------------------------------


def test_pay_of_two_towns_is_compared_level_by_level(gespraech):
    text = gespraech.say(
        ActionCompare,
        "compare",
        text="Verdient man als Erzieher in Köln oder in Leipzig mehr?",
        ranking=["gehalt"],
        beruf="Erzieher",
        ort=["Köln", "Leipzig"],
    )
    assert "Zum Einstieg\n– Köln: 2.800 Euro im Monat (33.600 im Jahr)\n– Leipzig: 2.600 Euro" in text
    assert "Mit Berufserfahrung\n– Köln: 3.500 Euro im Monat (42.000 im Jahr)\n– Leipzig: keine Zahl" in text
    assert gespraech.slots["thema"] == "gehalt"


def test_pay_of_two_occupations_is_compared_level_by_level(gespraech):
    text = gespraech.say(ActionCompare, "compare", ranking=["gehalt"], beruf=["Erzieher", "Koch"], ort="Köln")
    assert "– Erzieher: 2.800 Euro" in text and "– Koch: 2.500 Euro" in text


def test_a_comparison_that_names_pay_is_about_pay_whatever_else_is_likely(gespraech):
    text = gespraech.say(
        ActionCompare,
        "compare",
        text="Wo verdient ein Erzieher mehr, in Köln oder in Leipzig?",
        ranking=["arbeitsort"],
        beruf="Erzieher",
        ort=["Köln", "Leipzig"],
    )
    assert "– Leipzig: 2.600 Euro" in text


def test_and_the_pay_of_the_other_town_is_compared_with_the_one_before(gespraech):
    gespraech.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Köln")
    text = gespraech.say(
        ActionCompare, "compare", text="Und im Vergleich zu Leipzig?", ranking=["gehalt"], ort="Leipzig"
    )
    assert "– Köln: 2.800 Euro" in text and "– Leipzig: 2.600 Euro" in text


def test_after_a_comparison_of_pay_a_single_town_is_asked_for_pay(gespraech):
    gespraech.say(ActionCompare, "compare", ranking=["gehalt"], beruf="Erzieher", ort=["Köln", "Leipzig"])
    text = gespraech.say(ActionFollowUp, "follow_up", text="und in Köln?", ort="Köln")
    assert "Euro" in text and "Köln" in text and "Leipzig" not in text
