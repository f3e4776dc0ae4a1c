"""Calls of the action server: over connections that stay open, with as much history as the action looks at.

Rasa 3.6 opens a connection for each call and sends the whole conversation along, pictures and all.
endpoints.yml says under `action_endpoint` how many turns are sent (`recent_turns`) and which actions get all
(`whole_history`); how many turns there were is sent as `turn` of the latest message.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import aiohttp
from rasa.core.actions.action import RemoteAction
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity
from rasa.utils.endpoints import EndpointConfig

IDLE_SECONDS = 4.0
"""A connection not used for so long is closed, before the server does so by itself after five."""
RASAS_CALL = RemoteAction._action_call_format
RASAS_REQUEST = EndpointConfig.request


def call_over_open_connections() -> None:
    """Have endpoints keep their connections."""
    EndpointConfig.session = _session
    EndpointConfig.request = _request


def send_recent_history() -> None:
    """Have actions be sent the turns that endpoints.yml names."""
    RemoteAction._action_call_format = _call


class _Open:
    """A session that stays open when a request is done with it."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_: object) -> None:
        pass


def _session(self: EndpointConfig) -> _Open:
    session = self.__dict__.get("_lotse_session")
    if session is None or session.closed:
        auth = aiohttp.BasicAuth(**self.basic_auth) if self.basic_auth else None
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS)
        session = aiohttp.ClientSession(
            headers=self.headers,
            auth=auth,
            connector=connector,
            timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
        )
        self.__dict__["_lotse_session"] = session
    return _Open(session)


async def _request(self: EndpointConfig, *args: Any, **kwargs: Any) -> Any:
    """Ask once more where an open connection turns out to have ended: the server was started anew meanwhile.

    Actions change nothing on their server, so one that was carried out already may be so again.
    """
    try:
        return await RASAS_REQUEST(self, *args, **kwargs)
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
        if isinstance(error, aiohttp.ClientConnectorError):
            raise
        return await RASAS_REQUEST(self, *args, **kwargs)


async def close_connections(endpoint: EndpointConfig | None) -> None:
    """Close what is open to `endpoint`; to be called when the server stops."""
    session = endpoint.__dict__.pop("_lotse_session", None) if endpoint else None
    if session is not None:
        await session.close()


def _call(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
    """Return the body of the call, as `RemoteAction._action_call_format` does."""
    settings = self.action_endpoint.kwargs if self.action_endpoint else {}
    turns = settings.get("recent_turns")
    if not turns or self.name() in settings.get("whole_history", ()):
        return RASAS_CALL(self, tracker, domain)
    state = tracker.current_state(EventVerbosity.NONE)
    state["events"] = [event.as_dict() for event in _recent(tracker, turns)]
    state["latest_message"] = {**(state["latest_message"] or {}), "turn": _turn(tracker)}
    return RASAS_CALL(self, _Sent(tracker.sender_id, state), domain)


@dataclass(frozen=True)
class _Sent:
    """In the place of the tracker, what is sent of it."""

    sender_id: str
    state: dict[str, Any]

    def current_state(self, _verbosity: EventVerbosity) -> dict[str, Any]:
        return self.state


def _recent(tracker: DialogueStateTracker, turns: int) -> list[Event]:
    """Return the events since the message `turns` turns ago, oldest first."""
    events: list[Event] = []
    for event in reversed(tracker.events):
        events.append(event)
        turns -= isinstance(event, UserUttered)
        if not turns:
            break
    return events[::-1]


def _turn(tracker: DialogueStateTracker) -> int:
    """Return how many messages the conversation has."""
    kinds = Counter(map(type, tracker.events))
    return sum(number for kind, number in kinds.items() if issubclass(kind, UserUttered))
