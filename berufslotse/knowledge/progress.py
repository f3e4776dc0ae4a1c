"""Telling how far a long piece of work has come."""

from __future__ import annotations

from collections.abc import Callable

Fortschritt = Callable[[str, int, int], None]
"""Is called with what is being done, how many are done, and of how many."""


def no_progress(step: str, done: int, total: int) -> None:
    """Tell nobody."""
