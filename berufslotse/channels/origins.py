"""Which websites may use the channel from a browser (CORS)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from sanic import Sanic
from sanic.request import Request

from berufslotse.channels.responses import Refusal

# Authorization is always sent by script and never by the browser itself, so no credentials are allowed.
ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Expose-Headers": "Retry-After",
    "Access-Control-Max-Age": "600",
}


class Origins:
    """The allow-list: origins such as https://www.beispiel.de, and always the bot's own."""

    def __init__(self, allowed: Iterable[str]) -> None:
        """Take the list; raises ValueError with a German message where an entry is no origin."""
        self._allowed = {_checked(origin) for origin in allowed}

    def headers(self, request: Request) -> dict[str, str]:
        """Return the CORS headers of the answer to `request`, or raise the refusal of its origin."""
        origin = request.headers.get("origin")
        if origin is None:
            return {"Vary": "Origin"}
        host = _host(origin)
        own = host is not None and host == request.headers.get("host")
        if not own and origin.lower() not in self._allowed:
            # That it is refused, and nothing else, may be read by any page: so the widget can say why.
            readable = {"Vary": "Origin", "Access-Control-Allow-Origin": origin}
            raise Refusal("origin_not_allowed", headers=readable)
        return {"Vary": "Origin", "Access-Control-Allow-Origin": origin, **ALLOWED}


def _host(origin: str) -> str | None:
    """Return host and port of `origin`, or None if it is not scheme, host and port and nothing else."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return None
    whole = f"{parts.scheme}://{parts.netloc}"
    return parts.netloc if parts.scheme in {"http", "https"} and parts.netloc and whole == origin else None


def _checked(origin: str) -> str:
    if _host(str(origin)) is None:
        raise ValueError(
            f"origins: „{origin}“ ist keine Herkunft. Richtig ist zum Beispiel https://www.beispiel.de, "
            "ohne Pfad und ohne Schrägstrich am Ende."
        )
    return origin.lower()


def leave_to_us(app: Sanic, prefix: str) -> None:
    """Keep sanic-cors, which Rasa sets up for all addresses, from answering for those under `prefix`."""
    cors = app.ctx.sanic_cors
    others = re.compile(rf"(?!{re.escape(prefix)}(/|$))")
    cors.resources = [(others, options) for _, options in cors.resources]
