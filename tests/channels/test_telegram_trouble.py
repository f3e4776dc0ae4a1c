"""The Telegram channel when something fails: every message is answered, once and in order."""

# ruff: noqa: F811 (fixtures are imported)
from __future__ import annotations

import time
from collections import Counter

import pytest

from berufslotse.serving.processes import get_json, wait_until_ready
from tests.channels.bot_api import USERNAME, BotApi
from tests.channels.telegram_bots import (  # noqa: F401
    PAY,
    QUESTIONS,
    TOPICS,
    chat,
    group,
    lotse,
    lotse_on_telegram,
    new_chat,
    polling,
    topics,
    webhook,
)
from tests.channels.visitor import Visitor, text

HALF = b'{"ok": tr'
KINDS = {
    "500": {"status": 500},
    "502": {"status": 502},
    "hang up": {"hang_up": True},
    "malformed": {"body": HALF},
    "no object": {"body": b"[]"},
}


def of(lotse, method, chat):
    """The calls of a method in a chat, whatever was answered."""
    return [call for call in lotse.api.calls if call.method == method and call.params.get("chat_id") == chat]


# -- updates that come twice or in disorder ------------------------------------------------------------


def test_the_same_update_twice_while_at_work(lotse, chat):
    lotse.api.fault("sendMessage", chat=chat, delay=1)
    number = lotse.say(chat, QUESTIONS[0])
    lotse.api.wait(lambda: lotse.rows("select 1 from inbox where number = ? and chat is not null", number))
    lotse.api.again(number)
    lotse.answers(chat, number)
    lotse.api.again(number)
    lotse.ask(chat, QUESTIONS[1])
    assert topics(lotse.api.messages(chat)) == ["Koch", "Erzieher"]


def test_out_of_order_in_one_batch(polling, chat):
    begin = polling.say(new_chat(), "/start")
    numbers = [begin + 3, begin + 1, begin + 2]
    polling.api.deliver(
        [
            {"update_id": number, "message": polling.api.compose(chat, QUESTIONS[number - begin - 1])}
            for number in numbers
        ]
    )
    assert topics(polling.answers(chat, begin + 3)) == list(TOPICS)


# -- Telegram asks to wait, or does not take it --------------------------------------------------------


@pytest.mark.parametrize("method", ["sendMessage", "sendPhoto"])
def test_retry_after(lotse, chat, method):
    lotse.api.fault(method, chat=chat, retry_after=2)
    messages = lotse.ask(chat, PAY)
    assert [bool(message.photo) for message in messages] == [False, True]
    first, second = of(lotse, method, chat)
    assert (first.status, second.status) == (429, 200)
    assert 2 <= second.time - first.time < 4


def test_blocked(lotse, chat):
    lotse.api.fault("sendMessage", chat=chat, status=403, times=9)
    number = lotse.say(chat, PAY)
    assert lotse.answers(chat, number) == []
    assert [call.status for call in of(lotse, "sendMessage", chat)] == [403]
    assert not of(lotse, "sendPhoto", chat)
    (line,) = [line for line in lotse.log.splitlines() if f"Update {number}," in line]
    assert "(Forbidden)." in line and str(chat) not in line
    assert lotse.ask(new_chat(), QUESTIONS[0])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("method", ["sendMessage", "sendPhoto", "sendChatAction"])
def test_a_method_fails_once(polling, method, kind, chat):
    polling.api.fault(method, chat=chat, **KINDS[kind])
    messages = polling.ask(chat, PAY)
    assert [bool(message.photo) for message in messages] == [False, True]


@pytest.mark.parametrize("kind", KINDS)
def test_acknowledging_fails(polling, kind, chat):
    polling.ask(chat, "/hilfe")
    polling.api.fault("answerCallbackQuery", chat=chat, **KINDS[kind])
    polling.api.fault("editMessageReplyMarkup", chat=chat, **KINDS[kind])
    assert polling.press(chat, "Was verdient ein Mechatroniker in Dortmund?")


@pytest.mark.parametrize("kind", [*KINDS, "result"])
def test_fetching_fails(polling, kind, chat):
    result = {"body": b'{"ok": true, "result": {"update_id": 1}}'}
    polling.api.fault("getUpdates", **KINDS.get(kind, result))
    assert topics(polling.ask(chat, QUESTIONS[0])) == ["Koch"]
    # The next call is the faulty one.
    assert topics(polling.ask(chat, QUESTIONS[1])) == ["Erzieher"]


def test_fetching_fails_and_the_answer_is_lost(polling, chat):
    polling.api.fault("getUpdates", hang_up=True, after=True, times=2)
    for question in QUESTIONS:
        polling.ask(chat, question)
    assert topics(polling.api.messages(chat)) == list(TOPICS)


def test_an_answer_that_is_not_as_documented(lotse, chat):
    lotse.api.fault("sendMessage", chat=chat, body=b'{"ok": true, "result": {}}', after=True)
    assert topics(lotse.ask(chat, QUESTIONS[0])) == ["Koch"]


@pytest.mark.parametrize("refused", [1, 2])
def test_a_picture_that_is_not_taken_is_told_in_words(lotse, chat, refused):
    lotse.api.fault("sendPhoto", chat=chat, status=400, description="Bad Request: IMAGE_PROCESS_FAILED")
    if refused == 2:
        lotse.api.fault("sendMessage", chat=chat, status=502)
    first, caption = lotse.ask(chat, PAY)
    assert "Euro" in first.text
    assert caption.photo is None and caption.text.startswith("Balkendiagramm") and caption.titles


def test_a_group_that_has_become_a_supergroup(lotse, group):
    new = group - 1
    for method in ("sendMessage", "sendPhoto", "sendChatAction"):
        lotse.api.fault(method, chat=group, migrate_to=new, times=9)
    lotse.ask(group, f"@{USERNAME} {PAY}")
    first, photo = lotse.api.messages(new)
    assert "Euro" in first.text and photo.photo


# -- somebody else is slow, or all are away ------------------------------------------------------------


@pytest.mark.parametrize("fault", [{"delay": 3}, {"retry_after": 3}], ids=["delay", "429"])
def test_a_slow_chat_holds_up_no_other(lotse, chat, fault):
    lotse.api.fault("sendMessage", chat=chat, **fault)
    slow = lotse.say(chat, QUESTIONS[0])
    others = [new_chat() for _ in range(5)]
    numbers = [lotse.say(other, QUESTIONS[1]) for other in others]
    lotse.wait_until_done(slow, *numbers)
    (late,) = lotse.api.messages(chat)
    assert all(lotse.api.messages(other)[0].time < late.time for other in others)


def test_telegram_is_away_for_a_while(lotse):
    chats = [new_chat() for _ in range(5)]
    lotse.api.pause()
    numbers = [lotse.say(chat, question) for question in QUESTIONS for chat in chats]
    time.sleep(2)
    lotse.api.resume()
    lotse.wait_until_done(*numbers)
    assert [topics(lotse.api.messages(chat)) for chat in chats] == [list(TOPICS)] * 5


def test_the_action_server_is_away(polling, chat):
    polling.pair.stop("actions")
    try:
        assert "Euro" not in str(polling.ask(chat, PAY))
        apology = polling.api.messages(chat)[-1].text
        assert "gerade" in apology.lower() or "leider" in apology.lower(), apology
    finally:
        polling.pair.start("actions")
        assert wait_until_ready(polling.pair.addresses, polling.pair.alive)
    assert "Euro" in polling.ask(chat, PAY)[0].text


def test_killed_at_work(polling):
    chats = [new_chat() for _ in range(20)]
    numbers = [polling.say(chat, question) for question in QUESTIONS for chat in chats]
    polling.api.wait(lambda: sum(len(polling.api.messages(chat)) for chat in chats) >= 10)
    polling.kill()
    assert sum(len(polling.api.messages(chat)) for chat in chats) < 60, "It was too late."
    polling.pair.start("rasa")
    polling.wait_until_done(*numbers)
    again = 0
    for each in chats:
        told = topics(polling.api.messages(each))
        assert list(dict.fromkeys(told)) == list(TOPICS)
        again += len(told) - len(TOPICS)
        assert max(Counter(told).values()) <= 2 and len(told) <= len(TOPICS) + 1
    print(f"{again} of 60 replies came twice")
    assert again <= 16


# -- at the start --------------------------------------------------------------------------------------


@pytest.fixture
def menus(polling):
    """How often the bot has told Telegram its commands before it is restarted."""
    return len(polling.api.of("setMyCommands"))


@pytest.fixture
def restarted(polling, menus):
    """The bot, started while Telegram is away, back in a moment and in trouble."""
    polling.kill()
    polling.api.pause()
    polling.pair.start("rasa")
    assert polling.wait_for_state("away") and "versucht es weiter" in polling.health["message"]
    polling.api.fault("getMe", status=500)
    polling.api.fault("getMe", body=HALF)
    polling.api.fault("setMyCommands", status=502)
    polling.api.fault("deleteWebhook", hang_up=True)
    polling.api.resume()
    return polling


def test_telegram_is_away_at_the_start(restarted, menus, chat):
    # Nobody writes, and yet the state is told.
    restarted.wait_for_state("polling", seconds=50)
    assert topics(restarted.ask(chat, QUESTIONS[0])) == ["Koch"]
    restarted.api.wait(lambda: len(restarted.api.of("setMyCommands")) == menus + 1)


def test_two_bots_with_one_token(polling, model, chat):
    folder = polling.home.parent
    with lotse_on_telegram(folder, model, api=polling.api, ready=False) as second:
        assert second.wait_for_state("elsewhere")
        assert "anderer Lotse" in second.health["message"]
        assert topics(polling.ask(chat, QUESTIONS[0])) == ["Koch"]
        assert second.state() == "elsewhere" and polling.state() == "polling"
        # The first stops in the middle of its work, and the second goes on with it.
        chats = [new_chat() for _ in range(10)]
        numbers = [polling.say(each, question) for question in QUESTIONS for each in chats]
        polling.api.wait(lambda: sum(len(polling.api.messages(each)) for each in chats) >= 5)
        polling.pair.stop("rasa")
        assert topics(second.ask(chat, QUESTIONS[1])) == ["Koch", "Erzieher"]
        assert second.state() == "polling"
        second.wait_until_done(*numbers)
        assert [topics(second.api.messages(each)) for each in chats] == [list(TOPICS)] * 10


def test_wrong_token(model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("falsch")
    wrong = "123456:FALSCH-token_abcdefghijklmnopqrstuvwxyz"
    with (
        BotApi() as api,
        lotse_on_telegram(folder, model, api=api, ready=False, TELEGRAM_TOKEN=wrong) as lotse,
    ):
        lotse.wait_for_state("wrong_token")
        (line,) = [line for line in lotse.log.splitlines() if "dieses TELEGRAM_TOKEN nicht" in line]
        assert "WARNING" in line and "@BotFather" in line
        assert wrong not in lotse.log and wrong not in str(lotse.health)
        assert "Euro" in text(Visitor(lotse.pair).begin().say(PAY))
        assert get_json(lotse.pair.addresses.rest, {"sender": "x", "message": "Hallo"})
        assert {call.method for call in api.calls} == {"getMe"}
