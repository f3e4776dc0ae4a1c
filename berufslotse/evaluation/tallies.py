"""Counting what comes by only once: how often, in how many conversations, and how long it took."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any


@dataclass
class Tally:
    """How often something was asked and answered, and in how many conversations, the `latest` last."""

    asked: int = 0
    answered: int = 0
    conversations: int = 0
    latest: int = 0


class Tallies(dict[Any, Tally]):
    """A tally for each of several things."""

    def add(self, key: Any, conversation: int, answered: bool = False) -> None:
        """Count `key` in the conversation of that number; conversations come one after the other, from 1."""
        tally = self.setdefault(key, Tally())
        tally.asked += 1
        tally.answered += answered
        tally.conversations += tally.latest != conversation
        tally.latest = conversation


class Seconds:
    """Times, at four bytes each."""

    def __init__(self) -> None:
        """Hold none yet."""
        self._values = array("f")

    def add(self, seconds: float) -> None:
        """Take in a time."""
        self._values.append(seconds)

    def spread(self) -> tuple[float | None, float | None]:
        """Return median and 95th percentile, each interpolated between the nearest two times."""
        if len(self._values) < 2:
            only = self._values[0] if self._values else None
            return only, only
        return median(self._values), quantiles(self._values, n=20, method="inclusive")[-1]
