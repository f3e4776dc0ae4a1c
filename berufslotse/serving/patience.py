"""How long a PostgreSQL that is away or hangs is waited for.

A worker answers nobody while it waits for its database, so it has to give up before people do: when there is
nobody, when the line is dead, when somebody else holds what it would write, and when the server keeps its
connections and says nothing. After that it refuses at once for a moment, so that those who have asked
meanwhile are not kept waiting one after the other.
"""

from __future__ import annotations

import asyncio
import math
import select
import time
from typing import Any

import psycopg2
import sqlalchemy as sa
from psycopg2 import extensions
from sqlalchemy.engine import URL, Dialect, Engine

CONNECT_SECONDS = 3
ANSWER_SECONDS = 6.0
"""So long an event loop stands still for one answer; more than what the server itself waits for a lock."""
LEFT_ALONE_SECONDS = 1.0
OPEN = {extensions.STATUS_READY, extensions.STATUS_BEGIN, extensions.STATUS_PREPARED}
SETTINGS = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 6000,
    "options": "-c lock_timeout=5s -c idle_in_transaction_session_timeout=15s",
}
"""In libpq's words. The last one lets go of what a worker holds whose machine has vanished."""


def settings(url: URL) -> dict[str, Any]:
    """Return how long a connection to PostgreSQL waits, as far as `url` does not say it itself."""
    return {name: value for name, value in SETTINGS.items() if name not in url.query} if _knows(url) else {}


def bound(engine: Engine) -> None:
    """Give up waiting as the module says, in connections of `engine` and in all others of this process."""
    if not _knows(engine.url):
        return
    # There is one for all connections of a process.
    extensions.set_wait_callback(_wait)
    sa.event.listen(engine, "do_connect", _Connecting())


def _knows(url: URL) -> bool:
    return url.get_backend_name() == "postgresql" and url.get_driver_name() == "psycopg2"


class _Connecting:
    """Opens connections, but none right after one has failed."""

    def __init__(self) -> None:
        self._until = -math.inf

    def __call__(
        self, dialect: Dialect, _record: object, arguments: list[Any], settings: dict[str, Any]
    ) -> Any:
        if time.monotonic() < self._until:
            raise psycopg2.OperationalError("the server did not answer a moment ago")
        try:
            return dialect.connect(*arguments, **settings)
        except psycopg2.OperationalError:
            self._until = time.monotonic() + LEFT_ALONE_SECONDS
            raise


def _wait(connection: Any) -> None:
    """Wait for what was begun on `connection`; psycopg2 closes it if that raises an error."""
    end = time.monotonic() + _seconds(connection)
    waiting = select.poll()
    while (state := connection.poll()) != extensions.POLL_OK:
        waiting.register(connection, select.POLLIN if state == extensions.POLL_READ else select.POLLOUT)
        left = end - time.monotonic()
        if left <= 0 or not waiting.poll(None if left == math.inf else math.ceil(left * 1000)):
            raise psycopg2.OperationalError("the server does not answer")


def _seconds(connection: Any) -> float:
    if connection.status not in OPEN:
        # libpq leaves this to who waits in its place.
        return float(extensions.parse_dsn(connection.dsn).get("connect_timeout", 0)) or math.inf
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        # Nobody else waits: a thread that tidies up, or a command.
        return math.inf
    return ANSWER_SECONDS
