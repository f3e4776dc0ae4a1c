"""What is in the chats, what the bot does there, and its commands."""

from __future__ import annotations

import itertools
import json
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from tests.channels import bot_api_rules as rules
from tests.channels.bot_api_rules import bad
from tests.channels.bot_api_updates import chat_of

Json = dict[str, Any]
Files = dict[str, bytes]


def person(number: int, first_name: str = "Alex") -> Json:
    """Somebody who uses Telegram in German."""
    return {"id": number, "is_bot": False, "first_name": first_name, "language_code": "de"}


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
