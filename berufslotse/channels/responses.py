"""What the website channel answers with: JSON, errors in words, and the headers that go with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sanic import response
from sanic.response import HTTPResponse

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

MESSAGES = {
    "invalid_request": "Diese Anfrage ist nicht gültig.",
    "unauthorized": "Diese Sitzung gilt nicht oder nicht mehr. Bitte beginne ein neues Gespräch.",
    "origin_not_allowed": "Für diese Website ist der Berufslotse nicht freigeschaltet.",
    "not_found": "Diese Adresse gibt es hier nicht.",
    "method_not_allowed": "Diese Adresse kann das nicht.",
    "timeout": "Die Anfrage kam zu langsam an. Bitte versuche es noch einmal.",
    "too_long": "Das ist zu lang: Bitte kürze deine Nachricht auf 2.000 Zeichen.",
    "unsupported_media_type": "Diese Adresse nimmt nur JSON (Content-Type: application/json).",
    "too_many_requests": "Das waren viele Anfragen in kurzer Zeit. Bitte warte einen Moment.",
    "unavailable": "Der Berufslotse ist gerade nicht zu erreichen. Bitte versuche es gleich noch einmal.",
}
STATUS = {
    "invalid_request": 400,
    "unauthorized": 401,
    "origin_not_allowed": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "timeout": 408,
    "too_long": 413,
    "unsupported_media_type": 415,
    "too_many_requests": 429,
    "unavailable": 503,
}


class Refusal(Exception):
    """A request that is not taken; `code` is one of `STATUS`, `message` German."""

    def __init__(self, code: str, message: str | None = None, headers: Mapping[str, str] | None = None):
        super().__init__(code)
        self.code, self.headers = code, dict(headers or {})
        self.message = message or MESSAGES[code]

    def response(self) -> HTTPResponse:
        """Return it as what the client gets."""
        body = {"code": self.code, "message": self.message}
        return json(body, STATUS[self.code], self.headers)


def unauthorized() -> Refusal:
    """Return the refusal of a missing or wrong token; why it is wrong is nobody's business."""
    return Refusal("unauthorized", headers={"WWW-Authenticate": "Bearer"})


def wait(code: str, seconds: int) -> Refusal:
    """Return a refusal that asks to come back after `seconds`."""
    return Refusal(code, headers={"Retry-After": str(max(1, seconds))})


def json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Return `body` as JSON that nobody keeps a copy of."""
    return response.json(
        body, status, headers={**SECURITY, "Cache-Control": "no-store", **(headers or {})}, ensure_ascii=False
    )
