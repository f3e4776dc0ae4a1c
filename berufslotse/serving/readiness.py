"""Whether a worker can answer people just now, and why not, in German."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.utils.endpoints import EndpointConfig
from sanic import Sanic
from sqlalchemy.engine import Engine

from berufslotse.serving.conversations import EVENTS, open_engine
from berufslotse.serving.events import address

SECONDS = 2.0
"""So long whatever is asked may take to answer."""

DRAINING = "Der Worker wird gerade beendet."
NO_MODEL = "Das Modell ist nicht geladen."
NO_DATABASE = "Die Datenbank der Gespräche antwortet nicht."
NO_ACTIONS = "Der Action-Server antwortet nicht."
NO_LOCKS = "Die Sperren der Gespräche antworten nicht."


class Readiness:
    """Looks at what the worker `app` needs for an answer."""

    def __init__(self, app: Sanic) -> None:
        self._app = app
        self._engine: Engine | None = None
        self._reading: asyncio.Task[None] | None = None

    async def reasons(self) -> list[str]:
        """Return why the worker is not ready, in German; nothing if it is."""
        found = [DRAINING] if getattr(self._app.ctx, "draining", False) else []
        agent: Agent | None = getattr(self._app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            found.append(NO_MODEL)
        checks = {
            NO_DATABASE: self._database(),
            NO_ACTIONS: _action_server(agent.action_endpoint if agent else None),
            NO_LOCKS: _locks(agent),
        }
        well = await asyncio.gather(*(_in_time(check) for check in checks.values()))
        return [*found, *(reason for reason, fine in zip(checks, well, strict=True) if not fine)]

    async def _database(self) -> None:
        # One that hangs holds up one thread, however often it is asked for.
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(asyncio.to_thread(self._read))
        await asyncio.shield(self._reading)

    def _read(self) -> None:
        self._engine = self._engine or open_engine(address())
        with self._engine.connect() as connection:
            connection.execute(sa.select(EVENTS.c.id).limit(1)).all()


async def _action_server(endpoint: EndpointConfig | None) -> None:
    if endpoint is None or not endpoint.url:
        return
    url = f"{endpoint.url.removesuffix('/').rpartition('/')[0]}/health"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        answer.raise_for_status()


async def _locks(agent: Agent | None) -> None:
    check: Any = getattr(agent.lock_store, "check", None) if agent else None
    if check:
        await check()


async def _in_time(check: Any) -> bool:
    try:
        await asyncio.wait_for(check, SECONDS)
    # Redis and databases have errors of their own, and some have no class in common with any other.
    except Exception:  # noqa: BLE001
        return False
    return True
