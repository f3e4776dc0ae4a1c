"""Messages to learn from are found by how the talk went on, the most useful first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from berufslotse.evaluation.candidates import candidates
from berufslotse.serving.exchanges import Exchange, Reply

TITLES = {"gehalt": "Gehalt", "aufgaben": "Aufgaben", "passung": "Für wen es passt", "insult": "Beschimpfung"}
NOW = 1_790_000_000.0


def said(text="was jibbet", *ranking, at=0.0, sender="anna", reply="Aha.", chosen=False, **more):
    art, name = more.pop("art", None), more.pop("fixed", None)
    answer = Reply(reply, name, {"art": art} if art else None, NOW + at)
    guesses = ranking or (("gehalt", 0.9), ("aufgaben", 0.05))
    return Exchange(sender, "website", NOW + at, text, chosen, guesses, [], (answer,), **more)


def found(*exchanges, known=(), most=500):
    return candidates(exchanges, set(known).__contains__, TITLES, most)


def reasons(*exchanges):
    return [(c.text, c.reason) for c in found(*exchanges)]


UNSURE = said("eins", ("nlu_fallback", 0.4), ("gehalt", 0.35), ("aufgaben", 0.2))


def test_what_was_understood_is_left_out():
    assert found(said(), said("und sonst", ("follow_up", 0.8), at=200)) == []


@pytest.mark.parametrize("sign", [UNSURE, said("eins", art="unsicher"), said("eins", fixed="utter_default")])
def test_the_bot_was_not_sure(sign):
    assert reasons(sign) == [("eins", "Der Lotse war nicht sicher, was gemeint ist.")]


def test_the_mark_of_being_unsure_is_no_proposal():
    (candidate,) = found(UNSURE)
    assert (candidate.sure, candidate.proposals) == (False, ["gehalt", "aufgaben"])
    assert candidate.ranking[0] == ("gehalt", 0.35)


def test_a_low_confidence_and_a_near_runner_up_are_told():
    low = said("eins", ("gehalt", 0.43), ("aufgaben", 0.2))
    near = said("zwei", ("gehalt", 0.52), ("aufgaben", 0.47))
    assert reasons(low, near) == [
        ("eins", "Nur zu 43 % sicher verstanden."),
        ("zwei", "Fast gleichauf: Gehalt und Aufgaben."),
    ]


def test_a_pressed_guess_says_what_was_meant():
    pressed = said("Zu wem passt das?", ("passung", 1.0), chosen=True, meant="eins", at=400)
    (candidate,) = found(UNSURE, said("zwischendurch", at=200), pressed)
    assert candidate.reason == "Danach hat jemand gewählt: „Zu wem passt das?“"
    assert candidate.proposals == ["passung", "gehalt", "aufgaben"]


def test_a_guess_at_a_long_message_is_known_by_its_beginning():
    long = "so " * 100
    pressed = said("Passt das?", ("passung", 1.0), chosen=True, meant=long[:200], at=9)
    assert found(said(long), pressed)[0].proposals[0] == "passung"


def test_a_guess_of_another_conversation_says_nothing():
    pressed = said("Passt das?", ("passung", 1.0), chosen=True, meant="eins", sender="ben")
    assert "passung" not in found(UNSURE, pressed)[0].proposals


REPHRASED = said("was macht ein koch da", ("aufgaben", 0.9), at=60)


def test_saying_it_again_in_other_words_counts():
    (candidate,) = found(said("was kriegt ein koch da"), REPHRASED)
    assert candidate.reason == "Gleich noch einmal anders gesagt: „was macht ein koch da“"
    assert candidate.proposals[0] == "aufgaben"


@pytest.mark.parametrize(
    "after",
    [
        replace(REPHRASED, time=NOW + 121),
        replace(REPHRASED, ranking=[("gehalt", 0.9)]),
        replace(REPHRASED, text="hat der zoo heute auf"),
        replace(REPHRASED, ranking=[("follow_up", 0.9)]),
        replace(REPHRASED, sender="ben"),
        replace(REPHRASED, chosen=True),
    ],
)
def test_not_everything_that_follows_is_the_same_in_other_words(after):
    assert found(said("was kriegt ein koch da"), after) == []


@pytest.mark.parametrize(
    ("intent", "text", "reason"),
    [
        ("insult", "du depp", "Danach wurde geschimpft: „du depp“"),
        ("feedback", "das ist falsch", "Danach kam eine Rückmeldung: „das ist falsch“"),
        (
            "feedback",
            "danke, aber das hilft nicht",
            "Danach kam eine Rückmeldung: „danke, aber das hilft nicht“",
        ),
        ("deny", "nee", "Danach kam ein Nein: „nee“"),
    ],
)
def test_anger_and_blame_count(intent, text, reason):
    assert reasons(said("eins"), said(text, (intent, 0.9))) == [("eins", reason)]


def test_praise_and_a_no_to_a_question_do_not():
    assert found(said("eins"), said("das hat geholfen", ("feedback", 0.9))) == []
    assert found(said("eins", reply="Noch etwas?"), said("nein", ("deny", 0.9))) == []


def test_pressed_buttons_letters_and_known_messages_are_left_out():
    assert found(replace(UNSURE, chosen=True)) == []
    assert found(replace(UNSURE, text="wort " * 101)) == []
    assert found(replace(UNSURE, text="???")) != []
    assert found(replace(UNSURE, text="Äpfel?"), known=["apfel"]) == []


def test_messages_are_masked_and_steer_no_terminal():
    (candidate,) = found(replace(UNSURE, text="ich heiße Anna Kern\n\x1b[31mund will das\u202e wissen"))
    assert candidate.text == "ich heiße [Name] [31mund will das wissen"
    assert "Kern" not in candidate.reason + candidate.key


def test_what_followed_is_masked_in_the_reason():
    assert "Kern" not in found(said("eins"), said("doof, ich heiße Kern", ("insult", 0.9)))[0].reason


def test_each_wording_comes_once_and_the_more_often_the_sooner():
    other = replace(UNSURE, text="zwei")
    first, second = found(UNSURE, other, replace(other, text="Zwei!", sender="ben"))
    assert (first.text, first.times, second.text) == ("zwei", 2, "eins")


def test_the_most_useful_come_first():
    low = said("drei", ("gehalt", 0.43), ("aufgaben", 0.2))
    pressed = said("Passt das?", ("passung", 1.0), chosen=True, meant="zwei", at=400)
    assert [c.text for c in found(low, UNSURE, replace(UNSURE, text="zwei"), pressed)] == [
        "zwei",
        "eins",
        "drei",
    ]


def test_only_the_best_are_kept_however_many_come():
    many = (
        said(f"nummer {n % 700}", ("gehalt", 0.1 + 0.0001 * (n % 700)), ("aufgaben", 0.0), sender=str(n))
        for n in range(7000)
    )
    kept = candidates(many, lambda key: False, TITLES, most=5)
    assert [c.text for c in kept] == [f"nummer {n}" for n in range(5)]


def test_the_names_in_a_message_come_along_once():
    wordings = [("beruf", "Köchen"), ("beruf", "Köchen"), ("ort", "Kölle")]
    assert found(replace(UNSURE, wordings=wordings))[0].wordings == (("beruf", "Köchen"), ("ort", "Kölle"))
