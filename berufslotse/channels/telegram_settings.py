"""How the Telegram channel is set up: by environment variables alone, so that no file holds the token."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from berufslotse.secrets import SecretUnusable, read_secret

API = "https://api.telegram.org"
ROUTE = "/webhooks/telegram/webhook"
_TOKEN = re.compile(r"[A-Za-z0-9:_-]+")


class SettingsUnusable(Exception):
    """A variable cannot be used; the message says which and why, in German, and never holds the token."""


@dataclass(frozen=True)
class Settings:
    """A token, the Bot API's address, and, unless updates are fetched, where Telegram is to send them."""

    token: str = field(repr=False)
    api: str = API
    webhook: str | None = None

    @property
    def secret(self) -> str:
        """Return what Telegram shows with each update, the same in all workers: made from the token."""
        return hmac.new(self.token.encode(), b"berufslotse webhook", hashlib.sha256).hexdigest()


def read(environ: Mapping[str, str]) -> Settings | None:
    """Return the settings in `environ`, or None if there is no token.

    Raises:
        SettingsUnusable: a variable is set and wrong.
    """
    try:
        token = read_secret("TELEGRAM_TOKEN", environ)
    except SecretUnusable as error:
        raise SettingsUnusable(str(error)) from error
    if not token:
        return None
    if not _TOKEN.fullmatch(token):
        raise SettingsUnusable(
            "TELEGRAM_TOKEN enthält Zeichen, die in keinem Token vorkommen. Richtig sieht es aus wie "
            "123456789:AAF…, so wie @BotFather es zeigt."
        )
    api = environ.get("TELEGRAM_API_URL", "").strip().rstrip("/") or API
    if not _is_web(api, {"http", "https"}):
        raise SettingsUnusable(f"TELEGRAM_API_URL ist keine Adresse wie {API}.")
    return Settings(token, api, _webhook(environ.get("TELEGRAM_WEBHOOK_URL", "").strip(), api))


def _webhook(address: str, api: str) -> str | None:
    """Return where updates are to be sent; an address without a path is the bot's own."""
    if not address:
        return None
    # Only a Bot API server of one's own sends to addresses without encryption.
    if not _is_web(address, {"https"} if api == API else {"http", "https"}):
        raise SettingsUnusable(
            "TELEGRAM_WEBHOOK_URL ist keine Adresse, an die Telegram schickt. Richtig sieht sie aus wie "
            "https://lotse.beispiel.de."
        )
    parts = urlsplit(address)
    return address if parts.path.strip("/") else parts._replace(path=ROUTE).geturl()


def _is_web(address: str, schemes: set[str]) -> bool:
    try:
        parts = urlsplit(address)
        return parts.scheme in schemes and bool(parts.hostname) and not re.search(r"\s", address)
    except ValueError:
        return False
