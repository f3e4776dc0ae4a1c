"""A worker that is to end finishes what it has accepted, refuses what is new, and then ends."""

from __future__ import annotations

import http.client
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

import jwt
import pytest

from berufslotse.serving.conversations import Conversations
from berufslotse.serving.processes import Adressen, Paar, _group_is_alive, free_port
from berufslotse.serving.stopping import NOTICE_SECONDS, DrainSecondsUnusable, drain_seconds
from tests.channels.visitor import PAY, PROJECT, Answer, Visitor, assert_refused, new_id, text

SAFETY = 60


@pytest.fixture(scope="module")
def pair(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paar]:
    """A bot whose worker behaves as one of several."""
    folder = tmp_path_factory.mktemp("ende")
    own = {
        "BERUFSLOTSE_HOME": str(folder),
        "CONVERSATIONS_URL": f"sqlite:///{folder / 'gespraeche.db'}",
        "BERUFSLOTSE_DRAIN_SECONDS": "10",
    }
    with Paar(PROJECT, Adressen(free_port(), free_port()), model, folder / "bot.log", own) as running:
        yield running


@pytest.fixture
def worker(pair: Paar) -> Paar:
    """The same bot, started again if a test before has ended its worker."""
    if pair.processes["rasa"].poll() is not None:
        pair.start("rasa")
    _wait(lambda: _answers(pair))
    return pair


def _answers(pair: Paar) -> bool:
    try:
        return Visitor(pair).request("GET", "/health").status == 200
    except OSError:
        return False


def _wait(condition) -> None:
    end = time.monotonic() + SAFETY
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def _signal(pair: Paar, name: str, number: int) -> None:
    os.killpg(pair.processes[name].pid, number)


@contextmanager
def slow_turn(pair: Paar, visitor: Visitor, cut: bool = False) -> Iterator[list[Answer]]:
    """Say something whose answer is not ready before the end of the block; with `cut` it never comes."""
    answers: list[Answer] = []
    _signal(pair, "actions", signal.SIGSTOP)

    def ask() -> None:
        with suppress(OSError) if cut else nullcontext():
            answers.append(visitor.send(PAY))

    try:
        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.7)
        yield answers
    finally:
        _signal(pair, "actions", signal.SIGCONT)
    asking.join(SAFETY)


def test_an_accepted_message_is_answered_and_a_new_one_may_be_passed_on(worker):
    first, second = Visitor(worker).begin(), Visitor(worker).begin()
    with slow_turn(worker, first) as answers:
        _signal(worker, "rasa", signal.SIGTERM)
        time.sleep(0.3)
        refused = second.send("Hallo")
        assert_refused(refused, 503, "unavailable")
        assert refused.headers["X-Lotse-Draining"] == "1"
        assert refused.headers["Retry-After"] and refused.headers["Connection"] == "close"
        assert second.request("GET", "/health").status == 503
        assert not answers
    assert answers[0].status == 200 and "Euro" in text(answers[0].json["messages"])
    _wait(lambda: not _group_is_alive(worker.processes["rasa"]))


def test_a_message_is_answered_even_if_its_sender_has_hung_up(worker):
    visitor, number = Visitor(worker).begin(), new_id()
    with slow_turn(worker, Visitor(worker).begin()):
        connection = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=SAFETY)
        body = f'{{"id": "{number}", "text": "{PAY}"}}'.encode()
        headers = {"Authorization": f"Bearer {visitor.token}", "Content-Type": "application/json"}
        connection.request("POST", "/chat/messages", body, headers)
        time.sleep(0.5)
        connection.close()
        _signal(worker, "rasa", signal.SIGTERM)
        time.sleep(0.3)
    _wait(lambda: not _group_is_alive(worker.processes["rasa"]))
    kept = Conversations(worker.settings["CONVERSATIONS_URL"])
    claims = jwt.decode(visitor.token, options={"verify_signature": False})
    assert [event["event"] for event in kept.turn(f"website-{claims['sub']}", number)][:2] == ["user", "bot"]


def test_told_twice_it_ends_at_once(worker):
    with slow_turn(worker, Visitor(worker).begin(), cut=True):
        _signal(worker, "rasa", signal.SIGTERM)
        time.sleep(0.3)
        _signal(worker, "rasa", signal.SIGTERM)
        asked = time.monotonic()
        _wait(lambda: not _group_is_alive(worker.processes["rasa"]))
        # Without the second signal it would have gone on until the answer is there.
        assert time.monotonic() - asked < NOTICE_SECONDS


def test_how_long_it_goes_on_is_a_setting(monkeypatch):
    monkeypatch.delenv("BERUFSLOTSE_DRAIN_SECONDS", raising=False)
    assert drain_seconds() == 10
    monkeypatch.setenv("BERUFSLOTSE_DRAIN_SECONDS", "2.5")
    assert drain_seconds() == 2.5
    monkeypatch.setenv("BERUFSLOTSE_DRAIN_SECONDS", "bald")
    with pytest.raises(DrainSecondsUnusable, match="„bald“ passt nicht"):
        drain_seconds()
