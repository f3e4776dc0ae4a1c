"""What people write, press and send on Telegram becomes what the bot has to do, or nothing."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import Update, User

from berufslotse.channels.telegram_api import UNREADABLE
from berufslotse.channels.telegram_updates import CHOICE, DELETE, NOTICE, TEXT, Incoming, pressed, read
from tests.channels.bot_api_chats import person
from tests.channels.bot_api_rules import found_entities, units

ME = User(123456, "Lotse", True, username="LotseTestBot")
BOT = {"id": 123456, "is_bot": True, "first_name": "Lotse", "username": "LotseTestBot"}
CHAT, GROUP = 77, -1001
PRIVATE = {"id": CHAT, "type": "private", "first_name": "Alex"}
SUPERGROUP = {"id": GROUP, "type": "supergroup", "title": "Gruppe"}
KOCH = "Was verdient ein Koch?"
PAYLOAD = '/gehalt{"beruf": "Koch"}'
FILE = {"file_id": "a", "file_unique_id": "b"}
PLACE = {"longitude": 6.9, "latitude": 50.9}


def message(text: str | None = None, chat: dict[str, Any] = PRIVATE, **fields: Any) -> dict[str, Any]:
    made = {"message_id": 5, "date": 1_700_000_000, "chat": chat, "from": person(CHAT), "text": text}
    made |= {"entities": found_entities(text) if text else None, **fields}
    return {name: value for name, value in made.items() if value is not None}


def taken(update: dict[str, Any]) -> Incoming | None:
    return read(Update.de_json({"update_id": 1, **update}, None), ME)


def said(text: str | None = None, **fields: Any) -> Incoming | None:
    """What is to be done when somebody writes to the bot alone."""
    return taken({"message": message(text, **fields)})


def said_in_group(text: str | None = None, **fields: Any) -> Incoming | None:
    return taken({"message": message(text, SUPERGROUP, **fields)})


# -- texts and commands --------------------------------------------------------------------------------


def test_a_text_is_to_be_answered():
    assert said(KOCH) == Incoming(CHAT, TEXT, KOCH, KOCH)
    assert said(KOCH).sender == "telegram-77"
    assert said(f"  {KOCH}\n").text == KOCH


@pytest.mark.parametrize(
    ("command", "choice"),
    [
        ("/start", "/greet"),
        ("/hilfe", "/help"),
        ("/help", "/help"),
        ("/neu", "/start_over"),
        ("/datenschutz", "/privacy"),
    ],
)
def test_a_command_is_a_choice_however_it_is_written(command, choice):
    ways = [command, command.upper(), f"{command}@LotseTestBot", f"{command}@lotsetestBOT", f" {command}\n"]
    for way in [*ways, f"{command} bitte", f"{command}\nbitte"]:
        assert said(way) == Incoming(CHAT, CHOICE, choice, command)


@pytest.mark.parametrize(
    "command", ["/loeschen", "/löschen", "/Löschen", "/loeschen@LotseTestBot", "/LOESCHEN bitte"]
)
def test_deleting_is_asked_for_with_or_without_an_umlaut(command):
    assert said(command) == Incoming(CHAT, DELETE)


@pytest.mark.parametrize(
    "text", ["/gehalt", "/settings@LotseTestBot", "/greet", "/help_", "/start_over", "/1"]
)
def test_who_types_an_unknown_command_alone_is_told_which_there_are(text):
    assert said(text) == Incoming(CHAT, NOTICE, "command")


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("/gehalt Koch in Köln", "gehalt Koch in Köln"),
        ("/was verdient\nein Koch?", "was verdient\nein Koch?"),
        ("// gehalt Koch", "gehalt Koch"),
        ("/ Koch", "Koch"),
    ],
)
def test_an_unknown_command_with_words_is_a_text(text, understood):
    assert said(text) == Incoming(CHAT, TEXT, understood, text)


@pytest.mark.parametrize("text", ["/hilfe@AndererBot", "/hilfe@LotseTestBot2", "/gehalt@AndererBot Koch"])
def test_a_command_for_another_bot_is_not_for_this_one(text):
    assert said(text) is None
    assert said_in_group(text) is None


BEFORE = ["", " ", "/", "// ", "/ /", "\n", "@LotseTestBot ", "/\ufeff", "/\n", "/\t", "/\u00a0", "//\n/ \n"]


@pytest.mark.parametrize("before", BEFORE)
def test_what_a_person_types_never_becomes_a_payload(before):
    for typed in (PAYLOAD, "/greet@1.0", '/greet{"a": 1}'):
        incoming = said(before + typed)
        # Rasa strips the text before it looks for a slash.
        assert incoming.kind == TEXT and not incoming.text.strip().startswith("/")


def test_a_caption_is_read_like_a_text():
    assert said(photo=[{**FILE, "width": 1, "height": 1}], caption=KOCH) == Incoming(CHAT, TEXT, KOCH, KOCH)
    assert said(document=FILE, caption="/hilfe") == Incoming(CHAT, CHOICE, "/help", "/hilfe")
    assert said(document=FILE, caption=PAYLOAD).kind == TEXT


@pytest.mark.parametrize("text", ["Ko\0ch", "Ko\ud83dch", "Ko\udc00ch"])
def test_half_characters_and_nul_are_replaced(text):
    assert said(text).text == said(text).shown == "Ko\ufffdch"


# -- what asks nothing ---------------------------------------------------------------------------------

CHANNEL = {"id": -1002, "type": "channel", "title": "Kanal"}
POLL = {"id": "1", "question": "Was?", "type": "regular", "total_voter_count": 0} | dict.fromkeys(
    ["is_closed", "is_anonymous", "allows_multiple_answers", "allows_revoting", "members_only"], False
)
POLL["options"] = [{"text": "a", "voter_count": 0, "persistent_id": "1"}]


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": message(KOCH)},
        {"channel_post": message(KOCH, CHANNEL)},
        {"message": message(KOCH, CHANNEL)},
        {"poll": POLL},
        {"sent_by_telegram_in_2030": {"a": 1}},
        {},
        {"message": message("   ")},
        {"message": message(KOCH, **{"from": {**BOT, "id": 9}})},
    ],
    ids=["edit", "post", "channel", "poll", "unknown", "empty", "white space", "bot"],
)
def test_what_asks_nothing_is_left_alone(update):
    assert taken(update) is None


@pytest.mark.parametrize("chat", [PRIVATE, SUPERGROUP])
@pytest.mark.parametrize(
    "service",
    [
        {"new_chat_members": [person(8)]},
        {"left_chat_member": person(8)},
        {"left_chat_member": BOT},
        {"pinned_message": message(KOCH)},
        {"new_chat_title": "Neu"},
        {"delete_chat_photo": True},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 60}},
    ],
    ids=lambda service: next(iter(service)),
)
def test_what_telegram_notes_in_a_chat_asks_nothing(service, chat):
    assert taken({"message": message(None, chat, **service)}) is None


def test_who_adds_the_bot_to_a_group_is_told_how_to_call_it():
    added = Incoming(GROUP, NOTICE, "added", reply_to=5)
    assert said_in_group(new_chat_members=[person(8), BOT]) == added


# -- groups --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        (f"@LotseTestBot {KOCH}", KOCH),
        (f"@lotsetestbot {KOCH}", KOCH),
        (f"👩‍🍳😀 @LotseTestBot {KOCH}", f"👩‍🍳😀 {KOCH}"),
        (f"{KOCH} @LotseTestBot", KOCH),
        (f"@jemand @LotseTestBot {KOCH}", f"@jemand {KOCH}"),
        (f"@LotseTestBot2 @LotseTestBot {KOCH}", f"@LotseTestBot2 {KOCH}"),
        ("@LotseTestBot /gehalt Koch", "gehalt Koch"),
    ],
)
def test_in_a_group_the_bot_answers_who_calls_its_name(text, understood):
    incoming = said_in_group(text)
    assert (incoming.chat, incoming.kind, incoming.text, incoming.reply_to) == (GROUP, TEXT, understood, 5)


@pytest.mark.parametrize(
    "text",
    [
        KOCH,
        "/hilfe",
        "Lotse, hörst du? LotseTestBot!",
        f"@LotseTestBot2 {KOCH}",
        f"@MeinLotseTestBot {KOCH}",
        f"mail@LotseTestBot {KOCH}",
        "/hilfe@LotseTestBot2",
    ],
)
def test_in_a_group_the_bot_is_silent_unless_it_is_meant(text):
    assert said_in_group(text) is None


def test_a_name_that_is_marked_as_code_calls_nobody():
    assert said_in_group("@LotseTestBot", entities=[{"type": "code", "offset": 0, "length": 13}]) is None


def test_who_only_calls_the_bots_name_is_greeted():
    assert said_in_group(" @LotseTestBot ") == Incoming(
        GROUP, CHOICE, "/greet", " @LotseTestBot ", reply_to=5
    )


@pytest.mark.parametrize("command", ["/hilfe@LotseTestBot", "@LotseTestBot /hilfe", "😀 @LotseTestBot"])
def test_a_command_in_a_group_may_name_the_bot(command):
    incoming = said_in_group(command)
    assert (incoming.kind, incoming.text) == ((TEXT, "😀") if "😀" in command else (CHOICE, "/help"))


@pytest.mark.parametrize(("user", "is_meant"), [(BOT, True), (person(8), False)])
@pytest.mark.parametrize("before", ["", "😀😀 "])
def test_a_name_that_links_to_the_bot_calls_it(user, is_meant, before):
    entity = {"type": "text_mention", "offset": units(before), "length": 5, "user": user}
    incoming = said_in_group(f"{before}Lotse {KOCH}", entities=[entity])
    assert incoming is None if not is_meant else incoming.text == f"{before}{KOCH}"


@pytest.mark.parametrize(("author", "is_meant"), [(BOT, True), (person(8), False), ({**BOT, "id": 9}, False)])
def test_a_reply_to_the_bot_is_for_the_bot(author, is_meant):
    answered = message("vorher", SUPERGROUP, **{"from": author})
    assert bool(said_in_group(KOCH, reply_to_message=answered)) == is_meant
    assert bool(said_in_group(sticker=STICKER, reply_to_message=answered)) == is_meant
    assert said_in_group("/hilfe@AndererBot", reply_to_message=answered) is None


def test_in_a_group_a_picture_is_for_the_bot_if_its_caption_calls_it():
    photo = [{**FILE, "width": 1, "height": 1}]
    asked = "@LotseTestBot was ist das?"
    assert said_in_group(photo=photo) is None
    assert (
        said_in_group(photo=photo, caption="@LotseTestBot", caption_entities=found_entities(asked)).text
        == "seen"
    )
    assert (
        said_in_group(photo=photo, caption=asked, caption_entities=found_entities(asked)).text
        == "was ist das?"
    )


def test_bots_are_not_answered_but_admins_who_write_anonymously_are():
    asked, bot = f"@LotseTestBot {KOCH}", {**BOT, "id": 1087968824}
    assert said_in_group(asked, **{"from": bot}) is None
    assert said_in_group(asked, **{"from": bot}, sender_chat=SUPERGROUP).text == KOCH


def test_an_answer_stays_in_its_topic():
    forum = {**SUPERGROUP, "is_forum": True}
    fields = {"chat": forum, "message_thread_id": 9}
    asked = f"@LotseTestBot {KOCH}"
    assert taken({"message": message(asked, **fields, is_topic_message=True)}).thread == 9
    assert taken({"message": message(asked, **fields)}).thread is None


# -- other things than text ----------------------------------------------------------------------------

SIZE = {**FILE, "width": 1, "height": 1}
STICKER = {**SIZE, "type": "regular", "is_animated": False, "is_video": False}


@pytest.mark.parametrize(
    ("thing", "notice"),
    [
        ({"voice": {**FILE, "duration": 1}}, "heard"),
        ({"audio": {**FILE, "duration": 1}}, "heard"),
        ({"video_note": {**FILE, "duration": 1, "length": 1}}, "heard"),
        ({"sticker": STICKER}, "seen"),
        ({"photo": [SIZE]}, "seen"),
        ({"video": {**SIZE, "duration": 1}}, "seen"),
        ({"animation": {**SIZE, "duration": 1}, "document": FILE}, "seen"),
        ({"document": FILE}, "seen"),
        ({"story": {"chat": PRIVATE, "id": 1}}, "seen"),
        ({"location": PLACE}, "place"),
        ({"venue": {"location": PLACE, "title": "Amt", "address": "Köln"}, "location": PLACE}, "place"),
        ({"contact": {"phone_number": "1", "first_name": "A"}}, "other"),
        ({"poll": POLL}, "other"),
        ({"dice": {"emoji": "🎲", "value": 1}}, "other"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value,
)
def test_who_sends_no_text_is_told_what_the_bot_can_read(thing, notice):
    assert said(**thing) == Incoming(CHAT, NOTICE, notice)
    assert said_in_group(**thing) is None


def test_pictures_of_an_album_are_known_as_such():
    assert said(photo=[SIZE], media_group_id="12").album == "12"


# -- buttons -------------------------------------------------------------------------------------------

KEYBOARD = [[("Ja", "/affirm"), ("Nein", "/deny")], [("Köln", PAYLOAD), ("✓ Bonn", "#7.0.1")]]


def press(data: str | None, rows: Any = KEYBOARD, **fields: Any) -> dict[str, Any]:
    board = [[{"text": title, "callback_data": named} for title, named in row] for row in rows]
    asked = message("Wo?", **{"from": BOT}, reply_markup={"inline_keyboard": board})
    query = {"id": "1", "from": person(CHAT), "chat_instance": "1", "data": data, "message": asked, **fields}
    return {"callback_query": {name: value for name, value in query.items() if value is not None}}


@pytest.mark.parametrize(
    ("data", "title"), [("/affirm", "Ja"), ("/deny", "Nein"), (PAYLOAD, "Köln"), ("#7.0.1", "Bonn")]
)
def test_a_pressed_button_is_a_choice_with_its_title_and_it_alone_is_marked(data, title):
    assert taken(press(data)) == Incoming(CHAT, CHOICE, data, title)
    found, marked = pressed(Update.de_json({"update_id": 1, **press(data)}, None).callback_query)
    expected = [
        [(f"✓ {title}" if named == data else shown, named) for shown, named in row] for row in KEYBOARD
    ]
    assert (found, marked) == (title, expected)


def test_of_two_buttons_that_ask_the_same_one_is_marked():
    update = Update.de_json({"update_id": 1, **press("/a", [[("A", "/a"), ("B", "/a")]])}, None)
    assert pressed(update.callback_query) == ("A", [[("✓ A", "/a"), ("B", "/a")]])


def test_a_button_that_is_not_in_its_message_is_a_choice_all_the_same():
    hidden = {"chat": PRIVATE, "message_id": 5, "date": 0}
    for update in (press("/deny", []), press("/deny", message=hidden)):
        assert taken(update) == Incoming(CHAT, CHOICE, "/deny", "/deny")
        query = Update.de_json({"update_id": 1, **update}, None).callback_query
        assert pressed(query) == ("", [])


def test_a_press_without_a_message_or_data_asks_nothing():
    for update in (press(None), press("/deny", message=None), press(None, game_short_name="x", message=None)):
        assert taken(update) is None


def test_a_press_in_a_group_is_answered_there_and_in_its_topic():
    asked = message("Wo?", SUPERGROUP, message_thread_id=9, is_topic_message=True)
    incoming = taken(press("/deny", message=asked))
    assert (incoming.chat, incoming.thread, incoming.reply_to) == (GROUP, 9, 5)


def test_what_is_kept_of_a_message_gives_it_back():
    for incoming in (said(KOCH), said_in_group("@LotseTestBot"), said("/loeschen"), taken(press("/deny"))):
        assert Incoming(**incoming.as_dict()) == incoming


# -- garbage -------------------------------------------------------------------------------------------

NUMBERS = st.integers(-(2**31), 2**31) | st.floats(-1e9, 1e9)
SCALARS = (
    st.none()
    | st.booleans()
    | NUMBERS
    | st.text(max_size=8)
    | st.sampled_from([PAYLOAD, "private", "@LotseTestBot"])
)
NAMES = (
    "id date type text chat from entities user offset length message_id is_bot url title file_id data photo"
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES.split()), inner, max_size=4)
    ),
    max_leaves=8,
)
FIELDS = re.findall(
    r"\w+",
    "message_id date chat from text entities caption caption_entities reply_to_message sender_chat photo sticker "
    "new_chat_members message_thread_id is_topic_message media_group_id voice location poll story",
)


def read_or_refuse(update: dict[str, Any]) -> None:
    with suppress(*UNREADABLE):
        taken(update)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4), st.sampled_from([PRIVATE, SUPERGROUP]))
def test_garbage_in_a_message_never_stops_the_bot(garbage, chat):
    read_or_refuse({"message": {**message("@LotseTestBot hallo", chat), **garbage}})


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(st.sampled_from(["id", "from", "message", "data", "chat_instance"]), JSON, max_size=3),
    JSON,
)
def test_garbage_in_a_press_never_stops_the_bot(garbage, board):
    update = press("/deny")
    update["callback_query"]["message"]["reply_markup"]["inline_keyboard"] = board
    update["callback_query"] |= garbage
    read_or_refuse(update)
    read_or_refuse({"message": board, "callback_query": garbage})


@pytest.mark.parametrize("date", [10**17, 10**30, float("inf")])
def test_a_date_beyond_all_calendars_never_stops_the_bot(date):
    read_or_refuse({"message": message("Hallo", date=date)})
