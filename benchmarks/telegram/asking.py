"""What people ask in many chats, and which of the bot's messages answer it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.channels.bot_api import BotApi
from tests.channels.bot_api_chats import Message

PATIENCE = 120.0
"""Seconds after which a question counts as unanswered."""
LOOK_SECONDS = 0.02
"""Between two looks at the chats; when a message came is noted by the stand-in itself."""
OCCUPATIONS = {
    "Erzieher": "Erzieher",
    "Koch": "K[oö]ch",
    "Bäcker": "Bäcker",
    "Mechatroniker": "Mechatroniker",
    "Logopäde": "Logopäd",
    "Maurer": "Maurer",
    "Physiotherapeut": "Physiotherapeut",
    "Hausmeister": "Hausmeister",
    "Medieninformatiker": "Medieninformatik",
    "Dachdeckermeister": "Dachdeckermeister",
}
"""Occupations, and how an answer is known to be about one of them."""
WAYS = (
    "Was macht ein {} in Köln?",
    "Was muss ein {} in Köln können?",
    "Wie wird man {} in Köln?",
    "Was ist schwierig als {} in Köln?",
)


@dataclass(frozen=True)
class Question:
    """Something to ask; `mark` is found in its answer and in no other's."""

    text: str
    mark: str

    def answered_by(self, message: Message) -> bool:
        """Whether `message` is about what was asked."""
        return bool(re.search(self.mark, message.text))


QUESTIONS = [Question(way.format(name), mark) for way in WAYS for name, mark in OCCUPATIONS.items()]


def different(begin: int, count: int) -> list[Question]:
    """Return `count` questions about different occupations, others for another `begin`."""
    ways, names = len(WAYS), len(OCCUPATIONS)
    return [QUESTIONS[(begin + 3 * step) % names + names * ((begin + step) % ways)] for step in range(count)]


@dataclass
class Asked:
    """Questions put into one chat, in this order, at the time `put` (monotonic)."""

    chat: int
    questions: Sequence[Question]
    put: float
    since: int = 0
    """So many messages of the bot were there before."""

    def messages(self, api: BotApi) -> list[Message]:
        """Return what the bot has said since."""
        return api.messages(self.chat)[self.since :]

    def answers(self, api: BotApi) -> list[list[Message]]:
        """Return for each question the messages that answer it."""
        said = self.messages(api)
        return [[message for message in said if one.answered_by(message)] for one in self.questions]

    def complete(self, api: BotApi) -> bool:
        """Whether each question has an answer."""
        return len(self.messages(api)) >= len(self.questions) and all(self.answers(api))


@dataclass(frozen=True)
class Tally:
    """What became of many questions: counts, and the seconds until each answer."""

    asked: int
    seconds: list[float]
    twice: int
    disordered: int
    """Chats whose first answers came in another order than the questions."""

    def __add__(self, other: Tally) -> Tally:
        """Return both as one."""
        return Tally(
            self.asked + other.asked,
            self.seconds + other.seconds,
            self.twice + other.twice,
            self.disordered + other.disordered,
        )


def put(api: BotApi, texts: Sequence[tuple[int, Sequence[Question]]]) -> list[Asked]:
    """Put questions into chats all at once: first the first of each chat, then the second of each."""
    rounds = max(len(questions) for _, questions in texts)
    updates = [
        {"message": api.compose(chat, questions[turn].text)}
        for turn in range(rounds)
        for chat, questions in texts
        if turn < len(questions)
    ]
    before = {chat: len(api.messages(chat)) for chat, _ in texts}
    now = time.monotonic()
    api.deliver(updates)
    return [Asked(chat, questions, now, before[chat]) for chat, questions in texts]


def wait(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Return whether `condition` came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(LOOK_SECONDS)
    return True


def wait_for_all(api: BotApi, chats: Iterable[Asked], seconds: float = PATIENCE) -> None:
    """Wait until all chats are answered, or the time is over."""
    open_chats = list(chats)

    def done() -> bool:
        open_chats[:] = [asked for asked in open_chats if not asked.complete(api)]
        return not open_chats

    wait(done, seconds)


def tally(api: BotApi, chats: Iterable[Asked]) -> Tally:
    """Count what was answered in time, how often, and in which order."""
    found = Tally(0, [], 0, 0)
    for asked in chats:
        answers = [
            [message.time for message in messages if message.time <= asked.put + PATIENCE]
            for messages in asked.answers(api)
        ]
        first = [min(times) for times in answers if times]
        found += Tally(
            len(asked.questions),
            [moment - asked.put for moment in first],
            sum(len(times) > 1 for times in answers),
            int(first != sorted(first)),
        )
    return found
