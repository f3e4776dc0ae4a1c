"""What a message means depends on what was said before it."""

from __future__ import annotations

import pytest

from actions.context import understand


@pytest.fixture
def kontext(gespraech, wissen):
    """A function that tells how a message is understood after `slots` were set."""

    def read(intent, slots=None, text="", ranking=(), weiblich=False, **names):
        entities = []
        for kind, values in names.items():
            for value in [values] if isinstance(values, str) else values:
                entity = {"entity": kind, "value": value}
                entities.append({**entity, "weiblich": weiblich} if kind == "beruf" else entity)
        gespraech.slots = dict(slots or {})
        return understand(gespraech.tracker(intent, text, entities, ranking), wissen)

    return read


BEFORE = {
    "thema": "gehalt",
    "beruf": "Erzieher",
    "ort": "Leipzig",
    "stufe": "einstieg",
    "arbeitgeber": "behoerde",
}


def test_a_first_question_is_what_it_says(kontext):
    read = kontext("gehalt", beruf="Erzieher", ort="Köln", stufe="einstieg")
    assert (read.absicht, read.beruf, read.ort, read.stufe) == ("gehalt", "Erzieher", "Köln", "einstieg")
    assert (read.thema, read.arbeitgeber, read.offen, read.sie) == (None, None, False, False)


def test_und_in_koeln_changes_only_the_town(kontext):
    read = kontext("follow_up", BEFORE, text="und in Köln?", ort="Köln")
    assert (read.thema, read.beruf, read.ort) == ("gehalt", "Erzieher", "Köln")
    assert (read.stufe, read.arbeitgeber) == ("einstieg", "behoerde")


def test_und_als_koch_changes_only_the_occupation(kontext):
    read = kontext("follow_up", BEFORE, text="und als Koch?", beruf="Koch")
    assert (read.thema, read.beruf, read.ort, read.stufe) == ("gehalt", "Koch", "Leipzig", "einstieg")


def test_und_als_einsteiger_changes_only_the_level(kontext):
    read = kontext("follow_up", {**BEFORE, "stufe": "erfahren"}, text="und als Einsteiger?", stufe="einstieg")
    assert (read.thema, read.beruf, read.ort, read.stufe) == ("gehalt", "Erzieher", "Leipzig", "einstieg")


def test_a_thema_without_names_is_asked_of_the_same_occupation_and_town(kontext):
    read = kontext("aufgaben", BEFORE, text="Und was macht man da?")
    assert (read.absicht, read.beruf, read.ort) == ("aufgaben", "Erzieher", "Leipzig")


def test_the_same_thema_again_without_names_keeps_level_and_employer(kontext):
    read = kontext("gehalt", BEFORE, text="Und was verdient man da?")
    assert (read.beruf, read.ort, read.stufe, read.arbeitgeber) == (
        "Erzieher",
        "Leipzig",
        "einstieg",
        "behoerde",
    )


def test_a_complete_question_on_another_thema_drops_level_and_employer(kontext):
    read = kontext("aufgaben", BEFORE, text="Was macht ein Koch in Bonn?", beruf="Koch", ort="Bonn")
    assert (read.beruf, read.ort, read.stufe, read.arbeitgeber) == ("Koch", "Bonn", None, None)


def test_a_complete_question_on_the_same_thema_drops_level_and_employer(kontext):
    read = kontext("gehalt", BEFORE, text="Was verdient ein Koch in Bonn?", beruf="Koch", ort="Bonn")
    assert (read.beruf, read.ort, read.stufe, read.arbeitgeber) == ("Koch", "Bonn", None, None)


def test_a_complete_question_keeps_the_level_it_names_itself(kontext):
    read = kontext("gehalt", BEFORE, beruf="Koch", ort="Bonn", stufe="erfahren")
    assert (read.stufe, read.arbeitgeber) == ("erfahren", None)


def test_the_answer_to_a_question_of_the_bot_keeps_the_level(kontext):
    waiting = {"thema": "gehalt", "offen": True, "stufe": "einstieg"}
    for intent in ("follow_up", "overview", "gehalt"):
        read = kontext(intent, waiting, text="Erzieher in Köln", beruf="Erzieher", ort="Köln")
        assert (read.beruf, read.ort, read.stufe, read.offen) == ("Erzieher", "Köln", "einstieg", True), (
            intent
        )


def test_an_occupation_is_called_by_its_title_whatever_was_written(kontext):
    read = kontext("gehalt", beruf="Erzieherinnen", ort="koeln")
    assert (read.beruf, read.ort) == ("Erzieher", "Köln")


def test_what_is_not_known_stays_as_it_was_written(kontext):
    read = kontext("gehalt", beruf="Drachenpfleger", ort="Timbuktu")
    assert (read.beruf, read.ort) == ("Drachenpfleger", "Timbuktu")


def test_of_several_names_the_last_is_meant_and_all_are_kept(kontext):
    read = kontext("compare", beruf=["Erzieher", "Köchin"], ort=["Köln", "Bonn", "Köln"])
    assert (read.beruf, list(read.berufe)) == ("Koch", ["Erzieher", "Koch"])
    assert list(read.orte) == ["Köln", "Bonn"]


# -- the female title ----------------------------------------------------------------------------------


def test_the_female_title_is_remembered_until_another_occupation_is_named(kontext):
    assert kontext("gehalt", beruf="Erzieher", weiblich=True).weiblich
    assert kontext("follow_up", {**BEFORE, "weiblich": True}, ort="Köln").weiblich
    assert not kontext("follow_up", {**BEFORE, "weiblich": True}, beruf="Koch").weiblich


# -- buttons -------------------------------------------------------------------------------------------


def test_a_button_names_thema_occupation_and_town(gespraech, wissen):
    gespraech.slots = {"thema": "aufgaben", "beruf": "Koch", "ort": "Bonn"}
    pressed = gespraech.pressed('/gehalt{"beruf": "Erzieher", "ort": "Köln"}')
    read = understand(pressed, wissen)
    assert (read.absicht, read.beruf, read.ort) == ("gehalt", "Erzieher", "Köln")


def test_a_button_without_names_is_about_what_was_talked_of(gespraech, wissen):
    gespraech.slots = dict(BEFORE)
    read = understand(gespraech.pressed("/list_profiles"), wissen)
    assert (read.absicht, read.beruf, read.ort, read.berufe) == ("list_profiles", "Erzieher", "Leipzig", [])


def test_a_button_about_the_same_occupation_keeps_the_female_title(gespraech, wissen):
    gespraech.slots = {**BEFORE, "weiblich": True}
    assert understand(gespraech.pressed('/aufgaben{"beruf": "Erzieher", "ort": "Leipzig"}'), wissen).weiblich


# -- the rest ------------------------------------------------------------------------------------------


def test_turns_are_counted(gespraech, wissen):
    gespraech.events = [{"event": "user"}, {"event": "bot"}, {"event": "slot"}, {"event": "user"}]
    assert understand(gespraech.tracker("greet", "hallo", []), wissen).zug == 3


def test_sie_and_what_was_told_shape_the_tone(kontext):
    ton = kontext("gehalt", {"anrede": "sie", "gesagt": ["a1", "b2"], "weiblich": True}).ton
    assert (ton.sie, ton.weiblich, ton.gesagt) == (True, True, frozenset({"a1", "b2"}))
    assert not kontext("gehalt", {"anrede": "du"}).ton.sie


def test_the_second_guess_tells_what_to_compare_by(kontext):
    assert kontext("compare", ranking=["gehalt", "aufgaben"]).nebenthema() == "gehalt"
    assert kontext("compare", ranking=["greet", "gehalt"]).nebenthema() is None
    assert kontext("compare").nebenthema() is None


def test_a_message_without_anything_is_understood_as_nothing(gespraech, wissen):
    tracker = gespraech.tracker("x", "", [])
    tracker.latest_message = {"intent": None, "entities": None, "text": None}
    read = understand(tracker, wissen)
    assert (read.absicht, read.text, read.beruf, read.ort) == ("", "", None, None)


def test_an_entity_without_a_value_is_passed_over(gespraech, wissen):
    tracker = gespraech.tracker(
        "gehalt", "", [{"entity": "beruf", "value": None}, {"entity": "ort", "value": ""}]
    )
    read = understand(tracker, wissen)
    assert (read.beruf, read.ort) == (None, None)


@pytest.mark.parametrize(
    "value",
    [None, 5, float("nan"), True, [], ["Koch"], {"a": "b"}, "", "  ", "\ud83d", "Koch" * 60],
    ids=repr,
)
@pytest.mark.parametrize("kind", ["beruf", "ort", "gebiet", "stufe", "arbeitgeber"])
def test_what_cannot_be_a_name_is_passed_over(kontext, kind, value):
    read = kontext("follow_up", BEFORE, **{kind: [value]})
    assert (read.beruf, read.ort, read.stufe, read.arbeitgeber) == tuple(BEFORE.values())[1:]


def test_a_level_or_employer_that_there_is_not_is_passed_over(kontext):
    read = kontext("follow_up", BEFORE, stufe="ganz oben", arbeitgeber="niemand")
    assert (read.stufe, read.arbeitgeber) == ("einstieg", "behoerde")
