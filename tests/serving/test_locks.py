"""One message of a conversation at a time and in order, within a worker and between workers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest
import redis
from rasa.core.lock_store import LockError, LockStore
from rasa.utils.endpoints import EndpointConfig

from berufslotse.serving import shared_locks
from berufslotse.serving.locks import ConversationLocks
from tests import redis_server

TALK = "telegram-4711"


@pytest.fixture(scope="module")
def server() -> Iterator[redis_server.Server]:
    with redis_server.running() as running:
        # So that the grace after a start is over for those tests that are not about it.
        redis.Redis.from_url(running.url).set(f"{shared_locks.PREFIX}:since", 0)
        yield running


@pytest.fixture(params=["process", "redis"])
def workers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> list[ConversationLocks]:
    """The lock stores of two workers, or twice that of one."""
    monkeypatch.delenv("REDIS_URL", raising=False)
    if request.param == "process":
        return [ConversationLocks()] * 2
    url = request.getfixturevalue("server").url
    return [ConversationLocks(url=url), ConversationLocks(url=url)]


async def test_hundreds_at_once_never_meet_and_nobody_waits_for_ever(workers):
    inside, most, served = 0, 0, []

    async def turn(number: int) -> None:
        nonlocal inside, most
        async with workers[number % 2].lock(TALK):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0.001)
            inside -= 1
            served.append(number)

    await asyncio.gather(*map(turn, range(300)))
    assert most == 1
    assert sorted(served) == list(range(300))


async def test_who_came_first_is_served_first_whichever_worker_it_came_to(workers):
    served = []

    async def turn(number: int) -> None:
        async with workers[number % 2].lock(TALK):
            served.append(number)
            await asyncio.sleep(0.005)

    turns = []
    async with workers[0].lock(TALK):
        for number in range(20):
            turns.append(asyncio.create_task(turn(number)))
            await asyncio.sleep(0.02)
    await asyncio.gather(*turns)
    assert served == list(range(20))


async def test_conversations_do_not_wait_for_each_other(workers):
    async with AsyncExitStack() as stack:
        for number in range(30):
            await asyncio.wait_for(stack.enter_async_context(workers[number % 2].lock(f"t{number}")), 5)


async def test_who_gives_up_waiting_leaves_the_queue(workers):
    async with workers[0].lock(TALK):
        waiting = asyncio.create_task(_once(workers[1]))
        await asyncio.sleep(0.1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    await asyncio.wait_for(_once(workers[1]), 3)


async def test_a_turn_that_fails_lets_the_next_in(workers):
    with pytest.raises(RuntimeError):
        async with workers[0].lock(TALK):
            raise RuntimeError
    await asyncio.wait_for(_once(workers[1]), 3)


async def test_after_too_long_a_wait_it_is_said_that_the_conversation_is_taken(workers):
    hurried = ConversationLocks(patience=0.3)
    hurried._locks = workers[1]._locks
    async with workers[0].lock(TALK):
        with pytest.raises(LockError, match="noch in Arbeit"):
            await _once(hurried)
    await asyncio.wait_for(_once(hurried), 3)


async def test_a_renewal_under_way_at_the_end_of_a_turn_does_not_bring_the_lock_back(server, monkeypatch):
    worker = ConversationLocks(url=server.url)
    look = worker._locks._look

    async def slow_look(ticket: shared_locks.Ticket, holds: bool) -> int:
        try:
            await asyncio.sleep(0.5 if holds else 0)
        except asyncio.CancelledError:
            # So the client of Redis may answer when both come at once, as they do on a busy machine.
            raise redis.exceptions.TimeoutError from None
        return await look(ticket, holds)

    monkeypatch.setattr(shared_locks, "RENEWAL", 0.05)
    monkeypatch.setattr(worker._locks, "_look", slow_look)
    async with worker.lock(TALK):
        await asyncio.sleep(0.2)
    await asyncio.sleep(2)
    assert not [name for name in _keys(server) if ":lock:" in name]


async def test_rasa_makes_it_from_its_endpoints_and_finds_redis_in_the_environment(server, monkeypatch):
    monkeypatch.setenv("REDIS_URL", server.url)
    made = LockStore.create(EndpointConfig(type="berufslotse.serving.locks.ConversationLocks"))
    async with made.lock(TALK):
        assert _keys(server)
        assert not [name for name in _keys(server) if "4711" in name]
    await made.check()


async def test_a_lock_that_is_held_for_longer_than_a_lease_is_not_taken_away(server, monkeypatch):
    monkeypatch.setattr(shared_locks, "LEASE", 0.6)
    monkeypatch.setattr(shared_locks, "RENEWAL", 0.1)
    first, second = ConversationLocks(url=server.url), ConversationLocks(url=server.url)
    async with first.lock(TALK):
        waiting = asyncio.create_task(_once(second))
        await asyncio.sleep(2)
        assert not waiting.done()
    await asyncio.wait_for(waiting, 3)


async def test_a_worker_that_is_killed_is_out_of_the_queue_after_its_lease(server, monkeypatch):
    monkeypatch.setattr(shared_locks, "LEASE", 0.6)
    dead, alive = ConversationLocks(url=server.url), ConversationLocks(url=server.url)
    holding = await dead._locks.acquire(TALK, 1, 60)
    holding.renewing.cancel()
    waiting_dead = shared_locks.Ticket(holding.keys, "nobody")
    await dead._locks._look(waiting_dead, holds=False)
    await asyncio.wait_for(_once(alive), 3)


async def test_nothing_stays_in_redis(server, monkeypatch):
    monkeypatch.setattr(shared_locks, "LEASE", 0.6)
    store = ConversationLocks(url=server.url)
    held = await store._locks.acquire(TALK, 1, 60)
    held.renewing.cancel()
    async with store.lock("another"):
        pass
    await asyncio.sleep(1)
    assert _keys(server) == [f"{shared_locks.PREFIX}:since"]


async def test_a_redis_that_starts_anew_without_memory_keeps_holders_apart(monkeypatch):
    with redis_server.running() as server:
        first, second = ConversationLocks(url=server.url), ConversationLocks(url=server.url)
        order = []
        async with first.lock(TALK):
            waiting = asyncio.create_task(_once(second, order))
            await asyncio.sleep(0.2)
            server.kill()
            await asyncio.sleep(1)
            server.start()
            # Longer than the grace: by then the holder has said again that it holds.
            await asyncio.sleep(shared_locks.GRACE + 2)
            order.append("first")
        await asyncio.wait_for(waiting, 5)
        assert order == ["first", "second"]


async def test_a_redis_that_stays_away_is_told_as_a_lock_that_cannot_be_had(monkeypatch):
    monkeypatch.setattr(shared_locks, "OUTAGE", 0.5)
    with redis_server.running() as server:
        store = ConversationLocks(url=server.url)
        async with store.lock(TALK):
            server.kill()
            with pytest.raises(LockError, match="Redis antwortet nicht"):
                await _once(store)
        with pytest.raises(redis.RedisError):
            await store.check()
        server.start()
        await asyncio.wait_for(_once(store), 10)


async def _once(store: ConversationLocks, order: list[str] | None = None) -> None:
    async with store.lock(TALK):
        if order is not None:
            order.append("second")


def _keys(server: redis_server.Server) -> list[str]:
    return [name.decode() for name in redis.Redis.from_url(server.url).scan_iter()]
