"""How many requests are answered in which time, counted per conversation and per address."""

from __future__ import annotations

import ipaddress
import math
import time
from collections.abc import Sequence

from limits import RateLimitItem, parse_many
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string

from berufslotse.channels.responses import wait


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
        self._store = store  # the limiter itself holds it only weakly
        # A window begins with the first request in it. A moving one would be stricter, but in memory it goes
        # through all requests that it remembers at each new one: 10 ms after 200 conversations of 20 each.
        self._window = FixedWindowRateLimiter(store)

    async def count(self, kind: str, who: str) -> None:
        """Count one `kind` of request of `who`, or raise the refusal that says how long to wait."""
        for rule in self._rules[kind]:
            if not await self._window.hit(rule, kind, who):
                free_at, _ = await self._window.get_window_stats(rule, kind, who)
                raise wait("too_many_requests", math.ceil(free_at - time.time()))


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
