"""The id of the request at work, by which lines in the logs of all processes are brought together."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
_TAKEN_OVER = re.compile("[A-Za-z0-9_.-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """Return the id of the request that this task works for, or "" outside of one."""
    return _current.get()


def begin(header: str | None) -> str:
    """Begin a request, and return its id: what `header` says if it is harmless, else a new one."""
    number = header if header and _TAKEN_OVER.fullmatch(header) else uuid.uuid4().hex
    _current.set(number)
    return number


def end() -> None:
    """End the request; for tasks that go on with something else."""
    _current.set("")
