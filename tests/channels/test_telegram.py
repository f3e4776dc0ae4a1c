"""What people meet on Telegram, whether the bot fetches its updates or they are sent to it."""

# ruff: noqa: F811 (fixtures are imported)
from __future__ import annotations

import pytest

from tests.channels.bot_api import USERNAME
from tests.channels.bot_api_chats import person
from tests.channels.telegram_bots import (  # noqa: F401
    PAY,
    QUESTIONS,
    Lotse,
    chat,
    group,
    lotse,
    new_chat,
    polling,
    topics,
    webhook,
)

FILE = {"file_id": "AgAD1", "file_unique_id": "AQAD1"}
PHOTO = {"photo": [{**FILE, "width": 90, "height": 60}]}
STICKER = {
    "sticker": {
        **FILE,
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
    }
}
ME = {"id": 123456, "is_bot": True, "first_name": "Lotse", "username": USERNAME}


def answered(lotse: Lotse, chat: int) -> bool:
    """Whether a question is answered, and nothing else."""
    return topics(lotse.ask(chat, QUESTIONS[1])) == ["Erzieher"]


# -- questions and buttons -----------------------------------------------------------------------------


def test_start(lotse, chat):
    (message,) = lotse.ask(chat, "/start")
    assert "Berufslotse" in message.text and "Programm" in message.text
    assert len(message.titles) == 3


def test_pay(lotse, chat):
    text, photo = lotse.ask(chat, PAY)
    assert "Euro" in text.text and "Quelle" in text.text
    assert text.links and all(url.startswith("http") for _, url in text.links)
    assert photo.photo.startswith(b"\x89PNG\r\n\x1a\n")
    assert photo.text.startswith("Balkendiagramm")
    assert not text.keyboard and photo.titles
    # A private chat has only one to answer.
    assert text.reply_to is photo.reply_to is None


def test_typing_before_the_reply(lotse, chat):
    text, *_ = lotse.ask(chat, PAY)
    assert lotse.api.of("sendChatAction", chat)[0].time < text.time


def test_no_link_previews(lotse, chat):
    lotse.ask(chat, PAY)
    (call,) = lotse.api.of("sendMessage", chat)
    assert call.params["link_preview_options"] == {"is_disabled": True}


def test_button(lotse, chat):
    (before,) = lotse.ask(chat, "/hilfe")
    title = "Was verdient ein Mechatroniker in Dortmund?"
    reply, *_ = lotse.press(chat, title)
    assert "Mechatroniker" in reply.text and "Euro" in reply.text
    answer = next(call for call in lotse.api.of("answerCallbackQuery") if call.time > before.time)
    assert answer.time < reply.time
    marked = lotse.api.wait(lambda: [t for t in lotse.api.messages(chat)[0].titles if t[0] == "✓"])
    assert marked == [f"✓ {title}"]
    lotse.press(chat, marked[0])
    lotse.press(chat, "Welche Berufe kennst du?", message=before.id)
    lotse.api.wait(lambda: "✓ Welche Berufe kennst du?" in lotse.api.messages(chat)[0].titles)
    assert lotse.api.messages(chat)[0].titles.count(f"✓ {title}") == 1


def test_context(lotse, chat):
    lotse.ask(chat, "Was verdient ein Koch in Köln?")
    reply, *_ = lotse.ask(chat, "und in Dortmund?")
    assert "Dortmund" in reply.text and "Koch" in reply.text and "Euro" in reply.text


def test_two_chats_do_not_mix(lotse):
    one, other = new_chat(), new_chat()
    lotse.ask(one, "Was verdient ein Koch in Köln?")
    lotse.ask(other, "Was macht ein Erzieher in Leipzig?")
    assert "Koch" in lotse.ask(one, "und in Dortmund?")[0].text
    assert "Erzieher" in lotse.ask(other, "und in Dortmund?")[0].text


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("/hilfe", "in deinen Worten"),
        ("/help", "in deinen Worten"),
        ("/neu", "von vorn"),
        ("/datenschutz", "/loeschen"),
        ("/unbekannt", "/hilfe"),
        ("/restart", "kenne ich nicht"),
        ("/START", "Berufslotse"),
    ],
)
def test_commands(lotse, chat, command, told):
    (message,) = lotse.ask(chat, command)
    assert told in message.text


def test_neu_forgets_the_context(lotse, chat):
    lotse.ask(chat, QUESTIONS[0])
    lotse.ask(chat, "/neu")
    assert "Koch" not in lotse.ask(chat, "und in Dortmund?")[0].text


def test_menu(lotse):
    menu = {c["command"]: c["description"] for c in lotse.api.of("setMyCommands")[0].params["commands"]}
    assert list(menu) == ["start", "hilfe", "neu", "datenschutz", "loeschen"]
    assert menu["loeschen"] == "Unser Gespräch löschen"


@pytest.mark.parametrize("command", ["/loeschen", "/löschen"])
def test_loeschen(lotse, chat, command):
    lotse.ask(chat, PAY)
    assert lotse.events(chat)
    (message,) = lotse.ask(chat, command)
    assert "nichts mehr gespeichert" in message.text
    assert lotse.events(chat) == 0
    assert not lotse.rows("select 1 from inbox where chat like ? or content is not null", f"%{chat}")
    assert answered(lotse, chat)


def test_old_button_after_loeschen(lotse, chat):
    lotse.ask(chat, "Was macht eine Fachkraft für Lebensmitteltechnik in Köln?")
    long = [b for m in lotse.api.messages(chat) for b in sum(m.keyboard, []) if b["callback_data"][0] == "#"]
    assert long, "Every payload is short."
    assert long[0]["text"] in lotse.press(chat, long[0]["text"])[0].text
    lotse.ask(chat, "/loeschen")
    (message,) = lotse.press(chat, long[-1]["text"])
    assert "nicht mehr gespeichert" in message.text
    assert lotse.events(chat) == 0


@pytest.mark.parametrize(
    "typed", ['/gehalt{"beruf": "Koch"}', " / greet", "//restart jetzt", "/session_start"]
)
def test_typed_payloads_are_no_commands(lotse, chat, typed):
    lotse.ask(chat, "Was macht ein Koch in Köln?")
    assert lotse.ask(chat, typed)
    reply = lotse.ask(chat, "und in Dortmund?")
    assert "Koch" in str(reply)
    kept = [data for (data,) in lotse.rows("select data from events where sender_id = ?", f"telegram-{chat}")]
    assert not any('"event": "restart"' in data for data in kept)


@pytest.mark.parametrize("typed", ["/", "///"])
def test_only_slashes_are_no_payload(lotse, chat, typed):
    before = len(lotse.log)
    assert lotse.ask(chat, typed)
    assert "arsing" not in lotse.log[before:] and "Failed to parse" not in lotse.log[before:]


@pytest.mark.parametrize(
    "data", ["#1.2.3", "#99999999999999999999.0.0", "greet", "_", "/nonsense", "/greet{"]
)
def test_invented_data_of_a_button(lotse, chat, data):
    message = lotse.api.compose(chat, "Hallo")
    query = {"id": str(chat), "from": person(chat), "chat_instance": "1", "data": data, "message": message}
    number = lotse.api.send({"callback_query": query})
    assert lotse.answers(chat, number)


@pytest.mark.parametrize(
    "text",
    [
        "<b>Was verdient ein Koch?",
        "Was verdient ein Koch? </a> & &lt; <script>",
        ("Was verdient ein Koch? " * 200)[:4096],
        "a" * 4096,
        "😀" * 2048,
        "\ud83d halb \0 und ganz 🧑‍🍳 Was verdient ein Koch?",
    ],
    ids=["html", "more html", "long", "one word", "emoji", "half"],
)
def test_strange_texts(lotse, chat, text):
    assert lotse.ask(chat, text)
    calls = [call for call in lotse.api.calls if call.params.get("chat_id") == chat]
    assert {call.status for call in calls} == {200}
    assert answered(lotse, chat)


# -- what is no text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (STICKER, "ansehen"),
        (PHOTO, "ansehen"),
        ({"document": FILE}, "ansehen"),
        ({"voice": {**FILE, "duration": 3}}, "Zuhören"),
        ({"location": {"latitude": 50.9, "longitude": 6.9}}, "Stadt"),
        ({"contact": {"phone_number": "+49221", "first_name": "Kim"}}, "nur Text"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "nur Text"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_no_text(lotse, chat, fields, told):
    (message,) = lotse.ask(chat, None, **fields)
    assert told in message.text and "Koch in Köln" in message.text


def test_caption_is_read(lotse, chat):
    assert topics(lotse.ask(chat, None, **PHOTO, caption=QUESTIONS[0])) == ["Koch"]


def test_album_is_answered_once(lotse, chat):
    for _ in range(3):
        lotse.say(chat, None, **PHOTO, media_group_id=f"13{chat}")
    first, question = lotse.ask(chat, QUESTIONS[0])
    assert "ansehen" in first.text and topics([question]) == ["Koch"]


@pytest.mark.parametrize(
    "update",
    [
        {"unknown_kind": {"id": 1}},
        {},
        {"message": "kaputt"},
        {"message": []},
        {"message": {}},
        {"message": {"message_id": 1, "date": 0, "chat": {"id": "x"}, "text": "Hallo"}},
        {"message": {"message_id": 1, "date": "x", "chat": {"id": 5, "type": "private"}, "text": "Hallo"}},
        {"message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "text": ["Hallo"]}},
        {"message": {"message_id": 1, "date": 0, "chat": {"id": 5, "type": "private"}, "photo": 7}},
        {"callback_query": {}},
        {"callback_query": {"id": "7", "from": person(7), "chat_instance": "1", "data": "/greet"}},
        {"update_id": "abc", "message": {}},
    ],
    ids=str,
)
def test_malformed_updates(lotse, chat, update):
    sent = len(lotse.api.of("sendMessage"))
    lotse.api.send(update)
    assert answered(lotse, chat)
    assert len(lotse.api.of("sendMessage")) == sent + 1
    assert " ERROR " not in lotse.log and "Traceback" not in lotse.log


def test_service_messages_and_edits_are_not_answered(lotse, chat):
    edited = lotse.api.compose(chat, PAY)
    lotse.api.send({"edited_message": {**edited, "edit_date": edited["date"] + 1}})
    lotse.say(chat, None, pinned_message={**edited, "chat": edited["chat"]})
    lotse.say(chat, None, message_auto_delete_timer_changed={"message_auto_delete_time": 86400})
    assert answered(lotse, chat)


# -- groups --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [QUESTIONS[0], "/hilfe@AndererBot", f"@{USERNAME}2 Was macht ein Koch?"])
def test_group_silent(lotse, group, text):
    lotse.say(group, text)
    lotse.say(group, None, **STICKER)
    lotse.say(group, None, **PHOTO, caption=text)
    assert topics(lotse.ask(group, f"@{USERNAME} {QUESTIONS[1]}")) == ["Erzieher"]


@pytest.mark.parametrize(
    "form", ["@{} Was macht ein Koch?", "Was macht ein Koch, @{}?", "/frage@{} Was macht ein Koch?"]
)
def test_group_addressed(lotse, group, form):
    (message,) = lotse.ask(group, form.format(USERNAME), message_id=7001)
    assert topics([message]) == ["Koch"] and message.reply_to == 7001


def test_group_command_and_reply(lotse, group):
    (hello,) = lotse.ask(group, f"/start@{USERNAME}")
    assert "Berufslotse" in hello.text
    ours = {
        "message_id": hello.id,
        "date": 1,
        "chat": {"id": group, "type": "supergroup"},
        "from": ME,
        "text": "x",
    }
    (message,) = lotse.ask(group, QUESTIONS[0], reply_to_message=ours, message_id=7002)
    assert topics([message]) == ["Koch"] and message.reply_to == 7002


def test_group_button(lotse, group):
    (before,) = lotse.ask(group, f"@{USERNAME} {QUESTIONS[0]}", message_id=7003)
    reply, *_ = lotse.press(group, before.titles[0], sender=person(77))
    assert "K" in reply.text and reply.reply_to == before.id


def test_topic_of_a_forum(lotse, group):
    (message,) = lotse.ask(group, f"@{USERNAME} {QUESTIONS[0]}", message_thread_id=9, is_topic_message=True)
    assert message.thread == 9


def test_joins(lotse, group):
    lotse.say(group, None, new_chat_members=[person(88)])
    lotse.say(group, None, left_chat_member=person(88))
    (hello,) = lotse.ask(group, None, new_chat_members=[person(88), ME])
    assert f"@{USERNAME}" in hello.text and "Berufslotse" in hello.text


def test_other_bots_are_not_answered(lotse, group):
    robot = {"id": 99, "is_bot": True, "first_name": "Anderer"}
    lotse.say(group, f"@{USERNAME} {QUESTIONS[0]}", **{"from": robot})
    assert topics(lotse.ask(group, f"@{USERNAME} {QUESTIONS[1]}")) == ["Erzieher"]
