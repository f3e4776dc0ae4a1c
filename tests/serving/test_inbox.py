"""What was accepted and is not answered is kept: each message once, in order, for one worker at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from berufslotse.serving import inbox as inbox_module
from berufslotse.serving.inbox import HOLD_SECONDS, INBOX, REMEMBERED_SECONDS, Arrived, Held, Inbox

BOT, OTHER_BOT = 123456, 2**40
ANNA, BEN = "telegram-77", "telegram--1001"
NASTY = {"text": "Köchin? 🍳 \\ \" ' % \0 \u2028", "chat": -1001, "leer": None, "tief": {"a": [1, "ß"]}}


class Clock:
    """The time of the inbox, which a test moves."""

    def __init__(self) -> None:
        self.now = time.time()

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(inbox_module, "time", SimpleNamespace(time=clock.time))
    return clock


@pytest.fixture
def url(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture
def inbox(url: str, clock: Clock) -> Inbox:
    return Inbox(url, BOT)


@pytest.fixture
def other(url: str, inbox: Inbox) -> Inbox:
    """The inbox of another worker for the same bot."""
    return Inbox(url, BOT)


def arrived(number: int, chat: str = ANNA, text: str = "Hallo") -> Arrived:
    return Arrived(number, chat, {"text": text})


def rows(url: str) -> list[dict[str, Any]]:
    with sa.create_engine(url).connect() as connection:
        return [dict(row) for row in connection.execute(sa.select(INBOX).order_by(INBOX.c.number)).mappings()]


# -- accepting -----------------------------------------------------------------------------------------


def test_what_is_accepted_is_given_back_whole(inbox):
    assert inbox.accept([Arrived(2**63 - 1, BEN, NASTY)]) == [Arrived(2**63 - 1, BEN, NASTY)]
    assert inbox.claim(BEN) == Held(2**63 - 1, NASTY, 1, 0)


def test_a_message_is_accepted_once_even_if_it_comes_again_while_and_after_it_is_answered(inbox, other):
    assert inbox.accept([arrived(1), arrived(1), arrived(2)]) == [arrived(1), arrived(2)]
    assert other.accept([arrived(1), arrived(3)]) == [arrived(3)]
    inbox.claim(ANNA)
    assert inbox.accept([arrived(1)]) == []
    inbox.finish(1)
    assert other.accept([arrived(1, BEN, "anders")]) == []
    assert other.claim(BEN) is None


def test_a_repeated_message_does_not_replace_what_is_kept(inbox):
    inbox.accept([arrived(1, text="erst")])
    inbox.accept([arrived(1, text="dann")])
    assert inbox.claim(ANNA).content == {"text": "erst"}


def test_all_are_accepted_or_none(inbox, url):
    with pytest.raises(TypeError):
        inbox.accept([arrived(1), Arrived(2, ANNA, {"text": object()})])
    assert rows(url) == [] and inbox.waiting() == []
    assert inbox.accept([arrived(1)]) == [arrived(1)]


def test_of_two_workers_that_accept_the_same_at_once_one_does(inbox, other):
    messages = [arrived(number) for number in range(40)]
    with ThreadPoolExecutor() as pool:
        accepted = list(pool.map(lambda box: box.accept(messages), [inbox, other] * 3))
    assert sorted(m.number for some in accepted for m in some) == list(range(40))


# -- claiming ------------------------------------------------------------------------------------------


def test_the_messages_of_a_chat_come_by_number_one_after_the_other(inbox):
    inbox.accept([arrived(3), arrived(1), arrived(2, BEN)])
    assert inbox.claim(ANNA).number == 1
    assert inbox.claim(ANNA) is None, "one at a time"
    assert inbox.claim(BEN).number == 2
    inbox.finish(1)
    assert inbox.claim(ANNA).number == 3
    inbox.finish(3)
    assert inbox.claim(ANNA) is None and inbox.claim("telegram-7") is None


def test_a_chat_stays_with_its_worker_when_an_earlier_message_comes_late(inbox, other):
    inbox.accept([arrived(5)])
    inbox.claim(ANNA)
    inbox.accept([arrived(4)])
    assert other.claim(ANNA) is None


def test_of_many_workers_one_gets_a_message(url, inbox, other):
    boxes = [inbox, other, *(Inbox(url, BOT) for _ in range(4))]
    for number in range(5):
        inbox.accept([arrived(number)])
        ready = threading.Barrier(len(boxes))

        def claim(box: Inbox, ready: threading.Barrier = ready) -> Held | None:
            ready.wait()
            return box.claim(ANNA)

        with ThreadPoolExecutor(len(boxes)) as pool:
            got = [held for held in pool.map(claim, boxes) if held]
        assert [held.number for held in got] == [number]
        inbox.finish(number)


def test_what_a_dead_worker_held_is_taken_up_by_another_after_a_while(inbox, other, clock):
    inbox.accept([arrived(1)])
    assert inbox.claim(ANNA).tries == 1
    inbox.note_sent(1, 2)
    clock.now += HOLD_SECONDS - 1
    assert other.claim(ANNA) is None and other.waiting() == []
    clock.now += 2
    assert other.waiting() == [ANNA]
    assert other.claim(ANNA) == Held(1, {"text": "Hallo"}, 2, 2)
    assert inbox.claim(ANNA) is None


def test_who_needs_longer_holds_a_message_longer(inbox, other, clock):
    inbox.accept([arrived(1), arrived(2, BEN)])
    inbox.claim(ANNA)
    clock.now += HOLD_SECONDS - 1
    inbox.hold(1)
    clock.now += HOLD_SECONDS - 1
    assert other.claim(ANNA) is None and other.waiting() == [BEN]
    clock.now += 2
    assert other.claim(ANNA).tries == 2


def test_tries_are_counted(inbox, clock):
    inbox.accept([arrived(1)])
    tried = []
    for _ in range(4):
        tried.append(inbox.claim(ANNA).tries)
        clock.now += HOLD_SECONDS + 1
    assert tried == [1, 2, 3, 4]


def test_who_is_alone_ends_all_holds_of_its_bot(url, inbox, clock):
    another_bot = Inbox(url, OTHER_BOT)
    for box in (inbox, another_bot):
        box.accept([arrived(1)])
        box.claim(ANNA)
    inbox.release()
    assert inbox.waiting() == [ANNA] and inbox.claim(ANNA).tries == 2
    assert another_bot.claim(ANNA) is None


def test_the_chats_that_wait_are_named_once_each(inbox):
    assert inbox.waiting() == []
    inbox.accept([arrived(1), arrived(2), arrived(3, BEN), arrived(4, "telegram-9")])
    inbox.claim(BEN)
    inbox.finish(4)
    assert inbox.waiting() == [ANNA]


def test_bots_that_share_a_database_do_not_meet(url, inbox):
    another_bot = Inbox(url, OTHER_BOT)
    assert inbox.accept([arrived(1, text="a")]) and another_bot.accept([arrived(1, text="b")])
    assert another_bot.claim(ANNA).content == {"text": "b"}
    another_bot.hold(1)
    another_bot.note_sent(1, 5)
    another_bot.finish(1)
    assert another_bot.waiting() == [] and inbox.waiting() == [ANNA]
    assert inbox.claim(ANNA) == Held(1, {"text": "a"}, 1, 0)


# -- forgetting ----------------------------------------------------------------------------------------


def test_nothing_is_left_of_what_was_answered_but_its_number(inbox, url, clock):
    inbox.accept([arrived(1, text="Ich bin krank"), arrived(2, BEN)])
    inbox.claim(ANNA)
    inbox.finish(1)
    inbox.finish(1)
    first, second = rows(url)
    assert (first["chat"], first["content"]) == (None, None)
    assert (first["bot"], first["number"]) == (BOT, 1) and (second["chat"], second["sent"]) == (BEN, 0)
    assert "krank" not in repr(first) and "77" not in repr(first["chat"])


def test_numbers_are_forgotten_when_they_cannot_come_again(url, inbox, clock):
    another_bot = Inbox(url, OTHER_BOT)
    inbox.accept([arrived(1), arrived(2)])
    another_bot.accept([arrived(9)])
    inbox.finish(1)
    another_bot.finish(9)
    clock.now += REMEMBERED_SECONDS - 1
    inbox.accept([arrived(3)])
    inbox.finish(3)
    inbox.tidy()
    assert [row["number"] for row in rows(url)] == [1, 2, 3, 9]
    clock.now += 2
    inbox.tidy()
    assert [row["number"] for row in rows(url)] == [2, 3, 9], "what is not answered stays, however old"
    assert inbox.claim(ANNA).number == 2


def test_a_new_start_finds_what_was_left(url, inbox, clock):
    inbox.accept([arrived(1)])
    inbox.claim(ANNA)
    inbox.note_sent(1, 3)
    clock.now += HOLD_SECONDS + 1
    again = Inbox(url, BOT)
    assert again.waiting() == [ANNA] and again.claim(ANNA).sent == 3
