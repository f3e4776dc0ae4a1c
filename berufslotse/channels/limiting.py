"""How many requests are answered in which time, counted per conversation and per address."""

from __future__ import annotations

import ipaddress
import logging
import math
import time
from collections.abc import Sequence

from limits import RateLimitItem, parse_many
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string

from berufslotse.channels.responses import wait
from berufslotse.channels.shared_limits import SharedStorage
from berufslotse.serving.shared import AWAY

TOLD_EVERY = 60.0
"""Seconds between two lines of the log about a Redis that is away."""
TRIED_EVERY = 1.0
"""A Redis that is away is asked again after so many seconds, so that not each request waits for it."""

logger = logging.getLogger(__name__)


class Limits:
    """Counts in `storage` (memory, or Redis where several workers share it) and refuses what is too much.

    `rules` names what is counted and how often it may happen, in the notation of the package limits
    ("20/minute;300/hour").
    """

    def __init__(self, rules: dict[str, str], storage: str = "memory://") -> None:
        """Raise ValueError where a rule cannot be read, limits.errors.ConfigurationError for the storage."""
        self._rules: dict[str, Sequence[RateLimitItem]] = {
            kind: parse_many(text) for kind, text in rules.items()
        }
        store = storage_from_string(f"async+{storage}")
        assert isinstance(store, Storage)
        self._away = Away() if isinstance(store, SharedStorage) else None
        self._store = store  # the limiter itself holds it only weakly
        # A window begins with the first request in it. A moving one would be stricter, but in memory it goes
        # through all requests that it remembers at each new one: 10 ms after 200 conversations of 20 each.
        self._window = FixedWindowRateLimiter(store)

    async def count(self, kind: str, who: str) -> None:
        """Count one `kind` of request of `who`, or raise the refusal that says how long to wait.

        While Redis is away nobody is refused: that somebody may ask matters more than how often.
        """
        if self._away is None:
            return await self._count(kind, who)
        if not self._away.is_over():
            return None
        try:
            await self._count(kind, who)
        except AWAY as error:
            self._away.note(error)

    async def _count(self, kind: str, who: str) -> None:
        for rule in self._rules[kind]:
            if not await self._window.hit(rule, kind, who):
                free_at, _ = await self._window.get_window_stats(rule, kind, who)
                raise wait("too_many_requests", math.ceil(free_at - time.time()))


class Away:
    """Remembers that Redis is away."""

    def __init__(self) -> None:
        self._until = self._told = -math.inf

    def is_over(self) -> bool:
        """Whether Redis may be asked."""
        return time.monotonic() >= self._until

    def note(self, error: Exception) -> None:
        """Leave Redis alone for a moment, and say so from time to time."""
        now = time.monotonic()
        self._until = now + TRIED_EVERY
        if now - self._told >= TOLD_EVERY:
            self._told = now
            logger.warning(
                "Redis antwortet nicht (%s): Anfragen werden gerade nicht gezählt.", type(error).__name__
            )


def network(address: str) -> str:
    """Return what of `address` is counted: all of IPv4, of IPv6 the /64 that one connection has to itself."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if ip.version == 4:
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))
