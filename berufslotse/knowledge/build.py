"""Compiling profiles into the database, and knowing when that has to be done again.

The new database is written beside the old one and put in its place in a single step, so a reader sees
the old knowledge or the new, never half of either, and a fault in a profile leaves the old one in use.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from berufslotse.knowledge import tables
from berufslotse.knowledge.places import german_places
from berufslotse.knowledge.profiles import ProfilDatei, profile_files, read_folder
from berufslotse.knowledge.schema import Fakt, Gehalt
from berufslotse.knowledge.search import index_terms

SCHEMA = "1"
"""Raise this when the tables or their meaning change; older databases are then compiled anew."""


class WissenNichtSchreibbar(Exception):
    """The database file cannot be written."""


def signature(folder: Path) -> str:
    """Return a mark that changes whenever a profile file is added, removed or written."""
    digest = hashlib.sha256(SCHEMA.encode())
    for path in profile_files(folder) if folder.is_dir() else []:
        info = path.stat()
        digest.update(f"{path.relative_to(folder)}\0{info.st_size}\0{info.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def built_signature(database: Path) -> str | None:
    """Return the mark of the profiles that `database` was compiled from, or None without a usable one."""
    if not database.is_file():
        return None
    engine = create_engine(f"sqlite:///{database}", poolclass=NullPool)
    try:
        with engine.connect() as connection:
            query = select(tables.stand.c.wert).where(tables.stand.c.schluessel == "profile")
            return connection.execute(query).scalar()
    except DBAPIError:
        return None


def build(folder: Path, database: Path) -> int:
    """Compile the profiles below `folder` into `database`; return how many there are.

    Raises:
        ProfilFehler: a profile has a fault. The database stays as it was.
        WissenNichtSchreibbar: the database cannot be written. It stays as it was.
    """
    mark = signature(folder)
    profiles = read_folder(folder)
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{database.name}-", dir=database.parent)
    except OSError as error:
        raise WissenNichtSchreibbar(
            f"{database.parent} lässt sich nicht beschreiben ({error.strerror})."
        ) from error
    os.close(handle)
    try:
        _write(Path(name), folder, profiles, mark)
        Path(name).replace(database)
    except (DBAPIError, OSError) as error:
        reason = getattr(error, "orig", error)
        raise WissenNichtSchreibbar(f"{database} lässt sich nicht schreiben ({reason}).") from error
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()
    return len(profiles)


def _write(path: Path, folder: Path, profiles: list[ProfilDatei], mark: str) -> None:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        tables.metadata.create_all(connection)
        connection.execute(text("CREATE VIRTUAL TABLE fakt_suche USING fts5(woerter)"))
        connection.execute(insert(tables.stand), [{"schluessel": "profile", "wert": mark}])
        connection.execute(insert(tables.ort), [vars(place) for place in german_places()])
        _insert_names(connection, profiles)
        _insert_facts(connection, folder, profiles)


def _insert_names(connection: Connection, profiles: list[ProfilDatei]) -> None:
    feminine: dict[str, str | None] = {}
    aliases: dict[str, dict[str, None]] = {}
    for item in profiles:
        profil = item.profil
        feminine[profil.beruf] = feminine.get(profil.beruf) or profil.beruf_feminin
        aliases.setdefault(profil.beruf, {}).update(dict.fromkeys(profil.aliase))
    ids = {name: number for number, name in enumerate(sorted(feminine), start=1)}
    connection.execute(
        insert(tables.beruf), [{"id": ids[n], "name": n, "feminin": feminine[n]} for n in sorted(feminine)]
    )
    rows = [{"beruf_id": ids[n], "name": a} for n in sorted(aliases) for a in aliases[n]]
    if rows:
        connection.execute(insert(tables.alias), rows)


def _insert_facts(connection: Connection, folder: Path, profiles: list[ProfilDatei]) -> None:
    ids = {row.name: row.id for row in connection.execute(select(tables.beruf.c.id, tables.beruf.c.name))}
    profile_rows: list[dict[str, Any]] = []
    source_rows: list[dict[str, Any]] = []
    fact_rows: list[dict[str, Any]] = []
    for number, item in enumerate(profiles, start=1):
        profil, first_source = item.profil, len(source_rows) + 1
        where = {
            "beruf_id": ids[profil.beruf],
            "ort": profil.ort,
            "datei": str(item.datei.relative_to(folder)),
        }
        profile_rows.append({"id": number, **where})
        for index, quelle in enumerate(profil.quellen):
            fields = {**quelle.dict(), "abgerufen": quelle.abgerufen.isoformat()}
            source_rows.append({"id": first_source + index, **fields})
        for fakt in profil.fakten:
            keys = {"id": len(fact_rows) + 1, "profil_id": number, "quelle_id": first_source + fakt.quelle}
            fact_rows.append({**keys, **_fact_fields(fakt)})
    connection.execute(insert(tables.profil), profile_rows)
    connection.execute(insert(tables.quelle), source_rows)
    connection.execute(insert(tables.fakt), fact_rows)
    search_rows = [{"id": row["id"], "woerter": index_terms(row["text"])} for row in fact_rows]
    connection.execute(text("INSERT INTO fakt_suche(rowid, woerter) VALUES (:id, :woerter)"), search_rows)


def _fact_fields(fakt: Fakt) -> dict[str, Any]:
    figure = json.loads(fakt.gehalt.json()) if fakt.gehalt else dict.fromkeys(Gehalt.__fields__)
    return {"thema": fakt.thema.value, "text": fakt.text, **figure}
