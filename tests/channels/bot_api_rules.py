"""What Telegram's Bot API takes and refuses: parameters, HTML, keyboards, commands and photos."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from telegram.constants import ChatAction

MESSAGE_LIMIT, CAPTION_LIMIT = 4096, 1024

TEXTS = frozenset(
    [
        "action",
        "callback_query_id",
        "caption",
        "certificate",
        "ip_address",
        "language_code",
        "parse_mode",
        "photo",
        "secret_token",
        "text",
        "url",
    ]
)
"""Parameters that are taken as they come; all others are JSON, if only a number."""

ACTIONS = frozenset(action.value for action in ChatAction)

# -- refusals ------------------------------------------------------------------------------------------
DESCRIPTIONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    429: "Too Many Requests: retry after {retry_after}",
    500: "Internal Server Error",
}


@dataclass
class Refusal(Exception):  # noqa: N818
    """An answer that is not ok, in Telegram's words."""

    status: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        given = {"parameters": self.parameters} if self.parameters else {}
        return {"ok": False, "error_code": self.status, "description": self.description, **given}


def bad(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


# -- parameters ----------------------------------------------------------------------------------------


def decoded(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a form, with all that is not text read as JSON."""
    return {name: value if name in TEXTS else _decoded(value) for name, value in params.items()}


def _decoded(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def chat_id(params: dict[str, Any]) -> int:
    chat = params.get("chat_id")
    if chat in (None, ""):
        raise bad("chat_id is empty")
    if not isinstance(chat, int) or isinstance(chat, bool) or not chat:
        raise bad("chat not found")
    return chat


def check_secret(secret: str) -> None:
    if len(secret) > 256:
        raise bad("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", secret):
        raise bad("secret token contains unallowed characters")


def check_commands(commands: Any) -> None:
    if not isinstance(commands, list) or not all(isinstance(command, dict) for command in commands):
        raise bad("can't parse commands: Expected an Array of BotCommand")
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command", "")).removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


# -- texts ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Formatted:
    """A text without its tags, and what the tags said of it."""

    text: str
    entities: list[dict[str, Any]]

    @property
    def links(self) -> list[tuple[str, str]]:
        return [
            (part(self.text, entity), entity["url"])
            for entity in self.entities
            if entity["type"] == "text_link"
        ]


def units(text: str) -> int:
    """How long Telegram says a text is: in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def part(text: str, entity: dict[str, Any]) -> str:
    """What an entity covers."""
    begin, end = entity["offset"], entity["offset"] + entity["length"]
    return text.encode("utf-16-le")[2 * begin : 2 * end].decode("utf-16-le")


def message_text(params: dict[str, Any]) -> Formatted:
    formatted = _formatted(params.get("text", ""), params, "entities")
    if not formatted.text:
        raise bad("message text is empty")
    if len(formatted.text) > MESSAGE_LIMIT:
        raise bad("message is too long")
    return formatted


def caption(params: dict[str, Any]) -> Formatted:
    formatted = _formatted(params.get("caption", ""), params, "caption_entities")
    if len(formatted.text) > CAPTION_LIMIT:
        raise bad("message caption is too long")
    return formatted


def _formatted(text: str, params: dict[str, Any], entities: str) -> Formatted:
    mode = params.get("parse_mode", "").casefold()
    if mode == "html":
        return _trimmed(Formatted(*_HtmlReader(text).read()))
    if mode:
        raise bad("unsupported parse_mode")
    return _trimmed(Formatted(text, params.get(entities) or []))


def _trimmed(formatted: Formatted) -> Formatted:
    """Without the white space around it, which Telegram takes away."""
    text = formatted.text.strip()
    before = units(formatted.text) - units(formatted.text.lstrip())
    entities = []
    for entity in formatted.entities:
        begin = max(entity["offset"] - before, 0)
        end = min(entity["offset"] + entity["length"] - before, units(text))
        if begin < end:
            entities.append({**entity, "offset": begin, "length": end - begin})
    return Formatted(text, entities)


_COMMAND_OR_MENTION = re.compile(
    r"(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w))"
)


def found_entities(text: str) -> list[dict[str, Any]]:
    """The commands and mentions in what somebody wrote."""
    return [
        {"type": found.lastgroup, "offset": units(text[: found.start()]), "length": units(found.group())}
        for found in _COMMAND_OR_MENTION.finditer(text)
    ]


# -- HTML ----------------------------------------------------------------------------------------------

_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    **{"u": "underline", "s": "strikethrough", "a": "text_link"},
    **{"code": "code", "pre": "pre", "blockquote": "blockquote"},
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PLAIN = re.compile(r"[^<&]+")
_CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)(?![A-Za-z])|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));?")
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[^\s<>/]*)"
    r"(?P<attributes>(?:\s+[\w-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*)\s*>"
)
_ATTRIBUTE = re.compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?")


def _character(found: re.Match[str]) -> str:
    """What a character reference stands for; itself if no character has that number."""
    name, decimal, hexadecimal = found.groups()
    if name:
        return _NAMED[name]
    number = int(decimal) if decimal else int(hexadecimal, 16)
    unfit = not 0 < number < 0x110000 or 0xD800 <= number < 0xE000
    return found.group() if unfit else chr(number)


@dataclass
class _OpenTag:
    name: str
    attributes: dict[str, str]
    begin: int
    """Where its content begins, counted in pieces of text."""


class _HtmlReader:
    """Reads parse mode HTML as strictly as Telegram."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._position = 0
        self._pieces: list[str] = []
        self._open: list[_OpenTag] = []
        self._entities: list[dict[str, Any]] = []

    def read(self) -> tuple[str, list[dict[str, Any]]]:
        """The plain text and its entities."""
        while self._position < len(self._source):
            if self._source[self._position] == "<":
                self._read_tag()
            else:
                self._read_text()
        if self._open:
            raise self._refusal(f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"')
        return "".join(self._pieces), sorted(self._entities, key=lambda entity: entity["offset"])

    def _read_text(self) -> None:
        if found := _CHARACTER.match(self._source, self._position):
            piece, self._position = _character(found), found.end()
        else:
            # An ampersand that begins nothing stands for itself.
            found = _PLAIN.match(self._source, self._position)
            piece = found.group() if found else "&"
            self._position += len(piece)
        self._pieces.append(piece)

    def _read_tag(self) -> None:
        found = _TAG.match(self._source, self._position)
        if not found:
            raise self._refusal("Unclosed start tag", here=True)
        name = found["name"].lower()
        if found["end"]:
            self._close(name)
        else:
            self._open.append(_OpenTag(name, self._attributes(name, found), len(self._pieces)))
        self._position = found.end()

    def _attributes(self, name: str, found: re.Match[str]) -> dict[str, str]:
        if name not in _KINDS:
            raise self._refusal(f'Unsupported start tag "{name}"', here=True)
        attributes = {
            attribute.lower(): _CHARACTER.sub(_character, double or single or bare)
            for attribute, double, single, bare in _ATTRIBUTE.findall(found["attributes"])
        }
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise self._refusal('Tag "span" must have class "tg-spoiler"', here=True)
        return attributes

    def _close(self, name: str) -> None:
        if not self._open:
            raise self._refusal("Unexpected end tag", here=True)
        tag = self._open.pop()
        # Telegram takes `</>` for the end of whatever is open.
        if name and name != tag.name:
            raise self._refusal(
                f'Unmatched end tag, expected "</{tag.name}>", found "</{name}>"',
                here=True,
            )
        content = "".join(self._pieces[tag.begin :])
        if not content:
            return
        offset = units("".join(self._pieces[: tag.begin]))
        entity = {"type": _KINDS[tag.name], "offset": offset, "length": units(content)}
        if tag.name == "a":
            entity["url"] = tag.attributes.get("href") or content
        self._entities.append(entity)

    def _refusal(self, problem: str, here: bool = False) -> Refusal:
        place = f" at byte offset {len(self._source[: self._position].encode())}" if here else ""
        return bad(f"can't parse entities: {problem}{place}")


# -- keyboards -----------------------------------------------------------------------------------------

_MARKUPS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_DEEDS = frozenset(
    [
        "callback_data",
        "url",
        "web_app",
        "login_url",
        "switch_inline_query",
        "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat",
        "copy_text",
        "callback_game",
        "pay",
    ]
)


def checked_markup(params: dict[str, Any]) -> dict[str, Any] | None:
    """The reply markup, or None for none, which an empty inline keyboard is too."""
    markup = params.get("reply_markup")
    if markup in (None, "", {}):
        return None
    if not isinstance(markup, dict) or not any(kind in markup for kind in _MARKUPS):
        raise bad("can't parse reply keyboard markup JSON object")
    if "inline_keyboard" not in markup:
        return markup
    for button in buttons(markup):
        _check_button(button)
    rows = [row for row in markup["inline_keyboard"] if row]
    return {"inline_keyboard": rows} if rows else None


def buttons(markup: dict[str, Any]) -> Iterator[dict[str, Any]]:
    rows = markup.get("inline_keyboard", [])
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')
    return (button for row in rows for button in row)


def _check_button(button: Any) -> None:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad('can\'t parse inline keyboard button: Field "text" must be of type String')
    if not button["text"].strip():
        raise bad("inline keyboard button text must be non-empty")
    if not _DEEDS & button.keys():
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and not re.match(r"(https?|tg)://[^\s/]+|tel:", str(button["url"])):
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


# -- photos --------------------------------------------------------------------------------------------


def photo_size(photo: bytes) -> tuple[int, int]:
    """Width and height of a photo that Telegram takes."""
    if len(photo) > 10 * 1024 * 1024:
        raise bad("file is too big")
    try:
        with Image.open(io.BytesIO(photo)) as image:
            image.verify()
            width, height = image.size
    except (OSError, SyntaxError, ValueError):
        raise bad("IMAGE_PROCESS_FAILED") from None
    if width + height > 10_000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height
