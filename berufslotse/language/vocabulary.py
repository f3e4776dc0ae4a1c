"""Ordinary German words, so that they are not taken for misspelt names.

Kept as sorted 32-bit checksums: 340,000 words take 1.4 MB instead of 30, at the price of taking about one
unknown word in ten thousand for a known one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import spacy_lookups_data
from spacy.util import load_language_data

from berufslotse.knowledge.text import compact


class Vocabulary:
    """A set of folded words."""

    def __init__(self, marks: np.ndarray) -> None:
        """Keep `marks`, sorted checksums of shape (words,) and type uint32."""
        self._marks = marks

    @classmethod
    def of(cls, words: Iterable[str]) -> Vocabulary:
        """Build the set from folded words."""
        return cls(np.unique(np.fromiter((_mark(word) for word in words), dtype=np.uint32)))

    def __contains__(self, word: str) -> bool:
        """Whether the folded `word` is ordinary."""
        mark = _mark(word)
        # A mark of another type would make searchsorted convert all of them first.
        place = np.searchsorted(self._marks, np.uint32(mark))
        return bool(place < len(self._marks) and self._marks[place] == mark)

    def save(self, path: Path) -> None:
        """Write the set to `path`."""
        np.save(path, self._marks)

    @classmethod
    def load(cls, path: Path) -> Vocabulary:
        """Read what `save` wrote."""
        return cls(np.load(path, allow_pickle=False))


def _mark(word: str) -> int:
    return zlib.crc32(word.encode())


def dictionary_words() -> Iterable[str]:
    """Yield the folded word forms and lemmas of spaCy's German lemma table."""
    table = load_language_data(spacy_lookups_data.de["lemma_lookup"])
    assert isinstance(table, dict)
    for pair in table.items():
        yield from map(compact, pair)
