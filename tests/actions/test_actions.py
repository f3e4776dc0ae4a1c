"""The actions that answer from the knowledge, run as the action server runs them."""

from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import pytest

from actions import (
    ActionAnswer,
    ActionCompare,
    ActionFollowUp,
    ActionJobOffers,
    ActionListProfiles,
    ActionUnsure,
)

PLAN = "Sie planen den Tag der Gruppe."
HORT = "In den Horten betreuen sie Schulkinder."
BRAUHAUS = "In den Brauhäusern wird deftig gekocht."
KANTINE = "In den Kantinen der Ministerien wird für viele gekocht."


def _titles(gespraech) -> list[str]:
    return [button["title"] for button in gespraech.buttons]


# -- one question --------------------------------------------------------------------------------------


def test_a_complete_question_is_answered_with_its_source(gespraech):
    text = gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Köln")
    assert PLAN in text
    assert "Kitas in Köln" in text.splitlines()[-1]
    assert gespraech.buttons


def test_the_female_title_is_used_for_who_asks_so(gespraech):
    assert "als Erzieherin" in gespraech.say(
        ActionAnswer, "gehalt", weiblich=True, beruf="Erzieher", ort="Köln"
    )


def test_the_level_asked_for_is_told_alone(gespraech):
    text = gespraech.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Köln", stufe="erfahren")
    assert "3.500 Euro" in text
    assert "2.800 Euro" not in text


def test_what_was_told_is_not_told_again_while_there_is_more(gespraech):
    first = gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Köln")
    more = gespraech.press(ActionAnswer, "Noch mehr dazu")
    assert "Auch Ausflüge" not in first
    assert "Auch Ausflüge" in more
    assert PLAN not in more


def test_a_level_is_carried_on_to_another_town(gespraech):
    gespraech.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Leipzig", stufe="einstieg")
    text = gespraech.say(ActionFollowUp, "follow_up", text="und in Köln?", ort="Köln")
    assert "2.800 Euro" in text
    assert "3.500 Euro" not in text


def test_a_question_on_everything_gives_a_picture(gespraech):
    text = gespraech.say(ActionAnswer, "overview", beruf="Erzieher", ort="Köln")
    assert PLAN in text and "2.800 Euro" in text and "herzlich" in text


# -- asking back ---------------------------------------------------------------------------------------


def test_without_an_occupation_the_bot_asks_and_then_answers_what_was_asked(gespraech):
    asked = gespraech.say(ActionAnswer, "gehalt", text="Was verdient man so?")
    assert asked.startswith("Für welchen Beruf") and asked.endswith("?")
    assert gespraech.slots["offen"]
    text = gespraech.say(ActionFollowUp, "follow_up", text="Erzieher in Köln", beruf="Erzieher", ort="Köln")
    assert "2.800 Euro" in text and PLAN not in text
    assert not gespraech.slots["offen"]


@pytest.mark.parametrize(
    ("action", "intent"),
    [(ActionAnswer, "overview"), (ActionFollowUp, "follow_up"), (ActionUnsure, "nlu_fallback")],
)
def test_however_the_reply_is_understood_the_owed_answer_comes(gespraech, action, intent):
    gespraech.say(ActionAnswer, "gehalt", stufe="einstieg")
    text = gespraech.say(action, intent, text="Erzieher in Köln", beruf="Erzieher", ort="Köln")
    assert "2.800 Euro" in text
    assert PLAN not in text
    assert "3.500 Euro" not in text


def test_a_button_under_the_question_answers_it(gespraech):
    gespraech.say(ActionAnswer, "aufgaben", ort="Leipzig")
    assert HORT in gespraech.press(ActionAnswer, "Erzieher in Leipzig")


def test_without_a_town_the_bot_asks_where_only_towns_are_known(gespraech):
    asked = gespraech.say(ActionAnswer, "aufgaben", beruf="Koch")
    assert asked.startswith("In welcher Stadt?")
    assert {"Köln", "Bonn"} == set(_titles(gespraech))
    assert KANTINE in gespraech.say(ActionFollowUp, "follow_up", text="Bonn", ort="Bonn")


def test_the_town_may_be_pressed_too(gespraech):
    gespraech.say(ActionAnswer, "aufgaben", beruf="Koch")
    assert BRAUHAUS in gespraech.press(ActionAnswer, "Köln")


def test_without_a_town_the_country_answers_where_it_can(gespraech):
    assert "Es fehlen Zehntausende" in gespraech.say(ActionAnswer, "arbeitsmarkt", beruf="Erzieher")


def test_sie_is_asked_with_sie(gespraech):
    gespraech.slots["anrede"] = "sie"
    assert "möchten Sie" in gespraech.say(ActionAnswer, "gehalt")
    assert "Sie können auch" in gespraech.say(ActionAnswer, "aufgaben", beruf="Koch")


# -- what is not known ---------------------------------------------------------------------------------


@pytest.mark.parametrize("intent", ["gehalt", "aufgaben", "passung", "overview"])
def test_an_unknown_occupation_is_said_to_be_unknown(gespraech, intent):
    text = gespraech.say(ActionAnswer, intent, beruf="Drachenpfleger", ort="Köln")
    assert "Drachenpfleger" in text
    assert "Quelle" not in text
    assert "arbeitsagentur.de" in text


def test_an_unknown_town_gets_what_the_country_or_the_nearest_town_has(gespraech):
    nationwide = gespraech.say(ActionAnswer, "arbeitsmarkt", beruf="Erzieher", ort="Kiel")
    assert "Kiel" in nationwide and "Es fehlen Zehntausende" in nationwide
    neighbour = gespraech.say(ActionAnswer, "aufgaben", beruf="Koch", ort="Siegburg")
    assert "Siegburg" in neighbour and "Bonn" in neighbour and KANTINE in neighbour


def test_a_place_that_is_nowhere_does_not_break_the_answer(gespraech):
    for intent in ("aufgaben", "gehalt", "overview", "arbeitsmarkt"):
        text = gespraech.say(ActionAnswer, intent, beruf="Erzieher", ort="Timbuktu")
        assert "Timbuktu" in text and "Quelle" in text, intent


def test_a_thema_nobody_wrote_of_is_said_to_be_missing(gespraech):
    text = gespraech.say(ActionAnswer, "abgrenzung", beruf="Koch", ort="Köln")
    assert "keine belegten Fakten" in text
    assert gespraech.buttons


# -- going on ------------------------------------------------------------------------------------------


def test_und_in_leipzig_asks_the_same_of_leipzig(gespraech):
    gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Köln")
    assert HORT in gespraech.say(ActionFollowUp, "follow_up", text="und in Leipzig?", ort="Leipzig")


def test_und_als_koch_asks_the_same_of_cooks(gespraech):
    gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Köln")
    assert BRAUHAUS in gespraech.say(ActionFollowUp, "follow_up", text="und als Koch?", beruf="Koch")


def test_und_als_einsteiger_asks_for_starting_pay(gespraech):
    gespraech.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Köln", stufe="erfahren")
    text = gespraech.say(ActionFollowUp, "follow_up", text="und als Einsteiger?", stufe="einstieg")
    assert "2.800 Euro" in text and "3.500 Euro" not in text


def test_a_level_after_a_general_picture_asks_for_pay(gespraech):
    gespraech.say(ActionAnswer, "overview", beruf="Erzieher", ort="Köln")
    assert "3.500 Euro" in gespraech.say(ActionFollowUp, "follow_up", text="mit Erfahrung?", stufe="erfahren")


def test_a_follow_up_out_of_nowhere_asks_what_is_meant(gespraech):
    assert gespraech.say(ActionFollowUp, "follow_up", text="und in Köln?", ort="Köln").startswith(
        "Für welchen Beruf in Köln"
    )


# -- comparing -----------------------------------------------------------------------------------------


def test_two_towns_are_set_side_by_side(gespraech):
    text = gespraech.say(ActionCompare, "compare", beruf="Erzieher", ort=["Köln", "Leipzig"])
    assert "im Vergleich zwischen Köln und Leipzig" in text
    assert PLAN in text and HORT in text


def test_two_occupations_are_set_side_by_side(gespraech):
    text = gespraech.say(ActionCompare, "compare", beruf=["Erzieher", "Koch"], ort="Köln")
    assert PLAN in text and BRAUHAUS in text


def test_the_other_side_comes_from_the_conversation(gespraech):
    gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Köln")
    text = gespraech.say(ActionCompare, "compare", text="Und im Vergleich zu Leipzig?", ort="Leipzig")
    assert "im Vergleich zwischen Köln und Leipzig" in text
    assert "beispiel.de" in text.splitlines()[-1] and HORT in text


def test_the_thema_in_question_is_what_is_compared(gespraech):
    text = gespraech.say(
        ActionCompare, "compare", ranking=["gehalt"], beruf="Erzieher", ort=["Köln", "Leipzig"]
    )
    assert "2.800 Euro" in text and PLAN not in text


def test_towns_without_an_occupation_are_kept_until_it_is_named(gespraech):
    asked = gespraech.say(ActionCompare, "compare", text="Köln oder Leipzig?", ort=["Köln", "Leipzig"])
    assert "Köln und Leipzig" in asked
    text = gespraech.say(ActionFollowUp, "follow_up", text="Erzieher", beruf="Erzieher")
    assert PLAN in text and HORT in text


@pytest.mark.parametrize(
    ("action", "intent"),
    [(ActionAnswer, "overview"), (ActionUnsure, "nlu_fallback"), (ActionCompare, "compare")],
)
def test_towns_waiting_are_compared_however_the_reply_is_understood(gespraech, action, intent):
    gespraech.say(ActionCompare, "compare", ort=["Köln", "Leipzig"])
    text = gespraech.say(action, intent, text="Erzieher", beruf="Erzieher")
    assert PLAN in text and HORT in text


def test_the_occupation_for_waiting_towns_may_be_pressed(gespraech):
    gespraech.say(ActionCompare, "compare", ort=["Köln", "Leipzig"])
    text = gespraech.press(ActionCompare, "Erzieher")
    assert PLAN in text and HORT in text


def test_with_nothing_to_compare_the_bot_asks_what(gespraech):
    assert gespraech.say(ActionCompare, "compare").startswith("Was soll ich vergleichen?")


def test_an_unknown_side_is_named_and_the_other_told(gespraech):
    text = gespraech.say(ActionCompare, "compare", beruf=["Drachenpfleger", "Koch"], ort="Köln")
    assert "Drachenpfleger" in text.splitlines()[0] and BRAUHAUS in text


def test_two_unknown_occupations_are_said_to_be_unknown(gespraech):
    text = gespraech.say(ActionCompare, "compare", beruf=["Drachenpfleger", "Einhornberater"])
    assert "Drachenpfleger" in text and "arbeitsagentur.de" in text


# -- what there is -------------------------------------------------------------------------------------


def test_what_is_known_is_listed(gespraech):
    assert "2 Berufe" in gespraech.say(ActionListProfiles, "list_profiles")
    in_koeln = gespraech.say(ActionListProfiles, "list_profiles", ort="Köln")
    assert "Erzieher" in in_koeln and "Koch" in in_koeln
    of_cooks = gespraech.say(ActionListProfiles, "list_profiles", beruf="Koch")
    assert "Bonn" in of_cooks and "Köln" in of_cooks
    assert "Kiel" in gespraech.say(ActionListProfiles, "list_profiles", ort="Kiel")


# -- vacancies -----------------------------------------------------------------------------------------


def _query(text: str) -> dict[str, list[str]]:
    return parse_qs(urlparse(next(w for w in text.split() if w.startswith("https://"))).query)


def test_vacancies_are_linked_with_occupation_and_town(gespraech):
    query = _query(gespraech.say(ActionJobOffers, "job_offers", beruf="Erzieher", ort="Köln"))
    assert (query["was"], query["wo"], query["angebotsart"]) == (["Erzieher"], ["Köln"], ["1"])


def test_training_places_are_linked_where_those_are_asked_for(gespraech):
    text = gespraech.say(ActionJobOffers, "job_offers", text="freie Ausbildungsplätze?", beruf="Koch")
    assert "Ausbildungsplätze" in text
    assert _query(text)["angebotsart"] == ["4"] and "wo" not in _query(text)


def test_vacancies_are_linked_for_unknown_occupations_too(gespraech):
    assert _query(gespraech.say(ActionJobOffers, "job_offers", beruf="Drachenpfleger"))["was"] == [
        "Drachenpfleger"
    ]


def test_for_vacancies_too_the_bot_asks_for_the_occupation(gespraech):
    assert "Stellen finden" in gespraech.say(ActionJobOffers, "job_offers")
    assert _query(gespraech.say(ActionFollowUp, "follow_up", text="Koch", beruf="Koch"))["was"] == ["Koch"]
