"""Who may read and write which conversation: signed tokens, and the secret they are signed with."""

from __future__ import annotations

import os
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import jwt

from berufslotse.knowledge.home import home
from berufslotse.secrets import SecretUnusable, keep_private, read_secret

DAYS = 30
ALGORITHM = "HS256"
AUDIENCE = "berufslotse-website"
SENDER = "website-"
"""So the ids of these conversations begin in the tracker store."""
VARIABLE = "BERUFSLOTSE_SECRET"
LEAST = 32
"""A secret has at least so many characters (RFC 7518 asks for 256 bits with HS256)."""


class TokenInvalid(Exception):
    """A token that is not one of this server's, was changed, or has expired."""


@dataclass(frozen=True)
class Session:
    """A token and when it expires."""

    token: str
    expires: datetime


class Sessions:
    """Gives out tokens, each for one new conversation, and reads them."""

    def __init__(self, secret: str) -> None:
        """Sign with `secret`."""
        self._secret = secret

    def begin(self, now: datetime | None = None) -> Session:
        """Return the token of a new conversation."""
        begun = now or datetime.now(timezone.utc)
        expires = (begun + timedelta(days=DAYS)).replace(microsecond=0)
        claims = {"sub": uuid.uuid4().hex, "aud": AUDIENCE, "iat": begun, "exp": expires}
        return Session(jwt.encode(claims, self._secret, ALGORITHM), expires)

    def sender_id(self, token: str) -> str:
        """Return the id of the conversation that `token` is for, or raise `TokenInvalid`."""
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                options={"require": ["sub", "exp", "aud"]},
            )
            return f"{SENDER}{uuid.UUID(hex=claims['sub']).hex}"
        except (jwt.InvalidTokenError, ValueError, TypeError, AttributeError) as error:
            raise TokenInvalid from error


def secret() -> str:
    """Return the secret in BERUFSLOTSE_SECRET(_FILE), or else one made once and kept under BERUFSLOTSE_HOME.

    Workers that do not share that folder need one that is given.

    Raises:
        SecretUnusable: it is too short, or its file cannot be written, read, or kept from others.
    """
    # An empty variable is one that somebody meant to fill, and each worker would make a secret of its own.
    given = read_secret(VARIABLE) or os.environ.get(VARIABLE)
    if given is not None:
        if len(given) < LEAST:
            raise SecretUnusable(
                f"{VARIABLE} ist zu kurz: Es braucht mindestens {LEAST} zufällige Zeichen, zum Beispiel von "
                "`openssl rand -hex 32`."
            )
        return given
    file = home() / "website-secret"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        _write_once(file, secrets.token_hex(LEAST))
        keep_private(file)
        kept = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "kein lesbarer Text"
        raise SecretUnusable(
            f"Das Geheimnis für die Sitzungen der Website in {file} ist nicht zu gebrauchen ({reason}). "
            f"Bitte Rechte und Platz prüfen oder {VARIABLE} setzen."
        ) from error
    if len(kept) < LEAST:
        raise SecretUnusable(
            f"Das Geheimnis in {file} ist zu kurz. Bitte die Datei löschen, dann entsteht ein neues; "
            "laufende Gespräche auf der Website enden damit."
        )
    return kept


def _write_once(file: Path, text: str) -> None:
    """Write `text` to `file` unless it exists; of several processes at once, one writes, and whole."""
    if file.exists():
        return
    draft = file.with_name(f"{file.name}-{uuid.uuid4().hex}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as out:
            out.write(text)
        if not file.exists():
            os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
