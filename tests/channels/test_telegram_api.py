"""Calling Telegram: with patience where it helps, and without telling the token or what people write."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from berufslotse.channels import telegram_api
from berufslotse.channels.telegram_api import KINDS, LONGEST_PAUSE, connect, persist, seconds_asked, silence
from berufslotse.channels.telegram_settings import Settings
from tests.channels.bot_api import TOKEN, BotApi

CHAT = 77
SECRET_WORDS = "Ich bin krank und suche Arbeit"


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(telegram_api, "time", clock)
    monkeypatch.setattr(telegram_api, "sleep", clock.sleep)
    return clock


class Calls:
    """A call that fails in these ways, one after the other, and then succeeds."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.count = list(failures), 0

    async def __call__(self) -> str:
        self.count += 1
        if self.failures:
            raise self.failures.pop(0)
        return "gut"


# -- patience ------------------------------------------------------------------------------------------


async def test_what_succeeds_is_called_once(clock):
    call = Calls()
    assert await persist(call, 0) == "gut"
    assert (call.count, clock.slept) == (1, [])


@pytest.mark.parametrize("asked", [3, 35, timedelta(seconds=7)])
async def test_telegram_is_given_exactly_the_time_it_asks_for(clock, asked):
    seconds = asked.total_seconds() if isinstance(asked, timedelta) else asked
    call = Calls(RetryAfter(asked), RetryAfter(asked))
    assert await persist(call, 100) == "gut"
    assert clock.slept == [seconds, seconds]


async def test_while_telegram_is_away_the_pauses_grow_up_to_a_minute(clock):
    assert await persist(Calls(*[NetworkError("weg")] * 12), 10_000) == "gut"
    for index, slept in enumerate(clock.slept):
        usual = min(2.0**index, LONGEST_PAUSE)
        assert 0.8 * usual <= slept <= 1.2 * usual
    assert len(clock.slept) == 12 and len(set(clock.slept)) == 12


async def test_whoever_waits_is_told_before_each_pause(clock):
    told: list[int] = []

    async def call() -> None:
        if len(clock.slept) < 3:
            raise TimedOut()

    await persist(call, 100, lambda: told.append(len(clock.slept)))
    assert told == [0, 1, 2]


@pytest.mark.parametrize("seconds", [0, 5, 900])
async def test_after_its_time_the_last_failure_is_raised(clock, seconds):
    call = Calls(*[NetworkError(str(number)) for number in range(500)])
    with pytest.raises(NetworkError) as raised:
        await persist(call, seconds)
    assert sum(clock.slept) <= seconds and raised.value.message == str(call.count - 1)
    assert seconds < sum(clock.slept) + min(2.0 ** len(clock.slept), LONGEST_PAUSE) * 1.2


async def test_nobody_waits_for_what_would_come_too_late(clock):
    with pytest.raises(RetryAfter):
        await persist(Calls(RetryAfter(31)), 30)
    assert clock.slept == []


async def test_for_ever_has_no_end(clock):
    assert await persist(Calls(*[RetryAfter(3600)] * 200), float("inf")) == "gut"


@pytest.mark.parametrize(
    "error",
    [
        BadRequest("x"),
        ChatMigrated(-5),
        Conflict("x"),
        Forbidden("x"),
        InvalidToken(),
        KeyError("x"),
        ValueError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_would_be_the_same_each_time_is_not_tried_again(clock, error):
    call = Calls(error)
    with pytest.raises(type(error)):
        await persist(call, 100)
    assert (call.count, clock.slept) == (1, [])


def test_only_who_says_how_long_asks_to_wait():
    assert seconds_asked(RetryAfter(5)) == 5.0 and seconds_asked(TimedOut()) is None


async def test_a_pause_is_logged_without_the_errors_words(clock, caplog):
    with caplog.at_level(logging.DEBUG):
        await persist(Calls(NetworkError(f"{TOKEN} {SECRET_WORDS}")), 10)
    assert "NetworkError" in caplog.text and TOKEN not in caplog.text and SECRET_WORDS not in caplog.text


# -- silence -------------------------------------------------------------------------------------------


@pytest.fixture
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


async def test_a_bot_does_not_tell_its_token(api):
    bot = connect(Settings(TOKEN, api.url))
    for _ in range(2):
        for shown in (repr(bot), str(bot), f"{bot}", f"{bot!r}", "%s" % bot, repr([bot])):  # noqa: UP031
            assert TOKEN not in shown and TOKEN.split(":")[1] not in shown
        await bot.initialize()
    await bot.shutdown()


async def test_neither_the_token_nor_what_is_said_is_logged(api, caplog):
    with caplog.at_level(logging.DEBUG):
        silence()
        bot = connect(Settings(TOKEN, api.url))
        await bot.initialize()
        await bot.send_message(CHAT, SECRET_WORDS)
        api.say(CHAT, SECRET_WORDS)
        assert (await bot.fetch(None, 0))[0]["message"]["text"] == SECRET_WORDS
        api.fault("sendMessage", status=400, description=f"Bad Request: {SECRET_WORDS}")
        api.fault("sendMessage", status=502)
        api.fault("sendMessage", body=f"{SECRET_WORDS}{{".encode())
        api.fault("sendMessage", hang_up=True)
        for _ in range(4):
            with pytest.raises(TelegramError):
                await bot.send_message(CHAT, SECRET_WORDS)
        await asyncio.to_thread(api.pause)
        with suppress(TelegramError):
            await persist(lambda: bot.send_message(CHAT, SECRET_WORDS), 1.5)
        await asyncio.to_thread(api.resume)
        await bot.shutdown()
        logging.getLogger("test").debug("to be seen")
    told = "\n".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records)
    assert "to be seen" in told
    assert TOKEN not in told and TOKEN.split(":")[1] not in told and "krank" not in told


async def test_updates_come_as_they_are_even_those_that_cannot_be_read(api):
    bot = connect(Settings(TOKEN, api.url))
    await bot.initialize()
    number = api.send({"message": {"chat": 5}})
    assert await bot.fetch(None, 0) == [{"update_id": number, "message": {"chat": 5}}]
    assert await bot.fetch(number + 1, 0) == []
    asked = api.of("getUpdates")[-1].params
    assert (asked["offset"], asked["timeout"], asked["allowed_updates"]) == (number + 1, 0, list(KINDS))
    for result in (b'{"ok": true, "result": [5, null, {"update_id": 3}]}', b'{"ok": true, "result": {}}'):
        api.fault("getUpdates", body=result)
        assert await bot.fetch(None, 0) == ([{"update_id": 3}] if b"3" in result else [])
    await bot.shutdown()
