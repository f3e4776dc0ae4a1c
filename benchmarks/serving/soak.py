"""A load of half of what the bot can take, over a longer time, to see times and memory stay as they are."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from typing import Any

from contenders import Bot
from figures import Figures, quarters, slices, spread
from machine_use import memory
from measuring import Amount, command, level, put

CLIENTS = 16
PART = 0.5
"""Of the capacity."""
HOUR, TYPICAL = 3_600, 2.0
"""Seconds, and turns a second of a busy website: sixty people at once who write every thirty seconds each."""
SLICES = 40


def soak(bot: Bot, contender: str, door: str, seconds: float, amount: Amount) -> Figures:
    """Return times and memory under a steady load, until the time or an hour's worth of messages is over."""
    closed = {"kind": "closed", "name": "capacity", "clients": CLIENTS}
    # The first load also warms the bot up; both are of one kind, so that only the second counts.
    for _ in range(2):
        outcome = put(bot, door, **closed, seconds=amount.seconds, most=amount.most)
    capacity = level(outcome, amount.seconds)["rate"]
    rate = PART * capacity
    most = int(HOUR * TYPICAL)
    slice_seconds = min(seconds, most / rate) / SLICES
    plan = {"kind": "steady", "name": "soak", "rate": rate, "seconds": seconds, "most": most}
    outcome, samples = _watched(bot, command(bot, door, plan), slice_seconds)
    parts = slices(outcome["turns"], slice_seconds)
    whole = [sum(sample["rss"].values()) for sample in samples]
    return {
        "contender": contender,
        "capacity": capacity,
        "rate": rate,
        "seconds": outcome["passed"],
        "asked": len(outcome["turns"]),
        "faults": outcome["faults"],
        "times": spread([took for _, took in outcome["turns"]]),
        "flat": {
            **{key: quarters([part[key] for part in parts]) for key in ("p50", "p95")},
            "rss": quarters(whole),
        },
        "slices": parts,
        "memory": samples,
    }


def _watched(bot: Bot, load: list[str], every: float) -> tuple[Figures, list[dict[str, Any]]]:
    """Run a load to its end; return its outcome, and the bot's memory each so many seconds."""
    samples: list[dict[str, Any]] = []
    begun = time.monotonic()
    with tempfile.TemporaryFile("w+") as output, subprocess.Popen(load, stdout=output) as process:
        try:
            while process.poll() is None:
                held = {name: memory(group)["rss"] for name, group in bot.groups.items()}
                samples.append({"at": time.monotonic() - begun, "rss": held})
                _wait(process, every)
        finally:
            process.kill()
        if process.returncode:
            raise SystemExit("The load failed.")
        output.seek(0)
        return json.load(output), samples


def _wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return
