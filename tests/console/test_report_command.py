"""`berufslotse report` tells what people asked, in the terminal and as a page, and nothing of who they are."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import typer
from click.testing import Result
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from typer.testing import CliRunner

from berufslotse.console.app import app
from berufslotse.console.report import begin
from berufslotse.serving.conversations import open_engine
from berufslotse.serving.processes import free_port
from berufslotse.serving.tracker_store import ConversationStore
from tests.conftest import PROJECT

NOW = time.time() - 60
DAY = 86_400
SENDERS = ("website-a1b2c3", "telegram-4711")
SAID, ANSWERED = "Was verdient man denn so als Feilenhauer", "Dazu kann ich nichts Belegtes sagen"
Keep = Callable[..., None]
Command = Callable[..., Result]


def exchange(
    art: str, beruf: str, at: float, intent: str = "gehalt", channel: str = "website"
) -> list[Event]:
    """The events of a message and its answer."""
    about = {"thema": intent, "beruf": beruf, "ort": "Köln"}
    told = {"art": art, "ueber": about, "herkunft": dict.fromkeys(about, "nachricht")}
    ranking = [{"name": intent, "confidence": 0.9}]
    parsed = {"intent": ranking[0], "intent_ranking": ranking, "entities": []}
    return [
        ActionExecuted("action_listen", timestamp=at),
        UserUttered(SAID, parse_data=parsed, timestamp=at, input_channel=channel),
        SlotSet("thema", intent, timestamp=at),
        BotUttered(ANSWERED, {}, {"auskunft": told}, timestamp=at + 0.25),
    ]


@pytest.fixture
def url(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database, which holds the conversations."""
    address = new_database()
    monkeypatch.setenv("CONVERSATIONS_URL", address)
    return address


@pytest.fixture
def keep(url: str) -> Keep:
    """A function that keeps the events of a conversation."""
    store = ConversationStore(Domain.empty())

    def kept(sender: str, *events: Event) -> None:
        asyncio.run(store.save(DialogueStateTracker.from_events(sender, list(events))))

    return kept


@pytest.fixture
def asked(keep: Keep) -> None:
    """Two conversations: three messages today, one ten days ago."""
    keep(
        SENDERS[0], *exchange("unbekannt", "Feilenhauer", NOW - 10 * DAY), *exchange("auskunft", "Koch", NOW)
    )
    keep(
        SENDERS[1],
        *exchange("unbekannt", "Feilenhauer", NOW, channel="telegram"),
        *exchange("luecke", "Koch", NOW + 1, "aufgaben", channel="telegram"),
    )


@pytest.fixture
def report() -> Command:
    """A function that runs the command with the words given."""
    return lambda *words: CliRunner().invoke(app, ["report", *map(str, words)])


def lines(result: Result) -> list[str]:
    return [" ".join(line.split()) for line in result.stdout.splitlines()]


# -- what is told ---------------------------------------------------------------------------------------


def test_all_that_is_kept_is_told(asked, report):
    result = report()
    told = lines(result)
    assert result.exit_code == 0, result.stderr
    assert told[0] == "Was der Lotse gefragt wurde, alles Gespeicherte"
    assert "4 Nachrichten, im Mittel 2,0 je Gespräch" in told
    assert any(line.startswith("dazu nichts gewusst 3 75,0 %") for line in told)
    assert "Feilenhauer Köln Gehalt Beruf 2" in told
    assert "Koch Köln Aufgaben Fakten 1" in told
    assert "Koch 2 1 50,0 %" in told
    assert "Telegram 1 2 0,25 s 0,25 s" in told


def test_with_a_time_only_what_was_since(asked, report):
    told = lines(report("--seit", "7d"))
    assert "3 Nachrichten, im Mittel 1,5 je Gespräch" in told
    assert told[0].startswith("Was der Lotse gefragt wurde, seit dem ")
    today = f"{datetime.fromtimestamp(NOW):%Y-%m-%d}"
    assert report("--seit", today).stdout.splitlines()[1:] == report("--seit", "1d").stdout.splitlines()[1:]


def test_neither_words_nor_senders_stand_anywhere(asked, report, tmp_path):
    page = tmp_path / "bericht.html"
    result = report("--html", page)
    everything = result.stdout + result.stderr + page.read_text(encoding="utf-8")
    for secret in (*SENDERS, "a1b2c3", "4711", SAID, ANSWERED, "denn so", "Belegtes"):
        assert secret not in everything


def test_the_page_is_written_and_said_to_be(asked, report, tmp_path):
    page = tmp_path / "bericht.html"
    assert f"Geschrieben: {page}" in report("--html", page).stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_it_changes_nothing_in_the_database(asked, report, url):
    def rows() -> list[Any]:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            found = list(connection.execute(sa.text("SELECT id, timestamp, data FROM events ORDER BY id")))
        engine.dispose()
        return found

    before = rows()
    report()
    assert rows() == before


def test_in_a_pipe_it_keeps_to_80_columns_and_sends_no_colours(keep):
    long_name = "[bold]Verwaltungsfachangestellter[/bold] für Kommunalverwaltung und für Ordnung"
    for sender in SENDERS:
        keep(sender, *exchange("unbekannt", long_name, NOW), *exchange("luecke", "Koch", NOW + 1))
    done = run("report")
    assert done.returncode == 0, done.stderr
    assert run("report", NO_COLOR="1", FORCE_COLOR="1").stdout.count("\x1b[3") == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "\x1b" not in done.stdout and "[bold]Verw" in done.stdout


def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as people do."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **more}
    environment.pop("COLUMNS", None)
    command = [str(Path(sys.executable).parent / "berufslotse"), *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=PROJECT, timeout=60)


# -- what can be wrong ------------------------------------------------------------------------------------


def only_line(text: str) -> str:
    (line,) = text.strip().splitlines()
    return line


def test_an_empty_database_is_told_in_one_line(url, report, tmp_path):
    open_engine(url).dispose()
    page = tmp_path / "bericht.html"
    result = report("--html", page)
    assert result.exit_code == 0 and not page.exists()
    assert only_line(result.stdout).startswith("Bisher hat niemand den Lotsen etwas gefragt")


def test_nothing_in_the_time_asked_for_is_told_in_one_line(keep, report):
    keep(SENDERS[0], *exchange("auskunft", "Koch", NOW - 10 * DAY))
    result = report("--seit", "7d")
    assert result.exit_code == 0 and only_line(result.stdout).startswith("Seit dem ")


def test_a_database_without_conversations_stays_as_it_is(url, report):
    result = report()
    assert result.exit_code == 1
    assert only_line(result.stderr).startswith("Es sind noch keine Gespräche gespeichert")
    if not url.startswith("sqlite"):
        assert not sa.inspect(sa.create_engine(url)).has_table("events")


def test_a_missing_file_is_named_and_not_made(report, tmp_path, monkeypatch):
    file = tmp_path / "heim" / "gespraeche.db"
    monkeypatch.setenv("CONVERSATIONS_URL", f"sqlite:///{file}")
    result = report()
    assert result.exit_code == 1 and not file.parent.exists()
    assert str(file) in only_line(result.stderr)


def test_a_database_out_of_reach_is_told_without_its_password(report, monkeypatch):
    monkeypatch.setenv("CONVERSATIONS_URL", f"postgresql://lotse:geheim@127.0.0.1:{free_port()}/gespraeche")
    result = report()
    assert result.exit_code == 1 and "geheim" not in result.output
    assert only_line(result.stderr).startswith("Die Gespräche in der Datenbank gespraeche auf 127.0.0.1")


@pytest.mark.parametrize("address", ["nicht-einmal-das", "baumhaus://host/db", "postgresql+nein://host/db"])
def test_an_address_that_is_none_is_told(address, report, monkeypatch):
    monkeypatch.setenv("CONVERSATIONS_URL", address)
    result = report()
    assert result.exit_code == 1 and "CONVERSATIONS_URL" in only_line(result.stderr)


def test_a_file_that_is_no_database_is_told(report, tmp_path, monkeypatch):
    file = tmp_path / "gespraeche.db"
    file.write_text("Das ist keine Datenbank, sondern ein Text. " * 50)
    monkeypatch.setenv("CONVERSATIONS_URL", f"sqlite:///{file}")
    result = report()
    assert result.exit_code == 1 and "lassen sich nicht lesen" in only_line(result.stderr)


@pytest.mark.parametrize("place", ["gibt/es/nicht.html", ""])
def test_a_page_that_cannot_be_written_is_told(place, asked, report, tmp_path):
    folder = tmp_path / "berichte"
    folder.mkdir()
    result = report("--html", folder / place)
    assert result.exit_code == 1
    assert str(folder) in only_line(result.stderr)
    assert not list(folder.iterdir()) and list(tmp_path.iterdir()) == [folder]


# -- since when --------------------------------------------------------------------------------------------

NOON = datetime(2026, 11, 28, 12)


@pytest.mark.parametrize(
    ("seit", "expected"),
    [
        ("2026-11-01", datetime(2026, 11, 1)),
        ("01.11.2026", datetime(2026, 11, 1)),
        ("2026-11-28", datetime(2026, 11, 28)),
        ("7d", datetime(2026, 11, 21, 12)),
        ("30d", datetime(2026, 10, 29, 12)),
        ("99999d", datetime(1970, 1, 2)),
        ("0001-01-01", datetime(1970, 1, 2)),
    ],
)
def test_a_day_or_days_back(seit, expected):
    assert begin(seit, NOON) == expected


@pytest.mark.parametrize(
    "seit", ["gestern", "7", "0d", "-7d", "7 d", "2026-13-01", "2026-02-30", "9" * 400 + "d", ""]
)
def test_what_is_no_time_is_told_with_what_is(seit, capsys):
    with pytest.raises(typer.Exit) as ended:
        begin(seit, NOON)
    assert ended.value.exit_code == 1 and "2026-11-01 oder" in capsys.readouterr().err


def test_a_day_to_come_is_told(capsys):
    with pytest.raises(typer.Exit):
        begin("2026-11-29", NOON)
    assert "liegt in der Zukunft" in capsys.readouterr().err
