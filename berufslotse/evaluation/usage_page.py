"""The report on what people ask as one page that needs nothing else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from berufslotse.evaluation import usage_words as words
from berufslotse.evaluation.usage_figures import Usage

MOST_GAPS = 100
COLUMN, DIGIT, HEIGHT, HEAD, FOOT = 24, 7, 150, 22, 40
"""Sizes of the plot in pixels: a column and a digit at least, the tallest column, room above and below."""


@dataclass(frozen=True)
class Bar:
    """A column of the plot with the number above it and a name of one or two lines below."""

    x: float
    y: float
    width: float
    height: float
    number: int
    name: tuple[str, str]


@dataclass(frozen=True)
class Plot:
    """Messages by day or month."""

    width: int
    height: int
    bars: Sequence[Bar]
    text: str
    """What the plot shows, in words."""


def render(usage: Usage, since: date | None, today: date) -> str:
    """Return the page; `since` is the day that was asked for."""
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    pages.filters.update(number=words.number, duration=words.duration, long_date=words.long_date, name=_name)
    return pages.get_template("usage.html.j2").render(
        usage=usage,
        since=since,
        today=today,
        plot=plot(usage),
        gaps=usage.gaps[:MOST_GAPS],
        more=len(usage.gaps) - MOST_GAPS,
        label=words.month if usage.monthly else words.short_day,
        share=words.share,
        ratio=words.ratio,
    )


def write_page(page: str, path: Path) -> None:
    """Write `page` to `path`, whole or not at all. Raises OSError."""
    handle, unfinished = tempfile.mkstemp(prefix=f".{path.name[:40]}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as output:
            output.write(page)
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(unfinished).unlink()


def plot(usage: Usage) -> Plot:
    """Lay out the messages by day or month as columns."""
    most = max(period.messages for period in usage.periods)
    longest = max(len(words.number(most)), 4 if usage.monthly else 0)
    step = max(COLUMN, DIGIT * longest + 6)
    bars = []
    for index, period in enumerate(usage.periods):
        height = round(HEIGHT * period.messages / most, 1)
        x, y = index * step + 3, round(HEAD + HEIGHT - height, 1)
        name = _below(period.day, usage.monthly, first=index == 0)
        bars.append(Bar(x, y, step - 6, height, period.messages, name))
    return Plot(step * len(bars), HEAD + HEIGHT + FOOT, bars, _in_words(usage))


def _below(day: date, monthly: bool, first: bool) -> tuple[str, str]:
    """Return the day, and its month where one begins; or the month, and its year likewise."""
    month = words.MONTHS[day.month - 1][:3]
    if monthly:
        return month, str(day.year) if first or day.month == 1 else ""
    return f"{day.day}.", month if first or day.day == 1 else ""


def _in_words(usage: Usage) -> str:
    busiest = max(usage.periods, key=lambda period: period.messages)
    label = words.month if usage.monthly else words.short_day
    each = "Monat" if usage.monthly else "Tag"
    number, mean = words.number(busiest.messages), words.ratio(usage.messages / len(usage.periods))
    return (
        f"Säulen: Nachrichten je {each}, {label(usage.periods[0].day)} bis {label(usage.periods[-1].day)}. "
        f"Am meisten waren es {label(busiest.day)} mit {number}, im Mittel {mean}. "
        "Alle Zahlen stehen in der Tabelle darunter."
    )


def _name(value: str) -> str:
    """Return a name, or a dash where there is none."""
    return value or words.NONE
