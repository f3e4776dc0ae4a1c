"""The Redis that several workers share: what must be the same for all of them, and only for seconds."""

from __future__ import annotations

import hashlib

from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from berufslotse.secrets import read_secret

VARIABLE = "REDIS_URL"
PREFIX = "lotse"
MOST_CONNECTIONS = 50
AWAY = (RedisError, OSError)
"""What is raised while Redis is away, starts, or has no room."""


def redis_url() -> str | None:
    """Return the address of Redis, or None where one worker is alone; raises as `read_secret` does."""
    return read_secret(VARIABLE)


def connect(url: str, timeout: float) -> Redis:
    """Return a client that waits at most `timeout` seconds for Redis; it connects when it is first used.

    Raises:
        ValueError: `url` is no address of a Redis.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=MOST_CONNECTIONS,
        timeout=timeout,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
    )
    return Redis(connection_pool=pool)


def key(kind: str, name: str) -> str:
    """Return the key for `name`, from which `name` (a chat, an address) cannot be read."""
    return f"{PREFIX}:{kind}:{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}"
