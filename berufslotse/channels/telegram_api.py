"""Telegram's Bot API: calling it, and waiting where it asks to wait or is away."""

from __future__ import annotations

import logging
import random
import time
from asyncio import sleep
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from berufslotse.channels.telegram_settings import Settings

T = TypeVar("T")
KINDS = ("message", "callback_query")
"""The kinds of updates that Telegram is asked for."""
POLL_SECONDS = 30
LONGEST_PAUSE = 60.0
FINAL = (BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken)
"""What Telegram answers in the same way however often it is asked."""
UNREADABLE = (LookupError, TypeError, ValueError, AttributeError, OverflowError, OSError, RecursionError)
"""What python-telegram-bot raises on an answer or update whose fields are not as documented."""

logger = logging.getLogger(__name__)


class QuietBot(Bot):
    """A bot that does not tell its token."""

    def __repr__(self) -> str:
        """Return what may stand in a log."""
        return "QuietBot()"

    async def fetch(self, offset: int | None, seconds: int) -> list[dict[str, Any]]:
        """Wait up to `seconds` for updates from number `offset` on, which confirms those before it.

        They come as they are: `get_updates` would fail for all of them if it could not read one.
        """
        asked = {"offset": offset, "timeout": seconds, "allowed_updates": list(KINDS)}
        result = await self._post("getUpdates", asked, read_timeout=seconds + 10)
        return [update for update in result if isinstance(update, dict)] if isinstance(result, list) else []


class CarefulRequest(HTTPXRequest):
    """Takes for the Bot API's answer only what looks like one, so that nothing else counts as success."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the answer; raises TelegramError for anything else, a proxy's for example."""
        answer = HTTPXRequest.parse_json_payload(payload)
        if not isinstance(answer, dict) or "ok" not in answer:
            raise TelegramError("Invalid server response")
        return answer


def connect(settings: Settings) -> QuietBot:
    """Return the bot of `settings`; it is to be initialized."""
    silence()
    request = CarefulRequest(
        connection_pool_size=64, connect_timeout=10, read_timeout=20, write_timeout=20, pool_timeout=30
    )
    return QuietBot(
        settings.token,
        base_url=f"{settings.api}/bot",
        base_file_url=f"{settings.api}/file/bot",
        request=request,
        get_updates_request=CarefulRequest(connection_pool_size=2, connect_timeout=10, pool_timeout=30),
    )


def silence() -> None:
    """Keep the libraries from logging addresses, which hold the token, and bodies, which hold messages."""
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
        logging.getLogger(name).propagate = False


async def persist(
    call: Callable[[], Awaitable[T]], seconds: float, before_pause: Callable[[], None] | None = None
) -> T:
    """Return what `call` returns, after trying for up to `seconds` while Telegram is away or asks to wait.

    `before_pause` is called before each pause.

    Raises:
        TelegramError: the last one, when the time is over or it would be the same each time.
    """
    end = time.monotonic() + seconds
    pause = 1.0
    while True:
        try:
            return await call()
        except FINAL:
            raise
        except TelegramError as error:
            wait = seconds_asked(error) or pause * random.uniform(0.8, 1.2)
            if time.monotonic() + wait > end:
                raise
            logger.warning("Telegram: %s, neuer Versuch in %.0f Sekunden.", type(error).__name__, wait)
        if before_pause:
            before_pause()
        await sleep(wait)
        pause = min(pause * 2, LONGEST_PAUSE)


def seconds_asked(error: TelegramError) -> float | None:
    """Return how long Telegram asks to wait, if it does."""
    if not isinstance(error, RetryAfter):
        return None
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
