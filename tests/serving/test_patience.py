"""A PostgreSQL that hangs is given up, and then left alone for a moment."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest
import sqlalchemy as sa

from berufslotse.serving import patience
from berufslotse.serving.conversations import Conversations, open_engine
from tests import postgres


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL that may be made to hang."""
    with postgres.running() as running:
        yield running


@pytest.fixture
def impatient(monkeypatch):
    """Wait as little as a test wants to."""
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 0.5)
    monkeypatch.setitem(patience.SETTINGS, "connect_timeout", 1)


async def test_a_worker_does_not_wait_for_ever_for_a_database_that_hangs(server, impatient):
    kept = Conversations(server.new_database())
    assert kept.spoken("somebody", 1) == []
    with server.hanging(), pytest.raises(sa.exc.OperationalError):
        kept.spoken("somebody", 1)
    await asyncio.sleep(patience.LEFT_ALONE_SECONDS)
    assert kept.spoken("somebody", 1) == []


async def test_while_a_database_hangs_only_the_first_waits_for_it(server, impatient, monkeypatch):
    monkeypatch.setattr(patience, "LEFT_ALONE_SECONDS", 1000)
    kept = Conversations(server.new_database())
    with server.hanging(), pytest.raises(sa.exc.OperationalError):
        kept.spoken("somebody", 1)
    # It is there again, and still not asked.
    with pytest.raises(sa.exc.OperationalError):
        kept.spoken("somebody", 1)


async def test_a_command_of_its_own_takes_the_time_it_needs(server, impatient):
    engine = open_engine(server.new_database())
    with engine.connect() as connection:
        told = await asyncio.to_thread(connection.execute, sa.text("SELECT pg_sleep(1.5), 1"))
        assert told.one()[1] == 1


def test_outside_of_an_event_loop_a_hanging_database_is_waited_for(server, impatient):
    kept = Conversations(server.new_database())
    with server.hanging():
        found: list[object] = []
        asking = threading.Thread(target=lambda: found.append(kept.spoken("somebody", 1)))
        asking.start()
        time.sleep(1.5)
        assert asking.is_alive()
    asking.join(30)
    assert found == [[]]
