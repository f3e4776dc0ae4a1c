"""What those see who look after the bot, what nobody else sees, and what all answers carry."""

from __future__ import annotations

import json
import socket
from collections import deque
from types import SimpleNamespace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sanic.compat import Header

from berufslotse.channels.operations import OperationsChannel
from berufslotse.serving.operators import OperatorsUnusable, is_operator, operators
from berufslotse.serving.processes import Paar
from tests.channels import visitor
from tests.channels.visitor import Answer

PATHS = ["/betrieb/live", "/betrieb/ready", "/betrieb/metrics"]


def ask(bot: Paar, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return visitor.ask(bot.addresses.port, method, path, body, sent)


def figures(bot: Paar) -> dict[tuple[str, ...], float]:
    text = ask(bot, "/betrieb/metrics").body.decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_running_bot_lives_and_is_ready(bot):
    assert ask(bot, "/betrieb/live").json == {"status": "ok"}
    ready = ask(bot, "/betrieb/ready")
    assert (ready.status, ready.json) == (200, {"status": "ok"})


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_what_a_proxy_passes_on_is_told_nothing(bot, path, header):
    assert ask(bot, path, **{header: "127.0.0.1"}).status == 404


def test_an_answered_message_is_counted(bot, gespraech):
    before = figures(bot)
    gespraech.say("/nlu_fallback")
    gespraech.say("Was verdient ein Koch in Köln?")
    after = figures(bot)

    def more(*key: str) -> float:
        return after[key] - before[key]

    assert more("lotse_turns_total", "rest", "answered") == 1
    assert more("lotse_turns_total", "rest", "fallback") == 1
    assert more("lotse_turn_seconds_count", "rest") == 2
    assert after["lotse_turns_in_progress",] == 0
    assert after["lotse_model_info", bot.model.name] == 1


def test_without_its_action_server_a_bot_is_not_ready_and_its_turns_count_as_failed(restored, gespraech):
    before = figures(restored)
    restored.stop("actions")
    ready = ask(restored, "/betrieb/ready")
    assert ready.status == 503
    assert ready.json["gruende"] == ["Der Action-Server antwortet nicht."]
    assert ask(restored, "/betrieb/live").status == 200
    gespraech.say("Was verdient ein Koch in Köln?")
    key = ("lotse_turns_total", "rest", "failed")
    assert figures(restored)[key] == before[key] + 1


@pytest.mark.parametrize(
    "path",
    ["/conversations/x/tracker", "/model/parse", "/domain", "/status", "/version", "/model", "/webhooks"],
)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_the_api_of_rasa_is_off(bot, path, method):
    body = None if method == "GET" else b'{"text": "Hallo"}'
    assert ask(bot, path, method, body).status == 404


@pytest.mark.parametrize("path", [*PATHS, "/", "/nichts", "/webhooks/rest/"])
def test_browsers_are_kept_from_showing_what_is_not_for_them(bot, path):
    headers = ask(bot, path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize("path", ["/chat", "/chat/widget.js", "/chat/health"])
def test_the_widget_may_be_shown_on_other_websites(bot, path):
    headers = ask(bot, path).headers
    # The demo page itself is nobody else's to show, and says so.
    assert path == "/chat" or "Content-Security-Policy" not in headers
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"]
    assert "X-Frame-Options" not in headers


@pytest.mark.parametrize("path", ["/chat/health", "/webhooks/rest/", "/nichts"])
def test_every_answer_names_its_request(bot, path):
    assert ask(bot, path, X_Request_ID="anfrage-0815").headers["X-Request-ID"] == "anfrage-0815"
    first, second = ask(bot, path), ask(bot, path, X_Request_ID="<script>")
    numbers = {answer.headers["X-Request-ID"] for answer in (first, second)}
    assert len(numbers) == 2 and all(len(number) == 32 for number in numbers)


def test_a_message_over_rest_is_answered_as_before(bot):
    body = json.dumps({"sender": "betrieb", "message": "Hallo"}).encode()
    answer = ask(bot, "/webhooks/rest/webhook", "POST", body, Content_Type="application/json")
    assert answer.status == 200 and answer.json[0]["text"]
    assert len(answer.headers.get_all("X-Request-ID")) == 1


def test_a_request_that_cannot_be_read_does_no_harm(bot):
    with socket.create_connection(("127.0.0.1", bot.addresses.port), timeout=20) as connection:
        connection.sendall(b"NONSENSE\r\n\r\n")
        connection.recv(4096)
    assert ask(bot, "/betrieb/live").status == 200


def test_answers_are_counted_by_route_and_status_whatever_address_is_made_up(bot):
    before = figures(bot)
    for number in range(3):
        ask(bot, f"/gibt/es/nicht/{number}")
        ask(bot, f"/chat/gibt/es/nicht/{number}?x={number}")
    ask(bot, "/chat/health")
    after = figures(bot)

    def more(*key: str) -> float:
        return after[("lotse_http_requests_total", *key)] - before.get(("lotse_http_requests_total", *key), 0)

    assert more("/chat/health", "200") == 1
    assert more("other", "404") == more("/chat/<path:path>", "404") == 3
    assert not [key for key in after if "nicht" in str(key)]


async def test_a_worker_that_starts_lives_but_is_not_ready():
    channel = OperationsChannel([], None)
    app = SimpleNamespace(request_middleware=deque(), response_middleware=deque(), ctx=SimpleNamespace())
    await channel._set_up(app, None)
    assert (await channel._live(None)).status == 200
    answer = await channel._ready(None)
    assert (answer.status, json.loads(answer.body)["gruende"]) == (503, ["Der Worker startet noch."])


@pytest.mark.parametrize(
    ("address", "headers", "allowed"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {}, True),
        ("::ffff:127.0.0.1", {}, True),
        ("10.213.7.41", {}, True),
        ("::ffff:10.213.7.41", {}, True),
        ("fd00::1", {}, True),
        ("10.213.8.41", {}, False),
        ("8.8.8.8", {}, False),
        ("", {}, False),
        ("10.213.7.41", {"X-Forwarded-For": "10.213.7.41"}, False),
        ("127.0.0.1", {"x-forwarded-for": ""}, False),
    ],
)
def test_operators_are_this_machine_and_the_networks_named(monkeypatch, address, headers, allowed):
    monkeypatch.setenv("BERUFSLOTSE_OPERATORS", "10.213.7.0/24, fd00::/8")
    request = SimpleNamespace(ip=address, headers=Header(headers))
    assert is_operator(request, operators()) is allowed


@pytest.mark.parametrize("given", ["irgendwo", "10.0.0.1/8", "10.0.0.0/8;fd00::/8"])
def test_networks_that_are_none_are_refused_with_what_is_allowed(monkeypatch, given):
    monkeypatch.setenv("BERUFSLOTSE_OPERATORS", given)
    with pytest.raises(OperatorsUnusable, match="BERUFSLOTSE_OPERATORS: .* zum Beispiel"):
        operators()
