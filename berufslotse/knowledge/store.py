"""Reading the compiled knowledge."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import column, create_engine, func, select, text
from sqlalchemy.engine import Row
from sqlalchemy.pool import NullPool

from berufslotse.knowledge import build
from berufslotse.knowledge.home import knowledge_url, profiles_folder
from berufslotse.knowledge.names import Beruf, NameIndex
from berufslotse.knowledge.places import Ort, PlaceIndex
from berufslotse.knowledge.profiles import ProfilFehler
from berufslotse.knowledge.search import match_expression
from berufslotse.knowledge.tables import alias, beruf, fakt, ort, profil, quelle


@dataclass(frozen=True)
class Quelle:
    """A source as an answer names it; `abgerufen` is an ISO date, `stand` a year."""

    titel: str
    url: str
    abgerufen: str
    herausgeber: str | None = None
    stand: int | None = None


@dataclass(frozen=True)
class Zahl:
    """A pay figure in euros."""

    stufe: str
    von: float | None
    bis: float | None
    zeitraum: str
    arbeitgeber: str | None
    netto: bool
    art: str | None
    jahr: int | None


@dataclass(frozen=True)
class Fakt:
    """A fact with its source; `ort` is None where it holds for all of Germany."""

    beruf: str
    ort: str | None
    thema: str
    text: str
    quelle: Quelle
    zahl: Zahl | None = None

    @property
    def jahr(self) -> int | None:
        """Return the year that the fact is of, where it or its source names one."""
        return (self.zahl and self.zahl.jahr) or self.quelle.stand


class Wissen:
    """What the bot knows. All look-ups go to the database; only names are kept in memory."""

    def __init__(self, url: str) -> None:
        """Open the compiled knowledge at the SQLAlchemy address `url`."""
        # Each look-up opens the file anew, which costs a fraction of a millisecond and means that a
        # database put in place of the old one is seen at once.
        self._engine = create_engine(url, poolclass=NullPool)
        self.namen = NameIndex(self._read_berufe())
        self.plaetze = PlaceIndex(self._read_places())

    def _rows(self, query, **parameters) -> list[Row]:
        with self._engine.connect() as connection:
            return connection.execute(query, parameters).all()

    def _read_places(self) -> list[Ort]:
        return [Ort(r.name, r.breite, r.laenge, r.einwohner) for r in self._rows(select(ort))]

    def _read_berufe(self) -> list[Beruf]:
        aliases: dict[int, list[str]] = {}
        for row in self._rows(select(alias.c.beruf_id, alias.c.name)):
            aliases.setdefault(row.beruf_id, []).append(row.name)
        towns: dict[int, list[str | None]] = {}
        for row in self._rows(select(profil.c.beruf_id, profil.c.ort).order_by(profil.c.ort)):
            towns.setdefault(row.beruf_id, []).append(row.ort)
        return [
            Beruf(
                row.name,
                row.feminin,
                tuple(aliases.get(row.id, ())),
                tuple(o for o in towns.get(row.id, ()) if o),
                None in towns.get(row.id, ()),
            )
            for row in self._rows(select(beruf).order_by(beruf.c.name))
        ]

    def berufe(self) -> list[Beruf]:
        """Return all occupations that a profile tells of, by name."""
        return self.namen.berufe()

    def orte(self) -> list[tuple[str, int]]:
        """Return the towns with profiles and how many, the best known first."""
        query = (
            select(profil.c.ort, func.count())
            .where(profil.c.ort.isnot(None))
            .group_by(profil.c.ort)
            .order_by(func.count().desc(), profil.c.ort)
        )
        return [(row[0], row[1]) for row in self._rows(query)]

    def berufe_in(self, town: str, thema: str | None = None) -> list[str]:
        """Return the occupations with facts in `town` (on `thema`), the fullest profile first."""
        query = (
            select(beruf.c.name)
            .join(profil, profil.c.beruf_id == beruf.c.id)
            .join(fakt, fakt.c.profil_id == profil.c.id)
            .where(profil.c.ort == town)
            .group_by(beruf.c.name)
            .order_by(func.count().desc(), beruf.c.name)
        )
        if thema:
            query = query.where(fakt.c.thema == thema)
        return [row[0] for row in self._rows(query)]

    def orte_mit(self, name: str, thema: str | None = None) -> list[str]:
        """Return the towns in which occupation `name` has facts (on `thema`), the fullest profile first."""
        query = (
            select(profil.c.ort)
            .join(beruf, profil.c.beruf_id == beruf.c.id)
            .join(fakt, fakt.c.profil_id == profil.c.id)
            .where(beruf.c.name == name, profil.c.ort.isnot(None))
            .group_by(profil.c.ort)
            .order_by(func.count().desc(), profil.c.ort)
        )
        if thema:
            query = query.where(fakt.c.thema == thema)
        return [row[0] for row in self._rows(query)]

    def themen(self, name: str, town: str | None) -> list[str]:
        """Return the themes on which there are facts about occupation `name` in `town`, or nationwide."""
        query = self._facts_query(name, town).with_only_columns(fakt.c.thema).order_by(fakt.c.id)
        return list(dict.fromkeys(row[0] for row in self._rows(query)))

    def fakten(self, name: str, town: str | None, thema: str | None = None) -> list[Fakt]:
        """Return the facts about occupation `name` in `town` (None: all of Germany), in order."""
        query = self._facts_query(name, town).order_by(fakt.c.id)
        if thema:
            query = query.where(fakt.c.thema == thema)
        return [_fakt(row) for row in self._rows(query)]

    def suche(self, words: str, name: str, town: str | None, limit: int = 3) -> list[tuple[Fakt, float]]:
        """Return the facts of one profile that fit the telling words of a question best.

        The number beside each is the share of the question's telling words that the fact holds (0 to 1).
        """
        expression = match_expression(words)
        if not expression:
            return []
        ranked = text(
            "SELECT rowid AS id, bm25(fakt_suche) AS rang, woerter "
            "FROM fakt_suche WHERE fakt_suche MATCH :ausdruck"
        ).columns(fakt.c.id, column("rang"), column("woerter"))
        hits = ranked.subquery()
        query = (
            self._facts_query(name, town)
            .add_columns(hits.c.woerter)
            .join(hits, hits.c.id == fakt.c.id)
            .order_by(hits.c.rang)
            .limit(limit)
        )
        asked = {part.strip('"') for part in expression.split(" OR ")}
        rows = self._rows(query, ausdruck=expression)
        return [(_fakt(row), len(asked & set(row.woerter.split())) / len(asked)) for row in rows]

    @staticmethod
    def _facts_query(name: str, town: str | None):
        return (
            select(
                beruf.c.name.label("beruf"),
                profil.c.ort,
                *(c for c in fakt.c if c.name not in {"id", "profil_id", "quelle_id"}),
                quelle.c.titel,
                quelle.c.url,
                quelle.c.abgerufen,
                quelle.c.herausgeber,
                quelle.c.stand,
            )
            .select_from(fakt)
            .join(profil, fakt.c.profil_id == profil.c.id)
            .join(beruf, profil.c.beruf_id == beruf.c.id)
            .join(quelle, fakt.c.quelle_id == quelle.c.id)
            .where(beruf.c.name == name, profil.c.ort == town if town else profil.c.ort.is_(None))
        )


def _fakt(row: Row) -> Fakt:
    source = Quelle(row.titel, row.url, row.abgerufen, row.herausgeber, row.stand)
    figure = None
    if row.stufe:
        figure = Zahl(
            row.stufe, row.von, row.bis, row.zeitraum, row.arbeitgeber, bool(row.netto), row.art, row.jahr
        )
    return Fakt(row.beruf, row.ort, row.thema, row.text, source, figure)


@dataclass(frozen=True)
class Stand:
    """What `refresh` did: whether it compiled, and the faults that kept it from doing so."""

    gebaut: bool = False
    fehler: ProfilFehler | None = None


def refresh() -> Stand:
    """Compile the profiles if they changed since the last time.

    With faults in the profiles and an earlier database at hand, that one stays in use and the faults are
    returned.

    Raises:
        ProfilFehler: the profiles have faults and there is no earlier database.
        WissenNichtSchreibbar: the database cannot be written.
    """
    url = knowledge_url()
    if not url.startswith("sqlite:///"):
        raise build.WissenNichtSchreibbar(
            "KNOWLEDGE_URL muss eine SQLite-Datei nennen, etwa sqlite:///wissen.db."
        )
    database, folder = Path(url.removeprefix("sqlite:///")), profiles_folder()
    built = build.built_signature(database)
    if built == build.signature(folder):
        return Stand()
    try:
        build.build(folder, database)
    except ProfilFehler as faults:
        if built is None:
            raise
        return Stand(fehler=faults)
    return Stand(gebaut=True)


def open_knowledge() -> Wissen:
    """Compile the profiles if need be and open the knowledge; raises as `refresh` does."""
    refresh()
    return Wissen(knowledge_url())
