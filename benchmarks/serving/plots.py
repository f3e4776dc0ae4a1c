"""The pictures of README.md."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
from figures import Figures, running_median  # noqa: E402
from matplotlib import pyplot  # noqa: E402

COLOURS = {"default": "#b3541e", "stock": "#7a6f9b", "ours": "#0b4f6c", "website": "#2a9d8f"}
WINDOW = 5
DPI = 110


def levels(file: Path, titles: Mapping[str, str], found: Mapping[str, Figures]) -> None:
    """Draw turns a second, and median and 95th percentile of the time of a turn, by clients."""
    picture, (rate, times) = pyplot.subplots(1, 2, figsize=(10, 4))
    for name in (name for name in titles if name in found):
        row = found[name]["levels"]
        clients = [int(count) for count in row]
        values = list(row.values())
        look = {"color": COLOURS[name], "label": titles[name], "marker": "o"}
        rate.plot(clients, [level["rate"] for level in values], **look)
        times.plot(clients, [level["p50"] for level in values], **look)
        times.plot(clients, [level["p95"] for level in values], color=COLOURS[name], linestyle=":")
    rate.set(title="Turns a second", xlabel="clients", ylim=(0, None))
    times.set(title="Time of a turn, ms: median, p95 dotted", xlabel="clients", yscale="log")
    for axes in (rate, times):
        axes.set_xscale("log", base=2)
        axes.set_xticks(clients, [str(count) for count in clients])
        axes.grid(alpha=0.3)
    times.legend(fontsize=8, loc="upper left")
    _save(picture, file)


def growing(file: Path, titles: Mapping[str, str], found: Mapping[str, Figures]) -> None:
    """Draw the time of each turn of the long conversation, as the median of five in a row."""
    picture, axes = pyplot.subplots(figsize=(10, 4))
    for name in (name for name in titles if name in found):
        values = running_median(found[name]["growing"], WINDOW)
        turns = [at + 1 + WINDOW // 2 for at in range(len(values))]
        axes.plot(turns, values, color=COLOURS[name], label=titles[name])
    axes.set(title="One long conversation: time of a turn, ms", xlabel="turn", ylim=(0, None))
    axes.grid(alpha=0.3)
    axes.legend(fontsize=8)
    _save(picture, file)


def soak(file: Path, found: Mapping[str, Any]) -> None:
    """Draw times and memory over the time of the longer load."""
    picture, (times, memory) = pyplot.subplots(2, 1, figsize=(10, 6), sharex=True)
    seconds = [part["until"] for part in found["slices"]]
    for key, line in (("p50", "-"), ("p95", ":")):
        values = [part[key] for part in found["slices"]]
        times.plot(seconds, values, line, color=COLOURS[found["contender"]], label=key)
    for process in found["memory"][0]["rss"]:
        values = [sample["rss"][process] for sample in found["memory"]]
        memory.plot([sample["at"] for sample in found["memory"]], values, label=process)
    times.set(title=f"{found['rate']:.1f} turns a second: time of a turn, ms", ylim=(0, None))
    memory.set(title="Memory (RSS), MB", xlabel="seconds", ylim=(0, None))
    for axes in (times, memory):
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
    _save(picture, file)


def _save(picture: Any, file: Path) -> None:
    picture.tight_layout()
    # Without the name and version of the library, so that the same figures make the same file.
    picture.savefig(file, dpi=DPI, metadata={"Software": None})
    pyplot.close(picture)
