"""The same bot on stock Rasa, on Rasa's default pipeline, and as it is: start, memory, speed, growth.

    .venv/bin/python benchmarks/serving/run.py                       # all of it, about half an hour
    .venv/bin/python benchmarks/serving/run.py --soak 600            # ours alone, at half of what it can take
    .venv/bin/python benchmarks/serving/run.py --quick --only ours,stock

A whole run writes results.json, the pictures and the table of README.md; with --quick or --only all of it
goes to .work/quick.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

import plots  # noqa: E402
from contenders import CONTENDERS, Contender, model, prepare, running  # noqa: E402
from figures import Figures, medians  # noqa: E402
from measuring import Amount, measure  # noqa: E402
from soak import soak  # noqa: E402
from table import soak_lines, table  # noqa: E402

from benchmarks.readme import machine, write_table  # noqa: E402

ROUNDS = 3
QUICK = Amount(seconds=3.0, most=500, growing_seconds=20.0)
SOAKED = "website"
"""The contender that is soaked, unless --only names one: what the public uses."""
TITLES = {contender.name: contender.title for contender in CONTENDERS}


def comparison(chosen: list[Contender], rounds: int, amount: Amount, work: Path) -> Figures:
    """Return the figures of all rounds, the contenders in turn in each, and their medians."""
    found: dict[str, list[Figures]] = {contender.name: [] for contender in chosen}
    for number in range(1, rounds + 1):
        for contender in chosen:
            begun = time.monotonic()
            print(f"{contender.title}, round {number} of {rounds} …", flush=True)
            with running(contender, work) as bot:
                found[contender.name].append(measure(bot, contender.door, amount))
            print(f"  {time.monotonic() - begun:.0f} s", flush=True)
    how = f"medians of {rounds} rounds, {amount.seconds:.0f} s for each number of clients"
    return {
        "measured": f"{machine()}; {how}",
        "medians": {name: medians(figures) for name, figures in found.items()},
        "rounds": found,
    }


def soaked(contender: Contender, seconds: float, amount: Amount, work: Path) -> Figures:
    """Return the figures of a contender under a steady load."""
    print(f"{contender.title}, {seconds:.0f} s at half of what it can take …", flush=True)
    with running(contender, work) as bot:
        found = soak(bot, contender.name, contender.door, seconds, amount)
    return {"measured": f"{contender.title} on {machine()}", **found}


def publish(folder: Path, results: Figures) -> None:
    """Write results.json, pictures and table into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "results.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    text = []
    if compared := results.get("comparison"):
        plots.levels(folder / "levels.png", TITLES, compared["medians"])
        plots.growing(folder / "growing.png", TITLES, compared["medians"])
        text += [table(TITLES, compared["medians"]), f"Measured on {compared['measured']}."]
        text += ["![Turns a second and their times](levels.png)", "![A long conversation](growing.png)"]
    if steady := results.get("soak"):
        plots.soak(folder / "soak.png", steady)
        text += ["Over a longer time:", soak_lines(steady), f"Measured with {steady['measured']}."]
        text += ["![Times and memory over time](soak.png)"]
    print("\n\n".join(text))
    if (folder / "README.md").exists():
        write_table(folder, "\n\n".join(text))


def arguments() -> argparse.Namespace:
    """Return what was asked for on the command line."""
    options = argparse.ArgumentParser()
    options.add_argument(
        "--quick", action="store_true", help="one round of 3 s a level, to see that it works"
    )
    options.add_argument("--only", default="", help=f"some of {','.join(TITLES)}")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--soak", type=float, metavar="SECONDS", help="a steady load instead")
    chosen = options.parse_args()
    chosen.names = [name for name in chosen.only.split(",") if name]
    if unknown := set(chosen.names) - set(TITLES):
        options.error(f"unknown: {', '.join(sorted(unknown))}")
    if chosen.soak and len(chosen.names) > 1:
        options.error("one bot alone is soaked")
    if chosen.rounds < 1 or (chosen.soak is not None and chosen.soak <= 0):
        options.error("at least one round, and more than no seconds")
    return chosen


def main() -> None:
    """Measure, and publish."""
    chosen = arguments()
    # Ended from outside, it still stops its bot and removes its folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    names = chosen.names or ([SOAKED] if chosen.soak else list(TITLES))
    contenders = [contender for contender in CONTENDERS if contender.name in names]
    amount = QUICK if chosen.quick else Amount()
    folder = HERE / ".work" / "quick" if chosen.quick or chosen.names else HERE
    kept = folder / "results.json"
    results = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for contender in contenders:
        model(contender)
    with tempfile.TemporaryDirectory(prefix="lotse-serving-") as made:
        prepare(Path(made))
        if chosen.soak:
            results["soak"] = soaked(contenders[0], chosen.soak, amount, Path(made))
        else:
            rounds = 1 if chosen.quick else chosen.rounds
            results["comparison"] = comparison(contenders, rounds, amount, Path(made))
    publish(folder, results)


if __name__ == "__main__":
    main()
