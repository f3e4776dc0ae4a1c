"""The bot learns while it runs: what is written into its profiles is answered seconds later, without a restart."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from berufslotse.knowledge.database import database
from berufslotse.knowledge.store import Wissen
from berufslotse.serving.processes import Adressen, Paar, free_port
from tests.conftest import Gespraech

PROJECT = Path(__file__).resolve().parents[2]
COMMAND = str(Path(sys.executable).parent / "berufslotse")
DEADLINE = 30
"""Seconds, for when what is waited for never comes."""

SORRY = ("komme gerade nicht an meine Fakten heran", "meine Faktensammlung antwortet nicht")

SHIPPED = (
    "altenpfleger-koeln",
    "apotheker",
    "architekt",
    "baecker",
    "bankkaufmann",
    "erzieher",
    "erzieher-koeln",
    "erzieher-leverkusen",
    "koch",
    "koch-koeln",
)

NEW = """\
beruf: Wolkenschieber
beruf_feminin: Wolkenschieberin
aliase: [Himmelsfeger]
ort: Quakenbrunn
quellen: [{titel: Wolken in Quakenbrunn, url: "https://www.quakenbrunn.de/wolken", abgerufen: 2026-11-22}]
fakten:
  - {thema: aufgaben, text: "Morgens schieben sie die Wolken vom Marktplatz."}
  - thema: gehalt
    text: "Gezahlt werden 3.210 Euro im Monat."
    gehalt: {stufe: allgemein, von: 3210, bis: 3210, zeitraum: monat}
"""
TASKS, TASK = "Was macht man als Wolkenschieber in Quakenbrunn?", "schieben sie die Wolken vom Marktplatz"
USUAL = "Was macht man als Erzieherin in Köln?"


def until(condition: Callable[[], object]) -> bool:
    end = time.monotonic() + DEADLINE
    while not condition() and time.monotonic() < end:
        time.sleep(0.3)
    return bool(condition())


@pytest.fixture(scope="module")
def place(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with some of the shipped profiles and a place for what the bot makes; the environment names both."""
    place = tmp_path_factory.mktemp("wachsend")
    (place / "profile").mkdir()
    for name in SHIPPED:
        shutil.copy(PROJECT / "profiles" / f"{name}.yml", place / "profile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BERUFSLOTSE_PROFILES", str(place / "profile"))
        patch.setenv("BERUFSLOTSE_HOME", str(place / "heim"))
        patch.delenv("KNOWLEDGE_URL", raising=False)
        yield place


@pytest.fixture(scope="module")
def lotse(place: Path, model: Path) -> Iterator[Paar]:
    """A running bot of which the profiles may be changed."""
    with Paar(PROJECT, Adressen(free_port(), free_port()), model, place / "bot.log") as pair:
        yield pair


@pytest.fixture
def ask(lotse: Paar) -> Callable[[str], str]:
    """A function that asks in a new conversation; whatever happens, it must be answered."""

    def say(message: str) -> str:
        reply = Gespraech(lotse, uuid.uuid4().hex).say(message)
        assert reply.strip()
        assert not any(words in reply for words in SORRY)
        return reply

    return say


@pytest.fixture
def written(place: Path, ask: Callable[[str], str]) -> Iterator[Path]:
    """Where the new profile goes; the bot has not heard of its occupation, or forgot it again."""
    path = place / "profile" / "wolkenschieber-quakenbrunn.yml"
    assert until(lambda: TASK not in ask(TASKS))
    yield path
    path.unlink(missing_ok=True)


@contextmanager
def somebody_else(lotse: Paar) -> Iterator[list[str]]:
    """Let somebody else ask without a pause meanwhile; give what this one is told."""
    told: list[str] = []
    enough = threading.Event()

    def go_on_asking() -> None:
        while not enough.is_set():
            try:
                told.append(Gespraech(lotse, uuid.uuid4().hex).say(USUAL))
            except OSError as error:
                told.append(repr(error))

    asking = threading.Thread(target=go_on_asking)
    asking.start()
    try:
        yield told
    finally:
        enough.set()
        asking.join()


def knowledge(*arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([COMMAND, "knowledge", *arguments], cwd=PROJECT, capture_output=True, text=True)


def test_an_occupation_and_a_town_nobody_has_heard_of_are_answered_soon_after_and_forgotten_again(
    lotse, ask, written
):
    before = ask(TASKS)
    assert TASK not in before and "quakenbrunn.de" not in before
    with somebody_else(lotse) as told:
        written.write_text(NEW, encoding="utf-8")
        assert until(lambda: TASK in ask(TASKS))
        # Rasa, which recognises names, may be a moment behind the action server, which tells facts.
        assert until(lambda: "3.210 Euro" in ask("Was verdient ein Himmelsfeger in Quakenbrunn?"))
        assert until(lambda: "3.210 Euro" in ask("Was verdienen Wolkenschieberinnen?"))
        written.write_text(NEW.replace("vom Marktplatz", "hinter den Berg"), encoding="utf-8")
        assert until(lambda: "hinter den Berg" in ask(TASKS))
        written.unlink()
        assert until(lambda: "Wolken" not in ask(TASKS).replace("Wolkenschieber", ""))
    assert TASK not in ask(TASKS) and "3.210" not in ask("Was verdient ein Wolkenschieber?")
    assert len(told) > 3 and all("Quelle" in reply and "Köln" in reply for reply in told)


def test_a_conversation_goes_on_over_the_change(lotse, written):
    talk = Gespraech(lotse, uuid.uuid4().hex)
    assert "Köln" in talk.say(USUAL)
    written.write_text(NEW, encoding="utf-8")
    assert until(lambda: TASK in talk.say(TASKS))
    assert "3.210 Euro" in talk.say("Und was verdient man da?")
    assert "Euro" in talk.say("Und als Erzieherin?")


def test_a_changed_fact_of_a_known_occupation_is_told(place, ask):
    path = place / "profile" / "koch-koeln.yml"
    before = path.read_text(encoding="utf-8")
    source = before[before.index("quellen:") : before.index("fakten:")]
    assert "Marzipan" not in ask("Was macht man als Koch in Köln?")
    path.write_text(
        f'beruf: Koch\nberuf_feminin: Köchin\nort: Köln\n{source}fakten:\n  - {{thema: aufgaben, text: "Sie kneten Marzipan."}}\n',
        encoding="utf-8",
    )
    assert until(lambda: "Marzipan" in ask("Was macht man als Koch in Köln?"))
    path.write_text(before, encoding="utf-8")
    assert until(lambda: "Marzipan" not in ask("Was macht man als Koch in Köln?"))


def test_a_broken_file_leaves_the_answers_as_they_were_and_is_named_until_it_is_mended(
    place, lotse, ask, written
):
    broken = place / "profile" / "kaputt.yml"
    broken.write_text("beruf: Kaputt\nfakten: []\n", encoding="utf-8")
    written.write_text(NEW, encoding="utf-8")
    try:
        log = place / "bot.log"
        assert until(lambda: f"{broken}, Zeile 1" in log.read_text(encoding="utf-8"))
        assert "letzten guten Stand" in log.read_text(encoding="utf-8")
        status = knowledge("status")
        assert status.returncode == 1
        assert str(broken) in status.stderr and "quellen" in status.stderr
        assert str(written) not in status.stderr and "Traceback" not in status.stderr
        assert "Quelle" in ask(USUAL) and TASK not in ask(TASKS)
    finally:
        broken.unlink()
    assert until(lambda: TASK in ask(TASKS))
    status = knowledge("status")
    assert (status.returncode, status.stderr) == (0, "")
    assert "Fehler gibt es keine" in status.stdout


def test_what_the_command_line_compiles_is_taken_over_too(ask, written):
    written.write_text(NEW, encoding="utf-8")
    assert knowledge("build").returncode == 0
    assert until(lambda: TASK in ask(TASKS))


@pytest.fixture
def watching(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[subprocess.Popen, Path]]:
    """`berufslotse knowledge watch` by itself, with the folder in which its profiles and its database are."""
    command = getattr(request, "param", [COMMAND, "knowledge", "watch"])
    (tmp_path / "profile").mkdir()
    shutil.copy(PROJECT / "profiles" / "koch.yml", tmp_path / "profile")
    names = {"BERUFSLOTSE_PROFILES": str(tmp_path / "profile"), "BERUFSLOTSE_HOME": str(tmp_path / "heim")}
    environment = (
        {k: v for k, v in os.environ.items() if k != "KNOWLEDGE_URL"} | names | {"PYTHONUNBUFFERED": "1"}
    )
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=log, stderr=log)
    try:
        yield process, tmp_path
    finally:
        process.kill()
        process.wait()


def test_watching_compiles_a_change_and_ends_when_asked_without_leaving_anything_behind(watching):
    process, place = watching
    log = place / "log"
    assert until(lambda: "Neu übersetzt: 1 " in log.read_text())
    (place / "profile" / "neu.yml").write_text(NEW, encoding="utf-8")
    assert until(lambda: log.read_text().count("Neu übersetzt: 1 ") == 2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(DEADLINE) == 0
    assert [path.name for path in (place / "heim").iterdir()] == ["wissen.db"]
    assert "Traceback" not in log.read_text()


def test_watching_ends_when_asked_in_the_midst_of_compiling_and_leaves_the_old_knowledge_whole(watching):
    process, place = watching
    assert until((place / "heim" / "wissen.db").exists)
    for number in range(200):
        (place / "profile" / f"{number}.yml").write_text(NEW.replace("Quakenbrunn", f"Quakenbrunn {number}"))
    assert until(lambda: any(path.name.startswith(".wissen.db-") for path in (place / "heim").iterdir()))
    process.send_signal(signal.SIGTERM)
    assert process.wait(DEADLINE) == 0
    assert [path.name for path in (place / "heim").iterdir()] == ["wissen.db"]
    assert "Traceback" not in (place / "log").read_text()
    assert Wissen(database(f"sqlite:///{place / 'heim' / 'wissen.db'}")).bekannt("Koch")


# Python swallows what is raised while it clears away objects, and a request to end may come just then.
ASKED_WHILE_CLEARING_AWAY = """
import gc, os, signal
from berufslotse.console.watching import watch
from berufslotse.knowledge.home import home

def ask(phase, info):
    if list(home().glob(".wissen.db-*")):
        gc.callbacks.remove(ask)
        os.kill(os.getpid(), signal.SIGTERM)

gc.callbacks.append(ask)
watch()
"""


@pytest.mark.parametrize("watching", [[sys.executable, "-c", ASKED_WHILE_CLEARING_AWAY]], indirect=True)
def test_watching_ends_when_asked_at_whatever_moment(watching):
    process, place = watching
    for number in range(200):
        (place / "profile" / f"{number}.yml").write_text(NEW.replace("Quakenbrunn", f"Quakenbrunn {number}"))
    assert process.wait(DEADLINE) == 0
    assert not list((place / "heim").glob(".*"))


def test_watching_tells_a_fault_once_and_goes_on(watching):
    process, place = watching
    broken, log = place / "profile" / "kaputt.yml", place / "log"
    assert until(lambda: "Neu übersetzt" in log.read_text())
    broken.write_text("beruf: Kaputt\n", encoding="utf-8")
    assert until(lambda: "letzten guten Stand" in log.read_text())
    (place / "profile" / "neu.yml").write_text(NEW, encoding="utf-8")
    assert until(lambda: log.read_text().count("letzten guten Stand") == 2)
    broken.unlink()
    assert until(lambda: log.read_text().count("Neu übersetzt") == 2)
    assert process.poll() is None and log.read_text().count(f"{broken}, Zeile 1: quellen: fehlt") == 2


def test_watching_begins_with_a_fault_and_goes_on_once_it_is_mended(watching):
    process, place = watching
    (place / "profile" / "koch.yml").write_text("beruf: Koch\n", encoding="utf-8")
    assert until(lambda: "quellen: fehlt" in (place / "log").read_text())
    (place / "profile" / "koch.yml").write_text(NEW, encoding="utf-8")
    assert until(lambda: (place / "log").read_text().splitlines()[-1].startswith("Neu übersetzt: 1 "))
    assert process.poll() is None


def test_without_the_process_that_compiles_all_questions_are_still_answered(lotse, ask, written):
    # The last test: nobody starts this process again.
    watcher = lotse.processes["wissen"]
    os.killpg(watcher.pid, signal.SIGKILL)
    watcher.wait()
    for _ in range(3):
        assert "Quelle" in ask(USUAL)
    assert "Euro" in ask("Was verdient ein Koch in Köln?")
    assert all(lotse.processes[name].poll() is None for name in ("actions", "rasa"))
    written.write_text(NEW, encoding="utf-8")
    assert knowledge("build").returncode == 0
    assert until(lambda: TASK in ask(TASKS))
