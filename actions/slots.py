"""What of a call's slots can be what actions kept there; whoever calls may send anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from berufslotse.knowledge.schema import Arbeitgeber, Stufe

MAYBE = (str, type(None))
STUFEN = frozenset(s.value for s in Stufe)
ARBEITGEBER = frozenset(a.value for a in Arbeitgeber)
LONGEST_NAME = 200
"""No occupation and no town has so many letters."""


def kept(slots: Mapping[str, Any]) -> dict[str, Any]:
    """Return the slots but for those that no action of ours has left so."""
    return {name: value for name, value in slots.items() if name in _SHAPES and fits(value, _SHAPES[name])}


def fits(value: Any, shape: Any) -> bool:
    """Whether `value` is of `shape`, and all text in it can be sent and looked up."""
    if isinstance(shape, list):
        shapes = shape if len(shape) > 1 or not isinstance(value, list) else shape * len(value)
        return isinstance(value, list) and len(value) == len(shapes) and all(map(fits, value, shapes))
    if isinstance(shape, Mapping):
        if not isinstance(value, dict) or (None not in shape and set(value) != set(shape)):
            return False
        return all(fits(item, shape.get(key, shape.get(None))) for key, item in value.items())
    if isinstance(shape, frozenset):
        return isinstance(value, str) and value in shape
    if not isinstance(shape, type | tuple):
        return bool(shape(value))
    return isinstance(value, shape) and (not isinstance(value, str) or _is_sendable(value))


def is_name(value: Any) -> bool:
    """Whether `value` can be the name of an occupation or a town at all."""
    return fits(value, str) and bool(value.strip()) and len(value) <= LONGEST_NAME


def _is_sendable(text: str) -> bool:
    # Half a surrogate pair can be neither sent nor looked up.
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


_SHAPES: Mapping[str, Any] = {
    **dict.fromkeys(("thema", "rangliste", "angebot", "anrede"), str),
    **{"beruf": is_name, "ort": is_name, "stufe": STUFEN, "arbeitgeber": ARBEITGEBER},
    **dict.fromkeys(("weiblich", "offen"), bool),
    **{"vergleich": [is_name], "gesagt": [str]},
    "quellen": [
        {"titel": str, "url": str, "abgerufen": str, "herausgeber": MAYBE, "stand": (int, type(None))},
    ],
    "selbstcheck": {
        **{"beruf": is_name, "ort": MAYBE, "aussagen": [[str, MAYBE]], "antworten": {None: str}},
        **{"offen": MAYBE, "zug": int, "weiblich": bool},
    },
}
"""A test; a set; a type or types; a list of one shape, or of one for each place; an object with these fields,
or with any where the key is None."""
