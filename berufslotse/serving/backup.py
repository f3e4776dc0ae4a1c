"""Backing up what cannot be made anew, while the bot runs, and putting it back, all of it or nothing.

Training data and settings lie in git, and so do profiles unless BERUFSLOTSE_PROFILES names another folder;
the compiled knowledge and models are made from them.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO

from berufslotse.knowledge.home import home
from berufslotse.serving import retention
from berufslotse.serving.backup_databases import Database, open_database
from berufslotse.serving.backup_file import (
    MARKS,
    SECRET,
    BackupFailed,
    Manifest,
    new_file,
    pack,
    stamp,
    unpack,
    workshop,
)
from berufslotse.serving.backup_profiles import PROFILES, folder_outside, pack_profiles, unpacked
from berufslotse.serving.exchanges import open_reader
from berufslotse.serving.retention import DAY, Amount

BESIDES = (SECRET, MARKS)
KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
PIPE = Path("-")
"""In place of a file: the standard output or input."""


def back_up(url: str, target: Path) -> tuple[Path, Manifest]:
    """Back the conversations at `url` up into the new file `target`, or into one in the folder `target`.

    Raises:
        BackupFailed: nothing was backed up; neither is anything left half.
        KeineGespraeche, sqlalchemy.exc.SQLAlchemyError: as `exchanges.open_reader` does.
    """
    open_reader(url).dispose()
    database = open_database(url)
    now = time.time()
    if target.is_dir():
        target /= f"lotse-{stamp()}.sicherung"
    if target.exists():
        raise BackupFailed(f"{target} gibt es schon. Bitte einen anderen Namen nehmen, etwa mit dem Datum.")
    folder = home() if target == PIPE else target.parent
    if not folder.is_dir():
        raise BackupFailed(f"Den Ordner {folder} gibt es nicht.")
    with _plain(f"{folder} lässt sich nicht beschreiben", "Gesichert ist nichts"), workshop(folder) as inside:
        manifest = _collect(database, now, inside)
        whole = inside / "sicherung"
        files = [inside / name for name in (database.name, *BESIDES, PROFILES) if (inside / name).is_file()]
        with new_file(whole) as out:
            manifest = pack(manifest, files, out)
            out.flush()
            os.fsync(out.fileno())
        if target == PIPE:
            with whole.open("rb") as packed:
                shutil.copyfileobj(packed, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        else:
            whole.replace(target)
    return target, manifest


def _collect(database: Database, now: float, inside: Path) -> Manifest:
    amount = database.copy(inside / database.name)
    for name in BESIDES:
        if (home() / name).is_file():
            with new_file(inside / name) as out:
                out.write((home() / name).read_bytes())
    if folder := folder_outside():
        pack_profiles(folder, inside / PROFILES)
    return Manifest(
        database.kind, now, version("berufslotse"),
        amount.conversations, amount.messages, amount.events, amount.waiting,
    )  # fmt: skip


@dataclass(frozen=True)
class Before:
    """What a backup that was put back has found: `kept` are the files in which the old is now.

    `beginnings` are those of its conversations, see `Database`; `profiles` is the folder into which the
    backup's profiles were put, None if it has none or they are there already.
    """

    kept: list[Path]
    beginnings: dict[str, float]
    profiles: Path | None


@dataclass(frozen=True)
class Restoring:
    """A backup that was read whole and fits, about to be put back at `url`."""

    url: str
    manifest: Manifest
    database: Database
    inside: Path

    @property
    def at_stake(self) -> Amount:
        """How much is there now and would be replaced."""
        return self.database.amount()

    def put(self) -> Before:
        """Put it back, and return what was there.

        Raises:
            BackupFailed, OSError, sqlite3.Error, sqlalchemy.exc.SQLAlchemyError: all is as before.
        """
        self.database.check_unused()
        beginnings = self.database.beginnings()
        kept = self._keep()
        names = [name for name in BESIDES if name in self.manifest.files]
        # First, since they can be taken back; the database changes in one step.
        with unpacked(self.inside / PROFILES) as profiles, _replaced(self.inside, home(), names):
            self.database.put(self.inside / self.database.name)
        return Before(kept, beginnings, profiles)

    def _keep(self) -> list[Path]:
        """Keep what is there in files of its own, and return them."""
        damaged = self.database.set_aside()
        if not damaged and self.at_stake:
            kept, _ = back_up(self.url, home() / f"vorher-{stamp()}.sicherung")
            return [kept]
        found = [damaged] if damaged else []
        for name in set(BESIDES) & set(self.manifest.files):
            now = home() / name
            if now.is_file() and now.read_bytes() != (self.inside / name).read_bytes():
                found.append(Path(shutil.copy2(now, home() / f"{name}.vorher-{stamp()}")))
        return found


@contextmanager
def restoring(url: str, source: Path) -> Iterator[Restoring]:
    """Read the backup `source` and give what can be put back at `url`; nothing is changed by that.

    Raises:
        BackupFailed: it is none that is whole and fits, or a bot works with the database, or what happens
            in the block failed; then all is as before.
    """
    database = open_database(url)
    # There a file only has to be renamed in the end.
    beside = database.folder or home()
    unusable = f"{source} oder {beside} lässt sich nicht benutzen"
    with _plain(unusable, "Es ist alles wie zuvor"), workshop(beside) as inside, _opened(source) as packed:
        manifest = unpack(packed, inside)
        if manifest.kind != database.kind:
            raise BackupFailed(
                f"Die Sicherung ist von {KINDS.get(manifest.kind, manifest.kind)}, der Lotse arbeitet mit "
                f"{KINDS[database.kind]}. Zurückspielen geht nur in dieselbe Art von Datenbank."
            )
        database.check_unused()
        _give_to_owner(inside, beside)
        yield Restoring(url, manifest, database, inside)


def forget_old(url: str, kept_days: int) -> Amount:
    """Delete the conversations at `url` that are kept for longer than `kept_days`; returns how much it was.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: some may still be there.
    """
    return open_database(url).forget([retention.silent(time.time() - kept_days * DAY)])


def forget_deleted(url: str, before: dict[str, float]) -> Amount | None:
    """Delete at `url` the conversations that had been deleted when they were put back; returns how much.

    `before` are the beginnings of those that were there. One that was there with another beginning, or not
    at all, had been deleted. If none of them was there, all was lost; then nobody knows what had been
    deleted, nothing is, and None is returned.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: some may still be there.
    """
    database = open_database(url)
    now = database.beginnings()
    deleted = [sender for sender, began in now.items() if before.get(sender) != began]
    if now and len(deleted) == len(now):
        return None
    return database.forget([retention.of_one(sender) for sender in deleted])


@contextmanager
def _opened(source: Path) -> Iterator[IO[bytes]]:
    if source == PIPE:
        yield sys.stdin.buffer
        return
    with source.open("rb") as packed:
        yield packed


@contextmanager
def _replaced(inside: Path, folder: Path, names: list[str]) -> Iterator[None]:
    """Have the files called `names` in `folder` be those of `inside`, unless the block fails."""
    folder.mkdir(parents=True, exist_ok=True)
    with workshop(folder) as aside:
        for name in names:
            new = aside / f"{name}.neu"
            with new_file(new) as out:
                out.write((inside / name).read_bytes())
                out.flush()
                os.fsync(out.fileno())
        _give_to_owner(aside, folder)
        before = {name: (folder / name).is_file() for name in names}
        for name in names:
            if before[name]:
                shutil.copy2(folder / name, aside / name)
        try:
            for name in names:
                (aside / f"{name}.neu").replace(folder / name)
            yield
        except BaseException:
            for name in names:
                if before[name]:
                    (aside / name).replace(folder / name)
                else:
                    (folder / name).unlink(missing_ok=True)
            raise


def _give_to_owner(folder: Path, like: Path) -> None:
    """Where root puts back, what is in `folder` becomes that user's whose is the folder `like`."""
    if os.geteuid() == 0:
        owner = like.stat()
        for file in folder.iterdir():
            os.chown(file, owner.st_uid, owner.st_gid)


@contextmanager
def _plain(what: str, meanwhile: str) -> Iterator[None]:
    """Turn what can go wrong with files into `BackupFailed`."""
    try:
        yield
    except BackupFailed as error:
        raise BackupFailed(f"{error} {meanwhile}.") from None
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BackupFailed(f"{what} ({reason}). Bitte Platz und Rechte prüfen. {meanwhile}.") from None
    except KeyboardInterrupt:
        raise BackupFailed(f"Abgebrochen. {meanwhile}.") from None
