"""What people type and press reaches Rasa as what it is: text as text, a button of ours as a command."""

from __future__ import annotations

import pytest

from berufslotse.channels.saying import as_button


@pytest.mark.parametrize(
    "payload",
    ["/gehalt", "/gehalt{}", '/gehalt{"beruf": "Koch", "ort": "Köln"}', '/gehalt{"gemeint": "a\\nb"}'],
)
def test_a_button_of_ours_stays_a_command(payload):
    assert as_button(payload) == payload


@pytest.mark.parametrize(
    "payload",
    [
        "/restart",
        "/back",
        "/session_start",
        '/session_start{"a": "b"}',
        "/",
        "/ restart",
        "//restart",
        "/gehalt@0.5",
        '/gehalt{"beruf": "Koch"',
        "/gehalt[1]",
        '/gehalt{"beruf": 5}',
        '/gehalt{"beruf": null}',
        '/gehalt{"beruf": NaN}',
        '/gehalt{"beruf": ["Koch"]}',
        '/gehalt{"beruf": {"a": "b"}}',
        '/gehalt{"beruf": "\\ud800"}',
        '/gehalt{"beruf": "a\\u0000b"}',
        '/gehalt{"beruf": ' + "[" * 1900 + "}",
        '/gehalt{"beruf": "Koch"}{"ort": "Köln"}',
    ],
)
def test_what_is_no_button_of_ours_is_text(payload):
    assert as_button(payload) and not as_button(payload).startswith("/")
