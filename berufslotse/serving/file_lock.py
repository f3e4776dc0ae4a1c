"""A lock that only one process of this machine has, and loses when it ends, however it ends."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO


def lock(file: Path) -> IO[str] | None:
    """Return `file`, open and locked until it is closed or the process ends, or None if another has it.

    Raises:
        OSError: it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    opened = file.open("a", encoding="utf-8")
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        opened.close()
        return None
    return opened
