"""The word lists beside this module, read as they are needed.

berufsnamen.txt       occupations people ask about, profile or not: title | female title | further names
kopfwoerter.txt       last parts of compounds that make an occupation of a word ("…techniker")
kopfwort_ausnahmen.txt  words with such an end that are no occupation ("Tonleiter")
orte_mehrdeutig.txt   towns whose name is an everyday word as well ("Essen")
gebiete.txt           regions, states and foreign places that people name: the name | further names
lexikon.txt           standard word: what people write for it, in sections by where they do
"""

from __future__ import annotations

from pathlib import Path

from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.text import compact

FOLDER = Path(__file__).parent / "daten"


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()


def further_berufe() -> list[Beruf]:
    """Return the occupations of berufsnamen.txt."""
    found = []
    for line in _lines("berufsnamen.txt"):
        title, feminine, others = (part.strip() for part in line.split("|"))
        aliases = tuple(name.strip() for name in others.split(",") if name.strip())
        found.append(Beruf(title, None if feminine in {"", "-"} else feminine, aliases))
    return found


def head_words() -> tuple[frozenset[str], frozenset[str]]:
    """Return the ends of words that denote an occupation, folded: male or neutral ones, and female ones."""
    neutral, feminine = set(), set()
    for line in _lines("kopfwoerter.txt"):
        male, female = (part.strip() for part in line.split("|"))
        neutral.add(compact(male))
        if female not in {"", "-"}:
            feminine.add(compact(female))
    return frozenset(neutral), frozenset(feminine)


def head_word_exceptions() -> frozenset[str]:
    """Return the folded words that end like an occupation and are none."""
    return frozenset(compact(line) for line in _lines("kopfwort_ausnahmen.txt"))


def regions() -> dict[str, str]:
    """Return regions, states and foreign places: the name by each of its folded forms."""
    found = {}
    for line in _lines("gebiete.txt"):
        name, _, others = line.partition("|")
        for form in (name, *others.split(",")):
            if form.strip():
                found[compact(form)] = name.strip()
    return found


def ambiguous_places() -> frozenset[str]:
    """Return the folded names of towns that are everyday words."""
    return frozenset(compact(line) for line in _lines("orte_mehrdeutig.txt"))


def lexicon_lines() -> list[tuple[str, list[str]]]:
    """Return standard words with what people write for them."""
    found = []
    for line in _lines("lexikon.txt"):
        standard, colon, written = line.partition(":")
        if colon and not line.startswith("#"):
            found.append((standard.strip(), [form.strip() for form in written.split(",") if form.strip()]))
    return found
