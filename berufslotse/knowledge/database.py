"""The two kinds of database: one SQLite file, or a PostgreSQL that several machines share.

Both change in one step, so that a reader sees the old knowledge or the new, never half of either. The SQLite
file is never written to: a changed copy takes its place, and who has the old one open goes on reading it.
PostgreSQL has transactions for that.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool, StaticPool

from berufslotse.knowledge import tables
from berufslotse.secrets import database_address, masked

MEND = "Bitte Platz und Rechte prüfen oder mit BERUFSLOTSE_HOME einen anderen Ordner nennen."

LOCK = 7_263_401
"""The number of PostgreSQL's advisory lock that one writer at a time holds."""


class WissenNichtSchreibbar(Exception):
    """The database cannot be written or reached; the message says why, in German."""


class Datenbank(ABC):
    """Where the compiled knowledge lies."""

    url: str

    @abstractmethod
    def reader(self) -> Engine:
        """Return what one reader reads with for as long as it keeps the knowledge."""

    @abstractmethod
    def writing(self, fresh: bool) -> AbstractContextManager[Connection]:
        """Give a connection whose changes take effect together at the end, or not at all.

        Without tables, or with `fresh`, it starts from empty ones.

        Raises:
            WissenNichtSchreibbar: the database cannot be written. It stays as it was.
        """

    @abstractmethod
    def locked(self) -> AbstractContextManager[None]:
        """Keep other writers waiting."""

    @abstractmethod
    def index(self, connection: Connection, rows: Sequence[dict]) -> None:
        """Take facts, as rows with id and woerter, into the full-text index."""

    @abstractmethod
    def unindex(self, connection: Connection, rows: Sequence[dict]) -> None:
        """Take facts out of the full-text index."""

    @abstractmethod
    def search(self) -> str:
        """Return the SQL that gives id and rank (least is best) of facts for `:ausdruck`."""

    @abstractmethod
    def any_of(self, stems: Sequence[str]) -> str:
        """Return the expression that finds facts with any of `stems`."""

    @abstractmethod
    def all_of(self, stems: Sequence[str]) -> str:
        """Return the expression that finds facts with all of `stems`."""

    def state(self) -> dict[str, str] | None:
        """Return the table stand, or None where there is no usable database."""
        engine = create_engine(self.url, poolclass=NullPool)
        try:
            with engine.connect() as connection:
                return {row.schluessel: row.wert for row in connection.execute(select(tables.stand))}
        except DBAPIError:
            return None


class SqliteDatei(Datenbank):
    """A file."""

    def __init__(self, path: Path) -> None:
        """Use the file at `path`, which need not exist yet."""
        self.path = path
        self.url = f"sqlite:///{path}"

    def state(self) -> dict[str, str] | None:
        """Return the table stand, or None where there is no usable database."""
        return super().state() if self.path.is_file() else None

    def reader(self) -> Engine:
        """Return what reads the file as it is now, even after another has taken its place."""
        return create_engine(self.url, poolclass=StaticPool, connect_args={"check_same_thread": False})

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other writers of this folder waiting."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            folder = os.open(self.path.parent, os.O_RDONLY)
        except OSError as error:
            raise WissenNichtSchreibbar(
                f"{self.path.parent} lässt sich nicht beschreiben ({error.strerror}). {MEND}"
            ) from error
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    @contextmanager
    def writing(self, fresh: bool) -> Iterator[Connection]:
        """Give a connection to a copy, which takes the file's place at the end."""
        try:
            for left in self.path.parent.glob(f".{self.path.name}-*"):  # by a writer that was killed
                left.unlink()
            handle, name = tempfile.mkstemp(prefix=f".{self.path.name}-", dir=self.path.parent)
        except OSError as error:
            raise WissenNichtSchreibbar(
                f"{self.path.parent} lässt sich nicht beschreiben ({error.strerror}). {MEND}"
            ) from error
        os.close(handle)
        try:
            if not fresh:
                shutil.copyfile(self.path, name)
            engine = create_engine(f"sqlite:///{name}", poolclass=StaticPool)
            with engine.begin() as connection:
                # Nobody reads the copy, and one that is not finished is thrown away.
                for setting in ("journal_mode = OFF", "synchronous = OFF"):
                    connection.execute(text(f"PRAGMA {setting}"))
                if fresh:
                    _create(connection)
                yield connection
            engine.dispose()
            with Path(name).open("rb+") as written:
                os.fsync(written.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(self.path)
        except (DBAPIError, OSError) as error:
            reason = getattr(error, "orig", error)
            raise WissenNichtSchreibbar(
                f"{self.path} lässt sich nicht schreiben ({reason}). {MEND}"
            ) from error
        finally:
            with suppress(FileNotFoundError):
                Path(name).unlink()

    def index(self, connection: Connection, rows: Sequence[dict]) -> None:
        """Take facts into the FTS5 index."""
        connection.execute(text("INSERT INTO fakt_suche(rowid, woerter) VALUES (:id, :woerter)"), rows)

    def unindex(self, connection: Connection, rows: Sequence[dict]) -> None:
        """Take facts out of the FTS5 index, which wants to be told what stood there."""
        connection.execute(
            text("INSERT INTO fakt_suche(fakt_suche, rowid, woerter) VALUES ('delete', :id, :woerter)"), rows
        )

    def search(self) -> str:
        """Return the SQL that gives id and rank (BM25) of facts for `:ausdruck`."""
        return "SELECT rowid AS id, bm25(fakt_suche) AS rang FROM fakt_suche WHERE fakt_suche MATCH :ausdruck"

    def any_of(self, stems: Sequence[str]) -> str:
        """Return the FTS5 query for any of `stems`."""
        return " OR ".join(f'"{stem}"' for stem in stems)

    def all_of(self, stems: Sequence[str]) -> str:
        """Return the FTS5 query for all of `stems`."""
        return " AND ".join(f'"{stem}"' for stem in stems)


class Postgres(Datenbank):
    """A PostgreSQL server."""

    def __init__(self, url: str) -> None:
        """Use the database at the SQLAlchemy address `url`."""
        self.url = url
        self._named = masked(url)

    def reader(self) -> Engine:
        """Return a pool of connections that notices when the server was started anew."""
        return create_engine(self.url, pool_pre_ping=True, pool_size=2)

    def state(self) -> dict[str, str] | None:
        """Return the table stand, or None where there are no tables.

        Raises:
            WissenNichtSchreibbar: the server cannot be reached.
        """
        with self._reached() as engine, engine.connect() as connection:
            if not inspect(connection).has_table(tables.stand.name):
                return None
            return {row.schluessel: row.wert for row in connection.execute(select(tables.stand))}

    @contextmanager
    def _reached(self) -> Iterator[Engine]:
        engine = create_engine(self.url, poolclass=NullPool)
        try:
            yield engine
        except DBAPIError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise WissenNichtSchreibbar(
                f"Die Datenbank {self._named} antwortet nicht wie nötig ({reason}). "
                "Bitte KNOWLEDGE_URL prüfen."
            ) from error

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other writers of this database waiting, on whatever machine."""
        with self._reached() as engine, engine.connect() as connection:
            connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
            try:
                yield
            finally:
                connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))

    @contextmanager
    def writing(self, fresh: bool) -> Iterator[Connection]:
        """Give a connection in a transaction."""
        with self._reached() as engine, engine.begin() as connection:
            if fresh:
                tables.metadata.drop_all(connection)
                _create(connection)
            yield connection

    def index(self, connection: Connection, rows: Sequence[dict]) -> None:
        """Do nothing: a generated column does it."""

    def unindex(self, connection: Connection, rows: Sequence[dict]) -> None:
        """Do nothing: a generated column does it."""

    def search(self) -> str:
        """Return the SQL that gives id and rank of facts for `:ausdruck`."""
        return (
            "SELECT id, -ts_rank(suche, frage) AS rang FROM fakt, to_tsquery('simple', :ausdruck) AS frage "
            "WHERE suche @@ frage"
        )

    def any_of(self, stems: Sequence[str]) -> str:
        """Return the text query for any of `stems`."""
        return " | ".join(f"'{stem}'" for stem in stems)

    def all_of(self, stems: Sequence[str]) -> str:
        """Return the text query for all of `stems`."""
        return " & ".join(f"'{stem}'" for stem in stems)


def _create(connection: Connection) -> None:
    tables.metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        connection.execute(
            text("CREATE VIRTUAL TABLE fakt_suche USING fts5(woerter, content='fakt', content_rowid='id')")
        )
    else:
        connection.execute(
            text(
                "ALTER TABLE fakt ADD COLUMN suche tsvector "
                "GENERATED ALWAYS AS (to_tsvector('simple', woerter)) STORED"
            )
        )
        connection.execute(text("CREATE INDEX fakt_suche ON fakt USING gin (suche)"))


def database(url: str) -> Datenbank:
    """Return the database that `url` names.

    Raises:
        WissenNichtSchreibbar: it names none that can be used.
    """
    if url.startswith("sqlite:///") and url != "sqlite:///":
        return SqliteDatei(Path(url.removeprefix("sqlite:///")))
    try:
        if database_address(url).get_dialect().name == "postgresql":
            return Postgres(url)
    except (ArgumentError, NoSuchModuleError, ImportError):
        pass
    raise WissenNichtSchreibbar(
        "KNOWLEDGE_URL muss eine SQLite-Datei oder ein PostgreSQL nennen, etwa sqlite:///wissen.db oder "
        "postgresql://name:passwort@rechner/wissen (Sonderzeichen im Passwort: @ als %40, / als %2F)."
    )
