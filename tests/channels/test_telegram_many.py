"""Two hundred people who write at the same moment are all answered, once and in order."""

# ruff: noqa: F811 (fixtures are imported)
from __future__ import annotations

import statistics
import time

from tests.channels.telegram_bots import QUESTIONS, TOPICS, new_chat, polling, topics  # noqa: F401

CHATS = 200
STOP_SECONDS = 180
"""Only so that the test ends."""


def test_many_chats_at_once(polling, record_property):
    chats = [new_chat() for _ in range(CHATS)]
    updates = [{"message": polling.api.compose(chat, question)} for question in QUESTIONS for chat in chats]
    polling.written.extend(QUESTIONS)
    begun = time.monotonic()
    numbers = polling.api.deliver(updates)
    polling.wait_until_done(*numbers, seconds=STOP_SECONDS)
    answers = [polling.api.messages(chat) for chat in chats]
    assert [topics(messages) for messages in answers] == [list(TOPICS)] * CHATS
    waited = [message.time - begun for messages in answers for message in messages]
    figures = {"median": statistics.median(waited), "p95": statistics.quantiles(waited, n=20)[-1]}
    for place, name in enumerate(("first", "second", "third")):
        figures[f"median of the {name}"] = statistics.median(m[place].time - begun for m in answers)
    figures["all"] = max(waited)
    for name, seconds in figures.items():
        record_property(f"{name} in seconds", round(seconds, 2))
        print(f"{name}: {seconds:.2f} s")
    assert "ERROR" not in polling.log
