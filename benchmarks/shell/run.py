"""How soon one can type in `berufslotse shell`, and how soon an answer is there, beside `rasa shell`.

    .venv/bin/python benchmarks/shell/run.py [--starts 5] [--write]

Both with the same model and action server, in a terminal of 80 columns. Prints the table of README.md;
--write puts it there.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
sys.path.insert(0, str(PROJECT))

from benchmarks.readme import machine, write_table  # noqa: E402
from berufslotse.serving.processes import Adressen, Paar, environment, free_port  # noqa: E402
from berufslotse.serving.training import model_path  # noqa: E402
from tests.console.terminals import Terminal  # noqa: E402

BIN = Path(sys.executable).parent
QUESTIONS = (
    "Was macht man als Erzieherin in Köln?",
    "Was verdient man da?",
    "Was muss man können?",
    "Was verdient ein Mechatroniker in Dortmund?",
    "Wie ticken die Leute in Leverkusen?",
)
ROUNDS = 4
UP = "\x1b[A"
Figures = dict[str, float]


def measure(start: Callable[[], Terminal], prompt: str, sign: str, starts: int, away: str = "") -> Figures:
    """Start a shell so many times, talk in the last, and return the medians in seconds and milliseconds.

    It is ready when `prompt` is shown, and has answered when it shows `sign`. `away` are the keys that lead
    from its list of quick replies back to writing.
    """
    ready: list[float] = []
    answered: list[float] = []
    for number in range(starts):
        begin = time.perf_counter()
        with start() as terminal:
            terminal.wait_for(prompt)
            ready.append(time.perf_counter() - begin)
            if number == starts - 1:
                for question in QUESTIONS * ROUNDS:
                    answered.append(_ask(terminal, f"{away if answered else ''}{question}", sign))
            if not away:  # `rasa shell` starts nothing that would be left behind
                terminal.type("\x03")
                terminal.wait_for_end()
    return {"ready": median(ready), "worst": max(ready), "answer": 1000 * median(answered)}


def _ask(terminal: Terminal, question: str, sign: str) -> float:
    terminal.type(question)
    terminal.wait_for(question[-12:])
    begin = time.perf_counter()
    terminal.type("\r")
    terminal.wait_for(sign)
    return time.perf_counter() - begin


@contextmanager
def rasa_shell(home: Path) -> Iterator[Callable[[], Terminal]]:
    """Give what starts `rasa shell`, with an action server that runs already."""
    addresses = Adressen(free_port(), free_port())
    model = model_path(PROJECT)
    pair = Paar(PROJECT, addresses, model, home / "actions.log")
    pair.start("actions")
    endpoints = environment(PROJECT, addresses, model)["BERUFSLOTSE_ENDPOINTS"]
    try:
        yield lambda: Terminal(
            str(BIN / "rasa"), "shell", "--model", str(model), "--endpoints", endpoints, "--quiet"
        )
    finally:
        pair.stop()


def table(ours: Figures, rasa: Figures) -> str:
    """Return the figures as a table in Markdown."""
    rows = (
        ("command to prompt, s (median)", "ready", ".1f"),
        ("… the slowest, s", "worst", ".1f"),
        ("Enter to the answer on the screen, ms (median)", "answer", ".0f"),
    )
    lines = ["|  | `berufslotse shell` | `rasa shell` |", "|---|---|---|"]
    lines += [f"| {what} | {ours[key]:{form}} | {rasa[key]:{form}} |" for what, key, form in rows]
    return "\n".join(lines)


def main() -> None:
    """Measure, and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--starts", type=int, default=5)
    options.add_argument("--write", action="store_true", help="put the table into README.md")
    chosen = options.parse_args()
    if not model_path(PROJECT).is_file():
        sys.exit("There is no model for the present data. Run `make train` first.")
    with tempfile.TemporaryDirectory(prefix="lotse-shell-") as work:
        os.environ.update(BERUFSLOTSE_HOME=work, CONVERSATIONS_URL=f"sqlite:///{work}/gespraeche.db")
        # Ports that nobody listens on, so that each shell starts a bot of its own.
        os.environ.update(PORT=str(free_port()), ACTIONS_PORT=str(free_port()))
        # Profiles are compiled once after a change, which is not what is measured.
        subprocess.run([BIN / "berufslotse", "knowledge", "build"], check=True, stdout=subprocess.DEVNULL)
        ours = measure(lambda: Terminal(str(BIN / "berufslotse"), "shell"), "Du:", " ms", chosen.starts)
        with rasa_shell(Path(work)) as start:
            rasa = measure(start, "Your input", "Quelle", chosen.starts, f"{UP}\r")
    text = (
        f"{table(ours, rasa)}\n\nMeasured on {machine()}; medians of {chosen.starts} starts "
        f"and {len(QUESTIONS) * ROUNDS} questions."
    )
    print(text)
    if chosen.write:
        write_table(HERE, text)


if __name__ == "__main__":
    main()
