"""Training messages that contradict each other: the same, or nearly the same, under two intents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from rapidfuzz.distance import Indel
from ruamel.yaml import YAML

from berufslotse.knowledge.text import compact, fold

MARK = re.compile(r"\[([^\[\]]+)\]\(([a-z]+)\)")
WORD = re.compile(r"\w+")
RARE = 4
"""By so many of its rarer words a message is sought: of two that are nearly the same one is untouched."""

ALIKE = 0.9
"""From this share of common letters two messages count as nearly the same."""

SHORTEST = 12
"""Shorter messages differ by their few letters."""

TURNS = frozenset(
    ["nicht", "kein", "keine", "nie", "nur", "bloss", "ohne", "und", "oder"]
    + ["wie", "wo", "wer", "was", "wann", "warum", "wieso", "woher"]
)
"""One such word more or less turns the sense, so messages that differ in one are no near duplicates."""


@dataclass(frozen=True)
class Lehrsatz:
    """A training message as it stands in its file."""

    text: str
    intent: str


@dataclass(frozen=True)
class Paar:
    """Two messages that say the same and stand under different intents, or twice under one."""

    one: Lehrsatz
    other: Lehrsatz

    def __str__(self) -> str:
        """Say what is wrong in one line."""
        if self.one.intent == self.other.intent:
            return f"{self.one.intent}: doppelt: {self.one.text}"
        return f"{self.one.intent} und {self.other.intent}: {self.one.text} | {self.other.text}"


def read_training_messages(folder: Path) -> list[Lehrsatz]:
    """Read the messages of all files of `folder`, without the marks of their entities."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        for block in YAML(typ="safe").load(path)["nlu"]:
            for line in block.get("examples", "").splitlines():
                found.append(Lehrsatz(MARK.sub(r"\1", line.removeprefix("- ").strip()), block["intent"]))
    return found


def message_key(text: str) -> str:
    """Return what messages share that differ in case, umlauts and punctuation only."""
    return compact(text) or fold(text).strip()


def contradictions(messages: Sequence[Lehrsatz]) -> list[Paar]:
    """Return messages that stand twice, and near duplicates under two intents."""
    first: dict[str, Lehrsatz] = {}
    found = []
    for message in messages:
        key = message_key(message.text)
        if key in first:
            found.append(Paar(first[key], message))
        else:
            first[key] = message
    different = list(first.values())
    return [*found, *_near(different, [_folded(m.text) for m in different])]


def clash(text: str, intent: str, messages: Sequence[Lehrsatz]) -> Lehrsatz | None:
    """Return what a new message would contradict: the same one, or nearly the same under another intent."""
    key, folded = message_key(text), _folded(text)
    for message in messages:
        if message_key(message.text) == key:
            return message
        if message.intent != intent and _nearly_the_same(_folded(message.text), folded):
            return message
    return None


def _folded(text: str) -> str:
    return " ".join(WORD.findall(fold(text)))


def _near(messages: Sequence[Lehrsatz], folded: Sequence[str]) -> Iterator[Paar]:
    """Yield near duplicates across intents, sought among messages that share one of their rarer words."""
    counts = Counter(word for text in folded for word in set(text.split()))
    sharing: dict[str, list[int]] = defaultdict(list)
    for index, text in enumerate(folded):
        shared = (word for word in set(text.split()) if counts[word] > 1)
        for word in sorted(shared, key=lambda w: (counts[w], w))[:RARE]:
            sharing[word].append(index)
    seen: set[tuple[int, int]] = set()
    for group in sharing.values():
        for one, other in combinations(group, 2):
            if messages[one].intent != messages[other].intent and (one, other) not in seen:
                seen.add((one, other))
                if _nearly_the_same(folded[one], folded[other]):
                    yield Paar(messages[one], messages[other])


def _nearly_the_same(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST or (set(one.split()) ^ set(other.split())) & TURNS:
        return False
    return Indel.normalized_similarity(one, other, score_cutoff=ALIKE) > 0
