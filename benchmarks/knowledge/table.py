"""The table of README.md: what is asked beside what was reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Figures = Mapping[str, Any]


def times(key: str, database: str = "") -> Callable[[Figures], str]:
    """Return what writes median and 95th percentile of `key`."""

    def cell(row: Figures) -> str:
        found = row[database][key] if database else row[key]
        return f"{found['median']:.2f} / {found['p95']:.2f}"

    return cell


def number(key: str, digits: int = 0, database: str = "") -> Callable[[Figures], str]:
    """Return what writes the figure `key`."""
    return lambda row: f"{(row[database] if database else row)[key]:,.{digits}f}"


def held(key: str) -> Callable[[Figures], str]:
    """Return what writes the memory of the process `key`, now and at most."""
    return lambda row: f"{row[key]['now']:.0f} / {row[key]['most']:.0f}"


ROWS: list[tuple[str, str, Callable[[Figures], str]]] = [
    ("occupations", "", number("occupations")),
    ("facts", "", number("facts")),
    ("different stems in the facts", "", number("words")),
    ("compiling from nothing, s", "90 at 50,000", number("fresh", 1)),
    ("… of all cores together, s", "", number("processor", 1)),
    ("… memory at most, MB", "", lambda row: f"{row['compiler']['most']:.0f}"),
    ("compiling, nothing changed, s", "", number("unchanged", 2)),
    ("compiling, one file changed, s", "", number("changed", 2)),
    ("compiling, one occupation more, s", "", number("added", 2)),
    ("database, MB", "", number("megabytes")),
    ("finding the facts for a question, ms", "p95 5", times("find")),
    ("a whole answer, ms", "", times("answer")),
    ("an answer about an unknown occupation, ms", "", times("unknown")),
    ("finding names in a message, ms", "p95 3", times("recognition")),
    ("… of the held-out messages", "", times("heldout")),
    ("… of messages with made-up names", "", times("named")),
    ("made-up names found, %", "", lambda row: f"{100 * row['found']:.1f}"),
    ("misspelt ones found, %", "", lambda row: f"{100 * row['found_misspelt']:.1f}"),
    ("searching all facts, ms", "p95 10", times("search")),
    ("action server: memory now / at most, MB", "150 more", held("serving")),
    ("action server: first answer, s", "3 more", lambda row: f"{row['serving']['first']:.2f}"),
    ("name extractor: memory now / at most, MB", "150 more", held("extracting")),
    ("name extractor: first message, s", "3 more", lambda row: f"{row['extracting']['first']:.2f}"),
    ("cores taken by other work meanwhile", "", number("others", 1)),
]

POSTGRES: list[tuple[str, str, Callable[[Figures], str]]] = [
    ("PostgreSQL: compiling from nothing, s", "", number("fresh", 1, "postgres")),
    ("PostgreSQL: one file changed, s", "", number("changed", 2, "postgres")),
    ("PostgreSQL: one occupation more, s", "", number("added", 2, "postgres")),
    ("PostgreSQL: database, MB", "", number("megabytes", 0, "postgres")),
    ("PostgreSQL: finding the facts for a question, ms", "", times("find", "postgres")),
    ("PostgreSQL: a whole answer, ms", "", times("answer", "postgres")),
    ("PostgreSQL: searching all facts, ms", "p95 10", times("search", "postgres")),
]


def table(results: Mapping[str, Figures]) -> str:
    """Return the results as a table in Markdown, a column for each number of profiles."""
    sizes = sorted(results, key=int)
    lines = [
        f"| profiles | asked | {' | '.join(f'{int(size):,}' for size in sizes)} |",
        "|---" * (2 + len(sizes)) + "|",
    ]
    for title, asked, cell in ROWS:
        lines.append(f"| {title} | {asked} | {' | '.join(cell(results[size]) for size in sizes)} |")
    for title, asked, cell in POSTGRES:
        cells = [cell(results[size]) if results[size]["postgres"] else "" for size in sizes]
        if any(cells):
            lines.append(f"| {title} | {asked} | {' | '.join(cells)} |")
    return "\n".join(lines)
