"""The known name that a misspelt one was meant to be."""

from __future__ import annotations

import os.path
from collections.abc import Iterable, Iterator

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 5
"""Shorter names are not sought: one slip makes another word of them."""

LONG = 9
"""From so many letters two slips are forgiven."""


NO_PERSONS = ("ion", "ung", "heit", "keit", "schaft", "gen", "bucher")


class Misspellings:
    """Finds names within one typing error (a letter wrong, missing, added, swapped), or two in long ones."""

    def __init__(self, berufe: Iterable[str], orte: Iterable[str]) -> None:
        """Seek among the compact forms `berufe` and `orte`."""
        self._berufe = frozenset(berufe)
        self._by_length: dict[tuple[int, str], list[str]] = {}
        for form in sorted({*self._berufe, *orte}):
            self._by_length.setdefault((len(form), form[0]), []).append(form)

    def nearest(self, form: str) -> str | None:
        """Return the closest known form, or None where none is close."""
        most = 2 if len(form) >= LONG else 1
        best, best_distance = None, most + 1
        for candidates in self._candidates(form, most):
            # One call for the whole list: the comparison runs outside of Python.
            near = process.extract(
                form, candidates, scorer=OSA.distance, score_cutoff=best_distance - 1, limit=None
            )
            for candidate, distance, _ in near:
                other = candidate in self._berufe and _other_word(form, candidate)
                if distance < best_distance and not other:
                    best, best_distance = candidate, distance
            if best_distance == 0:
                break
        return best

    def _candidates(self, form: str, most: int) -> Iterator[list[str]]:
        # The first letter is taken as right, or as swapped with the second.
        for length in range(max(SHORTEST, len(form) - most), len(form) + most + 1):
            for first in sorted({form[0], form[1]}):
                if (length, first) in self._by_length:
                    yield self._by_length[length, first]


def _other_word(form: str, candidate: str) -> bool:
    """Whether `form` is a word of its own kind rather than a slip: "Biochemie" is not "Biochemiker"."""
    if sorted(form) == sorted(candidate):
        return False
    if form.endswith(NO_PERSONS):
        return True
    shared = len(os.path.commonprefix([form, candidate]))
    changed_end = form[-1] != candidate[-1] and not form.endswith(("r", "n", "rs", "a"))
    return shared >= len(form) - 2 and (changed_end or shared == len(form))
