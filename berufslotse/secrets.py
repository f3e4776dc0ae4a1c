"""Secrets are given by the environment or in files, and nothing ever tells them.

A secret named NAME is the value of the environment variable NAME, or the content of the file that NAME_FILE
names; so containers and systemd hand secrets over, without their showing up in lists of processes.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

MOUNTED = Path("/run/secrets")
MOST_BYTES = 64 * 1024
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class SecretUnusable(Exception):
    """A secret cannot be used; the message says why and how to mend it, in German, but never tells it."""


def read_secret(name: str, environ: Mapping[str, str] | None = None) -> str | None:
    """Return the secret called `name` without white space around it, or None if there is none.

    It stands in the variable `name` or in the file that `name`_FILE names; an empty variable counts as unset.
    `environ` is the process's own environment unless given.

    Raises:
        SecretUnusable: both are set, or the file is missing, empty, unreadable, or open to others.
    """
    given = os.environ if environ is None else environ
    value, file = given.get(name, "").strip(), given.get(f"{name}_FILE", "").strip()
    if not file:
        return value or None
    if value:
        raise SecretUnusable(f"{name} und {name}_FILE sind beide gesetzt. Bitte nur eines davon setzen.")
    try:
        content = _read(Path(file), f"{name}_FILE")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "kein lesbarer Text"
        raise SecretUnusable(
            f"{name}_FILE: {file} lässt sich nicht lesen ({reason}). Bitte Pfad und Rechte prüfen."
        ) from None
    if not content:
        raise SecretUnusable(f"{name}_FILE: {file} ist leer. Bitte das Geheimnis hineinschreiben.")
    if len(content.splitlines()) > 1:
        raise SecretUnusable(
            f"{name}_FILE: {file} hat mehrere Zeilen. Das Geheimnis muss allein darin stehen."
        )
    return content


def _read(file: Path, variable: str) -> str:
    """Return what stands in `file`, which only its owner may read."""
    # First, since opening a pipe would wait for ever.
    if not stat.S_ISREG(file.stat().st_mode):
        raise SecretUnusable(f"{variable}: {file} ist keine Datei. Bitte eine Datei nennen.")
    with file.open("rb") as opened:
        found = os.fstat(opened.fileno())
        # Docker and Podman mount secrets there as 0444, in a place that only the one container has.
        if found.st_mode & _OTHERS and MOUNTED not in file.resolve().parents:
            raise SecretUnusable(f"{variable}: Andere dürfen {file} lesen. Bitte schließen: chmod 600 {file}")
        if found.st_size > MOST_BYTES:
            raise SecretUnusable(f"{variable}: {file} ist zu groß für ein Geheimnis.")
        return opened.read().decode("utf-8").strip()


def masked(address: str) -> str:
    """Return the address of a server with *** in place of its password, even where it is malformed."""
    hidden = re.sub(r"(://[^/@:]*:).*@", r"\1***@", address, flags=re.DOTALL)
    return re.sub(r"(?i)([?&][a-z_]*(?:password|passwd|token|secret)=)[^&]*", r"\1***", hidden)


def database_address(address: str) -> URL:
    """Return the SQLAlchemy address of a database, taken apart.

    Raises:
        sqlalchemy.exc.ArgumentError: it is none. SQLAlchemy's own error would hold it, or the password's part
            that it takes for a port.
    """
    try:
        url = make_url(address)
        # The rest of a password with an @ in it that should be written %40: no server is called so.
        if "@" not in (url.host or ""):
            return url
    except (ArgumentError, ValueError):
        pass
    raise ArgumentError("Keine Adresse einer Datenbank. Sonderzeichen im Passwort: @ als %40, / als %2F.")


def keep_private(file: Path) -> None:
    """Make `file` unless it is there, and in either case its owner's only, whatever the umask is.

    Raises:
        OSError: it cannot be made.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    close_to_others(file)


def close_to_others(file: Path) -> None:
    """Take all others' rights on `file`, which an earlier version may have left open, if it is there."""
    # Who is not its owner cannot and need not.
    with suppress(PermissionError, FileNotFoundError):
        if file.is_file() and file.stat().st_mode & _OTHERS:
            file.chmod(0o600)
