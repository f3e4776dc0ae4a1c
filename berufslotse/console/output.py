"""What the commands print, and how they end when something is wrong."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from berufslotse.knowledge.database import WissenNichtSchreibbar
from berufslotse.knowledge.profiles import ProfilFehler
from berufslotse.knowledge.progress import Fortschritt

MOST_FAULTS = 20
WIDEST = 100
"""Longer lines are hard to read, however wide a terminal is."""

# A terminal would break lines within words; what goes elsewhere keeps its lines.
console = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
errors = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def say(text: str) -> None:
    """Print a line; an address in it is never broken in two."""
    console.print(text, markup=False, overflow="ignore")


def width() -> int:
    """Return how many columns a line may have."""
    return min(console.width, WIDEST)


def wrapped(
    text: str, first: str = "", later: str = "", most: int | None = None, whole_words: bool = False
) -> list[str]:
    """Return `text` in lines that fit the terminal, at most `most`, the first and the later ones indented.

    With `whole_words` one that fits no line stands out, as an address broken in two can no longer be copied.
    """
    lines = textwrap.wrap(
        text,
        width(),
        initial_indent=first,
        subsequent_indent=later,
        max_lines=most,
        placeholder=" …",
        break_long_words=not whole_words,
        break_on_hyphens=not whole_words,
    )
    return lines or [first.rstrip()]


def fail(text: str) -> NoReturn:
    """Print what is wrong and end with exit code 1."""
    errors.print(text, style="red", markup=False)
    raise typer.Exit(1)


def show_faults(faults: ProfilFehler, most: int = MOST_FAULTS) -> None:
    """Print the faults of profiles, at most `most` of them."""
    for fault in faults.fehler[:most]:
        errors.print(str(fault), markup=False)
    if len(faults.fehler) > most:
        errors.print(f"… und {len(faults.fehler) - most} weitere.", markup=False)


@contextmanager
def progress_bar() -> Iterator[Fortschritt]:
    """Show how far a long piece of work has come, for as long as the block lasts."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    # Into a file or a pipe it would write an empty line.
    hidden = not errors.is_terminal
    with Progress(*columns, console=errors, transient=True, disable=hidden) as bar:
        tasks: dict[str, TaskID] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step)
            bar.update(tasks[step], completed=done, total=total)

        yield show


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn what can go wrong with the knowledge into clear lines and exit code 1."""
    try:
        yield
    except ProfilFehler as faults:
        show_faults(faults)
        fail(f"{count(len(faults.fehler), 'Fehler', 'Fehler')} in den Profilen. Es wurde nichts übernommen.")
    except WissenNichtSchreibbar as error:
        fail(str(error))


def count(number: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number} {one if number == 1 else many}"
