"""The Telegram channel with a server of the Bot API that nobody here wrote: the npm package telegram-test-api.

The package comes with people who write and press buttons over HTTP; what they send is made here as its client
(lib/modules/telegramClient.js) makes it. What stands around the package is told in telegram_test_api/server.js.
"""

from __future__ import annotations

import base64
import itertools
import json
import select
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from berufslotse.serving import widget
from berufslotse.serving.processes import Adressen, Paar, free_port, get_json
from tests.channels.visitor import PROJECT
from tests.programs import on_path, wanted

Json = dict[str, Any]

FOLDER = Path(__file__).with_name("telegram_test_api")
TOKEN = "123456:TEST-token_abcdefghijklmnopqrstuvwxyz0123"
WAYS = ("polling", "webhook")
PATIENCE = 30
"""Seconds, for when something never comes."""
SILENCE = 1.5
"""So many seconds nothing more comes; what went wrong is sent again sooner."""
_people = itertools.count(41)


def until(find: Callable[[], Any], what: str) -> Any:
    """Return what `find` finds, once it finds something."""
    end = time.monotonic() + PATIENCE
    while not (found := find()):
        if time.monotonic() > end:
            pytest.fail(f"not within {PATIENCE} seconds: {what}")
        time.sleep(0.1)
    return found


class Person:
    """Somebody in a private chat with the bot."""

    def __init__(self, api: str) -> None:
        self._api, self._number = api, next(_people)
        self._unread: list[Json] = []

    def write(self, text: str, answers: int = 1) -> list[Json]:
        """Write something and return the messages that answer it."""
        self._post("sendMessage", **self._common(), text=text)
        return self._answers(answers)

    def command(self, text: str) -> Json:
        """Send a command and return its only answer."""
        entity = {"type": "bot_command", "offset": 0, "length": len(text)}
        self._post("sendCommand", **self._common(), text=text, entities=[entity])
        return self._answers(1)[0]

    def press(self, message: Json, title: str) -> Json:
        """Press a button of `message` as it is shown now, and return the only answer."""
        shown = self.shown(message)
        (data,) = (data for name, data in buttons(shown) if name == title)
        now = {name: shown["message"][name] for name in ("text", "reply_markup")}
        message = {**self._common(), "message_id": shown["messageId"], **now}
        self._post("sendCallback", **self._common(), message=message, data=data)
        return self._answers(1)[0]

    def shown(self, message: Json) -> Json:
        """What stands in the chat where `message` of the bot was sent."""
        sent = (m for m in self._post("getUpdatesHistory", token=TOKEN) if "chat_id" in m.get("message", {}))
        return next(m for m in sent if m["updateId"] == message["updateId"])

    def hears_no_more(self) -> bool:
        """Whether the bot has said all."""
        time.sleep(SILENCE)
        return not self._fetch()

    def bot_types(self) -> bool:
        """Whether the bot has told this person that it types."""
        sign = {"method": "sendChatAction", "chat_id": str(self._number), "action": "typing"}
        return sign in get_json(f"{self._api}/calls")

    def _answers(self, count: int) -> list[Json]:
        until(lambda: len(self._fetch()) >= count, f"{count} answers")
        answers, self._unread = self._unread[:count], self._unread[count:]
        return answers

    def _fetch(self) -> list[Json]:
        self._unread += self._post("getUpdates", token=TOKEN, chatId=self._number)
        return self._unread

    def _post(self, path: str, **fields: Any) -> Any:
        answer = get_json(f"{self._api}/{path}", fields)
        assert answer["ok"], answer
        return answer["result"]

    def _common(self) -> Json:
        names = {"first_name": "TestName", "username": "testUserName"}
        return {
            "botToken": TOKEN,
            "date": int(time.time()),
            "from": {"id": self._number, **names, "is_bot": False},
            "chat": {"id": self._number, **names, "title": "Test Name", "type": "private"},
        }


def text(message: Json) -> str:
    return message["message"]["text"]


def buttons(message: Json) -> list[tuple[str, str]]:
    """The titles of the buttons and their data."""
    rows = message["message"].get("reply_markup", {}).get("inline_keyboard", [])
    return [(button["text"], button["callback_data"]) for row in rows for button in row]


@pytest.fixture(scope="module")
def node() -> Path:
    """Node, with the package installed."""
    needed = "Node ab Version 18 mit npm"
    program = wanted(lambda: on_path("node") if widget.node() else None, needed, ["nodejs", "npm"])
    lock, installed = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".package-lock.json"
    if not installed.is_file() or installed.stat().st_mtime < lock.stat().st_mtime:
        install = ["npm", "ci", "--prefer-offline", "--no-audit", "--no-fund"]
        subprocess.run(install, cwd=FOLDER, stdin=subprocess.DEVNULL, check=True, timeout=300)
    return program


@contextmanager
def server(node: Path, folder: Path) -> Iterator[str]:
    """Give the address of the package's server while it runs."""
    port, pipe = free_port(), subprocess.PIPE
    with (
        (folder / "node.log").open("w") as log,
        subprocess.Popen([node, FOLDER / "server.js", str(port)], stdin=pipe, stdout=pipe, stderr=log) as run,
    ):
        try:
            said = select.select([run.stdout], [], [], PATIENCE)[0] and run.stdout.readline()
            assert said == b"ready\n", (folder / "node.log").read_text()
            yield f"http://127.0.0.1:{port}"
        finally:
            run.kill()


@contextmanager
def connected(node: Path, model: Path, folder: Path, way: str) -> Iterator[str]:
    """Give the address of a server with a bot of its own, which at the end has nothing to complain about."""
    addresses, log = Adressen(free_port(), free_port()), folder / "bot.log"
    with server(node, folder) as url:
        settings = {
            "BERUFSLOTSE_HOME": str(folder / "heim"),
            "CONVERSATIONS_URL": f"sqlite:///{folder / 'heim' / 'gespraeche.db'}",
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": url,
            **({"TELEGRAM_WEBHOOK_URL": addresses.rasa} if way == "webhook" else {}),
        }
        with Paar(PROJECT, addresses, model, log, settings):
            until(lambda: get_json(f"{addresses.telegram}/health")["state"] == way, f"the state {way}")
            yield url
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    assert [
        line for line in lines if TOKEN in line or ("WARNING" in line and "channels.telegram" in line)
    ] == []


@pytest.fixture(scope="module")
def apis(node: Path, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The addresses of two servers by the way in which their bots get updates; the bots start side by side."""
    with ExitStack() as stack:
        folders = {way: tmp_path_factory.mktemp(way) for way in WAYS}
        with ThreadPoolExecutor() as pool:
            started = {
                way: pool.submit(stack.enter_context, connected(node, model, folder, way))
                for way, folder in folders.items()
            }
        yield {way: start.result() for way, start in started.items()}


@pytest.fixture(params=WAYS)
def api(request: pytest.FixtureRequest, apis: dict[str, str]) -> str:
    return apis[request.param]


@pytest.fixture
def person(api: str) -> Person:
    return Person(api)


def test_a_whole_conversation(person: Person):
    greeting = person.command("/start")
    assert "ich bin der Berufslotse, ein Programm" in text(greeting) and len(buttons(greeting)) == 3

    answer, picture = person.write("Was verdient ein Erzieher in Köln?", answers=2)
    assert "2.800 bis 3.300 Euro" in text(answer)
    assert '\n\nQuellen: wir-lieben-jobs.de, <a href="https://www.wir-lieben-jobs.de/' in text(answer)
    assert "Balkendiagramm: Gehalt: Erzieher." in text(picture)
    assert base64.b64decode(picture["message"]["photo"]).startswith(b"\x89PNG\r\n")
    assert answer["message"]["parse_mode"] == picture["message"]["parse_mode"] == "HTML"
    assert person.bot_types()

    before = buttons(picture)
    assert before[0] == ("Wie ticken die Leute dort?", '/regionalkultur{"beruf": "Erzieher", "ort": "Köln"}')
    pressed = person.press(picture, before[0][0])
    assert "In Kölner Einrichtungen treffen Kinder" in text(pressed)
    after = [(f"✓ {before[0][0]}", before[0][1]), *before[1:]]
    until(lambda: buttons(person.shown(picture)) == after, "the mark on the button")
    assert text(person.shown(picture)) == text(picture)

    (followed,) = person.write("und in Dortmund?")
    assert "In Dortmund wachsen viele Kinder" in text(followed)
    assert "Erledigt, von unserem Gespräch ist" in text(person.command("/loeschen"))
    assert person.hears_no_more()


def test_a_question_too_long_for_a_button_is_kept_until_the_conversation_is_deleted(person: Person):
    (answer,) = person.write("Was verdient ein Fluggerätmechaniker in Dortmund?")
    ((title, _),) = (button for button in buttons(answer) if button[1].startswith("#"))
    assert "Fluggerätmechaniker" in text(person.press(answer, title))
    marked = until(lambda: [t for t, _ in buttons(person.shown(answer)) if "✓" in t], "the mark")
    assert marked == [f"✓ {title}"]
    assert "Erledigt" in text(person.command("/loeschen"))
    assert "Dieser Knopf gehört zu einem Gespräch" in text(person.press(answer, marked[0]))


def test_the_menu_offers_the_commands(api: str):
    (call,) = (call for call in get_json(f"{api}/calls") if call["method"] == "setMyCommands")
    commands = [command["command"] for command in json.loads(call["commands"])]
    assert commands == ["start", "hilfe", "neu", "datenschutz", "loeschen"]
