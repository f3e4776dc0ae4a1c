"""Requests that no client of ours sends, as bytes for a socket, the same in each run."""

from __future__ import annotations

import copy
import json
import random
import uuid
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.channels.bot_api_updates import SECRET_HEADER
from tests.serving.nasty_strings import BUTTONS, TEXTS

BOMB = zlib.compress(b" " * 150_000_000, 9)
DEEP = "[" * 100_000


@dataclass(frozen=True)
class Sent:
    """What is sent to the server called `server` in the Procfile; `half` if it may wait for more."""

    server: str
    data: bytes
    half: bool = False

    def __repr__(self) -> str:
        return f"to {self.server}, {len(self.data)} bytes: {self.data[:700]!r}"


@dataclass(frozen=True)
class Keys:
    """What opens the doors: a conversation's token, and Telegram's secret."""

    token: str
    secret: str


# -- where to -------------------------------------------------------------------------------------------

RASA = (
    "/chat/sessions", "/chat/messages", "/chat/health", "/chat", "/chat/", "/chat/widget.js", "/chat/demo.css",
    "/chat/icon.svg", "/chat/unbekannt", "/webhooks/telegram/webhook", "/webhooks/telegram/health",
    "/webhooks/rest/webhook", "/webhooks/rest/", "/", "/version", "/status", "/model", "/model/parse", "/domain",
    "/conversations/x/tracker", "/webhooks/facebook/webhook", "/betrieb/live", "/betrieb/ready",
    "/betrieb/metrics", "/betrieb/unbekannt", "/.env", "/wp-login.php",
)  # fmt: skip
ACTIONS = (
    "/webhook",
    "/webhook",
    "/webhook",
    "/webhook",
    "/health",
    "/ready",
    "/metrics",
    "/actions",
    "/",
    "/unbekannt",
)
METHODS = (
    "GET",
    "POST",
    "POST",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "HEAD",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "get",
    "GÄT",
)
USUAL = {"/chat/sessions": ("POST", "DELETE"), "/chat/messages": ("POST", "POST", "POST", "GET")}
TAILS = (
    "", "", "", "", "", "?", "?stream=true", "?stream=1&stream=2", "?x=%", "?x=%zz", "?%00", "/%00", "/%ff%fe", "/..", "/%2e%2e/%2e%2e/x",
    "//", "/;x", "?" + "a=b&" * 500, "/" + "a" * 3000, "#x", "?token=x", "/%F0%9F%8D%B3", "?q=<script>", "/{x}", "/%0d%0aX-A:%201", "?[]",
)  # fmt: skip

# -- what with ------------------------------------------------------------------------------------------

VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 2**31, 2**63, 2**70, 10**400, 1.5, 1e308, float("nan"), float("inf"), "", " ", "\0", "\ud800", "a" * 300,
    "a" * 5000, "{", "/restart", "🍳", [], [[]], [None], ["a", 1], {}, {"": ""}, {"a": {"b": []}}, {"event": "user"}, [{}], [{"event": 5}],
)  # fmt: skip
BODIES = (
    b"", b" ", b"{", b"}", b"[", b"[]", b"{}", b"null", b"true", b"7", b'"Hallo"', b"NaN", b"-Infinity", b"[NaN]", b"1e999", b"-", b"9" * 10_000,
    b'{"message": ' + b"9" * 10_000 + b"}", DEEP.encode(), b'{"a":' * 50_000, (DEEP + "]" * 100_000).encode(), b'{"a": 1, "a": 2}', b"\xff\xfe\x00",
    b"\xef\xbb\xbf{}", '{"text": "Grüße"}'.encode("latin-1"), "{}".encode("utf-16"), b"{'a': 1}", b"a=1&b=2", b"<xml/>", b"\0" * 200, b'{"\\ud800": 1}',
    b'{"sender": "\\ud800", "message": "\\udc00"}', b'{"sender": "a\\u0000", "message": "b"}', b"{}{}", b'{"a": 1}x', b"--x\r\n\r\n--x--", b"x" * 70_000,
)  # fmt: skip
KINDS = (
    "application/json", "application/json", "application/json", "application/json; charset=utf-16", "text/plain", "multipart/form-data",
    "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", ";;;", "application/json; charset=gibtsnicht",
)  # fmt: skip
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"Origin", b"null"), (b"Origin", b"https://\xff\xfe"), (b"Origin", "https://kö.de".encode()), (b"Origin", b"http://[::1"),
    (b"Origin", b"a, b"), (b"Authorization", b"Bearer"), (b"Authorization", b"Bearer \xff"), (b"Authorization", b"Bearer a.b.c"),
    (b"Authorization", b"Basic eDp5"), (b"Cookie", b"a=\xff; ;=;"), (b"Cookie", b"x" * 5000), (b"X-Forwarded-For", b"unknown"),
    (b"X-Forwarded-For", b"1, 2, \xff"), (b"Forwarded", b'for="[;;'), (b"Accept", b"*/*;q=abc"), (b"Accept", b"\xff/;"), (b"Accept", b"text/html"),
    (b"Accept-Encoding", b"gzip;q=x"), (b"Range", b"bytes=9-1"), (b"If-None-Match", b'W/"\xff'), (b"If-Modified-Since", b"gestern"),
    (b"Host", b""), (b"Host", b"a b"), (b"Host", b"\xff"), (b"Host", b"[::1"), (b"Content-Encoding", b"deflate"), (b"Content-Encoding", b"gzip"),
    (b"Content-Encoding", b"br"), (b"Expect", b"100-continue"), (b"Expect", b"mehr"), (b"Upgrade", b"websocket"), (b"Upgrade", b"h2c"),
    (b"Connection", b"Upgrade"), (b"Access-Control-Request-Method", b"\xff"), (b"Access-Control-Request-Headers", b"x, \xfe"), (b"TE", b"trailers"),
    (b"Sec-WebSocket-Key", b"x"), (b"Sec-WebSocket-Version", b"x"), (b"X-Request-ID", b"\xff" * 300), (b"X-Http-Method-Override", b"DELETE"),
)  # fmt: skip


def _message(chance: random.Random) -> dict[str, Any]:
    return {
        "id": str(uuid.UUID(int=chance.getrandbits(128))),
        "text": chance.choice(TEXTS),
        "payload": chance.choice(BUTTONS),
    }


def _rest(chance: random.Random) -> dict[str, Any]:
    return {
        "sender": f"fuzz-{chance.randrange(300)}",
        "message": chance.choice(TEXTS),
        "metadata": {"a": 1},
        "input_channel": "rest",
    }


def _update(chance: random.Random) -> dict[str, Any]:
    number = chance.randrange(10**6, 10**8)
    person = {"id": 50_000_000 + chance.randrange(200), "is_bot": False, "first_name": "F"}
    chat = {"id": person["id"], "type": "private", "first_name": "F"}
    message = {
        "message_id": number,
        "date": 1_760_000_000,
        "chat": chat,
        "from": person,
        "text": chance.choice(TEXTS),
    }
    if chance.random() < 0.3:
        pressed = {"id": str(number), "from": person, "message": message, "data": chance.choice(BUTTONS)}
        return {"update_id": number, "callback_query": pressed}
    return {"update_id": number, chance.choice(["message", "message", "edited_message"]): message}


SLOTS: Mapping[str, Any] = {
    **{"beruf": "Koch", "ort": "Köln", "stufe": "einstieg", "arbeitgeber": None, "thema": "gehalt", "anrede": "sie"},
    **{"weiblich": True, "offen": True, "vergleich": ["Köln", "Bonn"], "rangliste": "orte", "angebot": "gehalt"},
    "gesagt": ["abc"],
    "quellen": [{"titel": "a", "url": "https://a.de", "abgerufen": "2026-01-01", "herausgeber": None, "stand": 1999}],
    "selbstcheck": {
        **{"beruf": "Koch", "ort": "Köln", "aussagen": [["abc", "Köln"], ["d", None]], "antworten": {"abc": "ja"}},
        **{"offen": "abc", "zug": 3, "weiblich": False},
    },
}  # fmt: skip


def _call(chance: random.Random) -> dict[str, Any]:
    names = (
        "action_answer",
        "action_human",
        "action_compare",
        "action_follow_up",
        "action_self_check",
        "action_summary",
        "action_delete_data",
        "action_source",
        "action_affirm",
        "action_gibtsnicht",
    )
    intent = chance.choice(["gehalt", "compare", "self_check", "delete_data", "source"])
    said = {
        "intent": {"name": intent, "confidence": 1.0},
        "entities": [{"entity": "beruf", "value": "Koch"}] if chance.random() < 0.5 else [],
        "intent_ranking": [{"name": "gehalt", "confidence": 1.0}],
        "text": chance.choice(TEXTS),
    }
    event = {"event": "user", "timestamp": 1.0, "text": "Hallo", "parse_data": said, "input_channel": "rest"}
    tracker = {
        "sender_id": "fuzz",
        "slots": copy.deepcopy(SLOTS) if chance.random() < 0.7 else {"beruf": None, "ort": "Köln"},
        "latest_message": said,
        "events": [event],
    }
    return {
        "next_action": chance.choice(names),
        "sender_id": "fuzz",
        "tracker": tracker,
        "domain": {},
        "version": "3.6.21",
    }


GOOD: Mapping[str, Callable[[random.Random], dict[str, Any]]] = {
    "/chat/messages": _message, "/webhooks/rest/webhook": _rest, "/webhooks/telegram/webhook": _update, "/webhook": _call,
}  # fmt: skip


def _spoilt(value: Any, chance: random.Random) -> Any:
    """Return `value` with one thing in it left out, added or of another kind."""
    whole = copy.deepcopy(value)
    place = whole
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return whole
        key = chance.choice(keys)
        if isinstance(place[key], (dict, list)) and place[key] and chance.random() < 0.7:
            place = place[key]
            continue
        if chance.random() < 0.25:
            del place[key]
        else:
            place[key] = chance.choice(VALUES)
        return whole


def _body(path: str, chance: random.Random) -> bytes:
    if path not in GOOD or chance.random() < 0.3:
        return chance.choice(BODIES)
    good = GOOD[path](chance)
    kept = good if chance.random() < 0.15 else _spoilt(good, chance)
    data = json.dumps(kept).encode()
    return data[: chance.randrange(len(data))] if chance.random() < 0.1 else data


# -- whole requests -------------------------------------------------------------------------------------


def requests(count: int, seed: int, keys: Keys) -> list[Sent]:
    """Return `count` requests, the same for the same `seed` but for the keys."""
    chance = random.Random(seed)
    return [(_odd if chance.random() < 0.35 else _whole)(chance, keys) for _ in range(count)]


def _target(chance: random.Random) -> tuple[str, str]:
    return ("actions", chance.choice(ACTIONS)) if chance.random() < 0.3 else ("rasa", chance.choice(RASA))


def _head(start: bytes, headers: list[tuple[bytes, bytes]]) -> bytes:
    return b"\r\n".join([start, *(name + b": " + value for name, value in headers), b"", b""])


def _opening(path: str, keys: Keys, chance: random.Random) -> list[tuple[bytes, bytes]]:
    headers = [
        (b"Host", b"127.0.0.1"),
        (b"Content-Type", chance.choice(KINDS).encode()),
        (b"Connection", b"close"),
    ]
    if chance.random() < 0.7:
        headers.append((b"Authorization", f"Bearer {keys.token}".encode()))
    if "telegram" in path and chance.random() < 0.7:
        headers.append((SECRET_HEADER.encode(), keys.secret.encode()))
    return headers


def _whole(chance: random.Random, keys: Keys) -> Sent:
    """A request that can be read, of which anything but the form may be wrong."""
    server, path = _target(chance)
    likely = USUAL.get(path, ("POST",) if path in GOOD else METHODS)
    method = chance.choice(likely if chance.random() < 0.8 else METHODS)
    body = _body(path, chance)
    headers = _opening(path, keys, chance)
    if body or chance.random() < 0.5:
        headers.append((b"Content-Length", str(len(body)).encode()))
    elif chance.random() < 0.2:
        headers, body = [*headers, (b"Transfer-Encoding", b"chunked")], b"0\r\n\r\n"
    for name, value in chance.sample(HEADERS, chance.choice([0, 0, 0, 1, 1, 2, 5])):
        headers = [(n, v) for n, v in headers if n.lower() != name.lower()] + [(name, value)]
    start = f"{method} {path}{chance.choice(TAILS)} HTTP/1.1".encode()
    # What says that it waits, or would change the protocol, need not be answered before more comes.
    return Sent(server, _head(start, headers) + body)


STARTS = (
    b"", b" ", b"GET", b"GET /", b"GET / HTTP/9.9", b"GET / HTTP/1.1 x", b"GET  / HTTP/1.1", b" GET / HTTP/1.1", b"GET\t/\tHTTP/1.1", b"GET / http/1.1",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"PRI * HTTP/2.0", b"GET * HTTP/1.1", b"OPTIONS * HTTP/1.1", b"GET http://a/ HTTP/1.1", b"GET // HTTP/1.1",
    b"GET http://[::1 HTTP/1.1", b"GET http://a:99999/ HTTP/1.1", b"GET x HTTP/1.1", b"GET \xff\xfe HTTP/1.1", b"GET /\xc3\xa4 HTTP/1.1", b"GET /\0 HTTP/1.1",
    b"GET /\x01 HTTP/1.1", b"CONNECT a:1 HTTP/1.1", b"G\0T / HTTP/1.1", b"\xff / HTTP/1.1", b"GET /chat/\xf0\x9f HTTP/1.1", b"GET ?x HTTP/1.1", b"GET /a\nb HTTP/1.1",
    b"GET /" + b"a" * 9_000 + b" HTTP/1.1", b"A" * 5_000 + b" / HTTP/1.1", b"GET / HTTP/1.0", b"POST /webhooks/rest/webhook HTTP/1.0", b"GET :80 HTTP/1.1",
)  # fmt: skip
LENGTHS = (
    b"abc", b"-1", b"-99999", b"+5", b"1e3", b"0x5", b"5 5", b"", b" ", b"5, 5", b"1_0", b"99999999999999999999999", b"1000000000000", b"5.0", b"\xd9\xa3", b"\xff",
)  # fmt: skip
CHUNKS = (
    b"zz\r\nabc\r\n", b"-5\r\nabc\r\n", b"x" * 200, b"\r\n\r\n\r\n\r\n", b"5\r\nab\r\n0\r\n\r\n", b"0x5\r\nabcde\r\n0\r\n\r\n", b"5;" + b"e" * 100 + b"\r\nabcde\r\n",
    b"ffffffffffffffff\r\nabc", b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", b"+2\r\n{}\r\n0\r\n\r\n", b"2\n{}\n0\n\n", b"\xff\r\n", b" 2 \r\n{}\r\n0\r\n\r\n", b"2\r\n{}0\r\n\r\n",
)  # fmt: skip
LINES = (
    b"X", b": x", b"X : y", b"X\0: y", b"X: a\0b", b" X: y", b"X: a\rb", b"X: a\nb", b"\xff: \xff", b"X:", b"X\t:y", b"(X): y", b"X: " + b"y" * 20_000,
    b"\r\n".join(b"X-%d: y" % n for n in range(200)), b"\r\n".join(b"X-%d: y" % n for n in range(3_000)), b"Host: a\r\nHost: b", b"X: a\r\n folded",
)  # fmt: skip


def _odd(chance: random.Random, keys: Keys) -> Sent:
    """A request that is broken as HTTP, or as good as."""
    server, path = _target(chance)
    start, opening = f"POST {path} HTTP/1.1".encode(), _opening(path, keys, chance)
    body = _body(path, chance)[:5_000]
    length = (b"Content-Length", str(len(body)).encode())
    kind = chance.randrange(10)
    if kind == 0:
        return Sent(server, _head(chance.choice(STARTS), opening), half=True)
    if kind == 1:
        return Sent(
            server, _head(start, [*opening, (b"Content-Length", chance.choice(LENGTHS))]) + body, half=True
        )
    if kind == 2:
        other = chance.choice([length, (b"Content-Length", b"7"), (b"Transfer-Encoding", b"chunked")])
        return Sent(server, _head(start, [*opening, length, other]) + body, half=True)
    if kind == 3:
        coding = chance.choice(
            [b"chunked", b"chunked", b"Chunked", b"gzip, chunked", b"identity", b"", b"xchunked"]
        )
        return Sent(
            server,
            _head(start, [*opening, (b"Transfer-Encoding", coding)]) + chance.choice(CHUNKS),
            half=True,
        )
    if kind == 4:
        return Sent(
            server,
            start + b"\r\n" + chance.choice(LINES) + b"\r\n" + _head(b"X-Z: z", [*opening, length]) + body,
            half=True,
        )
    if kind == 5:
        whole = _head(start, [*opening, length]) + body
        return Sent(server, whole[: chance.randrange(1, len(whole))], half=True)
    if kind == 6:
        return Sent(
            server,
            bytes(chance.randrange(256) for _ in range(chance.randrange(1, 300))) + b"\r\n\r\n",
            half=True,
        )
    if kind == 7:
        kept = [header for header in opening if header[0] != b"Connection"]
        return Sent(
            server, (_head(start, [*kept, length]) + body) * 5 + _head(b"GET / HTTP/1.1", opening), half=True
        )
    if kind == 8:
        upgrade = [
            (b"Upgrade", b"websocket"),
            (b"Sec-WebSocket-Key", b"eA=="),
            (b"Sec-WebSocket-Version", b"13"),
        ]
        kept = [header for header in opening if header[0] != b"Connection"]
        return Sent(
            server,
            _head(f"GET {path} HTTP/1.1".encode(), [*kept, (b"Connection", b"Upgrade"), *upgrade]),
            half=True,
        )
    return _packed(chance, keys)


def _packed(chance: random.Random, keys: Keys) -> Sent:
    """A call of an action that is packed: well, badly, or to be a hundred thousand times as long."""
    body = _body("/webhook", chance)
    packed = chance.choice(
        [
            zlib.compress(body),
            body,
            zlib.compress(body)[:-3],
            b"x" + zlib.compress(body),
            b"",
            zlib.compress(b""),
        ]
    )
    if chance.random() < 0.05:
        packed = BOMB
    headers = [*_opening("/webhook", keys, chance), (b"Content-Encoding", b"deflate")]
    return Sent(
        "actions",
        _head(b"POST /webhook HTTP/1.1", [*headers, (b"Content-Length", str(len(packed)).encode())]) + packed,
    )
