"""The action server answers Rasa and nobody else, repeats nothing of what it was sent, and is counted."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from berufslotse.knowledge.home import PROJECT
from berufslotse.serving import action_server
from berufslotse.serving.processes import Adressen, Paar, free_port, get_json
from tests.channels.visitor import Answer

TOKEN, MARK = "geheim-4711-token", "unverwechselbar-0815"


class Server:
    """A running action server, and where it logs."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=40)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[Server]:
    port, log = free_port(), folder / "actions.log"
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONUNBUFFERED": "1", **settings}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "actions", "--port", str(port)],
            cwd=PROJECT,
            env=environment,
            stdout=out,
            stderr=out,
        )
    server = Server(port, log)
    try:
        for _ in range(600):
            assert process.poll() is None, log.read_text()
            try:
                server.ask("GET", "/health")
                break
            except OSError:
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("offen")) as found:
        yield found


@pytest.fixture(scope="module")
def closed(tmp_path_factory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("token"), ACTIONS_TOKEN=TOKEN) as found:
        yield found


def call(text: str = "Was verdient ein Koch in Köln?", action: str = "action_answer") -> bytes:
    tracker = {
        "sender_id": "a",
        "slots": {},
        "events": [],
        "paused": False,
        "latest_input_channel": "rest",
        "latest_message": {"text": text, "intent": {"name": "gehalt"}, "entities": []},
        "active_loop": {},
        "latest_action_name": None,
        "followup_action": None,
    }
    body = {"next_action": action, "sender_id": "a", "version": "3.6.21", "domain": {}, "tracker": tracker}
    return json.dumps(body).encode()


@pytest.mark.parametrize(
    "given", ["", f"Bearer {TOKEN}x", "Bearer ", f"Basic {TOKEN}", TOKEN, f"bearer {TOKEN}", "Bearer \xfc"]
)
def test_with_a_token_nobody_comes_in_without_it(closed, given):
    for method, path in (("POST", "/webhook"), ("GET", "/actions"), ("GET", "/nichts")):
        answer = closed.ask(method, path, call(), **({"Authorization": given} if given else {}))
        assert answer.status == 401 and answer.headers["WWW-Authenticate"] == "Bearer"


def test_with_the_token_actions_are_carried_out_and_health_stays_open(closed):
    answer = closed.ask("POST", "/webhook", call(), Authorization=f"Bearer {TOKEN}")
    assert answer.status == 200 and answer.json["responses"]
    assert closed.ask("GET", "/health").json == {"status": "ok"}
    assert TOKEN not in closed.log.read_text()


def test_without_a_token_this_machine_may_call(server):
    answer = server.ask("POST", "/webhook", call(), X_Request_ID="anfrage-0815", Origin="https://x.de")
    assert answer.status == 200 and answer.json["responses"]
    assert answer.headers["X-Request-ID"] == "anfrage-0815"
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", None), ("10.0.0.1", 403), ("8.8.8.8", 403)])
def test_without_a_token_another_machine_may_not(address, status):
    request = SimpleNamespace(path="/webhook", ip=address, headers={})
    answer = action_server._door(None, [])(request)
    assert (answer.status if answer else None) == status


def test_a_packed_call_is_unpacked(server):
    answer = server.ask("POST", "/webhook", zlib.compress(call()), Content_Encoding="deflate")
    assert answer.status == 200 and answer.json["responses"]


def bomb() -> bytes:
    return zlib.compress(b"[" + b" " * (action_server.MOST_BYTES + 1) + b"]")


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (MARK.encode(), {}, 400),
        (b"", {}, 400),
        (json.dumps([MARK]).encode(), {}, 500),
        (json.dumps({"next_action": "action_answer", "tracker": {MARK: MARK}}).encode(), {}, 500),
        (call(MARK, action="action_gibt_es_nicht"), {}, 404),
        (call(MARK, action="action_answer").replace(b'"entities": []', b'"entities": [1]'), {}, 500),
        (MARK.encode(), {"Content_Encoding": "deflate"}, 400),
        (bomb(), {"Content_Encoding": "deflate"}, 413),
        (MARK.encode() * (action_server.MOST_BYTES // len(MARK) + 1), {}, 413),
    ],
    ids=["text", "empty", "list", "no tracker", "unknown", "entities", "unpackable", "bomb", "too big"],
)
def test_an_error_says_nothing_of_what_was_sent_neither_in_the_answer_nor_in_the_log(
    server, body, headers, status
):
    try:
        answer = server.ask("POST", "/webhook", body, **headers)
    except (BrokenPipeError, ConnectionResetError):
        # What is too big is not read to its end.
        assert status == 413
    else:
        assert answer.status == status
        assert MARK.encode() not in answer.body
    assert MARK not in server.log.read_text()


def test_actions_are_counted_by_their_names_and_the_knowledge_is_named(server):
    server.ask("POST", "/webhook", call())
    server.ask("POST", "/webhook", call(action="action_gibt_es_nicht"))
    text = server.ask("GET", "/metrics").body.decode()
    assert 'lotse_action_seconds_count{action="action_answer"}' in text
    assert 'lotse_action_failures_total{action="other"}' in text
    assert 'lotse_knowledge_info{version="' in text and "process_resident_memory_bytes" in text
    assert "gibt_es_nicht" not in text
    assert server.ask("GET", "/metrics", X_Forwarded_For="127.0.0.1").status == 404


def test_a_bot_whose_action_server_wants_a_token_answers(model, tmp_path):
    own = {"ACTIONS_TOKEN": TOKEN, "CONVERSATIONS_URL": f"sqlite:///{tmp_path / 'g.db'}"}
    with Paar(PROJECT, Adressen(free_port(), free_port()), model, tmp_path / "bot.log", own) as bot:
        body = {"sender": "a", "message": "Was verdient ein Koch in Köln?"}
        assert "Euro" in get_json(bot.addresses.rest, body, timeout=30)[0]["text"]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"BERUFSLOTSE_OPERATORS": "überall"}, "BERUFSLOTSE_OPERATORS"),
        ({"ACTIONS_TOKEN_FILE": "/gibt/es/nicht"}, "ACTIONS_TOKEN_FILE"),
    ],
)
def test_a_wrong_setting_ends_the_start_in_one_line(settings, reason):
    done = subprocess.run(
        [sys.executable, "-m", "actions", "--port", str(free_port())],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT), **settings},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Der Action-Server kann so nicht starten. " + reason)
