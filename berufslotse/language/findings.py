"""What is found in a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from berufslotse.language.tokens import Token


@dataclass(frozen=True)
class Fund:
    """A name found in a message; `wert` is the name as the knowledge has it, where it has it."""

    art: str
    wert: str
    start: int
    end: int
    weiblich: bool = False

    @classmethod
    def of(cls, art: str, wert: str, part: Sequence[Token], weiblich: bool = False) -> Fund:
        """Build the finding that spans the words `part`."""
        return cls(art, wert, part[0].start, part[-1].end, weiblich)
