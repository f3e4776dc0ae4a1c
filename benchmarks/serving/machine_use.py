"""What processes hold in memory and take of the processor, read from /proc (Linux)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
GROUP, USED = 2, slice(11, 13)
"""Places in /proc/…/stat after the name: the process group, and the ticks in user and system mode."""


def _members(group: int) -> Iterator[tuple[Path, list[str]]]:
    """Yield folder and figures of each process of a group; one that ends meanwhile is left out."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            figures = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(figures[GROUP]) == group:
                yield folder, figures


def memory(group: int) -> dict[str, float]:
    """Return what a process group holds, in MB: `rss`, and `pss` with shared pages counted in part."""
    found = {"rss": 0.0, "pss": 0.0}
    for folder, _ in _members(group):
        with suppress(OSError):
            lines = (folder / "smaps_rollup").read_text().splitlines()[1:]
            values = {line.partition(":")[0].lower(): int(line.split()[1]) / 1024 for line in lines}
            found = {key: found[key] + values[key] for key in found}
    return found


def processor(group: int) -> float:
    """Return the seconds of the processor that the running processes of a group have used."""
    return sum(sum(map(int, figures[USED])) for _, figures in _members(group)) / TICKS


def busy() -> float:
    """Return the seconds of processors that the whole machine has used since it started."""
    ticks = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / TICKS
