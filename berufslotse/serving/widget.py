"""The website widget's built file: whether it fits its sources, and building it anew where Node is there.

The built file stands in the repository, so Node is no condition for running the bot. Its first line names
the fingerprint of the sources it was built from.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

BUILT = Path("berufslotse", "channels", "static", "widget.js")
SOURCES = ("src/**/*", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")
LEAST_NODE = 18
BUILD_SECONDS = 600


class BauFehlgeschlagen(Exception):
    """The widget could not be built; the message says why and how to mend it, in German."""


def is_current(project: Path) -> bool:
    """Whether the built file was made from the present sources."""
    try:
        with (project / BUILT).open(encoding="utf-8") as built:
            return built.readline() == _mark(project)
    except OSError:
        return False


def node() -> bool:
    """Whether a Node that can build is installed."""
    try:
        run = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.match(r"v(\d+)\.", run.stdout)
    return version is not None and int(version[1]) >= LEAST_NODE and shutil.which("npm") is not None


def build(project: Path, target: Path | None = None) -> Path:
    """Build the widget into `target`, by default where the website channel serves it, and return that file.

    The file appears whole or not at all.

    Raises:
        BauFehlgeschlagen: packages cannot be had, the sources are wrong, or the file cannot be written.
    """
    target = target or project / BUILT
    folder = project / "widget"
    mark = _mark(project)
    _install(folder)
    with tempfile.TemporaryDirectory(prefix="berufslotse-widget-") as out:
        _run(
            ["npm", "run", "build", "--", "--outDir", out], folder, "Das Chat-Fenster ließ sich nicht bauen."
        )
        draft = target.with_name(f"{target.name}-{os.getpid()}")
        try:
            draft.write_text(mark + (Path(out) / target.name).read_text(encoding="utf-8"), encoding="utf-8")
            draft.replace(target)
        except OSError as error:
            raise BauFehlgeschlagen(f"{target} lässt sich nicht schreiben: {error.strerror}") from error
        finally:
            draft.unlink(missing_ok=True)
    return target


def _install(folder: Path) -> None:
    """Have npm install what package-lock.json names, unless that was done."""
    lock = (folder / "package-lock.json").read_bytes()
    stamp = folder / "node_modules" / ".berufslotse"
    wanted = hashlib.sha256(lock).hexdigest()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    _run(
        ["npm", "ci", "--no-audit", "--no-fund"],
        folder,
        "Die Pakete für das Chat-Fenster ließen sich nicht holen. Ist das Netz da?",
    )
    stamp.write_text(wanted)


def _run(command: list[str], folder: Path, failed: str) -> None:
    try:
        run = subprocess.run(
            command,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=BUILD_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BauFehlgeschlagen(f"{failed} ({type(error).__name__})") from error
    if run.returncode:
        lines = [line.strip() for line in run.stdout.splitlines() if "error" in line.lower()]
        raise BauFehlgeschlagen(f"{failed} ({lines[0] if lines else 'ohne Meldung'})")


def _mark(project: Path) -> str:
    """Return the first line that a file built from the present sources has."""
    digest = hashlib.sha256()
    for file in _sources(project / "widget"):
        digest.update(f"{file.relative_to(project).as_posix()}\n".encode())
        digest.update(file.read_bytes())
    return f"/* berufslotse-widget {digest.hexdigest()[:24]} */\n"


def _sources(folder: Path) -> Iterator[Path]:
    found = {file for pattern in SOURCES for file in folder.glob(pattern) if file.is_file()}
    yield from sorted(found)
