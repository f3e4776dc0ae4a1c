"""Counting requests in the Redis that several workers share."""

from __future__ import annotations

import time
from typing import Any

from limits.aio.storage import Storage

from berufslotse.serving.shared import connect, key

SECONDS = 0.5
"""So long a request waits for its count at most."""

COUNT = """
local count = redis.call('INCRBY', KEYS[1], ARGV[1])
if count == tonumber(ARGV[1]) then redis.call('EXPIRE', KEYS[1], ARGV[2]) end
return count
"""


class SharedStorage(Storage):
    """Windows of fixed length in Redis.

    Takes the place of what limits has registered for these addresses, which wants the package coredis.
    """

    STORAGE_SCHEME = ["async+redis", "async+rediss", "async+unix"]

    def __init__(self, uri: str, **_: Any) -> None:
        """Count in the Redis at `uri`, which need not be there yet; raises ValueError if it is no address."""
        super().__init__()
        self._redis = connect(uri.removeprefix("async+"), SECONDS)
        self._count = self._redis.register_script(COUNT)

    async def incr(self, key: str, expiry: int, elastic_expiry: bool = False, amount: int = 1) -> int:
        """Count `amount` more in a window of `expiry` seconds, and return how many there are in it."""
        return int(await self._count([_name(key)], [amount, expiry]))

    async def get(self, key: str) -> int:
        """Return how many there are in the window."""
        return int(await self._redis.get(_name(key)) or 0)

    async def get_expiry(self, key: str) -> int:
        """Return the time at which the window ends, in seconds since 1970."""
        return int(time.time() + max(0, await self._redis.ttl(_name(key))))

    async def clear(self, key: str) -> int:
        """Forget what was counted."""
        return int(await self._redis.delete(_name(key)))

    async def check(self) -> bool:
        """Return True, or raise one of `shared.AWAY`."""
        return bool(await self._redis.ping())

    async def reset(self) -> int | None:
        """Refuse: others count in the same Redis."""
        raise NotImplementedError


def _name(counted: str) -> str:
    return key("limit", counted)
