"""The actions that keep a conversation going: sources, yes, no, not understood, from the start."""

from __future__ import annotations

import json

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions import (
    ActionAffirm,
    ActionAnswer,
    ActionDeny,
    ActionFollowUp,
    ActionSource,
    ActionStartOver,
    ActionUnsure,
)

PLAN = "Sie planen den Tag der Gruppe."
HORT = "In den Horten betreuen sie Schulkinder."


@pytest.fixture
def asked(gespraech):
    """A conversation in which the tasks of an Erzieher in Köln were told."""
    gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Köln")
    return gespraech


# -- sources -------------------------------------------------------------------------------------------


def test_the_source_of_the_last_answer_comes_with_its_address(asked):
    text = asked.say(ActionSource, "source", text="Woher weißt du das?")
    assert "Kitas in Köln" in text and "https://www.beispiel.de/koeln" in text


def test_the_source_follows_the_conversation(asked):
    asked.say(ActionFollowUp, "follow_up", ort="Leipzig")
    text = asked.say(ActionSource, "source")
    assert "beispiel.de/leipzig" in text and "beispiel.de/koeln" not in text


def test_before_any_answer_the_bot_says_where_facts_come_from(gespraech):
    text = gespraech.say(ActionSource, "source")
    assert "öffentlichen Seiten" in text and "http" not in text


def test_asking_for_the_source_changes_nothing(asked):
    before = dict(asked.slots)
    asked.say(ActionSource, "source")
    assert asked.slots == before


# -- yes and no ----------------------------------------------------------------------------------------


def test_yes_gives_more_where_more_was_offered(asked):
    text = asked.say(ActionAffirm, "affirm", text="ja")
    assert "Auch Ausflüge an den Rhein" in text
    assert PLAN not in text


def test_yes_keeps_the_level(gespraech):
    gespraech.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Köln", stufe="erfahren")
    gespraech.slots["angebot"] = "gehalt"
    text = gespraech.say(ActionAffirm, "affirm")
    assert "3.500 Euro" in text and "2.800 Euro" not in text


def test_yes_to_nothing_offers_questions(gespraech):
    assert gespraech.say(ActionAffirm, "affirm").startswith("Gern.")
    assert len(gespraech.buttons) == 3


def test_no_is_taken_and_other_questions_are_offered(asked):
    text = asked.say(ActionDeny, "deny", text="nein")
    assert text == "Alles klar. Was möchtest du stattdessen wissen?"
    assert len(asked.buttons) == 3
    assert asked.say(ActionAffirm, "affirm").startswith("Gern.")


def test_no_with_another_town_is_answered(asked):
    assert HORT in asked.say(ActionDeny, "deny", text="nein, in Leipzig", ort="Leipzig")


def test_no_to_a_question_of_the_bot_frees_from_it(gespraech):
    gespraech.say(ActionAnswer, "gehalt")
    gespraech.say(ActionDeny, "deny")
    assert not gespraech.slots["offen"]
    assert PLAN in gespraech.say(ActionAnswer, "overview", beruf="Erzieher", ort="Köln")


def test_sie_gets_sie(gespraech):
    gespraech.slots["anrede"] = "sie"
    assert "möchten Sie" in gespraech.say(ActionDeny, "deny")
    assert "möchten Sie" in gespraech.say(ActionAffirm, "affirm")
    text = gespraech.say(ActionUnsure, "nlu_fallback", text="blub blub blub blub blub blub")
    assert "Sie" in text or "Ihnen" in text or text.startswith("Entschuldigung")


# -- not understood ------------------------------------------------------------------------------------


def test_a_bare_name_goes_on_with_what_was_asked(asked):
    assert HORT in asked.say(ActionUnsure, "nlu_fallback", text="Leipzig", ort="Leipzig")


def test_a_bare_name_at_the_start_gives_a_picture(gespraech):
    text = gespraech.say(ActionUnsure, "nlu_fallback", text="Erzieher Köln", beruf="Erzieher", ort="Köln")
    assert PLAN in text and "2.800 Euro" in text


def test_a_bare_unknown_name_is_said_to_be_unknown(gespraech):
    text = gespraech.say(ActionUnsure, "nlu_fallback", text="Drachenpfleger", beruf="Drachenpfleger")
    assert "Drachenpfleger" in text and "Fakten" in text


def test_a_question_in_words_of_a_fact_is_answered_with_it(asked):
    text = asked.say(ActionUnsure, "nlu_fallback", text="Macht man da auch Ausflüge an den Rhein?")
    assert "Auch Ausflüge an den Rhein gehören dazu." in text
    assert "Kitas in Köln" in text
    assert "beispiel.de/koeln" in asked.say(ActionSource, "source")


def test_a_question_in_words_of_a_nationwide_fact_is_answered_with_it(asked):
    text = asked.say(ActionUnsure, "nlu_fallback", text="Und der Weg über eine Fachschule, wie?")
    assert "für ganz Deutschland" in text and "Der Weg führt über eine Fachschule." in text


def test_otherwise_the_best_guesses_are_offered(asked):
    text = asked.say(
        ActionUnsure, "nlu_fallback", ranking=["einstieg", "gehalt", "thanks", "help", "source"],
        text="Quietscht die Tür im dritten Stock?",
    )  # fmt: skip
    assert "?" in text and "Quelle" not in text
    assert [b["title"] for b in asked.buttons] == [
        "Wie komme ich da rein?",
        "Was verdient man?",
        "Was kannst du?",
    ]
    assert "2.800 Euro" in asked.press(ActionAnswer, "Was verdient man?")


def test_the_choice_of_a_guess_carries_the_message_it_is_about(asked):
    asked.say(ActionUnsure, "nlu_fallback", text='Und "so" {halt}, im Büro?', ranking=["gehalt"])
    intent, _, names = asked.buttons[0]["payload"].partition("{")
    assert intent == "/gehalt"
    assert json.loads("{" + names)["gemeint"] == 'Und "so" {halt}, im Büro?'


def test_guesses_are_offered_even_without_any(gespraech):
    gespraech.say(ActionUnsure, "nlu_fallback", text="asdf jklö")
    assert len(gespraech.buttons) == 3


def test_neighbouring_turns_put_it_differently(gespraech):
    said = [gespraech.say(ActionUnsure, "nlu_fallback", text="asdf jklö") for _ in range(4)]
    assert all(one != other for one, other in zip(said, said[1:], strict=False))


@pytest.mark.parametrize(
    "text",
    ["", "🙂", "\x00", '"', "NEAR(", "x" * 10_000, "wort " * 3_000, "\ud800"],
    ids=lambda text: f"{text[:12]!a}, {len(text)} signs",
)
def test_nothing_that_is_typed_leads_to_a_dead_end(asked, text):
    assert asked.say(ActionUnsure, "nlu_fallback", text=text)
    assert asked.buttons


# -- from the start ------------------------------------------------------------------------------------


def test_from_the_start_forgets_everything_but_the_form_of_address(asked):
    asked.slots["anrede"] = "sie"
    asked.say(ActionStartOver, "start_over")
    assert {name: value for name, value in asked.slots.items() if value} == {"anrede": "sie"}
    assert asked.say(ActionAnswer, "aufgaben").startswith("Für welchen Beruf")


# -- what is remembered --------------------------------------------------------------------------------


def test_only_what_changed_is_sent_to_rasa(asked):
    tracker = asked.tracker("aufgaben", "", [{"entity": "ort", "value": "Leipzig"}])
    events = ActionFollowUp().run(CollectingDispatcher(), tracker, {})
    changed = {event["name"] for event in events}
    assert "ort" in changed
    assert not changed & {"beruf", "thema", "stufe", "arbeitgeber", "weiblich", "offen"}


def test_not_more_facts_are_remembered_than_needed(asked):
    asked.slots["gesagt"] = [f"m{n}" for n in range(200)]
    asked.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Leipzig")
    assert len(asked.slots["gesagt"]) == 60
    assert asked.slots["gesagt"][0] != "m0"
