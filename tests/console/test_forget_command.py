"""`berufslotse forget` deletes old conversations or a single one, and leaves nothing of them behind."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from typer.testing import CliRunner

from berufslotse.console.app import app
from berufslotse.serving import inbox as inbox_module
from berufslotse.serving.conversations import Conversations, open_engine
from berufslotse.serving.events import READ
from berufslotse.serving.inbox import INBOX, Arrived, Inbox
from berufslotse.serving.processes import free_port
from berufslotse.serving.tracker_store import ConversationStore
from tests.console.terminals import Terminal

DAY = 86_400
OLD, NEW, TRIED, TESTED = "website-alt", "telegram-4711", "shell-alt", "test-alt"
SECRET, EVERYDAY = "Geheimnis", "Alltag"
PROGRAM = "from berufslotse.console.app import main; main()"
Command = Callable[..., Result]


def said(text: str, days: float) -> list[Event]:
    """A message of so many days ago, and its answer."""
    at = time.time() - days * DAY
    return [UserUttered(text * 40, timestamp=at), BotUttered(f"{text} dazu", timestamp=at)]


def keep(sender: str, *events: Event) -> None:
    store = ConversationStore(Domain.empty())
    asyncio.run(store.save(DialogueStateTracker.from_events(sender, list(events))))
    store.engine.dispose()


@pytest.fixture
def url(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database, which holds the conversations."""
    address = new_database()
    monkeypatch.setenv("CONVERSATIONS_URL", address)
    monkeypatch.delenv("BERUFSLOTSE_KEPT_DAYS", raising=False)
    return address


@pytest.fixture
def talked(url: str) -> None:
    """Three conversations that ended 31 to 60 days ago, and one that began then and goes on."""
    keep(OLD, *said(SECRET, 60), *said(SECRET, 31))
    keep(TRIED, *said(SECRET, 40))
    keep(TESTED, *said(SECRET, 40))
    keep(NEW, *said(EVERYDAY, 60), *said(EVERYDAY, 29))


@pytest.fixture
def forget() -> Command:
    """A function that runs the command with the words given."""
    return lambda *words: CliRunner().invoke(app, ["forget", *words])


def rows(url: str, query: Any) -> list[Any]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(query).all()
    engine.dispose()
    return found


def senders(url: str) -> set[str]:
    return {sender for (sender,) in rows(url, sa.select(READ.c.sender_id))}


def left(url: str) -> str:
    """What stands in the file and those beside it; with PostgreSQL, in its tables."""
    file = Path(sa.engine.make_url(url).database or "")
    if url.startswith("sqlite"):
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*")).decode("latin-1")
    tables = [READ, INBOX] if sa.inspect(sa.create_engine(url)).has_table(INBOX.name) else [READ]
    return "".join(str(rows(url, sa.select(table))) for table in tables)


def only_line(text: str) -> str:
    (line,) = text.strip().splitlines()
    return line


# -- the old ones -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [("--older-than", "30d"), ()], ids=["said", "setting"])
def test_old_conversations_go_without_a_trace_and_the_others_stay_whole(words, talked, forget, url):
    result = forget(*words)
    assert result.exit_code == 0, result.output
    assert only_line(result.stdout) == "Gelöscht: 3 Gespräche mit 4 Nachrichten."
    assert senders(url) == {NEW} and len(rows(url, sa.select(READ).where(READ.c.sender_id == NEW))) == 4
    for word in (SECRET, OLD, TRIED, TESTED):
        assert word not in left(url)
    assert EVERYDAY in left(url)


def test_without_an_age_the_setting_holds(talked, forget, url, monkeypatch):
    monkeypatch.setenv("BERUFSLOTSE_KEPT_DAYS", "50")
    assert "seit mehr als 50 Tagen" in only_line(forget().stdout)
    monkeypatch.setenv("BERUFSLOTSE_KEPT_DAYS", "35")
    assert forget().exit_code == 0 and senders(url) == {OLD, NEW}


def test_a_dry_run_says_what_would_go_and_changes_nothing(talked, forget, url):
    before = left(url)
    result = forget("--older-than", "30d", "--dry-run")
    assert result.exit_code == 0
    assert only_line(result.stdout) == "Gelöscht würde: 3 Gespräche mit 4 Nachrichten. Noch ist alles da."
    assert left(url) == before and senders(url) == {OLD, NEW, TRIED, TESTED}


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_where_nothing_is_old_that_is_said(more, talked, forget, url):
    result = forget("--older-than", "90d", *more)
    assert result.exit_code == 0 and len(senders(url)) == 4
    assert only_line(result.stdout) == "Kein Gespräch ist seit mehr als 90 Tagen ohne Nachricht."


def test_old_messages_that_wait_for_an_answer_go_too_and_new_ones_stay(talked, forget, url, monkeypatch):
    inbox = Inbox(url, 1)
    then = time.time() - 40 * DAY
    with monkeypatch.context() as patch:
        patch.setattr(inbox_module, "time", SimpleNamespace(time=lambda: then))
        inbox.accept([Arrived(1, "telegram-77", {"text": SECRET})])
    inbox.accept([Arrived(2, NEW, {"text": EVERYDAY})])
    result = forget("--older-than", "30d")
    told = "Gelöscht: 3 Gespräche mit 4 Nachrichten und 1 unbeantwortete Nachricht."
    assert only_line(result.stdout) == told
    assert inbox.waiting() == [NEW]
    assert SECRET not in left(url) and "telegram-77" not in left(url)


# -- a single one -----------------------------------------------------------------------------------------


def test_a_single_conversation_goes_with_what_waits_in_it(talked, forget, url):
    inbox = Inbox(url, 1)
    inbox.accept([Arrived(1, NEW, {"text": EVERYDAY}), Arrived(2, OLD, {"text": SECRET})])
    result = forget("--conversation", NEW)
    assert result.exit_code == 0
    told = "Gelöscht: 1 Gespräch mit 2 Nachrichten und 1 unbeantwortete Nachricht."
    assert only_line(result.stdout) == told
    assert senders(url) == {OLD, TRIED, TESTED} and inbox.waiting() == [OLD]
    assert EVERYDAY not in left(url) and NEW not in left(url) and SECRET in left(url)


@pytest.mark.parametrize("sender", ["website-al", "%", ""])
def test_a_conversation_that_is_not_there_is_an_error(sender, talked, forget, url):
    result = forget("--conversation", sender)
    assert result.exit_code == 1 and len(senders(url)) == 4
    assert only_line(result.stderr) == f"Ein Gespräch mit der Kennung „{sender}“ ist nicht gespeichert."


# -- while the bot runs -----------------------------------------------------------------------------------


def test_the_running_bot_goes_on_and_nothing_is_left_though_it_has_the_file_open(talked, forget, url):
    running, store = Conversations(url), ConversationStore(Domain.empty())
    assert running.spoken(OLD, 1)
    assert forget("--older-than", "30d").exit_code == 0
    assert SECRET not in left(url)
    assert not running.spoken(OLD, 1) and running.spoken(NEW, 1)
    asyncio.run(store.save(DialogueStateTracker.from_events(OLD, said("Neues", 0))))
    assert len(running.spoken(OLD, 9)) == 2


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An SQLite file with an old conversation."""
    file = tmp_path / "gespraeche.db"
    monkeypatch.setenv("CONVERSATIONS_URL", f"sqlite:///{file}")
    keep(OLD, *said(SECRET, 40))
    return file


def test_a_file_that_somebody_writes_into_for_long_is_told_and_nothing_is_deleted(file, forget):
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        result = forget()
    assert result.exit_code == 1 and only_line(result.stderr).startswith("Gelöscht ist nichts: ")
    assert senders(f"sqlite:///{file}") == {OLD}


def test_traces_that_had_to_be_left_are_told_and_go_with_the_next_call(file, forget):
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("BEGIN")
        somebody.execute("SELECT count(*) FROM events").fetchall()
        result = forget()
    assert result.exit_code == 1 and only_line(result.stderr).startswith("Gelöscht ist alles, doch Reste")
    assert forget().exit_code == 0
    assert SECRET not in left(f"sqlite:///{file}")


# -- asking -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "code", "told"),
    [("j\r", 0, "Gelöscht: 1 Gespräch"), ("\r", 1, "nichts gelöscht"), ("\x03", 1, "nichts gelöscht")],
    ids=["yes", "enter", "ctrl-c"],
)
def test_in_a_terminal_it_asks_first(keys, code, told, file):
    with Terminal(sys.executable, "-c", PROGRAM, "forget") as terminal:
        terminal.wait_for("1 Gespräch mit 1 Nachricht für immer löschen? [j/N]")
        terminal.type(keys)
        assert terminal.wait_for_end() == code
        assert told in terminal.shown
    assert senders(f"sqlite:///{file}") == (set() if code == 0 else {OLD})


def test_with_yes_said_before_it_does_not_ask(file):
    with Terminal(sys.executable, "-c", PROGRAM, "forget", "--ja") as terminal:
        assert terminal.wait_for_end() == 0
        assert terminal.shown == "Gelöscht: 1 Gespräch mit 1 Nachricht."


# -- what can be wrong ------------------------------------------------------------------------------------


@pytest.mark.parametrize("age", ["30 Tage", "0d", "-1d", "30", "1.5d", "d", "", "100000d", "٣d"])
def test_what_is_no_age_is_told_with_what_is(age, file, forget):
    result = forget("--older-than", age)
    assert result.exit_code == 1 and senders(f"sqlite:///{file}") == {OLD}
    told = f"--older-than „{age}“ passt nicht. Erlaubt sind Tage von 1d bis 99999d, etwa 30d."
    assert only_line(result.stderr) == told


def test_an_age_and_a_single_conversation_at_once_are_refused(file, forget):
    result = forget("--older-than", "1d", "--conversation", OLD)
    assert result.exit_code == 1 and "beides zugleich" in only_line(result.stderr)
    assert senders(f"sqlite:///{file}") == {OLD}


@pytest.mark.parametrize("words", [(), ("--older-than", "1d"), ("--conversation", OLD)])
def test_a_setting_that_is_none_is_told(words, file, forget, monkeypatch):
    monkeypatch.setenv("BERUFSLOTSE_KEPT_DAYS", "30 Tage")
    result = forget(*words)
    assert result.exit_code == 1 and senders(f"sqlite:///{file}") == {OLD}
    told = "BERUFSLOTSE_KEPT_DAYS: „30 Tage“ passt nicht. Erlaubt sind ganze Tage von 1 bis 99999, etwa 30."
    assert only_line(result.stderr) == told


def test_a_missing_file_is_named_and_not_made(forget, tmp_path, monkeypatch):
    file = tmp_path / "heim" / "gespraeche.db"
    monkeypatch.setenv("CONVERSATIONS_URL", f"sqlite:///{file}")
    result = forget()
    assert result.exit_code == 1 and not file.parent.exists()
    assert str(file) in only_line(result.stderr)


def test_an_empty_database_is_told(url, forget):
    assert "noch keine Gespräche" in only_line(forget().stderr)
    open_engine(url).dispose()
    assert "Kein Gespräch ist" in only_line(forget().stdout)


@pytest.mark.parametrize("address", ["nicht-einmal-das", "baumhaus://host/db", "oracle://a:geheim@host/db"])
def test_an_address_that_is_none_is_told(address, forget, monkeypatch):
    monkeypatch.setenv("CONVERSATIONS_URL", address)
    result = forget()
    assert result.exit_code == 1 and "geheim" not in result.output
    assert only_line(result.stderr).startswith("CONVERSATIONS_URL ")


def test_a_database_out_of_reach_is_told_without_its_password(forget, monkeypatch):
    monkeypatch.setenv("CONVERSATIONS_URL", f"postgresql://lotse:geheim@127.0.0.1:{free_port()}/gespraeche")
    result = forget("--older-than", "30d")
    assert result.exit_code == 1 and "geheim" not in result.output
    assert "der Datenbank gespraeche auf 127.0.0.1" in only_line(result.stderr)
