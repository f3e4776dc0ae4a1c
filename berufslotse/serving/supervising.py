"""Processes that are started again when they end by themselves."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FIRST_PAUSE, LONGEST_PAUSE = 0.3, 30.0
WELL_AFTER = 60.0
"""Who has run for so many seconds is well again, and its next restart does not wait longer."""
LOOK = 0.1

Tell = Callable[[str], None]


@dataclass
class Service:
    """A process called `name`, which answers at `port`; what it writes goes to the file `log`.

    `user` runs it where we are root; `ending` is the signal that asks for its end, and `grace` how many
    seconds it then has.
    """

    name: str
    command: Sequence[str]
    log: Path
    tell: Tell
    cwd: Path
    port: int = 0
    env: Mapping[str, str] | None = None
    user: str | None = None
    ending: int = signal.SIGTERM
    grace: float = 10.0
    started: Callable[[], None] = lambda: None
    """Called after each start."""
    process: subprocess.Popen[bytes] | None = None
    ends: int = 0
    """How often it has ended by itself."""
    _watching: asyncio.Task[None] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Start it, and again whenever it ends; raises OSError if that cannot be done even once."""
        self._begin()
        self._watching = asyncio.create_task(self._watch())

    @property
    def alive(self) -> bool:
        """Whether it runs just now."""
        return self.process is not None and self.process.poll() is None

    async def stop(self) -> None:
        """Ask it to end, and end it and all that it started when it takes too long."""
        if self._watching:
            self._watching.cancel()
        process = self.process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(self.ending)
        end = time.monotonic() + self.grace
        while process.poll() is None and time.monotonic() < end:
            await asyncio.sleep(LOOK)
        _kill_group(process)
        process.wait()

    def signal(self, number: int) -> None:
        """Send it a signal, if it runs."""
        if self.alive and self.process:
            self.process.send_signal(number)

    def _begin(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env=None if self.env is None else dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                **as_user(self.user),
            )
        self.started()

    async def _watch(self) -> None:
        pause, begun = FIRST_PAUSE, time.monotonic()
        while True:
            await asyncio.sleep(LOOK)
            if self.alive:
                continue
            assert self.process
            _kill_group(self.process)
            self.ends += 1
            if time.monotonic() - begun > WELL_AFTER:
                pause = FIRST_PAUSE
            self.tell(f"{self.name} hat sich beendet ({_how(self.process.returncode)}), wird neu gestartet.")
            await asyncio.sleep(pause)
            pause, begun = min(pause * 2, LONGEST_PAUSE), time.monotonic()
            try:
                self._begin()
            except OSError as error:
                self.tell(f"{self.name} lässt sich nicht starten ({error.strerror}).")


def as_user(name: str | None) -> dict[str, Any]:
    """Return what has `subprocess` run a process as the user `name`, where one is given."""
    return {"user": name, "group": name, "extra_groups": []} if name else {}


def _how(code: int) -> str:
    if code >= 0:
        return f"Code {code}"
    with suppress(ValueError):
        return f"Signal {signal.Signals(-code).name}"
    return f"Signal {-code}"


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
