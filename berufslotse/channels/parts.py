"""From Rasa's events to the messages of openapi.yml: typed parts that a client can show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from typing import Any

Event = dict[str, Any]
Part = dict[str, Any]

SHOWN = "shown"
"""In the metadata of a message that Rasa got in other words, a button's for example: what the person saw."""
_WEB = re.compile(r"https?://", re.IGNORECASE)


def messages(events: Sequence[Event]) -> list[dict[str, Any]]:
    """Return the messages in `events` of speech, oldest first.

    A person's has the id it came with, replies have that id with .1, .2 and so on.
    """
    found: list[dict[str, Any]] = []
    said, replies = "", 0
    for event in events:
        if event["event"] == "user":
            said, replies = str(event.get("message_id") or ""), 0
            shown = (event.get("metadata") or {}).get(SHOWN) or event.get("text") or ""
            found.append(_message(event, said, "person", [{"type": "text", "text": shown}]))
        elif content := parts(event):
            replies += 1
            found.append(_message(event, f"{said}.{replies}", "lotse", content))
    return found


def parts(event: Event) -> list[Part]:
    """Return what the bot said in `event`: text, links, chart, sources, buttons, as far as there are any."""
    data = event.get("data") or {}
    custom = data.get("custom") or {}
    return [
        *([{"type": "text", "text": event["text"]}] if event.get("text") else []),
        *_pages("link", custom.get("links")),
        *([{"type": "chart", **custom["chart"]}] if custom.get("chart", {}).get("svg") else []),
        *_pages("source", custom.get("sources")),
        *_buttons(data.get("buttons")),
    ]


def _message(event: Event, name: str, speaker: str, content: list[Part]) -> dict[str, Any]:
    when = datetime.fromtimestamp(event["timestamp"], timezone.utc)
    time = when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return {"id": name, "from": speaker, "time": time, "parts": content}


def _pages(kind: str, pages: Iterable[Part] | None) -> Iterable[Part]:
    """Yield those pages that a browser may safely be sent to."""
    return ({"type": kind, **page} for page in pages or () if _WEB.match(page["url"]))


def _buttons(buttons: Iterable[Part] | None) -> Iterable[Part]:
    pressable = [{"title": b["title"], "payload": b["payload"]} for b in buttons or ()]
    return [{"type": "buttons", "buttons": pressable}] if pressable else []
