"""Bringing the database up to the profiles and official lists: only what changed is compiled anew."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, true
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from berufslotse.knowledge import changes, naming
from berufslotse.knowledge.changes import Aenderungen, Gesehen, is_list
from berufslotse.knowledge.compiling import BATCH, OWN, Uebersetzer, write_state
from berufslotse.knowledge.database import Datenbank
from berufslotse.knowledge.official import Verzeichnis, VerzeichnisFehler, read_list
from berufslotse.knowledge.profiles import (
    Anspruch,
    Fehler,
    ProfilDatei,
    ProfilFehler,
    collisions,
    read_files,
    require,
)
from berufslotse.knowledge.progress import Fortschritt, no_progress
from berufslotse.knowledge.tables import alias, datei, profil


@dataclass(frozen=True)
class Stand:
    """What bringing up to date did: how many files it compiled or forgot, and what kept it from doing so."""

    dateien: int = 0
    fehler: ProfilFehler | None = None

    @property
    def gebaut(self) -> bool:
        """Whether the database is another than before."""
        return self.dateien > 0


def bring_up_to_date(folder: Path, database: Datenbank, progress: Fortschritt = no_progress) -> Stand:
    """Compile what changed below `folder` since the last time.

    With faults in the files and an earlier database at hand, that one stays in use and the faults are
    returned.

    Raises:
        ProfilFehler: the files have faults and there is no earlier database.
        WissenNichtSchreibbar: the database cannot be written.
    """
    if _is_current(database.state(), changes.scan(folder)):
        return Stand()
    with database.locked():
        state = database.state()
        seen = changes.scan(folder)
        if _is_current(state, seen):  # somebody else was quicker
            return Stand()
        usable = state is not None and state.get("schema") == changes.SCHEMA
        try:
            return _compile(folder, database, seen, dict(state or {}) if usable else None, progress)
        except ProfilFehler as faults:
            if not usable:
                raise
            return Stand(fehler=faults)


def faults_of_changes(folder: Path, database: Datenbank) -> tuple[Aenderungen, list[Fehler]]:
    """Return what changed below `folder` since it was compiled, and what is wrong with that."""
    engine = database.reader()
    with engine.connect() as connection:
        todo = changes.compare(changes.scan(folder), _compiled(connection))
        found, _, faults = _read(folder, todo, no_progress)
        faults.extend(collisions(_claims(connection, folder, todo, found)))
    engine.dispose()
    return todo, faults


def _is_current(state: dict[str, str] | None, seen: Gesehen) -> bool:
    return state is not None and state.get("dateien") == changes.signature(seen)


def _compile(
    folder: Path, database: Datenbank, seen: Gesehen, state: dict[str, str] | None, progress: Fortschritt
) -> Stand:
    require(folder)
    fresh = state is None
    same_names = False
    if fresh:
        todo = Aenderungen(list(seen), [])
        found, lists, faults = _read(folder, todo, progress)
        faults.extend(collisions([Anspruch.of(item) for item in found]))
    else:
        engine = database.reader()
        with engine.connect() as connection:
            todo = changes.compare(seen, _compiled(connection))
            found, lists, faults = _read(folder, todo, progress)
            same_names = not any(map(is_list, (*todo.neu, *todo.fort))) and _same_names(
                connection, folder, todo, found
            )
            # Where no name changed there is nothing new to collide, and all profiles need not be looked at.
            if not same_names:
                faults.extend(collisions(_claims(connection, folder, todo, found)))
        engine.dispose()
    if faults:
        raise ProfilFehler(faults)
    with database.writing(fresh) as connection:
        work = Uebersetzer(database, connection, progress)
        work.remove([*todo.neu, *todo.fort])
        for item in found:
            work.add_profile(str(item.datei.relative_to(folder)), item.profil)
        for path, liste in lists:
            work.add_list(path, liste)
        work.finish()
        work.mark_files((path, seen[path]) for path in todo.neu)
        progress("Namen ordnen", 0, 1)
        if not same_names:
            # What a list brings anew has to be given to its occupations, even under the same names.
            settled = {} if any(map(is_list, (*todo.neu, *todo.fort))) else state
            naming.settle(connection, settled or {})
        progress("Namen ordnen", 1, 1)
        write_state(
            connection,
            schema=changes.SCHEMA,
            dateien=changes.signature(seen),
            version=uuid.uuid4().hex,
        )
    return Stand(len(todo.neu) + len(todo.fort))


def _compiled(connection: Connection) -> dict[str, tuple[int, int]]:
    return {row.pfad: (row.groesse, row.geaendert) for row in connection.execute(select(datei))}


def _read(
    folder: Path, todo: Aenderungen, progress: Fortschritt
) -> tuple[list[ProfilDatei], list[tuple[str, Verzeichnis]], list[Fehler]]:
    """Read the changed profiles and lists, and gather what is wrong with them."""
    found, faults = read_files([folder / path for path in todo.neu if not is_list(path)], progress)
    lists = []
    for path in todo.neu:
        if is_list(path):
            try:
                lists.append((path, read_list(folder / path)))
            except VerzeichnisFehler as error:
                faults.append(Fehler(folder / path, 1, "", str(error)))
    return found, lists, faults


def _claims(
    connection: Connection, folder: Path, todo: Aenderungen, found: Sequence[ProfilDatei]
) -> Iterator[Anspruch]:
    """Yield what the unchanged profiles claim, then what the changed ones do."""
    stale = {*todo.neu, *todo.fort}
    told = {row.pfad for row in connection.execute(select(profil.c.pfad).distinct())}
    for claim in _claimed(connection, folder, true()):
        if str(claim.datei.relative_to(folder)) not in stale:
            yield claim
    # Profiles without a checked fact claim their place too, and the database has nothing of them.
    drafts = [path for path in _compiled(connection) if path not in stale | told and not is_list(path)]
    yield from map(Anspruch.of, read_files([folder / path for path in drafts])[0])
    yield from map(Anspruch.of, found)


def _claimed(connection: Connection, folder: Path, which: ColumnElement) -> Iterator[Anspruch]:
    """Yield what the compiled profiles claim that the condition `which` holds for."""
    names: dict[int, set[str]] = {}
    query = select(alias.c.profil_id, alias.c.name).join(profil, profil.c.id == alias.c.profil_id)
    for row in connection.execute(query.where(which)):
        names.setdefault(row.profil_id, set()).add(row.name)
    query = select(profil.c.id, profil.c.name, profil.c.feminin, profil.c.ort, profil.c.pfad)
    for row in connection.execute(query.where(profil.c.rang == OWN, which).order_by(profil.c.pfad)):
        claimed = {row.name, row.feminin or row.name, *names.get(row.id, ())}
        yield Anspruch(folder / row.pfad, row.name, row.feminin, row.ort, frozenset(claimed))


def _same_names(
    connection: Connection, folder: Path, todo: Aenderungen, found: Sequence[ProfilDatei]
) -> bool:
    """Whether the changed profiles claim the same as before, file by file."""
    if todo.fort or len(todo.neu) > BATCH:
        return False
    before = _claimed(connection, folder, profil.c.pfad.in_(todo.neu))
    checked = [item for item in found if any(not fact.pruefen for fact in item.profil.fakten)]
    return set(before) == set(map(Anspruch.of, checked)) and len(checked) == len(found)
