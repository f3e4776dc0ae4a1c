"""Rasa's REST channel, for this machine (tests and the shell use it): it refuses what is no message."""

from __future__ import annotations

import json
from asyncio import Queue
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from berufslotse.channels.responses import Refusal
from berufslotse.channels.saying import sayable

LONGEST_NAME = 255
"""So long is the column of Rasa's table that names a conversation."""
DEEPEST = 20


class RestChannel(RestInput):  # type: ignore[misc]
    """Rasa's own channel at the same address, with the same answers to what it takes."""

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return Rasa's routes, which only messages reach."""
        routes = super().blueprint(on_new_message)
        routes.middleware("request")(_check)
        return routes

    @staticmethod
    async def on_message_wrapper(
        on_new_message: Callable[[UserMessage], Awaitable[Any]], text: str, queue: Queue[Any], *more: Any
    ) -> None:
        """Put the replies into `queue`, and the sign of their end there too if the message fails.

        Rasa's own leaves it out then, and the client waits for a minute.
        """
        try:
            await RestInput.on_message_wrapper(on_new_message, text, queue, *more)
        except BaseException:
            await queue.put("DONE")
            raise

    def _extract_message(self, req: Request) -> str:
        return sayable(str(req.json["message"]))


async def _check(request: Request) -> HTTPResponse | None:
    """Return the refusal of a request that is no message, else leave its body as `request.json`."""
    if request.method != "POST":
        return None
    try:
        request.parsed_json = _message(request.body)  # type: ignore[assignment]
    except Refusal as refusal:
        return refusal.response()
    return None


def _message(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Refusal("invalid_request", "Der Inhalt ist kein gültiges JSON.") from None
    if not isinstance(message, dict):
        raise Refusal("invalid_request", "Der Inhalt muss ein JSON-Objekt sein.")
    if not _is_name(message.get("sender")):
        raise Refusal("invalid_request", "Das Feld „sender“ muss ein Text von bis zu 255 Zeichen sein.")
    if not isinstance(message.get("message"), str):
        raise Refusal("invalid_request", "Das Feld „message“ muss Text sein.")
    if message.get("input_channel") and not _is_name(message["input_channel"]):
        raise Refusal(
            "invalid_request", "Das Feld „input_channel“ muss ein Text von bis zu 255 Zeichen sein."
        )
    metadata = message.get("metadata") or {}
    if not isinstance(metadata, dict) or not _is_plain(metadata, DEEPEST):
        raise Refusal("invalid_request", "Das Feld „metadata“ muss ein JSON-Objekt von geringer Tiefe sein.")
    return message


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME and sayable(value) == value


def _is_plain(value: Any, depth: int) -> bool:
    """Whether `value` can be kept: nested less deep than `depth`, of characters that a database takes."""
    if isinstance(value, dict):
        return depth > 0 and all(sayable(k) == k and _is_plain(v, depth - 1) for k, v in value.items())
    if isinstance(value, list):
        return depth > 0 and all(_is_plain(item, depth - 1) for item in value)
    return not isinstance(value, str) or sayable(value) == value
