"""Which messages a counsellor has looked through already, remembered without their texts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from berufslotse.evaluation.private_files import alone, replace
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

    def add(self, *keys: str) -> None:
        """Remember the messages with these keys.

        Raises:
            OSError: the file cannot be written; it is then as before.
        """
        with alone(self._path):
            # Read anew, since two counsellors may be at it at once. A dict keeps the order of its keys.
            self._hashes = self._read() | dict.fromkeys(map(_hash, keys))
            self._write()

    def discard(self, *keys: str) -> None:
        """Forget those of the messages with these keys that were remembered; raises as `add` does."""
        with alone(self._path):
            forgotten = set(map(_hash, keys))
            self._hashes = {line: None for line in self._read() if line not in forgotten}
            self._write()

    def _read(self) -> dict[str, None]:
        if not self._path.is_file():
            return {}
        return dict.fromkeys(self._path.read_text(encoding="utf-8").split())

    def _write(self) -> None:
        replace(self._path, "".join(f"{line}\n" for line in self._hashes).encode())


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
