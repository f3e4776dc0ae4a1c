"""What all answers of Rasa's server carry: the request's id, and what browsers shall not do with them."""

from __future__ import annotations

from sanic import Sanic
from sanic.request import Request
from sanic.response import BaseHTTPResponse

from berufslotse.serving import request_id

WIDGET = "/chat"
"""What browsers show, on other websites too; it says by itself what they may."""
EVERYWHERE = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
ELSEWHERE = {
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
}


def add_headers(app: Sanic) -> None:
    """Have all answers of `app` carry them; to be called before the server starts."""
    app.request_middleware.appendleft(begin_request)
    app.response_middleware.append(_add)


async def begin_request(request: Request) -> None:
    """Give the request its id."""
    request.ctx.request_id = request_id.begin(request.headers.get(request_id.HEADER))


async def _add(request: Request, answer: BaseHTTPResponse) -> None:
    # A request that cannot be read is answered without having begun.
    number = getattr(request.ctx, "request_id", None) or request_id.begin(None)
    answer.headers[request_id.HEADER] = number
    outside = request.path != WIDGET and not request.path.startswith(f"{WIDGET}/")
    for name, value in {**EVERYWHERE, **(ELSEWHERE if outside else {})}.items():
        answer.headers.setdefault(name, value)
