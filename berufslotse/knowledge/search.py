"""Searching facts by words: German stems, umlauts folded, ranked by the database's full-text index."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from snowballstemmer import stemmer
from sqlalchemy import Float, Integer, column, select, text
from sqlalchemy.engine import Row

from berufslotse.knowledge.database import Datenbank
from berufslotse.knowledge.tables import fakt, wort
from berufslotse.knowledge.text import words

Read = Callable[..., list[Row]]
"""Runs a query with parameters and returns the rows."""

STOP = frozenset(
    [
        "aber",
        "als",
        "also",
        "am",
        "an",
        "auch",
        "auf",
        "aus",
        "bei",
        "bin",
        "bist",
        "da",
        "dann",
        "das",
        "dem",
        "den",
        "der",
        "des",
        "die",
        "dir",
        "du",
        "ein",
        "eine",
        "einem",
        "einen",
        "einer",
        "eines",
        "er",
        "es",
        "eure",
        "fur",
        "gibt",
        "hab",
        "habe",
        "haben",
        "hat",
        "hatt",
        "hier",
        "ich",
        "ihr",
        "im",
        "in",
        "ist",
        "ja",
        "kann",
        "kannst",
        "konnen",
        "man",
        "mein",
        "mich",
        "mir",
        "mit",
        "nach",
        "nicht",
        "noch",
        "nun",
        "nur",
        "ob",
        "oder",
        "schon",
        "sehr",
        "sein",
        "seid",
        "sie",
        "sind",
        "so",
        "uber",
        "um",
        "und",
        "uns",
        "viel",
        "vom",
        "von",
        "vor",
        "war",
        "was",
        "wann",
        "warum",
        "wo",
        "wie",
        "wer",
        "werd",
        "werden",
        "wieviel",
        "wird",
        "wir",
        "wenn",
        "will",
        "wurd",
        "zu",
        "zum",
        "zur",
        "mal",
        "denn",
        "eigentlich",
        "beruf",
        "job",
        "arbeit",
        "arbeiten",
        "arbeitet",
        "macht",
        "machen",
    ]
)
"""Folded words that say nothing about what a question is after."""


@lru_cache(maxsize=1)
def _stemmer():
    return stemmer("german")


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    return _stemmer().stemWord(word)


LONGEST = 60
"""So many letters of a word count; databases take no word of any length into an index."""


def terms(text: str) -> list[str]:
    """Return the stems of the telling words of `text`, folded, in order."""
    return [_stem(w.folded[:LONGEST]) for w in words(text) if w.folded not in STOP and len(w.folded) > 2]


def index_terms(text: str) -> str:
    """Return what the full-text index keeps of a fact."""
    return " ".join(terms(text))


def rank(asked: Mapping[str, float], facts: Sequence[Sequence[str]]) -> list[tuple[int, float]]:
    """Rank `facts`, each the stems of one, by BM25 (Robertson and others 1994) against weighted stems.

    Returns the places of those that share a stem, best first, each with the share of stems that it holds.
    """
    average = sum(map(len, facts)) / len(facts) if facts else 1
    scored = []
    for number, stems in enumerate(facts):
        shared = asked.keys() & set(stems)
        length = 1.2 * (0.25 + 0.75 * len(stems) / average)
        score = sum(asked[s] * 2.2 * n / (n + length) for s in shared if (n := stems.count(s)))
        if shared:
            scored.append((-score, number, len(shared) / len(asked)))
    return [(number, share) for _, number, share in sorted(scored)]


class FactSearch:
    """Finds facts by words, however many there are.

    Ranking is work for each fact that holds one of the words, so of a question the rarest words are sought
    first, and the common ones only as long as they do not bring in too many facts.
    """

    MOST_WORDS = 30
    """Telling words of a question that are looked at."""

    MOST_FACTS = 3_000
    """So many facts at most are ranked, unless a single word stands in more."""

    def __init__(self, database: Datenbank) -> None:
        """Search with the full-text index of `database`."""
        self._database = database

    def stems(self, question: str) -> list[str]:
        """Return the telling stems of `question`, each once."""
        return list(dict.fromkeys(terms(question)))[: self.MOST_WORDS]

    def counts(self, rows: Read, stems: Sequence[str]) -> dict[str, int]:
        """Return in how many facts each of `stems` stands; those in none are left out."""
        return {row.stamm: row.anzahl for row in rows(select(wort).where(wort.c.stamm.in_(stems)))}

    def best(self, rows: Read, question: str, limit: int, themes: Sequence[str]) -> list[int]:
        """Return the ids of the facts (on `themes`) that fit `question` best, best first."""
        counts = self.counts(rows, self.stems(question))
        known = sorted(counts, key=lambda stem: (counts[stem], stem))
        if not known:
            return []
        found: list[int] = []
        if len(known) > 1:
            found = self._ask(rows, self._database.all_of(known), limit, themes)
        rare, total = known[:1], counts[known[0]]
        for stem in known[1:]:
            total += counts[stem]
            if total > self.MOST_FACTS:
                break
            rare.append(stem)
        if len(found) < limit:
            more = self._ask(rows, self._database.any_of(rare), limit, themes)
            found += [number for number in more if number not in found]
        return found[:limit]

    def _ask(self, rows: Read, expression: str, limit: int, themes: Sequence[str]) -> list[int]:
        hits = (
            text(self._database.search()).columns(column("id", Integer), column("rang", Float)).subquery("t")
        )
        query = select(hits.c.id).order_by(hits.c.rang, hits.c.id).limit(limit)
        if themes:
            query = query.join(fakt, fakt.c.id == hits.c.id).where(fakt.c.thema.in_(themes))
        return [row.id for row in rows(query, ausdruck=expression)]
