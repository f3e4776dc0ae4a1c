"""What those see who look after the bot: whether it lives, whether it is ready, and its figures.

No channel for talking, but a channel to Rasa, since that is how routes come to its server. It also watches
over all other answers of the server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from berufslotse.channels.responses import Refusal, json
from berufslotse.secrets import SecretUnusable, read_secret
from berufslotse.serving import metrics
from berufslotse.serving.action_headers import TOKEN, add_action_headers
from berufslotse.serving.answer_headers import add_headers
from berufslotse.serving.observing import observe
from berufslotse.serving.operators import Network, OperatorsUnusable, is_operator, operators
from berufslotse.serving.readiness import Readiness

PREFIX = "/betrieb"
STARTING = "Der Worker startet noch."

Handler = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


class OperationsUnusable(RasaException):
    """A setting of the environment cannot be used; the message says which, in German."""


class OperationsChannel(InputChannel):
    """Rasa's input channel for those who look after it; to anybody else it does not exist."""

    @classmethod
    def name(cls) -> str:
        """Return the channel's name."""
        return "betrieb"

    def url_prefix(self) -> str:
        """Return where the channel is mounted; the slash keeps it out of /webhooks."""
        return PREFIX

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> OperationsChannel:
        """Make the channel, whose settings stand in the environment.

        Raises:
            OperationsUnusable: one of them is wrong.
        """
        try:
            return cls(operators(), read_secret(TOKEN))
        except (OperatorsUnusable, SecretUnusable) as error:
            raise OperationsUnusable(str(error)) from error

    def __init__(self, networks: list[Network], token: str | None) -> None:
        """Answer those in `networks` and on this machine; call the action server with `token`."""
        self._networks, self._token = networks, token
        self._metrics = metrics.TurnMetrics()
        self._readiness: Readiness | None = None
        self._started = False

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        routes = Blueprint(self.name())
        for path, handler in {"live": self._live, "ready": self._ready, "metrics": self._figures}.items():
            routes.add_route(self._for_operators(handler), f"/{path}", ["GET"], name=path)
        routes.listener("before_server_start")(self._set_up)
        routes.listener("after_server_start")(self._watch)
        return routes

    async def _set_up(self, app: Sanic, _loop: Any) -> None:
        self._readiness = Readiness(app)
        add_headers(app)
        app.response_middleware.append(self._count)

    async def _count(self, request: Request, answer: BaseHTTPResponse) -> None:
        # By the route's pattern: what clients ask for would make labels without end.
        path = f"/{request.route.path}" if request.route else metrics.OTHER
        self._metrics.requests.labels(path, str(answer.status)).inc()

    async def _watch(self, app: Sanic, _loop: Any) -> None:
        agent = app.ctx.agent
        observe(agent, self._metrics)
        if agent.action_endpoint:
            add_action_headers(agent.action_endpoint, self._token)
        # Sanic answers already while it starts; the channels before this one have warmed up by now.
        self._started = True

    def _for_operators(self, handler: Handler) -> Handler:
        async def serve(request: Request) -> HTTPResponse:
            if not is_operator(request, self._networks):
                return Refusal("not_found").response()
            return await handler(request)

        return serve

    async def _live(self, _request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    async def _ready(self, _request: Request) -> HTTPResponse:
        if self._readiness is None or not self._started:
            reasons = [STARTING]
        else:
            reasons = await self._readiness.reasons()
        if reasons:
            return json({"status": "nicht bereit", "gruende": reasons}, 503)
        return json({"status": "ok"})

    async def _figures(self, _request: Request) -> HTTPResponse:
        return response.raw(
            self._metrics.text(), headers={"Cache-Control": "no-store"}, content_type=metrics.CONTENT_TYPE
        )
