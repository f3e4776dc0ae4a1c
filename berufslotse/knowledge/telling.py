"""Telling facts: which ones, of which years, as a year's pay, from which sources."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlparse

from berufslotse.knowledge import wording
from berufslotse.knowledge.figures import LEVELS, day, per_year
from berufslotse.knowledge.lookup import Frage
from berufslotse.knowledge.store import Fakt, Quelle, Zahl

MOST_FACTS = 3
LEVEL_ORDER = ("einstieg", "erfahren", "allgemein", "spezialist", "ausbildung")


@dataclass(frozen=True)
class Ton:
    """How to put it: the turn (for variety), the form of address, and the form of the title."""

    zug: int = 0
    sie: bool = False
    weiblich: bool = False
    gesagt: frozenset[str] = field(default_factory=frozenset)

    def wahl(self, du: str, sie: str) -> str:
        """Return the wording that fits the form of address."""
        return sie if self.sie else du


def fact_mark(fact: Fakt) -> str:
    """Return a short mark that tells a fact from the others of its profile."""
    return f"{zlib.crc32(fact.text.encode()):x}"


def choose(facts: Sequence[Fakt], frage: Frage, ton: Ton) -> list[Fakt]:
    """Return up to `MOST_FACTS` facts to tell: those not told yet, and for pay those with figures first."""
    fresh = [f for f in facts if fact_mark(f) not in ton.gesagt] or list(facts)
    if frage.thema == "gehalt" and frage.stufe is None and frage.arbeitgeber is None:
        order = {level: rank for rank, level in enumerate(LEVEL_ORDER)}
        fresh.sort(key=lambda f: order[f.zahl.stufe] if f.zahl else len(order))
    return fresh[:MOST_FACTS]


def years(facts: Sequence[Fakt]) -> str:
    """Return which years the facts are of, in words."""
    known = sorted({f.jahr for f in facts if f.jahr})
    if not known:
        return "die Quelle nennt kein Jahr"
    text = f"Stand {known[0]}" if len(known) == 1 else f"Stand {known[0]} bis {known[-1]}"
    return text if all(f.jahr for f in facts) else f"{text}, zum Teil ohne Jahr"


def only_training_pay(frage: Frage, facts: Sequence[Fakt]) -> bool:
    """Whether all figures told are of training pay, though that was not asked for."""
    figures = [f.zahl for f in facts if f.zahl]
    return frage.stufe is None and bool(figures) and all(z.stufe == "ausbildung" for z in figures)


def yearly(frage: Frage, facts: Sequence[Fakt]) -> Iterable[str]:
    """Yield one sentence with the monthly figures as a year's pay: one for each level, of one place only."""
    told = [f for f in facts if f.zahl and f.ort == facts[0].ort]
    if any(f.zahl and f.zahl.zeitraum == "jahr" for f in told):
        return
    by_level: dict[str, Zahl] = {}
    for fact in told:
        if (
            fact.zahl
            and per_year(fact.zahl)
            and (fact.zahl.stufe != "ausbildung" or frage.stufe == "ausbildung")
        ):
            by_level.setdefault(fact.zahl.stufe, fact.zahl)
    amounts = [(per_year(z) or "", LEVELS[level], z.netto) for level, z in by_level.items()]
    if not amounts:
        return
    kind = "netto" if all(netto for _, _, netto in amounts) else "brutto"
    words = [a if len(amounts) == 1 else f"{a} {level}" for a, level, _ in amounts]
    if len({netto for _, _, netto in amounts}) > 1:
        words = [
            f"{w} {'netto' if netto else 'brutto'}" for w, (_, _, netto) in zip(words, amounts, strict=True)
        ]
        yield f"Aufs Jahr gerechnet (zwölf Monatsgehälter) sind das {wording.listing(words)}."
        return
    yield f"Aufs Jahr gerechnet (zwölf Monatsgehälter, {kind}) sind das {wording.listing(words)}."


def publisher(quelle: Quelle) -> str:
    """Return who publishes a source, else the name of its site."""
    return quelle.herausgeber or urlparse(quelle.url).netloc.removeprefix("www.")


def source_date(quelle: Quelle) -> str:
    """Return of when a source is, in words."""
    return f"Stand {quelle.stand}" if quelle.stand else f"abgerufen am {day(quelle.abgerufen)}"


def source_name(quelle: Quelle) -> str:
    """Return a source as the end of an answer names it."""
    return f"{publisher(quelle)}, „{quelle.titel}“ ({source_date(quelle)})"


def source_line(facts: Sequence[Fakt]) -> str:
    """Return the line that names where `facts` come from."""
    names = list(dict.fromkeys(source_name(f.quelle) for f in facts))
    return f"{'Quelle' if len(names) == 1 else 'Quellen'}: {'; '.join(names)}"
