"""Ten thousand messages that nobody foresaw: each gets an answer, and the bot is afterwards as it was before."""

from __future__ import annotations

import http.client
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from berufslotse.serving.processes import Paar
from tests.channels.visitor import PATIENCE, running
from tests.serving.fuzzed_messages import Fuzzed, messages
from tests.serving.watching import SERVERS, memory, pids, too_much

SEED = 20_261_129
COUNT, WARMING, EACH, LONG = 10_000, 1_000, 20, 300
AT_ONCE = 6
OFTEN = "1000000/minute"
RAW = re.compile(r"Traceback|\bNone\b|\bnan\b|\{[\w ]*\}|\[[^\]\n]*\]\([^)\n]*\)|<class|object at 0x")
"""What an answer shows that was never filled in, or was not meant for people."""


@dataclass
class Talk:
    """A conversation, and what was wrong with its answers."""

    port: int
    said: list[Fuzzed] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def hold(self, texts: Sequence[Fuzzed]) -> list[str]:
        """Say all `texts` over one connection and return the faults, each with the message that led to it."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            token = _call(connection, "/chat/sessions", None)[1]["token"]
            for message in texts:
                self.said.append(message)
                status, answer = _call(connection, "/chat/messages", token, message.body)
                if fault := self._fault(message, status, answer):
                    self.faults.append(f"message {len(self.said)}: {message!r}\n  {fault}")
        finally:
            connection.close()
        return self.faults

    def _fault(self, message: Fuzzed, status: int, answer: Any) -> str | None:
        if status == 400 and not message.text.strip():
            return None
        if status != 200:
            return f"status {status}: {answer}"
        replies = [part for m in answer["messages"] if m["from"] == "lotse" for part in m["parts"]]
        if not any(part["type"] == "text" and part["text"].strip() for part in replies):
            return f"no text in the answer: {replies}"
        typed = "\n".join(f"{m.text}\n{m.payload}" for m in self.said if m.payload or m.text)
        shown = json.dumps(replies, ensure_ascii=False)
        texts = "\n".join(part["text"] for part in replies if part["type"] == "text")
        raw = [found for found in RAW.findall(texts) if found not in typed.replace("\nNone", "")]
        return f"shows {raw}: {shown[:600]}" if raw else None


def _call(
    connection: http.client.HTTPConnection, path: str, token: str | None, body: dict[str, str] | None = None
) -> tuple[int, Any]:
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    content = {"id": str(uuid.uuid4()), **body} if body is not None else {}
    connection.request("POST", path, json.dumps(content), headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def _talk_about(pair: Paar, texts: Sequence[Fuzzed], long: int = 0) -> list[str]:
    """Say `texts`, the first `long` in one conversation, the others in many; return the faults."""
    talks = [texts[:long]] if long else []
    talks += [texts[n : n + EACH] for n in range(long, len(texts), EACH)]
    with ThreadPoolExecutor(AT_ONCE) as people:
        return [
            fault
            for faults in people.map(lambda t: Talk(pair.addresses.port).hold(t), talks)
            for fault in faults
        ]


@pytest.fixture(scope="module")
def lotse(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paar]:
    """A running bot that takes as much as comes."""
    rates = ("requests_per_address", "sessions_per_address", "messages_per_session")
    with running(tmp_path_factory.mktemp("fuzz"), model, dict.fromkeys(rates, OFTEN)) as pair:
        yield pair


def test_ten_thousand_messages_are_answered_and_leave_the_bot_as_it_was(lotse: Paar):
    texts = messages(COUNT, SEED)
    assert len(texts) == COUNT
    servers = {name: pids(lotse, name) for name in SERVERS}
    faults = _talk_about(lotse, texts[:WARMING])
    before = memory(lotse)
    faults += _talk_about(lotse, texts[WARMING:], LONG)
    after = memory(lotse)
    print(f"memory before {before}, after {after}")
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:20]])
    assert {name: pids(lotse, name) for name in SERVERS} == servers
    assert "Traceback" not in lotse.log.read_text(encoding="utf-8", errors="replace")
    assert not too_much(before, after)


def test_a_visitor_is_answered_afterwards_as_before(lotse: Paar):
    question = Fuzzed("Was verdient ein Koch in Köln?")
    connection = http.client.HTTPConnection("127.0.0.1", lotse.addresses.port, timeout=PATIENCE)
    token = _call(connection, "/chat/sessions", None)[1]["token"]
    status, answer = _call(connection, "/chat/messages", token, question.body)
    assert status == 200 and "Euro" in json.dumps(answer["messages"])
