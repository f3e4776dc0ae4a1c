"""`berufslotse backup` and `restore`: what cannot be made anew, into one file and back."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer
from sqlalchemy.exc import SQLAlchemyError

from berufslotse.console.amounts import told
from berufslotse.console.cluster import LOCK, folder
from berufslotse.console.output import count, errors, fail, say
from berufslotse.console.prompting import yes
from berufslotse.console.report import clear_errors
from berufslotse.serving import backup as backups
from berufslotse.serving.backup_file import MARKS, SECRET, BackupFailed, Manifest
from berufslotse.serving.backup_profiles import PROFILES
from berufslotse.serving.cluster_database import at_hand
from berufslotse.serving.events import address
from berufslotse.serving.file_lock import lock
from berufslotse.serving.processes import StartFehlgeschlagen
from berufslotse.serving.retention import Amount, KeptDaysUnusable, kept_days


def back_up(target: Path) -> None:
    """Back up into `target`, a new file or a folder; "-" is the standard output."""
    if target == backups.PIPE and sys.stdout.isatty():
        fail("Eine Sicherung gehört in eine Datei, nicht ins Terminal: berufslotse backup - > datei")
    with _clear_errors(), _within_reach():
        file, manifest = backups.back_up(address(), target)
    said = f"Gesichert: {_told(manifest)}"
    if target == backups.PIPE:
        errors.print(f"{said}.", markup=False)
    else:
        say(f"{said}, in {file} ({_size(file)}).")


def restore(source: Path, sure: bool, also_deleted: bool) -> None:
    """Put the backup `source` back; asks first where something is there, unless the user is `sure`.

    What was deleted since is left out where that is known, unless `also_deleted`.
    """
    try:
        days = kept_days()
    except KeptDaysUnusable as error:
        fail(str(error))
    with _clear_errors(), _within_reach():
        with backups.restoring(address(), source) as found:
            at_stake = found.at_stake
            if at_stake and not sure and not _confirmed(at_stake, found.manifest):
                say("Es ist alles wie zuvor.")
                raise typer.Exit(1)
            before = found.put()
        say(f"Zurückgespielt: {_told(found.manifest)}. Stand: {_moment(found.manifest)}.")
        _forget(days, {} if also_deleted else before.beginnings)
    if before.profiles:
        say(f"Die Profile liegen in {before.profiles}.")
    if before.kept:
        kept = ", ".join(map(str, before.kept))
        say(f"Was vorher da war, liegt in {kept}. Brauchst du es nicht mehr, lösche es.")


def _forget(days: int, before: dict[str, float]) -> None:
    """Delete what was not to come back, and say what has."""
    try:
        deleted = backups.forget_deleted(address(), before)
        old = backups.forget_old(address(), days)
    except SQLAlchemyError:
        fail(
            "Was davon zu alt oder seitdem gelöscht ist, ließ sich nicht wieder löschen. Bitte Platz und "
            "Rechte prüfen, dann dieselbe Sicherung noch einmal zurückspielen."
        )
    if old:
        gone = count(old.conversations, "Gespräch", "Gespräche")
        say(f"Davon gleich gelöscht: {gone}, seit mehr als {count(days, 'Tag', 'Tagen')} ohne Nachricht.")
    if deleted is None:
        say("Was seitdem jemand hat löschen lassen, ist wieder da und muss noch einmal gelöscht werden.")
    elif deleted:
        gone = count(deleted.conversations, "Gespräch", "Gespräche")
        say(f"Nicht zurückgeholt: {gone}, seit der Sicherung gelöscht. Doch zurück: --auch-geloeschte")


def _size(file: Path) -> str:
    kilobytes = max(1, round(file.stat().st_size / 1000))
    return f"{kilobytes} kB" if kilobytes < 1000 else f"{kilobytes // 1000} MB"


def _told(manifest: Manifest) -> str:
    besides = []
    if MARKS in manifest.files:
        besides.append("die Markierungen")
    if PROFILES in manifest.files:
        besides.append("die Profile")
    if SECRET in manifest.files:
        besides.append("das Geheimnis der Website")
    amount = Amount(manifest.conversations, manifest.messages, manifest.events, manifest.waiting)
    return told(amount, *besides)


def _moment(manifest: Manifest) -> str:
    return datetime.fromtimestamp(manifest.made).strftime("%d.%m.%Y, %H:%M Uhr")


def _confirmed(at_stake: Amount, manifest: Manifest) -> bool:
    there = f"{count(at_stake.conversations, 'Gespräch', 'Gespräche')}"
    if not sys.stdin.isatty():
        fail(f"Es sind schon {there} da. Sie zu ersetzen, erlaubt: berufslotse restore --ja")
    try:
        return yes(f"Jetzt sind {there} da. Durch den Stand vom {_moment(manifest)} ersetzen?", default=False)
    except (EOFError, KeyboardInterrupt):
        say("")
        return False


@contextmanager
def _within_reach() -> Iterator[None]:
    """Have the database of a cluster that does not run be there for a while."""
    if not folder().is_dir():
        yield
        return
    alone = lock(folder() / LOCK)
    if alone is None:
        # The cluster runs, and its database with it.
        yield
        return
    with alone, at_hand(folder(), address()):
        yield


@contextmanager
def _clear_errors() -> Iterator[None]:
    """Turn what can go wrong into one line and exit code 1; a request to end is heard like Ctrl-C."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with clear_errors():
            yield
    except (BackupFailed, StartFehlgeschlagen) as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail("Abgebrochen.")
    finally:
        signal.signal(signal.SIGTERM, before)
