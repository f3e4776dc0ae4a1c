"""Where the messages to walk through come from: counsellors' marks, and real conversations."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from sqlalchemy.exc import SQLAlchemyError

from berufslotse.console.output import count, errors, fail
from berufslotse.evaluation.candidates import Candidate, candidates
from berufslotse.evaluation.marked import Marked, MarkedFile
from berufslotse.evaluation.marked_candidates import marked_candidates
from berufslotse.evaluation.reviewed import Reviewed
from berufslotse.serving.events import address
from berufslotse.serving.exchanges import Exchange, KeineGespraeche, exchanges, open_reader


def find(
    learned: Container[str], reviewed: Reviewed, titles: Mapping[str, str], most: int
) -> list[Candidate]:
    """Return the `most` useful messages, the marked ones first; only the intents of `titles` are proposed.

    Left out is what was `reviewed`, and the messages whose keys are `learned` already or measured by.
    """
    marked = marked_candidates(_marked(), learned.__contains__, reviewed.__contains__, titles)
    try:
        return candidates(_spoken(), lambda key: key in learned or key in reviewed, titles, most, marked)
    except (SQLAlchemyError, OSError) as error:
        # Without its text, in which the address may stand with its password.
        fail(f"Die Gespräche lassen sich nicht lesen ({type(error).__name__}). Stimmt CONVERSATIONS_URL?")


def _spoken() -> Iterable[Exchange]:
    try:
        return exchanges(open_reader(address()))
    except KeineGespraeche:
        return ()


def _marked() -> list[Marked]:
    file = MarkedFile()
    try:
        marked = file.read()
    except OSError as error:
        fail(f"Die markierten Nachrichten in {file.path} lassen sich nicht lesen ({error.strerror}).")
    if file.damaged:
        lines = count(file.damaged, "beschädigte Zeile", "beschädigte Zeilen")
        errors.print(f"{file.path} hat {lines}; dort wurde nichts gelesen.", style="yellow", markup=False)
    return marked
