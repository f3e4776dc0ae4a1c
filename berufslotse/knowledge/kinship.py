"""Occupations akin to one: of its official class, with the same skills, with like tasks, or of like name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from berufslotse.knowledge import wording
from berufslotse.knowledge.lookup import similar_berufe
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.store import Wissen

CLASSES = (
    (5, 3.0, "gleiche Berufsgattung"),
    (4, 2.0, "gleiche Untergruppe"),
    (3, 1.0, "verwandte Berufsgruppe"),
)
"""How many leading figures of the class two occupations share, what that weighs, and what it is called."""

SKILLS, TASKS, NAME = 3.0, 2.0, 1.5
"""What all skills in common, the most alike tasks and a like name weigh."""

LEAST_LIKE = 0.35
"""Tasks less alike than this, beside the most alike ones, are chance."""

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
    place = None if beruf.bundesweit else (beruf.orte[0] if beruf.orte else None)
    told = [f.text for f in wissen.fakten(beruf.name, place) if f.thema in DOING][:4]
    points: dict[str, float] = {}
    for text in told:
        for rank, fact in enumerate(wissen.suche_ueberall(text, LOOKED_AT, DOING)):
            if fact.beruf != beruf.name:
                points[fact.beruf] = points.get(fact.beruf, 0) + 1 / (5 + rank)
    most = max(points.values(), default=1)
    return {name: value / most for name, value in points.items()}
