"""The load, in a process of its own: takes a plan as JSON, and prints what came of it as JSON.

A plan names `kind`, `door`, `port`, `name` (of its conversations), `seconds`, `most` (turns) and `apologies`;
`clients` or `rate` where the kind has them.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import uvloop
from client import DOORS, Connection, Talk
from questions import conversation, long_conversation

AGAIN = 0.2
"""Seconds until somebody whose conversation could not begin tries again."""
MOST_WAITING = 500
"""So many turns may wait for an answer at a time; what would come on top is not sent, and counted as lost."""
Plan = dict[str, Any]


@dataclass
class Load:
    """What is measured while a plan is carried out; times are seconds since the beginning."""

    plan: Plan
    begun: float = field(default_factory=time.perf_counter)
    turns: list[tuple[float, float]] = field(default_factory=list)
    """When each turn was due, and how long its answer took."""
    faults: Counter[str] = field(default_factory=Counter)
    sent: int = 0

    def passed(self) -> float:
        """Return the seconds since the beginning."""
        return time.perf_counter() - self.begun

    def over(self) -> bool:
        """Whether nothing more is to be sent."""
        return self.passed() >= self.plan["seconds"] or self.sent >= self.plan["most"]

    def talk(self, connection: Connection, name: str) -> Talk:
        """Return a new conversation."""
        apologies = tuple(text.encode() for text in self.plan["apologies"])
        return DOORS[self.plan["door"]](connection, f"{self.plan['name']}-{name}", apologies)

    async def turn(self, talk: Talk, text: str, due: float | None = None) -> None:
        """Say `text`, and note how long the answer takes from when it was due (now)."""
        due = self.passed() if due is None else due
        self.sent += 1
        fault = await talk.say(text)
        self.turns.append((due, self.passed() - due))
        if fault:
            self.faults[fault] += 1

    async def begin(self, talk: Talk) -> bool:
        """Return whether the conversation could begin; where not, some time has passed."""
        fault = await talk.begin()
        if fault:
            self.faults[fault] += 1
            await asyncio.sleep(AGAIN)
        return not fault


async def closed(load: Load) -> None:
    """So many clients, each with one conversation after the other and no pause between turns."""

    async def client(number: int) -> None:
        connection = Connection(load.plan["port"])
        for turn in itertools.count():
            name = f"{number}-{turn}"
            talk = load.talk(connection, name)
            if load.over():
                return
            if await load.begin(talk):
                for text in conversation(name):
                    if load.over():
                        return
                    await load.turn(talk, text)

    await asyncio.gather(*(client(number) for number in range(load.plan["clients"])))


async def growing(load: Load) -> None:
    """One conversation of `most` turns."""
    talk = load.talk(Connection(load.plan["port"]), "long")
    await load.begin(talk)
    for text in long_conversation(load.plan["most"]):
        if load.over():
            return
        await load.turn(talk, text)


async def steady(load: Load) -> None:
    """`rate` turns a second, however fast they are answered, of as many conversations as that takes."""
    idle: list[tuple[Connection, Talk, list[str]]] = []
    tasks: set[asyncio.Task[None]] = set()
    names = map(str, itertools.count())

    async def go_on(due: float) -> None:
        # The one that rested least goes on, before the server closes its connection.
        connection, talk, texts = idle.pop() if idle else (Connection(load.plan["port"]), None, [])
        if not talk or not texts:
            name = next(names)
            talk, texts = load.talk(connection, name), conversation(name)
            if not await load.begin(talk):
                connection.close()
                return
        await load.turn(talk, texts.pop(0), due)
        idle.append((connection, talk, texts))

    for number in itertools.count():
        due = number / load.plan["rate"]
        await asyncio.sleep(max(0.0, due - load.passed()))
        if load.over():
            break
        if len(tasks) >= MOST_WAITING:
            load.faults["lost"] += 1
            continue
        task = asyncio.create_task(go_on(due))
        tasks.add(task)
        task.add_done_callback(tasks.discard)
    await asyncio.gather(*tasks)


KINDS: dict[str, Callable[[Load], Any]] = {"closed": closed, "growing": growing, "steady": steady}


def carry_out(plan: Plan) -> dict[str, Any]:
    """Return the turns of `plan`, its faults, the seconds it took, and those of the processor it used."""
    before = os.times()
    uvloop.install()

    async def run() -> Load:
        load = Load(plan)
        await KINDS[plan["kind"]](load)
        return load

    load = asyncio.run(run())
    used = sum(os.times()[:2]) - sum(before[:2])
    return {"turns": load.turns, "faults": load.faults, "passed": load.passed(), "processor": used}


if __name__ == "__main__":
    print(json.dumps(carry_out(json.loads(sys.argv[1]))))
