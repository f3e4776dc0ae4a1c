"""The route that Telegram sends updates to takes them from Telegram alone, and no log tells its secrets."""

# ruff: noqa: F811 (fixtures are imported)
from __future__ import annotations

import http.client
import json

import pytest

from tests.channels.bot_api_updates import SECRET_HEADER
from tests.channels.telegram_bots import (  # noqa: F401
    PAY,
    QUESTIONS,
    chat,
    lotse_on_telegram,
    new_chat,
    topics,
    webhook,
)

ROUTE = "/webhooks/telegram/webhook"
SECRETS = {
    "none": lambda secret: None,
    "empty": lambda secret: "",
    "wrong": lambda secret: "0" * 64,
    "in capitals": lambda secret: secret.upper(),
    "shorter": lambda secret: secret[:-1],
    "longer": lambda secret: secret + "0",
    "almost": lambda secret: ("1" if secret[0] == "0" else "0") + secret[1:],
    "the token": lambda secret: "123456:TEST-token_abcdefghijklmnopqrstuvwxyz0123",
}
BROKEN = {
    "nothing": b"",
    "half": b'{"update_id": 5',
    "no text": b"\xff\xfe\x00",
    "deep": b"[" * 100_000,
    "huge": b'{"update_id": 5, "message": "' + b"x" * 2_000_000 + b'"}',
}
NO_UPDATES = [b"[]", b"7", b"null", b'"Hallo"', b'[{"update_id": 1}]', b"NaN", b"{}"]


def request(lotse, method="POST", path=ROUTE, body=None, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", lotse.pair.addresses.port, timeout=20)
    try:
        connection.putrequest(method, path)
        for name, value in {"Content-Length": str(len(body or b"")), **(headers or {})}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def update(lotse, chat, number=600_000_000):
    return json.dumps({"update_id": number, "message": lotse.api.compose(chat, QUESTIONS[0])}).encode()


def nothing_came(lotse, chat):
    """Whether nothing of a chat reached the bot; a later message elsewhere did."""
    assert lotse.ask(new_chat(), QUESTIONS[1])
    return not lotse.api.messages(chat) and not lotse.events(chat)


@pytest.fixture
def secret(webhook):
    return webhook.api.of("setWebhook")[-1].params["secret_token"]


@pytest.fixture(scope="module")
def talkative(model, tmp_path_factory):
    """A bot that fetches its updates and logs all it can."""
    levels = {"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG"}
    with lotse_on_telegram(tmp_path_factory.mktemp("laut"), model, **levels) as lotse:
        yield lotse


def test_set_webhook(webhook, secret):
    (call,) = webhook.api.of("setWebhook")
    assert call.params["url"] == f"{webhook.pair.addresses.rasa}{ROUTE}"
    assert call.params["allowed_updates"] == ["message", "callback_query"]
    assert len(secret) == 64 and secret not in webhook.log
    assert "drop_pending_updates" not in call.params
    assert not webhook.api.of("getUpdates")
    assert webhook.health["state"] == "webhook"


@pytest.mark.parametrize("kind", SECRETS)
def test_wrong_secrets(webhook, secret, kind, chat):
    body = update(webhook, chat)
    assert webhook.api.send_raw(body, SECRETS[kind](secret)) == 401
    assert nothing_came(webhook, chat)
    assert not webhook.rows("select 1 from inbox where number = 600000000")


@pytest.mark.parametrize("shown", ["ä".encode(), b"\xff\xfe", "🔑".encode(), b" ", b"a" * 7000])
def test_strange_secrets(webhook, shown, chat):
    status, body = request(webhook, body=update(webhook, chat), headers={SECRET_HEADER: shown})
    assert status in {400, 401, 413, 431} and not body.startswith(b"Traceback")
    assert nothing_came(webhook, chat)


def test_secret_in_other_places(webhook, secret, chat):
    body = update(webhook, chat)
    assert request(webhook, path=f"{ROUTE}?secret_token={secret}", body=body)[0] == 401
    assert request(webhook, body=body, headers={"Authorization": f"Bearer {secret}"})[0] == 401
    assert nothing_came(webhook, chat)


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_bodies(webhook, kind, chat):
    assert 400 <= webhook.api.send_raw(BROKEN[kind]) < 500
    assert topics(webhook.ask(chat, QUESTIONS[0])) == ["Koch"]


@pytest.mark.parametrize("body", NO_UPDATES)
def test_what_is_no_update(webhook, body, chat):
    # Whatever Telegram sends it would send again and again if it were not taken.
    assert 200 <= webhook.api.send_raw(body) < 500
    assert topics(webhook.ask(chat, QUESTIONS[0])) == ["Koch"]


@pytest.mark.parametrize("number", ["abc", None, -7, 2**63, 2**70, 1.5, True, [1]])
def test_strange_numbers(webhook, number, chat):
    assert 200 <= webhook.api.send_raw(update(webhook, chat, number)) < 500
    assert nothing_came(webhook, chat)


@pytest.mark.parametrize(
    "fields",
    [
        {"date": 10**20},
        {"date": float("inf")},
        {"date": -1},
        {"chat": {"id": None, "type": "private"}},
        {"chat": {"id": 0, "type": "private"}},
        {"chat": {"id": "x", "type": "private"}},
        {"chat": {"id": "\ud800", "type": "private"}},
        {"chat": {"id": {}, "type": "private"}},
        {"chat": {"id": 5, "type": 7}},
        {"is_topic_message": True, "message_thread_id": {}},
        {"entities": [{"type": "mention", "offset": "x", "length": -1}]},
        {"media_group_id": [], "photo": [7]},
        {"from": 7},
        {"reply_to_message": 7},
        {"new_chat_members": 7},
        {"text": {}},
    ],
    ids=str,
)
def test_strange_fields(webhook, fields, chat):
    before = len(webhook.log)
    number = 800_000_000 + chat
    body = {"update_id": number, "message": {**webhook.api.compose(chat, QUESTIONS[0]), **fields}}
    assert webhook.api.send_raw(json.dumps(body).encode()) == 200
    assert topics(webhook.ask(chat, QUESTIONS[1]))[-1:] == ["Erzieher"]
    assert "Error in " not in webhook.log[before:] and "Traceback" not in webhook.log[before:]
    # It waits for nobody, though it may be at work still: it is of another chat.
    held = "select 1 from inbox where number = ? and held_until > 0 and chat is not null"
    webhook.api.wait(lambda: not webhook.rows(held, number))


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "business_message"])
def test_kinds_that_were_not_asked_for(webhook, kind, chat):
    message = webhook.api.compose(chat, PAY, edit_date=1)
    body = json.dumps({"update_id": 700_000_000, kind: message}).encode()
    assert webhook.api.send_raw(body) == 200
    assert nothing_came(webhook, chat)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
def test_other_methods(webhook, secret, method):
    assert 400 <= request(webhook, method, headers={SECRET_HEADER: secret})[0] < 500


def test_a_repeated_update_is_answered_once(webhook, chat):
    body = update(webhook, chat, 650_000_000)
    assert [webhook.api.send_raw(body) for _ in range(3)] == [200] * 3
    webhook.wait_until_done(650_000_000)
    assert topics(webhook.api.messages(chat)) == ["Koch"]


def test_all_updates_were_taken_at_once(webhook):
    assert {status for _, status in webhook.api.webhook_answers} == {200}


@pytest.mark.parametrize("shown", [None, "", "0" * 64])
def test_a_bot_that_fetches_takes_none(talkative, shown, chat):
    headers = {} if shown is None else {SECRET_HEADER: shown}
    assert request(talkative, body=update(talkative, chat), headers=headers)[0] == 401
    assert nothing_came(talkative, chat)


def test_a_talkative_log_tells_no_token(talkative, chat):
    talkative.ask(chat, PAY)
    talkative.press(chat, talkative.api.messages(chat)[-1].titles[0])
    talkative.api.fault("sendMessage", chat=chat, status=400)
    talkative.ask(chat, PAY)
    talkative.api.send({"message": {"message_id": 1, "date": "x", "chat": {"id": chat}, "text": PAY}})
    talkative.api.fault("getUpdates", hang_up=True)
    assert topics(talkative.ask(chat, QUESTIONS[0])) == ["Koch"]
    assert " DEBUG " in talkative.log
    talkative.assert_discreet()
