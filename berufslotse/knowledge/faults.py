"""Saying in German what is wrong at a place in a YAML file: where, what stands there, and what may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any

from pydantic import BaseModel
from rapidfuzz import process
from rapidfuzz.distance import OSA
from ruamel.yaml.nodes import Node, ScalarNode

from berufslotse.knowledge.text import compact

ENTRIES = {"fakten": "Fakt", "quellen": "Quelle", "kontakte": "Kontakt"}
"""What one entry of a list is called; those of other lists bear the name of the list."""

ALIKE = 0.75
"""From this similarity on a word is taken for a misspelt one: one slip in four letters."""

MOST_LETTERS = 40
"""Longer values are shortened in messages."""

FIXED = {
    "value_error.missing": "fehlt.",
    "value_error.any_str.min_length": "darf nicht leer sein.",
    "value_error.list.min_items": "braucht mindestens einen Eintrag.",
    "type_error.none.not_allowed": "darf nicht leer sein.",
    "value_error.date": "muss ein Datum sein, zum Beispiel 2026-11-22.",
    "type_error.str": "muss ein Text sein.",
    "type_error.integer": "muss eine ganze Zahl sein.",
    "type_error.float": "muss eine Zahl sein, ohne Tausenderpunkt und Währung.",
    "type_error.list": "muss eine Liste sein.",
    "type_error.dict": "muss Unterfelder haben.",
    "value_error.boolean": "muss true oder false sein.",
    "type_error.bool": "muss true oder false sein.",
}


def printable(text: str) -> str:
    """Return `text` on one line, with a mark for each character that cannot be seen."""
    return "".join(
        " " if c.isspace() else c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def quoted(text: str) -> str:
    """Return `text` in quotation marks, printable and no longer than a message bears."""
    short = text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"
    return f"„{printable(short)}“"


def describe(
    model: type[BaseModel], loc: Sequence[Any], node: Node | None, item: Mapping[str, Any]
) -> tuple[str, str]:
    """Return the field and the fault that pydantic tells in `item`; `node` is what the file has at `loc`."""
    if item["type"] == "value_error.extra":
        fields = _fields(_kind_at(model, loc[:-1]))
        return _place(loc[:-1]), _unknown("Das Feld ", str(loc[-1]), "gibt es nicht", fields)
    return _place(loc), _fault(_kind_at(model, loc), node, item)


def _place(loc: Iterable[Any]) -> str:
    """Return where `loc` is, as people count: "Fakt 1, gehalt, stufe"."""
    parts: list[str] = []
    for part in loc:
        if isinstance(part, int) and parts:
            parts[-1] = f"{ENTRIES.get(parts[-1], parts[-1])} {part + 1}"
        else:
            parts.append(str(part))
    return ", ".join(parts)


def _kind_at(model: type[BaseModel], loc: Iterable[Any]) -> Any:
    """Return the type of the field at `loc`, of a list that of its entries; None where there is no field."""
    kind: Any = model
    for part in loc:
        if not isinstance(part, int):
            field = kind.__fields__.get(part) if _fields(kind) else None
            kind = field.type_ if field else None
    return kind


def _fields(kind: Any) -> list[str]:
    return list(kind.__fields__) if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def _values(kind: Any) -> list[str]:
    return [str(each.value) for each in kind] if isinstance(kind, type) and issubclass(kind, Enum) else []


def _fault(kind: Any, node: Node | None, item: Mapping[str, Any]) -> str:
    code, context = item["type"], item.get("ctx", {})
    value = node.value if isinstance(node, ScalarNode) else ""
    if code == "type_error.enum" and value.strip():
        return _unknown("", value, "ist nicht bekannt", _values(kind))
    if code == "type_error.enum":
        says = "darf nicht leer sein." if isinstance(node, ScalarNode) else "muss ein einzelnes Wort sein."
    elif code == "value_error.any_str.max_length":
        says = f"ist zu lang; erlaubt sind {context['limit_value']} Zeichen."
    elif code.startswith("value_error.number"):
        says = f"liegt außerhalb des Erlaubten (Grenze: {context['limit_value']})."
    elif item["msg"] == "keywords must be strings":
        says = "hat ein Feld, dessen Name kein Text ist."
    else:
        says = FIXED.get(code) or f"{item['msg']}."
    if value.strip():
        says += f" Hier steht {quoted(value)}."
    return says + _allowed(_fields(kind) if code == "type_error.dict" else _values(kind))


def _unknown(before: str, word: str, after: str, choices: Sequence[str]) -> str:
    """Say that `word` is none of `choices`, and which of them is meant where one is spelt alike."""
    meant = _meant(word, choices)
    guess = f", gemeint ist wohl {quoted(meant)}" if meant else ""
    return f"{before}{quoted(word)} {after}{guess}.{_allowed(choices)}"


def _meant(word: str, choices: Sequence[str]) -> str | None:
    if len(word) > MOST_LETTERS:
        return None
    spelled = {choice: compact(choice) for choice in choices}
    scorer = OSA.normalized_similarity
    found = process.extractOne(compact(word), spelled, scorer=scorer, score_cutoff=ALIKE)
    return found[2] if found else None


def _allowed(choices: Sequence[str]) -> str:
    return f" Erlaubt: {', '.join(choices)}." if choices else ""
