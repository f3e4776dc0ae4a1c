"""Which files the knowledge is made of, and which of them changed since it was compiled."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

SCHEMA = "3"
"""Raise this when the tables or their meaning change; older databases are then compiled anew."""

LISTS = "verzeichnis"
"""The folder, beside the profiles, of imported official lists."""

Gesehen = Mapping[str, tuple[int, int]]
"""Files by their path below the folder of profiles, with size in bytes and time of change in nanoseconds."""


@dataclass(frozen=True)
class Aenderungen:
    """What to do to bring a database up to the files: paths to compile anew, and paths to forget."""

    neu: list[str]
    fort: list[str]


def scan(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the profiles and official lists below `folder`; nothing where there is no such folder."""
    return dict(sorted(_files(folder, "", frozenset()))) if folder.is_dir() else {}


def _files(
    folder: Path | str, before: str, above: frozenset[tuple[int, int]]
) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the files of `folder`, which lies below the folders `above`, given by device and number."""
    own = Path(folder).stat()
    here = (own.st_dev, own.st_ino)
    if here in above:  # a link that leads round in a circle
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            path = before + entry.name
            if entry.is_dir():
                yield from _files(entry.path, f"{path}/", above | {here})
            elif path.endswith((".yml", ".yaml")) or is_list(path):
                try:
                    info = entry.stat()
                except FileNotFoundError:  # a name that leads nowhere, or a file removed just now
                    continue
                yield path, (info.st_size, info.st_mtime_ns)


def is_list(path: str) -> bool:
    """Whether `path`, below the folder of profiles, is that of an official list."""
    return path.startswith(f"{LISTS}/") and path.endswith(".jsonl")


def signature(seen: Gesehen) -> str:
    """Return a mark that changes whenever a file is added, removed or written."""
    digest = hashlib.sha256(SCHEMA.encode())
    for path, (size, changed) in seen.items():
        digest.update(f"{path}\0{size}\0{changed}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def compare(seen: Gesehen, compiled: Gesehen) -> Aenderungen:
    """Return what changed between the files `compiled` and those `seen` now."""
    new = [path for path, mark in seen.items() if compiled.get(path) != mark]
    return Aenderungen(new, [path for path in compiled if path not in seen])
