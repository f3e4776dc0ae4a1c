"""`berufslotse evaluate`: train, read every held-out message, and write the report."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from berufslotse.console.output import console, fail, say
from berufslotse.console.starting import prepare
from berufslotse.evaluation.figures import (
    Message,
    Verdict,
    load_figures,
    read_messages,
    save_figures,
)
from berufslotse.evaluation.measuring import read
from berufslotse.evaluation.report import compare, write_report
from berufslotse.knowledge.home import PROJECT

HELDOUT = PROJECT / "tests" / "language" / "heldout"
FOLDER = PROJECT / "evaluation"
BASELINE = FOLDER / "baseline.json"
REPORT = FOLDER / "report.html"


def evaluate(keep: bool) -> None:
    """Write evaluation/report.html; with `keep` the figures become the baseline."""
    messages = read_messages(HELDOUT)
    if not messages:
        fail(f"In {HELDOUT.relative_to(PROJECT)} liegen keine Nachrichten.")
    model = prepare()
    verdicts, seconds = read_with_bar(model, messages)
    before = load_figures(BASELINE)
    machine = f"{os.cpu_count()} Kerne"
    try:
        now = write_report(verdicts, before, 1000 * float(np.median(seconds)), REPORT, machine)
    except OSError as error:
        fail(f"Der Bericht ließ sich nicht schreiben: {error.strerror}. Bitte Platz und Rechte prüfen.")
    for row in compare(now, before):
        change = "" if row.change is None else f"  ({row.change:+.1f})".replace(".", ",")
        say(f"{row.name:40}{100 * row.now:6.1f} %".replace(".", ",") + change)
    if keep:
        save_figures(now, BASELINE)
        say(f"Als Vergleich behalten: {BASELINE.relative_to(PROJECT)}")
    say(f"Bericht: {REPORT.relative_to(PROJECT)}")


def read_with_bar(
    model: Path, messages: Sequence[Message], title: str = "Nachrichten lesen"
) -> tuple[list[Verdict], list[float]]:
    """Let the model read `messages` as `measuring.read` does, and show how far it has come."""
    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=len(messages))
        return asyncio.run(read(model, messages, lambda: progress.advance(task)))
