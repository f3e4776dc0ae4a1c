"""Finding the facts that answer a question, and the nearest known thing where there are none."""

from __future__ import annotations

import os.path
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from berufslotse.knowledge.places import Ort
from berufslotse.knowledge.store import Fakt, Wissen
from berufslotse.knowledge.text import fold

EMPLOYER_WORDS = {
    "konzern": r"konzern|gross(?:unternehmen|betrieb|industrie)|grosse\w* (?:unternehmen|firmen|arbeitgeber)",
    "mittelstand": r"mittelstand|kleiner\w* (?:firmen|betriebe\w*|unternehmen)|familienbetrieb",
    "handwerk": r"handwerksbetrieb|\bim handwerk|innungs?",
    "behoerde": r"behord|offentliche\w* dienst|tvod|\btv-l|kommunal|verwaltung",
    "tarif": r"tarif",
    "industrie": r"industrie",
    "startup": r"start-?up|junge\w* firmen|grunder",
}
"""Patterns, on folded text, by which a fact without figures tells which kind of employer it speaks of."""


ALIKE = 78
"""From this similarity, of 100, two names count as alike."""

SAME_END = 7
"""From so many letters in common at their ends, two names count as akin."""


@dataclass(frozen=True)
class Frage:
    """A question about an occupation, as understood from a message and what came before it."""

    thema: str
    beruf: str
    ort: str | None = None
    stufe: str | None = None
    arbeitgeber: str | None = None


@dataclass(frozen=True)
class Nachbar:
    """The closest town with facts on the thema, and how far away it is."""

    ort: str
    kilometer: float | None
    fakten: Sequence[Fakt]


@dataclass(frozen=True)
class Befund:
    """What the knowledge holds for a question; `fehlt` names what was asked for and is not there."""

    frage: Frage
    eigene: Sequence[Fakt] = ()
    bundesweit: Sequence[Fakt] = ()
    nachbar: Nachbar | None = None
    fehlt: Sequence[str] = field(default=())

    @property
    def erzaehlbar(self) -> Sequence[Fakt]:
        """Return the facts of the place told of: the town, else the country, else the closest town."""
        return self.eigene or self.bundesweit or (self.nachbar.fakten if self.nachbar else ())


def find(wissen: Wissen, frage: Frage) -> Befund:
    """Return the facts for `frage`: the town's own, the nationwide ones, or those of the closest town."""
    own = wissen.fakten(frage.beruf, frage.ort, frage.thema) if frage.ort else []
    everywhere = wissen.fakten(frage.beruf, None, frage.thema)
    neighbour = None if own or everywhere else _nearest(wissen, frage)
    missing = []
    for wanted, fits in (("stufe", _fits_level), ("arbeitgeber", _fits_employer)):
        value = getattr(frage, wanted)
        if value is None or (wanted == "stufe" and frage.thema != "gehalt"):
            continue
        own, own_fits = _preferred(own, value, fits)
        everywhere, everywhere_fits = _preferred(everywhere, value, fits)
        neighbour_fits = False
        if neighbour:
            facts, neighbour_fits = _preferred(neighbour.fakten, value, fits)
            neighbour = Nachbar(neighbour.ort, neighbour.kilometer, facts)
        if own_fits and not everywhere_fits:
            everywhere = []
        elif everywhere_fits and not own_fits:
            # The town is silent on just what was asked, the country is not.
            own = []
        elif not (own_fits or neighbour_fits):
            missing.append(wanted)
    return Befund(frage, own, everywhere, neighbour, missing)


def _preferred(facts: Sequence[Fakt], value: str, fits) -> tuple[list[Fakt], bool]:
    """Put the facts that fit first; a pay figure that holds for something else is left out."""
    fitting = [f for f in facts if fits(f, value)]
    if not fitting:
        return list(facts), False
    return fitting + [f for f in facts if f not in fitting and f.zahl is None], True


def _fits_level(fact: Fakt, stufe: str) -> bool:
    return fact.zahl is not None and fact.zahl.stufe == stufe


def _fits_employer(fact: Fakt, arbeitgeber: str) -> bool:
    if fact.zahl and fact.zahl.arbeitgeber == arbeitgeber:
        return True
    pattern = EMPLOYER_WORDS.get(arbeitgeber)
    return bool(pattern and re.search(pattern, fold(fact.text)))


def nearest_towns(
    wissen: Wissen, beruf: str, ort: str | None, thema: str | None = None
) -> list[tuple[str, float | None]]:
    """Return the towns with facts about `beruf` (on `thema`) and their distance in km, closest first.

    Without a place to measure from, the fullest profiles come first and the distances are None.
    """
    towns = [t for t in wissen.orte_mit(beruf, thema) if t != ort]
    here = wissen.plaetze.find(ort) if ort else None
    if here is None:
        return [(t, None) for t in towns]
    return by_distance(wissen, here, towns)


def by_distance(wissen: Wissen, here: Ort | None, towns: Sequence[str]) -> list[tuple[str, float | None]]:
    """Return `towns` with their distance from `here` in km, closest first, those on no map last."""
    placed = [(t, wissen.plaetze.find(t)) for t in towns]
    distances = {t: here.kilometres_to(place) if here and place else None for t, place in placed}
    measured = sorted((d, t) for t, d in distances.items() if d is not None)
    return [*((t, d) for d, t in measured), *((t, None) for t in towns if distances[t] is None)]


def _nearest(wissen: Wissen, frage: Frage) -> Nachbar | None:
    towns = nearest_towns(wissen, frage.beruf, frage.ort, frage.thema)
    if not towns:
        return None
    town, distance = towns[0]
    return Nachbar(town, distance, wissen.fakten(frage.beruf, town, frage.thema))


def similar_berufe(wissen: Wissen, name: str, limit: int = 3) -> list[str]:
    """Return known occupations with names like `name`: written alike, or with the same end ("…techniker")."""
    asked = fold(name)
    scored = []
    for title in wissen.berufsnamen:
        known = fold(title)
        alike = fuzz.ratio(asked, known)
        ending = len(os.path.commonprefix([asked[::-1], known[::-1]]))
        if alike >= ALIKE or ending >= SAME_END:
            scored.append((-ending, -alike, title))
    return [title for _, _, title in sorted(scored)[:limit]]
