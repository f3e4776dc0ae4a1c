"""Watching a running bot from outside: which processes it is made of and how much memory they hold."""

from __future__ import annotations

import os
import time
from pathlib import Path

from berufslotse.serving.processes import Paar

MOST_GROWTH = 1.10
SETTLING_SECONDS = 3
SERVERS = ("rasa", "actions")


def pids(pair: Paar, name: str) -> set[int]:
    """Return the ids of the process called `name` in the Procfile and of all that it started."""
    group = pair.processes[name].pid
    return {int(entry.name) for entry in Path("/proc").iterdir() if _is_in(entry, group)}


def memory(pair: Paar) -> dict[str, int]:
    """Return how many bytes of memory each server holds (RSS), once it has come to rest."""
    time.sleep(SETTLING_SECONDS)
    return {name: sum(_resident(pid) for pid in pids(pair, name)) for name in SERVERS}


def too_much(before: dict[str, int], after: dict[str, int]) -> dict[str, str]:
    """Return what has grown by more than allowed, in words."""
    return {
        name: f"{before[name] / 1e6:.0f} MB before, {after[name] / 1e6:.0f} MB after"
        for name in before
        if after[name] > before[name] * MOST_GROWTH
    }


def _is_in(entry: Path, group: int) -> bool:
    try:
        return entry.name.isdigit() and os.getpgid(int(entry.name)) == group
    except ProcessLookupError:
        return False


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except FileNotFoundError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
