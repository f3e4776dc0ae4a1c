"""Rasa's tracker store: writes each turn of a conversation, and reads conversations for the next one."""

from __future__ import annotations

from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.exceptions import RasaException
from sqlalchemy.engine import Engine

from berufslotse.serving.conversations import open_engine
from berufslotse.serving.events import address


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
        """Open the database; raises as `open_engine` does.

        Raises:
            RasaException: endpoints.yml names a `url`, though others than Rasa must find the database too.
        """
        if host is not None:
            raise RasaException("Wo die Gespräche liegen, sagt CONVERSATIONS_URL, nicht endpoints.yml.")
        engine = open_engine(address())
        super().__init__(domain, host=address(), event_broker=event_broker, **kwargs)
        self.engine.dispose()
        self.engine = engine
        self.sessionmaker.configure(bind=engine)
