"""What is measured of one channel."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from asking import QUESTIONS, Asked, Question, Tally, different, put, tally, wait_for_all

from tests.channels.bot_api import BotApi

PROBES = 5
PROBE_SECONDS = 20.0
"""For the first questions; a channel that answers none of them is measured no further."""
TWICE = 10
"""Updates that are delivered twice."""
REFUSED_CHATS = 50
REFUSED_ROUNDS = 3
REFUSED_EACH = 10
"""One question in so many meets a 429."""
SETTLE_SECONDS = 3.0
"""After the last answer, for what comes twice."""
PAUSE = 0.2
"""Seconds after each answer in a chat, for what still goes on."""
MIXED = Path(__file__).parents[1] / "widget" / "questions.json"
MIXED_SECONDS = 20.0
Figures = dict[str, Any]


def measure(api: BotApi, log: Path, chats: int, questions: int) -> Figures:
    """Return all figures of the bot that speaks to `api` and writes to `log`."""
    numbers = itertools.count(1_000)
    found: Figures = {"probe": _counts(_ask_at_once(api, _take(numbers, PROBES), 1, PROBE_SECONDS))}
    parts: dict[str, Callable[[], Figures]] = {
        "alone": lambda: alone(api, next(numbers), questions),
        "delivered_twice": lambda: delivered_twice(api, _take(numbers, TWICE)),
        "refused": lambda: refused(api, _take(numbers, REFUSED_CHATS)),
        "crowd": lambda: _counts(_ask_at_once(api, _take(numbers, chats), 3)),
        "mixed": lambda: mixed(api, numbers),
    }
    if found["probe"]["answered"]:
        check(api, numbers)
        for name, part in parts.items():
            begun = time.monotonic()
            found[name] = part()
            print(f"  {name}: {time.monotonic() - begun:.0f} s", flush=True)
    statuses = [status for _, status in api.webhook_answers]
    found["untaken"] = sum(not 200 <= status < 300 for status in statuses)
    found["errors"] = errors(log)
    return found


def check(api: BotApi, numbers: itertools.count[int]) -> None:
    """End the run unless each question has one message for an answer, known by its own mark alone.

    This also warms the bot up.
    """
    for question in QUESTIONS:
        (asked,) = put(api, [(next(numbers), [question])])
        wait_for_all(api, [asked])
        time.sleep(PAUSE)
        said = asked.messages(api)
        known = {other.mark for other in QUESTIONS for message in said if other.answered_by(message)}
        if len(said) != 1 or known != {question.mark}:
            raise SystemExit(f"{question.text} cannot be told from others: {[one.text for one in said]}")


def alone(api: BotApi, chat: int, count: int) -> Figures:
    """Return how `count` questions are answered that one person asks one after the other."""
    found, before = Tally(0, [], 0, 0), len(api.calls)
    for question in itertools.islice(itertools.cycle(QUESTIONS), count):
        (asked,) = put(api, [(chat, [question])])
        wait_for_all(api, [asked])
        time.sleep(PAUSE)
        found += tally(api, [asked])
    return {**_counts(found), "calls": (len(api.calls) - before) / count}


def delivered_twice(api: BotApi, chats: list[int]) -> Figures:
    """Return how many answers there are to updates of which each is delivered a second time."""
    asked, numbers = [], []
    for index, chat in enumerate(chats):
        question = different(index, 1)[0]
        asked.append(Asked(chat, [question], time.monotonic()))
        numbers.append(api.say(chat, question.text))
    wait_for_all(api, asked)
    for number in numbers:
        api.again(number)
    time.sleep(SETTLE_SECONDS)
    return {"asked": len(chats), "answers": sum(len(one.messages(api)) for one in asked)}


def refused(api: BotApi, chats: list[int]) -> Figures:
    """Return how questions are answered, when the first message of every tenth answer meets a 429."""
    found = Tally(0, [], 0, 0)
    asked: list[Asked] = []
    for turn in range(REFUSED_ROUNDS):
        for index, chat in enumerate(chats):
            if (index + turn) % REFUSED_EACH == 0:
                api.fault("sendMessage", retry_after=1, chat=chat)
        asked = put(api, [(chat, [different(index + turn, 1)[0]]) for index, chat in enumerate(chats)])
        wait_for_all(api, asked)
        time.sleep(SETTLE_SECONDS)
        found += tally(api, asked)
    return _counts(found)


def mixed(api: BotApi, numbers: itertools.count[int]) -> Figures:
    """Return how many questions of all kinds, each in a chat of its own, got a message for an answer."""
    texts = itertools.chain(*json.loads(MIXED.read_text(encoding="utf-8")))
    asked = put(api, [(next(numbers), [Question(text, "")]) for text in texts])
    wait_for_all(api, asked, MIXED_SECONDS)
    missed = [one.questions[0].text for one in asked if not one.messages(api)]
    return {"asked": len(asked), "answered": len(asked) - len(missed), "missed": missed}


def errors(log: Path) -> dict[str, int]:
    """Return how often each kind of error ends a traceback in a bot's log."""
    text = log.read_text(encoding="utf-8", errors="replace")
    ends = re.findall(r"^Traceback .*\n(?:[ \t].*\n|\n)*(\S.*)$", text, re.MULTILINE)
    return dict(Counter(ends).most_common())


def _ask_at_once(api: BotApi, chats: list[int], each: int, seconds: float | None = None) -> Tally:
    """Return what becomes of `each` questions in each of many chats, all put in at once."""
    asked = put(api, [(chat, different(index, each)) for index, chat in enumerate(chats)])
    wait_for_all(api, asked, *([seconds] if seconds else []))
    time.sleep(SETTLE_SECONDS)
    return tally(api, asked)


def _counts(found: Tally) -> Figures:
    return {
        "asked": found.asked,
        "answered": len(found.seconds),
        "twice": found.twice,
        "disordered": found.disordered,
        "seconds": found.seconds,
    }


def _take(numbers: itertools.count[int], count: int) -> list[int]:
    return list(itertools.islice(numbers, count))
