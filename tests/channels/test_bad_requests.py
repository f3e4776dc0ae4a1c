"""What the website channel is sent and cannot take: refused in words, never a fault of the server."""

from __future__ import annotations

import json
import select
import socket
import time
from collections.abc import Iterable

import pytest

from tests.channels.visitor import (
    LONGEST,
    PATIENCE,
    PAY,
    Answer,
    Visitor,
    assert_refused,
    check,
    head,
    message,
    people,
    text,
)

# -- what cannot be taken ------------------------------------------------------------------------------


def closed_after(visitor: Visitor, pieces: Iterable[bytes], pause: float = 0) -> Answer:
    """Send `pieces` until there is an answer, and return it; the server closes the connection itself."""
    received = b""
    end = time.monotonic() + PATIENCE
    with socket.create_connection(("127.0.0.1", visitor.port), timeout=PATIENCE) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
                if select.select([connection], [], [], pause)[0]:
                    break
        except OSError:
            pass  # closed on us; what was answered can still be read
        while time.monotonic() < end:
            try:
                part = connection.recv(65536)
            except ConnectionResetError:
                break
            if not part:
                break
            received += part
        else:
            pytest.fail("Die Verbindung blieb offen.")
    start, _, body = received.partition(b"\r\n\r\n")
    status, *lines = start.decode().split("\r\n")
    answer = Answer(int(status.split()[1]), _headers(lines), body)
    assert answer.headers["Connection"] == "close"
    return answer


def _headers(lines: list[str]):
    from email.parser import Parser
    from http.client import HTTPMessage

    return Parser(HTTPMessage).parsestr("\n".join(lines))


@pytest.mark.parametrize(
    "body",
    [
        b"kein JSON",
        b"{",
        b'{"id": ',
        b"\xff\xfe\x00",
        '{"text": "ä"}'.encode("latin-1"),
        json.dumps({"id": "1", "text": "Hallo"}).encode("utf-16"),
        b"\xef\xbb\xbf{}",
        b"NaN",
        b"[]",
        b"null",
        b"5",
        b'"Hallo"',
        b"[" * 30_000 + b"]" * 30_000,
        b"[" * 60_000,
        b'{"id":' * 10_000,
        b'{"id": ' + b"1" * 60_000 + b"}",
        b"{}",
        b"",
    ],
    ids=lambda body: repr(body[:12]),
)
def test_what_is_no_message_is_refused(visitor, body):
    assert_refused(visitor.request("POST", "/messages", body), 400, "invalid_request")
    assert visitor.history() == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"id": None}, "id"),
        ({"id": 5}, "id"),
        ({"id": ["a"]}, "id"),
        ({"id": "eins"}, "id"),
        ({"id": ""}, "id"),
        ({"id": "\ud800"}, "id"),
        ({"text": None}, "text"),
        ({"text": 5}, "text"),
        ({"text": True}, "text"),
        ({"text": ["Hallo"]}, "text"),
        ({"text": {"text": "Hallo"}}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n\t\u00a0"}, "text"),
        ({"payload": None}, "payload"),
        ({"payload": 5}, "payload"),
        ({"payload": ""}, "payload"),
        ({"payload": "gehalt"}, "payload"),
        ({"payload": " /gehalt"}, "payload"),
        ({"sender": "website-anna"}, "sender"),
        ({"metadata": {}}, "metadata"),
        ({"": 1}, ""),
        ({"ä" * 500: 1}, "ä" * 40),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_wrong_field_is_named(visitor, fields, field):
    answer = visitor.request("POST", "/messages", message(**fields))
    assert_refused(answer, 400, "invalid_request")
    assert f"Das Feld „{field}“ " in answer.json["message"]
    assert visitor.history() == []


@pytest.mark.parametrize("field", ["id", "text"])
def test_a_missing_field_is_named(visitor, field):
    body = message()
    del body[field]
    answer = visitor.request("POST", "/messages", body)
    assert_refused(answer, 400, "invalid_request")
    assert answer.json["message"] == f"Das Feld „{field}“ fehlt."


def test_an_unknown_field_with_half_a_character_in_its_name_is_refused_too(visitor):
    answer = visitor.request("POST", "/messages", message(**{"\ud800": 1}))
    assert_refused(answer, 400, "invalid_request")


@pytest.mark.parametrize(
    "body", [b"[]", b'{"x": 1}', b"null", b"{", b"[" * 60_000], ids=lambda body: repr(body[:9])
)
def test_a_conversation_is_not_begun_with_something_else(stranger, body):
    assert_refused(stranger.request("POST", "/sessions", body), 400, "invalid_request")


def test_a_conversation_is_begun_with_nothing_or_an_empty_object(stranger):
    for body in (None, b"", b"{}", b" {} "):
        assert stranger.request("POST", "/sessions", body).status == 201


def test_the_longest_text_is_taken_and_a_longer_one_refused_with_how_long_it_may_be(visitor):
    for too_long in (message(text="ä" * (LONGEST + 1)), message(payload="/" + "a" * LONGEST)):
        answer = visitor.request("POST", "/messages", too_long)
        assert_refused(answer, 413, "too_long")
        assert "2.000 Zeichen" in answer.json["message"]
    assert visitor.history() == []
    assert people(visitor.say("🍳" * LONGEST)) == ["🍳" * LONGEST]


def test_the_longest_message_is_taken_even_if_every_character_is_escaped(visitor):
    # Two surrogates of six characters each.
    (said, *_) = visitor.say("🍳" * LONGEST, payload="/" + "🍳" * (LONGEST - 1))
    assert text([said]) == "🍳" * LONGEST


@pytest.mark.parametrize(
    "odd", ["a\0b", "\ud800", "\udc00\ud800", "a\ud83d", "\ufeffHallo", "\u202eHallo", "\x1b[2J"]
)
@pytest.mark.parametrize("field", ["text", "payload"])
def test_a_text_of_odd_characters_is_taken_or_refused_but_breaks_nothing(visitor, field, odd):
    answer = visitor.request("POST", "/messages", message(**{field: f"/{odd}"}))
    assert answer.status == 200 or 400 <= answer.status < 500
    check("Messages" if answer.status == 200 else "Error", answer.json)
    assert [m["from"] for m in visitor.history()][:1] == ["person"] * (answer.status == 200)
    assert "Euro" in text(visitor.say(PAY))


def test_whole_characters_outside_the_basic_plane_are_kept(visitor):
    assert people(visitor.say("Hallo 🍳 \U0010ffff")) == ["Hallo 🍳 \U0010ffff"]


def test_a_message_that_stands_for_something_unknown_is_answered_all_the_same(visitor):
    for payload in ("/", "/gibtsnicht", '/gehalt{"beruf"', '/gehalt{"beruf": {"a": [1]}}', "/gehalt[1]"):
        said, *replies = visitor.say("Knopf", payload=payload)
        assert text([said]) == "Knopf" and text(replies)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""])
def test_what_does_not_call_itself_json_is_refused(visitor, kind):
    # A form on another website can send these without asking first.
    answer = visitor.request("POST", "/messages", message(), Content_Type=kind)
    assert_refused(answer, 415, "unsupported_media_type")
    assert_refused(
        visitor.request("POST", "/sessions", b"{}", Content_Type=kind), 415, "unsupported_media_type"
    )


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "Application/JSON", "application/json ;x=y"]
)
def test_json_may_be_called_by_its_full_name(visitor, kind):
    assert visitor.request("POST", "/messages", message(), Content_Type=kind).status == 200


@pytest.mark.parametrize("path", ["/messages", "/sessions"])
def test_a_body_that_is_too_big_is_refused_and_the_connection_closed(visitor, path):
    start = head(visitor, f"POST /chat{path}", 100_000)
    answer = closed_after(visitor, [start, *[b"x" * 10_000] * 10])
    assert_refused(answer, 413, "too_long")


def test_a_body_that_says_it_is_too_big_is_refused_before_it_comes(visitor):
    assert_refused(closed_after(visitor, [head(visitor, "POST /chat/messages", 10**12)]), 413, "too_long")


def test_a_body_without_an_end_is_refused_and_the_connection_closed(visitor):
    start = head(visitor, "POST /chat/messages", None, "Transfer-Encoding: chunked")
    piece = b"400\r\n" + b"x" * 1024 + b"\r\n"
    answer = closed_after(visitor, [start, *[piece] * 1000])
    assert_refused(answer, 413, "too_long")


def test_a_body_that_comes_in_pieces_is_put_together(visitor):
    body = json.dumps(message(text="Hallo")).encode()
    pieces = [b"%x\r\n%b\r\n" % (len(body[n : n + 7]), body[n : n + 7]) for n in range(0, len(body), 7)]
    start = head(visitor, "POST /chat/messages", None, "Transfer-Encoding: chunked", "Connection: close")
    answer = closed_after(visitor, [start, *pieces, b"0\r\n\r\n"])
    assert answer.status == 200 and people(answer.json["messages"]) == ["Hallo"]


@pytest.mark.parametrize(
    "chunk", [b"keine Zahl\r\nabc\r\n", b"-5\r\nabc\r\n", b"x" * 200, b"\r\n\r\n\r\n\r\n"]
)
def test_a_body_in_pieces_that_are_none_is_refused(visitor, chunk):
    start = head(visitor, "POST /chat/messages", None, "Transfer-Encoding: chunked")
    assert_refused(closed_after(visitor, [start + chunk]), 400, "invalid_request")


def test_a_body_that_trickles_in_is_not_waited_for_without_end(visitor):
    start = head(visitor, "POST /chat/messages", 1000)
    answer = closed_after(visitor, [start, *[b" "] * PATIENCE], pause=1)
    assert_refused(answer, 408, "timeout")
    assert "Euro" in text(visitor.say(PAY))


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/sessions", {"POST", "DELETE", "OPTIONS"}),
        ("/messages", {"POST", "GET", "OPTIONS"}),
        ("/health", {"GET", "OPTIONS"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(visitor, path, allowed):
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - allowed:
        answer = visitor.request(method, path)
        assert_refused(answer, 405, "method_not_allowed")
        assert set(answer.headers["Allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    "path", ["/nichts", "/messages/1", "/..%2f..%2fcredentials.yml", "/%00", "/demo.html", "//messages"]
)
def test_an_unknown_address_is_not_found_whatever_is_done_there(visitor, path):
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        assert_refused(visitor.request(method, path), 404, "not_found")


def test_head_is_answered_like_get_without_the_body(visitor):
    for path in ("/health", "/messages", "", "/demo.css"):
        answer, full = visitor.request("HEAD", path), visitor.request("GET", path)
        assert (answer.status, answer.body) == (200, b"")
        assert answer.headers["Content-Type"] == full.headers["Content-Type"]
    assert visitor.request("HEAD", "/nichts").status == 404


def test_the_health_says_how_long_conversations_are_kept(stranger):
    answer = stranger.request("GET", "/health")
    assert answer.status == 200
    check("Health", answer.json)
    assert answer.json["kept_days"] == 30


def test_whoever_sends_nonsense_does_not_keep_others_from_being_answered(lotse, visitor):
    other = Visitor(lotse).begin()
    hanging = [socket.create_connection(("127.0.0.1", visitor.port)) for _ in range(20)]
    try:
        for connection in hanging:
            connection.sendall(head(visitor, "POST /chat/messages", 500) + b"{")
        assert "Euro" in text(other.say(PAY))
    finally:
        for connection in hanging:
            connection.close()
