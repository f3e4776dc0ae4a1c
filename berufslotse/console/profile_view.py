"""A profile as it is shown: its facts by thema, then its sources, and the file it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from berufslotse.knowledge import wording
from berufslotse.knowledge.database import database
from berufslotse.knowledge.home import PROJECT, knowledge_url, profiles_folder
from berufslotse.knowledge.lookup import similar_berufe
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.store import Fakt, Wissen
from berufslotse.knowledge.telling import source_name

if TYPE_CHECKING:
    from berufslotse.console.shell_view import ShellView

ALL = "ganz Deutschland"


def sections(facts: Sequence[Fakt]) -> Iterator[tuple[str, list[str]]]:
    """Yield headings with what stands below them: the facts of each thema, at last the sources."""
    for thema in dict.fromkeys(fact.thema for fact in facts):
        yield wording.HEADINGS[thema], [fact.text for fact in facts if fact.thema == thema]
    yield "Quellen", [f"{source_name(q)}\n  {q.url}" for q in dict.fromkeys(f.quelle for f in facts)]


def alike(wissen: Wissen, name: str) -> str:
    """Return a sentence on occupations called alike, with a blank before it, or nothing."""
    names = similar_berufe(wissen, name)
    return f" Ähnlich: {wording.listing(names)}." if names else ""


def places(beruf: Beruf) -> str:
    """Return the places that there are facts of."""
    return wording.listing([*beruf.orte, *([ALL] if beruf.bundesweit else [])])


def nothing(beruf: Beruf, town: str | None) -> str:
    """Say that there is no fact of the occupation there, and where there are."""
    where = f"aus {town}" if town else "für ganz Deutschland"
    return f"Über {beruf.name} gibt es nichts {where}, wohl aber: {places(beruf)}."


def show_profile(view: ShellView, name: str, ort: str | None) -> None:
    """Show what is known of the occupation in `ort`, or in all of Germany, and where it stands."""
    try:
        wissen = Wissen(database(knowledge_url()))
        beruf = wissen.bekannt(name)
        if beruf is None:
            view.remark(f"Von „{name}“ gibt es kein Profil.{alike(wissen, name)}")
            return
        place = wissen.plaetze.find(ort) if ort else None
        town = place.name if place else ort
        facts = wissen.fakten(beruf.name, town)
        file = wissen.datei(beruf.name, town)
    except SQLAlchemyError:
        view.remark("Die Profile lassen sich gerade nicht lesen. Warum, sagt „berufslotse knowledge status“.")
        return
    if not facts:
        view.remark(nothing(beruf, town))
        return
    view.heading(f"{beruf.name}, {town or ALL}")
    for heading, items in sections(facts):
        for number, item in enumerate(items):
            view.labelled("" if number else heading, item)
    if file:
        view.labelled("Datei", _shown(file))


def _shown(file: str) -> str:
    path = profiles_folder() / file
    return str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path)
