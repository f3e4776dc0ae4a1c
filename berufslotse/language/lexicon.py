"""Dialect, slang, abbreviations and slips of the pen, brought to the standard word (daten/lexikon.txt).

One line holds a standard word and what people write for it: `arbeit: maloche, hackn, büez`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from berufslotse.knowledge.text import fold
from berufslotse.language.lists import lexicon_lines

_WORD = re.compile(r"\w+|[?!]")


class Lexicon:
    """Replaces what people write by the standard word."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """Replace each of `forms`, folded words or groups of words, by what it maps to."""
        self._forms = dict(forms)
        self._widest = max((form.count(" ") + 1 for form in forms), default=1)

    @classmethod
    def of_the_project(cls) -> Lexicon:
        """Read daten/lexikon.txt."""
        forms: dict[str, str] = {}
        for standard, written in lexicon_lines():
            for form in written:
                forms[_plain(form)] = _plain(standard)
        return cls(forms)

    def standard(self, folded: str) -> str:
        """Return the folded message with its words in standard German, and `?` and `!` as words."""
        words = _WORD.findall(folded)
        said: list[str] = []
        index = 0
        while index < len(words):
            for width in range(min(self._widest, len(words) - index), 0, -1):
                group = " ".join(words[index : index + width])
                if group in self._forms:
                    said.append(self._forms[group])
                    index += width
                    break
            else:
                said.append(words[index])
                index += 1
        return " ".join(said)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(fold(text)))
