"""What was answered to a message after which nothing is kept, for a client that asks once more."""

from __future__ import annotations

import hashlib
import time
from collections import OrderedDict

from berufslotse.channels.parts import Event

SECONDS = 600.0
MOST = 1000
"""So long, and so many, are remembered, in memory only."""


class Repeats:
    """Remembers replies, by a digest of conversation and message; nothing of what a person said."""

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: OrderedDict[bytes, tuple[float, list[Event]]] = OrderedDict()

    def remember(self, sender_id: str, message_id: str, replies: list[Event]) -> None:
        """Remember the `replies`, and forget the oldest ones."""
        self._kept[_digest(sender_id, message_id)] = (time.monotonic(), replies)
        self._forget()

    def find(self, sender_id: str, message_id: str) -> list[Event]:
        """Return the replies to that message; empty if there were none lately."""
        self._forget()
        return self._kept.get(_digest(sender_id, message_id), (0.0, []))[1]

    def _forget(self) -> None:
        old = time.monotonic() - SECONDS
        while self._kept and (len(self._kept) > MOST or next(iter(self._kept.values()))[0] < old):
            self._kept.popitem(last=False)


def _digest(sender_id: str, message_id: str) -> bytes:
    return hashlib.sha256(f"{sender_id}\n{message_id}".encode()).digest()
