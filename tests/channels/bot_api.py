"""A stand-in for Telegram's Bot API server, with people who write and press buttons.

The server works in a thread of its own, and only there does anything change; what a test reads is a copy.
A test that runs the bot in its own event loop must not block it: `await asyncio.to_thread(api.wait, …)`.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from types import EllipsisType
from typing import Any, TypeVar

from aiohttp import web

from tests.channels import bot_api_rules as rules
from tests.channels.bot_api_chats import Chats, Commands, Message
from tests.channels.bot_api_rules import DESCRIPTIONS, Refusal
from tests.channels.bot_api_updates import Updates

T = TypeVar("T")
Json = dict[str, Any]
Files = dict[str, bytes]

TOKEN = "123456:TEST-token_abcdefghijklmnopqrstuvwxyz0123"
USERNAME = "LotseTestBot"
PATIENCE = 30.0
"""Seconds for the server's thread to do as it is told."""
PROXY_PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body>\r\n<center><h1>{0}</h1></center>\r\n"
    "<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
)
PROXY_PHRASES = {
    502: "502 Bad Gateway",
    503: "503 Service Temporarily Unavailable",
    504: "504 Gateway Time-out",
}


@dataclass(frozen=True)
class Call:
    """A call of the bot, as answered; `time` is when it came (monotonic), `status` 0 means no answer."""

    method: str
    params: Json
    time: float
    status: int
    files: Files = field(default_factory=dict, repr=False)


@dataclass
class Fault:
    """What happens to the next `times` calls of a method instead of an answer."""

    method: str
    chat: int | None
    times: int
    delay: float
    after: bool
    answer: Answer | None
    """None for the right answer, late."""


@dataclass(frozen=True)
class Answer:
    """What goes back to the bot; nothing, and the connection is closed, if `lost`."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    lost: bool = False


def in_json(status: int, content: Json) -> Answer:
    headers = {"Content-Type": "application/json"}
    if wait := content.get("parameters", {}).get("retry_after"):
        headers["Retry-After"] = str(wait)
    return Answer(status, json.dumps(content).encode(), headers)


# -- the server ----------------------------------------------------------------------------------------


class BotApi:
    """The stand-in; serves while it is a context."""

    def __init__(self, token: str = TOKEN) -> None:
        self.token = token
        self._me = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Lotse",
            "username": USERNAME,
        }
        self._calls: list[Call] = []
        self._faults: list[Fault] = []
        self._updates = Updates()
        self._chats = Chats(self._me)
        commands = Commands()
        self._methods: dict[str, Callable[[Json, Files], Any]] = {
            "getMe": self._get_me,
            "getUpdates": self._updates.get_updates,
            "setWebhook": self._updates.set_webhook,
            "deleteWebhook": self._updates.delete_webhook,
            "getWebhookInfo": self._updates.webhook_info,
            "sendMessage": self._chats.send_message,
            "sendPhoto": self._chats.send_photo,
            "sendChatAction": self._chats.chat_action,
            "answerCallbackQuery": self._chats.answer_query,
            "editMessageReplyMarkup": self._chats.edit_markup,
            "setMyCommands": commands.set,
            "deleteMyCommands": commands.delete,
            "getMyCommands": commands.get,
        }
        self._names = {name.casefold(): name for name in self._methods}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="bot-api", daemon=True)
        # Bound but never listened on, it keeps the port for this server while it is away.
        self._port_holder = socket.socket()
        self._port_holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        self._port_holder.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._port_holder.getsockname()[1]}"
        self._runner: web.AppRunner
        self._site: web.TCPSite | None = None

    def __enter__(self) -> BotApi:
        self._thread.start()
        self._run(self._open())
        return self

    def __exit__(self, *_exception: object) -> None:
        self._run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()
        self._port_holder.close()

    def _run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(PATIENCE)

    def _do(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function in the server's thread."""

        async def called() -> T:
            return function(*arguments)

        return self._run(called())

    # -- what the bot did

    @property
    def calls(self) -> list[Call]:
        """All calls, in the order in which they were answered."""
        return list(self._calls)

    def of(self, method: str, chat: int | None = None) -> list[Call]:
        """The calls of a method that were answered with 200, of one chat if given."""
        return [
            call
            for call in self.calls
            if call.method == method and call.status == 200 and chat in (None, call.params.get("chat_id"))
        ]

    def messages(self, chat: int) -> list[Message]:
        """The bot's messages in a chat, as they are now."""
        return list(self._chats.sent[chat].values()) if chat in self._chats.sent else []

    @property
    def webhook_answers(self) -> list[tuple[int, int]]:
        """The update's number and the status, 0 for none, of all that was sent to a webhook."""
        return list(self._updates.answers)

    def wait(self, condition: Callable[[], T], seconds: float = 20) -> T:
        """What `condition` returns as soon as it is true."""
        end = time.monotonic() + seconds
        while not (result := condition()):
            if time.monotonic() > end:
                raise AssertionError(f"Not in {seconds} seconds. The last calls:\n{self._last_calls()}")
            time.sleep(0.01)
        return result

    def wait_for_messages(self, chat: int, count: int, seconds: float = 20) -> list[Message]:
        """All messages of the bot in a chat as soon as there are `count`."""
        self.wait(lambda: len(self.messages(chat)) >= count, seconds)
        return self.messages(chat)

    def _last_calls(self) -> str:
        lines = []
        for call in self.calls[-15:]:
            params = {k: "…" if k == "secret_token" else v for k, v in call.params.items()}
            lines.append(f"  {call.status} {call.method} {json.dumps(params, ensure_ascii=False)[:300]}")
        return "\n".join(lines).replace(self.token, "…") or "  none"

    # -- people

    def compose(self, chat: int, text: str | None, **fields: Any) -> Json:
        """A message somebody writes, not sent; fields replace its own, None leaves them out."""
        return self._do(self._chats.compose, chat, text, fields)

    def say(self, chat: int, text: str | None, **message_fields: Any) -> int:
        """Let somebody write to the bot; `**{"from": person(7)}` for one of several in a group."""
        return self._do(lambda: self._put({"message": self._chats.compose(chat, text, message_fields)}))

    def press(self, chat: int, title: str, message: int | None = None, sender: Json | None = None) -> int:
        """Press the newest button with that title, in one message if given."""
        return self._do(lambda: self._put(self._chats.press(chat, title, message, sender)))

    def send(self, update: Json) -> int:
        """Send any update, as it is; one of a kind that the bot did not ask for never comes."""
        return self._do(self._put, update)

    def deliver(self, updates: Sequence[Json]) -> list[int]:
        """Send several updates at once and in this order, whatever their numbers."""
        return self._do(lambda: [self._put(update, owed=True) for update in updates])

    def again(self, update_id: int) -> int:
        """Send an update once more, even if the bot has confirmed it."""
        return self._do(self._updates.again, update_id)

    def send_raw(self, body: bytes, secret: str | None | EllipsisType = ...) -> int:
        """Send anything to the webhook, once, with its own secret, another or None; the answer's status."""

        async def posted() -> int:
            own = self._updates.webhook.secret if self._updates.webhook else None
            return await self._updates.post(body, own if isinstance(secret, EllipsisType) else secret)

        return self._run(posted())

    def _put(self, update: Json, owed: bool = False) -> int:
        self._chats.note(update)
        return self._updates.put(update, owed)

    # -- faults

    def fault(
        self,
        method: str,
        *,
        status: int | None = None,
        retry_after: int | None = None,
        description: str | None = None,
        body: bytes | None = None,
        delay: float = 0.0,
        hang_up: bool = False,
        after: bool = False,
        times: int = 1,
        chat: int | None = None,
        migrate_to: int | None = None,
    ) -> None:
        """Answer the next calls of a method, or of any ("*"), in this way.

        With only a `delay`, the right answer comes late. With `after`, the method is carried out first, and
        its answer is lost, or comes late if there is only a `delay`.
        """
        parameters = {"retry_after": retry_after, "migrate_to_chat_id": migrate_to}
        given = {name: value for name, value in parameters.items() if value is not None}
        answer = None
        if hang_up or (after and not delay and status is None and body is None and not given):
            answer = Answer(0, lost=True)
        elif body is not None:
            answer = Answer(status or 200, body, {"Content-Type": "application/json"})
        elif status is not None or given:
            answer = _faulty(status, description, given)
        self._do(self._faults.append, Fault(method, chat, times, delay, after, answer))

    def _fault_of(self, name: str, params: Json) -> Fault | None:
        chat = params.get("chat_id", self._chats.pressed.get(params.get("callback_query_id", "")))
        for fault in self._faults:
            if fault.times and fault.method in (name, "*") and fault.chat in (None, chat):
                fault.times -= 1
                return fault
        return None

    def pause(self) -> None:
        """Be away: open connections break, new ones are refused, and nothing is forgotten."""
        self._run(self._stop_listening())

    def resume(self) -> None:
        self._run(self._listen())

    # -- serving, in the server's thread

    async def _open(self) -> None:
        application = web.Application(client_max_size=60 * 1024 * 1024)
        application.router.add_route("*", "/bot{token}/{method}", self._handle)
        application.router.add_route("*", "/{anything:.*}", self._nowhere)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await self._updates.open()
        await self._listen()

    async def _listen(self) -> None:
        port = self._port_holder.getsockname()[1]
        self._site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_port=True, backlog=512)
        await self._site.start()

    async def _stop_listening(self) -> None:
        if self._site:
            await self._site.stop()
            self._site = None
        for connection in self._runner.server.connections if self._runner.server else []:
            if connection.transport:
                connection.transport.abort()
        self._updates.end_waiting("Conflict: terminated by the server")

    async def _close(self) -> None:
        await self._updates.close()
        await self._stop_listening()
        await self._runner.cleanup()
        # Calls that a fault delays have lost their connections, but would still wait.
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _nowhere(self, _request: web.Request) -> web.Response:
        return _response(in_json(404, Refusal(404, "Not Found").json()))

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        begun = time.monotonic()
        params, files = await _read(request)
        asked = request.match_info["method"]
        name = self._names.get(asked.casefold(), asked)
        answer = await self._answer(request.match_info["token"], name, params, files)
        # Without a transport the bot has gone meanwhile.
        status = answer.status if request.transport else 0
        self._calls.append(Call(name, params, begun, status, files))
        if answer.lost and request.transport:
            request.transport.close()
        return _response(answer)

    async def _answer(self, token: str, name: str, params: Json, files: Files) -> Answer:
        if token != self.token:
            return in_json(401, Refusal(401, "Unauthorized").json())
        fault = self._fault_of(name, params)
        if not fault:
            return await self._carry_out(name, params, files)
        answer = await self._carry_out(name, params, files) if fault.after else None
        await asyncio.sleep(fault.delay)
        return fault.answer or answer or await self._carry_out(name, params, files)

    async def _carry_out(self, name: str, params: Json, files: Files) -> Answer:
        try:
            if name not in self._methods:
                raise Refusal(404, "Not Found")
            result = self._methods[name](params, files)
            if inspect.isawaitable(result):
                result = await result
        except Refusal as refusal:
            return in_json(refusal.status, refusal.json())
        described = isinstance(result, dict) and "description" in result
        return in_json(200, {"ok": True, **(result if described else {"result": result})})

    def _get_me(self, _params: Json, _files: Files) -> Json:
        abilities = {"can_join_groups": True, "can_read_all_group_messages": False}
        lacks = ("supports_inline_queries", "can_connect_to_business", "has_main_web_app")
        return {**self._me, **abilities, **dict.fromkeys(lacks, False)}


def _faulty(status: int | None, description: str | None, parameters: dict[str, int]) -> Answer:
    """Telegram's error of that status, or its proxy's."""
    if "migrate_to_chat_id" in parameters:
        status = status or 400
        description = description or "Bad Request: group chat was upgraded to a supergroup chat"
    status = status or 429
    if status in PROXY_PHRASES and description is None:
        page = PROXY_PAGE.format(PROXY_PHRASES[status])
        return Answer(status, page.encode(), {"Content-Type": "text/html"})
    if status == 429:
        parameters = {"retry_after": 1, **parameters}
    words = description or DESCRIPTIONS.get(status, f"Error {status}").format(**parameters)
    return in_json(status, Refusal(status, words, parameters).json())


async def _read(request: web.Request) -> tuple[Json, Files]:
    """The parameters of a call, from its address, form or JSON, and the files that came with it."""
    params: Json = dict(request.query)
    files: Files = {}
    if request.content_type == "application/json":
        params |= await request.json()
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                with value.file:
                    files[name] = value.file.read()
            else:
                params[name] = value
    return rules.decoded(params), files


def _response(answer: Answer) -> web.Response:
    return web.Response(status=answer.status or 500, body=answer.body, headers=answer.headers)
