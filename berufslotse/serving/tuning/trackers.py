"""Copies of a conversation, and the events that count in it, without playing all of it through each time.

Rasa 3.6 makes a copy for each action that it runs, by replaying every event since the beginning.
"""

from __future__ import annotations

import copy
from itertools import islice

from rasa.shared.core.events import (
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    UserUtteranceReverted,
)
from rasa.shared.core.trackers import DialogueStateTracker

BEGINS = (Restarted, SessionStarted)
"""What was before one of these counts no longer."""
TAKES_BACK = (ActionReverted, ActiveLoop, UserUtteranceReverted)
"""After one of these, or in a conversation with a loop, some earlier events may count no longer."""
RASAS_APPLIED_EVENTS = DialogueStateTracker.applied_events


def remember_what_was_played() -> None:
    """Have copies go on from the last one, and the events that count be cut out instead of gone through."""
    DialogueStateTracker.copy = copied
    DialogueStateTracker.applied_events = applied_events


def copied(self: DialogueStateTracker) -> DialogueStateTracker:
    """Return what replaying all events on a new tracker gives, as `DialogueStateTracker.copy` does."""
    played = self.__dict__.get("_lotse_played")
    if played is None:
        played = self.__dict__["_lotse_played"] = self.init_copy()
    for event in islice(self.events, len(played.events), None):
        played.update(event)
    return _snapshot(played)


def _snapshot(played: DialogueStateTracker) -> DialogueStateTracker:
    """Return a tracker in the same state, which may change without changing `played`."""
    snapshot = copy.copy(played)
    snapshot.events = copy.copy(played.events)
    snapshot.slots = copy.copy(played.slots)
    for name, slot in played.slots.items():
        snapshot.slots[name] = copy.copy(slot)
    snapshot.active_loop = copy.deepcopy(played.active_loop)
    snapshot.latest_action = copy.copy(played.latest_action)
    return snapshot


def applied_events(self: DialogueStateTracker) -> list[Event]:
    """Return the events that count, as `DialogueStateTracker.applied_events` does."""
    kinds = list(map(type, self.events))
    present = set(kinds)
    if any(issubclass(kind, TAKES_BACK) for kind in present):
        return RASAS_APPLIED_EVENTS(self)
    backwards = kinds[::-1]
    begun = [len(kinds) - backwards.index(kind) for kind in present if issubclass(kind, BEGINS)]
    return list(self.events)[max(begun, default=0) :]
