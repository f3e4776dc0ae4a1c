"""Marks of entities in training messages: [Koch](beruf) in [Köln](ort)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

KINDS = ("beruf", "ort", "stufe", "arbeitgeber")
_PART = re.compile(rf"\b({'|'.join(KINDS)})\s*[=:]", re.IGNORECASE)
_NONE = frozenset(["keine", "keiner", "keins", "nichts", "-"])
_RESERVED = re.compile(r"[\[\]{}]")
Part = tuple[str, str]
"""A kind of entity, and the words of the message that are one."""


class MarkeFehler(Exception):
    """Marks that cannot be set; says in German why."""


def plain(text: str) -> str:
    """Return `text` as a training message may be written: one line, without signs that YAML refuses.

    Raises:
        MarkeFehler: nothing is left, or there are brackets in it that stand for marks.
    """
    visible = "".join(sign if sign.isprintable() else " " for sign in text)
    line = " ".join(visible.split()).lstrip("-/ ")
    if not line:
        raise MarkeFehler("Der Text ist leer.")
    if _RESERVED.search(line):
        raise MarkeFehler("Eckige und geschweifte Klammern sind für Marken da. Bitte weglassen.")
    return line


def mark(text: str, parts: Iterable[Part]) -> str:
    """Return `text` with each of the `parts` marked wherever it stands as whole words.

    Raises:
        MarkeFehler: a part does not stand in the text.
    """
    spans: list[tuple[int, int, str]] = []
    # The longest first, so that "Koch" is not sought inside of "Koch in der Großküche".
    for kind, wording in sorted(parts, key=lambda part: -len(part[1])):
        found = [(*m.span(), kind) for m in _whole(wording).finditer(text)]
        if not found:
            raise MarkeFehler(f"„{wording}“ steht so nicht in der Nachricht.")
        spans += [s for s in found if all(s[1] <= start or end <= s[0] for start, end, _ in spans)]
    for start, end, kind in sorted(spans, reverse=True):
        text = f"{text[:start]}[{text[start:end]}]({kind}){text[end:]}"
    return text


def standing(text: str, parts: Iterable[Part]) -> list[Part]:
    """Return those of the `parts` that are of a kind to be marked and stand in `text`."""
    return [(kind, words) for kind, words in parts if kind in KINDS and _whole(words).search(text)]


def read_parts(typed: str) -> Sequence[Part]:
    """Return the parts of "beruf=Koch, ort=Köln"; "keine" has none.

    Raises:
        MarkeFehler: it is not written like that.
    """
    if typed.strip().lower() in _NONE:
        return []
    before, *rest = _PART.split(typed)
    parts = [(kind.lower(), words.strip(" ,;")) for kind, words in zip(rest[::2], rest[1::2], strict=True)]
    if before.strip() or not parts or not all(words for _, words in parts):
        raise MarkeFehler("Bitte so: beruf=Koch, ort=Köln – oder: keine")
    return parts


def _whole(wording: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(wording)}(?!\w)", re.IGNORECASE)
