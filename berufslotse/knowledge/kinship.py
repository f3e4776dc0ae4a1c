"""Occupations akin to one: of its official class, with the same skills, with like tasks, or of like name."""

from __future__ import annotations

from collections.abc import Sequence
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

SKILLS, TASKS, NAME = 3.0, 2.0, 1.5
"""What all skills in common, the most alike tasks and a like name weigh."""

LEAST_LIKE = 0.4
"""Tasks less alike than this are chance."""

LEAST_WORDS = 2
"""A single word in common is chance."""

TOWNS, FACTS = 3, 6
"""From so many towns at most, and of so many facts, the tasks are taken."""

LEAST_SKILLS = 0.2
"""A smaller share of skills in common is chance."""

LOOKED_AT = 40
"""So many facts with like words are looked at."""

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
        if likeness >= LEAST_LIKE:
            add(name, "ähnliche Aufgaben", TASKS * likeness)
    for rank, name in enumerate(similar_berufe(wissen, beruf.name, limit)):
        add(name, "ähnlicher Name", NAME / (1 + rank / 4))
    order = sorted(reasons, key=lambda name: (-sum(reasons[name].values()), name))
    return [Verwandt(n, max(reasons[n], key=reasons[n].__getitem__)) for n in order[:limit]]


def with_reasons(found: Sequence[Verwandt]) -> str:
    """Return the occupations as one says them, each with its reason."""
    return wording.listing([f"{each.beruf} ({each.grund})" for each in found])


def _alike_tasks(wissen: Wissen, beruf: Beruf) -> dict[str, float]:
    """Return occupations whose tasks and skills are told in like words, and how like these are (0 to 1)."""
    towns = [None] if beruf.bundesweit else list(beruf.orte[:TOWNS])
    facts = [f for town in towns for f in wissen.fakten(beruf.name, town) if f.thema in DOING][:FACTS]
    # The names of the occupation and its towns stand in its facts, and say nothing of what is done there.
    names = {stem for name in (beruf.name, beruf.feminin or "", *beruf.orte) for stem in terms(name)}
    points: dict[str, float] = {}
    for asked in (set(terms(fact.text)) - names for fact in facts):
        for fact in wissen.suche_ueberall(" ".join(asked), LOOKED_AT, DOING):
            shared = len(asked & set(terms(fact.text)))
            if fact.beruf != beruf.name and shared >= LEAST_WORDS:
                points[fact.beruf] = points.get(fact.beruf, 0) + shared / len(asked)
    return {name: min(1.0, value) for name, value in points.items()}
