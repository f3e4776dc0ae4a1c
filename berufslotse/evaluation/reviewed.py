"""Which messages a counsellor has looked through already, remembered without their texts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from berufslotse.knowledge.home import home

FILE = "durchgesehen.txt"
LENGTH = 32


class Reviewed:
    """A file of hashes, one a line, that is its owner's only.

    What is hashed is the key of a masked message, so that no guessing at the hashes finds a name.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Read the file at `path`, by default in our home; it need not exist yet."""
        self._path = path or home() / FILE
        self._hashes = self._read()

    def __contains__(self, key: str) -> bool:
        """Whether the message with `key` was looked through."""
        return _hash(key) in self._hashes

    def add(self, key: str) -> None:
        """Remember the message with `key`."""
        # Read anew, since two counsellors may be at it at once. A dict keeps the order of its keys.
        self._hashes = self._read() | {_hash(key): None}
        self._write()

    def discard(self, key: str) -> None:
        """Forget the message with `key`, if it was remembered."""
        self._hashes = self._read()
        self._hashes.pop(_hash(key), None)
        self._write()

    def _read(self) -> dict[str, None]:
        if not self._path.is_file():
            return {}
        return dict.fromkeys(self._path.read_text(encoding="utf-8").split())

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        beside = self._path.with_name(f".{self._path.name}.neu")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.writelines(f"{line}\n" for line in self._hashes)
        beside.replace(self._path)


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
