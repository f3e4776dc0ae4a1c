"""Making up as many profiles as are asked for, out of the clauses and nouns of the shipped ones."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random

from names import Title, titles

from berufslotse.knowledge.home import PROJECT
from berufslotse.knowledge.names import inflections
from berufslotse.knowledge.places import IRREGULAR, german_places
from berufslotse.knowledge.profiles import read_folder
from berufslotse.knowledge.schema import Fakt, Profil, Quelle
from berufslotse.knowledge.text import slug

PER_BERUF = 20
"""Profiles of an occupation: one for all of Germany, the others for towns; a quarter have only the towns."""

SWAPPED = 0.25
"""So many of the nouns of a sentence give way to another noun of the shipped facts."""

COMPOUNDS = 0.07
"""And so many to a compound of two, so that new words go on coming up, as they do in real text."""

_CLAUSE = re.compile(r"(?<=[,;]) ")
_NOUN = re.compile(r"(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüß]{3,}\b")
_PLAIN = re.compile(r"[A-Za-zÄÖÜäöü](?:[^\W_]|[ ,.;()/%–?-]|[:=&_~+](?=[\w/]))*[^\W_.)]\.?")
MALE, TOWN, OF_TOWN = "\1", "\2", "\3"
"""Stand in a clause for the occupation, the town, and the word for what is of the town."""


@dataclass
class Clauses:
    """What the facts of one theme are put together from; `whole` are facts with a pay figure."""

    openings: list[tuple[str, int]] = field(default_factory=list)
    middles: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    whole: list[tuple[str, str]] = field(default_factory=list)


class Inventor:
    """Writes profiles that do not exist."""

    def __init__(self, seed: int = 1) -> None:
        """Take the shipped profiles apart."""
        self._random = Random(seed)
        self._clauses: dict[tuple[bool, str], Clauses] = defaultdict(Clauses)
        self._themes: dict[bool, list[str]] = {True: [], False: []}
        self._nouns: list[str] = []
        self._sources: list[Quelle] = []
        for item in read_folder(PROJECT / "profiles"):
            self._take_apart(item.profil)

    def _take_apart(self, profil: Profil) -> None:
        local = profil.ort is not None
        self._sources.extend(profil.quellen)
        forms = {form for name in _names(profil) for form in inflections(name)}
        beruf = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(forms, key=len, reverse=True)))})\b")
        for fact in profil.fakten:
            text = beruf.sub(MALE, fact.text)
            if profil.ort:
                text = text.replace(_of_town(profil.ort), OF_TOWN).replace(profil.ort, TOWN)
            self._nouns.extend(_NOUN.findall(text))
            self._keep(self._clauses[local, fact.thema.value], text, fact)
            if not fact.gehalt:
                self._themes[local].append(fact.thema.value)

    @staticmethod
    def _keep(clauses: Clauses, text: str, fact: Fakt) -> None:
        if fact.gehalt:
            given = json.loads(fact.gehalt.json(exclude_none=True, exclude_defaults=True))
            clauses.whole.append((text, ", ".join(f"{key}: {value}" for key, value in given.items())))
            return
        first, *rest = _CLAUSE.split(text)
        clauses.openings.append((first, len(rest)))
        clauses.middles.extend(rest[:-1])
        clauses.ends.extend(rest[-1:])

    def write(self, folder: Path, count: int) -> None:
        """Write `count` profiles into `folder`, each into a file of its own as the shipped ones are."""
        folder.mkdir(parents=True)
        for title, town in islice(self._subjects(count), count):
            name = f"{slug(title.male)}-{slug(town)}.yml" if town else f"{slug(title.male)}.yml"
            (folder / name).write_text(self.profile(title, town), encoding="utf-8")

    def _subjects(self, count: int) -> Iterator[tuple[Title, str | None]]:
        towns = [place.name for place in german_places()[:600]]
        for number, title in enumerate(titles(-(-count // PER_BERUF))):
            # Large towns have more profiles than small ones.
            drawn = {towns[int(len(towns) * self._random.random() ** 2)] for _ in range(2 * PER_BERUF)}
            places: list[str | None] = list(islice(sorted(drawn, key=towns.index), PER_BERUF))
            if number % 4:
                places[-1] = None
            yield from ((title, place) for place in places)

    def profile(self, title: Title, town: str | None) -> str:
        """Return the text of a file with 6 to 8 facts, of which 1 or 2 have pay figures."""
        sources = self._random.sample(self._sources, self._random.choice((1, 1, 2, 3)))
        lines = [f"beruf: {title.male}", f"beruf_feminin: {title.female}", "aliase:"]
        lines += [f"  - {alias}" for alias in title.aliases]
        lines += [f"ort: {quoted(town)}", "quellen:"] if town else ["quellen:"]
        for source in sources:
            lines += self._source(source)
        lines.append("fakten:")
        figures = self._random.choice((1, 2))
        local = town is not None
        themes = self._random.sample(self._themes[local], self._random.choice((6, 7, 8)) - figures)
        told = [(thema, *self._sentence(self._clauses[local, thema])) for thema in themes]
        told += [
            ("gehalt", *self._random.choice(self._clauses[local, "gehalt"].whole)) for _ in range(figures)
        ]
        for thema, text, figure in told:
            text = self._filled(text, title, town)
            lines += [f"  - thema: {thema}", f"    text: {quoted(text)}"]
            if len(sources) > 1 and (number := self._random.randrange(len(sources))):
                lines.append(f"    quelle: {number}")
            if figure:
                lines.append(f"    gehalt: {{{figure}}}")
        return "\n".join(lines) + "\n"

    @staticmethod
    def _source(source: Quelle) -> list[str]:
        lines = [f"  - titel: {quoted(source.titel)}", f"    url: {quoted(source.url)}"]
        if source.herausgeber:
            lines.append(f"    herausgeber: {quoted(source.herausgeber)}")
        if source.stand:
            lines.append(f"    stand: {source.stand}")
        return [*lines, f"    abgerufen: {source.abgerufen.isoformat()}"]

    def _sentence(self, clauses: Clauses) -> tuple[str, str]:
        """Return the opening of one fact with clauses of others, and no figure."""
        opening, more = self._random.choice(clauses.openings)
        if not more:
            return opening, ""
        middles = [self._random.choice(clauses.middles) for _ in range(more - 1)] if clauses.middles else []
        return " ".join([opening, *middles, self._random.choice(clauses.ends)]), ""

    def _filled(self, text: str, title: Title, town: str | None) -> str:
        beruf = self._random.choice((title.male, title.plural, title.plural, title.female))
        text = _NOUN.sub(self._other_noun, text).replace(MALE, beruf)
        place = town or "Deutschland"
        return text.replace(OF_TOWN, _of_town(place)).replace(TOWN, place)

    def _other_noun(self, match: re.Match[str]) -> str:
        drawn = self._random.random()
        if drawn < COMPOUNDS:
            return self._random.choice(self._nouns) + self._random.choice(self._nouns).lower()
        return self._random.choice(self._nouns) if drawn < COMPOUNDS + SWAPPED else match.group()


def _names(profil: Profil) -> Sequence[str]:
    return [profil.beruf, *filter(None, [profil.beruf_feminin]), *profil.aliase]


def _of_town(town: str) -> str:
    return IRREGULAR.get(town, town + ("r" if town.endswith("e") else "er"))


def quoted(text: str) -> str:
    """Return `text` as YAML, in quotes only where it needs them, as people write it."""
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "''") + "'"
