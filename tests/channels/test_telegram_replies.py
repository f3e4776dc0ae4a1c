"""Replies become messages that Telegram takes, and that show exactly what was meant."""

from __future__ import annotations

import base64
import html
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from berufslotse.channels.telegram_replies import Outgoing, length, notice, outgoing, payload, split
from tests.channels.bot_api_rules import Formatted, caption, message_text, units

NASTY = "<b>A&B</b> \"Müller\" & 'Söhne' &lt; </a>"
LINK = {"title": "Zur Jobsuche", "url": "https://beispiel.de/suche?was=Koch&wo=K%C3%B6ln"}
SOURCE = {
    "title": "Koch in Köln",
    "publisher": "Amt",
    "date": "Stand 2024",
    "url": "https://beispiel.de/koch",
}
PNG = b"\x89PNG\r\n\x1a\nmehr"


def replied(text: str | None = None, buttons: Any = None, **custom: Any) -> dict[str, Any]:
    return {"event": "bot", "text": text, "data": {"buttons": buttons, "custom": custom or None}}


def button(title: str, asked: str = "/affirm") -> dict[str, str]:
    return {"title": title, "payload": asked}


def chart(alt: str = "", png: Any = None) -> dict[str, Any]:
    return {"svg": "<svg/>", "alt": alt, "png": png or base64.b64encode(PNG).decode()}


def seen(message: Outgoing) -> Formatted:
    """What Telegram shows, if it takes the message."""
    given = {"parse_mode": "HTML", "caption" if message.photo else "text": message.html}
    shown = caption(given) if message.photo else message_text(given)
    assert message.plain.strip() == shown.text, "the same without markup, for when Telegram refuses it"
    return shown


def shown(*events: dict[str, Any]) -> list[str]:
    return [seen(message).text for message in outgoing(events, 7)]


# -- texts, links, sources -----------------------------------------------------------------------------


def test_a_text_is_shown_as_it_is():
    assert shown(replied(NASTY), replied("Zweite")) == [NASTY, "Zweite"]
    assert seen(notice(NASTY)) == Formatted(NASTY, [])


@pytest.mark.parametrize(
    "event", [replied(), replied(""), replied(" \n "), {"event": "bot", "text": None, "data": None}]
)
def test_nothing_to_show_is_no_message(event):
    assert outgoing([event], 7) == []


def test_links_and_sources_stand_below_the_text():
    (message,) = outgoing([replied("Etwa 2.800 €.", links=[LINK], sources=[SOURCE])], 7)
    assert seen(message).text == "Etwa 2.800 €.\n\nZur Jobsuche\nQuelle: Amt, Koch in Köln (Stand 2024)"
    assert seen(message).links == [(LINK["title"], LINK["url"]), (SOURCE["title"], SOURCE["url"])]


def test_several_sources_are_announced_once():
    (text,) = shown(replied("Ja.", sources=[SOURCE, {**SOURCE, "title": "Köchin"}]))
    assert text == "Ja.\n\nQuellen: Amt, Koch in Köln (Stand 2024)\nAmt, Köchin (Stand 2024)"


def test_whatever_stands_in_a_link_or_source_is_shown_as_it_is():
    link = {"title": NASTY, "url": "https://beispiel.de/?a=\"'<>&b"}
    source = {"title": NASTY, "publisher": NASTY, "date": NASTY, "url": link["url"]}
    (message,) = outgoing([replied(links=[link], sources=[source])], 7)
    assert seen(message).text == f"{NASTY}\nQuelle: {NASTY}, {NASTY} ({NASTY})"
    assert seen(message).links == [(NASTY, link["url"])] * 2


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "tg://user?id=1", "file:///etc/passwd", "//beispiel.de", ""]
)
def test_only_web_pages_are_linked(url):
    assert shown(replied("Hier:", links=[{**LINK, "url": url}], sources=[{**SOURCE, "url": url}])) == [
        "Hier:"
    ]


def test_a_page_without_a_title_can_still_be_opened():
    (message,) = outgoing([replied(links=[{**LINK, "title": " "}])], 7)
    assert seen(message).links == [("…", LINK["url"])]


def test_links_without_room_below_the_text_go_into_messages_of_their_own():
    links = [{**LINK, "title": f"{n} " + "x" * 290} for n in range(30)]
    texts = shown(replied("Wort. " * 680, links=links))
    assert len(texts) > 2 and sum(len(re.findall("x{290}", text)) for text in texts) == 30


# -- charts --------------------------------------------------------------------------------------------


def test_a_chart_is_a_photo_that_is_told_in_words():
    text, photo = outgoing([replied("Hier:", chart=chart(NASTY))], 7)
    assert (text.photo, photo.photo) == (None, PNG)
    (entity,) = seen(photo).entities
    assert seen(photo).text == NASTY and entity["type"] == "blockquote"
    assert [m.html for m in outgoing([replied(chart=chart())], 7)] == [""]


def test_the_words_of_a_chart_fit_into_a_caption():
    (photo,) = outgoing([replied(chart=chart("Köln & Bonn 😀. " * 200))], 7)
    assert 900 < units(seen(photo).text) <= 1024


@pytest.mark.parametrize(
    "png",
    [
        "iVBORw0",
        "%%%",
        "a\nbc=",
        "ä",
        5,
        "",
    ],
)
def test_a_chart_that_is_broken_is_left_out(png):
    broken = {**chart("Köln"), "png": png}
    assert [m.photo for m in outgoing([replied("Hier:", chart=broken), replied("Da.")], 7)] == [None, None]


# -- buttons -------------------------------------------------------------------------------------------


def test_short_buttons_stand_side_by_side_and_long_ones_alone():
    titles = ["Ja", "Nein", "Egal", "Weiter", "Was verdient man als Koch in Köln?", "Zurück"]
    (message,) = outgoing([replied("Wo?", [button(title) for title in titles])], 7)
    rows = [[title for title, _ in row] for row in message.keyboard]
    assert rows == [["Ja", "Nein", "Egal"], ["Weiter"], ["Was verdient man als Koch in Köln?"], ["Zurück"]]


def test_titles_of_buttons_are_no_html_and_never_empty():
    (message,) = outgoing([replied("Wo?", [button(f" {NASTY} "), button(" ")])], 7)
    assert [title for row in message.keyboard for title, _ in row] == [NASTY, "…"]


def test_buttons_are_below_the_last_message_of_a_reply():
    messages = outgoing([replied("a " * 3000, [button("Ja")], chart=chart("Köln"))], 7)
    assert [bool(message.keyboard) for message in messages] == [False, False, True]
    (alone,) = outgoing([replied(None, [button("Ja")])], 7)
    assert alone.keyboard and seen(alone).text == "Zur Wahl steht:"


ASKED = [
    "/affirm",
    "/" + "a" * 63,
    "/" + "a" * 64,
    "/" + "ä" * 32,
    '/gehalt{"beruf": "Restaurantfachmann", "ort": "Bergisch Gladbach", "jahr": "2024"}',
    "Was verdient ein Koch?",
    "#7.0.0",
    "",
]


def test_what_a_button_asks_fits_into_its_data_and_is_found_again():
    events = [{"event": "user"}, replied("Hallo"), replied("Wo?", [button("x", asked) for asked in ASKED])]
    messages = outgoing(events[1:], 2**63 - 1)
    pressable = [data for row in messages[-1].keyboard for _, data in row]
    assert all(1 <= len(data.encode()) <= 64 for data in pressable)
    assert pressable[:2] == ASKED[:2] and all(data.startswith("#") for data in pressable[2:])
    asked_for: list[str] = []
    found = [payload(data, lambda number: asked_for.append(number) or events) for data in pressable]
    assert found == ASKED and set(asked_for) == {str(2**63 - 1)}


@pytest.mark.parametrize(
    "data",
    ["#7.0.9", "#7.9.0", "#7.1.0", "#7.2.0", "#8.0.0", f"#7.{10**50}.0", f"#{10**50}.0.0", "#-7.0.0"]
    + [
        "#7.0",
        "#7.0.0.0",
        "#7.0.-1",
        "#7.0.0\n",
        "#",
        "",
        "affirm",
        "7.0.0",
        " /affirm",
        "#a.b.c",
        "#7.0.０１",
    ],
)
def test_a_reference_to_what_is_not_kept_or_never_was_asks_nothing(data):
    kept = {
        "7": [
            {"event": "user"},
            replied("?", [button("x", "Frage")]),
            replied("!"),
            {"event": "bot", "data": None},
        ]
    }
    assert payload("#7.0.0", lambda number: kept.get(number, [])) == "Frage"
    assert payload(data, lambda number: kept.get(number, [])) is None


# -- splitting -----------------------------------------------------------------------------------------

SENTENCES = [
    "Wer Köche sucht, findet z. B. in Köln viele.",
    "Das sagt Dr. Müller vom Amt!",
    "Was verdient man? 😀 👩‍🍳",
    "„Gut“ (sehr gut) & <billig> ist das…",
    "Im Schnitt sind es ca. 2.800 Euro brutto im Monat.",
]
TEXTS = st.lists(
    st.tuples(st.sampled_from(SENTENCES), st.sampled_from([" ", "\n", "\n\n"])), min_size=90, max_size=300
).map(lambda pairs: "".join(sentence + gap for sentence, gap in pairs))
MARKUP = ["</b>", "&lt;", "&amp", "<a href=", "z. B. ", "😀"]
WILD = st.lists(st.sampled_from([*"abÄß.!?  \n<>&\"';#", *MARKUP]), min_size=1, max_size=30).map("".join)


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@settings(deadline=None, max_examples=60)
@given(TEXTS)
def test_a_long_text_comes_in_pieces_that_end_with_sentences(text):
    pieces = split(text)
    assert all(0 < units(piece) <= 4096 for piece in pieces)
    assert " ".join(pieces).split() == text.split(), "no word is lost, parted or moved"
    for piece, following in zip(pieces, pieces[1:], strict=False):
        assert not re.search(r"(z\.|z\. B\.|Dr\.|ca\.)$", piece)
        assert piece.endswith(tuple(sentence[-1] for sentence in SENTENCES)) and following[0] in "WDIE„👩😀"


@settings(deadline=None, max_examples=200)
@given(WILD, st.integers(2, 40))
def test_of_no_text_anything_but_white_space_is_lost(text, most):
    pieces = split(text, most)
    assert bare("".join(pieces)) == bare(text)
    assert all(0 < units(piece) <= most and piece == piece.strip() for piece in pieces)


def test_it_is_parted_at_a_paragraph_rather_than_a_line_a_sentence_or_a_word():
    start = "Das ist ein Satz. " * 150
    for gap in ("\n\n", "\n", " "):
        text = f"{start.strip()}{gap}Und noch {'ein Wort ' * 300}"
        assert split(text)[0] == start.strip()


@pytest.mark.parametrize("word", ["x" * 10_000, "😀" * 5_000, "a" + "😀" * 5_000])
def test_one_endless_word_is_parted_without_breaking_a_character(word):
    pieces = split(word)
    assert "".join(pieces) == word and len(pieces) == 3
    assert all(4095 <= units(piece) <= 4096 for piece in pieces[:-1])


@pytest.mark.parametrize("text", ["", " ", "\n\n"])
def test_of_nothing_there_are_no_pieces(text):
    assert split(text) == []


def test_what_fits_exactly_is_not_parted():
    assert split("x" * 4096) == ["x" * 4096] and split("😀" * 2048) == ["😀" * 2048]
    assert split("x" * 4096 + " y") == ["x" * 4096, "y"]
    assert length("a😀") == 3


@pytest.mark.parametrize("words", ["Prof. Dr. Müller", "Gehalt inkl. Zulagen", "Köln bzw. Bonn"])
def test_a_longer_abbreviation_is_no_end_of_a_sentence_either(words):
    before, after = words.split(". ", 1)
    text = f"{'Das ist ein Satz. ' * 200}Und {before}. {after} {'kommt ' * 200}"
    assert not split(text)[0].endswith(f"{before}.")


# -- all of it -----------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=150)
@given(WILD.filter(str.strip), WILD, WILD, st.integers(1, 900))
def test_telegram_takes_and_shows_whatever_is_said(text, title, publisher, times):
    link = {"title": title, "url": f"https://beispiel.de/?{publisher}"}
    source = {"title": title, "publisher": publisher, "date": "2024", "url": "https://beispiel.de"}
    messages = outgoing([replied(text * times, links=[link], sources=[source], chart=chart(text))], 7)
    shown = [seen(message) for message in messages if not message.photo]
    said, told = bare("".join(one.text for one in shown)), bare(text * times)
    below = f"{title if title.strip() else '…'}Quelle: {publisher if publisher.strip() else '…'}, "
    assert said.startswith(told + bare(below))
    assert [url for one in shown for _, url in one.links] == [link["url"], source["url"]]
    assert bare(seen(messages[-1]).text) and html.unescape(messages[-1].plain)
