"""The arithmetic: percentiles, medians of several rounds, and how much slower long conversations are."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

Figures = dict[str, Any]
WINDOWS = {"5": (3, 7), "100": (98, 102), "200": (198, 202)}
"""First and last turn of what is compared in the long conversation, by the turn in the middle."""

COUNTED: dict[str, Callable[[Sequence[Any]], Any]] = {
    "asked": sum,
    "faults": lambda rounds: dict(sum(map(Counter, rounds), Counter())),
}
"""What is added up over rounds, and how; of all else the median is taken."""


def percentile(values: Sequence[float], share: int) -> float:
    """Return the value that `share` of 100 do not exceed, between two values where it falls between them."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def spread(seconds: Sequence[float]) -> dict[str, float]:
    """Return median and the percentiles 95 and 99, in milliseconds."""
    return {f"p{share}": 1000 * percentile(seconds, share) for share in (50, 95, 99)}


def around(curve: Sequence[float], turn: str) -> float | None:
    """Return the median of the five turns around `turn`, or None where the conversation ended before."""
    first, last = WINDOWS[turn]
    return statistics.median(curve[first - 1 : last]) if len(curve) >= last else None


def ratio(curve: Sequence[float], turn: str) -> float | None:
    """Return how many times as long as turn 5 of a conversation `turn` takes."""
    late, early = around(curve, turn), around(curve, "5")
    return late / early if late is not None and early else None


def medians(rounds: Sequence[Any]) -> Any:
    """Return the median of each figure over rounds of the same form; what is counted is added up."""
    first = rounds[0]
    if isinstance(first, dict):
        shared = [key for key in first if all(key in one for one in rounds)]
        return {key: (COUNTED.get(key) or medians)([one[key] for one in rounds]) for key in shared}
    if isinstance(first, list):
        return [medians(values) for values in zip(*rounds, strict=False)]
    return statistics.median(rounds)


def running_median(values: Sequence[float], width: int) -> list[float]:
    """Return the median of each `width` values in a row."""
    return [statistics.median(values[at : at + width]) for at in range(len(values) - width + 1)]


def slices(turns: Sequence[tuple[float, float]], seconds: float) -> list[dict[str, float]]:
    """Return the spread of the turns that were due in each slice of time, with the second it ends at."""
    by_slice: dict[int, list[float]] = {}
    for due, took in turns:
        by_slice.setdefault(int(due // seconds), []).append(took)
    return [{"until": (at + 1) * seconds, **spread(took)} for at, took in sorted(by_slice.items())]


def quarters(values: Sequence[float]) -> float | None:
    """Return the median of the last quarter as a part of that of the second; None for fewer than four."""
    size = len(values) // 4
    if not size:
        return None
    return statistics.median(values[-size:]) / statistics.median(values[size : 2 * size])
