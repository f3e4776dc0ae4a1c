"""Folding German text so that spellings of one word meet.

People write "Köln", "Koeln" and "koln", "Straße" and "Strasse". `fold` maps all of these to one form;
both sides of every comparison go through it, so the form itself need not be German.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_DIGRAPH = re.compile(r"([aou])e")
_SPECIAL = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "æ": "a", "œ": "o", "ø": "o", "’": "'"})


def fold(text: str) -> str:
    """Return `text` in lower case with umlauts, their digraphs and accents brought to the plain vowel."""
    plain = text.lower().translate(_SPECIAL)
    if not plain.isascii():  # decomposing takes ten times as long, and German seldom needs it
        decomposed = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return _DIGRAPH.sub(r"\1", plain)


def compact(text: str) -> str:
    """Return the letters and digits of `text`, folded, in a run ("IT-Koordinator" -> "itkoordinator")."""
    return fold("".join(_WORD.findall(text)))


@dataclass(frozen=True)
class Word:
    """One run of letters or digits with its place in the original text."""

    text: str
    folded: str
    start: int
    end: int


def words(text: str) -> list[Word]:
    """Split `text` into words; offsets count characters of `text`."""
    return [Word(m.group(), fold(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]


def slug(text: str) -> str:
    """Return `text` as a readable part of a file name ("Köln" -> "koeln")."""
    spelled = text.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
