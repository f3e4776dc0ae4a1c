"""Where conversations are kept, read back, and deleted.

Rasa keeps each event of a conversation as a row; its SQL tracker store can neither read single turns nor
delete. `Conversations` does both on the same table, whatever channel a conversation came through.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import time
from itertools import takewhile
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy.engine import Engine
from sqlalchemy.pool import QueuePool

from berufslotse.secrets import close_to_others, database_address, keep_private
from berufslotse.serving import patience, retention
from berufslotse.serving.events import SPOKEN
from berufslotse.serving.retention import DAY, KEPT_DAYS

SWEEP_SECONDS = 600
MOST_TURNS_BACK = 50
"""A message sent again is sought among so many that were said last."""
SETTING_UP = 5005
"""The number of the lock under which the table is made; any would do."""
EVENTS = SQLTrackerStore.SQLEvent.__table__
# Rasa's own index lies on sender_id alone; the last event of a conversation is asked for in each turn.
INDEX = "CREATE INDEX IF NOT EXISTS ix_events_sender_id_id ON events (sender_id, id)"
# Asked twice in each turn, and written out since building it anew takes longer than the database's answer.
TURN = sa.text(
    f"""
    SELECT data FROM events
    WHERE sender_id = :sender AND type_name IN {SPOKEN} AND id >= (
      SELECT min(id) FROM (
        SELECT id, data FROM events WHERE sender_id = :sender AND type_name = 'user'
        ORDER BY id DESC LIMIT {MOST_TURNS_BACK}
      ) AS latest
      WHERE data LIKE :named ESCAPE '/'
    )
    ORDER BY id
    """
)

logger = logging.getLogger(__name__)
Event = dict[str, Any]


def open_engine(url: str) -> Engine:
    """Return the database at `url` with the table of events in it, made if need be.

    Its errors, which Rasa logs, do not tell what was to be written.

    An SQLite file is its owner's only, keeps nothing of what is deleted, and stays open: whenever the last
    connection closes, SQLite tidies up its log, and that takes longer than what a turn reads and writes.

    Raises:
        sqlalchemy.exc.SQLAlchemyError, OSError: it cannot be opened or written.
    """
    parsed = database_address(url)
    if parsed.get_backend_name() == "sqlite":
        file = Path(parsed.database or "")
        keep_private(file)
        # SQLite gives new ones the same rights.
        for beside in ("-wal", "-shm"):
            close_to_others(file.with_name(f"{file.name}{beside}"))
        connect = {"check_same_thread": False}
        engine = sa.create_engine(parsed, poolclass=QueuePool, connect_args=connect, hide_parameters=True)
        sa.event.listen(engine, "connect", retention.set_up_sqlite)
    else:
        waits = patience.settings(parsed)
        engine = sa.create_engine(parsed, pool_pre_ping=True, connect_args=waits, hide_parameters=True)
        patience.bound(engine)
    with engine.begin() as connection:
        if parsed.get_backend_name() == "postgresql":
            # Of several workers that start at once, one makes the table, however long that takes.
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(SETTING_UP)))
        EVENTS.create(connection, checkfirst=True)
        connection.exec_driver_sql(INDEX)
    return engine


class Conversations:
    """What was said in the conversations at `url`."""

    def __init__(self, url: str, kept_days: int = KEPT_DAYS) -> None:
        """Open the database, to keep conversations for `kept_days`; raises as `open_engine` does."""
        self._engine = open_engine(url)
        self.kept_days = kept_days

    def spoken(self, sender_id: str, limit: int) -> list[Event]:
        """Return the latest `limit` events of speech (Rasa's `user` and `bot`), oldest first."""
        said = EVENTS.c.sender_id == sender_id, EVENTS.c.type_name.in_(SPOKEN)
        query = sa.select(EVENTS.c.data).where(*said).order_by(EVENTS.c.id.desc()).limit(limit)
        with self._engine.connect() as connection:
            return [json.loads(data) for (data,) in connection.execute(query)][::-1]

    def turn(self, sender_id: str, message_id: str) -> list[Event]:
        """Return the event of the message with `message_id`, which no other has, and those of its replies.

        The list is empty if there is no such message among the last `MOST_TURNS_BACK`, so that a turn takes
        no longer the longer a conversation is.
        """
        # As in JSON, and with what LIKE would read as a pattern taken by its word.
        named = re.sub("([%_/])", r"/\1", f'"message_id": {json.dumps(message_id)}')
        with self._engine.connect() as connection:
            found = connection.execute(TURN, {"sender": sender_id, "named": f"%{named}%"})
            events = [json.loads(data) for (data,) in found]
        return events[:1] + list(takewhile(lambda event: event["event"] == "bot", events[1:]))

    def delete(self, sender_id: str) -> int:
        """Delete the conversation and return of how many events it was; `scrub` removes the last traces."""
        # What waits is left: the wish to delete is itself a waiting message, and later ones come after it.
        chosen = retention.Chosen(retention.of_one(sender_id).events)
        return retention.forget(self._engine, chosen).events

    def delete_silent(self, now: float | None = None) -> int:
        """Delete the conversations without a message for `kept_days` and return how many events that were."""
        since = (now if now is not None else time.time()) - self.kept_days * DAY
        return retention.forget(self._engine, retention.silent(since)).events

    def scrub(self) -> None:
        """Remove the last traces of what was deleted (`retention.scrub`)."""
        retention.scrub(self._engine)

    async def keep_tidy(self) -> None:
        """Delete silent conversations and the last traces of deleted ones, every ten minutes, for ever."""
        while True:
            try:
                await asyncio.to_thread(self.delete_silent)
                await asyncio.to_thread(self.scrub)
            except sa.exc.SQLAlchemyError as error:
                logger.warning("Alte Gespräche ließen sich nicht löschen: %s", type(error).__name__)
            await asyncio.sleep(SWEEP_SECONDS)
