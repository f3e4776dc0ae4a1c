"""The action server: rasa_sdk's, which answers Rasa and nobody else, is counted, and repeats no request.

Starts without importing Rasa. Who runs it says which package holds the actions and what tells the version of
the knowledge (`actions/__main__.py`).
"""

from __future__ import annotations

import argparse
import hmac
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence

from rasa_sdk import Action, utils
from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import BaseHTTPResponse, HTTPResponse

from berufslotse.secrets import SecretUnusable, read_secret
from berufslotse.serving import action_operations, request_id
from berufslotse.serving.action_calls import guard_calls
from berufslotse.serving.action_operations import Version
from berufslotse.serving.http_guard import refusal
from berufslotse.serving.logs import LogSettingUnusable, set_up_logging
from berufslotse.serving.metrics import OTHER, ActionMetrics
from berufslotse.serving.operators import Network, OperatorsUnusable, is_local, is_operator, operators

TOKEN = "ACTIONS_TOKEN"
"""The secret's name (berufslotse/secrets.py)."""
MOST_BYTES = 16 * 1024 * 1024
"""Two actions are sent the whole conversation (endpoints.yml), and 1,000 turns are some 10 MB."""
WEBHOOK, HEALTH = "/webhook", "/health"
NO_TOKEN = "Hier fehlt das Token, oder es ist ein anderes (ACTIONS_TOKEN)."
NOT_LOCAL = "Ohne Token (ACTIONS_TOKEN) antwortet der Action-Server nur diesem Rechner."

logger = logging.getLogger(__name__)


def build(package: str, version: Version) -> Sanic:
    """Return the server for the actions in `package`; `version` tells which knowledge they know.

    Raises:
        SecretUnusable, OperatorsUnusable: a setting of the environment is wrong.
    """
    networks, token = operators(), read_secret(TOKEN)
    # An empty list of origins: browsers have no business here.
    app = create_app(package, cors_origins="")
    app.register_middleware(_begin, "request")
    app.register_middleware(_door(token, networks), "request")
    guard_calls(app, MOST_BYTES)
    metrics = ActionMetrics()
    _count(app, metrics, _names(package))
    action_operations.tell(app, metrics, version)
    return app


async def _begin(request: Request) -> None:
    request.ctx.request_id = request_id.begin(request.headers.get(request_id.HEADER))
    request.ctx.began = time.perf_counter()


def _door(token: str | None, networks: list[Network]) -> Callable[[Request], HTTPResponse | None]:
    """Return what lets in who may come in, and answers anybody else."""
    expected = f"Bearer {token}".encode()

    def check(request: Request) -> HTTPResponse | None:
        if request.path == HEALTH:
            return None
        if request.path in action_operations.PATHS:
            return None if is_operator(request, networks) else refusal(404)
        if token is None:
            return None if is_local(request) else refusal(403, NOT_LOCAL)
        given = request.headers.get("authorization", "").encode(errors="replace")
        if hmac.compare_digest(given, expected):
            return None
        return refusal(401, NO_TOKEN, {"WWW-Authenticate": "Bearer"})

    return check


def _names(package: str) -> frozenset[str]:
    """Return the names of the actions in `package`; only they become labels."""
    found = (action for action in utils.all_subclasses(Action) if action.__module__.startswith(package))
    return frozenset(action().name() for action in found)


def _count(app: Sanic, metrics: ActionMetrics, names: frozenset[str]) -> None:
    """Count and time calls of actions."""

    async def observe(request: Request, answer: BaseHTTPResponse) -> None:
        answer.headers["X-Content-Type-Options"] = "nosniff"
        if number := getattr(request.ctx, "request_id", None):
            answer.headers[request_id.HEADER] = number
        if request.path != WEBHOOK or request.method != "POST" or answer.status in {401, 403, 405, 413}:
            return
        name = _called(request, names)
        metrics.seconds.labels(name).observe(time.perf_counter() - request.ctx.began)
        if answer.status >= 400:
            metrics.failures.labels(name).inc()

    for name in names:
        metrics.seconds.labels(name)
        metrics.failures.labels(name)
    app.register_middleware(observe, "response")


def _called(request: Request, names: frozenset[str]) -> str:
    try:
        name = (request.json or {}).get("next_action")
    except (InvalidUsage, AttributeError):
        return OTHER
    return name if isinstance(name, str) and name in names else OTHER


def serve(package: str, version: Version, arguments: Sequence[str] | None = None) -> None:
    """Run the server of `build` until it is stopped; where, `arguments` and the environment say."""
    parser = argparse.ArgumentParser(prog=f"python -m {package}", description="Der Action-Server.")
    parser.add_argument("--port", type=int, default=5055, help="Port (sonst 5055)")
    port = parser.parse_args(arguments).port
    logging.getLogger("matplotlib").setLevel(logging.WARNING)
    utils.configure_colored_logging(logging.INFO)
    utils.update_sanic_log_level()
    try:
        set_up_logging("actions")
        app = build(package, version)
    except (SecretUnusable, OperatorsUnusable, LogSettingUnusable) as error:
        sys.exit(f"Der Action-Server kann so nicht starten. {error}")
    host = os.environ.get("SANIC_HOST", "").strip() or "127.0.0.1"
    logger.info("Der Action-Server antwortet auf http://%s:%d", host, port)
    app.run(host, port, workers=utils.number_of_sanic_workers())
