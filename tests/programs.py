"""Programs that tests need and the project does not install: got from Debian where that is allowed."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest


def wanted(find: Callable[[], Path | None], what: str, packages: list[str]) -> Path:
    """Return what `find` finds, after installing Debian's `packages` if need be.

    On a user's machine without root the test is skipped and says what to install; in CI it fails.
    """
    found = find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        found = _installed(find, packages)
    if found is None:
        missing = f"Für diese Tests fehlt {what}. Auf Debian und Ubuntu: apt-get install {' '.join(packages)}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return found


def _installed(find: Callable[[], Path | None], packages: list[str]) -> Path | None:
    """Install Debian's `packages`, unless another process of these tests just has, and return what is found."""
    with Path(tempfile.gettempdir(), "berufslotse-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if found := find():
            return found
        quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
        subprocess.run(["apt-get", "install", "-qq", "-y", *packages], check=True, **quiet)
    return find()


def on_path(*names: str) -> Path | None:
    """Return where the first of the programs `names` that is installed stands."""
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None
