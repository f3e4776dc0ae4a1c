"""What a counsellor can do in the shell besides talking; nothing that is typed there may end it."""

from __future__ import annotations

from pathlib import Path

import pytest

from berufslotse.console.shell_commands import CHOICES, NAMES
from berufslotse.console.shell_view import Stil
from berufslotse.evaluation.dialogue_files import parse
from berufslotse.evaluation.marked import FOREIGN
from berufslotse.knowledge.build import bring_up_to_date
from berufslotse.knowledge.database import database
from tests.actions.conftest import SAMPLE
from tests.console.shelling import ENTITIES, QUESTION, UNSURE, Tisch, exchange, fixed, move, told


@pytest.fixture
def tisch(tmp_path, monkeypatch) -> Tisch:
    """Somebody who has just begun."""
    monkeypatch.chdir(tmp_path)
    return Tisch(tmp_path)


@pytest.fixture
def answered(tisch) -> Tisch:
    """Somebody who has had an answer."""
    tisch.sitzung.zuege.append(
        move(kept=exchange(told(), told(), **ENTITIES), offered=["Wo arbeitet man?", "Was macht man da?"])
    )
    return tisch


# -- whatever is typed -------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [":richtig", ":falsch", ":falsch Gehalt", ":notiz x", ":warum", ":quelle", ":profil"])  # fmt: skip
def test_before_an_answer_there_is_nothing_to_judge(tisch, command):
    assert tisch.run(command) == "Dazu braucht es erst eine Antwort des Lotsen."
    assert tisch.marked() == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(":flasch", ":falsch"), (":Hife", ":hilfe"), (":nottiz zu lang", ":notiz"), (":speichen", ":speichern")],
)
def test_misspelt_command_is_told_what_is_meant(answered, typed, meant):
    assert answered.run(typed).endswith(f"gibt es hier nicht. Meinst du „{meant}“?")
    assert answered.marked() == []


def test_unknown_command_is_told_where_all_are(answered):
    assert answered.run(":xyz") == "„:xyz“ gibt es hier nicht. Alle Befehle zeigt „:hilfe“."


def test_capitals_and_blanks_make_no_difference(answered):
    answered.run(":NOTIZ   zu lang  ")
    assert answered.marked() == [(QUESTION, None, None, "zu lang")]


def test_help_names_every_command_and_how_to_choose_a_quick_reply(tisch, answered):
    shown = answered.run(":hilfe")
    assert all(name in shown for name in NAMES) and "Pfeiltaste" in shown
    answered.run(":neu")
    assert "Pfeiltaste" not in answered.run(":hilfe")


# -- marking -----------------------------------------------------------------------------------------


def test_right_says_what_was_understood_and_is_kept_for_the_review(answered):
    assert answered.run(":richtig") == "Als richtig vermerkt: Gehalt."
    [kept] = answered.marks.read()
    assert (kept.text, kept.verdict, kept.intent) == (QUESTION, "richtig", "gehalt")
    assert kept.ranking[0] == ("gehalt", 0.93) and ("beruf", "Erzieherin") in kept.wordings
    assert (kept.replies, kept.time) == (["Es sind 2.800 Euro."], answered.sitzung.letzter.zeit.timestamp())


def test_right_of_an_unsure_guess_says_which_guess(tisch):
    tisch.sitzung.zuege.append(move("wat jibbet", kept=exchange(told(art="unsicher"), ranking=UNSURE)))
    assert tisch.run(":richtig") == "Als richtig vermerkt: Gehalt."
    assert tisch.marked() == [("wat jibbet", "richtig", "gehalt", "")]


def test_wrong_as_it_was_understood_is_no_correction(answered):
    assert answered.run(":falsch Gehalt").startswith("So hat der Lotse es schon verstanden.")
    assert answered.marked() == []


def test_wrong_shows_a_list_to_choose_from_by_number(answered, capsys):
    number = CHOICES.index("aufgaben") + 1
    shown = answered.run(":falsch", str(number))
    assert f"Was war gemeint mit „{QUESTION}“?" in shown
    assert f"{number}: Aufgaben" in shown and "gehört nicht dazu" in shown
    # What the bot itself found likely need not be searched for.
    assert f"Für den Lotsen am ehesten: {CHOICES.index('gehalt') + 1} Gehalt" in shown
    assert "Als falsch vermerkt, gemeint: Aufgaben." in shown and "berufslotse review" in shown
    assert answered.marked() == [(QUESTION, "falsch", "aufgaben", "")]


@pytest.mark.parametrize("typed", ["Überblick über einen Beruf", "überblick über einen beruf", "overview"])
def test_wrong_takes_what_was_meant_by_its_name(answered, typed):
    assert "gemeint: Überblick über einen Beruf." in answered.run(f":falsch {typed}")
    assert answered.run(":falsch", typed).count("gemeint: Überblick") == 1
    assert answered.marked() == [(QUESTION, "falsch", "overview", "")]


def test_who_knows_the_number_need_not_see_the_list(answered):
    answered.run(f":falsch {len(CHOICES)}")
    assert answered.marked() == [(QUESTION, "falsch", CHOICES[-1], "")]


@pytest.mark.parametrize("typed", ["gehört nicht dazu", "Gehört nicht dazu", "n", "N"])
def test_wrong_may_not_belong_here_at_all(answered, typed):
    assert "dass es nicht hierher gehört" in answered.run(f":falsch {typed}")
    answered.run(":falsch", typed)
    assert answered.marked() == [(QUESTION, "falsch", FOREIGN, "")]


def test_enter_marks_nothing(answered):
    assert answered.run(":falsch", "").endswith("Gut, nichts vermerkt.")
    assert answered.marked() == [] and answered.sitzung.letzter.urteil is None


def test_what_is_no_choice_is_asked_again(answered):
    shown = answered.run(":falsch", "0", "99", "Quatsch", "1")
    assert shown.count(f"Bitte eine Zahl von 1 bis {len(CHOICES)} oder „n“.") == 3
    assert answered.marked() == [(QUESTION, "falsch", CHOICES[0], "")]
    assert answered.run(":falsch 99").startswith("„99“ ist kein Thema und keine Art.")
    assert answered.run(":falsch Quatsch").startswith("„Quatsch“ ist kein Thema und keine Art.")
    assert answered.marked() == [(QUESTION, "falsch", CHOICES[0], "")]


def test_for_eyes_the_list_stands_in_two_columns(answered, capsys):
    answered.view.stil = Stil.REICH
    answered.run(":falsch", "")
    shown = capsys.readouterr().out
    assert "   1  Aufgaben" in shown and len(shown.splitlines()) == (len(CHOICES) + 1) // 2


def test_last_judgement_counts_and_notes_add_up(answered):
    for command in (":richtig", ":notiz zu lang", ":falsch Aufgaben", ":notiz # und: falsch"):
        answered.run(command)
    assert answered.marked() == [(QUESTION, "falsch", "aufgaben", "zu lang; # und: falsch")]


def test_note_without_words_is_told_how(answered):
    assert "„:notiz klingt zu hart“" in answered.run(":notiz")
    assert answered.marked() == []


def test_button_needs_no_judgement_but_takes_a_note(tisch):
    tisch.sitzung.zuege.append(move("Wo arbeitet man?", kept=exchange(told(), chosen=True), knopf=True))
    for command in (":richtig", ":falsch", ":falsch Gehalt"):
        assert tisch.run(command).startswith("Das war ein Knopf")
    assert tisch.marked() == []
    assert tisch.run(":notiz zu lang") == "Notiert."
    assert tisch.marked() == [("Wo arbeitet man?", None, None, "zu lang")]


def test_answer_that_cannot_be_explained_can_still_be_marked(tisch):
    tisch.sitzung.zuege.append(move())
    assert tisch.run(":richtig") == "Als richtig vermerkt."
    assert tisch.marked() == [(QUESTION, "richtig", None, "")]


def test_file_that_cannot_be_written_is_one_clear_line(answered):
    answered.marks.path.parent.write_text("keine Ordner hier")
    assert answered.run(":richtig").startswith(f"{answered.marks.path} lässt sich nicht schreiben (")


# -- looking up --------------------------------------------------------------------------------------


def test_why_opens_the_explanation(answered):
    assert answered.run(":warum").startswith("erklärt: Gehalt 93 % · Erzieher")


def test_sources_are_named_once_each_with_their_address(answered):
    assert answered.run(":quelle") == "Quelle: Kitas in Köln, https://www.beispiel.de/koeln"


@pytest.mark.parametrize("kept", [None, exchange(fixed())], ids=["unknown", "fixed"])
def test_answer_without_facts_has_no_source(tisch, kept):
    tisch.sitzung.zuege.append(move(kept=kept))
    assert "beruht auf keinem Fakt" in tisch.run(":quelle")


@pytest.fixture
def wissen(tmp_path, monkeypatch) -> None:
    """A small knowledge."""
    (tmp_path / "profile").mkdir()
    for name, text in SAMPLE.items():
        (tmp_path / "profile" / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("BERUFSLOTSE_PROFILES", str(tmp_path / "profile"))
    monkeypatch.setenv("KNOWLEDGE_URL", f"sqlite:///{tmp_path / 'wissen.db'}")
    bring_up_to_date(tmp_path / "profile", database(f"sqlite:///{tmp_path / 'wissen.db'}"))


def test_profile_is_that_of_the_last_answer(wissen, answered, tmp_path):
    shown = answered.run(":profil").splitlines()
    assert shown[0] == "Erzieher, Köln"
    assert "Aufgaben: Sie planen den Tag der Gruppe." in shown and any("2.800 Euro" in line for line in shown)
    assert "https://www.beispiel.de/koeln" in "\n".join(shown)
    assert shown[-1] == f"Datei: {tmp_path / 'profile' / 'erzieher-koeln.yml'}"


@pytest.mark.parametrize("typed", ["Köchin, Bonn", "koch,bonn", "Koch , Bonn "])
def test_profile_of_any_occupation(wissen, tisch, typed):
    assert tisch.run(f":profil {typed}").startswith("Koch, Bonn\nAufgaben: In den Kantinen")


def test_profile_that_is_not_there_is_told_with_what_is(wissen, tisch):
    assert tisch.run(":profil Erzieher").startswith("Erzieher, ganz Deutschland")
    assert (
        tisch.run(":profil Koch")
        == "Über Koch gibt es nichts für ganz Deutschland, wohl aber: Bonn und Köln."
    )
    assert tisch.run(":profil Koch, Leipzig").startswith("Über Koch gibt es nichts aus Leipzig, wohl aber:")
    assert tisch.run(":profil Koch, Nirgendwo").startswith("Über Koch gibt es nichts aus Nirgendwo")
    assert tisch.run(":profil Hufschmied") == "Von „Hufschmied“ gibt es kein Profil."
    assert tisch.run(":profil Erziher").startswith(
        ("Von „Erziher“ gibt es kein Profil. Ähnlich: Erzieher", "Erzieher")
    )
    assert tisch.run(":profil , Köln") == "Von welchem Beruf? Etwa „:profil Koch, Köln“."


def test_answer_about_no_occupation_has_no_profile(wissen, tisch):
    tisch.sitzung.zuege.append(move("Hallo", kept=exchange(fixed())))
    assert tisch.run(":profil").startswith("Von welchem Beruf?")


def test_knowledge_that_cannot_be_read_is_one_clear_line(tisch, tmp_path, monkeypatch):
    monkeypatch.setenv("KNOWLEDGE_URL", f"sqlite:///{tmp_path}")
    assert tisch.run(":profil Koch").startswith("Die Profile lassen sich gerade nicht lesen.")


# -- the conversation --------------------------------------------------------------------------------


def test_new_conversation_knows_nothing_of_the_last(answered):
    assert (answered.run(":neu"), answered.forgotten, answered.sitzung.gespraech) == ("Neues Gespräch.", 1, 2)
    assert answered.run(":richtig").startswith("Dazu braucht es erst")


def test_saved_conversations_hold_all_that_was_said(answered, tmp_path):
    answered.run(":neu")
    answered.sitzung.zuege.append(move("Hallo", gespraech=2))
    assert answered.run(":speichern protokoll.md") == "Gespeichert: protokoll.md"
    dialogues = parse((tmp_path / "protokoll.md").read_text(encoding="utf-8"), Path("x"))
    assert [dialogue.schritte[0].text for dialogue in dialogues] == [QUESTION, "Hallo"]


def test_nothing_said_is_nothing_to_save(tisch, tmp_path):
    assert tisch.run(":speichern x.md") == "Es gibt noch nichts zu speichern."
    assert [*tmp_path.iterdir()] == []


def test_file_needs_neither_ending_nor_name(answered, tmp_path):
    assert answered.run(":speichern mein protokoll") == "Gespeichert: mein protokoll.md"
    assert answered.run(":speichern").startswith("Gespeichert: protokoll-20")
    (tmp_path / "ordner").mkdir()
    assert answered.run(":speichern ordner").startswith("Gespeichert: ordner/protokoll-20")
    assert len([*tmp_path.glob("protokoll-*.md")]) == 1 and len([*(tmp_path / "ordner").iterdir()]) == 1


def test_existing_file_is_overwritten_only_by_who_says_so(answered, tmp_path):
    file = tmp_path / "da.md"
    file.write_text("wichtig")
    for answer in ("", "n", "vielleicht"):
        assert answered.run(":speichern da.md", answer) == "Nicht gespeichert."
        assert answered.asked == ["da.md gibt es schon. Überschreiben? [j/N] "]
    assert file.read_text() == "wichtig"
    assert answered.run(":speichern da.md", "j") == "Gespeichert: da.md"
    assert QUESTION in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("fehlt/x.md", "Den Ordner fehlt gibt es nicht."),
        ("/dev/null/x.md", "/dev/null/x.md lässt sich nicht schreiben ("),
        ("~niemand-hier/x.md", "~niemand-hier/x.md lässt sich nicht schreiben (kein gültiger Name)."),
        ("a\0b.md", "lässt sich nicht schreiben (kein gültiger Name)."),
        ("x" * 300, "lässt sich nicht schreiben ("),
    ],
    ids=["missing folder", "no folder", "nobody's home", "NUL", "too long"],
)
def test_file_that_cannot_be_is_one_clear_line(answered, name, said, tmp_path):
    shown = answered.run(f":speichern {name}")
    assert said in shown and "\n" not in shown and "Gespeichert" not in shown
    assert [*tmp_path.iterdir()] == []
