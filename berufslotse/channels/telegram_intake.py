"""Accepting what Telegram sends: it is kept before Telegram is told that it came, and then answered."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import TelegramError

from berufslotse.channels.telegram_api import UNREADABLE, QuietBot
from berufslotse.channels.telegram_chats import Chats, tell_failure
from berufslotse.channels.telegram_updates import NOTICE, pressed, read
from berufslotse.serving.inbox import Arrived, Inbox

MOST_NUMBER = 2**63

logger = logging.getLogger(__name__)


class Intake:
    """Accepts updates, and has each answered once."""

    def __init__(self, bot: QuietBot, inbox: Inbox, chats: Chats) -> None:
        """Keep what `bot` gets in `inbox`, for `chats` to answer."""
        self.inbox, self.chats = inbox, chats
        self._bot = bot
        self._albums: deque[tuple[str, str | None]] = deque(maxlen=1000)
        self._asides: set[asyncio.Task[None]] = set()

    def accept(self, updates: list[dict[str, Any]]) -> None:
        """Keep what `updates` ask for, each once, and see to it that it is answered.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: they cannot be kept, so none is accepted.
        """
        arrived, presses = [], {}
        for raw in sorted(updates, key=_number):
            number = _number(raw)
            if not 0 <= number < MOST_NUMBER:
                continue
            message, presses[number] = self._understand(raw, number)
            if message:
                arrived.append(message)
        for message in self.inbox.accept(self._without_repeats(arrived)):
            if message.content.get("album"):
                self._albums.append(_album(message))
            query = presses[message.number]
            if query:
                self._aside(self._acknowledge(query))
            self.chats.wake(message.chat)

    def _without_repeats(self, messages: list[Arrived]) -> list[Arrived]:
        """Return `messages` without the pictures of an album that is answered already, or by its caption."""
        kept: list[Arrived] = []
        for message in sorted(messages, key=lambda one: one.content["kind"] == NOTICE):
            album = _album(message)
            known = album in self._albums or album in map(_album, kept)
            if not (album[1] and known and message.content["kind"] == NOTICE):
                kept.append(message)
        return sorted(kept, key=lambda one: one.number)

    def _understand(self, raw: dict[str, Any], number: int) -> tuple[Arrived | None, CallbackQuery | None]:
        try:
            update = Update.de_json(raw, self._bot)
            incoming = read(update, self._bot.bot)
        except UNREADABLE as error:
            logger.warning("Telegram: Update %d ist nicht zu lesen (%s).", number, type(error).__name__)
            return None, None
        if incoming is None or type(incoming.chat) is not int:
            return None, None
        return Arrived(number, incoming.sender, incoming.as_dict()), update.callback_query

    async def _acknowledge(self, query: CallbackQuery) -> None:
        """Stop the waiting sign on a pressed button, and show that it was pressed."""
        title, marked = pressed(query)
        with suppress(TelegramError, *UNREADABLE):
            await self._bot.answer_callback_query(query.id)
        if title and query.message:
            keyboard = [[InlineKeyboardButton(t, callback_data=d) for t, d in row] for row in marked]
            with suppress(TelegramError, *UNREADABLE):
                await self._bot.edit_message_reply_markup(
                    query.message.chat.id,
                    query.message.message_id,
                    reply_markup=InlineKeyboardMarkup(keyboard),
                )

    def _aside(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)
        task.add_done_callback(tell_failure)


def _album(message: Arrived) -> tuple[str, str | None]:
    """Return chat and album; an album comes as one message for each picture."""
    return message.chat, message.content.get("album")


def _number(update: dict[str, Any]) -> int:
    number = update.get("update_id")
    return number if type(number) is int else -1
