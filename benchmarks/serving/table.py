"""The table of README.md."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from figures import Figures, around, ratio

NOTHING = "–"
Cell = Callable[[Figures], str]
PROCESSES = {"rasa": "Rasa", "actions": "action server", "wissen": "watching of profiles"}


def number(value: float | None, digits: int = 0, unit: str = "") -> str:
    """Return a figure as it stands in the table."""
    return NOTHING if value is None else f"{value:,.{digits}f}{unit}"


def held(process: str) -> Cell:
    """Return what writes the memory of a process."""

    def cell(found: Figures) -> str:
        memory = found["memory"].get(process)
        return f"{memory['rss']:,.0f} / {memory['pss']:,.0f}" if memory else NOTHING

    return cell


def at(clients: str, write: Callable[[Figures], str]) -> Cell:
    """Return what writes something of one number of clients."""
    return lambda found: write(found["levels"][clients])


def faults(found: Figures) -> str:
    """Return how many messages were not answered as they should, with the kinds of fault."""
    kinds = ", ".join(f"{kind} {number(count)}" for kind, count in sorted(found["faults"].items()))
    count = sum(found["faults"].values())
    return f"{count:,} of {found['asked']:,.0f}" + (f" ({kinds})" if kinds else "")


def rows(levels: Sequence[str]) -> list[tuple[str, Cell]]:
    """Return the rows of the table for these numbers of clients."""
    found: list[tuple[str, Cell]] = [("command to the first answer, s", lambda row: number(row["start"], 1))]
    found += [(f"{title}: memory, RSS / PSS, MB", held(process)) for process, title in PROCESSES.items()]
    for clients in levels:
        found += [
            (_clients(clients) + ": turns a second", at(clients, lambda row: number(row["rate"], 1))),
            ("… ms, median / p95 / p99", at(clients, _times)),
        ]
    found += [
        ("processor of the bot for a turn, ms (1 client)", at(levels[0], lambda row: number(row["work"]))),
        *_growth_rows(),
        ("messages without a proper answer", faults),
        ("processor of the load itself, at most, % of a core", lambda row: _most(row, "client", 100)),
        ("cores taken by other work meanwhile, at most", lambda row: _most(row, "others", 1, 2)),
    ]
    return found


def _growth_rows() -> list[tuple[str, Cell]]:
    return [
        ("one long conversation: turn 5, ms", lambda row: number(around(row["growing"], "5"))),
        ("… turn 100, times as long", lambda row: number(ratio(row["growing"], "100"), 2)),
        ("… turn 200, times as long", lambda row: number(ratio(row["growing"], "200"), 2)),
    ]


def _clients(count: str) -> str:
    return f"{count} client" + ("" if count == "1" else "s")


def _times(level: Figures) -> str:
    return " / ".join(number(level[key]) for key in ("p50", "p95", "p99"))


def _most(found: Figures, key: str, factor: float, digits: int = 1) -> str:
    return number(factor * max(level[key] for level in found["levels"].values()), digits)


def table(titles: Mapping[str, str], found: Mapping[str, Figures]) -> str:
    """Return the medians as a table in Markdown, a column for each contender that was measured."""
    columns = [name for name in titles if name in found]
    lines = ["|  | " + " | ".join(titles[name] for name in columns) + " |", "|" + "---|" * (len(columns) + 1)]
    levels = list(found[columns[0]]["levels"])
    for what, cell in rows(levels):
        lines.append(f"| {what} | " + " | ".join(cell(found[name]) for name in columns) + " |")
    return "\n".join(lines)


def soak_lines(soak: Mapping[str, Any]) -> str:
    """Return the load over a longer time as a table in Markdown."""
    rows = (
        ("turns a second, all through", number(soak["rate"], 1)),
        ("… of those that 16 clients reached before", number(soak["capacity"], 1)),
        ("seconds / messages", f"{number(soak['seconds'])} / {number(soak['asked'])}"),
        ("ms, median / p95 / p99", _times(soak["times"])),
        ("median: last quarter as a part of the second", number(soak["flat"]["p50"], 2)),
        ("p95: last quarter as a part of the second", number(soak["flat"]["p95"], 2)),
        ("memory (RSS): last quarter as a part of the second", number(soak["flat"]["rss"], 2)),
        ("no more than 10 % above: median / p95 / memory", _flat(soak["flat"])),
        ("messages without a proper answer", faults(dict(soak))),
    )
    return "\n".join(["|  |  |", "|---|---|", *(f"| {what} | {value} |" for what, value in rows)])


def _flat(parts: Mapping[str, float | None]) -> str:
    return " / ".join("–" if part is None else "yes" if part <= 1.1 else "no" for part in parts.values())
