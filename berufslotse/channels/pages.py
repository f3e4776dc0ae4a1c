"""The files of the website channel as they are served: with type and fingerprint, packed where asked."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

from sanic import response
from sanic.request import Request
from sanic.response import HTTPResponse

from berufslotse.channels.responses import SECURITY

STATIC = Path(__file__).with_name("static")
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# "gzip;q=0" refuses it.
_GZIP = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))", re.IGNORECASE)
# Lit and the widget each name the one policy by which they make markup of text.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html berufslotse"
)


class Page:
    """One file, read when it is made and served from memory."""

    def __init__(self, name: str) -> None:
        """Read the file `name` of the folder static; raises OSError where it is missing."""
        file = STATIC / name
        self._plain = file.read_bytes()
        self._packed = gzip.compress(self._plain, mtime=0)
        self._fingerprint = hashlib.sha256(self._plain).hexdigest()[:20]
        self._type = TYPES[file.suffix]
        self._extra = {"Content-Security-Policy": POLICY} if file.suffix == ".html" else {}

    def response(self, request: Request) -> HTTPResponse:
        """Return the file, or that the client's copy is still good."""
        # Asked for again each time, so a new widget is in use at once; unchanged, it costs a few bytes.
        headers = {**SECURITY, **self._extra, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        packed = bool(_GZIP.search(request.headers.get("accept-encoding", "")))
        headers["ETag"] = f'"{self._fingerprint}{"-gzip" if packed else ""}"'
        if headers["ETag"] in request.headers.get("if-none-match", ""):
            return response.empty(304, headers)
        if packed:
            headers["Content-Encoding"] = "gzip"
        return response.raw(self._packed if packed else self._plain, headers=headers, content_type=self._type)
