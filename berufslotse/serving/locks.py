"""Locks of conversations: one message of a conversation at a time, in the order in which they came.

Rasa's own lock store in memory looks once a second whether it is its turn. Its store in Redis reads, changes
and writes a list of tickets, so that two workers may draw the same one, and a worker that is killed blocks
its conversations for a minute.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Protocol

from rasa.core.lock_store import LOCK_LIFETIME, LockError, LockStore

from berufslotse.serving.shared import redis_url
from berufslotse.serving.shared_locks import SharedLocks

PATIENCE = 15.0
"""Seconds after which waiting for a conversation is given up."""


class Locks(Protocol):
    """Fair locks by name."""

    async def acquire(self, name: str, patience: float, lifetime: float) -> Any:
        """Return what `release` takes; raises TimeoutError after `patience` seconds."""

    async def release(self, held: Any) -> None:
        """Let the next have it."""

    async def check(self) -> None:
        """Raise an exception where no lock can be had."""


class LocalLocks:
    """Locks within this process."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    async def acquire(self, name: str, patience: float, lifetime: float) -> str:
        """Return the name once it is ours; raises TimeoutError after `patience` seconds."""
        lock = self._locks.setdefault(name, asyncio.Lock())
        self._users[name] = self._users.get(name, 0) + 1
        try:
            await asyncio.wait_for(lock.acquire(), patience)
        except asyncio.TimeoutError:
            self._forget(name)
            raise TimeoutError from None
        except asyncio.CancelledError:
            self._forget(name)
            raise
        return name

    async def release(self, held: str) -> None:
        """Let the next have it."""
        self._locks[held].release()
        self._forget(held)

    async def check(self) -> None:
        """Do nothing: these locks are always to be had."""

    def _forget(self, name: str) -> None:
        self._users[name] -= 1
        if not self._users[name]:
            del self._users[name], self._locks[name]


class ConversationLocks(LockStore):
    """Rasa's lock store (endpoints.yml): in Redis where REDIS_URL names one, else in this process."""

    def __init__(
        self, endpoint_config: Any = None, url: str | None = None, patience: float = PATIENCE
    ) -> None:
        """Lock in the Redis at `url`, or as the environment says; Rasa gives `endpoint_config`."""
        url = url or redis_url()
        self._locks: Locks = SharedLocks(url) if url else LocalLocks()
        self._patience = patience
        super().__init__()

    @asynccontextmanager
    async def lock(  # type: ignore[override]
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = 1
    ) -> AsyncIterator[None]:
        """Have the conversation to oneself; after `lock_lifetime` seconds its holder is taken for stuck.

        Rasa's `wait_time_in_seconds` has no effect: who waits is told, or looks often enough.

        Raises:
            LockError: it cannot be had, or Redis is away, for longer than a person waits.
        """
        try:
            held = await self._locks.acquire(conversation_id, self._patience, lock_lifetime)
        except TimeoutError as error:
            reason = str(error) or "es ist noch in Arbeit"
            raise LockError(f"Das Gespräch ist nicht zu sperren: {reason}.") from error
        try:
            yield
        finally:
            await self._locks.release(held)

    async def check(self) -> None:
        """Raise an exception where no lock can be had, since Redis does not answer."""
        await self._locks.check()
