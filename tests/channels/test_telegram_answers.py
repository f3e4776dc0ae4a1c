"""One message on Telegram is answered: signs that the bot works, tries again where it fails, and gives up in words."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from telegram.error import TimedOut

from berufslotse.channels import telegram_answers
from berufslotse.channels.telegram_answers import Answering
from berufslotse.channels.telegram_texts import NOTICES
from berufslotse.serving.inbox import Held

AWAY = sa.exc.OperationalError("select", {}, Exception("away"))
CONTENT = {"chat": 5, "kind": "text", "text": "Was verdient ein Koch?"}


class Desk:
    """Telegram, the inbox, Rasa and what is kept of the conversation, in one; notes what happens in `log`."""

    username = "LotseTestBot"

    def __init__(self, seconds: float = 0.0, fails: int = 0, types: bool = True) -> None:
        self.seconds, self.fails, self.types = seconds, fails, types
        self.log: list[str] = []
        self.kept: list[dict[str, Any]] = []
        self.answering = Answering(self, self, self, self.say)

    async def send_chat_action(self, chat: int, action: str, **_: Any) -> None:
        self.log.append(action)
        if not self.types:
            raise TimedOut()

    async def send_message(self, chat: int, text: str, **_: Any) -> None:
        self.log.append(text)

    def hold(self, number: int) -> None:
        self.log.append("hold")

    async def say(self, message: Any) -> None:
        await asyncio.sleep(self.seconds)
        if self.fails:
            self.fails -= 1
            raise AWAY
        self.kept = [
            {"event": "user", "text": message.text},
            {"event": "bot", "text": "2.500 Euro", "timestamp": 0},
        ]

    def turn(self, sender: str, number: str) -> list[dict[str, Any]]:
        assert (sender, number) == ("telegram-5", "7")
        return self.kept

    async def answer(self, tries: int = 1) -> list[str]:
        await self.answering.answer(Held(7, CONTENT, tries, 0))
        return self.log


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telegram_answers, "TYPING_SECONDS", 0.05)
    monkeypatch.setattr(telegram_answers, "HOLD_SECONDS", 0.15)
    monkeypatch.setattr(telegram_answers, "TURN_PAUSES", (0.01, 0.01, 0.01))


async def test_it_types_again_and_again_while_it_works_and_stops_with_the_answer():
    log = await Desk(seconds=0.4).answer()
    assert log.count("typing") > 3 and log[-1] == "2.500 Euro"


async def test_a_quick_answer_is_typed_once():
    assert (await Desk(seconds=0.001).answer()) == ["typing", "2.500 Euro"]


async def test_that_typing_fails_harms_nothing():
    assert (await Desk(seconds=0.2, types=False).answer())[-1] == "2.500 Euro"


async def test_a_message_at_work_stays_this_workers():
    assert (await Desk(seconds=0.4).answer()).count("hold") > 3


async def test_a_turn_that_fails_is_tried_again():
    assert (await Desk(fails=2).answer())[-1] == "2.500 Euro"


async def test_who_cannot_be_answered_is_told_so():
    assert (await Desk(fails=9).answer())[-1] == NOTICES["unavailable"]


async def test_a_turn_that_an_earlier_try_took_is_not_taken_again():
    desk = Desk(seconds=9)
    desk.kept = [{"event": "user"}, {"event": "bot", "text": "schon da", "timestamp": 0}]
    assert (await desk.answer(tries=2))[-1] == "schon da"


async def test_a_message_that_brings_down_its_worker_is_not_tried_for_ever():
    desk = Desk()
    assert (await desk.answer(tries=telegram_answers.MOST_TRIES + 1))[-1] == NOTICES["unavailable"]
    assert desk.kept == []
