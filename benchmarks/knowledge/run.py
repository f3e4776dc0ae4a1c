"""How compiling, looking up, understanding and memory grow with the number of profiles.

    .venv/bin/python benchmarks/knowledge/run.py [--sizes 500 5000 50000] [--postgres] [--repeats 3]

Makes up profiles in a temporary folder, measures each thing in a process of its own, and writes the table of
README.md. Nothing of the project's own knowledge is touched.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from table import table

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from benchmarks.readme import machine, write_table  # noqa: E402

PROJECT = HERE.parents[1]
RESULTS = HERE / "results.json"
LONGEST = 900
"""No single measurement may take more seconds."""

ONCE = ("changing",)
"""Measurements that repeat what they measure by themselves."""


def measure(what: str, environment: dict[str, str]) -> dict[str, Any]:
    """Return the figures of one measurement in a fresh process."""
    begun = {"BENCHMARK_BEGUN": str(time.time())}
    done = subprocess.run(
        [sys.executable, str(HERE / "measuring.py"), what],
        cwd=PROJECT,
        env={**os.environ, **environment, **begun},
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )
    if done.returncode:
        raise SystemExit(f"{what}: {done.stderr}")
    if what == "compiling" and "Fakten ablegen" not in done.stderr:
        raise SystemExit("Der Fortschritt wurde nicht angezeigt.")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def median(runs: list[Any]) -> Any:
    """Return the median of each figure of several runs of the same measurement."""
    if isinstance(runs[0], dict):
        return {key: median([run[key] for run in runs]) for key in runs[0]}
    return statistics.median(runs)


def environment(work: Path, size: int, url: str | None = None) -> dict[str, str]:
    """Return what keeps a measurement within `work`, and makes the progress bar show off a terminal."""
    return {
        "BERUFSLOTSE_HOME": str(work / "home"),
        "BERUFSLOTSE_PROFILES": str(work / str(size)),
        "KNOWLEDGE_URL": url or f"sqlite:///{work / f'{size}.db'}",
        "BENCHMARK_WORDS": str(work / "words.npy"),
        "PYTHONPATH": str(PROJECT),
        "FORCE_COLOR": "1",
        "TERM": "xterm-256color",
    }


def measured(what: str, places: list[dict[str, str]]) -> Any:
    """Return the medians of one measurement over `places`, one run in each."""
    print(f"  {what} …", flush=True)
    return median([measure(what, place) for place in places])


def used() -> tuple[float, float, float]:
    """Return the time, and the processor seconds so far of the whole machine and of what was started here."""
    ticks = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    ours = resource.getrusage(resource.RUSAGE_CHILDREN)
    idle = ticks[3] + ticks[4]
    return time.time(), (sum(ticks) - idle) / os.sysconf("SC_CLK_TCK"), ours.ru_utime + ours.ru_stime


def knowledge(work: Path, size: int, repeats: int) -> dict[str, Any]:
    """Return all figures for `size` profiles in SQLite files."""
    place, before = environment(work, size), used()
    again = [environment(work, size, f"sqlite:///{work / f'{size}-{n}.db'}") for n in range(1, repeats)]
    found = measured("compiling", [*again, place])
    for extra in again:
        Path(extra["KNOWLEDGE_URL"].removeprefix("sqlite:///")).unlink()
    for what in ("changing", "answering", "searching", "recognising"):
        found |= measured(what, [place] * (1 if what in ONCE else repeats))
    for what in ("serving", "extracting"):
        found[what] = measured(what, [place] * repeats)
    passed, busy, ours = (after - start for after, start in zip(used(), before, strict=True))
    return {**found, "others": (busy - ours) / passed}


def postgres(work: Path, size: int, repeats: int, server: Any) -> dict[str, Any]:
    """Return the figures of what is done in a PostgreSQL."""
    places = [environment(work, size, server.new_database()) for _ in range(repeats)]
    found = measured("compiling", places)
    for what in ("changing", "answering", "searching"):
        found |= measured(what, places[:1] if what in ONCE else places)
    return found


@contextmanager
def server(wanted: bool) -> Iterator[Any]:
    """Give a running PostgreSQL, or None where it is not wanted."""
    if not wanted:
        yield None
        return
    from tests.postgres import running

    with running() as found:
        yield found


def write(results: dict[str, dict[str, Any]]) -> None:
    """Write results.json and the table of README.md."""
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    write_table(HERE, f"{table(results)}\n\nMeasured on {machine()}.")


def main() -> None:
    """Measure size after size, keeping each one's figures as soon as they are there."""
    options = argparse.ArgumentParser()
    options.add_argument("--sizes", type=int, nargs="+", default=[500, 5_000, 50_000])
    options.add_argument("--postgres", action="store_true", help="measure on a PostgreSQL as well")
    options.add_argument("--repeats", type=int, default=3, help="runs of each measurement; medians are kept")
    chosen = options.parse_args()
    from inventing import Inventor

    # Ended from outside, it still removes its folder and its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory(prefix="lotse-knowledge-") as folder, server(chosen.postgres) as running:
        work = Path(folder)
        measure("learning", environment(work, 0))
        for size in chosen.sizes:
            print(f"{size} profiles …", flush=True)
            Inventor().write(work / str(size), size)
            found = knowledge(work, size, chosen.repeats)
            before = results.get(str(size), {}).get("postgres")
            on_server = postgres(work, size, chosen.repeats, running) if running else before
            results[str(size)] = {**found, "postgres": on_server, "machine": machine()}
            write(results)
    print(table(results))


if __name__ == "__main__":
    main()
