"""Several workers count together in one Redis, and while it is away nobody is refused."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import redis

from berufslotse.channels import limiting
from berufslotse.channels.limiting import Limits
from berufslotse.channels.responses import Refusal
from tests import redis_server

RULES = {"nachricht": "3/minute;100/hour"}


@pytest.fixture
def server() -> Iterator[redis_server.Server]:
    with redis_server.running() as running:
        yield running


async def passed(limits: Limits, who: str, times: int) -> int:
    """Return how many of so many requests are let through."""
    count = 0
    for _ in range(times):
        try:
            await limits.count("nachricht", who)
            count += 1
        except Refusal as refusal:
            assert 1 <= int(refusal.headers["Retry-After"]) <= 60
    return count


async def test_two_workers_count_together_and_each_person_for_itself(server):
    first, second = Limits(RULES, server.url), Limits(RULES, server.url)
    assert await passed(first, "anna", 2) == 2
    assert await passed(second, "anna", 3) == 1
    assert await passed(first, "ben", 4) == 3


async def test_what_is_counted_names_nobody_and_is_forgotten_by_itself(server):
    await passed(Limits(RULES, server.url), "203.0.113.7", 1)
    kept = redis.Redis.from_url(server.url)
    assert len(kept.keys()) == 2
    assert not [name for name in kept.scan_iter() if b"203.0" in name]
    assert all(0 < kept.ttl(name) <= 3600 for name in kept.scan_iter())


async def test_while_redis_is_away_nobody_is_refused_and_the_log_says_so_once(server, caplog, monkeypatch):
    monkeypatch.setattr(limiting, "TRIED_EVERY", 0.0)
    limits = Limits(RULES, server.url)
    server.kill()
    with caplog.at_level(logging.WARNING):
        assert await passed(limits, "anna", 10) == 10
    assert [record.message for record in caplog.records if "Redis antwortet nicht" in record.message] == [
        "Redis antwortet nicht (ConnectionError): Anfragen werden gerade nicht gezählt."
    ]
    server.start()
    assert await passed(limits, "anna", 5) == 3
