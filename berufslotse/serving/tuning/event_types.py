"""The class of an event, looked up once by its name.

Rasa 3.6 goes through all classes of events for each event that it reads back, so the longer a conversation,
the longer each turn.
"""

from __future__ import annotations

from functools import lru_cache

from rasa.shared.core.events import Event


def remember_event_types() -> None:
    """Have the lookup remember what it found."""
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
