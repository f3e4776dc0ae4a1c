"""What people type, made fit for Rasa and the databases."""

from __future__ import annotations

import re


def sayable(text: str) -> str:
    """Return `text` without what no database takes: half a surrogate pair, and NUL."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "\ufffd")


def as_text(text: str) -> str:
    """Return typed `text` as Rasa is to read it: it would take a leading slash for a command of its own."""
    return re.sub(r"^[\s/]+", "", text.strip()) or "?"
