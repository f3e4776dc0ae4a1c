"""Each answer carries what it rests on, unseen by who reads it."""

from __future__ import annotations

import json

import pytest

from actions.answering import ActionAnswer, ActionCompare, ActionFollowUp
from actions.talking import ActionAffirm, ActionSource, ActionUnsure


def explained(gespraech) -> dict:
    (message,) = gespraech.messages
    return message["auskunft"]


def test_the_facts_told_are_named_with_their_source_and_what_was_left_out(gespraech):
    gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Köln")
    found = explained(gespraech)
    assert found["art"] == "auskunft"
    assert found["ueber"] == {"thema": "aufgaben", "beruf": "Erzieher", "ort": "Köln"}
    assert found["fakten"][0] == {
        "text": "Sie planen den Tag der Gruppe.",
        "thema": "aufgaben",
        "ort": "Köln",
        "quelle": "Kitas in Köln",
        "url": "https://www.beispiel.de/koeln",
    }
    assert len(found["fakten"]) == 3
    assert (found["ausgelassen"], found["weitere"]) == (["Auch Ausflüge an den Rhein gehören dazu."], 1)


def test_it_says_what_the_message_named_and_what_the_conversation_did(gespraech):
    gespraech.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Köln", stufe="einstieg")
    assert set(explained(gespraech)["herkunft"].values()) == {"nachricht"}
    gespraech.say(ActionFollowUp, "follow_up", ort="Leipzig")
    assert explained(gespraech)["herkunft"] == {
        "thema": "gespraech",
        "beruf": "gespraech",
        "ort": "nachricht",
        "stufe": "gespraech",
    }


@pytest.mark.parametrize(
    ("action", "intent", "names", "art"),
    [
        (ActionAnswer, "gehalt", {"beruf": "Hufschmied"}, "unbekannt"),
        (ActionAnswer, "abgrenzung", {"beruf": "Koch", "ort": "Köln"}, "luecke"),
        (ActionAnswer, "gehalt", {}, "rueckfrage"),
        (ActionAnswer, "herausforderungen", {"beruf": "Koch", "ort": "Köln"}, "auskunft"),
        (ActionCompare, "compare", {}, "rueckfrage"),
        (ActionUnsure, "gehalt", {}, "unsicher"),
        (ActionSource, "source", {}, "hinweis"),
        (ActionAffirm, "affirm", {}, "hinweis"),
    ],
)
def test_it_says_what_kind_of_answer_it_is(gespraech, action, intent, names, art):
    gespraech.say(action, intent, **names)
    assert explained(gespraech)["art"] == art


def test_it_can_be_kept_as_json_and_stays_small(gespraech):
    gespraech.say(ActionAnswer, "overview", beruf="Erzieher", ort="Köln")
    assert len(json.dumps(explained(gespraech))) < 4000
