"""The ways to a person, and the summary to take along, as people get them in a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from actions import (
    ActionAffirm,
    ActionAnswer,
    ActionCompare,
    ActionFollowUp,
    ActionHuman,
    ActionStartOver,
    ActionSummary,
)
from actions.guiding import told

FREE = "0800 4 5555 00"
LISTENING = "0800 111 0 111"
TYPED = "Ich heiße Anna Müller, 0176 1234567, was verdient ein Koch in Köln?"
OWN = """\
kontakte:
  - {name: Jugendhaus am Park, telefon: "0221 4711", orte: [Köln]}
  - {name: Treff im Norden, telefon: "040 4711", orte: [Hamburg]}
"""


@pytest.fixture(autouse=True)
def contacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's file."""
    path = tmp_path / "kontakte.yml"
    path.write_text(OWN, encoding="utf-8")
    monkeypatch.setenv("BERUFSLOTSE_CONTACTS", str(path))
    return path


def on(gespraech, channel: str, action: Any, intent: str) -> dict[str, Any]:
    """Run `action` on a message of `channel`; return the one message that is sent."""
    tracker = gespraech.tracker(intent, "", [])
    tracker.events[-1]["input_channel"] = channel
    gespraech.run(action, tracker)
    (message,) = gespraech.messages
    return message


def titles(buttons: Sequence[dict[str, Any]]) -> list[str]:
    return [button["title"] for button in buttons]


# -- a person --------------------------------------------------------------------------------------------


def test_whoever_wants_a_person_gets_the_free_number_and_the_operators_contacts(gespraech):
    lines = gespraech.say(
        ActionHuman, "human", text="Ich möchte mit einem echten Berater sprechen"
    ).splitlines()
    assert [line for line in lines if FREE in line and "Berufsberatung" in line]
    assert "– Jugendhaus am Park (Köln): Telefon 0221 4711." in lines
    assert "– Treff im Norden (Hamburg): Telefon 040 4711." in lines
    assert LISTENING in lines[-1] or LISTENING in lines[-2]


def test_when_the_town_is_known_its_contact_comes_first_and_others_are_left_out(gespraech):
    gespraech.say(ActionAnswer, "gehalt", beruf="Koch", ort="Köln")
    lines = gespraech.say(ActionHuman, "human").splitlines()
    assert lines[1] == "– Jugendhaus am Park: Telefon 0221 4711."
    assert FREE in lines[2] and "Hamburg" not in " ".join(lines)


def test_a_town_named_with_the_wish_counts_and_the_subject_stays(gespraech):
    gespraech.say(ActionAnswer, "gehalt", beruf="Koch", ort="Köln")
    text = gespraech.say(ActionHuman, "human", text="Beratungsstelle in Hamburg?", ort="Hamburg")
    assert "Treff im Norden" in text and "Jugendhaus" not in text
    assert (gespraech.slots["beruf"], gespraech.slots["ort"]) == ("Koch", "Köln")


def test_a_faulty_file_keeps_the_contacts_of_before(gespraech, contacts):
    assert "Jugendhaus" in gespraech.say(ActionHuman, "human")
    contacts.write_text("kontakte: [{name: kaputt}]", encoding="utf-8")
    text = gespraech.say(ActionHuman, "human")
    assert "Jugendhaus" in text and "kaputt" not in text and FREE in text


def test_two_answers_running_differ(gespraech):
    assert gespraech.say(ActionHuman, "human") != gespraech.say(ActionHuman, "human")


@pytest.mark.parametrize("turns", [1, 2])
def test_sie_gets_sie(gespraech, turns):
    gespraech.slots["anrede"] = "sie"
    for _ in range(turns):
        text = gespraech.say(ActionHuman, "human")
    assert "Ihnen" in text and " dir " not in text and " du " not in text


def test_a_summary_is_offered_only_where_there_is_something_to_sum_up(gespraech):
    gespraech.say(ActionHuman, "human")
    assert titles(gespraech.buttons) == ["Welche Berufe kennst du?"]
    gespraech.say(ActionAnswer, "gehalt", beruf="Koch", ort="Köln")
    gespraech.say(ActionHuman, "human")
    assert titles(gespraech.buttons) == ["Zusammenfassung zum Mitnehmen", "Wie komme ich da rein?"]
    assert "2.500 Euro" in gespraech.press(ActionSummary, "Zusammenfassung zum Mitnehmen")


def test_web_addresses_are_links_where_the_channel_has_such(gespraech, contacts):
    contacts.write_text("kontakte: [{name: Kammer, url: 'https://www.beispiel.de/k'}]", encoding="utf-8")
    message = on(gespraech, "website", ActionHuman, "human")
    assert {"title": "Kammer", "url": "https://www.beispiel.de/k"} in message["custom"]["links"]
    assert "http" not in message["text"] and FREE in message["text"]
    assert "Kammer: https://www.beispiel.de/k" in on(gespraech, "rest", ActionHuman, "human")["text"]


# -- a summary -------------------------------------------------------------------------------------------


@pytest.fixture
def asked(gespraech):
    """A conversation of some questions, one of them about what the bot does not know."""
    gespraech.say(ActionAnswer, "gehalt", text=TYPED, beruf="Koch", ort="Köln")
    gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher")
    gespraech.say(ActionAnswer, "abgrenzung", beruf="Erzieher")
    gespraech.say(ActionAnswer, "gehalt", beruf="Hufschmied")
    return gespraech


def test_the_summary_holds_facts_open_questions_and_sources(asked):
    text = asked.say(ActionSummary, "summary", text="Fass unser Gespräch zusammen")
    assert "Koch / Köchin in Köln\n– Gehalt: Auf dem Lohnzettel stehen 2.500 Euro im Monat." in text
    assert "Erzieher / Erzieherin in Köln\n– Aufgaben: Sie planen den Tag der Gruppe." in text
    assert "– Hufschmied in Köln: Was verdient man?" in text
    assert "– Erzieher / Erzieherin in Köln: Was ist es nicht?" in text
    assert "„Köche in Köln“ (abgerufen am 22.11.2026): https://www.beispiel.de/koch-koeln" in text
    assert titles(asked.buttons) == ["Mit einem Menschen sprechen"]


def test_nothing_that_was_typed_is_in_it(asked):
    text = asked.say(ActionSummary, "summary")
    assert not [word for word in ("Anna", "Müller", "0176", "1234567", "heiße") if word in text]


def test_more_of_the_same_joins_what_was_told(gespraech):
    gespraech.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Köln")
    gespraech.say(ActionAffirm, "affirm", text="ja")
    text = gespraech.say(ActionSummary, "summary")
    assert text.count("– Aufgaben:") == 1 and text.count("Sie planen") == 1
    assert "Wichtigste" in text


def test_each_side_of_a_comparison_stands_under_its_own_name(gespraech):
    gespraech.say(ActionCompare, "compare", beruf=["Erzieher", "Koch"], ort="Köln")
    text = gespraech.say(ActionSummary, "summary")
    for heading, fact in (("Erzieher / Erzieherin", "Sie planen"), ("Koch / Köchin", "In den Brauhäusern")):
        assert f"{heading} in Köln\n– Aufgaben: {fact}" in text


def test_towns_are_told_apart(gespraech):
    gespraech.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Köln")
    gespraech.say(ActionFollowUp, "follow_up", ort="Leipzig")
    text = gespraech.say(ActionSummary, "summary")
    assert text.index("Erzieherin in Köln") < text.index("Erzieherin in Leipzig")


def test_after_a_fresh_start_only_what_came_after_it_counts(asked):
    asked.say(ActionStartOver, "start_over")
    assert "nichts zusammenzufassen" in asked.say(ActionSummary, "summary")
    asked.say(ActionAnswer, "aufgaben", beruf="Koch", ort="Bonn")
    text = asked.say(ActionSummary, "summary")
    assert "Koch / Köchin in Bonn" in text and "Köln" not in text


def test_a_second_summary_says_the_same(asked):
    assert asked.say(ActionSummary, "summary") == asked.say(ActionSummary, "summary")


def test_asking_for_it_changes_nothing(asked):
    before = dict(asked.slots)
    asked.say(ActionSummary, "summary")
    asked.say(ActionHuman, "human")
    assert asked.slots == before


def test_an_empty_conversation_is_answered_kindly(gespraech):
    text = gespraech.say(ActionSummary, "summary")
    assert text.startswith("Noch gibt es nichts zusammenzufassen.") and gespraech.buttons
    gespraech.slots["anrede"] = "sie"
    assert "Fragen Sie mich" in gespraech.say(ActionSummary, "summary")


def test_the_website_shows_sources_its_way_and_points_to_its_menu(asked):
    message = on(asked, "website", ActionSummary, "summary")
    assert {s["url"] for s in message["custom"]["sources"]} == {
        "https://www.beispiel.de/koch-koeln",
        "https://www.beispiel.de/koeln",
    }
    assert "http" not in message["text"] and "im Menü" in message["text"]
    assert "im Menü" not in on(asked, "telegram", ActionSummary, "summary")["text"]


def test_answers_of_other_kinds_and_earlier_versions_do_no_harm(gespraech):
    gespraech.events = [
        {"event": "bot"},
        {"event": "bot", "metadata": None},
        {"event": "bot", "metadata": {}},
    ]
    assert told(gespraech.tracker("summary", "", [])) == []
    assert gespraech.say(ActionSummary, "summary")
