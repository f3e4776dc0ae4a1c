"""The conversations of the last while, kept ready so that none is read back for each of its turns."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

MOST_CHARACTERS = 8_000_000
"""So much is kept in all, counted as it stands in the database; in memory it is about three times that."""

IDLE_SECONDS = 600.0
"""A conversation that rests for so long is let go, so that one that was deleted does not stay in memory."""
Last = tuple[int, float]
"""Id and time of an event."""


@dataclass
class Kept:
    """A conversation: up to the event `last`, with `count` events of `size` characters.

    `last` is None for one that nothing was written of. `taken` says that somebody works on it.
    """

    tracker: DialogueStateTracker
    domain: Domain
    last: Last | None
    count: int
    size: int
    taken: bool = False
    since: float = 0.0


class RecentTrackers:
    """Holds the conversations used last, up to `most` characters; `clock` gives seconds."""

    def __init__(self, most: int = MOST_CHARACTERS, clock: Callable[[], float] = time.monotonic) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._most, self._size, self._clock = most, 0, clock

    def put(self, kept: Kept) -> None:
        """Hold `kept`, in the place of what was held of the conversation; the oldest make room."""
        self.take(kept.tracker.sender_id)
        self._kept[kept.tracker.sender_id] = kept
        self._size += kept.size
        kept.since = self._clock()
        while len(self._kept) > 1 and (self._size > self._most or self._oldest_rests()):
            self._size -= self._kept.popitem(last=False)[1].size

    def _oldest_rests(self) -> bool:
        return self._clock() - next(iter(self._kept.values())).since > IDLE_SECONDS

    def take(self, sender_id: str) -> Kept | None:
        """Return what is held of the conversation, and hold it no longer."""
        kept = self._kept.pop(sender_id, None)
        self._size -= kept.size if kept else 0
        return kept

    def of(self, tracker: DialogueStateTracker) -> Kept | None:
        """Return what is held with just this tracker, and go on holding it."""
        kept = self._kept.get(tracker.sender_id)
        return kept if kept and kept.tracker is tracker else None
