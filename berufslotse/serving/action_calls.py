"""What the action server takes: calls as Rasa makes them, unpacked and checked before an action sees them."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

from sanic import Sanic
from sanic.exceptions import InvalidUsage, PayloadTooLarge, SanicException
from sanic.request import Request
from sanic.response import HTTPResponse

from berufslotse.serving.http_guard import guard, in_words


def guard_calls(app: Sanic, most_bytes: int) -> None:
    """Let rasa_sdk's `app` refuse what is no call of an action (400) or of more than `most_bytes` (413)."""
    guard(app, most_bytes)
    app.register_middleware(_check, "request")


async def _check(request: Request) -> HTTPResponse | None:
    """Return the refusal of what is no call, else leave it as `request.json`."""
    # By the route, since it is found by more than one spelling of its address.
    if not request.route or request.route.path != "webhook":
        return None
    try:
        if request.headers.get("content-encoding") == "deflate":
            # rasa_sdk would unpack it without a bound.
            request.body = inflate(request.body, request.app.config.REQUEST_MAX_SIZE)
            del request.headers["content-encoding"]
        if not is_call(request.json):
            raise InvalidUsage("No call of an action")
    except SanicException as error:
        # Sanic runs middleware again where a request has failed, and nobody would catch what is raised there.
        return await in_words(request, error)
    return None


def inflate(body: bytes, most_bytes: int) -> bytes:
    """Return what `body` (deflate) holds; raises InvalidUsage, or PayloadTooLarge above `most_bytes`."""
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(body, most_bytes + 1)
    except zlib.error:
        raise InvalidUsage("Bad Request") from None
    if len(content) > most_bytes:
        raise PayloadTooLarge("Request body exceeds the size limit")
    if not unpacker.eof:
        raise InvalidUsage("Bad Request")
    return content


def is_call(call: Any) -> bool:
    """Whether `call` has the fields of a call of an action, each of its type."""
    if not _is_object(call, {"version": str, "next_action": str, "tracker": dict, "domain": dict}):
        return False
    tracker = call.get("tracker") or {}
    if not call.get("next_action"):
        return True
    return (
        bool(tracker.get("sender_id"))
        and _is_object(tracker, {"sender_id": str, "latest_message": dict})
        and isinstance(tracker.get("slots"), dict)
        and _is_message(tracker.get("latest_message") or {})
        and isinstance(tracker.get("events"), list)
        and all(map(_is_event, tracker["events"]))
    )


def _is_message(message: Mapping[str, Any]) -> bool:
    fields = {"intent": dict, "entities": list, "intent_ranking": list, "text": str}
    return (
        _is_object(message, {**fields, "turn": int, "zweites_thema": str})
        and _is_object(message.get("intent") or {}, {"name": str})
        and all(_is_object(entity, {"entity": str}) for entity in message.get("entities") or ())
        and all(_is_object(guess, {"name": str}) for guess in message.get("intent_ranking") or ())
    )


def _is_event(event: Any) -> bool:
    return _is_object(event, {"metadata": dict, "input_channel": str}) and isinstance(event.get("event"), str)


def _is_object(value: Any, fields: Mapping[str, type]) -> bool:
    return isinstance(value, dict) and all(
        value.get(name) is None or isinstance(value[name], kind) for name, kind in fields.items()
    )
