"""Occupations akin to one: of its official class, with the same skills, with like tasks, or of like name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from berufslotse.knowledge import wording
from berufslotse.knowledge.lookup import similar_berufe
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.search import terms
from berufslotse.knowledge.store import Wissen

CLASSES = (
    (5, 3.0, "gleiche Berufsgattung"),
    (4, 2.0, "gleiche Untergruppe"),
    (3, 1.0, "verwandte Berufsgruppe"),
)
"""How many leading figures of the class two occupations share, what that weighs, and what it is called."""

SKILLS, TASKS, NAME = 3.0, 8.0, 1.5
"""What all skills in common, equal tasks and a like name weigh."""

MOST_FOR_TASKS = 2.5
"""Tasks weigh at most so much: how they are told is chance, skills and classes are not."""

LEAST_WORDS = 2
"""A single word in common is chance."""

LEAST_LIKE = 0.15
"""Tasks less alike than this, as the cosine of their words, are chance."""

LEAST_SKILLS = 0.2
"""A smaller share of skills in common is chance."""

TOWNS = 6
"""From so many towns at most the tasks are taken."""

TELLING, LOOKED_AT, CANDIDATES = 30, 100, 15
"""So many of its words lead to others, over so many facts, and so many of these are looked at closely."""

DOING = ("aufgaben", "anforderungen")


@dataclass(frozen=True)
class Verwandt:
    """An occupation akin to another, and in what most of all."""

    beruf: str
    grund: str


def kin(wissen: Wissen, beruf: Beruf, limit: int = 5) -> list[Verwandt]:
    """Return occupations with facts that are akin to `beruf`, which itself may be known by its name only."""
    reasons: dict[str, dict[str, float]] = {}

    def add(name: str, reason: str, weight: float) -> None:
        if name != beruf.name:
            reasons.setdefault(name, {}).setdefault(reason, weight)

    if beruf.klasse:
        for length, weight, reason in CLASSES:
            for name in wissen.berufe_der_klasse(beruf.klasse[:length]):
                if not any(r in reasons.get(name, {}) for _, _, r in CLASSES):
                    add(name, reason, weight)
    skills = wissen.faehigkeiten(beruf.name)
    for name, shared in wissen.mit_faehigkeiten(skills).items() if skills else ():
        if shared >= LEAST_SKILLS * len(skills):
            add(name, "gemeinsame Fähigkeiten", SKILLS * shared / len(skills))
    for name, likeness in _alike_tasks(wissen, beruf).items():
        add(name, "ähnliche Aufgaben", min(MOST_FOR_TASKS, TASKS * likeness))
    for rank, name in enumerate(similar_berufe(wissen, beruf.name, limit)):
        add(name, "ähnlicher Name", NAME / (1 + rank / 4))
    order = sorted(reasons, key=lambda name: (-sum(reasons[name].values()), name))
    return [Verwandt(n, max(reasons[n], key=reasons[n].__getitem__)) for n in order[:limit]]


def with_reasons(found: Sequence[Verwandt]) -> str:
    """Return the occupations as one says them, each with its reason."""
    return wording.listing([f"{each.beruf} ({each.grund})" for each in found])


def _alike_tasks(wissen: Wissen, beruf: Beruf) -> dict[str, float]:
    """Return occupations whose tasks and skills are told in like words, with the cosine of their words.

    The candidates are those whose facts hold the most telling of the words; weights are TF-IDF.
    """
    own = _words(wissen, beruf)
    telling = sorted(own, key=own.__getitem__, reverse=True)[:TELLING]
    hits = Counter(f.beruf for f in wissen.suche_ueberall(" ".join(telling), LOOKED_AT, DOING))
    hits.pop(beruf.name, None)
    found = {}
    for name, _ in hits.most_common(CANDIDATES):
        other = wissen.beruf(name)
        words = _words(wissen, other) if other else {}
        likeness = _cosine(own, words)
        if likeness >= LEAST_LIKE and len(own.keys() & words.keys()) >= LEAST_WORDS:
            found[name] = likeness
    return found


def _words(wissen: Wissen, beruf: Beruf) -> dict[str, float]:
    """Return the TF-IDF weights of the words in which an occupation's tasks and skills are told."""
    towns = [*beruf.orte[:TOWNS], *([None] if beruf.bundesweit else [])]
    facts = [f for town in towns for f in wissen.fakten(beruf.name, town) if f.thema in DOING]
    # The names of the occupation and its towns stand in its facts, and say nothing of what is done there.
    names = {stem for name in (beruf.name, beruf.feminin or "", *beruf.orte) for stem in terms(name)}
    counts = Counter(stem for fact in facts for stem in terms(fact.text) if stem not in names)
    rarity = wissen.seltenheit(list(counts))
    return {stem: (1 + math.log(number)) * rarity.get(stem, 0.0) for stem, number in counts.items()}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    product = sum(weight * other[stem] for stem, weight in one.items() if stem in other)
    lengths = math.hypot(*one.values()) * math.hypot(*other.values())
    return product / lengths if lengths else 0.0
