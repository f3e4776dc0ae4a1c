"""The Telegram channel: updates come by fetching them or through a webhook, and each is answered once."""

from __future__ import annotations

import asyncio
import hmac
import json as jsonlib
import logging
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import IO, Any

import sqlalchemy as sa
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse
from telegram.error import InvalidToken, TelegramError

from berufslotse.channels import requests
from berufslotse.channels.responses import Refusal, json, wait
from berufslotse.channels.telegram_answers import CHANNEL, Answering
from berufslotse.channels.telegram_api import KINDS, UNREADABLE, QuietBot, connect, persist
from berufslotse.channels.telegram_chats import Chats, tell_failure
from berufslotse.channels.telegram_intake import Intake
from berufslotse.channels.telegram_polling import Polling
from berufslotse.channels.telegram_settings import Settings, SettingsUnusable, read
from berufslotse.channels.telegram_texts import MENU, STATES
from berufslotse.knowledge.home import home
from berufslotse.secrets import SecretUnusable
from berufslotse.serving.conversations import Conversations
from berufslotse.serving.events import address
from berufslotse.serving.file_lock import lock
from berufslotse.serving.inbox import Inbox

MOST_BYTES = 1024 * 1024
PATIENCE = 2
"""Seconds after which Telegram may come back while the bot starts or its database is away."""
STOP_SECONDS = 4.0
ELSEWHERE_SECONDS = 10.0
FOR_EVER = float("inf")

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
logger = logging.getLogger(__name__)


class TelegramChannel(InputChannel):
    """Rasa's input channel for Telegram; the environment turns it on (telegram_settings.py)."""

    @classmethod
    def name(cls) -> str:
        """Return the name that events carry."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramChannel:
        """Make the channel; its section of credentials.yml is empty, since tokens do not belong there."""
        try:
            return cls(read(os.environ))
        except SettingsUnusable as error:
            return cls(None, str(error))

    def __init__(self, settings: Settings | None, unusable: str | None = None) -> None:
        """Serve with `settings`, or stay off without them; `unusable` says why, if it is not wanted so."""
        self._settings = settings
        self._state, self._about = ("unusable", unusable) if unusable else ("off", "")
        self._intake: Intake | None = None
        self._bot: QuietBot | None = None
        self._running: asyncio.Task[None] | None = None
        self._locked: IO[str] | None = None

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes, with `on_new_message` as the way to the bot."""
        routes = Blueprint("telegram")

        async def start(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            if self._settings:
                self._tell("connecting")
                self._bot = connect(self._settings)
                work = self._run(app, self._bot, self._settings, on_new_message)
                self._running = loop.create_task(work)
                self._running.add_done_callback(tell_failure)
            elif self._state == "unusable":
                self._tell("unusable", self._about)

        async def receive(request: Request) -> HTTPResponse:
            return await self._receive(request)

        async def health(_request: Request) -> HTTPResponse:
            return json({"state": self._state, "message": STATES[self._state].format(about=self._about)})

        routes.add_route(receive, "/webhook", ["POST"], name="webhook", stream=True)
        routes.add_route(health, "/health", ["GET"], name="health")
        routes.listener("after_server_start")(start)
        routes.listener("before_server_stop")(self._stop)
        return routes

    # -- the server's life -----------------------------------------------------------------------------

    async def _run(self, app: Sanic, bot: QuietBot, settings: Settings, say: OnNewMessage) -> None:
        try:
            while not app.ctx.agent.is_ready():
                await asyncio.sleep(1)
            await self._initialize(bot)
            self._intake = await self._open(bot, say)
            menu = asyncio.create_task(_set_menu(bot))
            menu.add_done_callback(tell_failure)
            await (self._await_updates if settings.webhook else self._poll)(bot, settings, self._intake)
        except InvalidToken:
            self._tell("wrong_token")
        except TelegramError as error:
            self._tell("unusable", f"Telegram nimmt die Einstellungen nicht an ({error.message}).")
        except OSError as error:
            self._tell("unusable", f"BERUFSLOTSE_HOME ist nicht zu beschreiben ({error.strerror}).")

    async def _initialize(self, bot: QuietBot) -> None:
        """Get to know who the bot is, however long the network is away; raises InvalidToken."""
        pause = 1.0
        while True:
            try:
                return await bot.initialize()
            except InvalidToken:
                raise
            except (TelegramError, *UNREADABLE):
                self._tell("away")
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30)

    async def _open(self, bot: QuietBot, say: OnNewMessage) -> Intake:
        """Open the databases, as soon as they can be."""
        pause = 1.0
        while True:
            try:
                inbox = Inbox(address(), bot.id)
                answering = Answering(bot, inbox, Conversations(address()), say)
                return Intake(bot, inbox, Chats(inbox, answering.answer))
            except (sa.exc.SQLAlchemyError, OSError, SecretUnusable):
                self._tell("database")
            await asyncio.sleep(pause)
            pause = min(pause * 2, 30)

    async def _await_updates(self, bot: QuietBot, settings: Settings, intake: Intake) -> None:
        """Tell Telegram where to send updates, and take up what others have left, for ever."""
        where, secret = str(settings.webhook), settings.secret
        await persist(
            lambda: bot.set_webhook(where, secret_token=secret, allowed_updates=KINDS),
            FOR_EVER,
            self._tell_away,
        )
        self._tell("webhook", bot.username)
        await intake.chats.watch()

    async def _poll(self, bot: QuietBot, _settings: Settings, intake: Intake) -> None:
        """Fetch updates as soon as no other process on this machine does, for ever."""
        while (locked := lock(home() / f"telegram-{bot.id}.lock")) is None:
            self._tell("elsewhere")
            await asyncio.sleep(ELSEWHERE_SECONDS)
        self._locked = locked
        intake.inbox.release()
        await persist(bot.delete_webhook, FOR_EVER, self._tell_away)
        watching = asyncio.create_task(intake.chats.watch())
        try:
            await Polling(bot, intake.accept, lambda state: self._tell(state, bot.username)).run()
        finally:
            watching.cancel()

    async def _stop(self, _app: Sanic, _loop: Any) -> None:
        """Accept nothing more, let the answers at work end, and only then let others have the updates."""
        if self._running:
            self._running.cancel()
        if self._intake:
            await self._intake.chats.stop(STOP_SECONDS)
        if self._bot:
            with suppress(TelegramError, *UNREADABLE):
                await self._bot.shutdown()
        if self._locked:
            self._locked.close()

    def _tell_away(self) -> None:
        self._tell("away")

    def _tell(self, state: str, about: str = "") -> None:
        if state != self._state or state == "unusable":
            told = STATES[state].format(about=about)
            logger.log(
                logging.INFO if state in {"connecting", "polling", "webhook"} else logging.WARNING,
                "Telegram: %s",
                told,
            )
        self._state, self._about = state, about

    # -- the endpoints ---------------------------------------------------------------------------------

    async def _receive(self, request: Request) -> HTTPResponse:
        secret = self._settings.secret if self._settings and self._settings.webhook else ""
        shown = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not secret or not hmac.compare_digest(shown.encode("utf-8", "surrogateescape"), secret.encode()):
            return response.empty(401)
        try:
            update = jsonlib.loads(await requests.whole(request, MOST_BYTES))
            if self._intake is None:
                raise wait("unavailable", PATIENCE)
            self._intake.accept([update] if isinstance(update, dict) else [])
        except Refusal as refusal:
            return refusal.response()
        except (ValueError, RecursionError):
            return Refusal("invalid_request").response()
        except sa.exc.SQLAlchemyError as error:
            logger.error("Telegram kommt nicht an seine Nachrichten: %s", type(error).__name__)
            return wait("unavailable", PATIENCE).response()
        return response.empty(200)


async def _set_menu(bot: QuietBot) -> None:
    """Offer the commands; without them the bot works too."""
    try:
        await persist(lambda: bot.set_my_commands(MENU), 30)
    except TelegramError as error:
        logger.warning("Telegram: Die Befehle ließen sich nicht eintragen (%s).", type(error).__name__)
