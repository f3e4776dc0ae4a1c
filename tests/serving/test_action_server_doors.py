"""The action server answers Rasa and nobody else, repeats nothing of what it was sent, and is counted."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import pytest

from berufslotse.knowledge.home import PROJECT
from berufslotse.serving import action_operations, action_server
from berufslotse.serving.processes import Adressen, Paar, free_port, get_json
from tests.channels import visitor
from tests.channels.visitor import Answer

SLOW = """\
import asyncio
from pathlib import Path
from rasa_sdk import Action
from berufslotse.serving.action_server import serve

class Slow(Action):
    def name(self):
        return "action_langsam"
    async def run(self, dispatcher, tracker, domain):
        Path(__file__).with_name("begonnen").touch()
        await asyncio.sleep(1)
        dispatcher.utter_message(text="fertig")
        return []

if __name__ == "__main__":
    serve("langsam", lambda: "1")
"""
TOKEN, MARK = "geheim-4711-token", "unverwechselbar-0815"


class Server:
    """A running action server, and where it logs."""

    def __init__(self, port: int, log: Path) -> None:
        self.port, self.log = port, log

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return visitor.ask(self.port, method, path, body, sent)


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
        (json.dumps([MARK]).encode(), {}, 400),
        (json.dumps({"next_action": "action_answer", "tracker": {MARK: MARK}}).encode(), {}, 400),
        (call(MARK, action="action_gibt_es_nicht"), {}, 404),
        (call(MARK, action="action_answer").replace(b'"entities": []', b'"entities": [1]'), {}, 400),
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


def test_it_is_ready_while_its_knowledge_can_be_read(server):
    assert server.ask("GET", "/ready").json == {"status": "ok"}
    assert server.ask("GET", "/ready", X_Forwarded_For="127.0.0.1").status == 404


def test_it_is_not_ready_where_there_is_no_knowledge(tmp_path):
    own = {"KNOWLEDGE_URL": "postgresql://nobody@127.0.0.1:1/nichts"}
    with running(tmp_path, **own) as server:
        answer = server.ask("GET", "/ready")
        assert answer.status == 503 and answer.json["gruende"] == ["Das Wissen ist nicht zu lesen."]
        assert server.ask("GET", "/health").status == 200
        assert b"process_resident_memory_bytes" in server.ask("GET", "/metrics").body


async def test_knowledge_that_hangs_keeps_nobody_waiting_and_holds_up_one_thread(monkeypatch):
    monkeypatch.setattr(action_operations, "SECONDS", 0.05)
    free, asked = threading.Event(), []

    def version() -> str:
        asked.append(1)
        free.wait(20)
        return "7"

    knowledge = action_operations._Knowledge(version)
    assert [await knowledge.version() for _ in range(3)] == [None, None, None]
    free.set()
    monkeypatch.setattr(action_operations, "SECONDS", 20)
    assert await knowledge.version() == "7" and len(asked) == 1


def test_it_finishes_what_it_is_at_when_it_is_told_to_end(tmp_path):
    slow = tmp_path / "langsam.py"
    slow.write_text(SLOW, encoding="utf-8")
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": f"{PROJECT}:{tmp_path}"}
    process = subprocess.Popen([sys.executable, str(slow), "--port", str(port)], env=environment)
    server = Server(port, tmp_path / "log")
    try:
        for _ in range(600):
            with suppress(OSError):
                server.ask("GET", "/health")
                break
            time.sleep(0.1)
        with ThreadPoolExecutor() as pool:
            waiting = pool.submit(server.ask, "POST", "/webhook", call(action="action_langsam"))
            while not (tmp_path / "begonnen").exists():
                time.sleep(0.05)
            process.terminate()
            assert waiting.result(30).json["responses"][0]["text"] == "fertig"
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.wait()


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
