"""A walk through messages, as a counsellor types it."""

from __future__ import annotations

import re
import stat

import pytest

from berufslotse.console import review as command
from tests.console.reviewing import KNOWN, MARKED, NLU, Table, candidate


@pytest.fixture
def table(tmp_path, monkeypatch, capsys) -> Table:
    monkeypatch.setenv("COLUMNS", "80")
    return Table(tmp_path, monkeypatch, capsys)


def test_a_message_is_shown_with_all_that_one_must_know(table):
    shown = table.walk(["q"], candidate(times=3, replies=["Wort " * 60]))
    assert "Nachricht 1 von 1, 3-mal geschrieben" in shown
    assert "„wat kriegste als koch in kölle“" in shown
    assert re.search(r"Grund +Der Lotse war nicht sicher", shown)
    assert re.search(r"Verstanden +nicht sicher: Gehalt 35 %, Aufgaben 20 %", shown)
    assert shown.count("Wort Wort") and len(re.findall("^.*Wort.*$", shown, re.MULTILINE)) == 2
    assert "1  Gehalt" in shown and "2  Aufgaben" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_an_accepted_proposal_is_written_with_its_marks(table):
    shown = table.walk(["1", ""])
    assert table.added("gehalt") == [MARKED]
    assert f"  {MARKED}\n" in shown
    assert "1 Nachricht übernommen" in shown and "gehalt.yml: 1" in shown
    assert "git diff data/nlu" in shown and "make evaluate" in shown


def test_marks_can_be_typed_or_left_out(table):
    shown = table.walk(
        ["2", "beruf=bäcker", "beruf=koch", "", "1", "keine", ""], candidate(), candidate("was da")
    )
    assert table.added("aufgaben") == ["wat kriegste als [koch](beruf) in kölle"]
    assert table.added("gehalt") == ["was da"]
    assert "„bäcker“ steht so nicht in der Nachricht." in shown


def test_from_the_marks_one_can_go_back_to_the_choice(table):
    table.walk(["1", "z", "2", ""])
    assert (table.added("gehalt"), table.added("aufgaben")) == ([], [MARKED])


def test_all_themes_are_offered(table):
    shown = table.walk(["a", "9", "3", ""])
    assert table.added("out_of_scope") == [MARKED]
    assert "3  Anderes Gebiet" in shown and "von 1 bis 3" in shown


def test_one_can_leave_the_list_of_themes(table):
    table.walk(["a", "", "ü"])
    assert candidate().key in table.reviewed


def test_what_does_not_belong_here_goes_to_out_of_scope(table):
    table.walk(["n", "keine", ""])
    assert table.added("out_of_scope") == ["wat kriegste als koch in kölle"]


@pytest.mark.parametrize("skip", ["ü", "Ü", "ue", "u"])
def test_what_is_skipped_is_remembered_without_its_text(table, skip):
    shown = table.walk([skip])
    assert candidate().key in table.reviewed
    assert re.fullmatch(r"[0-9a-f]{32}\n", table.file.read_text())
    assert stat.S_IMODE(table.file.stat().st_mode) == 0o600
    assert "Es wurde nichts übernommen." in shown


def test_nonsense_is_asked_again(table):
    shown = table.walk(["", "7", "0", "x", "ü"])
    assert shown.count("Bitte eine der Zahlen") == 4


def test_the_last_can_be_taken_back(table):
    before = (table.folder / "gehalt.yml").read_bytes()
    shown = table.walk(["z", "1", "", "z", "q"], candidate(), candidate("was da"))
    assert "Davor gibt es nichts." in shown
    assert (table.folder / "gehalt.yml").read_bytes() == before
    assert shown.count("Nachricht 1 von 2") == 2 and "Es wurde nichts übernommen." in shown
    assert candidate().key not in table.reviewed


def test_several_can_be_taken_back_and_learned_otherwise(table):
    table.walk(["1", "", "ü", "z", "z", "2", "", "ü"], candidate(), candidate("was da"))
    assert (table.added("gehalt"), table.added("aufgaben")) == ([], [MARKED])
    assert "wasda" in table.reviewed


def test_after_the_last_one_can_still_go_back(table):
    shown = table.walk(["1", "", "z", "2", "", ""])
    assert (table.added("gehalt"), table.added("aufgaben")) == ([], [MARKED])
    assert "Das war die letzte Nachricht." in shown


def test_what_somebody_else_took_out_cannot_be_taken_back(table, monkeypatch):
    found = [candidate(), candidate("was da")]
    path = table.folder / "gehalt.yml"
    original = command.show

    def meddle(*args):
        original(*args)
        path.write_text(NLU.format("gehalt", KNOWN), encoding="utf-8")

    monkeypatch.setattr(command, "show", lambda *a: original(*a) if a[1] == 1 else meddle(*a))
    assert "steht nicht mehr" in table.walk(["1", "", "z", "q"], *found)


def test_the_text_can_be_changed(table):
    shown = table.walk(["e", "was kriegt ein koch", "1", ""])
    assert table.added("gehalt") == ["was kriegt ein [koch](beruf)"]
    assert "„was kriegt ein koch“" in shown


def test_with_something_left_out_nothing_is_written_until_the_text_is_changed(table):
    masked = candidate("ich heiße [Name], was kriegt ein koch")
    shown = table.walk(["1", ""], masked)
    assert table.added("gehalt") == [] and masked.key in table.reviewed
    assert "Persönliches ausgelassen" in shown and "Nicht übernommen." in shown
    table.walk(["1", "was kriegt ein koch", ""], masked)
    assert table.added("gehalt") == ["was kriegt ein [koch](beruf)"]


def test_what_contradicts_other_messages_is_not_written(table):
    same, near = candidate(KNOWN.upper()), candidate(f"{KNOWN}e")
    shown = table.walk(["2", "ü", "2", "1", ""], same, near)
    assert f"Das lernt der Lotse schon als „Gehalt“: „{KNOWN}“" in " ".join(shown.split())
    assert (table.added("aufgaben"), table.added("gehalt")) == ([], [f"{KNOWN}e"])


def test_what_the_bot_is_measured_by_is_not_written(table):
    shown = table.walk(["e", "davon lernt er nicht", "1", "ü"])
    assert "wird der Lotse gemessen" in shown and table.added("gehalt") == []


def test_two_may_look_through_messages_at_once(table):
    one, other = table.reviewed, table.reviewed
    one.add("a")
    other.add("b")
    one.discard("c")
    assert all(key in table.reviewed for key in ("a", "b")) and "c" not in table.reviewed


def test_brackets_are_told(table):
    assert "Klammern" in table.walk(["1", "ü"], candidate("was [da"))
    assert table.added("gehalt") == []


def test_no_file_for_an_intent_is_told(table):
    (table.folder / "gehalt.yml").unlink()
    assert "keine Datei" in " ".join(table.walk(["1", "", "ü"]).split())


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_at_the_end_of_input_and_at_ctrl_c_what_was_accepted_stays(table, end):
    shown = table.walk(["1", "", "2", end], candidate(), candidate("was da"))
    assert table.added("gehalt") == [MARKED] and table.added("aufgaben") == []
    assert "1 Nachricht übernommen" in shown
