"""Which websites may use the channel: the bot's own, those that are listed, and no others."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from berufslotse.channels.origins import Origins
from berufslotse.channels.responses import Refusal

LISTED = "https://www.beispiel.de"


def headers(origin: str | None, host: str | None = "lotse.de", allowed: tuple[str, ...] = (LISTED,)) -> dict:
    """Return what the answer to a request from `origin` carries."""
    sent = {"origin": origin, "host": host}
    request = SimpleNamespace(headers={name: value for name, value in sent.items() if value is not None})
    return Origins(allowed).headers(request)


def test_a_request_without_an_origin_is_let_through_and_given_none():
    assert headers(None) == {"Vary": "Origin"}


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://lotse.de", "lotse.de"),
        ("http://lotse.de", "lotse.de"),
        ("http://127.0.0.1:5005", "127.0.0.1:5005"),
        ("https://lotse.de:8443", "lotse.de:8443"),
        ("http://[::1]:5005", "[::1]:5005"),
        (LISTED, "lotse.de"),
        ("https://WWW.Beispiel.de", "lotse.de"),
    ],
)
def test_the_own_website_and_those_listed_are_named_in_the_answer_and_no_others(origin, host):
    answer = headers(origin, host)
    assert answer["Access-Control-Allow-Origin"] == origin
    assert answer["Vary"] == "Origin"
    assert "Authorization" in answer["Access-Control-Allow-Headers"]
    assert "Retry-After" in answer["Access-Control-Expose-Headers"]
    # The token is sent by script; cookies would let other websites ask in somebody's name.
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "*",
        "https://andere.de",
        "http://www.beispiel.de",
        "https://www.beispiel.de:8443",
        "https://www.beispiel.de.andere.de",
        "https://beispiel.de",
        "https://www.beispiel.de/",
        "https://lotse.de.andere.de",
        "https://lotse.de:8443",
        "https://x@lotse.de",
        "lotse.de",
        "http://[",
        "http://]",
        "http://[lotse.de",
        "\udcff",
    ],
)
def test_all_others_are_refused(origin):
    with pytest.raises(Refusal) as caught:
        headers(origin)
    assert caught.value.code == "origin_not_allowed"
    # The page may read that it is refused, and be allowed nothing.
    assert caught.value.headers == {"Vary": "Origin", "Access-Control-Allow-Origin": origin}


@pytest.mark.parametrize("host", [None, ""])
def test_without_a_host_nothing_is_taken_for_the_own_website(host):
    for origin in ("null", "", "https://lotse.de"):
        with pytest.raises(Refusal):
            headers(origin, host)


def test_without_a_list_only_the_own_website_is_let_in():
    assert headers("https://lotse.de", allowed=())
    with pytest.raises(Refusal):
        headers(LISTED, allowed=())


def test_a_list_is_read_without_regard_to_case():
    assert headers(LISTED, allowed=("https://WWW.Beispiel.DE",))["Access-Control-Allow-Origin"] == LISTED


@pytest.mark.parametrize(
    "entry",
    [
        "https://www.beispiel.de/",
        "https://www.beispiel.de/chat",
        "https://www.beispiel.de?x=1",
        "https://www.beispiel.de#x",
        "www.beispiel.de",
        "//www.beispiel.de",
        "ftp://www.beispiel.de",
        "https://",
        "*",
        "null",
        "",
        None,
        5,
        "https://[",
    ],
)
def test_an_entry_that_is_no_origin_is_refused_in_german(entry):
    with pytest.raises(ValueError, match=r"keine Herkunft.*https://www\.beispiel\.de") as caught:
        Origins([entry])
    assert f"„{entry}“" in str(caught.value)
