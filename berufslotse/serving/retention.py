"""How long conversations are kept, and how they are forgotten so that nothing is left of them.

Works on the tables of events and of waiting messages without importing Rasa, which takes seconds.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from berufslotse.serving.events import READ

VARIABLE = "BERUFSLOTSE_KEPT_DAYS"
KEPT_DAYS = 30
"""After so many days without a message a conversation is deleted, if `VARIABLE` says nothing else."""
DAY = 24 * 3600.0
WAITING = sa.table(
    "inbox", sa.column("taken", sa.Float), sa.column("chat", sa.String), sa.column("content", sa.Text)
)
"""What is touched here of `inbox.INBOX`; there is none before Telegram is used."""


class KeptDaysUnusable(ValueError):
    """`VARIABLE` is set and wrong; the message says so in German, with what is allowed."""


def kept_days() -> int:
    """Return after how many days without a message a conversation is deleted.

    Raises:
        KeptDaysUnusable: the environment variable is no whole number of days.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        return KEPT_DAYS
    # With more days, times before the year 1 would come out.
    if not re.fullmatch(r"[1-9][0-9]{0,4}", given):
        raise KeptDaysUnusable(
            f"{VARIABLE}: „{given}“ passt nicht. Erlaubt sind ganze Tage von 1 bis 99999, etwa 30."
        )
    return int(given)


@dataclass(frozen=True)
class Chosen:
    """Which conversations: the conditions on their events, and on their waiting messages if these go too."""

    events: Any
    waiting: Any = None


def silent(since: float) -> Chosen:
    """Choose conversations without an event since the time `since`, and messages that wait for longer."""
    senders = (
        sa.select(READ.c.sender_id)
        .group_by(READ.c.sender_id)
        .having(sa.func.max(READ.c.timestamp) < since)
        .scalar_subquery()
    )
    # By their own time: who comes back after a long silence and waits for an answer shall get it.
    return Chosen(READ.c.sender_id.in_(senders), WAITING.c.taken < since)


def of_one(sender_id: str) -> Chosen:
    """Choose the conversation of `sender_id`, with what waits for an answer in it."""
    return Chosen(READ.c.sender_id == sender_id, WAITING.c.chat == sender_id)


@dataclass(frozen=True)
class Amount:
    """How much it is: conversations, what people said in them, all their events, and messages that wait."""

    conversations: int = 0
    messages: int = 0
    events: int = 0
    waiting: int = 0

    def __bool__(self) -> bool:
        """Return whether there is anything."""
        return bool(self.events or self.waiting)


def amount(engine: Engine, chosen: Chosen) -> Amount:
    """Return how much is chosen."""
    with engine.connect() as connection:
        return amount_in(connection, chosen)


def forget(engine: Engine, chosen: Chosen) -> Amount:
    """Delete what is chosen, all or nothing, and return how much it was; `scrub` removes the last traces."""
    # Mostly there is nothing, and then nobody who writes has to wait.
    if not amount(engine, chosen):
        return Amount()
    sqlite = engine.dialect.name == "sqlite"
    with engine.begin() as connection:
        if sqlite:
            # So that nobody speaks between what is counted and what is deleted.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        gone = amount_in(connection, chosen)
        if gone.waiting:
            # Its number stays known as that of an answered message: Telegram may repeat it for a day.
            emptied = sa.update(WAITING).where(_waits(chosen)).values(chat=None, content=None)
            connection.execute(emptied)
        connection.execute(sa.delete(READ).where(chosen.events))
        if sqlite:
            # The mark for `scrub`; it stands in the file, so a restart does not lose it.
            connection.exec_driver_sql("PRAGMA user_version = 1")
    if sqlite:
        with engine.connect() as connection:
            # Else the deleted text would stand in the write-ahead log for a while.
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return gone


def amount_in(connection: Connection, chosen: Chosen) -> Amount:
    """Return how much is chosen of what `connection` sees."""
    said = sa.func.count(sa.case((READ.c.type_name == "user", 1)))
    conversations = sa.func.count(READ.c.sender_id.distinct())
    query = sa.select(conversations, said, sa.func.count()).select_from(READ).where(chosen.events)
    senders, messages, events = connection.execute(query).one()
    waiting = 0
    if chosen.waiting is not None and sa.inspect(connection).has_table(WAITING.name):
        query = sa.select(sa.func.count()).select_from(WAITING).where(_waits(chosen))
        waiting = connection.execute(query).scalar_one()
    return Amount(senders, messages, events, waiting)


def _waits(chosen: Chosen) -> Any:
    return sa.and_(WAITING.c.chat.isnot(None), chosen.waiting)


def set_up_sqlite(connection: Any, _record: Any) -> None:
    """Prepare a new connection to an SQLite file; to be called at SQLAlchemy's event `connect`."""
    # Readers do not wait for the writer, and deleted rows are overwritten instead of left in the file.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def scrub(engine: Engine) -> bool:
    """Write an SQLite file anew if something was deleted from it since the last time.

    SQLite overwrites deleted rows, but not the copies that moving rows within a page has left behind.
    Returns False if somebody read in the file for so long that traces may be left; the next time tries again.
    """
    if engine.dialect.name != "sqlite":
        return True
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.exec_driver_sql("PRAGMA user_version").scalar():
            return True
        # First, since what is deleted in the meantime marks the file again.
        connection.exec_driver_sql("PRAGMA user_version = 0")
        try:
            connection.exec_driver_sql("VACUUM")
            busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
        except sa.exc.SQLAlchemyError:
            connection.exec_driver_sql("PRAGMA user_version = 1")
            raise
        if busy:
            connection.exec_driver_sql("PRAGMA user_version = 1")
        return not busy
