"""What an HTTP server of ours refuses by itself, and how it says so: for Rasa's and for the action server's.

Sanic 21.12 answers 500, or hangs up without a word, where the head of a request cannot be read, and rasa_sdk
sends back what it was sent where an action fails.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from sanic import Sanic, response
from sanic.exceptions import InvalidUsage, PayloadTooLarge, SanicException
from sanic.http import Http, Stage
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.server.protocols import http_protocol
from sanic.server.protocols.base_protocol import SanicProtocol
from sanic.server.protocols.http_protocol import HttpProtocol

MESSAGES = {
    400: ("invalid_request", "Diese Anfrage ist nicht gültig."),
    401: ("unauthorized", "Diese Adresse verlangt eine Anmeldung."),
    403: ("forbidden", "Diese Adresse ist nicht für alle offen."),
    404: ("not_found", "Diese Adresse gibt es hier nicht."),
    405: ("method_not_allowed", "Diese Adresse kann das nicht."),
    408: ("timeout", "Die Anfrage kam zu langsam an. Bitte versuche es noch einmal."),
    413: ("too_long", "Die Anfrage ist zu groß."),
    417: ("invalid_request", "Diese Anfrage erwartet etwas, das es hier nicht gibt."),
    503: (
        "unavailable",
        "Der Berufslotse ist gerade nicht zu erreichen. Bitte versuche es gleich noch einmal.",
    ),
}
UNFORESEEN = (
    "internal_error",
    "Da ist beim Berufslotsen etwas schiefgegangen. Bitte versuche es noch einmal.",
)
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LENGTH = re.compile("[0-9]{1,18}")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_UNPRINTABLE = re.compile(rb"[\x00-\x20\x7f]")
logger = logging.getLogger(__name__)


def guard(app: Sanic, most_bytes: int) -> None:
    """Let `app` refuse heads that cannot be read (400) and bodies of more than `most_bytes` (413), in words.

    A handler may set a bound of its own for a body that it reads itself. To be called before the first
    connection; a process has one protocol, so its other apps refuse the same heads.
    """
    app.config.REQUEST_MAX_SIZE = most_bytes
    # Sanic offers no setting for the class; the protocol looks it up by this name at each connection.
    http_protocol.Http = StrictHttp  # type: ignore[misc]
    http_protocol.HttpProtocol.close = _close  # type: ignore[assignment]
    app.error_handler.add(Exception, in_words)


class StrictHttp(Http):  # type: ignore[misc]
    """Sanic's reading of a request, which refuses what could be read in two ways or not at all."""

    __slots__ = ()

    async def http1_request_header(self) -> None:
        """Read the head of a request; raises a SanicException that becomes the answer."""
        try:
            await super().http1_request_header()
            _check(self.request)
            if self.request_bytes > self.request_max_size:
                raise PayloadTooLarge("Request body exceeds the size limit")
        except Exception as error:
            # An address that cannot be read would fail once more where the answer is made.
            self.url = None
            self._read_no_more()
            if isinstance(error, SanicException):
                raise
            raise InvalidUsage("Bad Request") from None

    async def read(self) -> bytes | None:
        """Read a piece of the body; raises a SanicException that becomes the answer if there is none yet."""
        try:
            piece: bytes | None = await super().read()
        except SanicException:
            self._read_no_more()
            if self.stage is Stage.HANDLER:
                raise
            return None
        return piece

    def _read_no_more(self) -> None:
        # Nobody knows where the next request would begin.
        self.keep_alive, self.request_body = False, None
        self.recv_buffer.clear()


def _close(protocol: HttpProtocol, timeout: float | None = None) -> None:
    """Close the connection; what is not yet sent has `timeout` seconds.

    Sanic would keep every connection in memory for that time, also one that has gone.
    """
    if protocol.transport and not protocol.transport.get_write_buffer_size():
        protocol.transport.close()
    else:
        SanicProtocol.close(protocol, timeout)


def _check(request: Request) -> None:
    """Raise InvalidUsage unless method, header names and the length of the body are what HTTP/1.1 allows."""
    headers = request.headers
    lengths, codings = headers.getall("content-length", []), headers.getall("transfer-encoding", [])
    plain = _TOKEN.fullmatch(request.method) and not _UNPRINTABLE.search(request.raw_url)
    named = all(_TOKEN.fullmatch(name) and not _CONTROL.search(value) for name, value in headers.items())
    one_length = len(lengths) + len(codings) <= 1 and all(_LENGTH.fullmatch(length) for length in lengths)
    if not plain or not named or not one_length or codings not in ([], ["chunked"]):
        raise InvalidUsage("Bad Request")


async def in_words(request: Request, error: Exception) -> HTTPResponse:
    """Return the answer to a request that failed; it repeats nothing of the request or the failure."""
    status = error.status_code if isinstance(error, SanicException) else 500
    if status == 500:
        where = request.route.path if request.route else "unknown"
        logger.error("Unerwarteter Fehler bei der Adresse „%s“.", where, exc_info=error)
    return refusal(status, headers=getattr(error, "headers", None))


def refusal(
    status: int, message: str | None = None, headers: Mapping[str, str] | None = None
) -> HTTPResponse:
    """Return the answer with `status`, which says `message` or what is usually said."""
    code, usual = MESSAGES.get(status, UNFORESEEN if status >= 500 else MESSAGES[400])
    content = {"code": code, "message": message or usual}
    own = {**(headers or {}), "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return response.json(content, status, own, ensure_ascii=False)
