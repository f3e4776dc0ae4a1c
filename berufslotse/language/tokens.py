"""Splitting a message into words, with gendered spellings brought back to the word they stand for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from berufslotse.knowledge.text import compact, fold

_TOKEN = re.compile(
    r"(?P<base>(?:[^\W_][\u0300-\u036f]*)+)"
    r"(?P<gender>(?:[*:_·•]|/-?|\()(?:innen|in|frauen|frau|r)\b\)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Token:
    """A word of a message; `folded` is its base, `gendered` says that it was written for all genders."""

    text: str
    folded: str
    start: int
    end: int
    gendered: bool = False

    @property
    def capital(self) -> bool:
        """Whether the word begins with a capital letter."""
        return self.text[:1].isupper()


def tokenize(message: str) -> list[Token]:
    """Return the words of `message`; "Erzieher*in", "Erzieher:in", "Erzieher/-in" count as one."""
    return [
        Token(m.group(), compact(m.group("base")), m.start(), m.end(), m.group("gender") is not None)
        for m in _TOKEN.finditer(message)
    ]


def run_together(tokens: Sequence[Token]) -> str:
    """Return `tokens` as one compact form, folded across their borders as well ("Kita" + "Erzieher")."""
    return fold("".join(token.folded for token in tokens))
