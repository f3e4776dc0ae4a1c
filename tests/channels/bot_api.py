"""A stand-in for Telegram's Bot API server, with people who write and press buttons.

The server works in a thread of its own, and only there does anything change; what a test reads is a copy.
A test that runs the bot in its own event loop must not block it: `await asyncio.to_thread(api.wait, …)`.
"""

from __future__ import annotations

import asyncio
import inspect
import itertools
import json
import socket
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from types import EllipsisType
from typing import Any, TypeVar

import aiohttp
import telegram
from aiohttp import web

from tests.channels import bot_api_rules as rules
from tests.channels.bot_api_rules import Refusal, bad

T = TypeVar("T")
Json = dict[str, Any]
Files = dict[str, bytes]

TOKEN = "123456:TEST-token_abcdefghijklmnopqrstuvwxyz0123"
USERNAME = "LotseTestBot"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATIENCE = 30.0
"""Seconds for the server's thread to do as it is told."""
LONGEST_POLL, LONGEST_DELIVERY = 50, 60
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds until an update that a webhook did not take is sent again."""
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds of updates that come only to a bot that names them."""
KINDS = frozenset(telegram.Update.ALL_TYPES)
DESCRIPTIONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
}
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


@dataclass(frozen=True)
class Message:
    """A message of the bot as it is now; `time` is when it was sent (monotonic)."""

    id: int
    chat: int
    text: str
    html: str
    links: list[tuple[str, str]]
    keyboard: list[list[Json]]
    photo: bytes | None = field(repr=False)
    thread: int | None
    reply_to: int | None
    time: float

    @property
    def titles(self) -> list[str]:
        return [button["text"] for row in self.keyboard for button in row]


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


def person(number: int, first_name: str = "Alex") -> Json:
    """Somebody who uses Telegram in German."""
    return {"id": number, "is_bot": False, "first_name": first_name, "language_code": "de"}


def chat_of(update: Json) -> int | None:
    """The chat that an update is of, or who did it if no chat is told; None in an unreadable one."""
    for content in update.values():
        if not isinstance(content, dict):
            continue
        message = content.get("message", content)
        for place in (message, content):
            for name in ("chat", "from"):
                found = place.get(name) if isinstance(place, dict) else None
                if isinstance(found, dict) and isinstance(found.get("id"), int):
                    return found["id"]
    return None


# -- updates -------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Pending:
    """An update that the bot has not confirmed."""

    update: Json
    chat: int | None
    owed: bool
    """To be shown once, even if the bot has confirmed its number."""

    @property
    def number(self) -> int:
        number = self.update["update_id"]
        return number if isinstance(number, int) else 0


@dataclass
class Webhook:
    url: str
    secret: str | None
    connections: int
    places: asyncio.Semaphore
    error: str = ""
    error_date: int = 0


class Updates:
    """Updates on their way to the bot."""

    def __init__(self) -> None:
        self.webhook: Webhook | None = None
        self.answers: list[tuple[int, int]] = []
        self.client: aiohttp.ClientSession
        self._pending: list[Pending] = []
        self._seen: dict[int, Json] = {}
        self._last = 500_000_000
        self._allowed: list[str] = []
        self._waiting: asyncio.Future[None] | None = None
        self._workers: dict[int | None, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()

    def put(self, update: Json, owed: bool = False) -> int:
        """Queue an update, with a number of its own if it has none, unless the bot wants none of its kind."""
        if "update_id" not in update:
            update = {"update_id": self._last + 1, **update}
        number = update["update_id"]
        if isinstance(number, int):
            self._last = max(self._last, number)
        self._seen[number] = update
        if self._is_wanted(update):
            self._queue(Pending(update, chat_of(update), owed))
        return number

    def again(self, number: int) -> int:
        update = self._seen[number]
        self._queue(Pending(update, chat_of(update), owed=True))
        return number

    def _is_wanted(self, update: Json) -> bool:
        kinds = KINDS & update.keys()
        unwanted = KINDS - set(self._allowed) if self._allowed else ON_REQUEST
        return not kinds or bool(kinds - unwanted)

    def _queue(self, pending: Pending) -> None:
        self._pending.append(pending)
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)
        self._start_workers()

    # -- fetched

    async def get_updates(self, params: Json, _files: Files) -> list[Json]:
        if self.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self.end_waiting(DESCRIPTIONS[409])
        self._allow(params)
        self._confirm(params.get("offset") or 0)
        if not self._pending and (seconds := params.get("timeout")):
            await self._wait(min(seconds, LONGEST_POLL))
        batch = self._pending[: min(max(params.get("limit", 100), 1), 100)]
        for pending in batch:
            pending.owed = False
        return [pending.update for pending in batch]

    def end_waiting(self, description: str) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(Refusal(409, description))
        self._waiting = None

    def _allow(self, params: Json) -> None:
        if "allowed_updates" in params:
            self._allowed = params["allowed_updates"] or []

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._pending = self._pending[offset:]
        else:
            self._pending = [pending for pending in self._pending if pending.owed or pending.number >= offset]

    async def _wait(self, seconds: float) -> None:
        self._waiting = asyncio.get_running_loop().create_future()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._waiting, seconds)

    # -- sent to a webhook

    def set_webhook(self, params: Json, files: Files) -> Json:
        if not (url := params.get("url", "")):
            return self.delete_webhook(params, files)
        if not url.startswith(("https://", "http://")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        secret = params.get("secret_token")
        if secret is not None:
            rules.check_secret(secret)
        connections = min(max(params.get("max_connections") or 40, 1), 100)
        self._allow(params)
        self._forget_if_asked(params)
        self.end_waiting("Conflict: terminated by setWebhook request")
        self._use(Webhook(url, secret, connections, asyncio.Semaphore(connections)))
        return {"result": True, "description": "Webhook was set"}

    def delete_webhook(self, params: Json, _files: Files) -> Json:
        self._forget_if_asked(params)
        was_set = self.webhook is not None
        self._use(None)
        return {"result": True, "description": f"Webhook {'was' if was_set else 'is already'} deleted"}

    def webhook_info(self, _params: Json, _files: Files) -> Json:
        hook = self.webhook
        info: Json = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._pending),
        }
        if hook:
            info["max_connections"] = hook.connections
        if hook and hook.error:
            info |= {"last_error_date": hook.error_date, "last_error_message": hook.error}
        if self._allowed:
            info["allowed_updates"] = self._allowed
        return info

    def _forget_if_asked(self, params: Json) -> None:
        if params.get("drop_pending_updates"):
            self._pending = []

    def _use(self, webhook: Webhook | None) -> None:
        self.webhook = webhook
        self._changed.set()
        self._changed = asyncio.Event()
        self._start_workers()

    def _start_workers(self) -> None:
        """See to it that each chat with updates has somebody who sends them to the webhook."""
        if self.webhook:
            for chat in {pending.chat for pending in self._pending} - self._workers.keys():
                self._workers[chat] = asyncio.get_running_loop().create_task(self._deliver(chat))

    async def _deliver(self, chat: int | None) -> None:
        """Send the updates of a chat one after the other, each until the webhook takes it."""
        pause = FIRST_PAUSE
        while self.webhook and (pending := self._first_of(chat)):
            status = await self.post(json.dumps(pending.update).encode(), self.webhook.secret)
            self.answers.append((pending.update["update_id"], status))
            if 200 <= status < 300:
                self._pending = [other for other in self._pending if other is not pending]
                pause = FIRST_PAUSE
            else:
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        del self._workers[chat]

    def _first_of(self, chat: int | None) -> Pending | None:
        return next((pending for pending in self._pending if pending.chat == chat), None)

    async def post(self, body: bytes, secret: str | None) -> int:
        """Send something to the webhook; the status of its answer, 0 if it gave none."""
        hook = self.webhook
        assert hook, "No webhook is set."
        headers = {"Content-Type": "application/json"}
        if secret is not None:
            headers[SECRET_HEADER] = secret
        async with hook.places:
            try:
                async with self.client.post(hook.url, data=body, headers=headers) as answer:
                    await answer.read()
                    status, error = answer.status, f"Wrong response from the webhook: {answer.status}"
            except (aiohttp.ClientError, asyncio.TimeoutError) as problem:
                status, error = 0, f"Connection failed: {type(problem).__name__}"
        if not 200 <= status < 300:
            hook.error, hook.error_date = error, int(time.time())
        return status

    async def open(self) -> None:
        self.client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=LONGEST_DELIVERY)
        )

    async def close(self) -> None:
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await self.client.close()


# -- chats ---------------------------------------------------------------------------------------------


class Chats:
    """What is in the chats, and what the bot does there."""

    def __init__(self, bot: Json) -> None:
        self.sent: defaultdict[int, dict[int, Message]] = defaultdict(dict)
        self.pressed: dict[str, int] = {}
        """The chats of pressed buttons by the ids of their callback queries."""
        self._bot = bot
        self._all: defaultdict[int, dict[int, Json]] = defaultdict(dict)
        self._photos: Files = {}
        self._counters: defaultdict[int, itertools.count[int]] = defaultdict(lambda: itertools.count(1))
        self._queries = itertools.count(4_000_000_000_000_000_001)

    # -- people

    def compose(self, chat: int, text: str | None, fields: Json) -> Json:
        """A message to the bot; a field that is None is left out."""
        message = {
            "message_id": self._next_id(chat),
            "date": int(time.time()),
            "chat": self._chat(chat),
            "from": person(chat if chat > 0 else 700_000_001),
            "text": text,
            "entities": rules.found_entities(text or "") or None,
            **fields,
        }
        return {name: value for name, value in message.items() if value is not None}

    def note(self, update: Json) -> None:
        """Know the message or the press of a button in an update, so that the bot may refer to it."""
        message = update.get("message")
        if isinstance(message, dict) and isinstance(message.get("message_id"), int):
            self._all[chat_of(update) or 0][message["message_id"]] = message
        query = update.get("callback_query")
        if isinstance(query, dict) and isinstance(query.get("id"), str):
            self.pressed[query["id"]] = chat_of(update) or 0

    def press(self, chat: int, title: str, number: int | None, sender: Json | None) -> Json:
        messages = [message for message in self.sent[chat].values() if number in (None, message.id)]
        for message in reversed(messages):
            for button in itertools.chain(*message.keyboard):
                if button["text"] == title:
                    return {"callback_query": self._query(message, button, sender)}
        raise AssertionError(f"No button {title!r}, only {[message.titles for message in messages]}")

    def _query(self, message: Message, button: Json, sender: Json | None) -> Json:
        assert "callback_data" in button, f"Nothing comes back from {button}"
        return {
            "id": str(next(self._queries)),
            "from": sender or person(message.chat if message.chat > 0 else 700_000_001),
            "message": self._all[message.chat][message.id],
            "chat_instance": str(message.chat),
            "data": button["callback_data"],
        }

    def _chat(self, chat: int) -> Json:
        if chat > 0:
            return {"id": chat, "type": "private", "first_name": "Alex"}
        return {"id": chat, "type": "supergroup", "title": "Gruppe"}

    def _next_id(self, chat: int) -> int:
        # As in Telegram, a bot's private chats count together, and each group for itself.
        return next(self._counters[min(chat, 0)])

    # -- the bot

    def send_message(self, params: Json, _files: Files) -> Json:
        return self._send(params, rules.message_text(params), params.get("text", ""), None)

    def send_photo(self, params: Json, files: Files) -> Json:
        named = str(params.get("photo", ""))
        photo = files.get(named.removeprefix("attach://") or "photo", self._photos.get(named))
        if photo is None:
            raise bad(
                "wrong file identifier/HTTP URL specified" if named else "there is no photo in the request"
            )
        return self._send(params, rules.caption(params), params.get("caption", ""), photo)

    def _send(self, params: Json, content: rules.Formatted, html: str, photo: bytes | None) -> Json:
        chat = rules.chat_id(params)
        markup = rules.checked_markup(params)
        reply_to = self._reply_to(chat, params)
        shown: Json = {}
        if photo is not None:
            shown["photo"] = self._sizes(photo)
        if content.text:
            shown["text" if photo is None else "caption"] = content.text
        if content.entities:
            shown["entities" if photo is None else "caption_entities"] = content.entities
        thread = params.get("message_thread_id")
        if thread is not None:
            shown |= {"message_thread_id": thread, "is_topic_message": True}
        if reply_to is not None:
            replied = self._all[chat][reply_to]
            shown["reply_to_message"] = {k: v for k, v in replied.items() if k != "reply_to_message"}
        shown |= _shown_markup(markup)
        number = self._next_id(chat)
        begin = {"message_id": number, "from": self._bot, "chat": self._chat(chat), "date": int(time.time())}
        self._all[chat][number] = begin | shown
        self.sent[chat][number] = Message(
            number,
            chat,
            content.text,
            html,
            content.links,
            _rows(markup),
            photo,
            thread,
            reply_to,
            time.monotonic(),
        )
        return self._all[chat][number]

    def _reply_to(self, chat: int, params: Json) -> int | None:
        asked = params.get("reply_parameters") or {}
        number = asked.get("message_id", params.get("reply_to_message_id"))
        if number is None or number in self._all[chat]:
            return number
        if asked.get("allow_sending_without_reply") or params.get("allow_sending_without_reply"):
            return None
        raise bad("message to be replied not found")

    def _sizes(self, photo: bytes) -> list[Json]:
        width, height = rules.photo_size(photo)
        name = f"AgACAgIAAxkBAAN{len(self._photos)}"
        self._photos[name] = photo
        size = {"width": width, "height": height, "file_size": len(photo)}
        return [{"file_id": name, "file_unique_id": f"AQAD{len(self._photos)}", **size}]

    def edit_markup(self, params: Json, _files: Files) -> Json:
        chat, number = rules.chat_id(params), params.get("message_id")
        if number not in self._all[chat]:
            raise bad("message to edit not found")
        if number not in self.sent[chat]:
            raise bad("message can't be edited")
        markup = rules.checked_markup(params)
        message, shown = self.sent[chat][number], self._all[chat][number]
        if _rows(markup) == message.keyboard:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        self.sent[chat][number] = replace(message, keyboard=_rows(markup))
        kept = {name: value for name, value in shown.items() if name != "reply_markup"}
        self._all[chat][number] = {**kept, "edit_date": int(time.time()), **_shown_markup(markup)}
        return self._all[chat][number]

    def chat_action(self, params: Json, _files: Files) -> bool:
        rules.chat_id(params)
        if params.get("action") not in rules.ACTIONS:
            raise bad("wrong parameter action in request")
        return True

    def answer_query(self, params: Json, _files: Files) -> bool:
        if params.get("callback_query_id") not in self.pressed:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if len(params.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        return True


def _rows(markup: Json | None) -> list[list[Json]]:
    return (markup or {}).get("inline_keyboard", [])


def _shown_markup(markup: Json | None) -> Json:
    """The part of a message that holds its inline keyboard; other keyboards are no part of a message."""
    return {"reply_markup": markup} if _rows(markup) else {}


class Commands:
    """The bot's commands, for whom and in which language."""

    def __init__(self) -> None:
        self._commands: dict[tuple[str, str], list[Json]] = {}

    def set(self, params: Json, _files: Files) -> bool:
        rules.check_commands(params.get("commands"))
        self._commands[self._place(params)] = params["commands"]
        return True

    def delete(self, params: Json, _files: Files) -> bool:
        self._commands.pop(self._place(params), None)
        return True

    def get(self, params: Json, _files: Files) -> list[Json]:
        return self._commands.get(self._place(params), [])

    def _place(self, params: Json) -> tuple[str, str]:
        scope = params.get("scope") or {"type": "default"}
        return json.dumps(scope, sort_keys=True), params.get("language_code", "")


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
