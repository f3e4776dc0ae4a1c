"""Ten thousand requests that no client of ours sends, to every address of both servers: none brings them down."""

# ruff: noqa: F811 (fixtures are imported)
from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from berufslotse.serving.processes import get_json
from tests.channels.fuzzed_requests import Keys, Sent, requests
from tests.channels.telegram_bots import QUESTIONS, Lotse, lotse_on_telegram, new_chat, topics
from tests.channels.visitor import CHANNEL, PATIENCE, PAY, REST, Visitor, text
from tests.serving.watching import SERVERS, memory, pids, too_much

SEED = 20_261_129
COUNT, WARMING = 10_000, 3_000
AT_ONCE = 8
OPEN = 40
"""So many requests are begun and never ended."""
A_MOMENT = 0.2
"""Seconds after which the answer to half a request is not waited for any longer."""
OFTEN = "1000000/minute"
CHARTS = ("Was verdient ein Koch in Köln?", "Wo verdient ein Koch mehr, in Köln oder in Bonn?")
TELEGRAM = "berufslotse.channels.telegram.TelegramChannel"
OPERATIONS = "berufslotse.channels.operations.OperationsChannel"
STATUS = re.compile(rb"(?:^|\n|\})HTTP/1\.1 (\d{3})")
WHOLE = re.compile(
    rb"HTTP/1\.1 \d{3}.*?\r\ncontent-length: (\d+)\r\n.*?\r\n\r\n(.*)", re.DOTALL | re.IGNORECASE
)


@pytest.fixture(scope="module")
def lotse(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lotse]:
    """A running bot with all channels that takes as much as comes."""
    folder = tmp_path_factory.mktemp("anfragen")
    rates = ("requests_per_address", "sessions_per_address", "messages_per_session")
    channels = {REST: None, CHANNEL: dict.fromkeys(rates, OFTEN), TELEGRAM: None, OPERATIONS: None}
    credentials = folder / "credentials.yml"
    credentials.write_text(json.dumps(channels), encoding="utf-8")
    with lotse_on_telegram(folder, model, "webhook", BERUFSLOTSE_CREDENTIALS=str(credentials)) as lotse:
        yield lotse


def _ports(lotse: Lotse) -> dict[str, int]:
    return {"rasa": lotse.pair.addresses.port, "actions": lotse.pair.addresses.actions_port}


def _answer(port: int, sent: Sent) -> bytes:
    """Return what comes back, as far as it is waited for."""
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        try:
            connection.sendall(sent.data)
            connection.settimeout(A_MOMENT if sent.half else PATIENCE)
            while not _is_whole(got) and (piece := connection.recv(65_536)):
                got += piece
                connection.settimeout(A_MOMENT if sent.half else PATIENCE)
        except (BrokenPipeError, ConnectionResetError):
            pass
        except TimeoutError:
            if not sent.half:
                return got or b"HTTP/1.1 599 no answer"
    return got


def _is_whole(got: bytes) -> bool:
    found = WHOLE.match(got)
    return bool(found) and len(found[2]) >= int(found[1]) and b"\r\nconnection: close" in got.lower()


def _faults(lotse: Lotse, all_sent: Sequence[Sent]) -> list[str]:
    """Send everything and return what was answered with a fault of the server, each with what was sent."""
    ports = _ports(lotse)

    def fault(sent: Sent) -> str | None:
        got = _answer(ports[sent.server], sent)
        wrong = [status for status in STATUS.findall(got) if status >= b"500"]
        return f"{sent!r}\n  {got[:500]!r}" if wrong or b"Traceback" in got else None

    with ThreadPoolExecutor(AT_ONCE) as clients:
        return [found for found in clients.map(fault, all_sent) if found]


def _leave_open(lotse: Lotse, stack: ExitStack) -> None:
    """Begin requests at both servers and never end them."""
    begun = (b"GET /chat HTT", b"POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Length: 500\r\n\r\n{", b"")
    for number in range(OPEN):
        for port in _ports(lotse).values():
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
            connection.sendall(begun[number % len(begun)])


def _load_all(lotse: Lotse) -> None:
    """Have each channel answer with all it can show: what draws charts is loaded when the first one is asked for."""
    for question in (PAY, *CHARTS):
        Visitor(lotse.pair).begin().say(question)
        lotse.ask(new_chat(), question)


def test_ten_thousand_requests_leave_the_servers_as_they_were(lotse: Lotse):
    visitor = Visitor(lotse.pair).begin()
    secret = lotse.api.of("setWebhook")[-1].params["secret_token"]
    sent = requests(COUNT, SEED, Keys(visitor.token or "", secret))
    servers = {name: pids(lotse.pair, name) for name in SERVERS}
    _load_all(lotse)
    faults = _faults(lotse, sent[:WARMING])
    before = memory(lotse.pair)
    with ExitStack() as stack:
        _leave_open(lotse, stack)
        faults += _faults(lotse, sent[WARMING:])
    after = memory(lotse.pair)
    print(f"memory before {before}, after {after}")
    assert not faults, "\n".join([f"{len(faults)} faults", *faults[:20]])
    assert {name: pids(lotse.pair, name) for name in SERVERS} == servers
    assert "Traceback" not in lotse.log
    assert not too_much(before, after)


def test_everybody_is_answered_afterwards_as_before(lotse: Lotse):
    assert "Euro" in text(Visitor(lotse.pair).begin().say(PAY))
    assert topics(lotse.ask(new_chat(), QUESTIONS[0])) == ["Koch"]
    assert "Euro" in json.dumps(get_json(lotse.pair.addresses.rest, {"sender": "danach", "message": PAY}))
    assert {"name": "action_answer"} in get_json(f"{lotse.pair.addresses.actions}/actions")
    visitor = Visitor(lotse.pair).begin()
    visitor.say(PAY)
    assert visitor.request("DELETE", "/sessions").json["deleted"] and visitor.history() == []


def test_operators_are_told_afterwards_that_all_is_well(lotse: Lotse):
    server, actions = f"http://127.0.0.1:{lotse.pair.addresses.port}/betrieb", lotse.pair.addresses.actions
    for address in (f"{server}/live", f"{server}/ready", f"{actions}/ready"):
        assert get_json(address) == {"status": "ok"}
    assert "lotse_turns_in_progress 0.0" in get_json(f"{server}/metrics")
    assert "lotse_action_seconds_count" in get_json(f"{actions}/metrics")
