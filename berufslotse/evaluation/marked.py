"""Messages that counsellors marked while trying the bot out, with what they think of the answer.

They are kept for `berufslotse review`; nothing of them goes into the training data by itself.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from berufslotse.evaluation.private_files import alone, replace
from berufslotse.knowledge.home import home

FILE = "markiert.jsonl"
RIGHT, WRONG = "richtig", "falsch"
FOREIGN = "out_of_scope"
"""The intent of a message that does not belong here."""


@dataclass(frozen=True)
class Marked:
    """A message as it was typed, and what somebody thinks of how it was understood.

    `verdict` is RIGHT, WRONG, or None where there is only a note. `intent` is what the message means: the
    right intent if WRONG (`FOREIGN` where it does not belong here), what was understood if RIGHT, None if
    nobody said.
    """

    text: str
    verdict: str | None
    intent: str | None
    note: str = ""
    ranking: Sequence[tuple[str, float]] = ()
    """Intents with their confidence, the likeliest first."""
    wordings: Sequence[tuple[str, str]] = ()
    """Kinds of entities, and their words as they stand in the message."""
    replies: Sequence[str] = ()
    time: float = 0.0
    """Seconds since 1970, in UTC."""


class MarkedFile:
    """A file of marked messages, one JSON object a line. Several may write to it at once."""

    def __init__(self, path: Path | None = None) -> None:
        """Use the file at `path`, by default in our home; it need not exist yet."""
        self.path = path or home() / FILE
        self.damaged = 0
        """So many lines could not be understood when the file was last read."""

    def add(self, marked: Marked) -> None:
        """Keep `marked`, instead of an earlier one of the same text and time if there is one.

        Raises:
            OSError: the file cannot be written; it is then as before.
        """
        new = _line(marked)
        with alone(self.path):
            # Lines that nobody understands stay, since somebody may mend them.
            lines = self._lines()
            places = [n for n, line in enumerate(lines) if _same(_marked(line), marked)]
            for place in places:
                lines[place] = new
            if not places:
                lines.append(new)
            replace(self.path, b"".join(line + b"\n" for line in lines))

    def remove(self, messages: Collection[tuple[str, float]]) -> int:
        """Take out the marks of `messages`, given by text and time, and return how many there were.

        Raises:
            OSError: the file cannot be written; it is then as before.
        """
        with alone(self.path):
            lines = self._lines()
            kept = [line for line in lines if not _is_one(_marked(line), messages)]
            if len(kept) < len(lines):
                replace(self.path, b"".join(line + b"\n" for line in kept))
        return len(lines) - len(kept)

    def read(self) -> list[Marked]:
        """Return what is kept, in the order of writing; what is damaged is left out and counted.

        Raises:
            OSError: the file cannot be read.
        """
        found = [_marked(line) for line in self._lines()]
        self.damaged = found.count(None)
        return [marked for marked in found if marked]

    def _lines(self) -> list[bytes]:
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return []
        return [line for line in content.split(b"\n") if line.strip()]


def _line(marked: Marked) -> bytes:
    # Of a terminal come halves of signs that UTF-8 cannot write, but JSON can: as \udc80.
    return json.dumps(asdict(marked), ensure_ascii=False).encode("utf-8", "backslashreplace")


def _same(one: Marked | None, other: Marked) -> bool:
    return one is not None and (one.text, one.time) == (other.text, other.time)


def _is_one(marked: Marked | None, messages: Collection[tuple[str, float]]) -> bool:
    return marked is not None and (marked.text, marked.time) in messages


def _marked(line: bytes) -> Marked | None:
    try:
        row: Any = json.loads(line)
        if not isinstance(row["text"], str) or row["verdict"] not in {RIGHT, WRONG, None}:
            return None
        return Marked(
            row["text"],
            row["verdict"],
            row["intent"] if row["intent"] is None else str(row["intent"]),
            str(row["note"]),
            [(str(name), float(sure)) for name, sure in row["ranking"]],
            [(str(kind), str(words)) for kind, words in row["wordings"]],
            [str(reply) for reply in row["replies"]],
            float(row["time"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
