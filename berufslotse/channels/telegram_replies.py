"""From Rasa's events to the messages that Telegram takes: HTML, a keyboard, a picture with its caption."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from berufslotse.channels.parts import Event, Part, parts

MOST = 4096
MOST_IN_CAPTION = 1024
MOST_IN_DATA = 64
"""Telegram's limits: UTF-16 units of a text and a caption without markup, bytes of a button's data."""
WIDEST_ROW = 28
MOST_IN_ROW = 3
"""What fits side by side on a small phone: characters of all titles in a row, and buttons."""
_STORED = re.compile(r"#(-?\d+)\.(\d+)\.(\d+)")
_ENDS = (
    re.compile(r"\n\n+"),
    re.compile(r"\n"),
    # Three letters before the stop, so that it does not end "z. B." or "Dr.", nor a longer abbreviation.
    re.compile(
        r"(?<=[^\W\d_]{3}[.!?…])(?<!bzw\.)(?<!inkl\.)(?<!zzgl\.)(?<!evtl\.)(?<!Prof\.)(?<!Mio\.)(?<!Mrd\.)"
        r"\s+(?=[^\Wa-zäöü_]|[„»(“])"
    ),
    re.compile(r"\s+"),
)


@dataclass(frozen=True)
class Outgoing:
    """A message to send: its text or caption as HTML, and rows of buttons as (title, data)."""

    html: str
    photo: bytes | None = None
    keyboard: tuple[tuple[tuple[str, str], ...], ...] = ()

    @property
    def plain(self) -> str:
        """Return the text without markup."""
        return html.unescape(re.sub(r"<[^>]*>", "", self.html))


@dataclass(frozen=True)
class Line:
    """A piece of text: as HTML, and how many UTF-16 units of it are seen."""

    html: str
    length: int


def outgoing(events: Sequence[Event], number: int) -> list[Outgoing]:
    """Return the messages for the replies `events` to the update `number`."""
    return [message for index, event in enumerate(events) for message in _reply(event, f"{number}.{index}")]


def notice(text: str) -> Outgoing:
    """Return a message of plain `text`."""
    return Outgoing(html.escape(text, quote=False))


def payload(data: str, turn: Any) -> str | None:
    """Return what the button with `data` asks for, or None if it is no longer kept.

    `turn` gives the events of the update with a number: the person's message, then the replies.
    """
    stored = _STORED.fullmatch(data)
    if stored is None:
        return data if data.startswith("/") else None
    number, reply, button = map(int, stored.groups())
    try:
        return turn(str(number))[1:][reply]["data"]["buttons"][button]["payload"]
    except (LookupError, TypeError):
        return None


def split(text: str, most: int = MOST) -> list[str]:
    """Return `text` in pieces of at most `most` UTF-16 units, parted where it reads best."""
    pieces = []
    rest = text.strip()
    while length(rest) > most:
        head = _beginning(rest, most)
        cut = max(1, _cut(head, rest))
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest] if rest else pieces


def length(text: str) -> int:
    """Return how long `text` is for Telegram: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _beginning(text: str, most: int) -> str:
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def _cut(head: str, text: str) -> int:
    """Return where to part `text`, whose `head` fits: at a paragraph, else a line, a sentence, a word."""
    for end in _ENDS:
        places = [
            found.start() for found in end.finditer(text, 0, len(head) + 1) if found.start() <= len(head)
        ]
        if places and places[-1] >= len(head) // 2:
            return places[-1]
    return len(head)


def _reply(event: Event, number: str) -> list[Outgoing]:
    shown: dict[str, list[Part]] = {}
    for part in parts(event):
        shown.setdefault(part["type"], []).append(part)
    lines = [_line(piece) for part in shown.get("text", ()) for piece in split(part["text"])]
    messages = _pack(
        lines, [_page(link) for link in shown.get("link", ())] + _sources(shown.get("source", []))
    )
    messages += _chart(((event.get("data") or {}).get("custom") or {}).get("chart") or {})
    buttons = shown.get("buttons", [{"buttons": []}])[0]["buttons"]
    if buttons:
        last = messages.pop() if messages else notice("Zur Wahl steht:")
        messages.append(replace(last, keyboard=_rows(buttons, number)))
    return messages


def _line(text: str) -> Line:
    return Line(html.escape(text, quote=False), length(text))


def _pack(texts: Sequence[Line], pages: Sequence[Line]) -> list[Outgoing]:
    """Return a message for each text; `pages` stand below the last one, as far as there is room."""
    packed = [[text] for text in texts]
    for page in pages:
        if packed and sum(line.length + 2 for line in packed[-1]) + page.length <= MOST:
            packed[-1].append(page)
        else:
            packed.append([page])
    if texts and len(packed[len(texts) - 1]) > 1:
        text, *below = packed[len(texts) - 1]
        packed[len(texts) - 1] = [replace(text, html=f"{text.html}\n"), *below]
    return [Outgoing("\n".join(line.html for line in lines)) for lines in packed]


def _page(page: Part) -> Line:
    title = _short(page["title"])
    return Line(_link(title, page["url"]), length(title))


def _sources(sources: Sequence[Part]) -> list[Line]:
    lines = []
    for index, source in enumerate(sources):
        before = ("Quelle: " if len(sources) == 1 else "Quellen: ") if index == 0 else ""
        publisher, title = f"{before}{_short(source['publisher'])}, ", _short(source["title"])
        after = f" ({source['date']})"
        marked = f"{html.escape(publisher, False)}{_link(title, source['url'])}{html.escape(after, False)}"
        lines.append(Line(marked, length(publisher + title + after)))
    return lines


def _link(title: str, url: str) -> str:
    return f'<a href="{html.escape(url)}">{html.escape(title, quote=False)}</a>'


def _short(text: str) -> str:
    return split(text, 300)[0] if text.strip() else "…"


def _chart(chart: Part) -> list[Outgoing]:
    try:
        photo = base64.b64decode(chart["png"], validate=True)
    except (LookupError, TypeError, ValueError):
        return []
    if not photo:
        return []
    told = split(str(chart.get("alt") or ""), MOST_IN_CAPTION)
    # In words for who cannot see the picture; folded, for who can.
    caption = f"<blockquote expandable>{html.escape(told[0], quote=False)}</blockquote>" if told else ""
    return [Outgoing(caption, photo)]


def _rows(buttons: Sequence[Part], number: str) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the buttons in rows: short titles side by side, a long one alone."""
    rows: list[list[tuple[str, str]]] = []
    for index, button in enumerate(buttons):
        title, asked = button["title"].strip() or "…", button["payload"]
        fits = asked.startswith("/") and len(asked.encode()) <= MOST_IN_DATA
        pressable = (title, asked if fits else f"#{number}.{index}")
        if rows and len(rows[-1]) < MOST_IN_ROW and _width([*rows[-1], pressable]) <= WIDEST_ROW:
            rows[-1].append(pressable)
        else:
            rows.append([pressable])
    return tuple(map(tuple, rows))


def _width(row: Iterable[tuple[str, str]]) -> int:
    return sum(len(title) for title, _ in row)
