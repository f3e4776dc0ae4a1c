"""A bot to speak with in the terminal: the one that runs, or one for as long as it is needed."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from berufslotse.console.output import errors, fail
from berufslotse.console.starting import prepare
from berufslotse.knowledge.home import PROJECT, home
from berufslotse.serving.processes import Adressen, Paar, StartFehlgeschlagen, answers, free_port

STARTING = "Starte den Lotsen, das dauert meist etwa zehn Sekunden …"
ENDINGS = (signal.SIGTERM, signal.SIGHUP)
"""A closed terminal window sends SIGHUP."""


class _Paar(Paar):
    """A pair that no signal interrupts while a process is being started or stopped, for it would be lost."""

    def start(self, name: str) -> None:
        """Start a process as `Paar` does, and let a signal that came meanwhile have its effect then."""
        with _put_off() as came:
            super().start(name)
        for number in came[:1]:
            signal.raise_signal(number)

    def stop(self, *names: str) -> None:
        """Stop processes as `Paar` does, however often one is told to."""
        with _put_off():
            super().stop(*names)


@contextmanager
def bot(addresses: Adressen, lively: bool = True) -> Iterator[Adressen]:
    """Give the addresses of the running bot, or start one on free ports for as long as the block lasts.

    With `lively` what happens meanwhile is shown by signs that move.
    """
    if answers(addresses):
        yield addresses
        return
    own = Adressen(free_port(), free_port())
    with _stopped_in_the_end():
        try:
            model = prepare()
            # Two shells must not write into one file. And a bot of the shell's own is nobody's on Telegram.
            log = home() / f"shell-{own.port}.log"
            pair = _Paar(PROJECT, own, model, log, {"TELEGRAM_TOKEN": "", "TELEGRAM_TOKEN_FILE": ""})
            with _waiting(lively):
                pair.__enter__()
        except StartFehlgeschlagen as error:
            fail(str(error))
        except KeyboardInterrupt:
            errors.print("Abgebrochen.")
            raise typer.Exit(130) from None
        try:
            yield own
        finally:
            pair.stop()
            log.unlink(missing_ok=True)


@contextmanager
def _waiting(lively: bool) -> Iterator[None]:
    if not (lively and errors.is_terminal):
        if errors.is_terminal:
            errors.print(STARTING)
        yield
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        progress.add_task(STARTING, total=None)
        yield


@contextmanager
def _put_off() -> Iterator[list[int]]:
    """Give the list of signals that ask for the end while the block lasts, and do nothing else about them."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    numbers = (signal.SIGINT, *ENDINGS)
    before = {number: signal.signal(number, lambda each, _: came.append(each)) for number in numbers}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _stopped_in_the_end() -> Iterator[None]:
    """Let a request to end, or a closed window, run the blocks' ends, so that no process is left behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _end) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(number: int, _: object) -> NoReturn:
    sys.exit(128 + number)
