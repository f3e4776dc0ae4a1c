"""The website channel: what the chat widget speaks to (openapi.yml), and a demo page that shows it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import sqlalchemy as sa
from limits.errors import ConfigurationError
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from berufslotse.channels import parts, requests
from berufslotse.channels.collecting import Replies, as_event, replies_to_deleting
from berufslotse.channels.limiting import Limits, network
from berufslotse.channels.origins import Origins, leave_to_us
from berufslotse.channels.pages import Page
from berufslotse.channels.repeats import Repeats
from berufslotse.channels.responses import SECURITY, Refusal, json, wait
from berufslotse.channels.saying import as_button, as_text
from berufslotse.channels.sessions import Sessions, secret
from berufslotse.channels.settings import read
from berufslotse.secrets import SecretUnusable, masked
from berufslotse.serving.conversations import Conversations
from berufslotse.serving.events import address, place
from berufslotse.serving.http_guard import guard
from berufslotse.serving.retention import kept_days
from berufslotse.serving.stopping import Stopping, Work, drain_seconds
from berufslotse.serving.tracker_store import ConversationMoved, write_or_fail
from berufslotse.serving.tuning import tune
from berufslotse.serving.tuning.action_call import close_connections
from berufslotse.serving.tuning.garbage import keep_what_is_loaded

PREFIX = "/chat"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
MOST_MESSAGES = 400
"""So many messages of a conversation are shown after a reload."""
MOST_TURNS = 8
"""So many turns are with Rasa at a time: more only keep each other from hearing the actions in time."""
PATIENCE = 2
"""Seconds after which to come back while the bot starts or its database is away."""

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]
Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]
logger = logging.getLogger(__name__)


class SettingsWrong(RasaException):
    """The channel's settings in credentials.yml cannot be used; the message says why, in German."""


class WebsiteChannel(InputChannel):
    """Rasa's input channel for the widget; one conversation for each token."""

    @classmethod
    def name(cls) -> str:
        """Return the name that events carry."""
        return "website"

    def url_prefix(self) -> str:
        """Return where the channel is mounted; the slash keeps it out of /webhooks."""
        return PREFIX

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebsiteChannel:
        """Make the channel from its section of credentials.yml.

        Raises:
            SettingsWrong: a setting (one of the environment too), the secret, or the database of
                conversations cannot be used.
        """
        try:
            settings = read(credentials)
            return cls(
                Sessions(secret()),
                Limits(settings.rules, settings.limits_storage),
                Origins(settings.origins),
                Conversations(address(), kept_days()),
                settings.proxies,
            )
        except (sa.exc.SQLAlchemyError, OSError, ImportError) as error:
            raise SettingsWrong(
                f"Die Datenbank der Gespräche lässt sich nicht öffnen ({type(error).__name__} in {place()}). "
                "Bitte Platz und Rechte im Ordner BERUFSLOTSE_HOME oder CONVERSATIONS_URL prüfen."
            ) from error
        except ConfigurationError as error:
            raise SettingsWrong(
                f"Der Website-Kanal kann so nicht starten. credentials.yml, limits_storage: "
                f"„{masked(settings.limits_storage)}“ lässt sich nicht nutzen ({masked(str(error))})."
            ) from error
        except (ValueError, SecretUnusable) as error:
            raise SettingsWrong(f"Der Website-Kanal kann so nicht starten. {error}") from error

    def __init__(
        self, sessions: Sessions, limits: Limits, origins: Origins, conversations: Conversations, proxies: int
    ) -> None:
        """Serve with these parts; behind `proxies` proxies the client's address is what the last one says."""
        self._sessions, self._limits, self._origins = sessions, limits, origins
        self._conversations, self._proxies = conversations, proxies
        self._repeats = Repeats()
        self._at_once = asyncio.Semaphore(MOST_TURNS)
        self._ready = False
        self._tidying: asyncio.Task[None] | None = None
        self._work = Work(drain_seconds())
        self._stopping: Stopping | None = None

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes, with `on_new_message` as the way to the bot."""
        routes = Blueprint("website")

        async def say(request: Request) -> HTTPResponse:
            return await self._say(request, on_new_message)

        endpoints: dict[str, dict[str, Handler]] = {
            "/sessions": {"POST": self._begin, "DELETE": self._delete},
            "/messages": {"POST": say, "GET": self._read},
            "/health": {"GET": self._health},
        }
        for path, handlers in endpoints.items():
            routes.add_route(self._endpoint(handlers), path, METHODS, name=path, stream=True)
        routes.add_route(self._endpoint({}), "/<path:path>", METHODS, name="unknown", stream=True)
        files = {"": "demo.html", "/widget.js": "widget.js", "/demo.css": "demo.css", "/icon.svg": "icon.svg"}
        for path, file in files.items():
            routes.add_route(_serve(Page(file)), path, ["GET", "HEAD"], name=file)
        routes.add_route(_leave_out_slash, "/", ["GET", "HEAD"], name="slash", strict_slashes=True)
        routes.listener("before_server_start")(self._set_up)
        routes.listener("after_server_start")(self._warm_up)
        routes.listener("before_server_stop")(self._stop)
        return routes

    # -- the server's life -----------------------------------------------------------------------------

    async def _set_up(self, app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
        app.config.PROXIES_COUNT = self._proxies or None
        leave_to_us(app, PREFIX)
        guard(app, requests.MOST_BYTES_ANYWHERE)
        tune()
        self._stopping = Stopping(app, lambda: wait("unavailable", PATIENCE).response())
        self._tidying = loop.create_task(self._conversations.keep_tidy())

    async def _stop(self, app: Sanic, _loop: Any) -> None:
        await self._work.finish()
        if self._tidying:
            self._tidying.cancel()
        if agent := getattr(app.ctx, "agent", None):
            await close_connections(agent.action_endpoint)

    async def _warm_up(self, app: Sanic, loop: Any) -> None:
        """Understand one message, so that nobody's first one waits for what is loaded on demand."""
        if self._stopping:
            self._stopping.listen(loop)
        if app.ctx.agent.is_ready():
            write_or_fail(app.ctx.agent)
            await app.ctx.agent.parse_message("Was verdient ein Koch in Köln?")
        keep_what_is_loaded()
        self._ready = True

    # -- every request ---------------------------------------------------------------------------------

    def _endpoint(self, handlers: dict[str, Handler]) -> Handler:
        """Return what serves one address: it checks origin and rate, and turns refusals into answers."""

        async def serve(request: Request, **_: Any) -> HTTPResponse:
            headers: dict[str, str] = {}
            try:
                headers = self._origins.headers(request)
                if request.method == "OPTIONS" and handlers:
                    return response.empty(204, {**SECURITY, **headers})
                await self._limits.count("requests_per_address", self._client(request))
                answer = await self._choose(request, handlers)(request)
            except Refusal as refusal:
                answer = refusal.response()
            except (sa.exc.SQLAlchemyError, LockError, ConversationMoved) as error:
                logger.error("Der Website-Kanal kommt nicht an die Gespräche: %s", type(error).__name__)
                answer = wait("unavailable", PATIENCE).response()
            answer.headers.update(headers)
            return answer

        return serve

    @staticmethod
    def _choose(request: Request, handlers: dict[str, Handler]) -> Handler:
        if not handlers:
            raise Refusal("not_found")
        method = "GET" if request.method == "HEAD" else request.method
        if method not in handlers:
            raise Refusal("method_not_allowed", headers={"Allow": ", ".join([*handlers, "OPTIONS"])})
        return handlers[method]

    def _client(self, request: Request) -> str:
        return network((request.remote_addr if self._proxies else "") or request.ip)

    def _agent(self, request: Request) -> Any:
        """Return Rasa's agent, or raise the refusal while it is not there yet."""
        agent = getattr(request.app.ctx, "agent", None)
        if not self._ready or agent is None or not agent.is_ready():
            raise wait("unavailable", PATIENCE)
        return agent

    # -- the endpoints ---------------------------------------------------------------------------------

    async def _begin(self, request: Request) -> HTTPResponse:
        await requests.read(request, requests.NewSession)
        await self._limits.count("sessions_per_address", self._client(request))
        session = self._sessions.begin()
        expires = session.expires.isoformat().replace("+00:00", "Z")
        return json({"token": session.token, "expires": expires}, 201)

    async def _delete(self, request: Request) -> HTTPResponse:
        sender = requests.sender_id(request, self._sessions)
        async with self._turns(self._agent(request), sender):
            self._conversations.delete(sender)
        return json({"deleted": True, "message": "Das Gespräch ist gelöscht, hier und auf dem Server."})

    async def _say(self, request: Request, on_new_message: OnNewMessage) -> HTTPResponse:
        sender = requests.sender_id(request, self._sessions)
        await self._limits.count("messages_per_session", sender)
        message = await requests.read(request, requests.NewMessage)
        turn = self._take_turn(self._agent(request), self._for_rasa(message, sender), on_new_message)
        # A client that hangs up and asks again with the same id finds the turn done, not half done.
        events, deleted = await self._work.begin(turn)
        return json({"messages": parts.messages(events), **({"deleted": True} if deleted else {})})

    async def _take_turn(
        self, agent: Any, message: UserMessage, on_new_message: OnNewMessage
    ) -> tuple[list[parts.Event], bool]:
        """Return the events of the message and its replies, and whether they have deleted the conversation.

        It is said once, however often it is sent.
        """
        sender, name = message.sender_id, str(message.message_id)
        async with self._turns(agent, sender), self._at_once:
            events = self._conversations.turn(sender, name)
            gone = [] if events else self._repeats.find(sender, name)
            if not (events or gone):
                await on_new_message(message)
                events = self._conversations.turn(sender, name)
                gone = [] if events else replies_to_deleting(message, self._conversations)
            if gone:
                self._repeats.remember(sender, name, gone)
                return [as_event(message), *gone], True
        if not events:
            # What cannot be read back is not kept, so not taken.
            raise wait("unavailable", PATIENCE)
        return events, False

    def _for_rasa(self, message: requests.NewMessage, sender: str) -> UserMessage:
        """Return the message as Rasa takes it; only a button is a command, "/restart" as text is text."""
        said = as_button(message.payload) if message.payload else as_text(message.text)
        return UserMessage(
            said,
            Replies(),
            sender,
            input_channel=self.name(),
            message_id=message.id,
            metadata=None if said == message.text else {parts.SHOWN: message.text},
        )

    @staticmethod
    def _turns(agent: Any, sender: str) -> Any:
        # Rasa locks the conversation itself while it answers, so this lock has a name of its own.
        return agent.lock_store.lock(f"{PREFIX}:{sender}", wait_time_in_seconds=0.05)

    async def _read(self, request: Request) -> HTTPResponse:
        sender = requests.sender_id(request, self._sessions)
        events = self._conversations.spoken(sender, MOST_MESSAGES)
        return json({"messages": parts.messages(events)})

    async def _health(self, request: Request) -> HTTPResponse:
        self._agent(request)
        return json({"status": "ok", "kept_days": self._conversations.kept_days})


async def _leave_out_slash(_request: Request) -> HTTPResponse:
    # The page names its files from where it stands, so that it may stand elsewhere too.
    return response.redirect(f"..{PREFIX}")


def _serve(page: Page) -> Handler:
    async def serve(request: Request) -> HTTPResponse:
        return page.response(request)

    return serve
