"""A running process takes over the new knowledge, and keeps the old one while the new is not to be had."""

from __future__ import annotations

import gc
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine.url import make_url
from sqlalchemy.pool import NullPool

from berufslotse.knowledge.following import Aktuell
from berufslotse.knowledge.home import PROJECT
from berufslotse.knowledge.profiles import ProfilFehler
from berufslotse.knowledge.store import Wissen, refresh

OFTEN = 0.02

FLORIST = """\
beruf: {beruf}
ort: Bonn
quellen: [{{titel: Blumen, url: "https://www.bonn.de", abgerufen: 2026-11-22}}]
fakten: [{{thema: aufgaben, text: "Sträuße binden."}}]
"""


def until(condition: Callable[[], object]) -> bool:
    """Wait until `condition` holds; the half minute is only for when it never does."""
    end = time.monotonic() + 30
    while not condition() and time.monotonic() < end:
        time.sleep(OFTEN)
    return bool(condition())


def some_looks_later() -> None:
    time.sleep(20 * OFTEN)


def names(wissen: Wissen) -> list[str]:
    return wissen.berufsnamen


@pytest.fixture
def add(folder: Path) -> Callable[[str], object]:
    """A function that writes a profile of an occupation."""
    return lambda beruf: (folder / f"{beruf}.yml").write_text(FLORIST.format(beruf=beruf), encoding="utf-8")


@pytest.fixture
def place(home, monkeypatch, new_database) -> None:
    """Sample profiles, and either kind of database for them."""
    monkeypatch.setenv("KNOWLEDGE_URL", new_database())


def test_the_knowledge_is_compiled_first_if_need_be(place):
    assert "Koch" in Aktuell(names, OFTEN).value


def test_what_another_process_compiled_is_taken_over(place, add):
    following = Aktuell(names, OFTEN)
    add("Florist")
    code = "from berufslotse.knowledge.store import refresh; assert refresh().gebaut"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=PROJECT)
    assert until(lambda: "Florist" in following.value)


def test_one_change_after_the_other_is_taken_over(place, add, folder):
    following = Aktuell(names, OFTEN)
    for beruf in ("Florist", "Imker", "Küfer"):
        add(beruf)
        refresh()
        assert until(lambda beruf=beruf: beruf in following.value)
    (folder / "koch-koeln.yml").unlink()
    refresh()
    assert until(lambda: "Koch" not in following.value)


def test_without_a_change_nothing_is_made_anew(place, folder):
    made = []
    following = Aktuell(lambda wissen: made.append(wissen) or len(made), OFTEN)
    (folder / "notiz.txt").write_text("anrufen")
    refresh()
    some_looks_later()
    assert following.value == len(made) == 1


def test_faults_in_the_profiles_leave_the_value_as_it_is(place, folder, add):
    following = Aktuell(names, OFTEN)
    before = following.value
    add("Florist")
    (folder / "halb.yml").write_text("beruf: Halb\n")
    assert refresh().fehler
    some_looks_later()
    assert following.value is before
    (folder / "halb.yml").unlink()
    refresh()
    assert until(lambda: "Florist" in following.value)


def test_the_old_value_is_at_hand_while_the_new_one_is_being_made(place, add):
    may_go_on, began = threading.Event(), threading.Event()

    def slowly(wissen: Wissen) -> list[str]:
        if "Florist" in wissen.berufsnamen:
            began.set()
            may_go_on.wait(30)
        return wissen.berufsnamen

    following = Aktuell(slowly, OFTEN)
    add("Florist")
    refresh()
    assert began.wait(30)
    assert "Florist" not in following.value and "Koch" in following.value
    may_go_on.set()
    assert until(lambda: "Florist" in following.value)


def test_the_first_start_without_sound_profiles_says_what_is_wrong(place, folder):
    (folder / "halb.yml").write_text("beruf: Halb\n")
    with pytest.raises(ProfilFehler, match="halb.yml"):
        Aktuell(names, OFTEN)


def _garbage(path: Path) -> None:
    path.write_bytes(b"kein SQLite " * 500)


def _without_names(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE stand (schluessel TEXT, wert TEXT)")
        connection.execute("INSERT INTO stand VALUES ('version', 'neu')")
    connection.close()


@pytest.mark.parametrize("spoil", [_garbage, _without_names, Path.touch, Path.mkdir, lambda path: None])
def test_with_a_spoiled_file_the_old_value_stays_and_answers_until_all_is_well_again(
    home, add, tmp_path, spoil
):
    following = Aktuell(lambda wissen: wissen, OFTEN)
    before = following.value
    database = home / "wissen.db"
    database.rename(tmp_path / "beiseite")
    spoil(database)
    some_looks_later()
    assert following.value is before and before.fakten("Koch", "Köln")
    database.rmdir() if database.is_dir() else database.unlink(missing_ok=True)
    add("Florist")
    refresh()
    assert until(lambda: following.value.bekannt("Florist"))


@contextmanager
def _away(url: str) -> Iterator[None]:
    """Let nobody into the database, and throw out who is in, as when its server is away."""
    name = make_url(url).database
    engine = create_engine(
        make_url(url).set(database="postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
            {"name": name},
        )
        try:
            yield
        finally:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))


def test_with_the_server_away_the_old_value_stays_and_answers_again_once_it_is_back(
    home, postgres, monkeypatch, add
):
    url = postgres.new_database()
    monkeypatch.setenv("KNOWLEDGE_URL", url)
    following = Aktuell(lambda wissen: wissen, OFTEN)
    before = following.value
    assert before.fakten("Koch", "Köln")
    with _away(url):
        some_looks_later()
        assert following.value is before and before.namen.find("Koch")
    assert before.fakten("Koch", "Köln")
    add("Florist")
    refresh()
    assert until(lambda: following.value.bekannt("Florist"))


def test_a_value_that_could_not_be_made_is_tried_again(place, add):
    failed = []

    def make(wissen: Wissen) -> list[str]:
        if "Florist" in wissen.berufsnamen and len(failed) < 2:
            failed.append(True)
            raise OSError("Speicher voll")
        return wissen.berufsnamen

    following = Aktuell(make, OFTEN)
    add("Florist")
    refresh()
    assert until(lambda: "Florist" in following.value)
    assert len(failed) == 2


def test_looking_ends_when_nobody_uses_the_value_any_more(home):
    before = set(threading.enumerate())
    following = Aktuell(names, OFTEN)
    [looking] = set(threading.enumerate()) - before
    some_looks_later()
    assert looking.is_alive() and looking.daemon
    del following
    gc.collect()
    looking.join(30)
    assert not looking.is_alive()
