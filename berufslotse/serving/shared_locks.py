"""Fair locks in Redis for several workers: a queue for each name, and a short lease for all who stand in it.

A holder's lease is renewed while it holds, that of who waits whenever it looks. So a worker that is killed
is out of all queues once its leases have run out, and nobody else has to notice.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from contextlib import suppress
from dataclasses import dataclass, field

from berufslotse.serving.shared import AWAY, PREFIX, connect, key

LEASE = 5.0
RENEWAL = 1.0
GRACE = 2.0
"""After Redis has lost its memory nobody gets a lock for so long: holders first say that they hold."""
OUTAGE = 10.0
"""Seconds for which a Redis that is away is waited for."""
POLL, LONGEST_POLL = 0.025, 0.3
RETRY = 0.2
SOCKET_SECONDS = 2.0

# Steps up to the queue KEYS[1], or stays in it: renews the lease in KEYS[2] and returns how many are ahead.
# KEYS[3] tells since when Redis remembers. Who holds (ARGV[4]) goes back to the front if it was forgotten.
STEP = """
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local ticket, lease, grace, holds = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4] == '1'
redis.call('SET', KEYS[3], now, 'NX')
redis.call('EXPIRE', KEYS[3], 86400)
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now)) do
  redis.call('ZREM', KEYS[1], dead)
  redis.call('ZREM', KEYS[2], dead)
end
if not redis.call('ZSCORE', KEYS[1], ticket) then
  local edge = redis.call(holds and 'ZRANGE' or 'ZREVRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  redis.call('ZADD', KEYS[1], (edge[2] or 0) + (holds and -1 or 1), ticket)
end
redis.call('ZADD', KEYS[2], now + lease, ticket)
redis.call('PEXPIRE', KEYS[1], lease)
redis.call('PEXPIRE', KEYS[2], lease)
local ahead = redis.call('ZRANK', KEYS[1], ticket)
if now - redis.call('GET', KEYS[3]) < grace then ahead = ahead + 1 end
return ahead
"""
LEAVE = """
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
"""

logger = logging.getLogger(__name__)


@dataclass
class Ticket:
    """A place in the queues `keys`; `renewing` runs from when it is the first until it is `left`."""

    keys: list[str]
    number: str
    renewing: asyncio.Task[None] | None = None
    left: asyncio.Event = field(default_factory=asyncio.Event)


class SharedLocks:
    """Locks that all who name the same Redis share."""

    def __init__(self, url: str) -> None:
        """Lock in the Redis at `url`, which need not be there yet; raises ValueError if it is no address."""
        self._redis = connect(url, SOCKET_SECONDS)
        self._step, self._leave = self._redis.register_script(STEP), self._redis.register_script(LEAVE)
        self._leaving: set[asyncio.Task[None]] = set()

    async def acquire(self, name: str, patience: float, lifetime: float) -> Ticket:
        """Return the ticket once it is the first; its lease is renewed for up to `lifetime` seconds.

        Raises:
            TimeoutError: it was not for `patience` seconds, or Redis was away for longer than `OUTAGE`.
        """
        queue = key("lock", name)
        ticket = Ticket([queue, f"{queue}:leases", f"{PREFIX}:since"], uuid.uuid4().hex)
        try:
            await self._wait(ticket, patience)
        except BaseException:
            await self.release(ticket)
            raise
        ticket.renewing = asyncio.create_task(self._renew(ticket, lifetime))
        return ticket

    async def release(self, held: Ticket) -> None:
        """Leave the queue, even if who asks for it is cancelled meanwhile."""
        held.left.set()
        leaving = asyncio.create_task(self._go(held))
        self._leaving.add(leaving)
        leaving.add_done_callback(self._leaving.discard)
        await asyncio.shield(leaving)

    async def check(self) -> None:
        """Raise one of `AWAY` where Redis does not answer."""
        await self._redis.ping()

    async def _wait(self, ticket: Ticket, patience: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        away_at: float | None = None
        while True:
            try:
                ahead = await self._look(ticket, holds=False)
            except AWAY as error:
                away_at = loop.time() if away_at is None else away_at
                if loop.time() - away_at > OUTAGE:
                    raise TimeoutError(f"Redis antwortet nicht ({type(error).__name__})") from error
                pause = RETRY
            else:
                away_at = None
                if not ahead:
                    return
                pause = min(POLL * ahead, LONGEST_POLL)
            if loop.time() + pause > end:
                raise TimeoutError
            await asyncio.sleep(pause)

    async def _renew(self, ticket: Ticket, lifetime: float) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + lifetime
        pause = RENEWAL
        while loop.time() < end:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(ticket.left.wait(), pause)
                return
            try:
                await self._look(ticket, holds=True)
                pause = RENEWAL
            except AWAY:
                pause = RETRY

    async def _look(self, ticket: Ticket, holds: bool) -> int:
        arguments = [ticket.number, int(LEASE * 1000), int(GRACE * 1000), int(holds)]
        return int(await self._step(ticket.keys, arguments))

    async def _go(self, ticket: Ticket) -> None:
        if ticket.renewing:
            # Waited for, not cancelled: Redis might do after the leaving what was on its way, and a call that
            # is cancelled at the moment of its timeout tells of the timeout only, and the renewing goes on.
            await asyncio.wait([ticket.renewing])
        try:
            await self._leave(ticket.keys[:2], [ticket.number])
        except AWAY as error:
            # The lease runs out by itself.
            logger.warning("Redis antwortet nicht (%s), eine Sperre läuft ab.", type(error).__name__)
