"""Who may use the website channel, how often, and what it shows to everybody."""

from __future__ import annotations

import gzip
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from tests.channels.visitor import (
    LISTED,
    MESSAGES,
    PAY,
    REQUESTS,
    SESSIONS,
    UNLISTED,
    Answer,
    Visitor,
    assert_refused,
    message,
    people,
)

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
