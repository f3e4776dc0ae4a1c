"""Ending a worker so that nobody notices: it takes nothing more, finishes what it has taken, and then ends.

Sanic closes its socket when it is told to end. What came a moment before would be cut off, and a proxy in
front could not know whether the request may be sent again. So the worker first refuses what is new, in a way
that others may pass on to another worker, and closes when those in front have seen it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from rasa.shared.exceptions import RasaException
from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

VARIABLE = "BERUFSLOTSE_DRAIN_SECONDS"
DRAIN_SECONDS = 10.0
"""So long a worker that is to end works at what it has taken, if `VARIABLE` says nothing else."""
NOTICE_SECONDS = 2.0
"""So long new requests are refused before the socket is closed."""
AT_WORK_SECONDS = 6.0
"""What is at work is finished for so long even where nobody in front has to notice."""
DRAINING = "X-Lotse-Draining"
OPERATIONS = "/betrieb/"
"""Who looks after the worker is answered to the end."""

logger = logging.getLogger(__name__)
T = TypeVar("T")


class DrainSecondsUnusable(RasaException):
    """`VARIABLE` is set and wrong; the message says so in German, with what is allowed."""


def drain_seconds() -> float:
    """Return for how many seconds a worker that is to end goes on; 0 where no other takes its place.

    Raises:
        DrainSecondsUnusable: the environment variable is no number of seconds.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        return DRAIN_SECONDS
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", given):
        raise DrainSecondsUnusable(f"{VARIABLE}: „{given}“ passt nicht. Erlaubt sind Sekunden von 0 bis 999.")
    return float(given)


class Work:
    """Pieces of work that are finished even when who asked for them has gone."""

    def __init__(self, seconds: float) -> None:
        """Be given `seconds` at the end to finish what is at work, or a little more if they are few."""
        self._seconds = max(seconds, AT_WORK_SECONDS)
        self._tasks: set[asyncio.Future[Any]] = set()

    def begin(self, work: Coroutine[Any, Any, T]) -> asyncio.Future[T]:
        """Begin `work`, and return what waits for it without ending it when the waiting is cancelled."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return asyncio.shield(task)

    def _done(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        # Who asked may have gone, as under load many do: then nobody else hears of the error, and asyncio
        # would write a page about it for each of them.
        if not task.cancelled() and (error := task.exception()):
            logger.info("Eine angenommene Arbeit ist nicht gelungen: %s", type(error).__name__)

    async def finish(self) -> None:
        """Wait for what is at work."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._seconds)


class Stopping:
    """The end of the worker `app`; `refuse` makes the answer to what comes too late."""

    def __init__(self, app: Sanic, refuse: Callable[[], HTTPResponse]) -> None:
        """Take part in each request; raises `DrainSecondsUnusable`. To be made before the server starts."""
        self._app, self._refuse, self._seconds = app, refuse, drain_seconds()
        self._draining: asyncio.Task[None] | None = None
        app.ctx.draining = False
        app.config.GRACEFUL_SHUTDOWN_TIMEOUT = max(self._seconds, AT_WORK_SECONDS)
        app.request_middleware.appendleft(self._take)
        app.response_middleware.append(self._let_go)

    def listen(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take the signals that ask for the end from Sanic, which has to have started."""
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._asked, loop, number)

    def _asked(self, loop: asyncio.AbstractEventLoop, number: int) -> None:
        if self._app.ctx.draining:
            # Asked a second time, somebody is in a hurry.
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        self._app.ctx.draining = True
        logger.info("Der Worker nimmt nichts mehr an und bringt zu Ende, was er angenommen hat.")
        self._draining = loop.create_task(self._drain())

    async def _drain(self) -> None:
        await asyncio.sleep(min(self._seconds, NOTICE_SECONDS))
        # Sanic waits for open requests, and its listeners for all other work.
        self._app.stop()

    async def _take(self, request: Request) -> HTTPResponse | None:
        if not self._app.ctx.draining or request.path.startswith(OPERATIONS):
            return None
        answer = self._refuse()
        answer.headers[DRAINING] = "1"
        return answer

    async def _let_go(self, request: Request, _answer: BaseHTTPResponse) -> None:
        # A connection that stays open would be waited for, and cut off in the end.
        if self._app.ctx.draining and request.stream:
            request.stream.keep_alive = False
