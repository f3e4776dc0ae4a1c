"""The end of a walk through messages: it is measured what they do, and they are kept or taken out again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from berufslotse.console import before_after
from berufslotse.console.app import app
from berufslotse.evaluation.figures import figures
from berufslotse.evaluation.last_walk import LastWalk
from berufslotse.evaluation.measuring import Change
from tests.console.reviewing import BETTER, MARKED, OLD, WORSE, Table, candidate, verdict

ACCEPT = ["1", ""]
DONE = [""]


@pytest.fixture
def table(tmp_path, monkeypatch, capsys) -> Table:
    monkeypatch.setenv("COLUMNS", "80")
    return Table(tmp_path, monkeypatch, capsys)


def contents(table: Table) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in table.folder.iterdir()}


def test_before_anything_is_kept_it_is_shown_whether_it_is_better(table):
    shown = table.walk([*ACCEPT, *DONE, "j", "j"], measuring=None, change=BETTER)
    assert "Jetzt messen, ob der Lotse damit besser versteht?" in shown and "[J/n]" in shown
    assert re.search(r"vorher +jetzt\n", shown)
    assert re.search(r"richtig +50,0 % +100,0 % +besser \(\+50,0\)", shown)
    assert re.search(r"unter den ersten drei +100,0 % +100,0 % +gleich\n", shown)
    assert "Von 2 Nachrichten, die der Lotse nie gelernt hat, versteht er 1 mehr richtig." in shown
    assert "Neu richtig verstanden (1):\n  „was macht er“\n     jetzt Aufgaben, vorher Gehalt\n" in shown
    assert "Behalten. Nach dem nächsten Start antwortet der Lotse damit." in shown
    assert max(len(line) for line in shown.splitlines() if str(table.folder) not in line) <= 80
    assert table.added("gehalt") == [MARKED] and candidate().key in table.reviewed


def test_what_is_not_kept_is_taken_out_to_the_last_byte_and_comes_again(table):
    (table.folder / "gehalt.yml").write_bytes((table.folder / "gehalt.yml").read_bytes().rstrip(b"\n"))
    before = contents(table)
    found = [candidate(), candidate("was da"), candidate("nur so")]
    shown = table.walk([*ACCEPT, *ACCEPT, "ü", "", "", "n"], *found, measuring=None, change=WORSE)
    assert "schlechter (-50,0)" in shown and "Nicht mehr richtig verstanden (1):" in shown
    assert "data/nlu ist wieder wie vor der Durchsicht." in shown
    assert contents(table) == before
    assert [c.key in table.reviewed for c in found] == [False, False, True]


def test_who_does_not_want_to_measure_is_told_how_to_later(table):
    shown = table.walk([*ACCEPT, *DONE, "n"], measuring=None)
    assert "make evaluate" in shown and "review --zurueck" in shown and table.added("gehalt") == [MARKED]


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
def test_without_an_answer_nothing_is_lost(table, end):
    assert "make evaluate" in table.walk([*ACCEPT, *DONE, end], measuring=None)
    table.walk([*ACCEPT, *DONE, "", end], candidate("was da"), measuring=None, change=WORSE)
    assert table.added("gehalt") == [MARKED, "was da"]


def test_any_other_answer_is_asked_again(table):
    shown = table.walk([*ACCEPT, *DONE, "vielleicht", "NEIN"], measuring=None)
    assert "Bitte „j“ für Ja oder „n“ für Nein" in shown


def test_measuring_can_be_ordered_and_only_keeping_is_asked_for(table):
    shown = table.walk([*ACCEPT, *DONE, "n"], measuring=True, change=BETTER)
    assert "Jetzt messen" not in shown and table.added("gehalt") == []


@pytest.mark.parametrize("end", [KeyboardInterrupt(), typer.Exit(130)])
def test_at_ctrl_c_while_measuring_the_accepted_stay(table, end):
    shown = table.walk([*ACCEPT, *DONE, ""], measuring=None, change=end)
    assert "Nicht gemessen. Was du angenommen hast, bleibt in data/nlu stehen." in shown
    assert table.added("gehalt") == [MARKED]


def test_when_training_fails_the_accepted_stay(table, capsys):
    with pytest.raises(typer.Exit):
        table.walk([*ACCEPT, *DONE, ""], measuring=None, change=typer.Exit(1))
    assert "bleibt in data/nlu stehen" in capsys.readouterr().err and table.added("gehalt") == [MARKED]


def test_a_full_disk_while_measuring_is_told(table, capsys):
    with pytest.raises(typer.Exit):
        table.walk([*ACCEPT, *DONE, ""], measuring=None, change=OSError(28, "No space left on device"))
    told = capsys.readouterr().err
    assert "No space left" in told and "bleibt in data/nlu stehen" in told


def test_where_nothing_was_accepted_nothing_is_asked(table):
    assert "Es wurde nichts übernommen." in table.walk(["ü", ""], measuring=None)


def test_without_a_model_of_before_it_is_said_what_is_compared(capsys):
    before_after.show_change(Change(WORSE.now, None, figures(OLD)))
    shown = " ".join(capsys.readouterr().out.split())
    assert "schlechter (-50,0)" in shown and "der zuletzt behaltene Stand (evaluation/baseline.json)" in shown
    before_after.show_change(Change(WORSE.now, None, None))
    shown = capsys.readouterr().out
    assert "nichts zum Vergleichen" in shown and "schlechter" not in shown and "–" in shown


def test_five_messages_of_each_kind_are_shown(capsys):
    old = [verdict(f"so {n}", "gehalt", "aufgaben" if n < 7 else "gehalt") for n in range(8)]
    now = [verdict(f"so {n}", "gehalt", "gehalt" if n < 7 else "aufgaben") for n in range(8)]
    before_after.show_change(Change(now, old))
    shown = capsys.readouterr().out
    assert "Neu richtig verstanden (7, davon 5):" in shown and shown.count("jetzt Gehalt") == 5
    assert "Nicht mehr richtig verstanden (1):" in shown and "versteht er 6 mehr richtig" in shown


def test_both_models_read_the_same_messages_the_old_one_first(monkeypatch, tmp_path):
    old, new = tmp_path / "alt.tar.gz", tmp_path / "neu.tar.gz"
    old.touch()
    read = []

    def reading(model, messages, title):
        read.append((model, title))
        return [verdict(m.text, m.intent, "gehalt") for m in messages], []

    monkeypatch.setattr(before_after, "prepare", lambda: new)
    monkeypatch.setattr(before_after, "read_with_bar", reading)
    change = before_after.measure(old)
    assert [model for model, _ in read] == [old, new] and len(change.now) == len(change.before) > 1000
    without = before_after.measure(tmp_path / "fehlt.tar.gz")
    assert without.before is None and without.kept


def command_with(table: Table, monkeypatch: pytest.MonkeyPatch, *arguments: str):
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(table.home))
    return CliRunner().invoke(app, ["review", *arguments])


def test_the_last_walk_can_be_taken_back_days_later(table, monkeypatch):
    before = contents(table)
    table.walk(["1", "", "2", "", ""], candidate(), candidate("was da"))
    result = command_with(table, monkeypatch, "--zurueck")
    assert "Zurückgenommen: 2 Nachrichten" in result.output and contents(table) == before
    assert candidate().key not in table.reviewed
    assert "keine Durchsicht" in command_with(table, monkeypatch, "--zurueck").output


def test_a_walk_without_result_leaves_the_one_before_to_be_taken_back(table, monkeypatch):
    table.walk([*ACCEPT, *DONE])
    table.walk([*ACCEPT, "z", "ü", ""], candidate("was da"))
    table.walk([*ACCEPT, *DONE, "n"], candidate("und sonst"), measuring=True, change=WORSE)
    assert [a.message for a in table.record.read()] == [MARKED]
    command_with(table, monkeypatch, "--zurueck")
    assert table.added("gehalt") == []


def test_what_was_changed_since_is_left_alone_and_told(table, monkeypatch):
    table.walk(["1", "", "1", "", ""], candidate(), candidate("was da"))
    path = table.folder / "gehalt.yml"
    path.write_text(path.read_text().replace("[koch](beruf)", "[Köchin](beruf)"), encoding="utf-8")
    result = command_with(table, monkeypatch, "--zurueck")
    assert result.exit_code == 0 and "Zurückgenommen: 1 Nachricht" in result.output
    assert "nicht angerührt" in result.output and MARKED in result.output
    assert table.added("gehalt") == ["wat kriegste als [Köchin](beruf) in [kölle](ort)"]


def test_what_cannot_be_written_is_told_and_can_be_taken_back_later(table, monkeypatch):
    table.walk([*ACCEPT, *DONE])
    path = table.folder / "gehalt.yml"
    moved = path.rename(path.with_suffix(".weg"))
    path.mkdir()
    result = command_with(table, monkeypatch, "--zurueck")
    assert result.exit_code == 1 and "lässt sich nicht lesen" in result.output + result.stderr
    path.rmdir()
    moved.rename(path)
    assert "Zurückgenommen: 1" in command_with(table, monkeypatch, "--zurueck").output


def test_a_full_disk_is_one_clear_line(table, monkeypatch):
    table.walk([*ACCEPT, *DONE])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(LastWalk, "forget", full)
    result = command_with(table, monkeypatch, "--zurueck")
    assert result.exit_code == 1 and "No space left on device" in result.output + result.stderr


def test_a_damaged_record_is_no_trouble(table, monkeypatch):
    table.home.mkdir()
    for text in ("{", "[1]", "[{}]", "null"):
        Path(table.home, "letzte-durchsicht.json").write_text(text)
        assert "keine Durchsicht" in command_with(table, monkeypatch, "--zurueck").output
