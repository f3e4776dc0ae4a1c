"""From Telegram's updates to what the bot has to do: answer a text, a choice, delete, or say a fixed word."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from telegram import CallbackQuery, Message, MessageEntity, Update, User

from berufslotse.channels.saying import as_text, sayable

SENDER = "telegram-"
"""So the ids of these conversations begin in the tracker store; the chat's id follows."""
TEXT, CHOICE, DELETE, NOTICE = "text", "choice", "delete", "notice"
COMMANDS = {
    "start": "/greet",
    "hilfe": "/help",
    "help": "/help",
    "neu": "/start_over",
    "datenschutz": "/privacy",
}
DELETING = {"loeschen", "löschen"}
PRESSED = "✓ "
"""What stands before the title of a button that was pressed."""
_HEARD = ("voice", "audio", "video_note")
_SEEN = ("photo", "video", "animation", "sticker", "document", "story", "paid_media")
_PLACES = ("location", "venue")
_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True)
class Incoming:
    """What came in from a chat.

    `kind` says what `text` is: of TEXT what somebody wrote, of CHOICE what is asked by what is `shown` (a
    payload, or where to find it), of NOTICE the name of what to say (telegram_texts.py).
    """

    chat: int
    kind: str
    text: str = ""
    shown: str = ""
    thread: int | None = None
    reply_to: int | None = None
    album: str | None = None

    @property
    def sender(self) -> str:
        """Return the id of the conversation."""
        return f"{SENDER}{self.chat}"

    def as_dict(self) -> dict[str, Any]:
        """Return all that is not empty, to be kept as JSON."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}


def read(update: Update, me: User) -> Incoming | None:
    """Return what `update` asks of the bot `me`, or None if it is not meant for it or asks nothing.

    Edits, posts in channels, members who come and go, and kinds of updates that are unknown ask nothing.
    """
    if update.callback_query:
        return _press(update.callback_query)
    message = update.message
    if message is None or message.chat.type == message.chat.CHANNEL or _by_a_bot(message):
        return None
    if message.group_chat_created or any(member.id == me.id for member in message.new_chat_members):
        return _incoming(message, NOTICE, "added")
    text = message.text or message.caption or ""
    if message.chat.type != message.chat.PRIVATE:
        addressed = _addressed(message, text, me)
        if addressed is None:
            return None
        if message.text and not addressed.strip():
            # Who only calls its name is greeted.
            return _incoming(message, CHOICE, COMMANDS["start"], sayable(text))
        text = addressed
    if text.strip():
        return _written(message, sayable(text), me)
    kind = _unreadable(message)
    return _incoming(message, NOTICE, kind) if kind else None


def pressed(query: CallbackQuery) -> tuple[str, list[list[tuple[str, str]]]]:
    """Return the title of the pressed button and the keyboard, as (title, data), in which it is marked."""
    markup = getattr(query.message, "reply_markup", None)
    title, marked = "", list[list[tuple[str, str]]]()
    for row in markup.inline_keyboard if markup else ():
        marked.append([])
        for button in row:
            data = str(button.callback_data or "")
            name = button.text.removeprefix(PRESSED)
            if data == query.data and not title:
                title = name
                marked[-1].append((f"{PRESSED}{name}", data))
            else:
                marked[-1].append((button.text, data))
    return title, marked


def _press(query: CallbackQuery) -> Incoming | None:
    if not query.message or not query.data:
        return None
    title, _ = pressed(query)
    return Incoming(
        query.message.chat.id,
        CHOICE,
        sayable(query.data),
        sayable(title or query.data),
        getattr(query.message, "message_thread_id", None) if _in_topic(query.message) else None,
        query.message.message_id if query.message.chat.type != query.message.chat.PRIVATE else None,
    )


def _by_a_bot(message: Message) -> bool:
    # Who writes anonymously in a group comes as a bot, on behalf of the group.
    return bool(message.from_user and message.from_user.is_bot and not message.sender_chat)


def _incoming(message: Message, kind: str, text: str = "", shown: str = "") -> Incoming:
    private = message.chat.type == message.chat.PRIVATE
    return Incoming(
        message.chat.id,
        kind,
        text,
        shown,
        message.message_thread_id if _in_topic(message) else None,
        None if private else message.message_id,
        sayable(message.media_group_id) if message.media_group_id else None,
    )


def _in_topic(message: Any) -> bool:
    return bool(getattr(message, "is_topic_message", False))


def _addressed(message: Message, text: str, me: User) -> str | None:
    """Return what a message in a group says to the bot, or None if it does not speak to it."""
    name = re.compile(rf"@{re.escape(me.username or '')}(?!\w)", re.IGNORECASE)
    parse = message.parse_entities if message.text else message.parse_caption_entities
    entities = parse().items() if text else ()
    for entity, words in entities:
        if entity.type == entity.BOT_COMMAND and name.search(words):
            return text
        if (entity.type == entity.MENTION and name.fullmatch(words)) or (
            entity.user and entity.user.id == me.id
        ):
            return _without(text, entity)
    answered = message.reply_to_message
    return text if answered and answered.from_user and answered.from_user.id == me.id else None


def _without(text: str, entity: MessageEntity) -> str:
    """Return `text` without the mention that `entity` is, whose place is told in UTF-16 units."""
    units = text.encode("utf-16-le", "surrogatepass")
    kept = units[: 2 * entity.offset], units[2 * (entity.offset + entity.length) :]
    before, after = (part.decode("utf-16-le", "surrogatepass") for part in kept)
    return f"{before.rstrip()} {after.lstrip(' ,:;')}".strip()


def _written(message: Message, text: str, me: User) -> Incoming | None:
    found = _COMMAND.fullmatch(text.strip())
    if found is None:
        return _incoming(message, TEXT, as_text(text), text)
    name, other, rest = found.group(1).lower(), found.group(2), found.group(3)
    if other and other.lower() != (me.username or "").lower():
        return None
    if name in COMMANDS:
        return _incoming(message, CHOICE, COMMANDS[name], f"/{name}")
    if name in DELETING:
        return _incoming(message, DELETE)
    if rest:
        return _incoming(message, TEXT, as_text(f"{found.group(1)} {rest}"), text)
    return _incoming(message, NOTICE, "command")


def _unreadable(message: Message) -> str | None:
    """Return what kind of thing a message without text is, or None if nobody said anything by it."""
    for kind, names in (("heard", _HEARD), ("seen", _SEEN), ("place", _PLACES)):
        if any(getattr(message, name, None) for name in names):
            return kind
    return "other" if message.effective_attachment else None
