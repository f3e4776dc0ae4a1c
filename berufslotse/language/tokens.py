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


_INNER_CAPITAL = re.compile(r"(?<=[a-zäöüß])In(?:nen)?$")
"""The ending of "ErzieherIn"."""


@dataclass(frozen=True)
class Token:
    """A word of a message.

    `folded` is its base, `gendered` says that it was written for all genders, `gap` is what stands between it
    and the word before.
    """

    text: str
    folded: str
    start: int
    end: int
    gendered: bool = False
    gap: str = ""

    @property
    def hyphenated(self) -> bool:
        """Whether a hyphen ties the word to the one before ("Chef" in "Bar-Chef")."""
        return self.gap in {"-", ".-"}

    @property
    def dashed(self) -> bool:
        """Whether a dash sets the word off from the one before ("Meister - Maschinenbau")."""
        return self.gap.strip(" .") in {"-", "–"} and not self.hyphenated

    @property
    def capital(self) -> bool:
        """Whether the word begins with a capital letter."""
        return self.text[:1].isupper()


def tokenize(message: str) -> list[Token]:
    """Return the words of `message`; "Erzieher*in", "Erzieher:in", "Erzieher/-in" count as one."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(message):
        gap = message[tokens[-1].end : match.start()] if tokens else ""
        tokens.append(_token(match, gap))
    return tokens


def _token(match: re.Match[str], gap: str) -> Token:
    base, gendered = match.group("base"), match.group("gender") is not None
    inner = _INNER_CAPITAL.search(base)
    if inner:
        base, gendered = base[: inner.start()], True
    return Token(match.group(), compact(base), match.start(), match.end(), gendered, gap)


def run_together(tokens: Sequence[Token]) -> str:
    """Return `tokens` as one compact form, folded across their borders as well ("Kita" + "Erzieher")."""
    return fold("".join(token.folded for token in tokens))
