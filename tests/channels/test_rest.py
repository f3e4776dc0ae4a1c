"""The REST channel answers messages as Rasa's own does, and refuses everything else."""

from __future__ import annotations

import http.client
import json

import pytest

GOOD = {"sender": "rest-1", "message": "Was verdient ein Koch in Köln?"}


@pytest.fixture
def post(bot):
    """A function that posts a body, as JSON unless it is bytes, and returns status and content."""

    def send(body, query=""):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", bot.addresses.port, timeout=40)
        try:
            kind = {"Content-Type": "application/json"}
            connection.request("POST", f"/webhooks/rest/webhook{query}", data, kind)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    return send


def test_a_message_is_answered(post):
    status, content = post(GOOD)
    assert status == 200
    (first, *_) = json.loads(content)
    assert first["recipient_id"] == "rest-1" and "Euro" in first["text"]


def test_an_answer_may_be_streamed(post):
    status, content = post({**GOOD, "sender": "rest-2"}, "?stream=true")
    assert status == 200 and "Euro" in json.loads(content.splitlines()[0])["text"]


@pytest.mark.parametrize("query", ["", "?stream=true"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"kein JSON",
        b"\xff\xfe",
        b"[" * 30_000,
        b'{"message": ' + b"9" * 10_000 + b"}",
        b'{"sender": "a", "message": NaN}',
        [],
        None,
        7,
        {},
        {"message": "Hallo"},
        {"sender": "a"},
        *({**GOOD, "sender": wrong} for wrong in ("", None, 5, [], "a" * 256, "a\0b", "\ud800")),
        *({**GOOD, "message": wrong} for wrong in (None, 5, [], {"a": 1}, True)),
        *({**GOOD, "metadata": wrong} for wrong in ("x", [1], {"a": "\0"}, {"\ud800": 1})),
        {**GOOD, "metadata": {"a": json.loads("[" * 50 + "]" * 50)}},
        *({**GOOD, "input_channel": wrong} for wrong in (5, ["a"], "a" * 256)),
    ],
    ids=lambda body: repr(body)[:60],
)
def test_what_is_no_message_is_refused_in_words(post, body, query):
    status, content = post(body, query)
    assert (status, json.loads(content)["code"]) == (400, "invalid_request")
    assert json.loads(content)["message"].endswith(".")


def test_what_is_too_big_is_refused_before_it_is_sent(bot):
    connection = http.client.HTTPConnection("127.0.0.1", bot.addresses.port, timeout=40)
    connection.putrequest("POST", "/webhooks/rest/webhook")
    connection.putheader("Content-Length", "1100000")
    connection.endheaders()
    assert connection.getresponse().status == 413
    connection.close()


def test_half_characters_in_a_message_break_nothing(post):
    for odd in ("\ud800", "a\0b", "\udc00\ud800"):
        status, content = post({**GOOD, "sender": "rest-3", "message": odd})
        assert status == 200 and json.loads(content)
