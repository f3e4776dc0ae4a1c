"""The logs hold nothing that people wrote, in either form; as JSON, each line is one object."""

from __future__ import annotations

import errno
import http.client
import json
import logging
import os
import re
import sqlite3
import uuid
from pathlib import Path

import pytest
import structlog
from rasa.utils.log_utils import configure_structlog

from berufslotse.serving import logs, request_id
from berufslotse.serving.processes import Adressen, Paar, free_port
from tests.channels.bot_api import TOKEN as BOT_TOKEN
from tests.channels.bot_api import BotApi
from tests.conftest import PROJECT

MARK = "unverwechselbarxq"
KEYS = {"time", "level", "logger", "message", "request_id", "process", "pid"}
SECRET = "geheimes-token-4711"
CHAT = 40_000_001


class Talk:
    """Somebody who says the mark to a bot in many ways."""

    def __init__(self, bot: Paar) -> None:
        self.port = bot.addresses.port
        self.token = ""

    def send(self, path: str, body: bytes | None, method: str = "POST") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json", "X-Request-ID": "anfrage-4711"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except OSError:
            return 0, b""
        finally:
            connection.close()

    def begin(self) -> None:
        self.token = json.loads(self.send("/chat/sessions", None)[1])["token"]

    def say(self, text: str) -> list[int]:
        """Say `text` over REST and on the website; return the statuses."""
        rest = {"sender": MARK, "message": text, "metadata": {"x": MARK}}
        website = {"id": str(uuid.uuid4()), "text": text}
        return [
            self.send("/webhooks/rest/webhook", json.dumps(rest).encode())[0],
            self.send("/webhooks/rest/webhook?stream=true", json.dumps(rest).encode())[0],
            self.send("/chat/messages", json.dumps(website).encode())[0],
        ]

    def talk_nonsense(self) -> None:
        for body in (
            b"{" + MARK.encode(),
            b"[]",
            json.dumps([MARK]).encode(),
            json.dumps({MARK: 1}).encode(),
        ):
            self.send("/webhooks/rest/webhook", body)
            self.send("/chat/messages", body)
        for message in (1, {MARK: MARK}, [MARK]):
            self.send("/webhooks/rest/webhook", json.dumps({"sender": "a", "message": message}).encode())
        self.send(f"/webhooks/rest/webhook?{MARK}={MARK}", b"[]")
        self.send(f"/{MARK}", None, "GET")
        self.send(f"/chat/{MARK}?{MARK}={MARK}", None, "GET")


@pytest.fixture(scope="module", params=["text", "json"])
def told(request, model: Path, tmp_path_factory) -> tuple[str, str, str]:
    """Form and content of the log of a bot that had much to hear, and the token of the conversation."""
    folder = tmp_path_factory.mktemp("log")
    database = folder / "gespraeche.db"
    addresses = Adressen(free_port(), free_port())
    with (
        BotApi() as api,
        Paar(
            PROJECT,
            addresses,
            model,
            folder / "bot.log",
            {
                "BERUFSLOTSE_HOME": str(folder / "heim"),
                "BERUFSLOTSE_LOG": request.param,
                "CONVERSATIONS_URL": f"sqlite:///{database}",
                "ACTIONS_TOKEN": SECRET,
                "TELEGRAM_TOKEN": api.token,
                "TELEGRAM_API_URL": api.url,
            },
        ) as bot,
    ):
        talk = Talk(bot)
        talk.begin()
        assert talk.say(f"Was verdient ein Koch in {MARK}?") == [200, 200, 200]
        talk.say(f"{MARK} blubb")
        talk.say(f'/gehalt{{"beruf": "{MARK}"}}')
        talk.say(f"/{MARK}{{{MARK}")
        talk.say(MARK * 200)
        talk.send("/chat/messages", MARK.encode() * 10000)
        talk.talk_nonsense()
        api.say(CHAT, f"{MARK} auf Telegram")
        api.wait(lambda: api.messages(CHAT))
        with sqlite3.connect(database) as connection:
            connection.execute("ALTER TABLE events RENAME TO fort")
        assert talk.say(f"{MARK} ohne Datenbank") == [200, 500, 503]
        with sqlite3.connect(database) as connection:
            connection.execute("ALTER TABLE fort RENAME TO events")
        bot.stop("actions")
        assert talk.say(f"Was verdient ein Koch in {MARK}?") == [200, 200, 200]
    return request.param, (folder / "bot.log").read_text(encoding="utf-8"), talk.token


def test_nothing_that_people_wrote_is_logged(told):
    _, log, _ = told
    assert MARK not in log.lower()


def test_no_token_is_logged(told):
    _, log, token = told
    assert token not in log and token.rpartition(".")[2] not in log
    assert SECRET not in log and BOT_TOKEN.rpartition(":")[2] not in log


def test_what_failed_is_logged_all_the_same(told):
    _, log, _ = told
    assert "rest.message.received.failure" in log and "OperationalError" in log
    assert "no such table" not in log


def test_as_json_each_line_of_rasa_and_the_action_server_is_an_object(told):
    form, log, _ = told
    if form == "text":
        assert re.search(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INFO +root", log, re.MULTILINE)
        assert re.search(r"rest\.message\.received\.failure.*\[anfrage-4711\]$", log, re.MULTILINE)
        return
    # The third process, which compiles profiles, speaks to people.
    lines = [line for line in log.splitlines() if not line.startswith("Neu übersetzt")]
    objects = [json.loads(line) for line in lines if line.startswith("{")]
    assert len(objects) > 5
    for found in objects:
        assert set(found) - {"exception"} == KEYS
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", found["time"])
    assert [line for line in lines if not line.startswith("{")] == []
    assert {found["process"] for found in objects} == {"rasa", "actions"}
    assert len({found["pid"] for found in objects}) >= 2
    failures = [found for found in objects if "rest.message.received.failure" in found["message"]]
    assert {found["request_id"] for found in failures} == {"anfrage-4711"}
    errors = [found["exception"][0] for found in failures]
    assert any(error["type"].startswith("sqlalchemy.") for error in errors)
    assert all(error["places"] for error in errors)


@pytest.fixture
def record():
    def make(msg, *args, name="x", error=None) -> logging.LogRecord:
        info = (type(error), error, error.__traceback__) if error else None
        return logs._ReadableRecord(name, logging.ERROR, __file__, 1, msg, args, info)

    return make


def raised(error: Exception) -> Exception:
    try:
        raise error from KeyError(MARK)
    except type(error) as caught:
        return caught


def test_an_exception_is_logged_by_type_and_places_with_its_cause(record):
    error = raised(ValueError(MARK))
    for said in (record("schief", error=error), record(error), record("schief: %s", error)):
        assert MARK not in logging.Formatter().format(said) + logs.JsonFormatter("rasa").format(said)
    line = json.loads(logs.JsonFormatter("rasa").format(record("schief", error=error)))
    assert [part["type"] for part in line["exception"]] == ["ValueError", "KeyError"]
    assert "test_logs.py" in line["exception"][0]["places"][0]


def test_what_the_system_says_of_an_error_is_told_since_it_helps(record):
    said = record("schief", error=raised(OSError(errno.EADDRINUSE, MARK)))
    assert os.strerror(errno.EADDRINUSE) in logging.Formatter().format(said)
    assert MARK not in logging.Formatter().format(said)


def test_a_task_that_failed_unseen_is_logged_without_its_exception(record):
    said = record(f"Task exception was never retrieved\nfuture: ValueError({MARK!r})", name="asyncio")
    assert said.getMessage() == "Task exception was never retrieved"


def test_an_answer_that_breaks_off_is_logged_without_its_exception_and_what_was_asked(record):
    for name, said in (
        (
            "sanic.root",
            record(f'The error response will not be sent for the exception:"{MARK}".', name="sanic.root"),
        ),
        (
            "sanic.error",
            record("Exception occurred while handling uri: %s", f"'http://x/y?{MARK}'", name="sanic.error"),
        ),
    ):
        assert said.name == name and MARK not in said.getMessage() and len(said.getMessage()) > 20


def test_a_line_names_the_request(record):
    request_id.begin("anfrage-0815")
    line = json.loads(logs.JsonFormatter("rasa").format(record("ja")))
    readable = logging.Formatter().format(record("ja"))
    request_id.end()
    assert line["request_id"] == "anfrage-0815"
    assert readable == "ja [anfrage-0815]"
    assert logging.Formatter().format(record("ja")) == "ja"


@pytest.fixture
def of_structlog():
    """Rasa's set-up of structlog, which is as it was afterwards."""
    before, level = structlog.get_config(), logging.getLogger("rasa").level
    configure_structlog(logging.INFO)
    yield
    structlog.configure(**before)
    logging.getLogger("rasa").setLevel(level)


@pytest.mark.parametrize(("level", "shown"), [(logging.INFO, False), (logging.DEBUG, True)])
def test_only_who_asks_for_debug_sees_what_people_write_and_is_told_so(of_structlog, caplog, level, shown):
    logging.getLogger("rasa").setLevel(level)
    logs.set_up_structlog()
    structlog.get_logger().warning("processor.message.parse", text=MARK)
    assert (MARK in caplog.text) is shown
    assert ("steht jetzt im Log" in caplog.text) is shown


def test_another_form_is_refused(monkeypatch):
    monkeypatch.setenv("BERUFSLOTSE_LOG", "xml")
    with pytest.raises(logs.LogSettingUnusable, match="Erlaubt sind text und json"):
        logs.wants_json()
