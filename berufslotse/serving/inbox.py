"""Messages that were accepted and are not answered yet: kept until they are, each once and in order.

A channel that confirms what it receives before it has answered (Telegram's) writes it down here first.
Several workers may share one database: a chat is worked at by one of them at a time, and what a worker that
died has left is taken up by the others once its hold is over.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from berufslotse.serving.conversations import open_engine

HOLD_SECONDS = 30.0
"""So long a message belongs to the worker that claimed it; who needs longer prolongs the hold."""
REMEMBERED_SECONDS = 2 * 24 * 3600.0
"""So long the number of an answered message is known; Telegram repeats what was not confirmed for a day."""

INBOX = sa.Table(
    "inbox",
    sa.MetaData(),
    sa.Column("bot", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("taken", sa.Float, nullable=False),
    sa.Column("held_until", sa.Float, nullable=False, default=0.0),
    sa.Column("tries", sa.Integer, nullable=False, default=0),
    sa.Column("sent", sa.Integer, nullable=False, default=0),
    # Both are emptied as soon as the message is answered.
    sa.Column("chat", sa.String(80), index=True),
    sa.Column("content", sa.Text),
)


@dataclass(frozen=True)
class Arrived:
    """A message as it is accepted; `number` tells it from all others of its bot and puts them in order."""

    number: int
    chat: str
    content: dict[str, Any]


@dataclass(frozen=True)
class Held:
    """A message that is this worker's to answer: claimed for the `tries`-th time, `sent` replies are out."""

    number: int
    content: dict[str, Any]
    tries: int
    sent: int


class Inbox:
    """The messages of one bot in the database at `url`."""

    def __init__(self, url: str, bot: int) -> None:
        """Open the database; raises as `open_engine` does."""
        self._engine = open_engine(url)
        self._of_bot = INBOX.c.bot == bot
        self._bot = bot
        self._insert = {"sqlite": sqlite, "postgresql": postgresql}[self._engine.dialect.name].insert
        INBOX.create(self._engine, checkfirst=True)

    def accept(self, messages: Iterable[Arrived]) -> list[Arrived]:
        """Keep `messages`, all or none, and return those that are new."""
        with self._engine.begin() as connection:
            return [message for message in messages if self._add(connection, message)]

    def _add(self, connection: sa.engine.Connection, message: Arrived) -> bool:
        row = {
            "bot": self._bot,
            "number": message.number,
            "taken": time.time(),
            "chat": message.chat,
            "content": json.dumps(message.content, ensure_ascii=False),
        }
        return connection.execute(self._insert(INBOX).values(row).on_conflict_do_nothing()).rowcount == 1

    def claim(self, chat: str) -> Held | None:
        """Return the first message of `chat` to answer, or None if there is none or one of them is held."""
        waiting = sa.select(INBOX).where(self._of_bot, INBOX.c.chat == chat).order_by(INBOX.c.number).limit(1)
        with self._engine.begin() as connection:
            first = connection.execute(waiting).first()
            if first is None:
                return None
            now = time.time()
            claimed = connection.execute(
                sa.update(INBOX)
                .where(self._is(first.number), INBOX.c.chat == chat, ~self._held(chat, now))
                # PostgreSQL looks again at this row alone, if another worker has just claimed it.
                .where(INBOX.c.held_until < now)
                .values(held_until=now + HOLD_SECONDS, tries=INBOX.c.tries + 1)
            )
            if not claimed.rowcount:
                return None
        return Held(first.number, json.loads(first.content), first.tries + 1, first.sent)

    def hold(self, number: int) -> None:
        """Prolong the hold of a claimed message to its full length."""
        self._update(number, held_until=time.time() + HOLD_SECONDS)

    def note_sent(self, number: int, sent: int) -> None:
        """Remember that the first `sent` replies of a message are with the person."""
        self._update(number, sent=sent)

    def finish(self, number: int) -> None:
        """Forget what the message said; it is answered."""
        self._update(number, chat=None, content=None)

    def release(self) -> None:
        """End all holds. Only for who knows that no other worker is at work."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(INBOX).where(self._of_bot).values(held_until=0.0))

    def waiting(self) -> Sequence[str]:
        """Return the chats with a message that is not answered and not held."""
        query = sa.select(INBOX.c.chat).where(
            self._of_bot, INBOX.c.chat.isnot(None), INBOX.c.held_until < time.time()
        )
        with self._engine.connect() as connection:
            return connection.execute(query.distinct()).scalars().all()

    def tidy(self) -> None:
        """Forget the numbers of messages that were answered long ago."""
        old = time.time() - REMEMBERED_SECONDS
        with self._engine.begin() as connection:
            connection.execute(
                sa.delete(INBOX).where(self._of_bot, INBOX.c.chat.is_(None), INBOX.c.taken < old)
            )

    def _is(self, number: int) -> Any:
        return sa.and_(self._of_bot, INBOX.c.number == number)

    def _held(self, chat: str, now: float) -> Any:
        # A message with a lower number may arrive while a later one is being answered.
        other = INBOX.alias()
        return (
            sa.select(other.c.number)
            .where(other.c.bot == self._bot, other.c.chat == chat, other.c.held_until >= now)
            .exists()
        )

    def _update(self, number: int, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(sa.update(INBOX).where(self._is(number)).values(**values))
