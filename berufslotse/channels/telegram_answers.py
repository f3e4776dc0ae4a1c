"""Answering one message on Telegram: the turn with Rasa, and sending its replies."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.exceptions import RasaException
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from berufslotse.channels.collecting import Replies, as_event, replies_to_deleting
from berufslotse.channels.parts import SHOWN, Event
from berufslotse.channels.telegram_api import UNREADABLE, persist
from berufslotse.channels.telegram_replies import Outgoing, notice, outgoing, payload
from berufslotse.channels.telegram_texts import NOTICES
from berufslotse.channels.telegram_updates import CHOICE, DELETE, NOTICE, Incoming
from berufslotse.serving.conversations import Conversations
from berufslotse.serving.inbox import HOLD_SECONDS, Held, Inbox

CHANNEL = "telegram"
RETRY_SECONDS = 900.0
"""For so long a reply is tried to be sent."""
PHOTO_SECONDS = 20.0
"""For so long a picture is; then its caption goes as text."""
TURN_PAUSES = (0.5, 1, 2, 4, 8, 8, 8, 8, 8, 8)
"""Seconds between the tries to take a turn; then the person is told."""
MOST_TRIES = 4
MOST_TURNS = 4
"""So many turns are with Rasa at a time, first come, first served: more only keep replies from going out."""
TYPING_SECONDS = 4.0
"""Telegram shows that the bot types for five seconds."""
NO_LINK_PREVIEW = LinkPreviewOptions(is_disabled=True)
TROUBLE = (sa.exc.SQLAlchemyError, RasaException, LockError, OSError, asyncio.TimeoutError)

logger = logging.getLogger(__name__)


class TelegramOutput(Replies):
    """Collects replies, in the wording for Telegram where domain.yml has one."""

    @classmethod
    def name(cls) -> str:
        """Return the channel that responses may name."""
        return CHANNEL


class Answering:
    """Takes what came in to Rasa by `say`, and what Rasa said to the person by `bot`."""

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        conversations: Conversations,
        say: Callable[[UserMessage], Awaitable[Any]],
    ) -> None:
        """Answer what is in `inbox`; the turns are kept in `conversations`."""
        self._bot, self._inbox, self._conversations, self._say = bot, inbox, conversations, say
        self._turns = asyncio.Semaphore(MOST_TURNS)

    async def answer(self, held: Held) -> None:
        """Answer a message to its last reply, going on where an earlier try has ended."""
        incoming = Incoming(**held.content)
        async with self._holding(held.number):
            messages = await self._messages(incoming, held)
            for index, message in enumerate(messages[held.sent :], held.sent):
                if not await self._deliver(incoming, held, message, first=index == 0):
                    return
                if index + 1 < len(messages):
                    with suppress(sa.exc.SQLAlchemyError):
                        self._inbox.note_sent(held.number, index + 1)

    @asynccontextmanager
    async def _holding(self, number: int) -> AsyncIterator[None]:
        """Keep the message this worker's for as long as the block lasts."""
        holding = asyncio.create_task(self._hold(number))
        try:
            yield
        finally:
            holding.cancel()

    async def _hold(self, number: int) -> None:
        while True:
            await asyncio.sleep(HOLD_SECONDS / 3)
            with suppress(sa.exc.SQLAlchemyError):
                self._inbox.hold(number)

    # -- what to say -----------------------------------------------------------------------------------

    async def _messages(self, incoming: Incoming, held: Held) -> list[Outgoing]:
        if incoming.kind == NOTICE:
            return [notice(NOTICES[incoming.text].format(name=self._bot.username))]
        if incoming.kind == DELETE:
            self._conversations.delete(incoming.sender)
            return [notice(NOTICES["deleted"])]
        said: str | None = incoming.text
        if incoming.kind == CHOICE:
            said = payload(incoming.text, partial(self._conversations.turn, incoming.sender))
            if said is None:
                return [notice(NOTICES["old_button"])]
        async with self._typing(incoming):
            events = await self._turn(incoming, said or "", held) if held.tries <= MOST_TRIES else None
        if events is None:
            return [notice(NOTICES["unavailable"])]
        return outgoing(events[1:], held.number)

    async def _turn(self, incoming: Incoming, said: str, held: Held) -> list[Event] | None:
        """Return the events of the message and its replies, or None if they cannot be had."""
        metadata = {SHOWN: incoming.shown} if incoming.shown and incoming.shown != said else None
        message = UserMessage(
            said,
            TelegramOutput(),
            incoming.sender,
            input_channel=CHANNEL,
            message_id=str(held.number),
            metadata=metadata,
        )
        for number, pause in enumerate(TURN_PAUSES):
            trouble = "NotKept"
            try:
                if events := await self._take_turn(message, new=number == 0 and held.tries == 1):
                    return events
            except TROUBLE as error:
                trouble = type(error).__name__
            logger.warning("Telegram: Update %d noch ohne Antwort (%s).", held.number, trouble)
            await asyncio.sleep(pause)
        return None

    async def _take_turn(self, message: UserMessage, new: bool) -> list[Event]:
        """Return the turn, after taking it if need be; empty if Rasa could only remember it.

        It is read from where it is kept; of one that has the conversation deleted nothing is.
        """
        kept = partial(self._conversations.turn, message.sender_id, str(message.message_id))
        if not new and (events := kept()):
            return events
        async with self._turns:
            await self._say(message)
        if events := kept():
            return events
        gone = replies_to_deleting(message, self._conversations)
        return [as_event(message), *gone] if gone else []

    # -- saying it -------------------------------------------------------------------------------------

    @asynccontextmanager
    async def _typing(self, incoming: Incoming) -> AsyncIterator[None]:
        """Show that the bot types for as long as the block lasts."""
        done = asyncio.Event()
        typing = asyncio.create_task(self._type(incoming, done))
        try:
            yield
        finally:
            done.set()
            # A sign that arrives after the answer would stay for five seconds.
            await asyncio.wait({typing}, timeout=1)
            typing.cancel()

    async def _type(self, incoming: Incoming, done: asyncio.Event) -> None:
        while not done.is_set():
            with suppress(TelegramError, *UNREADABLE):
                await self._bot.send_chat_action(
                    incoming.chat, ChatAction.TYPING, message_thread_id=incoming.thread
                )
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(done.wait(), TYPING_SECONDS)

    async def _deliver(self, incoming: Incoming, held: Held, message: Outgoing, first: bool) -> bool:
        """Send `message` in the best way that Telegram takes, and return whether more can be sent."""
        failure: TelegramError | None = None
        chat = incoming.chat
        for way, seconds in self._ways(incoming, message, first):
            try:
                await self._send(partial(way, self._bot), chat, seconds)
                return True
            except TelegramError as error:
                failure = error
                if isinstance(error, Forbidden) or not (isinstance(error, BadRequest) or message.photo):
                    break
            except UNREADABLE:
                # Telegram took it; only its answer is not as documented.
                return True
        logger.warning(
            "Telegram: Update %d, eine Antwort ging nicht hinaus (%s).", held.number, type(failure).__name__
        )
        return isinstance(failure, BadRequest)

    async def _send(self, way: Callable[[int], Awaitable[Any]], chat: int, seconds: float) -> None:
        """Send by `way` to `chat`, or to what Telegram says that it has become."""
        try:
            await persist(lambda: way(chat), seconds)
        except ChatMigrated as moved:
            chat = moved.new_chat_id
            await persist(lambda: way(chat), seconds)

    @staticmethod
    def _ways(incoming: Incoming, message: Outgoing, first: bool) -> Iterator[tuple[Any, float]]:
        """Yield ways to send `message`, the best first, with how long each is to be tried."""
        answered = (
            ReplyParameters(incoming.reply_to, allow_sending_without_reply=True)
            if first and incoming.reply_to
            else None
        )
        around = {
            "message_thread_id": incoming.thread,
            "reply_parameters": answered,
            "reply_markup": _markup(message),
            "parse_mode": ParseMode.HTML,
        }
        if message.photo:
            yield partial(_send_photo, message=message, around=around), PHOTO_SECONDS
            message = replace(message, photo=None)
        if message.html:
            yield partial(_send_text, text=message.html, around=around), RETRY_SECONDS
            yield partial(_send_text, text=message.plain, around={}), RETRY_SECONDS


async def _send_photo(bot: Bot, chat: int, message: Outgoing, around: dict[str, Any]) -> None:
    await bot.send_photo(chat, message.photo or b"", caption=message.html, **around)


async def _send_text(bot: Bot, chat: int, text: str, around: dict[str, Any]) -> None:
    await bot.send_message(chat, text, link_preview_options=NO_LINK_PREVIEW, **around)


def _markup(message: Outgoing) -> InlineKeyboardMarkup | None:
    if not message.keyboard:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(title, callback_data=data) for title, data in row] for row in message.keyboard]
    )
