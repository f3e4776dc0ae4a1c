"""Each message is answered once, in its turn, whatever happens to others."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from telegram import User
from telegram.error import BadRequest

from berufslotse.channels import telegram_chats
from berufslotse.channels.telegram_chats import Chats
from berufslotse.channels.telegram_intake import MOST_NUMBER, Intake
from berufslotse.serving import inbox as inbox_module
from berufslotse.serving.inbox import HOLD_SECONDS, Arrived, Held, Inbox
from tests.channels.bot_api_chats import person

ANNA, BEN = "telegram-77", "telegram-78"
AWAY = sa.exc.OperationalError("SELECT 'geheim'", {}, Exception("geheim"))


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(f"sqlite:///{tmp_path / 'inbox.db'}", 123456)


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test wait for seconds."""
    monkeypatch.setattr(telegram_chats, "WATCH_SECONDS", 0.01)
    real = asyncio.sleep
    short = SimpleNamespace(**{**vars(asyncio), "sleep": lambda seconds: real(min(seconds, 0.01))})
    monkeypatch.setattr(telegram_chats, "asyncio", short)


class Desk:
    """Chats whose answers are noted; `during` does what an answer does meanwhile."""

    def __init__(self, inbox: Inbox, during: Callable[[Held], Awaitable[None]] | None = None) -> None:
        self.inbox, self.during = inbox, during
        self.begun: list[int] = []
        self.done: list[int] = []
        self.chats = Chats(inbox, self._answer)

    async def _answer(self, held: Held) -> None:
        self.begun.append(held.number)
        await asyncio.sleep(0)
        if self.during:
            await self.during(held)
        self.done.append(held.number)

    def arrive(self, *messages: tuple[int, str]) -> None:
        kept = self.inbox.accept(Arrived(number, chat, {"text": "geheim"}) for number, chat in messages)
        for message in kept:
            self.chats.wake(message.chat)


async def until(condition: Callable[[], Any], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "not in time"
        await asyncio.sleep(0.005)


def pass_time(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(inbox_module, "time", SimpleNamespace(time=lambda: time.time() + seconds))


def failing(function: Callable[..., Any], *errors: Exception) -> Callable[..., Any]:
    """That function, which fails at first."""
    left = list(errors)

    def called(*arguments: Any) -> Any:
        if left:
            raise left.pop(0)
        return function(*arguments)

    return called


class Watching:
    """The watch over `chats` for as long as a block lasts."""

    def __init__(self, chats: Chats) -> None:
        self.chats = chats

    async def __aenter__(self) -> None:
        self.task = asyncio.create_task(self.chats.watch())

    async def __aexit__(self, *_: object) -> None:
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


# -- in turn -------------------------------------------------------------------------------------------


async def test_a_chat_is_answered_in_order_and_one_message_at_a_time(inbox):
    async def during(held: Held) -> None:
        await asyncio.sleep(0.01)
        assert desk.begun == list(range(held.number + 1)) and desk.done == list(range(held.number))

    desk = Desk(inbox, during)
    desk.arrive(*((number, ANNA) for number in (2, 0, 1)))
    desk.arrive((3, ANNA))
    await until(lambda: len(desk.done) == 4)
    assert desk.done == [0, 1, 2, 3] and inbox.waiting() == []


async def test_who_waits_long_does_not_hold_up_others(inbox):
    answered = asyncio.Event()
    desk = Desk(inbox, lambda held: answered.wait() if held.number == 1 else asyncio.sleep(0))
    desk.arrive((1, ANNA), (2, ANNA), *((number, f"telegram-{number}") for number in range(100, 150)))
    await until(lambda: len(desk.done) == 50)
    assert desk.begun[0] == 1 and not {1, 2} & set(desk.done)
    answered.set()
    await until(lambda: desk.done[-2:] == [1, 2])


async def test_what_comes_while_a_chat_is_being_answered_is_answered_next(inbox):
    async def during(held: Held) -> None:
        if held.number < 20:
            desk.arrive((held.number + 1, ANNA))

    desk = Desk(inbox, during)
    desk.arrive((1, ANNA))
    await until(lambda: len(desk.done) == 20)
    await asyncio.sleep(0)
    desk.arrive((30, ANNA))
    await until(lambda: desk.done[-1] == 30)
    assert desk.begun == desk.done == [*range(1, 21), 30]


async def test_waking_a_chat_often_answers_it_once(inbox):
    desk = Desk(inbox)
    desk.arrive((1, ANNA))
    for _ in range(5):
        desk.chats.wake(ANNA)
        desk.chats.wake(BEN)
    await until(lambda: not desk.chats._tasks)
    assert desk.begun == [1]


# -- trouble -------------------------------------------------------------------------------------------


async def test_what_a_dead_worker_left_is_taken_up_when_its_hold_is_over(inbox, monkeypatch):
    inbox.accept([Arrived(1, ANNA, {}), Arrived(2, BEN, {})])
    inbox.claim(ANNA)
    desk = Desk(inbox)
    async with Watching(desk.chats):
        await until(lambda: desk.done == [2])
        await asyncio.sleep(0.05)
        assert desk.done == [2]
        pass_time(monkeypatch, HOLD_SECONDS + 1)
        await until(lambda: desk.done == [2, 1])


async def test_an_answer_that_fails_is_told_without_its_words_and_tried_again(inbox, monkeypatch, caplog):
    async def during(held: Held) -> None:
        tries.append(held.tries)
        if len(tries) < 3:
            raise ValueError("geheim")

    tries: list[int] = []
    desk = Desk(inbox, during)
    with caplog.at_level(logging.DEBUG):
        desk.arrive((1, ANNA), (2, ANNA))
        async with Watching(desk.chats):
            for failed in (1, 2):
                await until(lambda failed=failed: len(tries) == failed and not desk.chats._tasks)
                pass_time(monkeypatch, failed * (HOLD_SECONDS + 1))
            await until(lambda: desk.done == [1, 2])
    assert tries == [1, 2, 3, 1]
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(told) == 2 and all("ValueError" in words and __file__ in words for words in told)
    assert "geheim" not in caplog.text


async def test_a_finished_answer_is_not_repeated_because_the_database_is_away(inbox, monkeypatch):
    monkeypatch.setattr(inbox, "finish", failing(inbox.finish, *[AWAY] * 5))
    desk = Desk(inbox)
    desk.arrive((1, ANNA), (2, ANNA))
    async with Watching(desk.chats):
        await until(lambda: desk.done == [1, 2])
        await until(lambda: not desk.chats._tasks)
    assert desk.begun == [1, 2] and inbox.waiting() == []


@pytest.mark.parametrize("method", ["claim", "waiting", "tidy"])
async def test_the_watch_outlasts_a_database_that_is_away(inbox, monkeypatch, caplog, method):
    inbox.accept([Arrived(1, ANNA, {})])
    monkeypatch.setattr(inbox, method, failing(getattr(inbox, method), AWAY, AWAY))
    desk = Desk(inbox)
    async with Watching(desk.chats):
        await until(lambda: desk.done == [1])
        await until(lambda: caplog.text.count("OperationalError") == 2)
    assert "geheim" not in caplog.text


async def test_the_watch_tidies_up_now_and_then(inbox, monkeypatch):
    tidied: list[int] = []
    monkeypatch.setattr(inbox, "tidy", lambda: tidied.append(1))
    async with Watching(Desk(inbox).chats):
        await asyncio.sleep(0.1)
    assert tidied == [1]


async def test_who_stops_lets_answers_end_and_leaves_the_rest_in_the_inbox(inbox):
    desk = Desk(inbox, lambda held: asyncio.sleep(0.05 if held.number == 1 else 60))
    await desk.chats.stop(1)
    desk.arrive((1, ANNA), (2, BEN))
    await asyncio.sleep(0)
    began = time.monotonic()
    await desk.chats.stop(0.3)
    await until(lambda: not desk.chats._tasks)
    assert desk.done == [1] and 0.25 < time.monotonic() - began < 3
    inbox.release()
    assert inbox.waiting() == [BEN]


# -- intake --------------------------------------------------------------------------------------------


class Bot:
    """A bot whose calls are noted, and refused if `refuses`."""

    bot = User(123456, "Lotse", True, username="LotseTestBot")

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.refuses = False

    async def answer_callback_query(self, *given: Any, **_: Any) -> None:
        self.calls.append(("answer", *given))
        if self.refuses:
            raise BadRequest("query is too old")

    async def edit_message_reply_markup(self, *given: Any, reply_markup: Any) -> None:
        titles = [[button.text for button in row] for row in reply_markup.inline_keyboard]
        self.calls.append(("edit", *given, titles))


@pytest.fixture
def desk(inbox: Inbox) -> Desk:
    return Desk(inbox)


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def intake(bot: Bot, desk: Desk) -> Intake:
    return Intake(bot, desk.inbox, desk.chats)


def update(number: Any, text: str | None = "Hallo", **fields: Any) -> dict[str, Any]:
    chat = {"id": 77, "type": "private"}
    message = {"message_id": 5, "date": 1, "chat": chat, "from": person(77), "text": text, **fields}
    return {
        "update_id": number,
        "message": {name: value for name, value in message.items() if value is not None},
    }


def picture(number: int, album: str | None = "12", **fields: Any) -> dict[str, Any]:
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    return update(number, None, photo=photo, media_group_id=album, **fields)


async def answered(desk: Desk) -> list[int]:
    await until(lambda: not desk.chats._tasks)
    return desk.done


async def test_updates_are_answered_in_the_order_of_their_numbers_and_once(intake, desk):
    intake.accept([update(3), update(1), update(2), update(1)])
    intake.accept([update(2)])
    assert await answered(desk) == [1, 2, 3]
    intake.accept([update(3), update(4)])
    assert await answered(desk) == [1, 2, 3, 4]


async def test_what_cannot_be_read_does_not_hold_up_the_rest(intake, desk, caplog):
    unreadable = [
        {},
        update(None),
        update("7"),
        update(True),
        update(-1),
        update(MOST_NUMBER),
        update(2, chat=5),
    ]
    intake.accept([*unreadable, update(3, text="geheim", date="x"), {"update_id": 4}, update(5)])
    assert await answered(desk) == [5]
    assert "geheim" not in caplog.text and "Update 3 ist nicht zu lesen" in caplog.text


async def test_an_album_of_pictures_is_answered_once(intake, desk):
    intake.accept([picture(2), picture(1), picture(3, "13"), picture(4, None), picture(5, None)])
    intake.accept([picture(6), picture(7, "13")])
    assert await answered(desk) == [1, 3, 4, 5]


async def test_an_album_with_a_question_is_answered_once(intake, desk):
    intake.accept([picture(1, caption="Was verdient ein Koch?"), picture(2), picture(3)])
    assert await answered(desk) == [1]


async def test_an_album_that_could_not_be_kept_is_answered_when_it_comes_again(
    intake, desk, inbox, monkeypatch
):
    monkeypatch.setattr(inbox, "accept", failing(inbox.accept, AWAY))
    with pytest.raises(sa.exc.OperationalError):
        intake.accept([picture(1), picture(2)])
    intake.accept([picture(1), picture(2)])
    assert await answered(desk) == [1]


@pytest.mark.parametrize("refuses", [False, True])
async def test_a_press_is_acknowledged_and_marked_once_and_answered(intake, desk, bot, refuses):
    bot.refuses = refuses
    board = [[{"text": "Ja", "callback_data": "/affirm"}, {"text": "Nein", "callback_data": "/deny"}]]
    message = update(1, "Wo?", reply_markup={"inline_keyboard": board})["message"]
    query = {"id": "9", "from": person(77), "chat_instance": "1", "data": "/deny", "message": message}
    for _ in range(2):
        intake.accept([{"update_id": 1, "callback_query": query}])
    assert await answered(desk) == [1]
    await until(lambda: len(bot.calls) == 2)
    assert bot.calls == [("answer", "9"), ("edit", 77, 5, [["Ja", "✓ Nein"]])]
