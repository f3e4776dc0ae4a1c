"""The self-check as a conversation: walked through, left and taken up again, answered by typing, pressed twice."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from actions import (
    ActionAffirm,
    ActionAnswer,
    ActionDeny,
    ActionFollowUp,
    ActionSelfCheck,
    ActionSource,
    ActionStartOver,
    ActionUnsure,
)
from actions.speaking import _following, answerer, payload
from berufslotse.knowledge.build import bring_up_to_date
from berufslotse.knowledge.database import database
from berufslotse.knowledge.home import PROJECT

RESUME = "Weiter mit dem Selbst-Check"
STATEMENTS = (
    "Sie planen den Tag der Gruppe.",
    "Beobachtungen halten sie schriftlich fest.",
    "Mit den Eltern führen sie Gespräche.",
    "Auch Ausflüge an den Rhein gehören dazu.",
    "Der Ton in den Teams ist herzlich.",
)


IMKER = """\
beruf: Imker
beruf_feminin: Imkerin
ort: Köln
quellen: [{titel: Bienen, url: "https://www.beispiel.de/imker", abgerufen: 2026-11-22}]
fakten:
  - {thema: aufgaben, text: "Honig wird geschleudert."}
  - {thema: herausforderungen, text: "Stiche gehören dazu."}
"""


def at_home(monkeypatch, home: Path, profiles: Path) -> None:
    """Let the actions answer from `profiles`."""
    bring_up_to_date(profiles, database(f"sqlite:///{home / 'wissen.db'}"))
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(home))
    monkeypatch.setenv("BERUFSLOTSE_PROFILES", str(profiles))
    _following.cache_clear()


def titles(gespraech) -> list[str]:
    return [button["title"] for button in gespraech.buttons]


@pytest.fixture
def begun(gespraech):
    """A self-check on Erzieherin in Köln, at its first statement, begun after a question whom it suits."""
    gespraech.say(ActionAnswer, "passung", text="Passt das?", beruf="Erzieher", ort="Köln", weiblich=True)
    gespraech.press(ActionSelfCheck, "Selbst-Check: fünf Aussagen")
    return gespraech


def about(gespraech) -> dict:
    return {name: gespraech.slots.get(name) for name in ("beruf", "ort", "thema", "stufe", "weiblich")}


# -- the whole walk ----------------------------------------------------------------------------------


def test_five_statements_are_put_one_after_the_other_and_summed_up(gespraech):
    gespraech.say(ActionAnswer, "passung", beruf="Erzieher", ort="Köln", weiblich=True)
    text = gespraech.press(ActionSelfCheck, "Selbst-Check: fünf Aussagen")
    assert "Erzieherin" in text and "jederzeit aufhören" in text
    for number, fact in enumerate(STATEMENTS, start=1):
        assert f"Aussage {number} von 5: {fact}" in text
        assert re.search(r"eher (für|ein Grund dafür|dafür).* oder eher .*dagegen\?", text.split("\n")[2])
        assert "Quelle: " in text
        assert [f["text"] for f in gespraech.messages[0]["auskunft"]["fakten"]] == [fact]
        assert titles(gespraech) == ["Eher dafür", "Teils, teils", "Eher dagegen", "Aufhören"]
        text = gespraech.press(ActionSelfCheck, titles(gespraech)[number % 3])
    assert all(fact in text for fact in STATEMENTS) and "nicht dich" in text
    assert {f["text"] for f in gespraech.messages[0]["auskunft"]["fakten"]} == set(STATEMENTS)
    assert titles(gespraech)[-2:] == ["Noch einmal", "Mit jemandem sprechen"]
    assert "Aussage 1 von 5" in gespraech.press(ActionSelfCheck, "Noch einmal")
    assert "beispiel.de/koeln" in gespraech.say(ActionSource, "source")


def test_occupation_town_and_thema_stay_what_they_were(begun):
    before = about(begun)
    assert before["thema"] == "passung" and before["ort"] == "Köln"
    for _ in STATEMENTS:
        begun.press(ActionSelfCheck, "Teils, teils")
        assert about(begun) == before


def test_yes_to_the_question_whom_it_suits_starts_the_check(gespraech):
    assert "?" in gespraech.say(ActionAnswer, "passung", beruf="Erzieher", ort="Köln").split("\n")[1]
    assert "Aussage 1 von 5" in gespraech.say(ActionAffirm, "affirm", text="ja gern")


def test_no_leaves_it(gespraech):
    gespraech.say(ActionAnswer, "passung", beruf="Erzieher", ort="Köln")
    assert "Was möchtest du stattdessen wissen?" in gespraech.say(ActionDeny, "deny", text="nein")
    assert "Aussage" not in gespraech.say(ActionAffirm, "affirm", text="ja")


def test_it_can_be_asked_for_without_any_question_before(gespraech):
    text = gespraech.say(ActionSelfCheck, "self_check", text="Selbstcheck!", beruf="Erzieher", ort="Köln")
    assert "Aussage 1 von 5" in text and "Erzieher" in text
    assert STATEMENTS[0] in gespraech.say(ActionSelfCheck, "self_check", text="selbstcheck")


def test_without_an_occupation_it_asks_for_one_and_begins_with_the_answer(gespraech):
    text = gespraech.say(ActionSelfCheck, "self_check", text="Selbst-Check bitte")
    assert text == "Für welchen Beruf und in welcher Stadt möchtest du den Selbst-Check machen?"
    names = {"beruf": "Erzieher", "ort": "Köln"}
    assert "Aussage 1 von 5" in gespraech.say(ActionFollowUp, "follow_up", text="Erzieher in Köln", **names)


def test_the_offered_occupations_start_it_too(gespraech):
    gespraech.say(ActionSelfCheck, "self_check", text="Selbst-Check bitte")
    gespraech.press(ActionSelfCheck, next(t for t in titles(gespraech) if t.startswith("Erzieher")))
    assert "Eher dafür" in titles(gespraech)


# -- left and taken up -------------------------------------------------------------------------------


def test_another_question_is_answered_and_the_way_back_stays_open(begun):
    begun.press(ActionSelfCheck, "Eher dafür")
    text = begun.say(ActionAnswer, "gehalt", text="Was verdient man da?")
    assert "2.800 Euro" in text and "Aussage" not in text
    assert titles(begun)[-1] == RESUME and len(begun.buttons) <= 4
    text = begun.press(ActionSelfCheck, RESUME)
    assert f"Aussage 2 von 5: {STATEMENTS[1]}" in text and "Erzieherin" in text


@pytest.mark.parametrize("said", [(ActionAffirm, "affirm"), (ActionUnsure, "nlu_fallback"),
                                  (ActionSelfCheck, "self_check"), (ActionFollowUp, "follow_up")])  # fmt: skip
def test_typing_weiter_goes_on_whatever_it_was_taken_for(begun, said):
    begun.say(ActionAnswer, "gehalt")
    assert f"Aussage 1 von 5: {STATEMENTS[0]}" in begun.say(*said, text="weiter")


def test_who_asks_anew_whom_it_suits_is_offered_to_go_on(begun):
    begun.say(ActionAnswer, "passung", text="Passt das zu mir?")
    assert titles(begun)[0] == RESUME and titles(begun).count(RESUME) == 1
    assert "Aussage 1 von 5" in begun.say(ActionAffirm, "affirm", text="ja")


def test_with_another_occupation_the_way_back_is_not_offered(begun):
    begun.say(ActionAnswer, "aufgaben", beruf="Koch", ort="Köln")
    assert RESUME not in titles(begun)
    begun.say(ActionAnswer, "aufgaben", beruf="Erzieher", ort="Köln")
    assert RESUME in titles(begun)


def test_a_yes_after_something_else_is_no_answer_to_the_statement(begun):
    begun.say(ActionAnswer, "aufgaben")
    begun.say(ActionAffirm, "affirm", text="ja")
    assert begun.slots["selbstcheck"]["antworten"] == {}


def test_stopping_in_the_middle_sums_up_what_was_answered(begun):
    begun.press(ActionSelfCheck, "Eher dagegen")
    text = begun.press(ActionSelfCheck, "Aufhören")
    assert STATEMENTS[0] in text and STATEMENTS[1] not in text and "von Betrieb zu Betrieb" in text
    begun.say(ActionAnswer, "gehalt")
    assert RESUME not in titles(begun)


def test_stopping_before_the_first_answer_gets_a_kind_word(begun):
    text = begun.press(ActionSelfCheck, "Aufhören")
    assert text == "Alles klar, dann lassen wir das. Frag mich gern etwas anderes."
    assert len(begun.buttons) == 3 and RESUME not in titles(begun)


# -- typed answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "intent", "text", "kept"),
    [
        (ActionAffirm, "affirm", "ja", "dafuer"),
        (ActionDeny, "deny", "eher nicht", "dagegen"),
        (ActionUnsure, "nlu_fallback", "weiß nicht", "teils"),
        (ActionSelfCheck, "self_check", "eher dafür", "dafuer"),
        (ActionFollowUp, "follow_up", "mal so, mal so", "teils"),
        (ActionAnswer, "passung", "passt", "dafuer"),
        (ActionUnsure, "nlu_fallback", "3", "dagegen"),
    ],
)
def test_a_typed_answer_counts_whatever_it_was_taken_for(begun, action, intent, text, kept):
    said = begun.say(action, intent, text=text)
    assert list(begun.slots["selbstcheck"]["antworten"].values()) == [kept]
    assert f"Aussage 2 von 5: {STATEMENTS[1]}" in said


def test_a_yes_that_might_agree_with_the_sentence_only_is_asked_back(begun):
    text = begun.say(ActionAffirm, "affirm", text="stimmt")
    assert "eher dafür oder eher dagegen?" in text and f"Aussage 1 von 5: {STATEMENTS[0]}" in text
    assert begun.slots["selbstcheck"]["antworten"] == {}


def test_stopp_typed_stops(begun):
    begun.press(ActionSelfCheck, "Eher dafür")
    assert "nicht dich" in begun.say(ActionDeny, "deny", text="stopp")


def test_a_statement_can_be_left_out(begun):
    assert "Aussage 2 von 5" in begun.say(ActionUnsure, "nlu_fallback", text="weiter")
    assert begun.slots["selbstcheck"]["antworten"] == {}


def test_not_knowing_without_a_statement_is_a_call_for_help(gespraech):
    gespraech.say(ActionSelfCheck, "self_check", text="weiß nicht")
    assert gespraech.messages[0]["response"] == "utter_help"
    gespraech.say(ActionSelfCheck, "self_check", text="gefällt mir", ranking=["feedback"])
    assert gespraech.messages[0]["response"] == "utter_feedback"


def test_an_answer_to_nothing_starts_nothing(gespraech):
    text = gespraech.say(ActionSelfCheck, "self_check", text="eher dafür")
    assert "Aussage" not in text and gespraech.buttons and not gespraech.slots.get("selbstcheck")


# -- old and repeated buttons ------------------------------------------------------------------------


def press_again(gespraech, pressed: str) -> str:
    return gespraech.run(ActionSelfCheck, gespraech.pressed(pressed))


def test_the_same_button_pressed_twice_changes_nothing(begun):
    button = begun.buttons[0]["payload"]
    press_again(begun, button)
    kept = begun.slots["selbstcheck"]["antworten"]
    assert f"Aussage 2 von 5: {STATEMENTS[1]}" in press_again(begun, button)
    assert begun.slots["selbstcheck"]["antworten"] == kept


def test_an_old_button_changes_the_answer_to_its_own_statement(begun):
    against = begun.buttons[2]["payload"]
    begun.press(ActionSelfCheck, "Eher dafür")
    text = press_again(begun, against)
    assert text.startswith("Zu Aussage 1 habe ich jetzt notiert: eher dagegen.")
    assert f"Aussage 2 von 5: {STATEMENTS[1]}" in text
    for _ in STATEMENTS[1:]:
        text = begun.press(ActionSelfCheck, "Eher dafür")
    assert text.index("Eher dagegen sprach:") < text.index(STATEMENTS[0])


def test_a_button_of_a_check_that_is_over_sums_up_anew_or_says_so(begun):
    against, stop = begun.buttons[2]["payload"], begun.buttons[3]["payload"]
    begun.press(ActionSelfCheck, "Eher dafür")
    begun.press(ActionSelfCheck, "Aufhören")
    assert "schon zu Ende" in press_again(begun, stop)
    assert "Eher dagegen sprach:" in press_again(begun, against)


def test_after_starting_over_an_old_button_says_that_no_check_runs(begun):
    old = begun.buttons[0]["payload"]
    begun.say(ActionStartOver, "start_over")
    assert not begun.slots.get("selbstcheck")
    assert "läuft gerade kein Selbst-Check" in press_again(begun, old)
    assert titles(begun)[0] == "Selbst-Check: fünf Aussagen"
    assert "Aussage 1 von 5" in begun.press(ActionSelfCheck, "Selbst-Check: fünf Aussagen")


def test_a_button_of_one_occupation_answers_nothing_of_another(begun):
    old = begun.buttons[0]["payload"]
    begun.say(ActionSelfCheck, "self_check", text="Selbst-Check als Koch", beruf="Koch", ort="Köln")
    assert begun.slots["selbstcheck"]["beruf"] == "Koch"
    assert "Zum Beruf Erzieher läuft gerade kein Selbst-Check" in press_again(begun, old)
    assert begun.slots["selbstcheck"]["antworten"] == {}
    assert titles(begun)[:2] == ["Selbst-Check: fünf Aussagen", f"{RESUME}: Koch"]
    assert "Aussage 1 von 3" in begun.press(ActionSelfCheck, f"{RESUME}: Koch")


def test_an_old_button_leads_back_to_its_occupation(begun):
    old = begun.buttons[0]["payload"]
    begun.say(ActionAnswer, "aufgaben", beruf="Koch", ort="Bonn")
    text = press_again(begun, old)
    assert "Aussage 2 von 5" in text
    assert (begun.slots["beruf"], begun.slots["ort"], begun.slots["weiblich"]) == ("Erzieher", "Köln", True)


@pytest.mark.parametrize(
    "typed",
    ['/self_check{"antwort": "dafuer", "aussage": "zzz"}', '/self_check{"antwort": "quatsch"}',
     '/self_check{"antwort": "weiter"}', '/self_check{"antwort": ["ende"]}', "/self_check"],
)  # fmt: skip
def test_a_made_up_button_does_no_harm(begun, gespraech, typed):
    assert press_again(begun, typed) and begun.buttons
    assert begun.slots["selbstcheck"]["antworten"] == {}
    begun.say(ActionStartOver, "start_over")
    assert press_again(begun, typed) and begun.buttons


def test_buttons_are_short_enough_for_every_channel(begun):
    for _ in STATEMENTS:
        assert all(len(b["title"]) <= 40 and len(b["payload"]) <= 200 for b in begun.buttons)
        begun.press(ActionSelfCheck, "Teils, teils")


# -- honesty -----------------------------------------------------------------------------------------


def test_where_too_little_is_known_it_says_so_and_offers_what_it_knows(gespraech, monkeypatch, tmp_path):
    (tmp_path / "profile").mkdir()
    (tmp_path / "profile" / "imker.yml").write_text(IMKER, encoding="utf-8")
    at_home(monkeypatch, tmp_path / "heim", tmp_path / "profile")
    text = gespraech.say(ActionSelfCheck, "self_check", text="Selbst-Check", beruf="Imker", ort="Köln")
    assert "Für einen Selbst-Check weiß ich über den Beruf Imker leider zu wenig" in text
    assert "Was macht man da?" in titles(gespraech) and not gespraech.slots.get("selbstcheck")
    assert "Honig" in gespraech.press(ActionAnswer, "Was macht man da?")
    gespraech.say(ActionAnswer, "passung")
    assert not [t for t in titles(gespraech) if "Selbst-Check" in t]


def test_an_unknown_occupation_is_said_to_be_unknown(gespraech):
    text = gespraech.say(ActionSelfCheck, "self_check", text="Selbst-Check", beruf="Drachenpfleger")
    assert "Drachenpfleger" in text and "Aussage" not in text


def test_sie_gets_sie_all_the_way(gespraech):
    gespraech.slots["anrede"] = "sie"
    said = [gespraech.say(ActionAnswer, "passung", beruf="Erzieher", ort="Köln")]
    said.append(gespraech.press(ActionSelfCheck, "Selbst-Check: fünf Aussagen"))
    said.append(gespraech.say(ActionAffirm, "affirm", text="stimmt"))
    said += [gespraech.press(ActionSelfCheck, "Eher dafür") for _ in STATEMENTS]
    said.append(gespraech.say(ActionAnswer, "gehalt"))
    assert not [text for text in said if re.search(r"\b([Dd]u|[Dd]ich|[Dd]ir|[Dd]eine?)\b", text)]
    assert "Sie können jederzeit aufhören" in said[1] and "nicht Sie." in said[-2]


# -- every profile -----------------------------------------------------------------------------------


def test_the_check_of_any_profile_can_be_walked_to_its_end(gespraech, monkeypatch, tmp_path):
    at_home(monkeypatch, tmp_path, PROJECT / "profiles")
    wissen, chance = answerer().wissen, random.Random(7)
    offered = [
        button
        for name in chance.sample(wissen.berufsnamen, 40)
        for town in (*wissen.bekannt(name).orte[:1], None)
        if (button := answerer().selbstcheck(name, town))
    ]
    assert len(offered) > 40
    for start in offered:
        talk = type(gespraech)()
        text = talk.run(ActionSelfCheck, talk.pressed(payload(start)))
        steps = 0
        while "Eher dafür" in titles(talk):
            steps += 1
            assert f"Aussage {steps} von " in text
            text = talk.press(ActionSelfCheck, chance.choice(titles(talk)[:3]))
        assert 3 <= steps <= 5 and "nicht dich" in text and "Quelle" in text
        assert len(talk.messages[0]["auskunft"]["fakten"]) == steps
