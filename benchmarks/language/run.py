"""How well, how fast and how heavily messages are understood: ours beside what a user would take instead.

    .venv/bin/python benchmarks/language/run.py [--epochs N] [--only ours diet logistic node-nlp]

Trains each on data/nlu, lets each read tests/language/heldout, and writes the table of README.md. Needs npm
for node-nlp, which it installs into a folder of its own. DIET takes its time: see README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))

from benchmarks.readme import machine, write_table  # noqa: E402

PROJECT = HERE.parents[1]
RASA = {
    "ours": ("Berufslotse", PROJECT / "config.yml"),
    "diet": ("Rasa's default (DIET)", HERE / "diet.yml"),
    "logistic": ("Rasa's LogisticRegressionClassifier + CRF", HERE / "logistic.yml"),
}
NODE_NLP = "node-nlp@4.27.0"
RESULTS = HERE / "results.json"


def rasa(name: str, epochs: int | None, work: Path) -> dict[str, Any]:
    """Train and measure a pipeline of Rasa, each step in a process of its own."""
    model = work / f"{name}.tar.gz"
    config = RASA[name][1]
    extra = [str(epochs)] if epochs and name == "diet" else []
    trained = _python("train", str(config), str(model), *extra)
    return {**trained, **_python("measure", str(model))}


def _python(*arguments: str) -> dict[str, Any]:
    script = str(HERE / "contender.py")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, script, *arguments],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def node_nlp(work: Path) -> dict[str, Any]:
    """Install node-nlp into `work` and measure it; it has no trained entities, so those stay empty."""
    from berufslotse.evaluation.figures import read_messages
    from berufslotse.language.duplicates import read_training_messages

    npm = shutil.which("npm")
    if not npm:
        raise SystemExit("Es fehlt npm. Bitte Node.js installieren oder node-nlp mit --only auslassen.")
    subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", NODE_NLP], cwd=work, check=True)
    messages = work / "messages.json"
    train = [(m.text, m.intent) for m in read_training_messages(PROJECT / "data" / "nlu")]
    heldout = [(m.text, m.intent) for m in read_messages(PROJECT / "tests" / "language" / "heldout")]
    messages.write_text(json.dumps({"train": train, "heldout": heldout}), encoding="utf-8")
    command = ["node", "--max-old-space-size=8000", str(HERE / "nodenlp.mjs"), str(messages)]
    done = subprocess.run(command, cwd=work, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def table(results: dict[str, dict[str, Any]]) -> str:
    """Return the results as a table in Markdown."""
    titles = {**{key: title for key, (title, _) in RASA.items()}, "node-nlp": "node-nlp 4.27"}
    lines = [
        "| pipeline | intent right | in first three | ECE | beruf F1 | ort F1 | ms a message | training s "
        "| load s | memory MB |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for key, title in titles.items():
        if key in results:
            row = results[key]
            shares = [row.get(k) for k in ("accuracy", "top3", "calibration_error", "beruf", "ort")]
            cells = [f"{share:.3f}" if share is not None else "" for share in shares]
            cells += [f"{row['milliseconds']:.1f}", f"{row['training']:.0f}", f"{row['load']:.1f}"]
            name = f"{title}, {row['epochs']} epochs" if row.get("epochs") else title
            lines.append(f"| {name} | " + " | ".join([*cells, f"{row['memory']:.0f}"]) + " |")
    return "\n".join(lines)


def main() -> None:
    """Measure the contenders one after the other and write results.json and the table of README.md."""
    options = argparse.ArgumentParser()
    options.add_argument("--epochs", type=int, help="train DIET for so many epochs instead of 100")
    options.add_argument("--only", nargs="+", choices=[*RASA, "node-nlp"], default=[*RASA, "node-nlp"])
    chosen = options.parse_args()
    results = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in chosen.only:
        print(f"{name} …", flush=True)
        with tempfile.TemporaryDirectory() as work:
            row = node_nlp(Path(work)) if name == "node-nlp" else rasa(name, chosen.epochs, Path(work))
        if name == "diet" and chosen.epochs:
            row["epochs"] = chosen.epochs
        results[name] = {**row, "machine": machine()}
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
        write_table(HERE, f"{table(results)}\n\nMeasured on {machine()}.")
    print(table(results))


if __name__ == "__main__":
    main()
