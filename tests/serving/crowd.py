"""A crowd that speaks with a bot as widgets do: many people at once who ask again until they are answered.

It notes each request, what was answered and how long people waited, and holds the database to it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp
import jwt
import sqlalchemy as sa

from berufslotse.channels.parts import messages
from berufslotse.serving.conversations import EVENTS, Conversations, open_engine

QUESTIONS = {
    "Was verdient ein Erzieher in Köln?": "Euro",
    "Was macht man als Erzieherin in Köln?": "source",
    "Bist du ein Mensch?": "Programm",
    "Wie lange dauert die Ausbildung zum Koch?": "Jahre",
    "Was verdient man als Koch?": "Euro",
}
"""What is asked, and a word that belongs into the answer."""
APOLOGIES = ("komme gerade nicht an meine Fakten", "meine Faktensammlung antwortet nicht")
PHONE = ("0800 4 5555 00", "0800 111 0 111")
TIMEOUT = 20
BACKOFF = (1, 2, 4, 8, 15)
SPREAD = 0.2
"""As in widget/src/api.ts and backoff.ts."""
MOST_TRIES = 40
SAFETY = 120
_addresses = count(2)


@dataclass(frozen=True)
class Attempt:
    """A request and how it ended; without an answer the status is 0."""

    began: float
    ended: float
    status: int
    said: str

    @property
    def taken(self) -> bool:
        return self.status in (200, 201)


@dataclass
class Person:
    """Somebody with an address and a conversation of their own.

    `turns` are the ids in the order in which they were sent, those together that were sent at once.
    """

    port: int
    at_once: int = 1
    pause: float = 1.0
    token: str = ""
    turns: list[list[str]] = field(default_factory=list)
    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    waited: list[tuple[float, float]] = field(default_factory=list)
    """When a message was answered, and how long after it was first sent."""
    attempts: list[Attempt] = field(default_factory=list)
    rude: list[str] = field(default_factory=list)
    """Refusals that do not say in German words what to do."""

    @property
    def sender(self) -> str:
        return f"website-{jwt.decode(self.token, options={'verify_signature': False})['sub']}"

    async def talk(self, most: int, ended: threading.Event) -> None:
        """Begin a conversation and speak until `most` turns are answered or it has `ended`."""
        # The cluster counts and limits by address, and these are people with one each.
        number = next(_addresses)
        own = aiohttp.TCPConnector(local_addr=(f"127.1.{number // 250}.{number % 250 + 1}", 0))
        async with aiohttp.ClientSession(f"http://127.0.0.1:{self.port}", connector=own) as session:
            self.token = (await self._until_taken(session, "/chat/sessions", {}))["token"]
            questions = itertools.cycle(random.sample(list(QUESTIONS), len(QUESTIONS)))
            # So that somebody always asks, and not all at once.
            await self._rest(random.uniform(0, 1), ended)
            for turn in count():
                if turn == most or ended.is_set():
                    return
                self.turns.append([str(uuid.uuid4()) for _ in range(self.at_once)])
                asked = [self._say(session, name, next(questions)) for name in self.turns[-1]]
                await asyncio.gather(*asked)
                await self._rest(random.uniform(0.5, 1.5), ended)

    async def _rest(self, share: float, ended: threading.Event) -> None:
        """Say nothing for a `share` of the pause, which may become another meanwhile, or until it has `ended`."""
        began = time.monotonic()
        while time.monotonic() - began < share * self.pause and not ended.is_set():
            await asyncio.sleep(0.05)

    async def _say(self, session: aiohttp.ClientSession, name: str, text: str) -> None:
        began = time.monotonic()
        told = await self._until_taken(session, "/chat/messages", {"id": name, "text": text})
        self.answers[name] = told["messages"]
        now = time.monotonic()
        self.waited.append((now, now - began))

    async def _until_taken(self, session: aiohttp.ClientSession, path: str, body: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        for tries in range(MOST_TRIES):
            retry_after = None
            began = time.monotonic()
            try:
                timeout = aiohttp.ClientTimeout(total=TIMEOUT)
                async with session.post(path, json=body, headers=headers, timeout=timeout) as answer:
                    content, retry_after = await answer.text(), answer.headers.get("Retry-After")
                    self._note(began, answer, content)
                    if answer.status in (200, 201):
                        return json.loads(content)
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                self.attempts.append(Attempt(began, time.monotonic(), 0, repr(error)))
            backoff = BACKOFF[min(tries, len(BACKOFF) - 1)] * random.uniform(1 - SPREAD, 1 + SPREAD)
            await asyncio.sleep(float(retry_after) if retry_after else backoff)
        raise AssertionError(f"Nach {MOST_TRIES} Versuchen keine Antwort: {self.attempts[-1]}")

    def _note(self, began: float, answer: aiohttp.ClientResponse, content: str) -> None:
        self.attempts.append(Attempt(began, time.monotonic(), answer.status, content))
        if not self.attempts[-1].taken and not _is_polite(answer, content):
            self.rude.append(f"{answer.status} {dict(answer.headers)} {content}")


def _is_polite(answer: aiohttp.ClientResponse, content: str) -> bool:
    """Whether a refusal says in words what to do, and when."""
    if answer.content_type != "application/json" or answer.status not in (429, 503):
        return False
    told = json.loads(content).get("message", "")
    return "Bitte" in told and told.endswith(".") and answer.headers.get("Retry-After", "").isdigit()


class Crowd:
    """All who speak at a time."""

    def __init__(self, people: Sequence[Person]) -> None:
        self.people = people
        self.fault = self.over = 0.0

    def begins(self) -> None:
        """Note that something breaks now."""
        self.fault = self.over = time.monotonic()

    def ends(self) -> None:
        """Note that what was broken is there again."""
        self.over = time.monotonic()

    def is_answered(self, since: float) -> bool:
        """Whether everybody has had an answer to something that was first sent after `since`."""
        return all(
            any(when - waited >= since for when, waited in list(person.waited)) for person in self.people
        )

    def is_well(self) -> bool:
        """Whether everybody is answered again since the fault is over."""
        return self.is_answered(self.over)

    def pauses(self, seconds: float) -> None:
        """Have everybody pause so long, on average, between an answer and what they say next."""
        for person in self.people:
            person.pause = seconds

    @property
    def attempts(self) -> list[Attempt]:
        """All requests since the fault began."""
        every = (attempt for person in self.people for attempt in list(person.attempts))
        return [attempt for attempt in every if attempt.began >= self.fault]

    @property
    def apologies(self) -> list[str]:
        """The answers in which the bot says that it does not get at its facts."""
        told = (json.dumps(a, ensure_ascii=False) for p in self.people for a in list(p.answers.values()))
        return [answer for answer in told if any(words in answer for words in APOLOGIES)]

    @property
    def unanswered(self) -> list[Attempt]:
        """Requests that got no answer at all."""
        return [attempt for attempt in self.attempts if attempt.status == 0]

    def measured(self) -> dict[str, float]:
        """How it went since the fault began: counts, and seconds."""
        attempts = self.attempts
        taken = [attempt.ended for attempt in attempts if attempt.taken]
        refused = [attempt.ended for attempt in attempts if not attempt.taken]
        waited = [wait for person in self.people for when, wait in person.waited if when >= self.fault]
        return {
            "answered": len(taken),
            "refused": len(refused),
            "without_answer": len(self.unanswered),
            "apologies": len(self.apologies),
            "lasted": round(self.over - self.fault, 1),
            "first_success": round(min(taken) - self.fault, 1),
            "first_success_after_end": round(min(t for t in taken if t >= self.over) - self.over, 1),
            "first_refusal": round(min(refused, default=self.fault) - self.fault, 1),
            "last_refusal": round(max(refused, default=self.fault) - self.fault, 1),
            "longest_request": round(max(attempt.ended - attempt.began for attempt in attempts), 1),
            "longest_wait": round(max(waited), 1),
            "median_wait": round(sorted(waited)[len(waited) // 2], 2),
        }


@contextmanager
def talking(
    port: int,
    database: str,
    people: int,
    turns: int = -1,
    pause: float = 3.0,
) -> Iterator[Crowd]:
    """Have so many people talk at once, every fifth of whom says two things at a time.

    They go on for so many `turns`, or for as long as the block lasts; then the `database` is held to what
    they were told: each message is there once, in order, with the answer that was given, and nothing else.
    """
    before = _senders(database)
    crowd = Crowd([Person(port, 1 + (number % 5 == 4), pause) for number in range(people)])
    ended, broken = threading.Event(), []

    async def all_talk() -> None:
        await asyncio.gather(*(person.talk(turns, ended) for person in crowd.people))

    def run() -> None:
        try:
            asyncio.run(all_talk())
        except BaseException as error:
            broken.append(error)
            raise

    thread = threading.Thread(target=run, name="crowd")
    thread.start()
    try:
        yield crowd
    finally:
        if turns < 0:
            ended.set()
        thread.join(SAFETY if turns < 0 else 2 * SAFETY)
    assert not thread.is_alive() and not broken, broken
    assert [rude for person in crowd.people for rude in person.rude] == []
    assert _senders(database) - before == {person.sender for person in crowd.people}
    kept = Conversations(database)
    for person in crowd.people:
        _check(person, messages(kept.spoken(person.sender, 100_000)))


def _check(person: Person, kept: list[dict[str, Any]]) -> None:
    """Hold what is kept to what somebody sent and was told."""
    said = [message["id"] for message in kept if message["from"] == "person"]
    sent = [name for turn in person.turns for name in turn]
    assert sorted(said) == sorted(sent), ("lost or doubled", said, sent)
    in_order = [name for turn in person.turns for name in sorted(turn, key=said.index)]
    assert said == in_order, ("not in order", said, sent)
    assert kept == [message for name in said for message in person.answers[name]]
    for name in said:
        question, *replies = person.answers[name]
        told = json.dumps(replies, ensure_ascii=False)
        word = QUESTIONS[question["parts"][0]["text"]]
        assert word in told or any(words in told for words in APOLOGIES), (question, told)


def _senders(database: str) -> set[str]:
    engine = open_engine(database)
    try:
        with engine.connect() as connection:
            return set(connection.execute(sa.select(EVENTS.c.sender_id).distinct()).scalars())
    finally:
        engine.dispose()
