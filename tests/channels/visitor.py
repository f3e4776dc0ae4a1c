"""What the tests of the website channel share: somebody who visits the website, and the channel's contract."""

from __future__ import annotations

import http.client
import itertools
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator, RefResolver

import berufslotse.channels
from berufslotse.serving.processes import Adressen, Paar, free_port

PROJECT = Path(__file__).resolve().parents[2]
CONTRACT = Path(berufslotse.channels.__file__).with_name("openapi.yml")
CHANNEL = "berufslotse.channels.website.WebsiteChannel"
REST = "berufslotse.channels.rest.RestChannel"
PATIENCE = 40
"""Seconds, for when an answer never comes."""

_contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
LISTED, UNLISTED = "https://www.beispiel.de", "https://www.andere.de"
MESSAGES, SESSIONS, REQUESTS = 12, 5, 300
"""So many a minute this bot takes: messages of a conversation, conversations and requests of an address."""
PAY = "Was verdient ein Erzieher in Köln?"
LONGEST = 2000
_addresses = itertools.count(1)


def check(schema: str, value: Any) -> None:
    """Raise jsonschema.ValidationError unless `value` is what the contract calls `schema`."""
    reference = {"$ref": f"#/components/schemas/{schema}"}
    Draft7Validator(reference, resolver=RefResolver("", _contract)).validate(value)


@dataclass
class Answer:
    """What the server answered."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @cached_property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    port: int, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Ask a server of this machine."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


class Visitor:
    """Somebody with a network address and, once begun, a conversation of their own."""

    def __init__(self, lotse: Paar) -> None:
        self.port = lotse.addresses.port
        self.address = f"10.0.{next(_addresses)}.1"
        self.token: str | None = None

    def request(self, method: str, path: str, body: Any = None, **headers: str | None) -> Answer:
        """Send a request, `body` as JSON unless it is bytes; a header of None is left out."""
        given = {"X_Forwarded_For": self.address, **headers}
        if self.token:
            given = {"Authorization": f"Bearer {self.token}", **given}
        if body is not None:
            given = {"Content_Type": "application/json", **given}
        sent = {name.replace("_", "-"): value for name, value in given.items() if value is not None}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        return ask(self.port, method, f"/chat{path}", data, sent)

    def begin(self) -> Visitor:
        """Begin a conversation."""
        answer = self.request("POST", "/sessions")
        assert answer.status == 201
        check("Session", answer.json)
        self.token = answer.json["token"]
        return self

    def send(self, text: str, **fields: str) -> Answer:
        """Say something, with a new id unless one is given."""
        return self.request("POST", "/messages", {"id": str(uuid.uuid4()), "text": text, **fields})

    def say(self, text: str, **fields: str) -> list[dict[str, Any]]:
        """Say something and return the message as it was kept, with the replies."""
        return _messages(self.send(text, **fields))

    def history(self) -> list[dict[str, Any]]:
        """Return the conversation so far."""
        return _messages(self.request("GET", "/messages"))


def _messages(answer: Answer) -> list[dict[str, Any]]:
    assert answer.status == 200, answer.body
    check("Messages", answer.json)
    return answer.json["messages"]


def text(messages: list[dict[str, Any]]) -> str:
    """Return all that is said in `messages`."""
    return "\n".join(part["text"] for part in parts(messages, "text"))


def parts(messages: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Return the parts of `messages` that are of one kind."""
    return [part for message in messages for part in message["parts"] if part["type"] == kind]


def assert_refused(answer: Answer, status: int, code: str) -> None:
    """Check that a request was refused as the contract says: with a code and a German sentence."""
    assert (answer.status, answer.json["code"]) == (status, code), answer.body
    check("Error", answer.json)
    assert answer.headers.get_content_type() == "application/json"
    assert answer.json["message"][0].isupper() and answer.json["message"].endswith((".", "!"))


@contextmanager
def running(folder: Path, model: Path, settings: dict[str, Any]) -> Iterator[Paar]:
    """Give a running bot that keeps all in `folder` and serves the website with `settings`."""
    credentials = folder / "credentials.yml"
    credentials.write_text(json.dumps({REST: None, CHANNEL: settings}), encoding="utf-8")
    own = {
        "BERUFSLOTSE_HOME": str(folder / "heim"),
        "BERUFSLOTSE_CREDENTIALS": str(credentials),
        "CONVERSATIONS_URL": f"sqlite:///{folder / 'heim' / 'gespraeche.db'}",
    }
    with Paar(PROJECT, Adressen(free_port(), free_port()), model, folder / "bot.log", own) as pair:
        yield pair


def new_id() -> str:
    return str(uuid.uuid4())


def people(messages: list[dict]) -> list[str]:
    """Return what people said in `messages`."""
    return [text([message]) for message in messages if message["from"] == "person"]


def head(visitor: Visitor, start: str, length: int | None = None, *more: str) -> bytes:
    """Return the head of a request as it goes over the network."""
    lines = [
        f"{start} HTTP/1.1",
        "Host: 127.0.0.1",
        f"X-Forwarded-For: {visitor.address}",
        f"Authorization: Bearer {visitor.token}",
        "Content-Type: application/json",
        *([f"Content-Length: {length}"] if length is not None else []),
        *more,
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def message(**fields: object) -> dict:
    return {"id": new_id(), "text": "Hallo", **fields}
