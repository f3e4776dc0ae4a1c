"""Train one pipeline of Rasa on the project's messages and measure it on the held-out ones.

Run by run.py, one process a contender, so that memory and loading time are its own. Prints one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import logging
import resource
import sys
import tempfile
import time
from pathlib import Path

from berufslotse.console.evaluation import HELDOUT
from berufslotse.evaluation.figures import figures, judge, read_messages
from berufslotse.knowledge.home import PROJECT


def train(config: Path, folder: Path, epochs: int | None) -> tuple[Path, float]:
    """Train the pipeline of `config` and return the model and the seconds it took."""
    from rasa.model_training import train_nlu

    if epochs:
        text = config.read_text(encoding="utf-8").replace("epochs: 100", f"epochs: {epochs}")
        config = folder / "config.yml"
        config.write_text(text, encoding="utf-8")
    begin = time.perf_counter()
    nlu, domain = str(PROJECT / "data" / "nlu"), str(PROJECT / "domain.yml")
    model = train_nlu(str(config), nlu, str(folder), domain=domain)
    return Path(str(model)), time.perf_counter() - begin


def measure(model: Path) -> dict[str, float]:
    """Load the model in this fresh process and let it read the held-out messages."""
    import structlog
    from rasa.core.agent import Agent

    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    begin = time.perf_counter()
    agent = Agent.load(str(model))
    load = time.perf_counter() - begin
    messages = read_messages(HELDOUT)
    seconds, verdicts = [], []

    async def read() -> None:
        for message in messages:
            begin = time.perf_counter()
            parsed = await agent.parse_message(message.text)
            seconds.append(time.perf_counter() - begin)
            verdicts.append(judge(message, parsed))

    asyncio.run(read())
    values = figures(verdicts)
    return {
        "accuracy": values.accuracy,
        "top3": values.top3,
        "calibration_error": values.calibration_error,
        "beruf": values.entities["beruf"].f1,
        "ort": values.entities["ort"].f1,
        "milliseconds": 1000 * sorted(seconds)[len(seconds) // 2],
        "load": load,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    step, argument, *rest = sys.argv[1:]
    if step == "train":
        epochs = int(rest[1]) if rest[1:] else None
        with tempfile.TemporaryDirectory() as work:
            trained, took = train(Path(argument), Path(work), epochs)
            Path(rest[0]).write_bytes(trained.read_bytes())
        print(json.dumps({"training": took}))
    else:
        print(json.dumps(measure(Path(argument))))
