"""How well messages are understood: measured on messages that nobody trained on.

All figures are shares between 0 and 1. Calibration is the expected calibration error over ten equal bins
(Guo and others 2017). An entity counts as found when one of its kind overlaps it, and as exact when both ends
agree as well.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

BINS = 10
FALLBACK = "nlu_fallback"
ENTITIES = ("beruf", "ort", "stufe", "arbeitgeber")


@dataclass(frozen=True)
class Message:
    """A message with what a careful reader understands: intent, and (kind, start, end) of the entities."""

    text: str
    intent: str
    entities: frozenset[tuple[str, int, int]]


@dataclass(frozen=True)
class Verdict:
    """What the bot understood of a message: intents by confidence, the best first, and entities."""

    message: Message
    ranking: tuple[tuple[str, float], ...]
    entities: frozenset[tuple[str, int, int]]

    @property
    def intent(self) -> str:
        """The intent of the highest confidence."""
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        """The confidence of that intent."""
        return self.ranking[0][1]

    @property
    def right(self) -> bool:
        """Whether the first intent is the right one."""
        return self.intent == self.message.intent

    def within(self, count: int) -> bool:
        """Whether the right intent is among the first `count`."""
        return self.message.intent in [name for name, _ in self.ranking[:count]]


@dataclass(frozen=True)
class EntityScore:
    """How an entity is found: precision, recall and their harmonic mean, and the mean for exact spans."""

    precision: float
    recall: float
    f1: float
    exact_f1: float
    marked: int


@dataclass(frozen=True)
class Figures:
    """The figures that are kept and compared."""

    messages: int
    accuracy: float
    top3: float
    calibration_error: float
    entities: Mapping[str, EntityScore]


def read_messages(folder: Path) -> list[Message]:
    """Read the JSON lines of `folder`, one message each with text, intent and entities."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            entities = frozenset((e["entity"], e["start"], e["end"]) for e in row["entities"])
            found.append(Message(row["text"], row["intent"], entities))
    return found


def judge(message: Message, parsed: Mapping[str, Any]) -> Verdict:
    """Set what Rasa made of a message (`Agent.parse_message`) beside what it means."""
    ranking = tuple(
        (intent["name"], float(intent["confidence"]))
        for intent in parsed["intent_ranking"]
        if intent["name"] != FALLBACK
    )
    entities = frozenset(
        (e["entity"], e["start"], e["end"]) for e in parsed["entities"] if e["entity"] in ENTITIES
    )
    return Verdict(message, ranking, entities)


def figures(verdicts: Sequence[Verdict]) -> Figures:
    """Return the figures of all `verdicts`, of which there is at least one."""
    return Figures(
        messages=len(verdicts),
        accuracy=float(np.mean([v.right for v in verdicts])),
        top3=float(np.mean([v.within(3) for v in verdicts])),
        calibration_error=calibration_error(verdicts),
        entities={kind: entity_score(verdicts, kind) for kind in ENTITIES},
    )


def calibration_error(verdicts: Sequence[Verdict]) -> float:
    """Return by how much confidence and accuracy differ, on average over the messages."""
    confidence = np.array([v.confidence for v in verdicts])
    right = np.array([v.right for v in verdicts])
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    chosen = [bins == index for index in range(BINS)]
    return float(sum(abs(right[b].mean() - confidence[b].mean()) * b.mean() for b in chosen if b.any()))


def entity_score(verdicts: Sequence[Verdict], kind: str) -> EntityScore:
    """Return how the entities of one kind are found."""
    pairs = [
        ({e for e in v.message.entities if e[0] == kind}, {e for e in v.entities if e[0] == kind})
        for v in verdicts
    ]
    marked = sum(len(gold) for gold, _ in pairs)
    found = sum(len(seen) for _, seen in pairs)
    seen_right = sum(_overlaps(e, gold) for gold, seen in pairs for e in seen)
    gold_found = sum(_overlaps(e, seen) for gold, seen in pairs for e in gold)
    exact = sum(len(gold & seen) for gold, seen in pairs)
    precision, recall = seen_right / max(found, 1), gold_found / max(marked, 1)
    return EntityScore(
        precision,
        recall,
        _mean(precision, recall),
        _mean(exact / max(found, 1), exact / max(marked, 1)),
        marked,
    )


def _overlaps(entity: tuple[str, int, int], others: Iterable[tuple[str, int, int]]) -> bool:
    return any(entity[1] < other[2] and other[1] < entity[2] for other in others)


def _mean(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0


def by_intent(verdicts: Sequence[Verdict]) -> list[tuple[str, int, float, float]]:
    """Return for each intent its number of messages, recall (its accuracy) and precision, worst first."""
    counts = Counter(v.message.intent for v in verdicts)
    chosen = Counter(v.intent for v in verdicts)
    right = Counter(v.intent for v in verdicts if v.right)
    rows = [(name, n, right[name] / n, right[name] / max(chosen[name], 1)) for name, n in counts.items()]
    return sorted(rows, key=lambda row: (row[2], row[0]))


def confusion(verdicts: Sequence[Verdict]) -> tuple[list[str], np.ndarray]:
    """Return the intents and how often each (row) was taken for each (column), shape (intents, intents)."""
    names = sorted({v.message.intent for v in verdicts} | {v.intent for v in verdicts})
    place = {name: index for index, name in enumerate(names)}
    table = np.zeros((len(names), len(names)), dtype=int)
    for v in verdicts:
        table[place[v.message.intent], place[v.intent]] += 1
    return names, table


def worst(verdicts: Sequence[Verdict], count: int) -> list[Verdict]:
    """Return the mistakes made with the greatest confidence."""
    return sorted((v for v in verdicts if not v.right), key=lambda v: -v.confidence)[:count]


def save_figures(values: Figures, path: Path) -> None:
    """Write the figures to `path` as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(_rounded(asdict(values)), indent=2) + "\n", encoding="utf-8")


def load_figures(path: Path) -> Figures | None:
    """Read what `save_figures` wrote, or None where there is nothing."""
    if not path.exists():
        return None
    row = json.loads(path.read_text(encoding="utf-8"))
    row["entities"] = {kind: EntityScore(**score) for kind, score in row["entities"].items()}
    return Figures(**row)


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    return round(value, 4) if isinstance(value, float) else value
