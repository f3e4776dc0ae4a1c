"""Putting profiles into the tables, and taking them out again."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, text
from sqlalchemy.engine import Connection

from berufslotse.knowledge import tables
from berufslotse.knowledge.database import Datenbank
from berufslotse.knowledge.official import Verzeichnis
from berufslotse.knowledge.progress import Fortschritt
from berufslotse.knowledge.schema import Fakt, Gehalt, Profil, Quelle, Thema
from berufslotse.knowledge.search import index_terms

OWN, OFFICIAL = 0, 1
"""Ranks of profiles: written by counsellors, taken from an official list."""

BATCH = 500
"""So many paths or profiles go into one statement, which databases bound."""


def batches(items: Sequence[Any], size: int = BATCH) -> Iterator[Sequence[Any]]:
    """Yield `items` in parts of at most `size`."""
    return (items[start : start + size] for start in range(0, len(items), size))


class Uebersetzer:
    """Changes the tables of one database within one transaction; `finish` writes what was gathered."""

    def __init__(self, database: Datenbank, connection: Connection, progress: Fortschritt) -> None:
        """Write over `connection`."""
        self._database = database
        self._connection = connection
        self._progress = progress
        self._words: Counter[str] = Counter()
        self._berufe = {row.name: row.id for row in connection.execute(select(tables.beruf))}
        self._next = {t.name: self._last_id(t) + 1 for t in (tables.beruf, tables.profil, tables.fakt)}
        self._next["quelle"] = self._last_id(tables.quelle) + 1
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def _last_id(self, table) -> int:
        return self._connection.execute(select(func.max(table.c.id))).scalar() or 0

    def _take_id(self, table: str) -> int:
        self._next[table] += 1
        return self._next[table] - 1

    # -- taking out --------------------------------------------------------------------------------

    def remove(self, paths: Sequence[str]) -> None:
        """Forget all that came from the files at `paths`."""
        for part in batches(paths):
            query = select(tables.profil.c.id).where(tables.profil.c.pfad.in_(part))
            for ids in batches([row.id for row in self._connection.execute(query)]):
                self._remove_profiles(ids)
            for table in (tables.benennung, tables.datei):
                self._connection.execute(delete(table).where(table.c.pfad.in_(part)))

    def _remove_profiles(self, ids: Sequence[int]) -> None:
        query = select(tables.fakt.c.id, tables.fakt.c.woerter).where(tables.fakt.c.profil_id.in_(ids))
        rows = [{"id": r.id, "woerter": r.woerter} for r in self._connection.execute(query)]
        if rows:
            self._database.unindex(self._connection, rows)
            self._count(rows, -1)
        for table in (tables.fakt, tables.quelle, tables.alias, tables.faehigkeit):
            self._connection.execute(delete(table).where(table.c.profil_id.in_(ids)))
        self._connection.execute(delete(tables.profil).where(tables.profil.c.id.in_(ids)))

    # -- putting in --------------------------------------------------------------------------------

    def add_profile(self, path: str, profil: Profil) -> None:
        """Put in a profile; facts that nobody has checked yet are left out."""
        facts = [fact for fact in profil.fakten if not fact.pruefen]
        if facts:
            names = (profil.beruf, profil.beruf_feminin, profil.aliase)
            self._add(path, OWN, names, profil.ort, profil.quellen, facts)

    def add_list(self, path: str, liste: Verzeichnis) -> None:
        """Put in an official list: what it tells as profiles for all of Germany, else names and classes."""
        named: set[str] = set()
        for entry in liste.eintraege:
            if entry.klasse and entry.name not in named:
                named.add(entry.name)
                fields = {"feminin": entry.feminin, "klasse": entry.klasse}
                self._row("benennung", {"name": entry.name, "pfad": path, **fields})
            facts = [Fakt(thema=Thema(thema), text=told, quelle=0) for thema, told in entry.fakten]
            if facts:
                source = liste.quelle.copy(update={"url": entry.url or liste.quelle.url})
                names = (entry.name, entry.feminin, entry.aliase)
                number = self._add(path, OFFICIAL, names, None, [source], facts)
                for skill in entry.faehigkeiten:
                    self._row("faehigkeit", {"profil_id": number, "name": skill})

    def _add(
        self,
        path: str,
        rank: int,
        names: tuple[str, str | None, Iterable[str]],
        town: str | None,
        sources: Sequence[Quelle],
        facts: Sequence[Fakt],
    ) -> int:
        name, feminine, aliases = names
        number = self._take_id("profil")
        self._row(
            "profil",
            {
                "id": number,
                "beruf_id": self._beruf(name),
                "name": name,
                "feminin": feminine,
                "ort": town,
                "pfad": path,
                "rang": rank,
                "umfang": len(facts),
            },
        )
        for alias in aliases:
            self._row("alias", {"profil_id": number, "name": alias})
        ids = [self._take_id("quelle") for _ in sources]
        for each, source in zip(ids, sources, strict=True):
            fields = {**source.dict(), "abgerufen": source.abgerufen.isoformat()}
            self._row("quelle", {"id": each, "profil_id": number, **fields})
        for fact in facts:
            keys = {"id": self._take_id("fakt"), "profil_id": number, "quelle_id": ids[fact.quelle]}
            self._row("fakt", {**keys, **_fact_fields(fact)})
        return number

    def _row(self, table: str, row: dict[str, Any]) -> None:
        self._rows.setdefault(table, []).append(row)

    def _beruf(self, name: str) -> int:
        if name not in self._berufe:
            self._berufe[name] = self._take_id("beruf")
            self._row("beruf", {"id": self._berufe[name], "name": name})
        return self._berufe[name]

    # -- the end -----------------------------------------------------------------------------------

    def finish(self) -> None:
        """Write all rows, in an order in which each finds what it refers to."""
        total = sum(map(len, self._rows.values()))
        done = 0
        for table in tables.metadata.sorted_tables:
            for part in batches(self._rows.pop(table.name, []), 5_000):
                self._connection.execute(insert(table), part)
                if table is tables.fakt:
                    self._database.index(self._connection, part)
                    self._count(part, 1)
                done += len(part)
                self._progress("Fakten ablegen", done, total)
        self._write_counts()

    def _count(self, facts: Iterable[dict[str, Any]], sign: int) -> None:
        for fact in facts:
            for stem in set(fact["woerter"].split()):
                self._words[stem] += sign

    def _write_counts(self) -> None:
        rows = [{"stamm": stem, "anzahl": n} for stem, n in self._words.items() if n]
        if rows:
            self._connection.execute(
                text(
                    "INSERT INTO wort (stamm, anzahl) VALUES (:stamm, :anzahl) "
                    "ON CONFLICT (stamm) DO UPDATE SET anzahl = wort.anzahl + excluded.anzahl"
                ),
                rows,
            )
        self._connection.execute(delete(tables.wort).where(tables.wort.c.anzahl <= 0))

    def mark_files(self, seen: Iterable[tuple[str, tuple[int, int]]]) -> None:
        """Remember as what the files were compiled."""
        rows = [{"pfad": path, "groesse": size, "geaendert": changed} for path, (size, changed) in seen]
        for part in batches(rows):
            self._connection.execute(insert(tables.datei), part)


def write_state(connection: Connection, **values: str) -> None:
    """Set entries of the table stand."""
    for key, value in values.items():
        connection.execute(
            delete(tables.stand).where(tables.stand.c.schluessel == bindparam("k")), {"k": key}
        )
        connection.execute(insert(tables.stand), [{"schluessel": key, "wert": value}])


def _fact_fields(fakt: Fakt) -> dict[str, Any]:
    figure = json.loads(fakt.gehalt.json()) if fakt.gehalt else dict.fromkeys(Gehalt.__fields__)
    return {"thema": fakt.thema.value, "text": fakt.text, "woerter": index_terms(fakt.text), **figure}
