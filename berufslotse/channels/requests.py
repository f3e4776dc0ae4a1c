"""Reading what a client sends: bounded in size and time, checked field by field."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from pydantic import BaseModel, Extra, Field, ValidationError, validator
from sanic.exceptions import InvalidUsage, PayloadTooLarge
from sanic.http import Http
from sanic.request import Request

from berufslotse.channels.responses import Refusal, unauthorized
from berufslotse.channels.saying import sayable
from berufslotse.channels.sessions import Sessions, TokenInvalid

MOST_CHARACTERS = 2000
MOST_BYTES = 64 * 1024
"""Room for two texts of `MOST_CHARACTERS`, each character escaped at its longest."""
MOST_BYTES_ANYWHERE = 1024 * 1024
"""What any address takes that sets itself no other bound."""
MOST_SECONDS = 10.0
UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Strict(BaseModel):
    """A body with no fields but those named, and no types but those named."""

    class Config:
        """Refuse what is not named."""

        extra = Extra.forbid


class NewSession(Strict):
    """What begins a conversation: nothing."""


class NewMessage(Strict):
    """A message; `text` is what the person sees as said, `payload` what a pressed button stands for."""

    id: str
    text: str = Field(min_length=1)
    payload: str | None = Field(None, min_length=1, regex="^/")

    @validator("id", "text", "payload", pre=True)
    def _is_text(cls, value: Any) -> Any:
        # pydantic 1 would make text of numbers.
        if not isinstance(value, str):
            raise ValueError("muss Text sein")
        return value

    @validator("id")
    def _is_uuid(cls, value: str) -> str:
        if not UUID.fullmatch(value):
            raise ValueError("muss eine UUID sein, mit Bindestrichen und in Kleinbuchstaben")
        return value

    @validator("text", "payload")
    def _is_sayable(cls, value: str) -> str:
        if len(value) > MOST_CHARACTERS:
            raise Refusal("too_long")
        if not value.strip():
            raise ValueError("darf nicht leer sein")
        return sayable(value)


WRONG = {
    "value_error.missing": "fehlt",
    "value_error.extra": "ist hier unbekannt",
    "value_error.any_str.min_length": "darf nicht leer sein",
    "value_error.str.regex": "muss mit / beginnen",
    "type_error.none.not_allowed": "darf nicht null sein",
}


async def read(request: Request, kind: type[Strict]) -> Any:
    """Return the body of `request` as `kind`, or raise the refusal that says what is wrong with it.

    An absent body counts as an empty object.
    """
    body = await whole(request, MOST_BYTES)
    if body and request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Refusal("unsupported_media_type")
    try:
        content = json.loads(body.decode("utf-8")) if body else {}
    except (ValueError, RecursionError):
        raise Refusal("invalid_request", "Der Inhalt ist kein gültiges JSON.") from None
    if not isinstance(content, dict):
        raise Refusal("invalid_request", "Der Inhalt muss ein JSON-Objekt sein.")
    try:
        return kind.parse_obj(content)
    except ValidationError as error:
        raise Refusal("invalid_request", _in_words(error)) from None


def _in_words(error: ValidationError) -> str:
    first = error.errors()[0]
    field = str(first["loc"][0])[:40].encode("utf-8", "replace").decode()
    return f"Das Feld „{field}“ {WRONG.get(first['type'], first['msg'])}."


async def whole(request: Request, most: int) -> bytes:
    """Return the body of at most `most` bytes, waiting for at most `MOST_SECONDS`.

    A client that sends more, or too slowly, is refused and the connection is closed on it.
    """
    stream = request.stream
    assert stream
    stream.request_max_size = most
    try:
        return await asyncio.wait_for(_collect(stream), MOST_SECONDS)
    except PayloadTooLarge:
        refusal = Refusal("too_long", "Die Anfrage ist zu groß.")
    except asyncio.TimeoutError:
        refusal = Refusal("timeout")
    except InvalidUsage:
        refusal = Refusal("invalid_request")
    # What is still to come is not waited for.
    stream.keep_alive, stream.request_body = False, None
    raise refusal


async def _collect(stream: Http) -> bytes:
    parts = []
    while stream.request_body:
        part = await stream.read()
        if part:
            parts.append(part)
    return b"".join(parts)


def sender_id(request: Request, sessions: Sessions) -> str:
    """Return the id of the conversation that the request's bearer token is for, or raise the refusal."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise unauthorized()
    try:
        return sessions.sender_id(token.strip())
    except TokenInvalid:
        raise unauthorized() from None
