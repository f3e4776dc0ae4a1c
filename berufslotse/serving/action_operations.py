"""What those see who look after the action server: whether it is ready, and its figures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from sanic import Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from berufslotse.serving.metrics import CONTENT_TYPE, ActionMetrics

READY, METRICS = "/ready", "/metrics"
PATHS = frozenset({READY, METRICS})
"""For operators alone."""
SECONDS = 2.0
"""So long the knowledge may take to answer."""
NO_KNOWLEDGE = "Das Wissen ist nicht zu lesen."
NOT_KEPT = {"Cache-Control": "no-store"}

Version = Callable[[], str | None]
"""Tells which version of the knowledge is told, or None while it cannot be read; it may take its time."""


def tell(app: Sanic, metrics: ActionMetrics, version: Version) -> None:
    """Have `app` answer at `PATHS`."""
    knowledge = _Knowledge(version)

    async def ready(_request: Request) -> HTTPResponse:
        if await knowledge.version():
            return response.json({"status": "ok"}, headers=NOT_KEPT)
        told = {"status": "nicht bereit", "gruende": [NO_KNOWLEDGE]}
        return response.json(told, 503, NOT_KEPT, ensure_ascii=False)

    async def figures(_request: Request) -> HTTPResponse:
        known = await knowledge.version()
        metrics.knowledge.clear()
        if known:
            metrics.knowledge.labels(known).set(1)
        return response.raw(metrics.text(), headers=NOT_KEPT, content_type=CONTENT_TYPE)

    app.add_route(ready, READY, ["GET"])
    app.add_route(figures, METRICS, ["GET"])


class _Knowledge:
    """Asks for the version beside the actions, which shall not wait for it."""

    def __init__(self, version: Version) -> None:
        self._version = version
        self._asking: asyncio.Task[str | None] | None = None

    async def version(self) -> str | None:
        """Return the version, or None where it is not told in time."""
        # A database that hangs holds up one thread, however often it is asked for.
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(asyncio.to_thread(self._version))
        try:
            return await asyncio.wait_for(asyncio.shield(self._asking), SECONDS)
        except asyncio.TimeoutError:
            return None
