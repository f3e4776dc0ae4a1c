"""Somebody who talks to the bot, over one connection that stays open; written to cost little itself."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Protocol

PATIENCE = 60.0
"""Seconds after which a message counts as unanswered."""


@dataclass
class Connection:
    """HTTP/1.1 to a port of this machine: one request at a time, answers with a Content-Length."""

    port: int
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def post(self, path: str, body: dict[str, str], token: str = "") -> tuple[int, bytes]:
        """Return status and body; the status is 0 where no answer came in time."""
        content = json.dumps(body).encode()
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        head += f"Authorization: Bearer {token}\r\n" if token else ""
        request = f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content
        reused = self.streams is not None
        try:
            return await asyncio.wait_for(self._exchange(request), PATIENCE)
        except (OSError, asyncio.IncompleteReadError, ValueError, asyncio.TimeoutError) as error:
            self.close()
            # The server may have closed a connection that was idle.
            stale = reused and isinstance(error, (OSError, asyncio.IncompleteReadError))
            return await self.post(path, body, token) if stale else (0, b"")

    async def _exchange(self, request: bytes) -> tuple[int, bytes]:
        self.streams = self.streams or await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        body = await reader.readexactly(length)
        if b"connection: close" in head:
            self.close()
        return int(head[9:12]), body

    def close(self) -> None:
        """Close it; the next request opens a new one."""
        if self.streams:
            self.streams[1].close()
            self.streams = None


class Talk(Protocol):
    """A conversation. Both methods return what went wrong, in a word or two, or nothing."""

    async def begin(self) -> str:
        """Do what has to be done before the first message."""

    async def say(self, text: str) -> str:
        """Say something, and wait for the answer."""


def fault(status: int, body: bytes, sign: bytes, apologies: tuple[bytes, ...]) -> str:
    """Return what is wrong with an answer, which holds `sign` when the bot said something, or nothing."""
    if status != 200:
        return f"status {status}" if status else "no answer"
    if sign not in body:
        return "no text"
    return "apology" if any(apology in body for apology in apologies) else ""


@dataclass
class Rest:
    """A conversation through Rasa's REST channel."""

    connection: Connection
    name: str
    apologies: tuple[bytes, ...] = ()

    async def begin(self) -> str:
        """Do nothing: the first message begins it."""
        return ""

    async def say(self, text: str) -> str:
        """Say something; return what went wrong, or nothing."""
        answer = await self.connection.post("/webhooks/rest/webhook", {"sender": self.name, "message": text})
        return fault(*answer, b'"text"', self.apologies)


@dataclass
class Website:
    """A conversation as the widget leads it, under a token."""

    connection: Connection
    name: str
    apologies: tuple[bytes, ...] = ()
    token: str = field(default="", init=False)

    async def begin(self) -> str:
        """Fetch the token of a new conversation."""
        status, body = await self.connection.post("/chat/sessions", {})
        self.token = json.loads(body)["token"] if status == 201 else ""
        return "" if self.token else f"session: status {status}"

    async def say(self, text: str) -> str:
        """Say something; return what went wrong, or nothing."""
        message = {"id": str(uuid.uuid4()), "text": text}
        answer = await self.connection.post("/chat/messages", message, self.token)
        return fault(*answer, b'"lotse"', self.apologies)


DOORS = {"rest": Rest, "website": Website}
