"""What Rasa's calls of the action server carry besides: the request's id, and the token if there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.utils.endpoints import EndpointConfig

from berufslotse.serving import request_id

TOKEN = "ACTIONS_TOKEN"
"""The secret's name (berufslotse/secrets.py)."""


def add_action_headers(endpoint: EndpointConfig, token: str | None) -> None:
    """Have each request to `endpoint`, and to no other, carry them."""
    own = {"Authorization": f"Bearer {token}"} if token else {}

    async def request(*args: Any, headers: Mapping[str, str] | None = None, **kwargs: Any) -> Any:
        number = request_id.current()
        added = {**(headers or {}), **own, **({request_id.HEADER: number} if number else {})}
        # Looked up at each call, since tuning replaces it in the class.
        return await type(endpoint).request(endpoint, *args, headers=added, **kwargs)

    endpoint.request = request  # type: ignore[method-assign]
