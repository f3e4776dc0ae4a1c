"""What tests of several rooms share: the trained model and a bot that answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from berufslotse.serving.processes import Adressen, Paar, free_port, get_json, wait_until_ready
from berufslotse.serving.training import model_path, train
from tests import postgres as postgres_server

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def _conversations_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever bot a test starts, it speaks with nobody else, and keeps what it is asked apart."""
    with pytest.MonkeyPatch.context() as patch:
        file = tmp_path_factory.mktemp("gespraeche") / "gespraeche.db"
        patch.setenv("CONVERSATIONS_URL", f"sqlite:///{file}")
        given = ("TELEGRAM_TOKEN", "TELEGRAM_WEBHOOK_URL", "TELEGRAM_API_URL")
        files = ("TELEGRAM_TOKEN_FILE", "CONVERSATIONS_URL_FILE", "KNOWLEDGE_URL_FILE", "REDIS_URL_FILE")
        for name in (*given, *files, "REDIS_URL", "BERUFSLOTSE_PROXIES"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_server.Server]:
    """A running PostgreSQL."""
    with postgres_server.running() as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """A function that gives the address of an empty database; tests that use it run with either kind."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres").new_database
    return lambda: f"sqlite:///{tmp_path_factory.mktemp('wissen') / 'wissen.db'}"


@pytest.fixture(scope="session")
def model() -> Path:
    """The model for the present data, trained first if need be."""
    path = model_path(PROJECT)
    return path if path.is_file() else train(PROJECT, lambda step: None)


class Gespraech:
    """A conversation with the bot through its REST channel."""

    def __init__(self, bot: Paar, sender: str) -> None:
        self._bot = bot
        self._sender = sender
        self.buttons: list[dict] = []

    def say(self, message: str) -> str:
        """Send `message` and return all that the bot says to it; its buttons are kept in `buttons`."""
        replies = get_json(self._bot.addresses.rest, {"sender": self._sender, "message": message}, timeout=30)
        self.buttons = [button for reply in replies for button in reply.get("buttons", [])]
        return "\n".join(reply["text"] for reply in replies if "text" in reply)

    def press(self, title: str) -> str:
        """Press the button called `title`."""
        return self.say(next(b["payload"] for b in self.buttons if b["title"] == title))


@pytest.fixture(scope="session")
def bot(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paar]:
    """A running bot on free ports."""
    log = tmp_path_factory.mktemp("bot") / "bot.log"
    with Paar(PROJECT, Adressen(free_port(), free_port()), model, log) as pair:
        yield pair


@pytest.fixture
def gespraech(bot: Paar, request: pytest.FixtureRequest) -> Gespraech:
    """A new conversation."""
    return Gespraech(bot, request.node.nodeid)


@pytest.fixture
def restored(bot: Paar) -> Iterator[Paar]:
    """The running bot, for a test that stops its action server: it is up again afterwards."""
    yield bot
    if bot.processes["actions"].poll() is not None:
        bot.start("actions")
    assert wait_until_ready(bot.addresses, bot.alive)
