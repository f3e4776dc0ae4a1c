"""The self-check: which facts of an occupation are put to somebody as statements, and what was answered.

A statement is a fact word for word. Rewritten as "Du arbeitest gern …" it would say what no source says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rapidfuzz import fuzz

from berufslotse.knowledge.lookup import nearest_towns
from berufslotse.knowledge.store import Fakt, Wissen
from berufslotse.knowledge.telling import fact_mark
from berufslotse.knowledge.text import fold

THEMES = ("passung", "anforderungen", "herausforderungen", "aufgaben", "arbeitsort", "regionalkultur")
"""The themes that statements are of, in the order in which they are put."""

OF_THE_PLACE = frozenset({"arbeitsort", "regionalkultur"})
"""What is said on these of another town tells nothing about one's own."""

MOST, FEWEST = 5, 3
LONG = 220
"""A fact of more letters is hard to weigh in one go."""

ALIKE = 80
"""From this similarity, of 100, two facts say the same."""

OTHER_TOWNS = 3
"""So many other towns are asked where one's own and the country do not suffice."""

DAFUER, TEILS, DAGEGEN = "dafuer", "teils", "dagegen"
ANSWERS = (DAFUER, TEILS, DAGEGEN)
START, WEITER, ENDE = "start", "weiter", "ende"


def statements(wissen: Wissen, beruf: str, ort: str | None) -> list[Fakt]:
    """Return up to `MOST` facts about `beruf` to weigh, of as many themes as there are; [] if too few.

    Those of `ort` and of all of Germany come first, those of the closest other towns fill up.
    """
    chosen: list[Fakt] = []
    for pool in _pools(wissen, beruf, ort):
        for fact in _in_turn(pool):
            if len(chosen) < MOST and not any(_alike(fact, other) for other in chosen):
                chosen.append(fact)
        if len(chosen) == MOST:
            break
    return sorted(chosen, key=lambda fact: THEMES.index(fact.thema)) if len(chosen) >= FEWEST else []


def _pools(wissen: Wissen, beruf: str, ort: str | None) -> Iterator[list[Fakt]]:
    """Yield facts to choose from, the best first: closer before farther away, short before long."""
    near = [*(wissen.fakten(beruf, ort) if ort else ()), *wissen.fakten(beruf, None)]
    yield from _short_first(near, THEMES)
    elsewhere = [theme for theme in THEMES if theme not in OF_THE_PLACE]
    for town, _ in nearest_towns(wissen, beruf, ort)[:OTHER_TOWNS]:
        yield from _short_first(wissen.fakten(beruf, town), elsewhere)


def _short_first(facts: Iterable[Fakt], themes: Sequence[str]) -> Iterator[list[Fakt]]:
    fitting = [fact for fact in facts if fact.thema in themes]
    yield [fact for fact in fitting if len(fact.text) <= LONG]
    yield [fact for fact in fitting if len(fact.text) > LONG]


def _in_turn(facts: Sequence[Fakt]) -> Iterator[Fakt]:
    """Yield the first fact of each thema, then the second of each, and so on."""
    heaps = [[fact for fact in facts if fact.thema == theme] for theme in THEMES]
    for number in range(max(map(len, heaps))):
        yield from (heap[number] for heap in heaps if number < len(heap))


def _alike(fact: Fakt, other: Fakt) -> bool:
    return fuzz.token_sort_ratio(fold(fact.text), fold(other.text)) >= ALIKE


@dataclass(frozen=True)
class Selbstcheck:
    """A self-check: its statements, what was answered to them by mark, and the mark of the open one.

    `offen` is None once it is over. `zug` is the turn in which the open statement was put.
    """

    beruf: str
    ort: str | None
    aussagen: Sequence[Fakt]
    antworten: Mapping[str, str] = field(default_factory=dict)
    offen: str | None = None
    zug: int = 0
    weiblich: bool = False

    @classmethod
    def begin(cls, beruf: str, ort: str | None, facts: Sequence[Fakt], weiblich: bool) -> Selbstcheck:
        """Return a check at its first statement."""
        return cls(beruf, ort, facts, offen=fact_mark(facts[0]), weiblich=weiblich)

    @classmethod
    def load(cls, wissen: Wissen, kept: Any) -> Selbstcheck | None:
        """Return the check that `dump` kept, without statements that the knowledge holds no more."""
        if not isinstance(kept, Mapping):
            return None
        beruf = kept["beruf"]
        towns = dict.fromkeys(town for _, town in kept["aussagen"])
        known = {town: {fact_mark(f): f for f in wissen.fakten(beruf, town)} for town in towns}
        facts = [known[town][mark] for mark, town in kept["aussagen"] if mark in known[town]]
        marks = [fact_mark(fact) for fact in facts]
        answers = {mark: answer for mark, answer in kept["antworten"].items() if mark in marks}
        waiting = kept["offen"]
        if waiting and waiting not in marks:
            waiting = next((mark for mark in marks if mark not in answers), None)
        check = cls(beruf, kept["ort"], facts, answers, waiting, kept["zug"], kept["weiblich"])
        return check if facts else None

    def dump(self) -> dict[str, Any]:
        """Return what a slot keeps: facts by mark and town, as the knowledge may change meanwhile."""
        return {
            "beruf": self.beruf,
            "ort": self.ort,
            "aussagen": [[fact_mark(fact), fact.ort] for fact in self.aussagen],
            "antworten": dict(self.antworten),
            "offen": self.offen,
            "zug": self.zug,
            "weiblich": self.weiblich,
        }

    @property
    def marken(self) -> list[str]:
        """Return the marks of the statements."""
        return [fact_mark(fact) for fact in self.aussagen]

    def answered(self, mark: str, answer: str) -> Selbstcheck:
        """Return the check with `answer` to the statement `mark`; the next one is open if that one was."""
        changed = replace(self, antworten={**self.antworten, mark: answer})
        return changed.skipped() if mark == self.offen else changed

    def skipped(self) -> Selbstcheck:
        """Return the check at the next statement without an answer, or at its end."""
        later = self.marken[self.marken.index(self.offen) + 1 :] if self.offen else self.marken
        return replace(self, offen=next((mark for mark in later if mark not in self.antworten), None))

    def ended(self) -> Selbstcheck:
        """Return the check as over."""
        return replace(self, offen=None)

    def group(self, answer: str) -> list[Fakt]:
        """Return the statements that were answered with `answer`."""
        return [fact for fact in self.aussagen if self.antworten.get(fact_mark(fact)) == answer]
