"""What Rasa kept of a conversation becomes messages of typed parts, as the contract describes them."""

from __future__ import annotations

from typing import Any

import pytest

from berufslotse.channels.parts import messages, parts
from tests.channels.visitor import check

NAME = "2f1c7d1e-0000-4000-8000-000000000001"
SOURCE = {
    "title": "Erzieher in Köln",
    "publisher": "beispiel.de",
    "date": "Stand 2024",
    "url": "https://beispiel.de/erzieher",
}
LINK = {"title": "Zur Jobsuche", "url": "https://www.arbeitsagentur.de/jobsuche/suche?was=Koch"}
CHART = {"svg": "<svg xmlns='http://www.w3.org/2000/svg'/>", "alt": "Köln: 2.800 Euro"}
BUTTONS = [
    {"title": "Wo arbeitet man?", "payload": '/arbeitsort{"beruf": "Koch"}'},
    {"title": "Wie sind die Chancen?", "payload": "/arbeitsmarkt"},
]


def said(text: str | None, name: str | None = NAME, **more: Any) -> dict[str, Any]:
    """Return the event of a message as Rasa keeps it."""
    return {"event": "user", "timestamp": 1_700_000_000.25, "text": text, "message_id": name, **more}


def replied(text: str | None = None, buttons: list | None = None, **custom: Any) -> dict[str, Any]:
    """Return the event of a reply as Rasa keeps it."""
    data = {"elements": None, "quick_replies": None, "attachment": None, "image": None}
    data |= {"buttons": buttons, "custom": custom or None}
    return {"event": "bot", "timestamp": 1_700_000_001.5, "text": text, "data": data, "metadata": {}}


def told(*events: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the messages of `events`, which hold to the contract."""
    result = messages(events)
    check("Messages", {"messages": result})
    return result


def test_a_reply_with_all_there_is_comes_apart_into_typed_parts():
    (message,) = told(replied("Etwa 2.800 Euro.", BUTTONS, links=[LINK], chart=CHART, sources=[SOURCE]))
    assert message["from"] == "lotse"
    assert message["parts"] == [
        {"type": "text", "text": "Etwa 2.800 Euro."},
        {"type": "link", **LINK},
        {"type": "chart", **CHART},
        {"type": "source", **SOURCE},
        {"type": "buttons", "buttons": BUTTONS},
    ]


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (replied("Hallo"), "text"),
        (replied(None, BUTTONS), "buttons"),
        (replied("", links=[LINK]), "link"),
        (replied(chart=CHART), "chart"),
        (replied(sources=[SOURCE]), "source"),
    ],
    ids=["text", "buttons", "link", "chart", "source"],
)
def test_a_reply_with_one_thing_has_one_part(event, kind):
    (message,) = told(event)
    assert [part["type"] for part in message["parts"]] == [kind]


@pytest.mark.parametrize(
    "event",
    [
        replied(),
        replied(""),
        replied("", []),
        replied(links=[], sources=[], chart={}),
        replied(chart={"alt": "Köln: 2.800 Euro", "png": "iVBORw0"}),
        replied(links=None, sources=None),
        {"event": "bot", "timestamp": 1.0, "text": None, "data": None},
        {"event": "bot", "timestamp": 1.0, "text": None},
    ],
)
def test_a_reply_in_which_there_is_nothing_to_show_is_no_message(event):
    assert told(said("Hallo"), event) == told(said("Hallo"))


def test_all_pages_and_sources_come_in_the_order_in_which_they_were_given():
    links = [{**LINK, "title": title} for title in "CAB"]
    sources = [{**SOURCE, "title": title} for title in "ZXY"]
    (message,) = told(replied("Hier:", links=links, sources=sources))
    assert [part["title"] for part in message["parts"][1:]] == list("CABZXY")


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JavaScript:alert(1)//https://beispiel.de",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//beispiel.de",
        "/anderswo",
        "https:beispiel.de",
        "",
    ],
)
def test_an_address_that_a_browser_must_not_be_sent_to_is_left_out(address):
    (message,) = told(
        replied("Hier:", links=[{**LINK, "url": address}], sources=[{**SOURCE, "url": address}, SOURCE])
    )
    assert message["parts"] == [{"type": "text", "text": "Hier:"}, {"type": "source", **SOURCE}]


def test_a_button_has_only_what_the_contract_names():
    (message,) = told(replied("?", [{**BUTTONS[0], "type": "postback", "style": "x"}]))
    assert message["parts"][1]["buttons"] == [BUTTONS[0]]


def test_what_a_person_typed_is_shown_as_typed():
    (message,) = told(said("Was verdient ein Koch?", metadata={}))
    assert (message["id"], message["from"]) == (NAME, "person")
    assert message["parts"] == [{"type": "text", "text": "Was verdient ein Koch?"}]


def test_a_pressed_button_is_shown_with_its_title_and_not_with_what_it_stands_for():
    (message,) = told(said('/gehalt{"beruf": "Koch"}', metadata={"shown": "Was verdient man?"}))
    assert message["parts"] == [{"type": "text", "text": "Was verdient man?"}]


@pytest.mark.parametrize("metadata", [None, {}, {"shown": None}, {"shown": ""}, {"model_id": "x"}])
def test_without_a_title_what_was_said_is_shown(metadata):
    (message,) = told(said("Hallo", metadata=metadata))
    assert message["parts"] == [{"type": "text", "text": "Hallo"}]


def test_a_message_without_text_from_another_channel_still_holds_to_the_contract():
    (message,) = told(said(None, None))
    assert message["parts"] == [{"type": "text", "text": ""}]


def test_replies_are_numbered_after_the_message_they_answer():
    other = NAME.replace("1", "2")
    told_ = told(said("a"), replied("b"), replied(), replied("c"), said("d", other), replied("e"))
    assert [m["id"] for m in told_] == [NAME, f"{NAME}.1", f"{NAME}.2", other, f"{other}.1"]


def test_times_are_utc_to_the_millisecond_and_say_so():
    assert [m["time"] for m in told(said("a"), replied("b"))] == [
        "2023-11-14T22:13:20.250Z",
        "2023-11-14T22:13:21.500Z",
    ]


def test_a_time_on_the_full_second_is_written_like_the_others():
    assert told({**said("a"), "timestamp": 1_700_000_000.0})[0]["time"] == "2023-11-14T22:13:20.000Z"


def test_no_events_are_no_messages():
    assert messages([]) == []


def test_parts_leave_the_event_as_it_was():
    event = replied("Hier:", BUTTONS, links=[LINK], chart=CHART, sources=[SOURCE])
    before = repr(event)
    parts(event)
    assert repr(event) == before
