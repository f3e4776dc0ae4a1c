"""The website channel over the network, as a browser meets it; a bot of its own with small limits."""

from __future__ import annotations

import gzip
import json
import os
import select
import signal
import socket
import struct
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from pathlib import Path
from threading import Barrier
from urllib.parse import urljoin, urlsplit

import jwt
import pytest
import sqlalchemy as sa

from berufslotse.channels.sessions import Sessions
from berufslotse.serving.conversations import EVENTS
from berufslotse.serving.processes import Paar, wait_until_ready
from tests.channels.visitor import PATIENCE, Answer, Visitor, assert_refused, check, parts, running, text

LISTED, UNLISTED = "https://www.beispiel.de", "https://www.andere.de"
MESSAGES, SESSIONS, REQUESTS = 12, 5, 300
"""So many a minute this bot takes: messages of a conversation, conversations and requests of an address."""
PAY = "Was verdient ein Erzieher in Köln?"
LONGEST = 2000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("website")


@pytest.fixture(scope="module")
def lotse(folder: Path, model: Path) -> Iterator[Paar]:
    """A running bot behind one proxy, so that each visitor of these tests has an address of its own."""
    settings = {
        "origins": [LISTED],
        "proxies": 1,
        "requests_per_address": f"{REQUESTS}/minute",
        "sessions_per_address": f"{SESSIONS}/minute",
        "messages_per_session": f"{MESSAGES}/minute",
    }
    with running(folder, model, settings) as pair:
        yield pair


@pytest.fixture
def stranger(lotse: Paar) -> Visitor:
    """Somebody who has not begun a conversation."""
    return Visitor(lotse)


@pytest.fixture
def visitor(lotse: Paar) -> Visitor:
    """Somebody in a new conversation."""
    return Visitor(lotse).begin()


def new_id() -> str:
    return str(uuid.uuid4())


def people(messages: list[dict]) -> list[str]:
    """Return what people said in `messages`."""
    return [text([message]) for message in messages if message["from"] == "person"]


def kept(folder: Path, token: str) -> int:
    """Return how many events are kept of the conversation that `token` is for."""
    sender = Sessions((folder / "heim" / "website-secret").read_text()).sender_id(token)
    with sa.create_engine(f"sqlite:///{folder / 'heim' / 'gespraeche.db'}").connect() as connection:
        query = sa.select(sa.func.count()).select_from(EVENTS).where(EVENTS.c.sender_id == sender)
        return connection.execute(query).scalar_one()


# -- a conversation ------------------------------------------------------------------------------------


def test_a_question_is_answered_in_typed_parts(visitor):
    name = new_id()
    said, reply = visitor.say(PAY, id=name)
    assert (said["id"], said["from"]) == (name, "person")
    assert said["parts"] == [{"type": "text", "text": PAY}]
    assert (reply["id"], reply["from"]) == (f"{name}.1", "lotse")
    assert "Euro" in text([reply]) and "http" not in text([reply])
    (chart,) = parts([reply], "chart")
    assert chart["svg"].startswith("<svg") and "Köln" in chart["alt"]
    assert all(source["url"].startswith("https://") for source in parts([reply], "source"))
    assert parts([reply], "source") and parts([reply], "buttons")


def test_pages_to_read_on_come_as_links(visitor):
    (link,) = parts(visitor.say("Stellen als Koch in Köln?"), "link")
    assert link["url"].startswith("https://www.arbeitsagentur.de/")


def test_a_pressed_button_is_answered_and_shown_with_its_title(visitor):
    (choice,) = parts(visitor.say(PAY), "buttons")
    button = choice["buttons"][0]
    said, reply = visitor.say(button["title"], payload=button["payload"])
    assert said["parts"] == [{"type": "text", "text": button["title"]}]
    assert "Köln" in text([reply]) or "Erzieher" in text([reply])
    assert people(visitor.history()) == [PAY, button["title"]]


def test_the_payload_of_a_button_decides_what_is_answered(visitor):
    replies = visitor.say("Weiß nicht", payload='/gehalt{"beruf": "Erzieher", "ort": "Köln"}')
    assert "Euro" in text(replies[1:])


def test_the_context_is_kept_from_one_message_to_the_next(visitor):
    visitor.say(PAY)
    reply = text(visitor.say("und in Leipzig?")[1:])
    assert "Leipzig" in reply and "Euro" in reply


def test_the_history_is_what_was_answered_in_the_order_in_which_it_was(visitor):
    answered = [*visitor.say("Hallo"), *visitor.say(PAY), *visitor.say("und in Leipzig?")]
    assert visitor.history() == answered
    assert [m["time"] for m in answered] == sorted(m["time"] for m in answered)


def test_a_new_conversation_is_empty(visitor):
    assert visitor.history() == []


# -- said once -----------------------------------------------------------------------------------------


def test_a_repeated_id_is_answered_with_the_same_replies_and_says_nothing_twice(visitor):
    name = new_id()
    first = visitor.say(PAY, id=name)
    then = visitor.say("Hallo")
    assert visitor.say(PAY, id=name) == first
    assert visitor.say("etwas ganz anderes", id=name) == first
    assert visitor.history() == [*first, *then]


@pytest.mark.parametrize("typed", ["/restart", "/session_start", " /back", "//", '/gehalt{"beruf": "Koch"}'])
def test_commands_that_somebody_types_are_taken_for_text_and_answered(visitor, typed):
    first, *replies = visitor.say(typed)
    assert first["parts"] == [{"type": "text", "text": typed}]
    assert any(part["type"] == "text" for reply in replies for part in reply["parts"])


def test_the_id_of_somebody_else_means_nothing(lotse):
    anna, ben = Visitor(lotse).begin(), Visitor(lotse).begin()
    name = new_id()
    anna.say(PAY, id=name)
    assert people(ben.say("Hallo", id=name)) == ["Hallo"]
    assert people(anna.history()) == [PAY]


def at_once(calls: Iterable[Callable[[], list[dict]]]) -> list[list[dict]]:
    calls = list(calls)
    together = Barrier(len(calls))

    def run(call: Callable[[], list[dict]]) -> list[dict]:
        together.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_same_message_sent_several_times_at_once_is_said_once(visitor):
    name = new_id()
    answers = at_once([lambda: visitor.say(PAY, id=name)] * 5)
    assert all(answer == answers[0] for answer in answers)
    assert visitor.history() == answers[0]


def test_different_messages_sent_at_once_are_all_answered_one_after_the_other(visitor):
    texts = [PAY, "Hallo", "Was macht ein Koch?", "Stellen als Koch in Köln?"]
    answers = at_once([lambda said=said: visitor.say(said) for said in texts])
    assert [people(answer) for answer in answers] == [[said] for said in texts]
    assert all(len(answer) > 1 for answer in answers)
    history = visitor.history()
    order = sorted(answers, key=lambda answer: history.index(answer[0]))
    assert history == [message for answer in order for message in answer]


@pytest.mark.parametrize("moment", [0, 0.005, 0.02, 0.05])
def test_whoever_hangs_up_and_asks_again_gets_the_answer_once(visitor, moment):
    name = new_id()
    body = json.dumps({"id": name, "text": PAY}).encode()
    with socket.create_connection(("127.0.0.1", visitor.port)) as connection:
        connection.sendall(head(visitor, "POST /chat/messages", len(body)) + body)
        select.select([], [], [], moment)
        # Hanging up without a farewell, as a phone does that loses its network.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    answer = visitor.say(PAY, id=name)
    assert "Euro" in text(answer)
    assert visitor.history() == answer


# -- nobody else's -------------------------------------------------------------------------------------


def authorizations(lotse: Paar, secret: str) -> dict[str, str | None]:
    good = Visitor(lotse).begin().token
    head_, claims, signature = good.split(".")
    told = jwt.decode(good, options={"verify_signature": False})
    past = datetime.now(timezone.utc) - timedelta(seconds=5)
    other = Sessions("x" * 40).begin().token
    return {
        "missing": None,
        "empty": "",
        "no token": "Bearer",
        "no token but blanks": "Bearer   ",
        "another scheme": f"Basic {good}",
        "without scheme": good,
        "changed claims": f"Bearer {head_}.{other.split('.')[1]}.{signature}",
        "changed signature": f"Bearer {head_}.{claims}.{other.split('.')[2]}",
        "no signature": f"Bearer {head_}.{claims}.",
        "foreign": f"Bearer {other}",
        "expired": f"Bearer {jwt.encode({**told, 'exp': past}, secret, 'HS256')}",
        "twice": f"Bearer {good} {good}",
        "garbage": "Bearer äöü",
        "long": f"Bearer {'x' * 5000}",
    }


def test_without_a_token_that_holds_nothing_is_read_said_or_deleted(lotse, folder, stranger):
    secret = (folder / "heim" / "website-secret").read_text()
    body = {"id": new_id(), "text": "Hallo"}
    for what, authorization in authorizations(lotse, secret).items():
        for method, path, sent in [
            ("GET", "/messages", None),
            ("POST", "/messages", body),
            ("DELETE", "/sessions", None),
        ]:
            answer = stranger.request(method, path, sent, Authorization=authorization)
            assert answer.status == 401, what
            assert_refused(answer, 401, "unauthorized")
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_is_changed_where_it_would_hold_is_the_tokens_of_these_tests(lotse, folder, visitor):
    # Else the tokens of the test above might be refused for something else.
    secret = (folder / "heim" / "website-secret").read_text()
    told = jwt.decode(visitor.token, options={"verify_signature": False})
    visitor.token = jwt.encode(told, secret, "HS256")
    assert visitor.history() == []


def test_nobody_sees_what_others_say(lotse):
    anna, ben = Visitor(lotse).begin(), Visitor(lotse).begin()
    anna.say(PAY)
    assert ben.history() == []
    # What Anna talks about is not what Ben's question is about.
    assert "Euro" not in text(ben.say("und in Leipzig?")[1:])
    assert people(ben.history()) == ["und in Leipzig?"]
    assert people(anna.history()) == [PAY]


# -- deleting ------------------------------------------------------------------------------------------


def test_a_deleted_conversation_is_gone_and_others_stay(lotse, folder):
    anna, ben = Visitor(lotse).begin(), Visitor(lotse).begin()
    word = f"Wolkenschieber{uuid.uuid4().hex}"
    name = new_id()
    anna.say(f"Was verdient ein {word}?", id=name)
    anna.say(PAY)
    ben.say(PAY)
    assert kept(folder, anna.token) > 0
    answer = anna.request("DELETE", "/sessions")
    assert answer.status == 200 and "gelöscht" in answer.json["message"]
    check("Deleted", answer.json)
    assert anna.history() == []
    assert kept(folder, anna.token) == 0
    assert not any(word.encode() in path.read_bytes() for path in (folder / "heim").glob("gespraeche.db*"))
    assert people(ben.history()) == [PAY]


def test_after_deleting_nothing_of_it_is_remembered_and_a_new_conversation_may_begin(visitor):
    name = new_id()
    visitor.say(PAY, id=name)
    assert visitor.request("DELETE", "/sessions").status == 200
    assert "Erzieher" not in text(visitor.say("und in Leipzig?")[1:])
    assert people(visitor.say("Hallo", id=name)) == ["Hallo"]
    assert people(visitor.history()) == ["und in Leipzig?", "Hallo"]


def test_deleting_twice_is_no_fault(visitor):
    assert [visitor.request("DELETE", "/sessions").status for _ in range(2)] == [200, 200]


# -- a restart -----------------------------------------------------------------------------------------


def test_a_conversation_survives_the_sudden_end_of_the_server(lotse, visitor):
    name = new_id()
    answered = visitor.say(PAY, id=name)
    os.killpg(lotse.processes["rasa"].pid, signal.SIGKILL)
    lotse.processes["rasa"].wait()
    lotse.start("rasa")
    assert wait_until_ready(lotse.addresses, lotse.alive)
    assert visitor.history() == answered
    assert visitor.say(PAY, id=name) == answered
    reply = text(visitor.say("und in Leipzig?")[1:])
    assert "Leipzig" in reply and "Euro" in reply
    assert people(visitor.history()) == [PAY, "und in Leipzig?"]


# -- what cannot be taken ------------------------------------------------------------------------------


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


def message(**fields: object) -> dict:
    return {"id": new_id(), "text": "Hallo", **fields}


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


# -- other websites ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/messages", "/health", "/nichts", "/sessions"])
@pytest.mark.parametrize("origin", [LISTED, None], ids=["listed", "own"])
def test_a_listed_website_and_the_own_one_are_told_that_they_may_read_the_answer(visitor, origin, path):
    origin = origin or f"http://127.0.0.1:{visitor.port}"
    answer = visitor.request("GET", path, Origin=origin)
    assert answer.headers.get_all("Access-Control-Allow-Origin") == [origin]
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_listed_website_may_hold_a_conversation(visitor):
    answer = visitor.request("POST", "/messages", message(text=PAY), Origin=LISTED)
    assert answer.status == 200 and answer.headers["Access-Control-Allow-Origin"] == LISTED
    refused = visitor.request("POST", "/messages", b"{", Origin=LISTED)
    assert_refused(refused, 400, "invalid_request")
    assert refused.headers["Access-Control-Allow-Origin"] == LISTED


@pytest.mark.parametrize(
    "origin",
    [UNLISTED, "null", "", "http://www.beispiel.de", "http://[", "https://x.de\tx", "https://\xff.de"],
)
def test_an_unlisted_website_is_refused_and_nothing_is_done_for_it(visitor, origin):
    for method, path, body in [
        ("GET", "/messages", None),
        ("POST", "/messages", message()),
        ("POST", "/sessions", None),
        ("DELETE", "/sessions", None),
        ("OPTIONS", "/messages", None),
    ]:
        answer = visitor.request(method, path, body, Origin=origin)
        assert_refused(answer, 403, "origin_not_allowed")
        # The page may read that it is refused, so that the widget can say why; it is allowed nothing.
        assert answer.headers["Access-Control-Allow-Origin"].encode("latin-1") == origin.encode("latin-1")
        assert "Access-Control-Allow-Methods" not in answer.headers
        assert "Access-Control-Allow-Headers" not in answer.headers
        assert "Origin" in answer.headers["Vary"]
    assert visitor.history() == []


@pytest.mark.parametrize("path", ["/messages", "/sessions", "/health"])
def test_a_browser_that_asks_for_a_listed_website_is_told_what_it_may_send(stranger, path):
    answer = stranger.request(
        "OPTIONS",
        path,
        Origin=LISTED,
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="authorization,content-type",
    )
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers.get_all("Access-Control-Allow-Origin") == [LISTED]
    assert {"GET", "POST", "DELETE"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert answer.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"


def test_the_widget_may_be_loaded_by_every_website(stranger):
    answer = stranger.request("GET", "/widget.js", Origin=UNLISTED)
    assert answer.status == 200
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers.get_content_type() == "text/javascript"


# -- too much ------------------------------------------------------------------------------------------


def assert_too_much(answer: Answer) -> None:
    assert_refused(answer, 429, "too_many_requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 61


def test_a_conversation_takes_so_many_messages_and_others_are_not_affected(lotse, visitor):
    for _ in range(MESSAGES):
        visitor.say("Hallo")
    refused = visitor.send("Und noch etwas")
    assert_too_much(refused)
    assert len(people(visitor.history())) == MESSAGES
    other = Visitor(lotse)
    other.address = visitor.address
    assert other.begin().say("Hallo")


def test_a_listed_website_may_read_how_long_to_wait(visitor):
    for _ in range(MESSAGES):
        visitor.request("POST", "/messages", b"{")
    answer = visitor.request("POST", "/messages", message(), Origin=LISTED)
    assert_too_much(answer)
    assert answer.headers["Access-Control-Allow-Origin"] == LISTED
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"


def test_an_address_begins_so_many_conversations_and_goes_on_with_those_it_has(lotse, visitor):
    for _ in range(SESSIONS - 1):
        assert visitor.request("POST", "/sessions").status == 201
    assert_too_much(visitor.request("POST", "/sessions"))
    assert visitor.say("Hallo")
    assert Visitor(lotse).begin()


def test_the_address_that_counts_is_the_one_the_proxy_names_and_not_what_the_visitor_claims(visitor):
    def begin(number: int) -> Answer:
        return visitor.request("POST", "/sessions", X_Forwarded_For=f"192.0.2.{number}, {visitor.address}")

    answers = [begin(number) for number in range(SESSIONS)]
    assert [answer.status for answer in answers] == [201] * (SESSIONS - 1) + [429]


def test_an_address_sends_so_many_requests_of_whatever_kind(lotse, stranger):
    statuses = [stranger.request("GET", "/health").status for _ in range(REQUESTS)]
    assert set(statuses) == {200}
    for path in ("/health", "/messages", "/nichts"):
        assert_too_much(stranger.request("GET", path))
    assert Visitor(lotse).request("GET", "/health").status == 200


# -- the page ------------------------------------------------------------------------------------------


class Addresses(HTMLParser):
    """Collects the addresses in a page, and what a strict policy forbids."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.forbidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [given[name] or "" for name in ("src", "href") if name in given]
        self.forbidden += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.forbidden.append(tag)


@pytest.fixture
def page(stranger: Visitor) -> Addresses:
    reader = Addresses()
    reader.feed(stranger.request("GET", "").body.decode())
    return reader


def test_the_page_is_german_html_under_a_strict_policy(stranger, page):
    answer = stranger.request("GET", "")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "*" not in policy and "http" not in policy
    assert b'<html lang="de">' in answer.body
    assert page.forbidden == []


def test_every_address_in_the_page_is_served(stranger, page):
    here = f"http://127.0.0.1:{stranger.port}/chat"
    addresses = {urljoin(here, address).partition("#")[0] for address in page.found} - {here}
    assert len(addresses) >= 3
    for address in addresses:
        assert address.startswith(here)
        assert stranger.request("GET", urlsplit(address).path.removeprefix("/chat")).status == 200, address


FILES = {
    "": "text/html",
    "/widget.js": "text/javascript",
    "/demo.css": "text/css",
    "/icon.svg": "image/svg+xml",
}


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_served_with_its_type_and_not_sent_again_while_it_is_the_same(stranger, path):
    answer = stranger.request("GET", path)
    assert answer.headers.get_content_type() == FILES[path]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache"
    again = stranger.request("GET", path, If_None_Match=answer.headers["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == answer.headers["ETag"]
    assert stranger.request("GET", path, If_None_Match='"etwas-anderes"').status == 200


def test_the_page_is_also_found_with_a_slash_at_its_end(stranger):
    answer = stranger.request("GET", "/")
    assert (answer.status, answer.headers["Location"]) == (302, "../chat")


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_packed_for_whoever_can_unpack_it(stranger, path):
    plain = stranger.request("GET", path, Accept_Encoding="identity")
    packed = stranger.request("GET", path, Accept_Encoding="gzip, deflate, br")
    refused = stranger.request("GET", path, Accept_Encoding="gzip;q=0, br")
    assert "Content-Encoding" not in plain.headers and "Content-Encoding" not in refused.headers
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "Accept-Encoding" in plain.headers["Vary"] and "Accept-Encoding" in packed.headers["Vary"]


def test_nothing_sets_a_cookie_and_conversations_are_kept_by_no_cache(visitor):
    answers = [
        visitor.request("POST", "/sessions"),
        visitor.send(PAY),
        visitor.request("GET", "/messages"),
        visitor.request("GET", "/health"),
        visitor.request("GET", "/nichts"),
        visitor.request("POST", "/messages", b"{"),
        visitor.request("GET", "/messages", Authorization=None),
        visitor.request("DELETE", "/sessions"),
    ]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers.get_content_type() == "application/json"
    for answer in [*answers, *(visitor.request("GET", path) for path in FILES)]:
        assert "Set-Cookie" not in answer.headers
