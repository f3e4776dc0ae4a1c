"""Whoever wants the conversation deleted is asked once; only a clear yes right after that deletes."""

from __future__ import annotations

import pytest

from actions import (
    ActionAffirm,
    ActionAnswer,
    ActionDeleteData,
    ActionDeny,
    ActionFollowUp,
    ActionSelfCheck,
    ActionUnsure,
)

YES = '/delete_data{"antwort": "loeschen"}'
NO = '/delete_data{"antwort": "behalten"}'
ASKS, DELETED, KEPT = "utter_ask_delete", "utter_deleted", "utter_kept"


def said(gespraech) -> list[str]:
    """The fixed answers just given."""
    return [message.get("response") for message in gespraech.messages]


@pytest.fixture
def talked(gespraech):
    gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Köln")
    return gespraech


@pytest.fixture
def asked(talked):
    talked.say(ActionDeleteData, "delete_data", text="Lösche meine Daten")
    assert said(talked) == [ASKS]
    return talked


def test_the_wish_alone_deletes_nothing(talked):
    before = dict(talked.slots)
    talked.say(ActionDeleteData, "delete_data", text="Lösche sofort alles")
    assert said(talked) == [ASKS]
    assert talked.slots == before


def test_so_does_the_wish_as_the_very_first_message(gespraech):
    gespraech.say(ActionDeleteData, "delete_data", text="Lösche meine Daten")
    assert said(gespraech) == [ASKS]


def test_the_button_deletes(asked):
    asked.run(ActionDeleteData, asked.pressed(YES))
    assert said(asked) == [DELETED]


def test_the_other_button_keeps_all(asked):
    asked.run(ActionDeleteData, asked.pressed(NO))
    assert said(asked) == [KEPT]
    assert asked.slots["beruf"] == "Erzieher"


@pytest.mark.parametrize("text", ["ja", "Ja, bitte!", "ja klar", "ok", "Ja, lösch alles", "JA LÖSCHEN", "👍"])
def test_a_typed_yes_deletes(asked, text):
    asked.say(ActionAffirm, "affirm", text=text)
    assert said(asked) == [DELETED]


def test_the_wish_said_again_is_a_yes(asked):
    asked.say(ActionDeleteData, "delete_data", text="Ja, lösch bitte alles")
    assert said(asked) == [DELETED]


@pytest.mark.parametrize(
    ("action", "intent"),
    [(ActionUnsure, "nlu_fallback"), (ActionFollowUp, "follow_up"), (ActionSelfCheck, "self_check")],
)
def test_a_yes_counts_though_it_was_taken_for_something_else(asked, action, intent):
    asked.say(action, intent, text="ja, ganz sicher")
    assert said(asked) == [DELETED]


@pytest.mark.parametrize("text", ["nein", "Nein danke", "lieber nicht", "nee lass mal"])
def test_a_typed_no_keeps_all(asked, text):
    asked.say(ActionDeny, "deny", text=text)
    assert said(asked) == [KEPT]


@pytest.mark.parametrize(
    ("action", "intent", "text"),
    [
        (ActionAffirm, "affirm", "ja, aber erst später"),
        (ActionAffirm, "affirm", "ja?"),
        (ActionAffirm, "affirm", "klingt gut"),
        (ActionDeleteData, "delete_data", "doch nicht löschen"),
        (ActionDeleteData, "delete_data", "was wird dann gelöscht?"),
        (ActionDeleteData, "delete_data", "ich will nicht dass ihr das speichert"),
    ],
)
def test_what_is_not_clear_is_asked_again(asked, action, intent, text):
    asked.say(action, intent, text=text)
    assert said(asked) == [ASKS]


def test_no_beats_the_wish_in_one_message(asked):
    asked.say(ActionDeleteData, "delete_data", text="nein, nicht löschen")
    assert said(asked) == [KEPT]


def test_a_question_instead_is_answered_and_a_later_yes_deletes_nothing(asked):
    assert "Kitas" in asked.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Köln")
    assert DELETED not in said(asked)
    asked.say(ActionAffirm, "affirm", text="ja")
    assert DELETED not in said(asked)


def test_a_yes_that_names_an_occupation_is_about_that(asked):
    asked.say(ActionAffirm, "affirm", text="ja, und Koch in Köln", beruf="Koch", ort="Köln")
    assert DELETED not in said(asked)


def test_an_old_button_asks_again(asked):
    asked.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Köln")
    asked.run(ActionDeleteData, asked.pressed(YES))
    assert said(asked) == [ASKS]


def test_a_button_of_a_conversation_that_is_gone_says_so(gespraech):
    gespraech.run(ActionDeleteData, gespraech.pressed(YES))
    assert said(gespraech) == ["utter_nothing_kept"]


def test_a_yes_to_nothing_deletes_nothing(talked):
    talked.say(ActionAffirm, "affirm", text="ja")
    assert DELETED not in said(talked)


def test_a_no_after_something_else_is_no_word_on_deleting(talked):
    talked.say(ActionDeny, "deny", text="nein")
    assert KEPT not in said(talked)
