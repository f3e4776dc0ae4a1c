"""Searching facts by words: German stems, umlauts folded, ranked by SQLite's full-text index."""

from __future__ import annotations

from functools import lru_cache

from snowballstemmer import stemmer

from berufslotse.knowledge.text import words

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
def _stem():
    return stemmer("german")


def terms(text: str) -> list[str]:
    """Return the stems of the telling words of `text`, folded, in order."""
    stem = _stem()
    found = [w.folded for w in words(text) if w.folded not in STOP and len(w.folded) > 2]
    return stem.stemWords(found)


def index_terms(text: str) -> str:
    """Return what the full-text index keeps of a fact."""
    return " ".join(terms(text))


def match_expression(text: str) -> str:
    """Return the FTS5 query that finds facts with any of the telling words, or "" without one."""
    return " OR ".join(f'"{term}"' for term in dict.fromkeys(terms(text)))
