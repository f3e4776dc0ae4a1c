"""Reading conversations as exchanges: what somebody said, how it was understood, and what the bot said to it.

Reads Rasa's table of events one conversation after the other, so memory does not grow with their number.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool

from berufslotse.secrets import database_address
from berufslotse.serving.events import READ, SPOKEN

SHELL, TEST = "shell-", "test-"
TRIED = (SHELL, TEST)
"""So the ids of conversations begin in which counsellors try the bot out (`berufslotse shell` and `test`)."""
ROWS = 2000
"""So many events are fetched from the database at a time."""
CONNECT_SECONDS = 10


class KeineGespraeche(Exception):
    """No conversation has been kept yet: there is no database, or no table in it."""


@dataclass(frozen=True)
class Reply:
    """What the bot said: its text, the name of a fixed answer, and what a composed one rests on.

    `auskunft` is as actions/explaining.py makes it; answers of earlier versions have none.
    """

    text: str
    name: str | None
    auskunft: Mapping[str, Any] | None
    time: float


@dataclass(frozen=True)
class Exchange:
    """A message and the replies to it. Times are seconds since 1970, in UTC.

    `text` is what the person wrote, or what stood on the button; then `chosen` is True and nothing had to be
    understood. `ranking` holds intents with their confidence, the likeliest first; `names` are the entities.
    """

    sender: str
    channel: str
    time: float
    text: str
    chosen: bool
    ranking: Sequence[tuple[str, float]]
    names: Sequence[tuple[str, str]]
    replies: Sequence[Reply] = ()
    meant: str | None = field(default=None)
    """The message that this one, a pressed guess, says the meaning of."""
    wordings: Sequence[tuple[str, str]] = ()
    """The entities as they stand in the message: "Köchen" where `names` has "Koch"."""

    @property
    def intent(self) -> str:
        """Return what the message was taken for."""
        return self.ranking[0][0] if self.ranking else ""

    @property
    def seconds(self) -> float | None:
        """Return how long the last reply took, or None if there is none."""
        return max(0.0, self.replies[-1].time - self.time) if self.replies else None

    @property
    def kinds(self) -> Sequence[str]:
        """Return the kinds of composed answers among the replies (`art` of their auskunft)."""
        return [reply.auskunft["art"] for reply in self.replies if reply.auskunft]


def open_reader(url: str) -> Engine:
    """Return the database at `url` for reading; unlike `conversations.open_engine` it makes nothing.

    Raises:
        KeineGespraeche: nothing was kept there yet.
        sqlalchemy.exc.SQLAlchemyError: `url` is no address, or the database cannot be reached.
    """
    parsed = database_address(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    if sqlite and not Path(parsed.database or "").is_file():
        raise KeineGespraeche
    wait = {} if sqlite else {"connect_timeout": CONNECT_SECONDS}
    engine = sa.create_engine(parsed, poolclass=NullPool, connect_args=wait)
    if not sa.inspect(engine).has_table(READ.name):
        raise KeineGespraeche
    return engine


def _real(since: float) -> Any:
    """Return the condition that an event is from `since` on, and of people rather than of trying out."""
    tried = (READ.c.sender_id.startswith(start, autoescape=True) for start in TRIED)
    return sa.and_(READ.c.timestamp >= since, *(~each for each in tried))


def count(engine: Engine, since: float = 0.0) -> int:
    """Return how many messages people have sent since the time `since`."""
    query = sa.select(sa.func.count()).where(READ.c.type_name == "user", _real(since))
    with engine.connect() as connection:
        return connection.execute(query).scalar_one()


def exchanges(engine: Engine, since: float = 0.0) -> Iterator[Exchange]:
    """Yield the exchanges since the time `since`, one conversation after the other, each in its order."""
    query = _spoken(_real(since)).execution_options(stream_results=True, yield_per=ROWS)
    with engine.connect() as connection:
        for sender, rows in groupby(connection.execute(query), key=lambda row: row.sender_id):
            yield from _of_one(sender, (json.loads(row.data) for row in rows))


def conversation(engine: Engine, sender: str) -> list[Exchange]:
    """Return the exchanges of one conversation, be it of people or of trying out, in their order."""
    with engine.connect() as connection:
        rows = connection.execute(_spoken(READ.c.sender_id == sender)).all()
    return list(_of_one(sender, (json.loads(row.data) for row in rows)))


def _spoken(which: Any) -> Any:
    """Return the query for what was said in `which` events, one conversation after the other."""
    return (
        sa.select(READ.c.sender_id, READ.c.data)
        .where(READ.c.type_name.in_(SPOKEN), which)
        .order_by(READ.c.sender_id, READ.c.id)
    )


def _of_one(sender: str, events: Iterable[dict[str, Any]]) -> Iterator[Exchange]:
    said: dict[str, Any] | None = None
    replies: list[Reply] = []
    for event in events:
        if event["event"] == "bot":
            replies.append(_reply(event))
            continue
        if said:
            yield _exchange(sender, said, replies)
        said, replies = event, []
    if said:
        yield _exchange(sender, said, replies)


def _reply(event: dict[str, Any]) -> Reply:
    metadata = event.get("metadata") or {}
    return Reply(
        event.get("text") or "", metadata.get("utter_action"), metadata.get("auskunft"), event["timestamp"]
    )


def _exchange(sender: str, event: dict[str, Any], replies: Sequence[Reply]) -> Exchange:
    parsed = event.get("parse_data") or {}
    written = event.get("text") or ""
    intent = parsed.get("intent") or {}
    ranking = [(g["name"], g["confidence"]) for g in parsed.get("intent_ranking") or () if g.get("name")]
    names = [(e["entity"], str(e["value"])) for e in parsed.get("entities") or () if e.get("value")]
    return Exchange(
        sender,
        event.get("input_channel") or "",
        event["timestamp"],
        (event.get("metadata") or {}).get("shown") or written,
        written.startswith("/"),
        ranking or ([(intent["name"], intent.get("confidence") or 0.0)] if intent.get("name") else []),
        [(kind, value) for kind, value in names if kind != "gemeint"],
        tuple(replies),
        next((value for kind, value in names if kind == "gemeint"), None),
        [(e["entity"], e["wortlaut"]) for e in parsed.get("entities") or () if e.get("wortlaut")],
    )
