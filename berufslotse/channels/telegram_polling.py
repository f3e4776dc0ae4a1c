"""Fetching updates from Telegram, for a bot without a public address. One process at a time may."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
from telegram.error import Conflict, InvalidToken, TelegramError

from berufslotse.channels.telegram_api import LONGEST_PAUSE, POLL_SECONDS, UNREADABLE, QuietBot, seconds_asked

NEWCOMER_SECONDS = 60.0
"""Who meets another in the first so many seconds came second."""
GIVE_WAY_SECONDS = 300.0
AT_ONCE_SECONDS = 0.2

logger = logging.getLogger(__name__)


class Polling:
    """Fetches updates and hands them to `accept`; `tell` is told the state (telegram_texts.py)."""

    def __init__(
        self,
        bot: QuietBot,
        accept: Callable[[list[dict[str, Any]]], None],
        tell: Callable[[str], None],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Fetch with `bot`; `pause` waits so many seconds."""
        self._bot, self._accept, self._tell, self._pause = bot, accept, tell, pause
        self._offset: int | None = None
        self._wait = 1.0

    async def run(self) -> None:
        """Fetch for ever, or until Telegram no longer knows the token: then raise InvalidToken."""
        loop = asyncio.get_running_loop()
        begun: float | None = None
        while True:
            try:
                asked = loop.time()
                # The first time only to see that it works.
                updates = await self._bot.fetch(self._offset, 0 if begun is None else POLL_SECONDS)
                self._accept(updates)
            except InvalidToken:
                raise
            except Conflict:
                if begun is None or loop.time() - begun < NEWCOMER_SECONDS:
                    self._tell("elsewhere")
                    await self._pause(GIVE_WAY_SECONDS * random.uniform(1, 1.5))
                    begun = None
                else:
                    await self._pause(random.uniform(3, 6))
            except sa.exc.SQLAlchemyError as error:
                await self._trouble(error, "database")
            except (TelegramError, *UNREADABLE) as error:
                await self._trouble(error, "away")
            else:
                self._wait = 1.0
                begun = loop.time() if begun is None else begun
                self._tell("polling")
                if not self._confirm(updates) and loop.time() - asked < AT_ONCE_SECONDS:
                    # A server that does not wait for news is not to be asked without end.
                    await self._pause(AT_ONCE_SECONDS)

    def _confirm(self, updates: list[dict[str, Any]]) -> bool:
        """Have the next call confirm `updates`, and return whether there is something to confirm."""
        numbers = [update["update_id"] for update in updates if type(update.get("update_id")) is int]
        if numbers:
            self._offset = max(numbers) + 1
        return bool(numbers)

    async def _trouble(self, error: Exception, state: str) -> None:
        asked = seconds_asked(error) if isinstance(error, TelegramError) else None
        wait = asked or self._wait * random.uniform(0.8, 1.2)
        logger.warning("Telegram: %s, neuer Versuch in %.0f Sekunden.", type(error).__name__, wait)
        self._tell(state)
        await self._pause(wait)
        self._wait = min(self._wait * 2, LONGEST_PAUSE)
