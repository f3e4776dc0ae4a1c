"""Rasa's tracker store: writes each turn of a conversation, and reads conversations for the next one.

Unlike Rasa's it keeps the latest conversations ready in memory, and writes only onto what it has read: if
somebody else has written or deleted meanwhile, the turn is refused instead of mixed in.
"""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import FailSafeTrackerStore, SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.engine import Connection, Engine

from berufslotse.secrets import SecretUnusable
from berufslotse.serving import deleting
from berufslotse.serving.conversations import EVENTS, open_engine
from berufslotse.serving.events import address, place
from berufslotse.serving.recent_trackers import Kept, Last, RecentTrackers
from berufslotse.serving.tuned import wanted

SENDER = sa.bindparam("sender")
LAST = (
    sa.select(EVENTS.c.id, EVENTS.c.timestamp)
    .where(EVENTS.c.sender_id == SENDER)
    .order_by(EVENTS.c.id.desc())
    .limit(1)
)
"""Id and time of the latest event of a conversation: SQLite gives the id of a deleted event once more."""
BEGAN = (
    sa.select(sa.func.max(EVENTS.c.timestamp))
    .where(EVENTS.c.sender_id == SENDER, EVENTS.c.type_name == SessionStarted.type_name)
    .scalar_subquery()
)
LATEST_SESSION = (
    sa.select(EVENTS.c.id, EVENTS.c.timestamp, EVENTS.c.data)
    .where(EVENTS.c.sender_id == SENDER, sa.or_(EVENTS.c.timestamp >= BEGAN, BEGAN.is_(None)))
    .order_by(EVENTS.c.id)
)
"""Id, time and content of the events since the latest session began, oldest first, as Rasa reads them."""
INSERT = sa.insert(EVENTS)


class ConversationMoved(RasaException):
    """Somebody else has written to the conversation, or deleted it, since it was read."""


def write_or_fail(agent: Agent) -> None:
    """Have a turn fail that cannot be written, instead of being kept in memory until the next restart.

    Rasa wraps its tracker store in one that falls back to memory: the user is answered, and the turn is lost.
    """
    if isinstance(agent.tracker_store, FailSafeTrackerStore):
        agent.tracker_store = agent.tracker_store._tracker_store
    if agent.processor:
        agent.processor.tracker_store = agent.tracker_store


class ConversationStore(SQLTrackerStore):
    """Rasa's SQL tracker store at the address of the conversations (endpoints.yml, `tracker_store`)."""

    engine: Engine

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        """Open the database.

        Raises:
            RasaException: it cannot be opened, or endpoints.yml names a `url`, though others than Rasa must
                find it too.
        """
        if host is not None:
            raise RasaException("Wo die Gespräche liegen, sagt CONVERSATIONS_URL, nicht endpoints.yml.")
        try:
            where = address()
            engine = open_engine(where)
        except SecretUnusable as error:
            raise RasaException(str(error)) from error
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise RasaException(
                f"Die Datenbank der Gespräche lässt sich nicht öffnen ({type(error).__name__} in {place()}). "
                "Bitte Platz und Rechte im Ordner BERUFSLOTSE_HOME oder CONVERSATIONS_URL prüfen."
            ) from error
        super().__init__(domain, host=where, event_broker=event_broker, **kwargs)
        self.engine.dispose()
        self.engine = engine
        self.sessionmaker.configure(bind=engine)
        self._recent = RecentTrackers()
        self._deleting = deleting.Deleting(engine)
        self._keeps_recent = wanted()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the latest session of the conversation, or None if there is none."""
        kept = self._recent.take(sender_id)
        with self.engine.connect() as connection:
            # One that was taken and not given back has seen a turn that failed.
            usable = kept and not kept.taken and kept.domain is self.domain
            if kept and usable and _last(connection, sender_id) == kept.last:
                return self._take(kept)
            rows = connection.execute(LATEST_SESSION, {"sender": sender_id}).all()
        if not rows:
            return None
        events = [json.loads(data) for _, _, data in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        size = sum(len(data) for _, _, data in rows)
        last = (rows[-1].id, rows[-1].timestamp)
        return self._take(Kept(tracker, self.domain, last, len(tracker.events), size))

    async def create_tracker(self, sender_id: str, append_action_listen: bool = True) -> DialogueStateTracker:
        """Return a new conversation, as `TrackerStore.create_tracker` does."""
        tracker = await super().create_tracker(sender_id, append_action_listen)
        kept = self._recent.of(tracker)
        return tracker if kept else self._take(Kept(tracker, self.domain, None, 0, 0))

    def _take(self, kept: Kept) -> DialogueStateTracker:
        kept.taken = True
        self._recent.put(kept)
        return kept.tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Write the events since the conversation was read, all or none; or delete it, if the turn says so.

        Raises:
            ConversationMoved: it is no longer as it was read.
        """
        sender = tracker.sender_id
        if deleting.wanted(tracker):
            self._recent.take(sender)
            self._deleting.delete(sender)
            return
        kept = self._recent.of(tracker)
        with self.engine.begin() as connection:
            _keep_others_out(connection, sender)
            last = _last(connection, sender)
            if kept and last != kept.last:
                raise ConversationMoved("Das Gespräch ist inzwischen an anderer Stelle weitergegangen.")
            known = kept.count if kept else len(connection.execute(LATEST_SESSION, {"sender": sender}).all())
            new = list(islice(tracker.events, known, None))
            rows = [_row(sender, event) for event in new]
            if rows:
                connection.execute(INSERT, rows)
                last = _last(connection, sender)
        if self.event_broker:
            await self._stream_new_events(self.event_broker, new, sender)
        self._give_back(tracker, kept, last, new, sum(len(row["data"]) for row in rows))

    def _give_back(
        self, tracker: DialogueStateTracker, kept: Kept | None, last: Last | None, new: list[Event], size: int
    ) -> None:
        """Keep the tracker for the next turn, unless what is read then would be another session."""
        other_session = bool(kept and kept.count) and any(isinstance(event, SessionStarted) for event in new)
        if not self._keeps_recent or not kept or last is None or other_session:
            self._recent.take(tracker.sender_id)
            return
        self._recent.put(Kept(tracker, self.domain, last, len(tracker.events), kept.size + size))


def _last(connection: Connection, sender_id: str) -> Last | None:
    row = connection.execute(LAST, {"sender": sender_id}).first()
    return (row.id, row.timestamp) if row else None


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """Return the event as a row, as Rasa's store writes it."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _keep_others_out(connection: Connection, sender_id: str) -> None:
    """Have whoever else would write to the conversation wait until this transaction ends."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(sender_id))))
