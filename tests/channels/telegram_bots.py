"""Running bots on Telegram, each with a stand-in for Telegram's server of its own, and what tests ask of them."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from berufslotse.serving.processes import Adressen, Paar, free_port, get_json
from tests.channels.bot_api import BotApi
from tests.channels.bot_api_chats import Message
from tests.channels.visitor import PROJECT

WAYS = ("polling", "webhook")
PAY = "Was verdient ein Koch?"
TOPICS = ("Koch", "Erzieher", "Tischler")
QUESTIONS = tuple(f"Was macht ein {topic}?" for topic in TOPICS)
MINE = re.compile(r"telegram|inbox", re.IGNORECASE)
"""What is in a line of the log that the channel's modules wrote."""
_chats = itertools.count(40_000_001)


@dataclass
class Lotse:
    """A bot and the server that it is connected to; `written` is what people told it."""

    pair: Paar
    api: BotApi
    home: Path
    written: list[str] = field(default_factory=list)
    _known: dict[int, int] = field(default_factory=dict)

    @property
    def log(self) -> str:
        return self.pair.log.read_text(encoding="utf-8", errors="replace")

    @property
    def health(self) -> dict[str, str]:
        return get_json(f"{self.pair.addresses.telegram}/health")

    def state(self) -> str:
        """How the channel stands; empty while the bot does not answer."""
        try:
            return self.health["state"]
        except OSError:
            return ""

    def wait_for_state(self, *states: str, seconds: float = 60) -> str:
        return self.api.wait(lambda: self.state() in states and self.state(), seconds)

    def say(self, chat: int, text: str | None, **fields: object) -> int:
        if text:
            self.written.append(text)
        return self.api.say(chat, text, **fields)

    def ask(self, chat: int, text: str | None, **fields: object) -> list[Message]:
        """Say something, and return the messages that answer it, once all of them are there."""
        number = self.say(chat, text, **fields)
        return self.answers(chat, number)

    def press(self, chat: int, title: str, **fields: object) -> list[Message]:
        return self.answers(chat, self.api.press(chat, title, **fields))

    def answers(self, chat: int, number: int, seconds: float = 60) -> list[Message]:
        """The bot's messages in `chat` that were not returned yet, once update `number` is answered."""
        self.wait_until_done(number, seconds=seconds)
        messages = self.api.messages(chat)
        new = messages[self._known.get(chat, 0) :]
        self._known[chat] = len(messages)
        return new

    def wait_until_done(self, *numbers: int, seconds: float = 60) -> None:
        """Wait until the bot has put all these updates aside."""
        left = set(numbers)

        def are_done() -> bool:
            with suppress(sqlite3.OperationalError):
                left.difference_update(n for (n,) in self.rows("select number from inbox where chat is null"))
            return not left

        self.api.wait(are_done, seconds)

    def rows(self, query: str, *values: object) -> list[tuple]:
        """What the database of the conversations holds."""
        with closing(sqlite3.connect(self.home / "gespraeche.db", timeout=10)) as connection:
            return connection.execute(query, values).fetchall()

    def events(self, chat: int) -> int:
        return self.rows("select count(*) from events where sender_id = ?", f"telegram-{chat}")[0][0]

    def kill(self, name: str = "rasa") -> None:
        """Kill a process and all that it started, as if the machine had failed."""
        os.killpg(self.pair.processes[name].pid, signal.SIGKILL)
        self.pair.processes[name].wait()

    def assert_discreet(self) -> None:
        """Check that no line of the log tells the token, and no line of the channel what somebody wrote."""
        log = self.log
        assert self.api.token not in log and self.api.token.split(":")[1] not in log
        mine = "\n".join(line for line in log.splitlines() if MINE.search(line))
        told = [text for text in set(self.written) if len(text) > 7 and text in mine]
        assert not told, told


def topic(message: Message) -> str:
    """Which of QUESTIONS a message answers, told by its buttons."""
    data = json.dumps(message.keyboard, ensure_ascii=False)
    return next((name for name in TOPICS if f'\\"beruf\\": \\"{name}\\"' in data), message.text)


def topics(messages: Iterable[Message]) -> list[str]:
    return [topic(message) for message in messages]


def new_chat() -> int:
    """A private chat that nobody has written in."""
    return next(_chats)


def new_group() -> int:
    return -1_001_000_000_000 - next(_chats)


@contextmanager
def lotse_on_telegram(
    folder: Path,
    model: Path,
    way: str = "polling",
    api: BotApi | None = None,
    ready: bool = True,
    **settings: str,
) -> Iterator[Lotse]:
    """Give a running bot that keeps all in `folder`; its log is discreet at the end.

    `settings` are more environment variables; unless `ready`, the channel may not have begun.
    """
    addresses = Adressen(free_port(), free_port())
    home = folder / "heim"
    with ExitStack() as stack:
        api = api or stack.enter_context(BotApi())
        own = {
            "BERUFSLOTSE_HOME": str(home),
            "CONVERSATIONS_URL": f"sqlite:///{home / 'gespraeche.db'}",
            "TELEGRAM_TOKEN": api.token,
            "TELEGRAM_API_URL": api.url,
            **({"TELEGRAM_WEBHOOK_URL": addresses.rasa} if way == "webhook" else {}),
            **settings,
        }
        log = folder / f"bot-{addresses.port}.log"
        pair = stack.enter_context(Paar(PROJECT, addresses, model, log, own))
        lotse = Lotse(pair, api, home)
        if ready:
            # The first update ends the first call that waits for updates.
            lotse.ask(new_chat(), "/start")
        yield lotse
        lotse.assert_discreet()


@pytest.fixture(scope="module")
def polling(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lotse]:
    """A bot that fetches its updates."""
    with lotse_on_telegram(tmp_path_factory.mktemp("polling"), model) as lotse:
        yield lotse


@pytest.fixture(scope="module")
def webhook(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lotse]:
    """A bot that its updates are sent to."""
    with lotse_on_telegram(tmp_path_factory.mktemp("webhook"), model, "webhook") as lotse:
        yield lotse


@pytest.fixture(params=WAYS)
def lotse(request: pytest.FixtureRequest) -> Lotse:
    """A bot on Telegram, once either way."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def chat() -> int:
    return new_chat()


@pytest.fixture
def group() -> int:
    return new_group()
