"""How long `berufslotse report` takes, and how much memory, on a made-up database of conversations.

    .venv/bin/python benchmarks/report/run.py [--messages 1000 10000 100000] [--postgres] [--write]

Prints the table of README.md; --write puts it there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
sys.path.insert(0, str(PROJECT))

import sqlalchemy as sa  # noqa: E402
from making import fill  # noqa: E402

from benchmarks.readme import machine, write_table  # noqa: E402
from berufslotse.serving.conversations import EVENTS, open_engine  # noqa: E402

REPEATS = 3
MEGABYTE = 1_000_000
Figures = dict[str, Any]


def measure(url: str, messages: int, page: Path) -> Figures:
    """Fill the database at `url`, report on it, and return the figures."""
    engine = open_engine(url)
    fill(engine, messages)
    with engine.connect() as connection:
        size = sa.select(sa.func.count(), sa.func.sum(sa.func.length(EVENTS.c.data)))
        events, characters = connection.execute(size).one()
    engine.dispose()
    runs = [_report(url, page) for _ in range(REPEATS)]
    return {
        "messages": messages,
        "events": events,
        "characters": characters,
        "seconds": sorted(run[0] for run in runs)[REPEATS // 2],
        "memory": max(run[1] for run in runs),
        "page": page.stat().st_size,
        **_parts(url),
    }


def _report(url: str, page: Path) -> tuple[float, float]:
    """Return the seconds and the peak memory, in megabytes, of the command."""
    command = [str(Path(sys.executable).parent / "berufslotse"), "report", "--html", str(page)]
    environment = {**os.environ, "CONVERSATIONS_URL": url, "PYTHONPATH": str(PROJECT)}
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit("The report failed.")
    return took, used.ru_maxrss * 1024 / MEGABYTE


def _parts(url: str) -> Figures:
    """Return the seconds that fetching the rows and reading their JSON take, and charts alone."""
    query = sa.select(EVENTS.c.data).where(EVENTS.c.type_name.in_(("user", "bot")))
    found = dict.fromkeys(("fetching", "json", "charts"), 0.0)
    engine = open_engine(url)
    with engine.connect() as connection:
        begin = time.perf_counter()
        rows = connection.execute(
            query.order_by(EVENTS.c.sender_id, EVENTS.c.id).execution_options(
                stream_results=True, yield_per=2000
            )
        )
        for (data,) in rows:
            read = time.perf_counter()
            json.loads(data)
            took = time.perf_counter() - read
            found["json"] += took
            found["charts"] += took if '"svg"' in data else 0.0
        found["fetching"] = time.perf_counter() - begin - found["json"]
    engine.dispose()
    return found


def table(columns: Iterable[tuple[str, Figures]]) -> str:
    """Return the figures as a table in Markdown."""
    shown = list(columns)
    rows = (
        ("messages", lambda f: f"{f['messages']:,}"),
        ("events", lambda f: f"{f['events']:,}"),
        ("their data, million characters", lambda f: f"{f['characters'] / 1e6:,.0f}"),
        ("the command, s", lambda f: f"{f['seconds']:.1f}"),
        ("… memory at most, MB", lambda f: f"{f['memory']:.0f}"),
        ("fetching the rows alone, s", lambda f: f"{f['fetching']:.1f}"),
        ("reading their JSON alone, s", lambda f: f"{f['json']:.1f}"),
        ("… of answers with a chart, s", lambda f: f"{f['charts']:.1f}"),
        ("the page, kB", lambda f: f"{f['page'] / 1000:.0f}"),
    )
    lines = ["|  | " + " | ".join(name for name, _ in shown) + " |", "|---" * (len(shown) + 1) + "|"]
    lines += [f"| {what} | " + " | ".join(cell(found) for _, found in shown) + " |" for what, cell in rows]
    return "\n".join(lines)


def main() -> None:
    """Measure, and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--messages", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options.add_argument("--postgres", action="store_true", help="the largest on a PostgreSQL as well")
    options.add_argument("--write", action="store_true", help="put the table into README.md")
    chosen = options.parse_args()
    if min(chosen.messages) < 1:
        options.error("at least one message")
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lotse-report-")))
        columns = []
        for messages in chosen.messages:
            url = f"sqlite:///{work / f'{messages}.db'}"
            columns.append(("SQLite", measure(url, messages, work / "page.html")))
        if chosen.postgres:
            from tests.postgres import running

            url = stack.enter_context(running()).new_database()
            columns.append(("PostgreSQL", measure(url, max(chosen.messages), work / "page.html")))
    text = f"{table(columns)}\n\nMeasured on {machine()}; of the command the median of {REPEATS} runs."
    print(text)
    if chosen.write:
        write_table(HERE, text)


if __name__ == "__main__":
    main()
