"""Reading the compiled knowledge."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sqlalchemy import func, select
from sqlalchemy.engine import Row

from berufslotse.knowledge.build import Stand, bring_up_to_date
from berufslotse.knowledge.database import Datenbank, database
from berufslotse.knowledge.home import knowledge_url, profiles_folder
from berufslotse.knowledge.names import Beruf, NameIndex, Namen
from berufslotse.knowledge.places import Ort, PlaceIndex
from berufslotse.knowledge.progress import Fortschritt, no_progress
from berufslotse.knowledge.search import FactSearch, rank
from berufslotse.knowledge.tables import alias, benennung, beruf, faehigkeit, fakt, namen, ort, profil, quelle

REMEMBERED = 2_000
"""So many occupations are kept in memory once they were asked for."""

IN_ORDER = (profil.c.rang, fakt.c.id)


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
    """What the bot knows, as it was when opened. Facts stay in the database, indexes of names in memory."""

    def __init__(self, database: Datenbank) -> None:
        """Open the compiled knowledge in `database`."""
        self._engine = database.reader()
        self._search = FactSearch(database)
        layers = self._rows(select(namen.c.inhalt).order_by(namen.c.schicht))
        self.namen = Namen(NameIndex.loads(row.inhalt) for row in layers)
        self.plaetze = PlaceIndex(
            Ort(r.name, r.breite, r.laenge, r.einwohner) for r in self._rows(select(ort))
        )
        self._berufe: dict[str, Beruf | None] = {}
        # One profile is asked several times for each answer.
        self._profile = lru_cache(maxsize=REMEMBERED)(self._read_profile)

    def _rows(self, query, **parameters) -> list[Row]:
        with self._engine.connect() as connection:
            return connection.execute(query, parameters).all()

    # -- occupations and towns -----------------------------------------------------------------------

    def beruf(self, name: str) -> Beruf | None:
        """Return the occupation that `name`, in any form, stands for; it may be known by its name only."""
        hit = self.namen.find(name)
        if hit is None:
            return None
        if hit.beruf not in self._berufe:
            if len(self._berufe) >= REMEMBERED:
                self._berufe.clear()
            self._berufe[hit.beruf] = self._read_beruf(hit.beruf)
        return self._berufe[hit.beruf]

    def bekannt(self, name: str) -> Beruf | None:
        """Return the occupation that `name` stands for if there are facts about it."""
        found = self.beruf(name)
        return found if found and found.bekannt else None

    def _read_beruf(self, name: str) -> Beruf | None:
        for row in self._rows(select(beruf).where(beruf.c.name == name)):
            return self._with_places(row)
        for row in self._rows(select(benennung).where(benennung.c.name == name)):
            return Beruf(row.name, row.feminin, klasse=row.klasse)
        return None

    def _with_places(self, row: Row) -> Beruf:
        query = select(profil.c.id, profil.c.ort).where(profil.c.beruf_id == row.id).order_by(profil.c.ort)
        places = self._rows(query)
        towns = tuple(dict.fromkeys(r.ort for r in places if r.ort))
        names = (
            select(alias.c.name).where(alias.c.profil_id.in_([r.id for r in places])).order_by(alias.c.name)
        )
        aliases = tuple(dict.fromkeys(r.name for r in self._rows(names)))
        return Beruf(row.name, row.feminin, aliases, towns, any(r.ort is None for r in places), row.klasse)

    @cached_property
    def berufsnamen(self) -> list[str]:
        """The names of all occupations with facts, in order."""
        return [row.name for row in self._rows(select(beruf.c.name).order_by(beruf.c.name))]

    def verbreitete(self, count: int) -> list[str]:
        """Return the `count` occupations known in most towns, the most widely known first."""
        query = (
            select(beruf.c.name)
            .join(profil, profil.c.beruf_id == beruf.c.id)
            .group_by(beruf.c.name)
            .order_by(func.count(profil.c.ort.distinct()).desc(), beruf.c.name)
            .limit(count)
        )
        return [row.name for row in self._rows(query)]

    def berufe_der_klasse(self, klasse: str) -> list[str]:
        """Return the occupations with facts whose official class begins with `klasse`, by name."""
        query = select(beruf.c.name).where(beruf.c.klasse.startswith(klasse)).order_by(beruf.c.name)
        return [row.name for row in self._rows(query)]

    def orte(self) -> list[tuple[str, int]]:
        """Return the towns with profiles and how many, the best known first."""
        query = (
            select(profil.c.ort, func.count())
            .where(profil.c.ort.isnot(None))
            .group_by(profil.c.ort)
            .order_by(func.count().desc(), profil.c.ort)
        )
        return [(row[0], row[1]) for row in self._rows(query)]

    def berufe_in(self, town: str) -> list[str]:
        """Return the occupations with facts in `town`, the fullest profile first."""
        query = (
            select(beruf.c.name)
            .join(profil, profil.c.beruf_id == beruf.c.id)
            .where(profil.c.ort == town)
            .group_by(beruf.c.name)
            .order_by(func.sum(profil.c.umfang).desc(), beruf.c.name)
        )
        return [row.name for row in self._rows(query)]

    def orte_mit(self, name: str, thema: str | None = None) -> list[str]:
        """Return the towns in which occupation `name` has facts (on `thema`), the fullest profile first."""
        query = (
            select(profil.c.ort)
            .join(beruf, profil.c.beruf_id == beruf.c.id)
            .where(beruf.c.name == name, profil.c.ort.isnot(None))
            .group_by(profil.c.ort)
        )
        fullest = func.sum(profil.c.umfang)
        if thema:
            query = query.join(fakt, fakt.c.profil_id == profil.c.id).where(fakt.c.thema == thema)
            fullest = func.count()
        return [row.ort for row in self._rows(query.order_by(fullest.desc(), profil.c.ort))]

    def umfang(self) -> dict[str, int]:
        """Return how much there is: berufe, orte, profile, fakten, amtlich (descriptions), benennungen."""
        own = profil.c.rang == 0
        counts = {
            "berufe": select(func.count(profil.c.beruf_id.distinct())).where(own),
            "orte": select(func.count(profil.c.ort.distinct())),
            "profile": select(func.count()).select_from(profil).where(own),
            "fakten": select(func.sum(profil.c.umfang)).where(own),
            "amtlich": select(func.count()).select_from(profil).where(profil.c.rang != 0),
            "benennungen": select(func.count()).select_from(benennung),
        }
        return {name: int(self._rows(query)[0][0] or 0) for name, query in counts.items()}

    # -- facts ---------------------------------------------------------------------------------------

    def datei(self, name: str, town: str | None) -> str | None:
        """Return the file, below the folder of profiles, that tells of occupation `name` in `town`."""
        query = select(profil.c.pfad).where(profil.c.name == name, profil.c.rang == 0)
        query = query.where(profil.c.ort == town if town else profil.c.ort.is_(None))
        return next((row.pfad for row in self._rows(query)), None)

    def dateien(self) -> set[str]:
        """Return the files, below the folder of profiles, of which facts were compiled."""
        return {row.pfad for row in self._rows(select(profil.c.pfad).distinct())}

    def themen(self, name: str, town: str | None) -> list[str]:
        """Return the themes on which there are facts about occupation `name` in `town`, or nationwide."""
        return list(dict.fromkeys(known.thema for known in self._profile(name, town)))

    def fakten(self, name: str, town: str | None, thema: str | None = None) -> list[Fakt]:
        """Return the facts about occupation `name` in `town` (None: all of Germany), in order.

        What counsellors wrote comes before what an official list says.
        """
        return [known for known in self._profile(name, town) if thema in (None, known.thema)]

    def _read_profile(self, name: str, town: str | None) -> tuple[Fakt, ...]:
        return tuple(map(_fakt, self._rows(self._facts_query(name, town).order_by(*IN_ORDER))))

    def gehaelter(self, name: str | None = None, town: str | None = None) -> list[Fakt]:
        """Return the facts with pay figures of occupation `name`, of `town`, or of both."""
        query = self._fact_columns().where(fakt.c.stufe.isnot(None)).order_by(*IN_ORDER)
        if name:
            query = query.where(beruf.c.name == name)
        if town:
            query = query.where(profil.c.ort == town)
        return [_fakt(row) for row in self._rows(query)]

    def stichprobe(self, count: int) -> list[Fakt]:
        """Return about `count` facts that counsellors wrote, spread over all."""
        total = self._rows(select(func.count(fakt.c.id)))[0][0]
        every = max(1, total // count)
        query = self._fact_columns().where(fakt.c.id % every == 0, profil.c.rang == 0).order_by(fakt.c.id)
        return [_fakt(row) for row in self._rows(query.limit(count))]

    def faehigkeiten(self, name: str) -> list[str]:
        """Return the skills that an official list calls essential for occupation `name`."""
        query = select(faehigkeit.c.name).join(profil, profil.c.id == faehigkeit.c.profil_id)
        query = query.join(beruf, beruf.c.id == profil.c.beruf_id).where(beruf.c.name == name)
        return [row.name for row in self._rows(query.distinct().order_by(faehigkeit.c.name))]

    def mit_faehigkeiten(self, skills: Sequence[str]) -> dict[str, int]:
        """Return the occupations for which any of `skills` is essential, and how many of them are."""
        query = (
            select(beruf.c.name, func.count(faehigkeit.c.name.distinct()).label("anzahl"))
            .join(profil, profil.c.beruf_id == beruf.c.id)
            .join(faehigkeit, faehigkeit.c.profil_id == profil.c.id)
            .where(faehigkeit.c.name.in_(skills))
            .group_by(beruf.c.name)
        )
        return {row.name: row.anzahl for row in self._rows(query)}

    @cached_property
    def _facts_in_all(self) -> int:
        return int(self._rows(select(func.sum(profil.c.umfang)))[0][0] or 0)

    def seltenheit(self, stems: Sequence[str]) -> dict[str, float]:
        """Return the inverse document frequency of those of `stems` that stand in any fact."""
        counts = self._search.counts(self._rows, stems)
        return {stem: math.log(1 + self._facts_in_all / number) for stem, number in counts.items()}

    def suche(self, words: str, name: str, town: str | None, limit: int = 3) -> list[tuple[Fakt, float]]:
        """Return the facts of one profile that fit the telling words of a question best.

        The number beside each is the share of the question's telling words that the fact holds (0 to 1).
        """
        stems = self._search.stems(words)
        rarity = self.seltenheit(stems)
        asked = {stem: rarity.get(stem, 0.0) for stem in stems}
        if not asked:
            return []
        query = self._facts_query(name, town).add_columns(fakt.c.woerter).order_by(*IN_ORDER)
        rows = self._rows(query)
        ranked = rank(asked, [row.woerter.split() for row in rows])
        return [(_fakt(rows[number]), share) for number, share in ranked[:limit]]

    def suche_ueberall(self, words: str, limit: int = 10, themes: Sequence[str] = ()) -> list[Fakt]:
        """Return the facts of all profiles (on `themes`) that fit the words of a question, best first."""
        ids = self._search.best(self._rows, words, limit, themes)
        rows = self._rows(self._fact_columns().where(fakt.c.id.in_(ids)).add_columns(fakt.c.id))
        place = {number: rank for rank, number in enumerate(ids)}
        return [_fakt(row) for row in sorted(rows, key=lambda row: place[row.id])]

    @staticmethod
    def _fact_columns():
        return (
            select(
                beruf.c.name.label("beruf"),
                profil.c.ort,
                *(c for c in fakt.c if c.name not in {"id", "profil_id", "quelle_id", "woerter"}),
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
        )

    @classmethod
    def _facts_query(cls, name: str, town: str | None):
        where = profil.c.ort == town if town else profil.c.ort.is_(None)
        return cls._fact_columns().where(beruf.c.name == name, where)


def _fakt(row: Row) -> Fakt:
    source = Quelle(row.titel, row.url, row.abgerufen, row.herausgeber, row.stand)
    figure = None
    if row.stufe:
        figure = Zahl(
            row.stufe, row.von, row.bis, row.zeitraum, row.arbeitgeber, bool(row.netto), row.art, row.jahr
        )
    return Fakt(row.beruf, row.ort, row.thema, row.text, source, figure)


def refresh(progress: Fortschritt = no_progress) -> Stand:
    """Bring the compiled knowledge up to the profiles; see `build.bring_up_to_date`."""
    return bring_up_to_date(profiles_folder(), database(knowledge_url()), progress)


def open_knowledge() -> Wissen:
    """Compile the profiles if need be and open the knowledge; raises as `refresh` does."""
    refresh()
    return Wissen(database(knowledge_url()))
