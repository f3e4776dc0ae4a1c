"""What people type, made fit for Rasa and the databases."""

from __future__ import annotations

import json
import re

COMMANDS = frozenset({"restart", "back", "session_start"})
"""Intents that Rasa itself obeys; no button of ours has them."""
_BUTTON = re.compile(r"/(\w+)(\{.*\})?", re.DOTALL)


def sayable(text: str) -> str:
    """Return `text` without what no database takes: half a surrogate pair, and NUL."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def as_text(text: str) -> str:
    """Return typed `text` as Rasa is to read it: it would take a leading slash for a command of its own."""
    return re.sub(r"^[\s/]+", "", text.strip()) or "?"


def as_button(payload: str) -> str:
    """Return what a button stands for as Rasa is to read it: what is no button of ours counts as text.

    Rasa would obey its own commands in silence, and log in full what it cannot read.
    """
    found = _BUTTON.fullmatch(payload)
    if not found or found[1] in COMMANDS or not _are_names(found[2] or "{}"):
        return as_text(payload)
    return payload


def _are_names(text: str) -> bool:
    """Whether `text` is a JSON object of texts that databases take."""
    try:
        names = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return all(isinstance(value, str) and sayable(value) == value for value in names.values())
