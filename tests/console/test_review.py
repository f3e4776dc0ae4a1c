"""`berufslotse review` as a counsellor uses it: through a pipe, in a terminal, on a copy of the training files."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import shutil
import stat
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from typer.testing import CliRunner

from berufslotse.console import review as command
from berufslotse.console.app import app
from berufslotse.console.review import Walk
from berufslotse.evaluation.candidates import Candidate
from berufslotse.evaluation.reviewed import Reviewed
from berufslotse.knowledge.home import PROJECT
from berufslotse.language.duplicates import message_key, read_training_messages
from berufslotse.serving.conversations import ConversationStore

TITLES = {"gehalt": "Gehalt", "aufgaben": "Aufgaben", "out_of_scope": "Anderes Gebiet"}
NLU = 'version: "3.1"\nnlu:\n- intent: {}\n  examples: |\n    - {}\n'
KNOWN = "was bekommt man da so im monat raus"
HELDOUT = frozenset([message_key("Davon lernt er nicht.")])
NOW = 1_790_000_000.0


def candidate(text: str = "wat kriegste als koch in kölle", **more: Any) -> Candidate:
    values: dict[str, Any] = {
        "key": message_key(text),
        "text": text,
        "score": 3.0,
        "reason": "Der Lotse war nicht sicher, was gemeint ist.",
        "ranking": [("gehalt", 0.35), ("aufgaben", 0.2)],
        "sure": False,
        "wordings": [("beruf", "koch"), ("ort", "kölle"), ("anrede", "du")],
        "replies": ["Das habe ich nicht verstanden. Meinst du eines davon?"],
        "proposals": ["gehalt", "aufgaben"],
    }
    return Candidate(**{**values, **more})


class Table:
    """Three small training files, and a counsellor who types what she was told to."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder / "nlu"
        self.folder.mkdir()
        self.file = folder / "heim" / "durchgesehen.txt"
        for intent, text in (("gehalt", KNOWN), ("aufgaben", "was tut man da"), ("out_of_scope", "wetter")):
            (self.folder / f"{intent}.yml").write_text(NLU.format(intent, text), encoding="utf-8")
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def walk(self, typed: list[str | type[BaseException]], *found: Candidate) -> str:
        """Walk through `found` and return what was shown; after the last of `typed` the input ends."""
        answers = iter(typed)

        def answer(prompt: str = "") -> str:
            print(prompt)
            value = next(answers, EOFError)
            if isinstance(value, str):
                return value
            raise value

        self._monkeypatch.setattr("builtins.input", answer)
        learned = read_training_messages(self.folder)
        Walk(found or [candidate()], self.folder, learned, HELDOUT, self.reviewed, TITLES).run()
        assert next(answers, None) is None, "not all of it was asked for"
        return self._capsys.readouterr().out

    @property
    def reviewed(self) -> Reviewed:
        return Reviewed(self.file)

    def added(self, intent: str) -> list[str]:
        lines = (self.folder / f"{intent}.yml").read_text(encoding="utf-8").splitlines()
        return [line.removeprefix("    - ") for line in lines[5:]]


@pytest.fixture
def table(tmp_path, monkeypatch, capsys) -> Table:
    monkeypatch.setenv("COLUMNS", "80")
    return Table(tmp_path, monkeypatch, capsys)


MARKED = "wat kriegste als [koch](beruf) in [kölle](ort)"


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


def said(text: str, at: float, first: str, **more: Any) -> Event:
    ranking = [{"name": first, "confidence": 0.4}, {"name": "gehalt", "confidence": 0.35}]
    parsed = {"intent": ranking[0], "intent_ranking": ranking, "entities": more.pop("entities", [])}
    return UserUttered(text, parse_data=parsed, timestamp=NOW + at, input_channel="website", **more)


UNSURE = {"auskunft": {"art": "unsicher"}}
COOK = [{"entity": "beruf", "value": "Trickfilmzeichner", "wortlaut": "trickfilmer"}]
TALK = (
    said("wat jibbet als trickfilmer in kölle so rüber", 0, "nlu_fallback", entities=COOK),
    BotUttered("Das habe ich nicht sicher verstanden.", {}, UNSURE, timestamp=NOW + 1),
    said("/gehalt{}", 9, "gehalt", entities=[{"entity": "gemeint", "value": "wat jibbet als trickfilmer in kölle so rüber"}], metadata={"shown": "Was verdient man?"}),
    BotUttered("Viel.", {}, {}, timestamp=NOW + 10),
    said("schnurzpiepegal ob dat rumst oder knallt", 20, "nlu_fallback"),
    BotUttered("Das war mir nicht klar.", {}, UNSURE, timestamp=NOW + 21),
    said("danke", 30, "nlu_fallback"),
)  # fmt: skip
LEARNED = "    - wat jibbet als [trickfilmer](beruf) in [kölle](ort) so rüber\n"


async def keep(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONVERSATIONS_URL", url)
    store = ConversationStore(Domain.empty())
    await store.save(DialogueStateTracker.from_events("website-anna", list(TALK)))


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the training files, which the command writes to."""
    shutil.copytree(PROJECT / "data" / "nlu", tmp_path / "nlu")
    monkeypatch.setattr(command, "TRAINING", tmp_path / "nlu")
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path / "heim"))
    return tmp_path / "nlu"


def changed(copy: Path) -> Iterator[tuple[str, bytes, bytes]]:
    for path in sorted(copy.iterdir()):
        before = (PROJECT / "data" / "nlu" / path.name).read_bytes()
        if path.read_bytes() != before:
            yield path.name, before, path.read_bytes()


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
from berufslotse.console import review
from berufslotse.console.app import main
review.TRAINING = Path(sys.argv.pop(1))
main()
"""


class Terminal:
    """A program in a terminal of 80 columns."""

    def __init__(self, *command: str) -> None:
        self._end, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        environment = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "LINES"}}
        self.program = subprocess.Popen(
            command,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=PROJECT,
            start_new_session=True,
            env={**environment, "TERM": "xterm", "NO_COLOR": "1", "PYTHONPATH": str(PROJECT)},
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(inner)
        self._bytes = b""

    @property
    def shown(self) -> str:
        return self._bytes.decode("utf-8", "replace")

    def wait_for(self, text: str, seconds: float = 90) -> None:
        start, end = len(self.shown), time.monotonic() + seconds
        while text not in self.shown[start:]:
            assert select.select([self._end], [], [], max(0, end - time.monotonic()))[0], self.shown
            try:
                self._bytes += os.read(self._end, 65536)
            except OSError:
                raise AssertionError(self.shown) from None

    def type(self, keys: str) -> None:
        os.write(self._end, keys.encode())


async def test_in_a_terminal_text_is_changed_in_place_and_ctrl_c_ends_in_order(tmp_path, copy, monkeypatch):
    await keep(f"sqlite:///{tmp_path / 'gespraeche.db'}", monkeypatch)
    terminal = Terminal(sys.executable, "-c", PROGRAM, str(copy), "review")
    try:
        terminal.wait_for("Wahl: ")
        terminal.type("e\r")
        terminal.wait_for("so rüber")  # the text to change stands there already
        terminal.type(" ey\r")
        terminal.wait_for("so rüber ey“")
        terminal.type("1\r")
        terminal.wait_for("keine“: ")
        terminal.type("\r")
        terminal.wait_for("Wahl: ")
        terminal.type("\x03")
        terminal.wait_for("make evaluate")
        assert terminal.program.wait(20) == 0
    finally:
        if terminal.program.poll() is None:
            terminal.program.kill()
    ((_, before, after),) = changed(copy)
    assert after == before + "    - wat jibbet als [trickfilmer](beruf) in kölle so rüber ey\n".encode()
    assert "38;5" not in terminal.shown and "Traceback" not in terminal.shown
