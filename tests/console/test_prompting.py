"""Questions in a terminal can be answered, changed and left, whatever the terminal can do."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.console.terminals import Terminal

PROGRAM = """
from berufslotse.console.prompting import ask, yes
try:
    print("Gesagt:", ask("Wahl: "))
    print("Geändert:", ask("Neuer Text: ", "ein Koch"))
    print("Behalten:", yes("Behalten?", default=True))
    ask("Noch etwas? ")
except KeyboardInterrupt:
    print("Abgebrochen")
except EOFError:
    print("Zu Ende")
"""


@pytest.fixture(params=["xterm-256color", "dumb"])
def terminal(request):
    with Terminal(sys.executable, "-c", PROGRAM, env={"TERM": request.param}) as program:
        program.wait_for("Wahl: ")
        yield program


def test_a_line_is_typed_and_answered(terminal):
    terminal.type(" übrig \r")
    terminal.wait_for("Gesagt: übrig")
    terminal.wait_for("Neuer Text: ")
    terminal.type("\r")
    terminal.wait_for("Behalten? [J/n]")
    terminal.type("x\r")
    terminal.wait_for("Bitte „j“ für Ja")
    terminal.wait_for("Behalten? [J/n]")
    terminal.type("n\r")
    terminal.wait_for("Behalten: False")
    terminal.wait_for("Noch etwas? ")
    terminal.type("\x04")
    terminal.wait_for("Zu Ende")
    assert terminal.wait_for_end() == 0


def test_ctrl_c_is_heard(terminal):
    terminal.type("abc\x03")
    terminal.wait_for("Abgebrochen")


def test_a_text_stands_there_to_be_changed_and_typing_ahead_is_not_lost():
    with Terminal(sys.executable, "-c", PROGRAM) as terminal:
        terminal.wait_for("Wahl: ")
        terminal.type("eins\r\x7f\x7f\x7f\x7f\x7fe Köchin\rja\r")
        terminal.wait_for("Geändert: eine Köchin")
        terminal.wait_for("Behalten: True")
        assert terminal.screen[0] == "Wahl: eins"
        assert b"\x1b[6n" not in terminal.written and b"WARNING" not in terminal.written
        assert b"\x1b[3" not in terminal.written  # no colours


def test_what_comes_through_a_pipe_is_read_line_by_line():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=" eins \n\n\n", capture_output=True, text=True, check=True
    )
    assert done.stdout == (
        "Wahl: \nGesagt: eins\nNeuer Text: \nGeändert: \nBehalten? [J/n] \nBehalten: True\nNoch etwas? Zu Ende\n"
    )
