"""The file that a backup is: a packed archive that says first what is in it, so that damage is noticed.

It holds what cannot be made anew: conversations, the secret of the website's sessions, marked messages.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

FORM = 1
"""The form of these files; one of a higher number comes from a later version of the bot."""
MANIFEST = "angaben.json"
SECRET, MARKS = "website-secret", "markiert.jsonl"
"""What is kept besides the conversations, by its name in the home folder."""
WORKSHOP = ".lotse-sicherung-"
MOST_MANIFEST, PIECE = 1 << 20, 1 << 20


class BackupFailed(Exception):
    """Nothing was backed up or restored; the message says why and how to mend it, in German."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds: `kind` is the database's (sqlite, postgresql), `made` seconds since 1970, in UTC.

    `files` gives the SHA-256 of each file in the archive by its name.
    """

    kind: str
    made: float
    version: str
    conversations: int
    messages: int
    events: int
    waiting: int
    form: int = FORM
    files: dict[str, str] = field(default_factory=dict)


def stamp() -> str:
    """Return the local time for a name that no other file has."""
    return datetime.now().strftime("%Y-%m-%d-%H%M%S-%f")


@contextmanager
def workshop(beside: Path) -> Iterator[Path]:
    """Give a new folder in `beside`, for its owner only, that is gone after the block.

    What a process that was killed left there is removed first. Raises OSError where nothing can be made.
    """
    beside.mkdir(parents=True, exist_ok=True)
    for left in beside.glob(f"{WORKSHOP}*"):
        with suppress(OSError), _locked(left):
            shutil.rmtree(left)
    with tempfile.TemporaryDirectory(prefix=WORKSHOP, dir=beside) as made, _locked(Path(made)):
        yield Path(made)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock during the block; raises BlockingIOError if somebody else has it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


def new_file(path: Path) -> IO[bytes]:
    """Open a new file that is its owner's only; raises OSError."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def pack(manifest: Manifest, files: list[Path], out: IO[bytes]) -> Manifest:
    """Write `files` with the manifest in front of them, and return it with their hashes; raises OSError."""
    told = asdict(manifest) | {"files": {file.name: _hash(file) for file in files}}
    content = json.dumps(told, ensure_ascii=False, indent=1).encode()
    with (
        gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        archive.addfile(_entry(MANIFEST, len(content)), io.BytesIO(content))
        for file in files:
            with file.open("rb") as opened:
                archive.addfile(_entry(file.name, file.stat().st_size), opened)
    return Manifest(**told)


def unpack(source: IO[bytes], folder: Path) -> Manifest:
    """Put what `source` holds into `folder`, and return what it says of itself.

    Raises:
        BackupFailed: it is no backup, is damaged, or was made by a later version.
        OSError: there is no room for it.
    """
    try:
        with (
            gzip.GzipFile(fileobj=source, mode="rb") as packed,
            tarfile.open(fileobj=packed, mode="r|") as archive,
        ):
            members = iter(archive)
            manifest = _manifest(archive, next(members, None))
            found = {member.name: _unpack(archive, member, manifest, folder) for member in members}
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error):
        raise _damaged() from None
    if found != manifest.files:
        raise _damaged()
    return manifest


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _hash(file: Path) -> str:
    seen = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(PIECE):
            seen.update(piece)
    return seen.hexdigest()


def _manifest(archive: tarfile.TarFile, first: tarfile.TarInfo | None) -> Manifest:
    opened = first and first.name == MANIFEST and first.size <= MOST_MANIFEST and archive.extractfile(first)
    if not opened:
        raise _damaged()
    try:
        told: dict[str, Any] = json.loads(opened.read())
        if told["form"] > FORM:
            raise BackupFailed(
                f"Die Sicherung stammt von einer neueren Fassung des Lotsen ({told['version']}). "
                "Bitte erst den Lotsen erneuern."
            )
        return Manifest(**told)
    except (ValueError, KeyError, TypeError):
        raise _damaged() from None


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, manifest: Manifest, folder: Path) -> str:
    """Write a file of the archive into `folder` and return its SHA-256."""
    opened = archive.extractfile(member)
    # Only names that we gave, and so none that leads out of the folder.
    if opened is None or member.name not in manifest.files or Path(member.name).name != member.name:
        raise _damaged()
    seen = hashlib.sha256()
    with new_file(folder / member.name) as out:
        while piece := opened.read(PIECE):
            seen.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
    return seen.hexdigest()


def _damaged() -> BackupFailed:
    return BackupFailed("Das ist keine ganze Sicherung des Lotsen: Sie ist beschädigt oder etwas anderes.")
