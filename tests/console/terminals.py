"""A terminal for tests: what a program shows is read from its screen, as somebody before it would."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Mapping
from types import TracebackType

import pyte

from berufslotse.knowledge.home import PROJECT

COLUMNS, LINES = 80, 24
HISTORY = 5000


class _Screen(pyte.HistoryScreen):
    """A screen that answers what the program asks of it, as where the cursor stands."""

    def __init__(self, master: int) -> None:
        super().__init__(COLUMNS, LINES, history=HISTORY, ratio=0.5)
        self._master = master

    def write_process_input(self, data: str) -> None:
        os.write(self._master, data.encode())


class Terminal:
    """A program in a terminal of 80 columns and 24 lines, without colours.

    It is read from in `wait_for` and `wait_for_end` only. Use it in a `with` block, at whose end it is closed.
    """

    def __init__(self, *command: str, env: Mapping[str, str] | None = None) -> None:
        self._master, inner = pty.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        inherited = {k: v for k, v in os.environ.items() if k not in {"COLUMNS", "LINES"}}
        ours = {"TERM": "xterm-256color", "NO_COLOR": "1", "PYTHONPATH": str(PROJECT)}
        self.program = subprocess.Popen(
            command,
            stdin=inner,
            stdout=inner,
            stderr=inner,
            cwd=PROJECT,
            start_new_session=True,
            env={**inherited, **ours, **(env or {})},
            # So that Ctrl-C comes to it as a signal.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(inner)
        self._screen = _Screen(self._master)
        self._stream = pyte.ByteStream(self._screen)
        self._before = ""
        self.written = b""
        """All that the program wrote, with what steers the terminal."""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def screen(self) -> list[str]:
        """The lines that the screen shows, without blanks at their ends."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def shown(self) -> str:
        """All that was shown and not wiped, what has left the screen included."""
        return "\n".join(line.rstrip() for line in self._lines()).rstrip("\n")

    def wait_for(self, text: str, seconds: float = 90) -> None:
        """Wait until `text` is shown; if it was already when keys were last typed, until it is once more.

        Where lines end, and how many blanks stand between words, makes no difference.
        """
        wanted, end = _flat(text), time.monotonic() + seconds
        times = self._before.count(wanted)
        while _flat("".join(self._lines())).count(wanted) <= times:
            assert self._read(end - time.monotonic()), f"„{text}“ is not shown:\n{self.shown}"

    def wait_for_end(self, seconds: float = 30) -> int:
        """Wait until the program has ended, and return its exit code."""
        end = time.monotonic() + seconds
        while self._read(end - time.monotonic()):
            pass
        try:
            return self.program.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise AssertionError(f"The program does not end:\n{self.shown}") from None

    def type(self, keys: str) -> None:
        """Press `keys`: "\\r" is Enter, "\\x03" Ctrl-C, "\\x04" Ctrl-D."""
        self._before = _flat("".join(self._lines()))
        data = keys.encode()
        while data:
            data = data[os.write(self._master, data) :]

    def close(self) -> None:
        """End the program, and what it started, if they still run."""
        if self.program.poll() is None:
            os.killpg(self.program.pid, signal.SIGKILL)
            self.program.wait()
        if self._master >= 0:
            os.close(self._master)
            self._master = -1

    def _read(self, seconds: float) -> bool:
        """Read what comes next, and return whether something came before the end of time or of the program."""
        if not select.select([self._master], [], [], max(0.0, seconds))[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:  # so Linux says that nobody is left who could write
            return False
        self.written += data
        self._stream.feed(data)
        return bool(data)

    def _lines(self) -> list[str]:
        """Return all lines in their full width, so that one that goes on in the next can be put together."""
        past = ("".join(line[x].data for x in range(COLUMNS)) for line in self._screen.history.top)
        return [*past, *self._screen.display]


def _flat(text: str) -> str:
    return " ".join(text.split())
