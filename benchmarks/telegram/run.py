"""Our Telegram channel beside Rasa's own: how fast, how surely and how orderly questions are answered.

    .venv/bin/python benchmarks/telegram/run.py [--chats 200] [--questions 40] [--output FILE] [--write]

Runs one bot after the other, each with the same model and with a stand-in for Telegram's server of its own
(tests/channels/bot_api.py), and prints the table of README.md; --write puts it there.
"""

from __future__ import annotations

import argparse
import json
import signal
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from contenders import CONTENDERS, prepare, running  # noqa: E402
from measuring import measure  # noqa: E402

from benchmarks.readme import machine, write_table  # noqa: E402

Figures = dict[str, Any]


def spread(seconds: list[float], unit: float = 1.0, digits: int = 1) -> str:
    """Return median and 95th percentile in words."""
    if not seconds:
        return "–"
    values = [second / unit for second in seconds]
    high = statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return f"{statistics.median(values):.{digits}f} / {high:.{digits}f}"


def answered(found: Figures) -> str:
    """Return how many questions were answered."""
    return f"{found['answered']} of {found['asked']}"


def faults(found: Figures) -> str:
    """Return how many were answered twice, and how many chats out of order."""
    return f"{found['twice']} / {found['disordered']}"


def last(found: Figures) -> str:
    """Return when the last answer came."""
    return f"{max(found['seconds']):.1f}" if found["seconds"] else "–"


ROWS: list[tuple[str, str, Callable[[Figures], str]]] = [
    ("first questions: answered", "probe", answered),
    (
        "one chat, one after the other: to the first message, ms",
        "alone",
        lambda f: spread(f["seconds"], 0.001, 0),
    ),
    ("… answered", "alone", answered),
    ("… calls of the Bot API for each", "alone", lambda found: f"{found['calls']:.1f}"),
    ("all chats at once: answered", "crowd", answered),
    ("… twice / chats out of order", "crowd", faults),
    ("… to the first message, s", "crowd", lambda found: spread(found["seconds"])),
    ("… to the last answer, s", "crowd", last),
    ("every tenth answer refused once (429): answered", "refused", answered),
    ("… twice", "refused", lambda found: str(found["twice"])),
    ("… to the last answer, s", "refused", last),
    (
        "updates delivered twice: answers",
        "delivered_twice",
        lambda found: f"{found['answers']} to {found['asked']}",
    ),
    ("questions of all kinds: answered", "mixed", answered),
]


def table(found: dict[str, Figures]) -> str:
    """Return the figures as a table in Markdown."""
    lines = [
        "|  | " + " | ".join(contender.title for contender in CONTENDERS) + " |",
        "|" + "---|" * (len(CONTENDERS) + 1),
    ]
    for what, key, cell in ROWS:
        cells = [found[one.name].get(key) for one in CONTENDERS]
        lines.append(f"| {what} | " + " | ".join(cell(part) if part else "" for part in cells) + " |")
    untaken = [str(found[one.name]["untaken"]) if one.webhook else "" for one in CONTENDERS]
    lines.append("| deliveries that the webhook did not take | " + " | ".join(untaken) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure, and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--chats", type=int, default=200, help="so many chats at once, of three messages")
    options.add_argument("--questions", type=int, default=40, help="so many questions in the single chat")
    options.add_argument("--output", type=Path, help="a file for the raw figures, as JSON")
    options.add_argument("--write", action="store_true", help="put the table into README.md")
    chosen = options.parse_args()
    if chosen.chats < 1 or chosen.questions < 1:
        options.error("at least one chat and one question")
    # Ended from outside, it still stops its bot and removes its folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    found: dict[str, Figures] = {}
    with tempfile.TemporaryDirectory(prefix="lotse-telegram-") as folder:
        work = Path(folder)
        model = prepare(work)
        for contender in CONTENDERS:
            print(f"{contender.title} …", flush=True)
            with running(contender, model, work) as (api, log):
                found[contender.name] = measure(api, log, chosen.chats, chosen.questions)
            for error, times in found[contender.name]["errors"].items():
                print(f"  logged {times} times: {error}", flush=True)
    where = machine()
    if chosen.output:
        chosen.output.write_text(json.dumps({**found, "machine": where}, indent=2) + "\n", encoding="utf-8")
    amount = f"{chosen.questions} questions in one chat, {chosen.chats} chats at once with three each"
    text = f"{table(found)}\n\nMeasured on {where}: {amount}."
    print(text)
    if chosen.write:
        write_table(HERE, text)


if __name__ == "__main__":
    main()
