"""The profiles in a backup, where they lie outside the project and so outside of what git keeps."""

from __future__ import annotations

import io
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from berufslotse.knowledge.home import PROJECT, home, profiles_folder
from berufslotse.serving.backup_file import BackupFailed, new_file, stamp, workshop

PROFILES = "profile.tar"


def folder_outside() -> Path | None:
    """Return the folder of profiles if it is one outside the project."""
    folder = profiles_folder().resolve()
    return folder if folder.is_dir() and not folder.is_relative_to(PROJECT) else None


def pack_profiles(folder: Path, target: Path) -> None:
    """Write the files in `folder`, hidden ones left out, into the new archive `target`; raises OSError."""
    with new_file(target) as out, tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in sorted(_read(folder).items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))


@contextmanager
def unpacked(packed: Path) -> Iterator[Path | None]:
    """Put the profiles in the archive `packed` where profiles are, unless the block fails; gives the folder.

    A folder with other files stays as it is, and they come into a new one in our home. Gives None where
    there are no profiles in the backup, or just these are there already.

    Raises:
        OSError: they cannot be written.
        BackupFailed: the archive is none that we made.
    """
    files = _files(packed) if packed.is_file() else {}
    target = profiles_folder().resolve()
    there = _read(target) if target.is_dir() else {}
    if not files or there == files:
        yield None
        return
    if there or target.is_relative_to(PROJECT):
        target = home() / f"profile-{stamp()}"
    was_empty = target.is_dir()
    _write(files, target)
    try:
        yield target
    except BaseException:
        shutil.rmtree(target)
        if was_empty:
            target.mkdir()
        raise


def _files(packed: Path) -> dict[str, bytes]:
    with tarfile.open(packed) as archive:
        files = {entry.name: opened.read() for entry in archive if (opened := archive.extractfile(entry))}
    for name in map(PurePosixPath, files):
        # Only names that lead nowhere else.
        if name.is_absolute() or ".." in name.parts:
            raise BackupFailed(f"Die Sicherung enthält einen unzulässigen Dateinamen: {name}.")
    return files


def _read(folder: Path) -> dict[str, bytes]:
    names = {path: path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    return {
        name.as_posix(): path.read_bytes()
        for path, name in names.items()
        if not any(part.startswith(".") for part in name.parts)
    }


def _write(files: dict[str, bytes], target: Path) -> None:
    with workshop(target.parent) as inside:
        made = inside / target.name
        for name, content in files.items():
            path = made / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if target.is_dir():
            target.rmdir()
        made.rename(target)
