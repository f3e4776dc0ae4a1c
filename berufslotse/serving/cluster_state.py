"""What is known of a running cluster, in a file: for who wants to renew it, and for the next start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

FILE = "stand.json"
RUNNING, DONE, FAILED = "running", "done", "failed"
LEFT_SECONDS = 10.0


@dataclass
class Running:
    """A process of the cluster; `since` tells it from another one that later gets the same number."""

    pid: int
    port: int
    since: str


@dataclass
class Renewal:
    """The latest renewal: the how manieth, how it stands, and what there is to say about it."""

    number: int = 0
    state: str = DONE
    message: str = ""


@dataclass
class State:
    """The supervising process, where people reach the cluster, and all that runs in it."""

    pid: int
    since: str
    address: str
    actions: str
    conversations: str
    redis: str
    postgres_port: int = 0
    renewal: Renewal = field(default_factory=Renewal)
    processes: dict[str, Running] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write it, in one step; it is its owner's only, since a password stands in it."""
        draft = folder / f".{FILE}"
        draft.unlink(missing_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            json.dump(asdict(self), out, indent=1)
        draft.replace(folder / FILE)


def read(folder: Path) -> State | None:
    """Return what is known, or None where no cluster ever was or nothing can be read."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        kept["renewal"] = Renewal(**kept["renewal"])
        kept["processes"] = {name: Running(**one) for name, one in kept["processes"].items()}
        return State(**kept)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def since(pid: int) -> str:
    """Return when the process began, in the words of ps; empty if there is none."""
    told = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], stdout=subprocess.PIPE, text=True)
    return told.stdout.strip()


def runs(pid: int, began: str) -> bool:
    """Whether the process runs that has had this number and this beginning."""
    return bool(began) and since(pid) == began


def end_what_is_left(state: State) -> list[str]:
    """End what a supervising process that was killed has left behind, and return its names."""
    left = {name: one for name, one in state.processes.items() if runs(one.pid, one.since)}
    for one in left.values():
        with suppress(ProcessLookupError):
            os.kill(one.pid, signal.SIGINT if one is left.get("postgres") else signal.SIGTERM)
    end = time.monotonic() + LEFT_SECONDS
    while time.monotonic() < end and any(runs(one.pid, one.since) for one in left.values()):
        time.sleep(0.1)
    for one in left.values():
        if runs(one.pid, one.since):
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
    return sorted(left)
