"""Summing up a conversation to take along: what was told, what stayed open, and from which sources.

It rests on what was kept with each answer (`auskunft`, see actions/explaining.py), not on what people typed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from berufslotse.knowledge import wording
from berufslotse.knowledge.answers import LUECKE, UNBEKANNT, Antwort, Knopf, Verweis
from berufslotse.knowledge.figures import day
from berufslotse.knowledge.questions import TITLES
from berufslotse.knowledge.store import Fakt, Wissen
from berufslotse.knowledge.telling import MOST_FACTS, Ton, source_name

ZUSAMMENFASSUNG = "zusammenfassung"
"""The kind of answer that a summary is; a later summary leaves it out."""

LONGEST = 2_750
"""So many letters, sources among them. Heading and notes come besides, so that about 3,000 are seen."""
MOST_OPEN = 8
MOST_NAMED = 10
IN_GENERAL = "Was macht den Beruf aus?"
"""The open question where no thema was asked about."""

# A name that the knowledge has not may be anything that was typed: only a few words of letters pass.
_NAME = re.compile(r"[^\W\d_]+(?:[-/. ]{1,2}[^\W\d_]+){0,3}")

Row = Mapping[str, Any]
Gruppe = tuple[str, str | None]
"""An occupation, and a town or all of Germany."""
Anzahlen = dict[Gruppe, dict[tuple[str, str | None], int]]
"""How many facts to tell of each thema and place."""


@dataclass(frozen=True)
class Gesagtes:
    """What was told of each occupation and town, by thema and place, and which themes stayed open."""

    fakten: dict[Gruppe, dict[tuple[str, str | None], list[Fakt]]] = field(default_factory=dict)
    offen: dict[Gruppe, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Auszug:
    """A summary as long as it may be: its lines, the facts in them, and whether anything is missing."""

    zeilen: list[str]
    fakten: list[Fakt]
    gekuerzt: bool

    @property
    def laenge(self) -> int:
        """Return how many letters it has with its sources; most channels show their addresses as links."""
        sources = dict.fromkeys(fact.quelle for fact in self.fakten)
        return sum(len(line) + 1 for line in [*self.zeilen, *map(source_name, sources)])


def sum_up(
    told: Iterable[Row], wissen: Wissen, today: datetime.date, ton: Ton, website: bool, plain: bool
) -> Antwort:
    """Sum up the answers `told`, oldest first.

    On the website, its menu is pointed to. With `plain` the sources stand in the text with their addresses,
    else the channel shows them its own way.
    """
    said = collect(told, wissen)
    person = Knopf("Mit einem Menschen sprechen", "human")
    if not said.fakten and not said.offen:
        return _nothing_yet(ton, person)
    extract = _shortened(said, wissen)
    lines = [f"Gespräch mit dem Berufslotsen, zusammengefasst am {day(today.isoformat())}", *extract.zeilen]
    lines.extend(_notes(extract, ton, website))
    sources = [Verweis(source_name(q), q.url) for q in dict.fromkeys(f.quelle for f in extract.fakten)]
    if plain:
        if sources:
            lines.append("Quellen:" if len(sources) > 1 else "Quelle:")
        return Antwort("\n".join(lines), (), [person], verweise=sources, art=ZUSAMMENFASSUNG)
    return Antwort("\n".join(lines), extract.fakten, [person], art=ZUSAMMENFASSUNG)


def anything_told(told: Iterable[Row]) -> bool:
    """Whether there is anything to sum up."""
    return any(row.get("art") != ZUSAMMENFASSUNG and (row.get("fakten") or _is_gap(row)) for row in told)


def collect(told: Iterable[Row], wissen: Wissen) -> Gesagtes:
    """Sort what was told by occupation and town, each fact once."""
    said = Gesagtes()
    seen: set[Fakt] = set()
    for row in told:
        if row.get("art") == ZUSAMMENFASSUNG:
            continue
        about = row.get("ueber") or {}
        facts = [fact for kept in row.get("fakten") or () if (fact := _fact(kept, about, wissen))]
        for fact in facts:
            if fact not in seen:
                group = said.fakten.setdefault((fact.beruf, fact.ort or about.get("ort")), {})
                group.setdefault((fact.thema, fact.ort), []).append(fact)
            seen.add(fact)
        if _is_gap(row) or _from_elsewhere(facts, about):
            _leave_open(said, about, wissen)
    for (beruf, ort), themes in list(said.offen.items()):
        answered = {thema for thema, _ in said.fakten.get((beruf, ort), {})}
        said.offen[beruf, ort] = [thema for thema in themes if thema not in answered]
        if not said.offen[beruf, ort]:
            del said.offen[beruf, ort]
    return said


def _fact(kept: Row, about: Row, wissen: Wissen) -> Fakt | None:
    """Return the fact as the knowledge has it today, or None where it was changed or taken back since."""
    beruf = kept.get("beruf") or about.get("beruf")
    if not beruf:
        return None
    facts = wissen.fakten(beruf, kept.get("ort"), kept.get("thema"))
    return next((fact for fact in facts if fact.text == kept.get("text")), None)


def _is_gap(row: Row) -> bool:
    return row.get("art") in {LUECKE, UNBEKANNT}


def _from_elsewhere(facts: Sequence[Fakt], about: Row) -> bool:
    """Whether one town was asked about, and another told of for want of anything else."""
    towns = {fact.ort for fact in facts}
    themes = {fact.thema for fact in facts}
    return bool(
        about.get("ort") and len(towns) == 1 and towns.isdisjoint({about["ort"], None})
    ) and themes == {about.get("thema")}


def _leave_open(said: Gesagtes, about: Row, wissen: Wissen) -> None:
    beruf, ort = about.get("beruf"), about.get("ort")
    if not beruf or not (wissen.beruf(beruf) or _NAME.fullmatch(beruf)):
        return
    if ort and not (wissen.plaetze.find(ort) or _NAME.fullmatch(ort)):
        ort = None
    themes = said.offen.setdefault((beruf, ort), [])
    thema = str(about.get("thema"))
    if thema not in themes:
        themes.append(thema)


# -- putting it into lines -------------------------------------------------------------------------------


def _shortened(said: Gesagtes, wissen: Wissen) -> Auszug:
    """Return as much as fits: the first fact of each thema, the latest occupations, then further facts."""
    counts: Anzahlen = {group: dict.fromkeys(themes, 1) for group, themes in said.fakten.items()}
    extract = _extract(said, counts, wissen)
    while len(counts) > 1 and extract.laenge > LONGEST:
        del counts[next(iter(counts))]
        extract = _extract(said, counts, wissen)
    for more in range(2, MOST_FACTS + 1):
        for group in counts:
            for key, known in said.fakten[group].items():
                if len(known) >= more and counts[group][key] == more - 1:
                    counts[group][key] = more
                    longer = _extract(said, counts, wissen)
                    if longer.laenge > LONGEST:
                        counts[group][key] = more - 1
                    else:
                        extract = longer
    return extract


def _extract(said: Gesagtes, counts: Anzahlen, wissen: Wissen) -> Auszug:
    lines: list[str] = []
    facts: list[Fakt] = []
    for group, themes in counts.items():
        lines.append(_heading(group, wissen))
        for (thema, place), most in themes.items():
            known = said.fakten[group][thema, place][:most]
            scope = " (bundesweit)" if place is None else ""
            lines.append(f"– {wording.HEADINGS[thema]}{scope}: {' '.join(f.text for f in known)}")
            facts.extend(known)
    left_out = [_heading(group, wissen) for group in said.fakten if group not in counts]
    if left_out:
        lines.append(f"Außerdem ging es um {_names(left_out)}.")
    if said.offen:
        lines.append("Offen geblieben, gute Fragen für die Beratung:")
        lines.extend(f"– {line}" for line in list(_open(said, wissen))[-MOST_OPEN:])
    total = sum(len(known) for group in said.fakten.values() for known in group.values())
    return Auszug(lines, facts, len(facts) < total or len(said.offen) > MOST_OPEN)


def _open(said: Gesagtes, wissen: Wissen) -> Iterable[str]:
    for group, themes in said.offen.items():
        asked = dict.fromkeys(wording.QUESTIONS.get(thema, IN_GENERAL) for thema in themes)
        yield f"{_heading(group, wissen)}: {' '.join(asked)}"


def _names(headings: Sequence[str]) -> str:
    if len(headings) <= MOST_NAMED:
        return wording.listing(headings)
    return f"{', '.join(headings[:MOST_NAMED])} und {len(headings) - MOST_NAMED} weiteres"


def _heading(group: Gruppe, wissen: Wissen) -> str:
    """Return occupation and town, with both forms of the title: whoever reads it was not there."""
    name, ort = group
    beruf = wissen.beruf(name)
    both = f"{beruf.name} / {beruf.feminin}" if beruf and beruf.feminin else name
    return f"{both} in {ort}" if ort else both


def _notes(extract: Auszug, ton: Ton, website: bool) -> Iterable[str]:
    if extract.gekuerzt:
        yield "Damit es kurz bleibt, steht hier nur das Wichtigste; mehr steht weiter oben im Gespräch."
    if website:
        yield ton.wahl(
            "Das ganze Gespräch kannst du im Menü mit „Gespräch speichern“ als Textdatei mitnehmen.",
            "Das ganze Gespräch können Sie im Menü mit „Gespräch speichern“ als Textdatei mitnehmen.",
        )


def _nothing_yet(ton: Ton, person: Knopf) -> Antwort:
    text = ton.wahl(
        "Noch gibt es nichts zusammenzufassen. Frag mich nach einem Beruf, am besten mit Stadt; danach "
        "stelle ich dir gern zum Mitnehmen zusammen, was ich gesagt habe.",
        "Noch gibt es nichts zusammenzufassen. Fragen Sie mich nach einem Beruf, am besten mit Stadt; danach "
        "stelle ich Ihnen gern zum Mitnehmen zusammen, was ich gesagt habe.",
    )
    return Antwort(text, (), [Knopf(TITLES["list_profiles"], "list_profiles"), person])
