"""How the conversations of either kind of database are copied while the bot writes, and put back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import astuple
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa
from psycopg2.extensions import make_dsn
from sqlalchemy.engine import URL, Engine
from sqlalchemy.pool import NullPool

from berufslotse.secrets import database_address
from berufslotse.serving import retention
from berufslotse.serving.backup_file import BackupFailed, stamp
from berufslotse.serving.events import READ
from berufslotse.serving.retention import Amount, Chosen

ALL = Chosen(sa.true(), sa.true())
TABLES = (READ.name, retention.WAITING.name)
CONNECT_SECONDS = 10
LEAVING_SECONDS = 2.0
"""So long a PostgreSQL may still count somebody who has just gone."""
PROGRAMS = Path("/usr/lib/postgresql")
"""There Debian puts each version of PostgreSQL; only some programs are found without."""
RUNNING = "Der Lotse läuft noch, oder ein anderes Programm arbeitet in der Datenbank der Gespräche."
IN_USE = f"{RUNNING} Bitte erst beenden, dann noch einmal."


class Database(Protocol):
    """The conversations at one address; `name` is that of their file in a backup."""

    kind: str
    name: str
    folder: Path | None
    """Where its file lies, if it is one."""

    def copy(self, file: Path) -> Amount:
        """Write all conversations as they are at one moment to the new `file`."""

    def amount(self) -> Amount:
        """Return how much is there now."""

    def check_unused(self) -> None:
        """Raise `BackupFailed` if a bot works with it."""

    def put(self, file: Path) -> None:
        """Put what `copy` wrote in the place of what is there, all or nothing."""

    def set_aside(self) -> Path | None:
        """Keep what is there beside it if it cannot be read any more, and return where."""

    def beginnings(self) -> dict[str, float]:
        """Return when each conversation that is there began, in seconds since 1970, by its sender."""

    def forget(self, chosen: Sequence[Chosen]) -> Amount:
        """Delete what is chosen, with its traces, and return how much that was."""


def open_database(url: str) -> Database:
    """Return the conversations at `url`; raises as `database_address` does."""
    parsed = database_address(url)
    kinds: dict[str, type[Sqlite] | type[Postgres]] = {"sqlite": Sqlite, "postgresql": Postgres}
    try:
        return kinds[parsed.get_backend_name()](parsed)
    except KeyError:
        raise sa.exc.ArgumentError("Weder SQLite noch PostgreSQL.") from None


class Sqlite:
    """An SQLite file."""

    kind, name = "sqlite", "gespraeche.db"

    def __init__(self, url: URL) -> None:
        """Look at the file that `url` names, which need not be there."""
        self.file = Path(url.database or "")
        self.folder: Path | None = self.file.parent

    def copy(self, file: Path) -> Amount:
        """Copy it; what SQLite has left of deleted conversations is not copied."""
        with closing(sqlite3.connect(self.file)) as bot, closing(sqlite3.connect(file)) as own:
            # In one step: readers keep nobody from writing.
            bot.backup(own)
            own.isolation_level = None
            for statement in ("PRAGMA journal_mode=DELETE", "PRAGMA user_version=0", "VACUUM"):
                own.execute(statement).fetchall()
        return _amount(_engine(file))

    def amount(self) -> Amount:
        """Return how much is there; nothing where it is no database any more."""
        try:
            return _amount(_engine(self.file)) if self.file.is_file() else Amount()
        except sa.exc.DatabaseError:
            return Amount()

    def check_unused(self) -> None:
        """Raise `BackupFailed` if somebody has it open; its log is merged into it."""
        if not self.file.is_file():
            return
        with closing(sqlite3.connect(self.file, timeout=0, isolation_level=None)) as own:
            try:
                # SQLite lets only who is alone give up the write-ahead log.
                own.execute("PRAGMA journal_mode=DELETE").fetchall()
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise BackupFailed(IN_USE) from None
                raise
            except sqlite3.DatabaseError:
                # What is no database any more nobody works with.
                return

    def put(self, file: Path) -> None:
        """Rename it over what is there."""
        self.check_unused()
        # A log that is left belongs to another file, and SQLite would read it into this one.
        for beside in ("-wal", "-shm"):
            self.file.with_name(f"{self.file.name}{beside}").unlink(missing_ok=True)
        file.replace(self.file)

    def set_aside(self) -> Path | None:
        """Keep a file that is damaged."""
        if not self.file.is_file() or self._whole():
            return None
        return Path(shutil.copy2(self.file, f"{self.file}.beschaedigt-{stamp()}"))

    def _whole(self) -> bool:
        with closing(sqlite3.connect(self.file)) as own:
            try:
                return own.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
            except sqlite3.DatabaseError:
                return False

    def beginnings(self) -> dict[str, float]:
        """Return when each conversation began; nothing where it is no database any more."""
        try:
            return _beginnings(_engine(self.file)) if self.file.is_file() else {}
        except sa.exc.DatabaseError:
            return {}

    def forget(self, chosen: Sequence[Chosen]) -> Amount:
        """Delete what is chosen, and what SQLite leaves of it in the file."""
        engine = _engine(self.file)
        sa.event.listen(engine, "connect", retention.set_up_sqlite)
        forgotten = _forget(engine, chosen)
        retention.scrub(engine)
        return forgotten


class Postgres:
    """A PostgreSQL, copied by its own programs."""

    kind, name = "postgresql", "gespraeche.dump"
    folder: Path | None = None

    def __init__(self, url: URL) -> None:
        """Look at the database that `url` names; it is not connected to yet."""
        wait = {"connect_timeout": CONNECT_SECONDS}
        self._engine = sa.create_engine(url, poolclass=NullPool, connect_args=wait, hide_parameters=True)
        _, parts = self._engine.dialect.create_connect_args(url)
        # The list of processes shows arguments to all, the environment only to their owner.
        password = parts.pop("password", None)
        parts["dbname"] = parts.pop("database", None) or parts.get("dbname")
        self._where = f"--dbname={make_dsn(**parts)}"
        self._env = {**os.environ, "PGCONNECT_TIMEOUT": str(CONNECT_SECONDS), "LC_ALL": "C"}
        if password:
            self._env["PGPASSWORD"] = str(password)

    def copy(self, file: Path) -> Amount:
        """Copy it by pg_dump, and count in the same snapshot."""
        with self._engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            snapshot = connection.execute(sa.select(sa.func.pg_export_snapshot())).scalar_one()
            amount = retention.amount_in(connection, ALL)
            tables = [f"--table={table}" for table in TABLES]
            self._run("pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={file}", *tables)
        return amount

    def amount(self) -> Amount:
        """Return how much is there."""
        return _amount(self._engine)

    def check_unused(self) -> None:
        """Raise `BackupFailed` if somebody else is connected."""
        others = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND usename IS NOT NULL"
        )
        end = time.monotonic() + LEAVING_SECONDS
        while True:
            with self._engine.connect() as connection:
                if not connection.execute(others).scalar_one():
                    return
            if time.monotonic() > end:
                raise BackupFailed(IN_USE)
            time.sleep(0.1)

    def put(self, file: Path) -> None:
        """Put it back by pg_restore, in one transaction."""
        self.check_unused()
        as_now = ("--clean", "--if-exists", "--no-owner", "--no-acl")
        self._run("pg_restore", "--single-transaction", *as_now, str(file))

    def set_aside(self) -> Path | None:
        """Leave it: what a server cannot read it says itself."""
        return None

    def beginnings(self) -> dict[str, float]:
        """Return when each conversation began."""
        return _beginnings(self._engine)

    def forget(self, chosen: Sequence[Chosen]) -> Amount:
        """Delete what is chosen."""
        return _forget(self._engine, chosen)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(_program(program)), "--no-password", self._where, *arguments]
        told = subprocess.run(
            command, env=self._env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, errors="replace",
        )  # fmt: skip
        if told.returncode:
            lines = [line for line in told.stderr.splitlines() if "error" in line] or ["ohne ein Wort"]
            raise BackupFailed(
                f"{program} ist gescheitert: {lines[0]} (Code {told.returncode}). "
                "Ist Platz auf der Platte, und ist es so neu wie der Server?"
            )


def _program(name: str) -> Path:
    found = shutil.which(name)
    places = sorted(PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if not found and not places:
        raise BackupFailed(
            f"Für die Sicherung von PostgreSQL fehlt {name}. Auf Debian und Ubuntu: "
            "apt-get install postgresql-client"
        )
    return Path(found) if found else places[-1]


def _engine(file: Path) -> Engine:
    return sa.create_engine(f"sqlite:///{file}", poolclass=NullPool, hide_parameters=True)


def _amount(engine: Engine) -> Amount:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(READ.name):
            return Amount()
    return retention.amount(engine, ALL)


def _beginnings(engine: Engine) -> dict[str, float]:
    began = sa.select(READ.c.sender_id, sa.func.min(READ.c.timestamp)).group_by(READ.c.sender_id)
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(READ.name):
            return {}
        return dict(connection.execute(began).all())


def _forget(engine: Engine, chosen: Sequence[Chosen]) -> Amount:
    gone = [retention.forget(engine, each) for each in chosen]
    return Amount(*map(sum, zip(*map(astuple, [Amount(), *gone]), strict=True)))
