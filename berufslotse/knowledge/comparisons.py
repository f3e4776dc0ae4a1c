"""Answers that set two things side by side, and answers about what the bot knows at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from berufslotse.knowledge import wording
from berufslotse.knowledge.answers import LUECKE, Antwort, Knopf
from berufslotse.knowledge.lookup import Frage, by_distance, find
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.payroll import comparable, pay_of, picture, side_by_side
from berufslotse.knowledge.store import Fakt, Wissen
from berufslotse.knowledge.telling import Ton, choose, years
from berufslotse.knowledge.text import fold

MOST_LISTED = 8

LEAST_OF_KIND = 3
"""Fewer names of a kind are rather chance than an answer."""

_TOWNS = re.compile(r"\b(?:st[äa]e?dten?|orten?|regionen)\b", re.IGNORECASE)
_KIND = re.compile(r"\b(\w{5,})(?:berufe|jobs)")


@dataclass(frozen=True)
class Seite:
    """One side of a comparison: a known occupation, in a town or in all of Germany."""

    beruf: str
    ort: str | None


def compare(wissen: Wissen, sides: Sequence[Seite], themes: Sequence[str], ton: Ton) -> Antwort:
    """Set `sides` against each other thema by thema, and say what is missing on which side.

    A town's own facts are used; where it has none on a thema, the nationwide ones are, marked as such.
    A thema on which no side has anything is left out.
    """
    said: list[Fakt] = []
    lines: list[str] = []
    posts = comparable(
        [p for side in sides for p in pay_of(wissen, side.beruf, side.ort, _label(side, sides))]
    )
    # No town has figures of its own, and what holds for the country need not be said twice.
    one_for_all = len({s.beruf for s in sides}) == 1 and all(post.nur_bundesweit for post in posts)
    for thema in themes:
        told = [_side_facts(wissen, side, thema, ton) for side in sides]
        if not any(told):
            continue
        lines.append(f"{wording.HEADINGS[thema]}")
        if thema == "gehalt" and posts and not one_for_all:
            lines.extend(side_by_side(posts, [_label(s, sides) for s in sides]))
            said.extend(dict.fromkeys(post.fakt for post in posts))
            continue
        if all(facts == told[0] for facts in told):
            # No town has facts of its own, and what holds for the country need not be said twice.
            lines.append(f"– überall (nur bundesweit, {years(told[0])}): {_tell(told[0])}")
            said.extend(told[0])
            continue
        for side, facts in zip(sides, told, strict=True):
            lines.append(f"– {_label(side, sides)}{_scope(side, facts)}: {_tell(facts)}")
            said.extend(facts)
    buttons = [Knopf(f"Mehr zu {_label(s, sides)}", "overview", s.beruf, s.ort) for s in sides[:3]]
    if not said:
        return Antwort(
            f"{_heading(sides)}: Dazu fehlen mir auf beiden Seiten die Fakten.", (), buttons, art=LUECKE
        )
    drawn = partial(picture, _heading(sides), posts) if "gehalt" in themes and len(posts) > 1 else None
    return Antwort("\n".join([f"{_heading(sides)}:", *lines]), said, buttons, drawn)


def _side_facts(wissen: Wissen, side: Seite, thema: str, ton: Ton) -> list[Fakt]:
    frage = Frage(thema, side.beruf, side.ort)
    found = find(wissen, frage)
    facts = choose(found.eigene or found.bundesweit, frage, ton)
    return facts[:2] if thema == "gehalt" else facts[:1]


def _scope(side: Seite, facts: Sequence[Fakt]) -> str:
    nationwide = side.ort and facts and not facts[0].ort
    return f" (nur bundesweit, {years(facts)})" if nationwide else ""


def _tell(facts: Sequence[Fakt]) -> str:
    return " ".join(f.text for f in facts) or "Dazu habe ich nichts."


def _label(side: Seite, sides: Sequence[Seite]) -> str:
    """Return what tells `side` from the others: the town, the occupation, or both."""
    if len({s.beruf for s in sides}) == 1:
        return side.ort or "ganz Deutschland"
    if len({s.ort for s in sides}) == 1:
        return side.beruf
    return f"{side.beruf} in {side.ort}" if side.ort else side.beruf


def _heading(sides: Sequence[Seite]) -> str:
    labels = wording.listing([_label(s, sides) for s in sides])
    if len({s.beruf for s in sides}) == 1:
        return f"{sides[0].beruf} im Vergleich zwischen {labels}"
    if len({s.ort for s in sides}) == 1:
        return f"{labels} im Vergleich{f' ({sides[0].ort})' if sides[0].ort else ''}"
    return f"{labels} im Vergleich"


def list_profiles(
    wissen: Wissen, beruf: Beruf | None, ort: str | None, turn: int, asked: str = ""
) -> Antwort:
    """Say which occupations are known in `ort`, in which towns `beruf` is known, or what is known at all.

    `asked` is the message: "Welche Pflegeberufe …" lists only names with that part, "Welche Städte …" towns.
    """
    if ort:
        return _berufe_in(wissen, ort, asked, turn)
    if beruf and beruf.bekannt:
        return _orte_von(beruf)
    known, towns = wissen.berufsnamen, wissen.orte()
    if _TOWNS.search(asked):
        names = [t for t, _ in towns]
        text = f"Eigene Fakten habe ich aus {len(names)} Städten: {wording.listing(names)}."
        return Antwort(text, (), [Knopf(f"Berufe in {t}", "list_profiles", None, t) for t in names[:3]])
    kind = _of_kind(known, asked)
    if kind:
        some = "unter anderem " if len(kind) > MOST_LISTED else ""
        text = f"Davon kenne ich {some}{wording.listing(kind[:MOST_LISTED])}."
        return Antwort(text, (), [Knopf(name, "overview", name) for name in kind[:3]])
    names = wording.sample(wissen.verbreitete(20), 5, turn)
    parts = [f"Ich kenne {_count(len(known), 'Beruf', 'Berufe')}"]
    if towns:
        parts[0] += f", mit eigenen Fakten aus {_count(len(towns), 'Stadt', 'Städten')}"
        parts.append(f"Am meisten weiß ich aus {wording.listing([t for t, _ in towns[:4]])}")
    parts.append(f"Dabei {'sind' if len(names) > 1 else 'ist'} zum Beispiel {wording.listing(names)}")
    text = ". ".join([*parts, "Ein Beruf oder eine Stadt genügt."])
    return Antwort(text, (), [Knopf(name, "overview", name) for name in names[:3]])


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _of_kind(names: Sequence[str], asked: str) -> list[str]:
    """Return the names that hold the first part of a word such as "Pflegeberufe"."""
    match = _KIND.search(fold(asked))
    found = [n for n in names if match and match.group(1)[:5] in fold(n)]
    return found if len(found) >= LEAST_OF_KIND else []


def _berufe_in(wissen: Wissen, ort: str, asked: str, turn: int) -> Antwort:
    names = wissen.berufe_in(ort)
    names = _of_kind(names, asked) or names
    if not names:
        towns = [town for town, _ in wissen.orte()]
        near = [t for t, d in by_distance(wissen, wissen.plaetze.find(ort), towns) if d is not None][:3]
        text = f"Aus {ort} selbst habe ich noch keine Fakten."
        if near:
            text += f" In der Nähe kenne ich mich in {wording.listing(near)} aus."
        return Antwort(text, (), [Knopf(f"Berufe in {t}", "list_profiles", None, t) for t in near])
    if len(names) <= MOST_LISTED:
        text = f"In {ort} kenne ich {wording.listing(names)}."
        if len(names) > 1:
            text = f"In {ort} kenne ich {len(names)} Berufe: {wording.listing(names)}."
        return Antwort(text, (), [Knopf(n, "overview", n, ort) for n in names[:3]])
    some = wording.sample(names, MOST_LISTED, turn)
    text = (
        f"In {ort} kenne ich {len(names)} Berufe, zum Beispiel {wording.listing(some)}. "
        "Nach jedem davon kann man mich fragen."
    )
    return Antwort(text, (), [Knopf(n, "overview", n, ort) for n in some[:3]])


def _orte_von(beruf: Beruf) -> Antwort:
    where = []
    if beruf.orte:
        where.append(f"aus {wording.listing(list(beruf.orte[:12]))}")
    if len(beruf.orte) > 12:
        where[0] = f"aus {', '.join(beruf.orte[:12])} und {len(beruf.orte) - 12} weiteren Städten"
    if beruf.bundesweit:
        where.append("für ganz Deutschland")
    buttons = [Knopf(o, "overview", beruf.name, o) for o in beruf.orte[:3]]
    return Antwort(f"Über {beruf.name} habe ich Fakten {wording.listing(where)}.", (), buttons)


def offer_berufe(wissen: Wissen, ort: str | None, turn: int, count: int = 3) -> list[str]:
    """Return occupations to offer as a start: of `ort` where it has any, else the widest known."""
    names = wissen.berufe_in(ort) if ort else []
    return wording.sample(names or wissen.verbreitete(20), count, turn)
