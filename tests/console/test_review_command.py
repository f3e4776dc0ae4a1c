"""`berufslotse review` from the conversations into a copy of the training files, in a pipe and in a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from berufslotse.console import review as command
from berufslotse.console.app import app
from berufslotse.evaluation.marked import WRONG, Marked, MarkedFile
from berufslotse.evaluation.reviewed import Reviewed
from berufslotse.knowledge.home import PROJECT
from tests.console.reviewing import NOW, changed, keep
from tests.console.terminals import Terminal

LEARNED = "    - wat jibbet als [trickfilmer](beruf) in [kölle](ort) so rüber\n"


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the training files, which the command writes to."""
    shutil.copytree(PROJECT / "data" / "nlu", tmp_path / "nlu")
    monkeypatch.setattr(command, "TRAINING", tmp_path / "nlu")
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path / "heim"))
    return tmp_path / "nlu"


async def test_from_the_conversations_into_the_training_files(
    new_database: Callable[[], str], copy, monkeypatch
):
    await keep(new_database(), monkeypatch)
    typed = "1\nberuf=trickfilmer, ort=kölle\n\nü\n"
    result = CliRunner().invoke(app, ["review"], input=typed, env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    assert "Nachricht 1 von 2" in result.output and "Danach hat jemand gewählt" in result.output
    assert "danke" not in result.output  # stands in the training files already
    ((name, before, after),) = changed(copy)
    assert (name, after) == ("gehalt.yml", before + LEARNED.encode())
    assert "\x1b" not in result.output and max(map(len, result.output.splitlines())) <= 120
    again = CliRunner().invoke(app, ["review"])
    assert "keine Nachricht" in again.output and again.exit_code == 0


async def test_only_so_many_are_shown(new_database: Callable[[], str], copy, monkeypatch):
    await keep(new_database(), monkeypatch)
    result = CliRunner().invoke(app, ["review", "--hoechstens", "1"], input="q\n")
    assert "Nachricht 1 von 1" in result.output and "jibbet" in result.output


def test_a_database_that_is_not_there_is_told_without_its_password(copy, monkeypatch):
    monkeypatch.setenv("CONVERSATIONS_URL", "postgresql://anna:geheim@127.0.0.1:1/x")
    result = CliRunner().invoke(app, ["review"])
    assert result.exit_code == 1 and "geheim" not in result.output + result.stderr
    assert "CONVERSATIONS_URL" in result.output + result.stderr


PROGRAM = """
import sys
from pathlib import Path
from berufslotse.console import review, review_end
from berufslotse.console.app import main
from tests.console.reviewing import WORSE
review.TRAINING = Path(sys.argv.pop(1))
review_end.measure = lambda before: WORSE
main()
"""


async def test_in_a_terminal_text_is_changed_in_place_and_ctrl_c_ends_in_order(tmp_path, copy, monkeypatch):
    await keep(f"sqlite:///{tmp_path / 'gespraeche.db'}", monkeypatch)
    with Terminal(sys.executable, "-c", PROGRAM, str(copy), "review") as terminal:
        terminal.wait_for("Wahl: ")
        terminal.type("e\r")
        terminal.wait_for("Neuer Text: wat jibbet als trickfilmer in kölle so rüber")  # to be changed
        terminal.type(" ey\r")
        terminal.wait_for("so rüber ey“")
        terminal.type("1\r")
        terminal.wait_for("keine“: ")
        terminal.type("\r")
        terminal.wait_for("Wahl: ")
        terminal.type("\x03")
        assert terminal.wait_for_end() == 0
        assert "make evaluate" in terminal.shown and "Traceback" not in terminal.shown
        assert b"38;5" not in terminal.written
    ((_, before, after),) = changed(copy)
    assert after == before + "    - wat jibbet als [trickfilmer](beruf) in kölle so rüber ey\n".encode()


def accept_the_first(terminal: Terminal) -> None:
    """Take the first message over as it is proposed, and end the walk."""
    for shown, keys in (("Wahl: ", "1\r"), ("keine“: ", "\r"), ("Wahl: ", "q\r")):
        terminal.wait_for(shown)
        terminal.type(keys)


async def test_in_a_terminal_what_made_nothing_better_is_taken_out_again(tmp_path, copy, monkeypatch):
    await keep(f"sqlite:///{tmp_path / 'gespraeche.db'}", monkeypatch)
    with Terminal(sys.executable, "-c", PROGRAM, str(copy), "review") as terminal:
        accept_the_first(terminal)
        terminal.wait_for("Das dauert etwa zwei Minuten. [J/n]")
        terminal.type("\r")
        terminal.wait_for("Behalten? [J/n]")
        assert [*changed(copy)]
        terminal.type("n\r")
        assert terminal.wait_for_end() == 0
        assert "schlechter (-50,0)" in terminal.shown and "wie vor der Durchsicht" in terminal.shown
    assert not [*changed(copy)]
    again = CliRunner().invoke(app, ["review"], input="q\n")
    assert "Nachricht 1 von 2" in again.output and "jibbet" in again.output


async def test_ctrl_c_while_measuring_leaves_what_was_accepted(tmp_path, copy, monkeypatch):
    await keep(f"sqlite:///{tmp_path / 'gespraeche.db'}", monkeypatch)
    slow = PROGRAM.replace(
        "lambda before: WORSE", "lambda before: print('Messe') or __import__('time').sleep(99)"
    )
    with Terminal(sys.executable, "-c", slow, str(copy), "review", "--messen") as terminal:
        accept_the_first(terminal)
        terminal.wait_for("Messe")
        terminal.type("\x03")
        assert terminal.wait_for_end() == 0
        assert "Nicht gemessen. Was du angenommen hast, bleibt in data/nlu stehen." in terminal.shown
    assert [*changed(copy)]


async def test_a_full_disk_is_one_clear_line_and_what_was_accepted_is_told(tmp_path, copy, monkeypatch):
    await keep(f"sqlite:///{tmp_path / 'gespraeche.db'}", monkeypatch)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Reviewed, "add", full)
    result = CliRunner().invoke(app, ["review"], input="1\n\n")
    assert result.exit_code == 1 and "Traceback" not in result.output
    assert "1 Nachricht übernommen" in result.output and "No space left on device" in result.stderr
    assert "Zurückgenommen: 1" in CliRunner().invoke(app, ["review", "--zurueck"]).output


async def test_what_was_marked_and_cannot_be_read_is_told(tmp_path, copy, monkeypatch):
    MarkedFile().path.mkdir(parents=True)
    result = CliRunner().invoke(app, ["review"])
    assert result.exit_code == 1 and "lassen sich nicht lesen" in result.output + result.stderr


def test_without_conversations_what_was_marked_is_walked_through(copy, tmp_path, monkeypatch):
    monkeypatch.setenv("CONVERSATIONS_URL", f"sqlite:///{tmp_path / 'nichts.db'}")
    MarkedFile().add(
        Marked("wat kriegste als koch", WRONG, "gehalt", "Kölsch", [("aufgaben", 0.7)], time=NOW)
    )
    MarkedFile().path.open("a").write("{kaputt\n")
    result = CliRunner().invoke(app, ["review"], input="1\n\n", env={"COLUMNS": "80"})
    assert result.exit_code == 0, result.output
    assert "In der Shell als falsch markiert, gemeint ist „Gehalt“." in result.output
    assert "Notiz       Kölsch" in result.output and "1 beschädigte Zeile" in " ".join(result.stderr.split())
    assert not (tmp_path / "nichts.db").exists()
    ((name, before, after),) = changed(copy)
    assert (name, after) == ("gehalt.yml", before + b"    - wat kriegste als koch\n")
    assert "keine Nachricht" in CliRunner().invoke(app, ["review"]).output
    back = CliRunner().invoke(app, ["review", "--zurück"])
    assert "Zurückgenommen: 1 Nachricht" in back.output and not [*changed(copy)]
    assert "gehalt.yml: wat kriegste als koch" in back.output
    assert "In der Shell als falsch" in CliRunner().invoke(app, ["review"], input="q\n").output


async def test_what_was_marked_comes_before_what_people_wrote(new_database, copy, monkeypatch):
    await keep(new_database(), monkeypatch)
    MarkedFile().add(Marked("schnurzpiepegal ob dat rumst oder knallt", WRONG, "out_of_scope", time=NOW))
    result = CliRunner().invoke(app, ["review"], input="q\n")
    assert "Nachricht 1 von 2, 2-mal geschrieben" in result.output
    assert (
        "als falsch markiert, gehört nicht hierher." in result.output and "1  Anderes Gebiet" in result.output
    )


def test_there_may_be_nothing_to_take_back(copy):
    result = CliRunner().invoke(app, ["review", "--zurueck"])
    assert result.exit_code == 0 and "keine Durchsicht" in result.output
