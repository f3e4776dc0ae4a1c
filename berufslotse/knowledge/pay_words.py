"""Words that tell of pay: level, employer, period, net or gross, kind of figure, and other money.

They stand in daten/gehaltswoerter.txt, a line each: table, value, pattern on folded text, in which `*` is the
rest of a word, `~` says that a word may begin with anything, `$` that it names no person, `@` is an item of a
list.
A value with `_` behind it is a weak sign.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

WORDS = Path(__file__).parent / "daten" / "gehaltswoerter.txt"
_ITEM = r"(?!erfahrene|einst|azubi|berufsein)(\w{1,25}(er|em|en) )?(?!erfahrene|einst|azubi)\w{1,30}"
_NO_PERSON = (  # a "Werkzeugmechaniker" costs nothing
    r"(?!\w*(er|ers|ern|erin|erinnen|leute|leuten|mann|frau|frauen|kraft|krafte|kraften|angestellt\w*|"
    r"assisten\w*|wirt\w*|istin\w*|isten)\b)\w*"
)


@lru_cache(maxsize=1)
def tables() -> dict[str, re.Pattern[str]]:
    """Compile the words of each table; the groups are named by the values and the number of the line."""
    lines: dict[str, list[str]] = {}
    for number, line in enumerate(WORDS.read_text(encoding="utf-8").splitlines()):
        table, value, words = line.split(" ", 2)
        bound = "" if words.startswith("~") else r"\b"
        for sign, pattern in (("~", ""), ("*", r"\w{0,25}"), ("$", _NO_PERSON), ("@", _ITEM)):
            words = words.replace(sign, pattern)
        lines.setdefault(table, []).append(f"(?P<{value}{number}>{bound}({words}))")
    return {table: re.compile(re.sub(r"\((?!\?)", "(?:", "|".join(part))) for table, part in lines.items()}


class Mark(NamedTuple):
    """A word in a text, what it tells, and whether it is a strong sign."""

    start: int
    end: int
    value: str
    strong: bool


def marks(table: str, text: str) -> list[Mark]:
    """Return what the words of `table` tell in the folded `text`, in order."""
    named = (((m.lastgroup or "").rstrip("0123456789"), m) for m in tables()[table].finditer(text))
    return [Mark(*m.span(), n.rstrip("_"), not n.endswith("_")) for n, m in named if n != "nichts"]
