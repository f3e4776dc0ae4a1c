"""Asks the package indexes which versions are the newest, through pip and npm as they are set up here."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

SECONDS = 900
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "1"]


class IndexUnusable(Exception):
    """An index cannot be asked, or its answer cannot be read; the message is one line, in German."""


def newest_of_python(sample: str) -> dict[str, str]:
    """Return the newest versions that run on this Python, of the installed packages that are older.

    Raises:
        IndexUnusable: the index does not answer; it must know the package `sample`.
    """
    # The list leaves out whatever it cannot ask for, and so would be empty without a network.
    _run([*PIP, "index", "versions", sample], "Der Paketindex von Python")
    told = _run([*PIP, "list", "--outdated", "--format", "json"], "Der Paketindex von Python")
    try:
        return {canonicalize_name(each["name"]): each["latest_version"] for each in json.loads(told)}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexUnusable("Was pip über neue Versionen sagt, ist nicht zu lesen.") from error


def requires_of(name: str, version: str) -> list[str]:
    """Return what a version of a package requires, or nothing where that cannot be had."""
    return _metadata(name, version).get("requires_dist", [])


def python_of(name: str, version: str) -> str:
    """Return the versions of Python that a version of a package runs on, "" where that cannot be had.

    Some indexes list versions without saying it, and pip then takes them for fitting.
    """
    return _metadata(name, version).get("requires_python", "")


def _metadata(name: str, version: str) -> dict[str, Any]:
    wanted = ["install", "--dry-run", "--quiet", "--no-deps", "--ignore-installed", "--only-binary", ":all:"]
    wanted += ["--ignore-requires-python", "--report", "-", f"{name}=={version}"]
    try:
        return json.loads(_run([*PIP, *wanted], "Der Paketindex von Python"))["install"][0]["metadata"]
    except (IndexUnusable, ValueError, KeyError, IndexError):
        return {}


def has_npm() -> bool:
    """Whether npm is there."""
    return shutil.which("npm") is not None


def newest_of_npm(name: str) -> tuple[str, str]:
    """Return the newest version of a package and the range of Node versions it runs on.

    Raises:
        IndexUnusable: npm's index does not answer, or says something else.
    """
    try:
        told: Any = json.loads(
            _run(
                ["npm", "view", "--fetch-retries=1", name, "version", "engines", "--json"],
                "Der Paketindex von npm",
            )
        )
        if isinstance(told, str):  # where there are no engines
            return told, "*"
        return told["version"], (told.get("engines") or {}).get("node", "*")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexUnusable(f"Was npm über {name} sagt, ist nicht zu lesen.") from error


def _run(command: Sequence[str | Path], what: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise IndexUnusable(f"{what} ist nicht zu fragen ({type(error).__name__}).") from error
    if done.returncode:
        raise IndexUnusable(f"{what} antwortet nicht. Ohne ihn: berufslotse audit --offline")
    return done.stdout
