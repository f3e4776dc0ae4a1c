"""`berufslotse backup` and `restore`: what was said is there again, whole, or everything is as before."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner

from berufslotse.console.app import app
from berufslotse.serving import backup_databases, cluster_state
from berufslotse.serving.backup_file import MARKS, SECRET, WORKSHOP
from berufslotse.serving.cluster_database import at_hand
from berufslotse.serving.cluster_services import Postgres
from berufslotse.serving.cluster_state import State
from berufslotse.serving.conversations import Conversations
from berufslotse.serving.events import READ
from berufslotse.serving.exchanges import open_reader
from berufslotse.serving.inbox import Arrived, Inbox
from berufslotse.serving.processes import free_port
from berufslotse.serving.tracker_store import ConversationStore
from tests.console.terminals import Terminal

DAY = 86_400
ANNA, BEN = "website-anna", "telegram-4711"
PROGRAM = "from berufslotse.console.app import main; main()"
Command = Callable[..., Result]


def said(text: str, days: float = 0) -> list[Event]:
    at = time.time() - days * DAY
    return [UserUttered(text, timestamp=at), BotUttered(f"Antwort auf {text}", timestamp=at)]


def keep(sender: str, *turns: list[Event]) -> None:
    """Have a bot that then ends write the turns."""
    store = ConversationStore(Domain.empty())

    async def write() -> None:
        for turn in turns:
            tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
            tracker.update_with_events(turn, Domain.empty(), override_timestamp=False)
            await store.save(tracker)

    asyncio.run(write())
    store.engine.dispose()


def read(url: str, sender: str) -> list[str]:
    """Return what the bot finds of a conversation."""
    conversations = Conversations(url)
    texts = [event["text"] for event in conversations.spoken(sender, 100_000)]
    conversations._engine.dispose()
    return texts


def destroy(url: str) -> None:
    """Lose all that is in the database."""
    engine = sa.create_engine(url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        for file in Path(engine.url.database or "").parent.glob("*.db*"):
            file.unlink()
        return
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS events, inbox"))


def only_line(output: str) -> str:
    assert output.count("\n") == 1, output
    return output.strip()


def left_over(*folders: Path) -> list[Path]:
    return [found for folder in folders for found in folder.rglob(f"{WORKSHOP}*")]


@pytest.fixture
def url(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    address = new_database()
    monkeypatch.setenv("CONVERSATIONS_URL", address)
    return address


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with a secret and a mark."""
    folder = tmp_path / "heim"
    folder.mkdir()
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(folder))
    monkeypatch.delenv("BERUFSLOTSE_KEPT_DAYS", raising=False)
    (folder / SECRET).write_text("a" * 64)
    (folder / MARKS).write_text('{"text": "was macht ein Koch"}\n')
    return folder


@pytest.fixture
def command() -> Command:
    runner = CliRunner()
    return lambda *words: runner.invoke(app, [str(word) for word in words])


@pytest.fixture
def talked(url: str) -> None:
    keep(ANNA, said("eins"), said("zwei"))
    keep(BEN, said("drei"))


@pytest.fixture
def saved(talked: None, command: Command, tmp_path: Path) -> Path:
    file = tmp_path / "sicherung"
    assert command("backup", file).exit_code == 0
    return file


# -- there and back ---------------------------------------------------------------------------------------


def test_what_was_lost_is_back_and_it_is_said_how_much(url, talked, command, home, tmp_path):
    file = tmp_path / "sicherung"
    told = "2 Gespräche mit 3 Nachrichten, die Markierungen und das Geheimnis der Website"
    result = command("backup", file)
    assert only_line(result.stdout).startswith(f"Gesichert: {told}, in {file} (")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    destroy(url)
    (home / SECRET).unlink()
    (home / MARKS).unlink()
    result = command("restore", file)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"Zurückgespielt: {told}. Stand: ")
    assert "Was seitdem jemand hat löschen lassen, ist wieder da" in result.stdout
    assert read(url, ANNA) == ["eins", "Antwort auf eins", "zwei", "Antwort auf zwei"]
    assert read(url, BEN) == ["drei", "Antwort auf drei"]
    assert (home / SECRET).read_text() == "a" * 64 and "Koch" in (home / MARKS).read_text()
    for name in (SECRET, MARKS):
        assert stat.S_IMODE((home / name).stat().st_mode) == 0o600
    keep(ANNA, said("vier"))
    assert read(url, ANNA)[-2:] == ["vier", "Antwort auf vier"]
    assert not left_over(tmp_path)


def test_what_came_after_the_backup_is_replaced_and_can_be_had_back(url, saved, command, home):
    keep(ANNA, said("später"))
    (home / SECRET).write_text("b" * 64)
    result = command("restore", saved, "--ja")
    assert result.exit_code == 0
    assert "später" not in read(url, ANNA) and (home / SECRET).read_text() == "a" * 64
    (kept,) = home.glob("vorher-*.sicherung")
    assert (
        f"Was vorher da war, liegt in {kept}." in result.stdout and stat.S_IMODE(kept.stat().st_mode) == 0o600
    )
    assert command("restore", kept, "--ja").exit_code == 0
    assert read(url, ANNA)[-2] == "später" and (home / SECRET).read_text() == "b" * 64


def test_what_was_deleted_since_does_not_come_back_unless_that_is_wanted(url, saved, command):
    assert command("forget", "--conversation", BEN, "--ja").exit_code == 0
    result = command("restore", saved, "--ja")
    assert "Nicht zurückgeholt: 1 Gespräch, seit der Sicherung gelöscht." in result.stdout
    assert "ist wieder da" not in result.stdout
    assert not read(url, BEN) and read(url, ANNA)
    result = command("restore", saved, "--ja", "--auch-geloeschte")
    assert "Was seitdem jemand hat löschen lassen, ist wieder da" in result.stdout
    assert read(url, BEN) and read(url, ANNA)


def test_who_deleted_and_wrote_again_gets_nothing_deleted_back(url, saved, command):
    assert command("forget", "--conversation", BEN, "--ja").exit_code == 0
    keep(BEN, said("von vorn"))
    assert "Nicht zurückgeholt: 1 Gespräch" in command("restore", saved, "--ja").stdout
    assert not read(url, BEN)


def test_after_a_loss_all_comes_back_though_somebody_has_written_meanwhile(url, saved, command):
    destroy(url)
    keep("website-neu", said("Hallo"))
    result = command("restore", saved, "--ja")
    assert result.exit_code == 0
    assert "Was seitdem jemand hat löschen lassen, ist wieder da" in result.stdout
    assert read(url, BEN) and read(url, ANNA) and not read(url, "website-neu")


def test_marks_made_since_are_kept_though_no_conversation_is_there(url, saved, command, home):
    destroy(url)
    (home / MARKS).write_text('{"text": "neu"}\n')
    result = command("restore", saved)
    (kept,) = home.glob(f"{MARKS}.vorher-*")
    assert str(kept) in result.stdout and "neu" in kept.read_text() and "Koch" in (home / MARKS).read_text()
    assert not list(home.glob(f"{SECRET}.vorher-*"))


@pytest.fixture
def profiles(tmp_path, monkeypatch) -> Path:
    """A folder of profiles outside the project."""
    folder = tmp_path / "profile"
    (folder / "verzeichnis").mkdir(parents=True)
    (folder / "koch.yml").write_text("beruf: Koch")
    (folder / "verzeichnis" / "liste.csv").write_bytes(b"1;Koch")
    (folder / ".koch.yml.swp").write_text("halb")
    monkeypatch.setenv("BERUFSLOTSE_PROFILES", str(folder))
    return folder


def test_profiles_outside_the_project_come_along(url, profiles, saved, command):
    shutil.rmtree(profiles)
    result = command("restore", saved, "--ja")
    assert f"Die Profile liegen in {profiles}." in result.stdout and "die Profile" in result.stdout
    found = {path.relative_to(profiles).as_posix(): path.read_bytes() for path in profiles.rglob("*.*")}
    assert found == {"koch.yml": b"beruf: Koch", "verzeichnis/liste.csv": b"1;Koch"}


def test_profiles_that_are_there_stay_as_they_are(url, profiles, saved, command, home):
    assert "Die Profile liegen" not in command("restore", saved, "--ja").stdout
    (profiles / "koch.yml").write_text("beruf: Koch, neu")
    result = command("restore", saved, "--ja")
    (beside,) = home.glob("profile-*")
    assert f"Die Profile liegen in {beside}." in result.stdout
    assert (beside / "koch.yml").read_text() == "beruf: Koch"
    assert (profiles / "koch.yml").read_text() == "beruf: Koch, neu"


def test_profiles_of_the_project_are_left_to_git(saved, command):
    assert "die Profile" not in command("restore", saved, "--ja").stdout


def test_a_damaged_sqlite_file_is_kept_aside(home, tmp_path, command, monkeypatch):
    monkeypatch.setenv("CONVERSATIONS_URL", f"sqlite:///{tmp_path / 'gespraeche.db'}")
    keep(ANNA, said("eins"))
    assert command("backup", tmp_path / "sicherung").exit_code == 0
    (tmp_path / "gespraeche.db").write_bytes(b"kaputt" * 1000)
    result = command("restore", tmp_path / "sicherung")
    (kept,) = tmp_path.glob("gespraeche.db.beschaedigt-*")
    assert result.exit_code == 0 and str(kept) in result.stdout
    assert kept.read_bytes().startswith(b"kaputt")
    assert read(f"sqlite:///{tmp_path / 'gespraeche.db'}", ANNA)


def test_a_backup_while_people_talk_is_one_moment_and_hinders_nobody(url, talked, command, tmp_path):
    stop, written = threading.Event(), []
    store = ConversationStore(Domain.empty())

    async def talk() -> None:
        while not stop.is_set():
            tracker = await store.get_or_create_tracker("website-laut", append_action_listen=False)
            turn = said(f"Nachricht {len(written)} " + "x" * 2000)
            tracker.update_with_events(turn, Domain.empty(), override_timestamp=False)
            await store.save(tracker)
            written.append(tracker.events[-2].text)

    talking = threading.Thread(target=lambda: asyncio.run(talk()))
    talking.start()
    try:
        while len(written) < 20:
            time.sleep(0.01)
        before = len(written)
        assert command("backup", tmp_path / "sicherung").exit_code == 0
        after = len(written)
        while len(written) < after + 5:
            time.sleep(0.01)
    finally:
        stop.set()
        talking.join()
    store.engine.dispose()
    destroy(url)
    assert command("restore", tmp_path / "sicherung").exit_code == 0
    back = read(url, "website-laut")
    count = len(back) // 2
    assert before <= count <= after + 1
    assert back[::2] == written[:count] and len(back) == 2 * count
    assert read(url, ANNA)


def test_what_waits_for_an_answer_is_kept_and_told(url, talked, command, tmp_path):
    inbox = Inbox(url, 1)
    inbox.accept([Arrived(1, BEN, {"text": "wartet"})])
    inbox._engine.dispose()
    result = command("backup", tmp_path / "sicherung")
    assert "1 unbeantwortete Nachricht" in result.stdout
    destroy(url)
    assert command("restore", tmp_path / "sicherung").exit_code == 0
    assert Inbox(url, 1).waiting() == [BEN]


def test_what_is_too_old_when_it_comes_back_is_deleted_at_once(url, command, tmp_path, monkeypatch):
    keep(ANNA, said("eins", 20))
    keep(BEN, said("drei"))
    assert command("backup", tmp_path / "sicherung").exit_code == 0
    monkeypatch.setenv("BERUFSLOTSE_KEPT_DAYS", "10")
    result = command("restore", tmp_path / "sicherung", "--ja")
    assert "Davon gleich gelöscht: 1 Gespräch, seit mehr als 10 Tagen ohne Nachricht." in result.stdout
    assert not read(url, ANNA) and read(url, BEN)


def test_into_a_folder_each_backup_gets_a_name_of_its_own(saved, command, tmp_path):
    (tmp_path / "viele").mkdir()
    assert command("backup", tmp_path / "viele").exit_code == 0
    (file,) = (tmp_path / "viele").iterdir()
    assert file.name.startswith("lotse-20") and command("restore", file, "--ja").exit_code == 0


def test_it_goes_through_a_pipe_too(url, talked, tmp_path):
    packed = subprocess.run([sys.executable, "-c", PROGRAM, "backup", "-"], capture_output=True, check=True)
    assert only_line(packed.stderr.decode()).startswith("Gesichert: 2 Gespräche")
    destroy(url)
    words = [sys.executable, "-c", PROGRAM, "restore", "-"]
    back = subprocess.run(words, input=packed.stdout, capture_output=True)
    assert back.returncode == 0, back.stderr
    assert len(read(url, ANNA)) == 4


# -- what can be wrong ------------------------------------------------------------------------------------


@pytest.fixture
def unchanged(saved, url, home):
    """A function that checks that all is as it was before a restore that failed."""
    keep(ANNA, said("später"))
    (home / SECRET).write_text("b" * 64)

    def check() -> None:
        assert read(url, ANNA)[-1] == "Antwort auf später" and read(url, BEN)
        assert (home / SECRET).read_text() == "b" * 64
        assert not left_over(home.parent)

    return check


@pytest.mark.parametrize("harm", ["a bit turned", "cut off", "empty", "something else", "an added file"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(harm, saved, command, unchanged):
    whole = saved.read_bytes()
    middle = len(whole) // 2
    saved.write_bytes(
        {
            "a bit turned": whole[:middle] + bytes([whole[middle] ^ 4]) + whole[middle + 1 :],
            "cut off": whole[:middle],
            "empty": b"",
            "something else": b"SQLite format 3\x00" + b"x" * 5000,
            "an added file": whole[:-200],
        }[harm]
    )
    result = command("restore", saved, "--ja")
    assert result.exit_code == 1
    assert only_line(result.stderr) == (
        "Das ist keine ganze Sicherung des Lotsen: Sie ist beschädigt oder etwas anderes. "
        "Es ist alles wie zuvor."
    )
    unchanged()


def test_a_missing_file_is_told(command, unchanged, tmp_path):
    result = command("restore", tmp_path / "nichts", "--ja")
    assert result.exit_code == 1 and str(tmp_path / "nichts") in only_line(result.stderr)
    unchanged()


def test_a_backup_of_the_other_kind_is_refused(
    saved, url, command, unchanged, postgres, tmp_path, monkeypatch
):
    other = f"sqlite:///{tmp_path / 'andere.db'}" if url.startswith("postgresql") else postgres.new_database()
    monkeypatch.setenv("CONVERSATIONS_URL", other)
    keep(BEN, said("dort"))
    result = command("restore", saved, "--ja")
    assert result.exit_code == 1 and "nur in dieselbe Art von Datenbank" in only_line(result.stderr)
    assert read(other, BEN) == ["dort", "Antwort auf dort"]
    monkeypatch.setenv("CONVERSATIONS_URL", url)
    unchanged()


def test_while_the_bot_has_the_database_open_nothing_is_put_back(saved, url, command, unchanged):
    bot = ConversationStore(Domain.empty())
    result = command("restore", saved, "--ja")
    assert result.exit_code == 1 and "Der Lotse läuft noch" in only_line(result.stderr)
    bot.engine.dispose()
    unchanged()


def test_without_a_terminal_what_is_there_is_replaced_only_if_that_is_said(saved, command, unchanged):
    result = command("restore", saved)
    assert result.exit_code == 1
    assert only_line(result.stderr).startswith("Es sind schon 2 Gespräche da.") and "--ja" in result.stderr
    unchanged()


@pytest.mark.parametrize(
    ("keys", "code"), [("j\r", 0), ("\r", 1), ("\x03", 1)], ids=["yes", "enter", "ctrl-c"]
)
def test_in_a_terminal_it_asks_first(keys, code, saved, url, unchanged):
    with Terminal(sys.executable, "-c", PROGRAM, "restore", str(saved)) as terminal:
        terminal.wait_for("[j/N]")
        terminal.type(keys)
        assert terminal.wait_for_end() == code
    if code:
        unchanged()
    else:
        assert "später" not in read(url, ANNA)


def test_what_stands_at_the_place_of_the_backup_is_never_overwritten(saved, command):
    before = saved.read_bytes()
    result = command("backup", saved)
    assert result.exit_code == 1 and "gibt es schon" in only_line(result.stderr)
    assert saved.read_bytes() == before


def test_where_nobody_has_talked_yet_that_is_said(url, command, tmp_path):
    result = command("backup", tmp_path / "sicherung")
    assert result.exit_code == 1 and "noch keine Gespräche" in only_line(result.stderr)
    assert not list(tmp_path.glob("sicherung*"))


def limited(*words: object) -> subprocess.CompletedProcess[str]:
    """Run the command where no file may grow beyond 100 kB, as on a disk that is full."""
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *map(str, words)],
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )


def test_on_a_full_disk_no_backup_is_left_half(url, talked, tmp_path):
    keep("website-viel", *(said(os.urandom(20_000).hex()) for _ in range(10)))
    result = limited("backup", tmp_path / "sicherung")
    assert result.returncode == 1 and "Platz" in only_line(result.stderr)
    assert "Gesichert ist nichts." in result.stderr
    assert not list(tmp_path.glob("*sicherung*"))


def test_on_a_full_disk_nothing_is_put_back_and_nothing_lost(url, talked, command, tmp_path):
    keep("website-viel", *(said(os.urandom(20_000).hex()) for _ in range(10)))
    assert command("backup", tmp_path / "sicherung").exit_code == 0
    keep(ANNA, said("später"))
    result = limited("restore", tmp_path / "sicherung", "--ja")
    assert result.returncode == 1 and "Platz" in only_line(result.stderr)
    assert "Es ist alles wie zuvor." in result.stderr
    assert read(url, ANNA)[-1] == "Antwort auf später"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_command_that_is_ended_leaves_all_as_before_or_has_done_all(number, url, talked, command, tmp_path):
    keep("website-viel", *(said(os.urandom(20_000).hex()) for _ in range(100)))
    file = tmp_path / "sicherung"
    assert command("backup", file).exit_code == 0
    keep(ANNA, said("später"))
    for delay in (0.6, 0.8, 1.0, 1.2, 1.4):
        for words in (["backup", str(tmp_path / f"neue-{delay}")], ["restore", str(file), "--ja"]):
            process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
            )
            time.sleep(delay)
            process.send_signal(number)
            process.communicate(timeout=60)
        assert read(url, ANNA)[-1] in {"Antwort auf später", "Antwort auf zwei"}
        assert len(read(url, "website-viel")) == 200
    for whole in tmp_path.glob("neue-*"):
        assert command("restore", whole, "--ja").exit_code == 0
    # What was left by the killed ones goes with the next call.
    assert command("backup", tmp_path / "letzte").exit_code == 0
    assert command("restore", tmp_path / "letzte", "--ja").exit_code == 0
    assert not left_over(tmp_path)


# -- PostgreSQL -------------------------------------------------------------------------------------------


@pytest.fixture
def in_postgres(postgres, monkeypatch) -> str:
    address = postgres.new_database().replace("postgres@", "postgres:geheim@")
    monkeypatch.setenv("CONVERSATIONS_URL", address)
    keep(ANNA, said("eins"))
    return address


def test_a_missing_pg_dump_is_told_with_the_package(in_postgres, command, tmp_path, monkeypatch):
    monkeypatch.setattr(backup_databases, "PROGRAMS", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    result = command("backup", tmp_path / "sicherung")
    assert result.exit_code == 1 and "apt-get install postgresql-client" in only_line(result.stderr)


def test_the_password_stands_in_no_list_of_processes_and_in_no_message(
    in_postgres, command, tmp_path, monkeypatch
):
    told = tmp_path / "aufruf"
    fake = tmp_path / "pg_dump"
    fake.write_text(f'#!/bin/sh\necho "$PGPASSWORD" "$@" > {told}\necho error: geht nicht >&2\nexit 1\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    result = command("backup", tmp_path / "sicherung")
    assert result.exit_code == 1 and "geheim" not in result.output
    assert "geht nicht" in only_line(result.stderr)
    password, *arguments = told.read_text().split()
    assert password == "geheim" and "geheim" not in " ".join(arguments)


def test_a_database_out_of_reach_is_told_without_its_password(saved, command, monkeypatch, tmp_path):
    monkeypatch.setenv("CONVERSATIONS_URL", f"postgresql://lotse:geheim@127.0.0.1:{free_port()}/lotse")
    for words in (("backup", tmp_path / "neue"), ("restore", saved)):
        result = command(*words)
        assert result.exit_code == 1 and "geheim" not in result.output
        only_line(result.stderr)


def test_the_database_of_a_cluster_that_has_ended_is_reached_and_ends_again(postgres, tmp_path, monkeypatch):
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    folder.chmod(0o711)
    server = Postgres(folder / "postgres", free_port())
    server.prepare()
    state = State(0, "", "", "", server.url(), "", server.port)
    state.write(folder)
    assert json.loads((folder / cluster_state.FILE).read_text())["postgres_port"] == server.port
    monkeypatch.setenv("CONVERSATIONS_URL", server.url())
    try:
        with at_hand(folder, server.url()):
            keep(ANNA, said("eins"))
        with at_hand(folder, server.url()), open_reader(server.url()).connect() as connection:
            assert connection.execute(sa.select(sa.func.count()).select_from(READ)).scalar_one() == 2
        with pytest.raises(sa.exc.OperationalError):
            open_reader(server.url())
    finally:
        subprocess.run(["rm", "-rf", str(folder)], check=True)
