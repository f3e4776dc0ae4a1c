"""`berufslotse test` plays conversations to the running bot and tells plainly what holds and what does not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from itertools import repeat
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from berufslotse.serving.processes import Paar, free_port
from tests.console.stand_ins import stand_in

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = str(Path(sys.executable).parent / "berufslotse")
EXAMPLE = PROJECT / "docs" / "beispiel-dialog.md"
QUESTION = "Nutzer: Was verdient eine Erzieherin in Köln?\n"
Command = Callable[..., CompletedProcess]


def run(*words: object, port: int, actions_port: int, **more: str) -> CompletedProcess:
    """Run `berufslotse test` as at a terminal of 80 columns whose output goes into a pipe."""
    ports = {"PORT": str(port), "ACTIONS_PORT": str(actions_port)}
    return subprocess.run(
        [COMMAND, "test", *map(str, words)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "80", **ports, **more},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def command(bot: Paar) -> Command:
    """A function that plays files to the running bot."""
    addresses = bot.addresses
    return lambda *words, **more: run(
        *words, port=addresses.port, actions_port=addresses.actions_port, **more
    )


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """A function that writes a conversation into a file."""

    def write(text: str, name: str = "gespraech.md") -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return write


# -- what holds --------------------------------------------------------------------------------------


def test_the_example_holds(command):
    done = command(EXAMPLE)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    *titles, blank, sum_ = done.stdout.splitlines()
    assert titles == [
        "✓ Erzieherin in Köln: erfüllt",
        "✓ Altenpfleger, erst Bremen, dann Köln: erfüllt",
        "✓ Hufschmied: was der Lotse nicht weiß: erfüllt",
    ]
    assert (blank, sum_) == ("", "3 von 3 Gesprächen erfüllt, 13 von 13 Erwartungen.")


def test_two_conversations_do_not_share_context(command, written):
    done = command(
        written(f"# Eins\n{QUESTION}Lotse: Köln\n# Zwei\nNutzer: Was verdient man?\nLotse nicht: Köln")
    )
    assert done.returncode == 0, done.stdout


def test_buttons_are_pressed_by_their_titles(command, written):
    press = "Knopf: wie ticken die Leute  dort?\nLotse: Herzlichkeit\nKnopf: Wo arbeitet man?\nLotse: Kitas"
    done = command(written(QUESTION + press))
    assert done.returncode == 0, done.stdout
    assert "✓ gespraech: erfüllt" in done.stdout
    assert "1 von 1 Gespräch erfüllt, 4 von 4 Erwartungen." in done.stdout


def test_conversation_that_expects_nothing_is_played_and_told(command, written):
    done = command(written(QUESTION))
    assert (done.returncode, "es wird nichts erwartet" in done.stdout) == (0, True)


def test_folder_is_played_file_by_file(command, written, tmp_path):
    written(f"# Zwei\n{QUESTION}Lotse: Köln", "b.md")
    written(f"# Eins\n{QUESTION}Lotse: Köln", "a.md")
    done = command(tmp_path)
    assert done.returncode == 0
    lines = done.stdout.replace("\n  ", "").splitlines()
    assert [line.rpartition("/")[2] for line in lines[:4]] == [
        "a.md",
        "✓ Eins: erfüllt",
        "b.md",
        "✓ Zwei: erfüllt",
    ]


# -- what does not -----------------------------------------------------------------------------------


def test_failed_expectation_is_told_with_line_wish_and_answer(command, written):
    done = command(
        written(
            f"# Gehalt\n{QUESTION}Lotse: 9.000 Euro\nLotse nicht: Herzog\nLotse nicht: in Köln\n# Gut\n{QUESTION}"
        )
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "✗ Gehalt: nicht erfüllt\n" in done.stdout and "✓ Gut: erfüllt" in done.stdout
    assert "    Zeile 3: Es fehlt: 9.000 Euro\n" in done.stdout
    assert "    Zeile 5: Nicht vorkommen darf: in Köln\n" in done.stdout
    assert "Herzog" not in done.stdout
    assert "Auf „Was verdient eine Erzieherin in Köln?“ (Zeile 2) sagte der Lotse:\n        " in done.stdout
    assert "2.800 bis" in done.stdout and "… (" in done.stdout and "abgerufen am" not in done.stdout
    assert done.stdout.endswith("\n1 von 2 Gesprächen erfüllt, 1 von 3 Erwartungen.\n")
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "\x1b" not in done.stdout


def test_long_answers_are_shown_whole_on_demand(command, written):
    done = command(written(f"{QUESTION}Lotse: 9.000 Euro"), "--ganz")
    assert (done.returncode, "abgerufen am" in done.stdout, "…" in done.stdout) == (1, True, False)


def test_of_a_long_answer_the_part_that_must_not_be_is_shown(command, written):
    done = command(written(f"{QUESTION}Lotse nicht: abgerufen am 22"))
    assert done.returncode == 1
    assert re.search(r"abgerufen\s+am\s+22", done.stdout.partition("sagte der Lotse:\n        …")[2])


def test_button_that_is_not_offered_is_told_with_those_that_are(command, written):
    rest = "Lotse: ja\nNutzer: Wo arbeitet man?\nLotse: ja\n"
    done = command(written(f"{QUESTION}Knopf: Nach Hause\n{rest}# Nächstes\n{QUESTION}Lotse: Köln"))
    assert done.returncode == 1
    assert "    Zeile 2: Diesen Knopf gibt es nicht: Nach Hause\n" in done.stdout
    assert "      – Wie ticken die Leute dort?\n" in done.stdout
    assert "Das Gespräch endet hier, 2 Erwartungen bleiben ungeprüft." in done.stdout
    assert "1 von 2 Gesprächen erfüllt, 1 von 4 Erwartungen." in done.stdout


def test_colour_is_for_terminals_that_want_it(command, written):
    path = written(f"{QUESTION}Lotse: 9.000 Euro")
    assert "\x1b[31m✗" in command(path, FORCE_COLOR="1", TERM="xterm").stdout
    assert "\x1b[31m" not in command(path, FORCE_COLOR="1", TERM="xterm", NO_COLOR="1").stdout


# -- faults of files, and a bot that is silent -------------------------------------------------------


def test_faults_are_told_before_anything_is_started(written, tmp_path):
    path = written(f"# Eins\n{QUESTION}Lotse nich: Bonn\n# Zwei\nLotse: Köln\n")
    home = tmp_path / "heim"
    done = run(
        path,
        tmp_path / "fehlt.md",
        port=free_port(),
        actions_port=free_port(),
        BERUFSLOTSE_HOME=str(home),
    )
    assert (done.returncode, done.stdout, home.exists()) == (2, "", False)
    first, second, third, sum_ = done.stderr.splitlines()
    assert first == f"{path}, Zeile 3: „Lotse nich:“ ist unbekannt, gemeint ist wohl „Lotse nicht:“."
    assert second.startswith(f"{path}, Zeile 5: Hier wird eine Antwort erwartet, bevor")
    assert third.startswith(f"{tmp_path / 'fehlt.md'}: Diese Datei gibt es nicht.")
    assert sum_ == "3 Fehler. Es wurde nichts gespielt."


@pytest.mark.parametrize("answer", [b"", b"<html>", b'{"status": "failure"}', b'["kaputt"'], ids=repr)
def test_bot_that_stops_answering_is_one_clear_line(written, answer):
    with stand_in(repeat(answer)) as bot:
        done = run(written(f"# Gehalt\n{QUESTION}Lotse: Köln"), port=bot.port, actions_port=bot.port)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("Der Lotse antwortet nicht mehr (Gespräch „Gehalt“, Zeile 2).")


def test_bot_that_says_nothing_fails_what_is_expected(written):
    with stand_in(repeat(b"[]")) as bot:
        done = run(written(f"{QUESTION}Lotse: Köln\nKnopf: Mehr"), port=bot.port, actions_port=bot.port)
    assert done.returncode == 1
    assert "sagte der Lotse:\n        (nichts)\n" in done.stdout
    assert "Der Lotse bot hier keine Knöpfe an." in done.stdout
    assert "0 von 1 Gespräch erfüllt, 0 von 2 Erwartungen." in done.stdout
