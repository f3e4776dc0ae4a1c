"""Messages to learn from are found by how the talk went on, the most useful first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from berufslotse.evaluation.candidates import candidates
from berufslotse.evaluation.marked import RIGHT, WRONG, Marked
from berufslotse.evaluation.marked_candidates import marked_candidates
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


FOREIGN = {"out_of_scope": "Anderes Gebiet"}
MARKED = Marked("wat jibbet", WRONG, "gehalt", "Kölsch", [("aufgaben", 0.8), ("gehalt", 0.1)], time=NOW)


def marked(*marks, learned=(), reviewed=()):
    return [
        *marked_candidates(marks, set(learned).__contains__, set(reviewed).__contains__, TITLES | FOREIGN)
    ]


def test_what_was_marked_wrong_comes_with_its_right_meaning_and_the_note():
    (one,) = marked(replace(MARKED, wordings=[("ort", "Kölle")] * 2, replies=["Aha.", ""]))
    assert one.reason == "In der Shell als falsch markiert, gemeint ist „Gehalt“."
    assert (one.note, one.proposals, one.sure) == ("Kölsch", ["gehalt", "aufgaben"], True)
    assert (one.wordings, one.replies) == ((("ort", "Kölle"),), ["Aha."])


@pytest.mark.parametrize(
    ("intent", "reason"),
    [
        ("out_of_scope", "In der Shell als falsch markiert, gehört nicht hierher."),
        (None, "In der Shell als falsch markiert."),
        ("gibt_es_nicht", "In der Shell als falsch markiert."),
    ],
)
def test_what_was_marked_wrong_need_not_have_a_theme(intent, reason):
    assert marked(replace(MARKED, intent=intent))[0].reason == reason


CONFIRMED = replace(MARKED, verdict=RIGHT, note="", ranking=[("gehalt", 0.9), ("aufgaben", 0.05)])


@pytest.mark.parametrize(
    ("ranking", "comes"),
    [
        ([("nlu_fallback", 0.9), ("gehalt", 0.6), ("aufgaben", 0.1)], True),
        ([("gehalt", 0.49), ("aufgaben", 0.2)], True),
        ([("gehalt", 0.55), ("aufgaben", 0.46)], True),
        ([("gehalt", 0.9), ("aufgaben", 0.05)], False),
        ([], False),
    ],
)
def test_what_was_confirmed_comes_where_the_bot_was_not_sure(ranking, comes):
    reason = "In der Shell als richtig bestätigt, aber der Lotse war nicht sicher."
    found = marked(replace(CONFIRMED, ranking=ranking))
    assert [(one.reason, one.proposals[0]) for one in found] == ([(reason, "gehalt")] if comes else [])


def test_a_note_comes_by_itself_too():
    for verdict in (None, RIGHT):
        (one,) = marked(replace(CONFIRMED, verdict=verdict, note="klingt\nholprig"))
        assert (one.reason, one.note) == ("Notiz aus der Shell: klingt holprig", "")


def test_the_newest_verdict_counts_and_the_notes_come_together():
    later = replace(MARKED, text="Wat jibbet?", intent="aufgaben", note="doch eher so", time=NOW + 1)
    (one,) = marked(later, MARKED, replace(MARKED, verdict=None, intent=None, time=NOW + 2))
    assert (one.text, one.proposals[0], one.times) == ("Wat jibbet?", "aufgaben", 3)
    assert one.note == "Kölsch / doch eher so"
    assert marked(MARKED, replace(CONFIRMED, time=NOW + 1))[0].reason == "Notiz aus der Shell: Kölsch"


def test_each_mark_is_looked_through_once_and_a_later_one_comes_again():
    earlier = replace(MARKED, time=NOW - 9)
    (one,) = marked(earlier, MARKED)
    assert marked(earlier, MARKED, reviewed=one.reviewed_as) == []
    (again,) = marked(earlier, MARKED, replace(MARKED, time=NOW + 9), reviewed=one.reviewed_as)
    assert again.times == 1


def test_what_was_skipped_in_a_conversation_comes_when_it_is_marked():
    (one,) = marked(MARKED, reviewed=["watjibbet"])
    assert list(one.reviewed_as) == ["watjibbet", one.mark]


def test_learned_and_held_out_ones_letters_and_buttons_are_left_out():
    assert marked(MARKED, learned=["watjibbet"]) == []
    assert marked(*(replace(MARKED, text=text) for text in ("wort " * 101, "/gehalt{}", " ", ""))) == []


def test_what_was_marked_is_masked_too():
    (one,) = marked(replace(MARKED, text="ich heiße Anna Kern", note="Frau Kern am\x1b[31m Telefon"))
    assert "Kern" not in one.text + one.key + one.note and "\x1b" not in one.note


def test_marked_ones_come_first_the_wrong_before_the_rest():
    pressed = said("Passt das?", ("passung", 1.0), chosen=True, meant="eins", at=4)
    marks = marked(
        replace(CONFIRMED, text="vier", ranking=UNSURE.ranking),
        replace(MARKED, text="drei", verdict=None),
        replace(MARKED, text="zwei"),
    )
    most = candidates([*[UNSURE] * 9, pressed], lambda key: False, TITLES, marked=marks)
    assert [one.text for one in most] == ["zwei", "drei", "vier", "eins"]


def test_the_same_wording_in_conversations_and_marked_is_shown_once():
    (one,) = candidates(
        [replace(UNSURE, text="Wat jibbet?"), replace(UNSURE, text="wat jibbet", sender="ben")],
        lambda key: False,
        TITLES,
        marked=marked(MARKED),
    )
    assert (one.times, one.text, one.note) == (3, "wat jibbet", "Kölsch") and one.mark
