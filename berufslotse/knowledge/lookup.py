"""Finding the facts that answer a question, and the nearest known thing where there are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Optional

from rapidfuzz import fuzz, process

from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.store import Fakt, Wissen
from berufslotse.knowledge.text import fold

EMPLOYER_WORDS = {
    "konzern": r"konzern|gross(?:unternehmen|betrieb|industrie)|grosse\w* (?:unternehmen|firmen|betriebe|arbeitgeber|hauser)",
    "mittelstand": r"mittelstand|kleiner\w* (?:firmen|betriebe\w*|unternehmen)|familien(?:unternehmen|betrieb)",
    "handwerk": r"handwerksbetrieb|\bim handwerk|innungs?",
    "behoerde": r"behord|offentliche\w* dienst|tvod|\btv-l|kommunal|verwaltung",
    "tarif": r"tarif",
    "industrie": r"industrie",
    "startup": r"start-?up|junge\w* firmen|grunder",
}
"""Patterns, on folded text, by which a fact without figures tells which kind of employer it speaks of."""


@dataclass(frozen=True)
class Frage:
    """A question about an occupation, as understood from a message and what came before it."""

    thema: str
    beruf: str
    ort: Optional[str] = None
    stufe: Optional[str] = None
    arbeitgeber: Optional[str] = None


@dataclass(frozen=True)
class Nachbar:
    """The closest town with facts on the thema, and how far away it is."""

    ort: str
    kilometer: Optional[float]
    fakten: Sequence[Fakt]


@dataclass(frozen=True)
class Befund:
    """What the knowledge holds for a question; `fehlt` names what was asked for and is not there."""

    frage: Frage
    eigene: Sequence[Fakt] = ()
    bundesweit: Sequence[Fakt] = ()
    nachbar: Optional[Nachbar] = None
    fehlt: Sequence[str] = field(default=())


def find(wissen: Wissen, frage: Frage) -> Befund:
    """Return the facts for `frage`: the town's own, the nationwide ones, or those of the closest town."""
    own = wissen.fakten(frage.beruf, frage.ort, frage.thema) if frage.ort else []
    everywhere = wissen.fakten(frage.beruf, None, frage.thema)
    neighbour = None
    if not own and not everywhere:
        neighbour = _nearest(wissen, frage)
    missing = []
    for wanted, fits in (("stufe", _fits_level), ("arbeitgeber", _fits_employer)):
        value = getattr(frage, wanted)
        if value is None or (wanted == "stufe" and frage.thema != "gehalt"):
            continue
        own, own_fits = _preferred(own, value, fits)
        everywhere, everywhere_fits = _preferred(everywhere, value, fits)
        if own_fits and not everywhere_fits:
            everywhere = []
        elif everywhere_fits and not own_fits:
            # The town is silent on just what was asked, the country is not.
            own = []
        elif not own_fits:
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


def nearest_towns(wissen: Wissen, beruf: str, ort: Optional[str], thema: Optional[str] = None) -> list[tuple[str, Optional[float]]]:
    """Return the towns with facts about `beruf` (on `thema`) and their distance in km, closest first.

    Without a place to measure from, the fullest profiles come first and the distances are None.
    """
    towns = [t for t in wissen.orte_mit(beruf, thema) if t != ort]
    here = wissen.plaetze.find(ort) if ort else None
    if here is None:
        return [(t, None) for t in towns]
    placed = [(t, wissen.plaetze.find(t)) for t in towns]
    measured = [(t, here.kilometres_to(p)) for t, p in placed if p]
    return sorted(measured, key=lambda pair: pair[1])


def _nearest(wissen: Wissen, frage: Frage) -> Optional[Nachbar]:
    towns = nearest_towns(wissen, frage.beruf, frage.ort, frage.thema)
    if not towns:
        return None
    town, distance = towns[0]
    return Nachbar(town, distance, wissen.fakten(frage.beruf, town, frage.thema))


def similar_berufe(wissen: Wissen, name: str, limit: int = 3) -> list[Beruf]:
    """Return known occupations with names like `name`, most alike first."""
    known = {b.name: fold(b.name) for b in wissen.berufe()}
    hits = process.extract(fold(name), known, scorer=fuzz.WRatio, score_cutoff=72, limit=limit)
    return [b for b in (wissen.namen.beruf(hit[2]) for hit in hits) if b]
