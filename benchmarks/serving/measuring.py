"""What is measured of one bot: start, load at each number of clients, a long conversation, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contenders import Bot, apologies
from figures import Figures, spread
from machine_use import busy, memory, processor

HERE = Path(__file__).parent
WARM_TURNS = 10
LONG_TURNS = 202
"""As many as the last window of the long conversation needs (figures.py)."""
LONGEST = 900.0
"""No load may take more seconds, whatever happens."""


@dataclass(frozen=True)
class Amount:
    """How much is measured; seconds are those of one number of clients, and of the long conversation."""

    clients: tuple[int, ...] = (1, 4, 16, 64)
    seconds: float = 15.0
    most: int = 5_000
    growing_seconds: float = 180.0


def measure(bot: Bot, door: str, amount: Amount) -> Figures:
    """Return all figures of a bot that has just started."""
    put(bot, door, kind="closed", name="warm", clients=1, seconds=amount.seconds, most=WARM_TURNS)
    found: Figures = {"start": bot.start, "levels": {}, "faults": Counter(), "asked": 0}
    outcomes = []
    for clients in amount.clients:
        outcome = put(
            bot,
            door,
            kind="closed",
            name=f"level-{clients}",
            clients=clients,
            seconds=amount.seconds,
            most=amount.most,
        )
        found["levels"][str(clients)] = level(outcome, amount.seconds)
        outcomes.append(outcome)
    long = put(bot, door, kind="growing", name="growing", seconds=amount.growing_seconds, most=LONG_TURNS)
    found["growing"] = [1000 * took for _, took in long["turns"]]
    for outcome in (*outcomes, long):
        found["asked"] += len(outcome["turns"])
        found["faults"].update(outcome["faults"])
    found["memory"] = {name: memory(group) for name, group in bot.groups.items()}
    return found


def level(outcome: Figures, seconds: float) -> Figures:
    """Return the figures of one number of clients that sent for so many seconds.

    Turns that were answered later count in the times and not in the turns a second.
    """
    turns = outcome["turns"]
    window = min(seconds, outcome["passed"])
    return {
        "rate": sum(due + took <= window for due, took in turns) / window,
        **spread([took for _, took in turns]),
        "turns": len(turns),
        "work": 1000 * outcome["bot"] / max(1, len(turns)),
        "client": outcome["processor"] / outcome["passed"],
        "others": outcome["others"] / outcome["passed"],
    }


def command(bot: Bot, door: str, plan: dict[str, Any]) -> list[str]:
    """Return the command that puts a load on a bot."""
    known = {"door": door, "port": bot.port, "apologies": [text.decode() for text in apologies()]}
    return [sys.executable, str(HERE / "load.py"), json.dumps({**known, **plan})]


def put(bot: Bot, door: str, **plan: Any) -> Figures:
    """Put a load on a bot; return its outcome, with the processor seconds of the bot and of all others."""
    before = _used(bot)
    done = subprocess.run(
        command(bot, door, plan), capture_output=True, text=True, timeout=LONGEST, check=False
    )
    if done.returncode:
        raise SystemExit(f"The load failed: {done.stderr}")
    outcome: Figures = json.loads(done.stdout)
    of_bot, own, whole = (after - start for after, start in zip(_used(bot), before, strict=True))
    return {**outcome, "bot": of_bot, "others": max(0.0, whole - of_bot - own)}


def _used(bot: Bot) -> tuple[float, float, float]:
    """Return the processor seconds so far of the bot, of the benchmark, and of the whole machine."""
    return sum(processor(group) for group in bot.groups.values()), sum(os.times()[:4]), busy()
