"""`berufslotse shell` in a real terminal: what stands on the screen, and what the keys do."""

from __future__ import annotations

import fcntl
import os
import re
import signal
import struct
import termios
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from berufslotse.console.own_bot import _Paar
from berufslotse.evaluation.marked import MarkedFile
from berufslotse.serving.processes import Adressen, Paar, free_port
from tests.console.shelling import COMMAND, PROJECT, QUESTION, beside
from tests.console.terminals import LINES, Terminal

F2, UP, DOWN, LEFT, BACKSPACE, CTRL_C, CTRL_D = "\x1bOQ", "\x1b[A", "\x1b[B", "\x1b[D", "\x7f", "\x03", "\x04"
PROMPT = "Du: "
STARTING = "Starte den Lotsen, das dauert meist etwa zehn Sekunden"
STEERING = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-?]*[ -/]*[@-~]|\x1b[=>()].?")
OFFER = re.compile(r"^  (\d)  (.+)$", re.MULTILINE)
Open = Callable[..., Terminal]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Where the shell keeps what it keeps; what it started and left behind is ended."""
    yield tmp_path / "heim"
    for process in [*processes(tmp_path / "heim"), *processes(tmp_path / "heim" / "zweites")]:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)


@pytest.fixture
def shell(bot, home: Path) -> Open:
    """A function that opens a shell beside the running bot; it has asked for the first line."""

    def begin(*words: str, columns: int = 80, **env: str) -> Terminal:
        terminal = Terminal(COMMAND, "shell", *words, env={**beside(bot.addresses, home), **env})
        resize(terminal, columns)
        terminal.wait_for(PROMPT)
        return terminal

    return begin


def resize(terminal: Terminal, columns: int) -> None:
    """Make the terminal's window so wide."""
    fcntl.ioctl(terminal._master, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, columns, 0, 0))
    terminal._screen.resize(LINES, columns)


def ask(terminal: Terminal, question: str) -> None:
    """Type a question, and wait until it is answered and the next may be typed."""
    terminal.type(f"{question}\r")
    terminal.wait_for("▸")
    terminal.wait_for(PROMPT)


def printed(terminal: Terminal) -> list[str]:
    """The lines as they were written, without what steers the terminal."""
    return STEERING.sub(b"", terminal.written).decode().replace("\r", "").split("\n")


def processes(home: Path) -> list[int]:
    """The running processes that a shell in `home` started, itself included."""
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if f"BERUFSLOTSE_HOME={home}\0".encode() in path.read_bytes():
                found.append(int(path.parent.name))
    return found


# -- what is shown -----------------------------------------------------------------------------------


def test_answer_stands_in_a_panel_and_below_it_why_in_one_line_that_f2_opens(shell):
    with shell() as terminal:
        assert "Frag nach einem Beruf" in terminal.shown and "„:hilfe“" in terminal.shown
        terminal.type(F2)
        terminal.wait_for("Dazu braucht es erst eine Antwort des Lotsen.")
        ask(terminal, QUESTION)
        framed = [line for line in terminal.shown.splitlines() if line[:1] in "╭│╰" and line]
        assert framed[0].startswith("╭─ Lotse ─") and framed[0][-1] + framed[-1][-1] == "╮╯"
        assert {len(line) for line in framed} == {80} and all(line[-1] == "│" for line in framed[1:-1])
        assert re.search(
            r"^▸ Gehalt \d+ % · Erzieher · Köln · \d Fakten · [\d,]+ m?s   F2 zeigt, warum$",
            terminal.shown,
            re.MULTILINE,
        )
        assert "Absicht" not in terminal.shown
        assert [number for number, _ in OFFER.findall(terminal.shown)] == ["1", "2", "3"]
        terminal.type("halb getippt")
        terminal.wait_for("Du: halb getippt")
        terminal.type(F2)
        terminal.wait_for("im Lotsen")
        assert (
            "Warum diese Antwort:" in terminal.shown
            and "(aus der Nachricht, dort „Erzieherin“)" in terminal.shown
        )
        terminal.type(" und fertig")
        terminal.wait_for("Du: halb getippt und fertig")
        assert max(len(line) for line in printed(terminal) if PROMPT not in line and "F2" not in line) <= 80
        assert b"38;5" not in terminal.written


def test_asked_to_explain_it_opens_every_answer(shell):
    with shell("--erklaeren") as terminal:
        terminal.type(f"{QUESTION}\r")
        terminal.wait_for("im Lotsen")
        assert "▾ Gehalt" in terminal.shown and "Absicht" in terminal.shown and "▸" not in terminal.shown


def test_window_may_be_narrow_and_change(shell):
    with shell(columns=40) as terminal:
        ask(terminal, QUESTION)
        framed = [line for line in printed(terminal) if line.startswith(("╭", "│", "╰"))]
        assert {len(line) for line in framed} == {40}
        terminal.type("angefangen")
        terminal.wait_for("Du: angefangen")
        for columns in (20, 132, 80):
            resize(terminal, columns)
        terminal.type(CTRL_C)
        ask(terminal, "Und in Leipzig?")
        assert any(len(line) == 80 and line.startswith("╭─ Lotse") for line in printed(terminal))
        terminal.type(":falsch\r")
        terminal.wait_for("doch nicht")
        resize(terminal, 20)
        terminal.type("\r")
        terminal.wait_for("nichts vermerkt")
        terminal.wait_for(PROMPT)
        terminal.type(CTRL_D)
        assert terminal.wait_for_end() == 0 and "Traceback" not in terminal.shown


@pytest.mark.parametrize(("words", "env"), [(["--schlicht"], {"NO_COLOR": ""}), ([], {"TERM": "dumb"})], ids=["plain", "dumb"])  # fmt: skip
def test_plain_terminal_is_sent_nothing_but_lines(shell, words, env):
    with shell(*words, **env) as terminal:
        terminal.type(f"{QUESTION}\r")
        terminal.wait_for(PROMPT)
        terminal.type(":falsch\r")
        terminal.wait_for("doch nicht): ")
        terminal.type("1\r")
        terminal.wait_for("gemeint: Aufgaben.")
        terminal.wait_for(PROMPT)
        terminal.type(":warum\r")
        terminal.wait_for("im Lotsen")
        terminal.type("ende\r")
        assert terminal.wait_for_end() == 0
        assert b"\x1b" not in terminal.written and "Bis bald." in terminal.shown
        if words:
            # Lines end between words, also those that fill the whole width.
            lines = terminal.shown.splitlines()
            pairs = (" ".join(pair) for pair in zip(lines, lines[1:], strict=False))
            assert any("(zwölf Monatsgehälter, brutto)" in pair for pair in pairs)
            assert not re.search("[─│╭╰▸]", terminal.shown)
            assert (
                "Lotse: " in terminal.shown
                and "Vorschlag 1: " in terminal.shown
                and "\n2: Gehalt\n" in terminal.shown
            )


# -- what the keys do --------------------------------------------------------------------------------


def test_quick_replies_are_chosen_by_arrow_keys_or_number(shell, tmp_path):
    with shell() as terminal:
        ask(terminal, QUESTION)
        first, second, third = (title for _, title in OFFER.findall(terminal.shown))
        for key, title in ((DOWN, first), (DOWN, second), (DOWN, third), (DOWN, third), (UP, second)):
            terminal.type(key)
            if not (key == DOWN and terminal.screen.count(f"Du: {third}")):
                terminal.wait_for(f"Du: {title}")
        terminal.type("\r")
        terminal.wait_for("╰")
        terminal.wait_for(PROMPT)
        offered = [title for _, title in OFFER.findall(terminal.shown)][3:]
        terminal.type(":warum\r")
        terminal.wait_for("(gewählt, nicht gedeutet)")
        terminal.wait_for(PROMPT)
        assert f"\nDu: {second}\n" in terminal.shown
        terminal.type("1\r")
        terminal.wait_for("╰")
        terminal.wait_for(PROMPT)
        terminal.type(f":speichern {tmp_path / 'protokoll'}\r")
        terminal.wait_for("Gespeichert: ")
    saved = (tmp_path / "protokoll.md").read_text(encoding="utf-8")
    assert f"Knopf: {second}\n" in saved and f"Knopf: {offered[0]}\n" in saved


def test_lines_are_edited_and_come_back_in_another_session(shell, home):
    with shell() as terminal:
        terminal.type("Was macht eine Köchin in Köxn?")
        terminal.type(LEFT + LEFT + BACKSPACE + "l")
        terminal.wait_for("Du: Was macht eine Köchin in Köln?")
        ask(terminal, "")
        terminal.type("verworfen")
        terminal.wait_for("Du: verworfen")
        terminal.type(CTRL_C)
        terminal.type("neu")
        terminal.wait_for("Du: neu")
        assert "verworfen" not in terminal.shown
        terminal.type(CTRL_C + CTRL_C)
        assert terminal.wait_for_end() == 0 and terminal.shown.endswith("Bis bald.")
    assert (home / "shell-verlauf").stat().st_mode & 0o777 == 0o600
    with shell() as terminal:
        terminal.type(UP)
        terminal.wait_for("Du: Was macht eine Köchin in Köln?")
        ask(terminal, "")
        assert "Köch" in terminal.shown and "· Koch · Köln ·" in terminal.shown
        terminal.type(CTRL_D)
        assert terminal.wait_for_end() == 0 and terminal.shown.endswith("Bis bald.")


def test_history_that_cannot_be_read_does_no_harm(shell, home):
    (home / "shell-verlauf").mkdir(parents=True)
    with shell() as terminal:
        terminal.type(UP)
        ask(terminal, QUESTION)
        terminal.type(CTRL_D)
        assert terminal.wait_for_end() == 0 and "rror" not in terminal.shown


def test_what_was_meant_is_chosen_from_a_list(shell, home):
    with shell() as terminal:
        ask(terminal, QUESTION)
        for key in (CTRL_C, CTRL_D):
            terminal.type(":falsch\r")
            terminal.wait_for("Zahl oder n (Enter: doch nicht): ")
            terminal.type(key)
            terminal.wait_for("Abgebrochen.")
            terminal.wait_for(PROMPT)
        terminal.type(":falsch\r")
        terminal.wait_for("Zahl oder n (Enter: doch nicht): ")
        assert "   1  Aufgaben  " in terminal.shown and "   n  gehört nicht dazu" in terminal.shown
        terminal.type("1\r")
        terminal.wait_for("Als falsch vermerkt, gemeint: Aufgaben.")
    [kept] = MarkedFile(home / "markiert.jsonl").read()
    assert (kept.text, kept.verdict, kept.intent) == (QUESTION, "falsch", "aufgaben")


# -- a bot of its own --------------------------------------------------------------------------------


def alone(home: Path) -> Terminal:
    """A shell where no bot runs."""
    return Terminal(COMMAND, "shell", env=beside(Adressen(free_port(), free_port()), home))


def test_bot_of_its_own_is_gone_when_the_shell_ends_or_its_window_closes(model, home, tmp_path):
    other = home / "zweites"
    with alone(home) as terminal, alone(other) as closed:
        for each in (terminal, closed):
            each.wait_for(STARTING)
        for each, place in ((terminal, home), (closed, other)):
            each.wait_for(PROMPT, seconds=120)
            assert STARTING not in each.shown and len(processes(place)) > 2
        ask(terminal, QUESTION)
        terminal.type(CTRL_D)
        assert terminal.wait_for_end() == 0 and terminal.shown.endswith("Bis bald.")
        os.close(closed._master)  # so a window closes
        closed._master = -1
        closed.program.wait(60)
    assert processes(home) == processes(other) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_start_can_be_given_up(model, home, number):
    with alone(home) as terminal:
        terminal.wait_for(STARTING)
        if number == signal.SIGINT:
            terminal.type(CTRL_C)
        else:
            terminal.program.send_signal(number)
        assert terminal.wait_for_end(60) == 128 + number
        assert terminal.shown.strip() == ("Abgebrochen." if number == signal.SIGINT else "")
    assert processes(home) == []


def test_process_that_is_being_started_is_not_lost(monkeypatch):
    known: list[str] = []

    def start(self: Paar, name: str) -> None:
        signal.raise_signal(signal.SIGINT)
        known.append(name)

    monkeypatch.setattr(Paar, "start", start)
    with pytest.raises(KeyboardInterrupt):
        _Paar(PROJECT, Adressen(), Path("modell"), Path("log")).start("rasa")
    assert known == ["rasa"]
