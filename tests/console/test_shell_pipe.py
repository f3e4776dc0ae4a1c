"""`berufslotse shell` in a plain pipe: text in, text out, and whatever comes does no harm."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from berufslotse.evaluation.marked import MarkedFile
from berufslotse.serving.events import address
from berufslotse.serving.exchanges import conversation, exchanges, open_reader
from tests.console.shelling import COMMAND, PROJECT, QUESTION, beside
from tests.console.stand_ins import stand_in

Shell = Callable[..., CompletedProcess]
BUTTON = re.compile(r"^  (\d)  (.+)$", re.MULTILINE)
COOK = "Was verdient ein Koch in Köln?"


def run(*words: str, typed: str | bytes, env: dict[str, str]) -> CompletedProcess:
    """Run `berufslotse shell` with `typed` coming through a pipe."""
    given = typed.encode() if isinstance(typed, str) else typed
    command = [COMMAND, "shell", *words]
    env = {**os.environ, "COLUMNS": "80", **env}
    done = subprocess.run(command, cwd=PROJECT, env=env, input=given, capture_output=True, timeout=120)
    return CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Where the shell keeps what it keeps."""
    return tmp_path / "heim"


@pytest.fixture
def shell(bot, home: Path) -> Shell:
    """A function that talks with the running bot."""
    env = beside(bot.addresses, home)
    return lambda *words, typed, **more: run(*words, typed=typed, env={**env, **more})


# -- what is said ------------------------------------------------------------------------------------


def test_question_without_an_occupation_is_asked_back_rather_than_failing(shell):
    done = shell("--text", typed="Was verdient man?\n")
    assert (done.returncode, done.stderr) == (0, "")
    first, *offered = done.stdout.splitlines()
    assert "Beruf" in first and first.endswith("?")
    assert len(BUTTON.findall("\n".join(offered))) == len(offered) > 0


def test_gap_is_named(shell):
    done = shell("--text", "--erklären", typed="Was verdient ein Hufschmied in Köln?\n")
    assert done.returncode == 0 and "Hufschmied" in done.stdout.splitlines()[0]
    assert "\nAntwort: Lücke: " in done.stdout


def test_answers_stand_apart_and_the_bot_remembers(shell):
    done = shell("--text", typed=f"{QUESTION}\n\nUnd in Leipzig?\nende\nkommt nicht mehr dran\n")
    first, second = done.stdout.split("\n\n")
    assert "Köln" in first and "Quelle" in first
    assert "Leipzig" in second and "Euro" in second


def test_last_line_needs_no_line_break_and_no_line_is_no_fault(shell):
    assert "Euro" in shell("--text", typed=COOK).stdout
    assert shell("--text", typed="").stdout == "" == shell("--text", typed="\n \n").stdout


def test_number_and_words_choose_a_quick_reply(shell):
    asked = shell("--text", typed=f"{QUESTION}\n").stdout
    (_, _), (number, title), *_ = BUTTON.findall(asked)
    by_number, by_words = (shell("--text", "--erklaeren", typed=f"{QUESTION}\n{typed}\n").stdout for typed in (number, f"„{title.upper()}“"))  # fmt: skip
    for done in (by_number, by_words):
        assert "(gewählt, nicht gedeutet)" in done and "(vom Knopf)" in done
    assert by_number.split("\n\n")[1].split("\nAbsicht")[0] == by_words.split("\n\n")[1].split("\nAbsicht")[0]
    assert "Knopf" not in shell("--text", "--erklaeren", typed=f"{QUESTION}\n99\n").stdout


def test_number_that_no_quick_reply_has_is_not_sent(shell):
    *_, last = shell("--text", typed=f"{QUESTION}\n7\n").stdout.splitlines()
    assert last == "Es gibt nur die Vorschläge 1 bis 3."


def test_with_explanation(shell):
    shown, follow_up = shell("--text", "--erklaeren", typed=f"{QUESTION}\nUnd in Leipzig?\n").stdout.split(
        "\n\n"
    )
    assert re.search(r"^Absicht: Gehalt \d+ %, danach .+ \d+ %$", shown, re.MULTILINE)
    assert "\nBeruf: Erzieher (aus der Nachricht, dort „Erzieherin“)\n" in shown
    assert "\nOrt: Köln (aus der Nachricht)\nStufe: keine genannt, also alle (Vorgabe)\n" in shown
    assert re.search(r"^Fakt 1: .+\n(?:Fakt 2: .+\n)?Quelle: .+, https://.+$", shown, re.MULTILINE)
    assert re.search(r"^Ausgelassen: .+$", shown, re.MULTILINE)
    assert re.search(r"^Zeit: .+, davon \d+ ms im Lotsen$", shown, re.MULTILINE)
    assert "\nBeruf: Erzieher (aus dem Gespräch davor)\nOrt: Leipzig (aus der Nachricht)\n" in follow_up


def test_without_explanation_there_is_only_what_the_bot_says(shell):
    shown = shell("--text", typed=f"{QUESTION}\n").stdout
    assert "Absicht" not in shown and "▸" not in shown and "Bis bald" not in shown and "Du:" not in shown


@pytest.mark.parametrize(
    ("words", "colours"),
    [((), {}), (("--text",), {"NO_COLOR": "1"}), (("--schlicht",), {"TERM": "xterm-256color"})],
    ids=["alone", "text", "plain"],
)
def test_nothing_steers_a_terminal_that_is_not_there(shell, words, colours):
    typed = f"{COOK}\n:warum\n:hilfe\n:profil\n:falsch\n1\n:quatsch\x1b[31m\n"
    done = shell(*words, typed=typed, **colours)
    assert done.returncode == 0 and "\x1b" not in done.stdout + done.stderr
    assert not re.search("[─│╭╰]", done.stdout)


# -- what is kept ------------------------------------------------------------------------------------


def test_conversations_are_those_of_the_shell_and_not_of_people(shell):
    before = {each.sender for each in _tried()}
    shell("--text", typed=f"{COOK}\n:neu\n{QUESTION}\n")
    new = {each.sender for each in _tried()} - before
    assert len(new) == 2 and all(sender.startswith("shell-") for sender in new)
    reader = open_reader(address())
    texts = sorted(each.text for sender in new for each in conversation(reader, sender))
    assert texts == sorted([COOK, QUESTION])
    assert not new & {each.sender for each in exchanges(reader)}


def _tried() -> list:
    """All that was tried out so far."""
    from berufslotse.serving.exchanges import READ, sa

    reader = open_reader(address())
    with reader.connect() as connection:
        return [*connection.execute(sa.select(READ.c.sender_id.label("sender")).distinct())]


def test_marks_go_to_the_review_and_never_into_the_training_data(shell, home):
    before = {path: path.read_bytes() for path in (PROJECT / "data").rglob("*.yml")}
    typed = f"{COOK}\n:falsch\nn\n:notiz zu lang\n{QUESTION}\n:richtig\n"
    shown = shell("--text", typed=typed).stdout
    assert "Als falsch vermerkt, dass es nicht hierher gehört." in shown and "Notiert." in shown
    wrong, right = MarkedFile(home / "markiert.jsonl").read()
    assert (wrong.text, wrong.verdict, wrong.intent, wrong.note) == (
        COOK,
        "falsch",
        "out_of_scope",
        "zu lang",
    )
    assert (right.text, right.verdict, right.intent) == (QUESTION, "richtig", "gehalt")
    assert right.ranking[0][0] == "gehalt" and ("beruf", "Erzieherin") in right.wordings and right.replies
    assert (home / "markiert.jsonl").stat().st_mode & 0o077 == 0
    assert {path: path.read_bytes() for path in (PROJECT / "data").rglob("*.yml")} == before


def test_question_at_the_end_of_input_ends_it(shell, home):
    done = shell("--text", typed=f"{COOK}\n:falsch\n")
    assert done.returncode == 0 and "Traceback" not in done.stderr
    assert not (home / "markiert.jsonl").exists()


# -- whatever comes ----------------------------------------------------------------------------------


@pytest.mark.parametrize("strict", ["utf-8:strict", "utf-8:surrogateescape"])
def test_nonsense_does_no_harm(shell, strict):
    junk = b'caf\xe9 \xff\xfe\x80\n\x00\x01\x02\x1b[2J\n\xed\xa0\x80\n:\xff\n:notiz \xff\n"\n'
    typed = (
        junk
        + b"a" * 100_000
        + b"\n"
        + "\u202e\u200b\n💥\n/gehalt{kaputt\n".encode()
        + f":neu\n{COOK}\n".encode()
    )
    done = shell("--text", typed=typed, PYTHONIOENCODING=strict)
    assert (done.returncode, done.stderr) == (0, "")
    assert "hat nichts gesagt" not in done.stdout and "antwortet nicht" not in done.stdout
    assert "Köchen in Köln" in done.stdout.split("Neues Gespräch.")[1]


def test_reader_that_closes_early_is_no_fault(shell, bot, home):
    env = {**os.environ, **beside(bot.addresses, home)}
    with subprocess.Popen(
        [COMMAND, "shell", "--text", "--erklaeren"],
        cwd=PROJECT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as program:  # fmt: skip
        program.stdin.write(f"{COOK}\n".encode())
        program.stdin.flush()
        assert program.stdout.readline()
        program.stdout.close()
        program.stdin.write(f"{QUESTION}\n".encode() * 5)
        program.stdin.close()
        assert program.stderr.read() == b""


# -- a bot that is not well --------------------------------------------------------------------------


def test_bot_that_dies_in_the_middle_is_one_clear_line_each_time(home):
    well = json.dumps([{"text": "Guten Tag."}]).encode()
    with stand_in([well]) as addresses:
        done = run("--text", typed="Hallo\nNoch da?\n:warum\n:ende\n", env=beside(addresses, home))
    said, silent, *explained = done.stdout.splitlines()
    assert (said, done.returncode, done.stderr) == ("Guten Tag.", 0, "")
    assert silent.startswith("Der Lotse antwortet nicht. Läuft er noch?")
    assert explained[0].startswith("Hinweis: Wie der Lotse darauf kam, lässt sich hier nicht sehen")


def test_what_is_no_bot_is_one_clear_line_each_time(home):
    answers = (
        b"<html>", b'{"status": "failure"}', b'["kaputt"]', b"[[]]", b'[{"buttons": [{"title": "A"}]}]', b"\xff",
    )  # fmt: skip
    with stand_in(answers) as addresses:
        done = run("--text", typed="Hallo\n" * len(answers), env=beside(addresses, home))
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr, len(lines)) == (0, "", len(answers))
    assert all(line.startswith("Der Lotse antwortet nicht.") for line in lines)


def test_bot_that_says_nothing_is_said_to(home):
    with stand_in([b"[]"]) as addresses:
        done = run("--text", typed="Hallo\n", env=beside(addresses, home))
    assert done.stdout == "Der Lotse hat nichts gesagt.\n"


def test_quick_reply_of_two_answers_is_offered_once(home):
    answers = [{"text": text, "buttons": [{"title": t, "payload": f"/{t}"} for t in titles]} for text, titles in (("Eins", "abc"), ("Zwei", "cbd"))]  # fmt: skip
    with stand_in([json.dumps(answers).encode(), b'[{"text": "Gut"}]']) as addresses:
        done = run("--text", typed="Hallo\n4\n", env=beside(addresses, home))
    assert BUTTON.findall(done.stdout) == [("1", "a"), ("2", "b"), ("3", "c"), ("4", "d")]
