"""A guarded server refuses in words what it cannot read, and tells nothing of what failed inside."""

from __future__ import annotations

import json
import socket
import sys
import textwrap
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from subprocess import Popen

import pytest
from sanic.exceptions import InvalidUsage, PayloadTooLarge

from berufslotse.serving.action_calls import inflate, is_call
from berufslotse.serving.processes import free_port, get_json

SERVER = """
    import gc
    import sys
    from sanic import Sanic, response
    from sanic.server.protocols.http_protocol import HttpProtocol
    from berufslotse.serving.http_guard import guard

    app = Sanic("guarded", configure_logging=False)

    @app.post("/length")
    async def length(request):
        return response.json(len(request.body))

    @app.get("/fails")
    async def fails(request):
        raise ValueError("private: " + request.args.get("q", ""))

    @app.get("/")
    async def home(request):
        return response.json("here")

    @app.get("/held")
    async def held(request):
        return response.json(sum(isinstance(thing, HttpProtocol) for thing in gc.get_objects()))

    guard(app, 1000)
    app.run("127.0.0.1", int(sys.argv[1]), access_log=False)
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Where a guarded server listens."""
    number = free_port()
    script = tmp_path_factory.mktemp("guarded") / "server.py"
    script.write_text(textwrap.dedent(SERVER), encoding="utf-8")
    with Popen([sys.executable, str(script), str(number)], cwd=Path(__file__).parents[2]) as process:
        try:
            until(lambda: listens(number))
            yield number
        finally:
            process.terminate()


def listens(port: int) -> bool:
    try:
        return bool(get_json(f"http://127.0.0.1:{port}/"))
    except OSError:
        return False


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until `condition` holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)


def answers(port: int, data: bytes) -> tuple[int, dict]:
    """Send `data` over a connection of its own; return status and content of what came before it was closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(data)
        got = b""
        while piece := connection.recv(65_536):
            got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head.split()[1]), json.loads(body)


def post(*headers: str, body: bytes = b"") -> bytes:
    lines = ["POST /length HTTP/1.1", "Host: a", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + body


@pytest.mark.parametrize(
    "headers",
    [
        ["Content-Length: abc"],
        ["Content-Length: -5"],
        ["Content-Length: +5"],
        ["Content-Length: 1_0"],
        ["Content-Length: "],
        ["Content-Length: 2", "Content-Length: 2"],
        ["Content-Length: 2", "Transfer-Encoding: chunked"],
        ["Transfer-Encoding: gzip"],
        ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
        ["X : y"],
        ["X: a\0b"],
        ["X: a\nb"],
        ["ohne Doppelpunkt"],
    ],
)
def test_a_head_that_can_be_read_in_two_ways_is_refused_and_the_connection_closed(port, headers):
    status, content = answers(port, post(*headers, body=b"{}"))
    assert (status, content["code"]) == (400, "invalid_request")
    assert content["message"] == "Diese Anfrage ist nicht gültig."


@pytest.mark.parametrize("address", [b"/\xff\xfe", b"/\xc3", b"http://[::1", b"x", b"/\0"])
def test_an_address_that_cannot_be_read_is_refused_in_words(port, address):
    status, content = answers(port, b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n" % address)
    assert (status, content["code"]) in {(400, "invalid_request"), (404, "not_found")}


@pytest.mark.parametrize("length", [1001, 10**12])
def test_a_body_that_says_it_is_too_big_is_not_waited_for(port, length):
    assert answers(port, post(f"Content-Length: {length}"))[1]["code"] == "too_long"


def test_a_body_that_turns_out_too_big_is_refused(port):
    chunks = b"200\r\n" + b"x" * 512 + b"\r\n"
    assert answers(port, post("Transfer-Encoding: chunked", body=chunks * 5))[0] == 413


def test_a_broken_body_that_nobody_asked_for_only_ends_the_connection(port):
    head = b"POST /unbekannt HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert answers(port, head + b"zz\r\nabc\r\n")[1]["code"] == "not_found"


def test_a_body_within_the_bound_is_read_whole(port):
    assert answers(port, post("Content-Length: 1000", body=b"x" * 1000)) == (200, 1000)
    assert answers(port, post("Transfer-Encoding: chunked", body=b"5\r\nabcde\r\n0\r\n\r\n")) == (200, 5)


def test_what_follows_a_refused_request_on_its_connection_is_no_request(port):
    smuggled = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    head = b"POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
    status, content = answers(port, head + b"0\r\n\r\n" + smuggled)
    assert (status, content["code"]) == (400, "invalid_request")


def test_a_failure_inside_is_told_in_words_without_what_was_asked(port):
    status, content = answers(port, b"GET /fails?q=geheim HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert (status, content["code"]) == (500, "internal_error")
    assert "geheim" not in json.dumps(content) and "private" not in json.dumps(content)


@pytest.mark.parametrize(
    ("start", "code"), [(b"GET /x<y>", "not_found"), (b"DELETE /", "method_not_allowed")]
)
def test_wrong_addresses_and_methods_are_told_in_words(port, start, code):
    content = answers(port, start + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")[1]
    assert content["code"] == code and "<y>" not in content["message"]


# -- what the action server takes ------------------------------------------------------------------------

CALL = {
    "next_action": "action_answer",
    "sender_id": "a",
    "tracker": {
        "sender_id": "a",
        "slots": {"beruf": None},
        "latest_message": {"intent": {"name": "gehalt"}, "entities": [{"entity": "beruf", "value": "Koch"}]},
        "events": [{"event": "user"}],
    },
}


def test_a_call_as_rasa_makes_it_is_taken():
    assert is_call(CALL) and is_call({}) and is_call({"next_action": None})


@pytest.mark.parametrize(
    "call",
    [
        [],
        "x",
        None,
        7,
        {"next_action": 5},
        {"next_action": "action_answer"},
        {**CALL, "tracker": []},
        {**CALL, "domain": "x"},
        {**CALL, "version": 3},
        *(
            {**CALL, "tracker": {**CALL["tracker"], **wrong}}
            for wrong in (
                {"sender_id": None},
                {"slots": []},
                {"slots": None},
                {"events": None},
                {"events": [{}]},
                {"events": [{"event": "bot", "metadata": []}]},
                {"latest_message": {"intent": {"name": []}}},
                {"events": ["x"]},
                {"events": {}},
                {"latest_message": 1.5},
                {"latest_message": {"intent": "gehalt"}},
                {"latest_message": {"entities": [5]}},
                {"latest_message": {"entities": [{"entity": []}]}},
                {"latest_message": {"intent_ranking": ["x"]}},
            )
        ),
    ],
)
def test_what_is_no_call_is_not_taken(call):
    assert not is_call(call)


def test_what_is_packed_is_unpacked_up_to_the_bound():
    assert inflate(zlib.compress(b"x" * 1000), 1000) == b"x" * 1000


@pytest.mark.parametrize(
    "packed",
    [b"", b"x", zlib.compress(b"y" * 99)[:-5], zlib.compress(b"x" * 1001), zlib.compress(b"x" * 10**7)],
)
def test_what_is_packed_badly_or_too_big_is_refused(packed):
    with pytest.raises((InvalidUsage, PayloadTooLarge)):
        inflate(packed, 1000)


def test_a_connection_that_has_gone_is_not_kept_in_memory(port):
    for _ in range(200):
        answers(port, post("Content-Length: 0"))
    # Each is held for some seconds, until Sanic looks for what has timed out; these questions are too.
    until(lambda: int(get_json(f"http://127.0.0.1:{port}/held")) < 100, seconds=10)
