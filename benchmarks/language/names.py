"""How long a message takes to read: by kind of message, and by the number of names that are known.

    .venv/bin/python benchmarks/language/names.py

Prints medians in milliseconds over many repetitions: finding names with the project's knowledge and with
50,000 further occupations, and reading odd messages with the whole model. See README.md.
"""

from __future__ import annotations

import asyncio
import logging
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial

from berufslotse.console.evaluation import HELDOUT
from berufslotse.evaluation.figures import read_messages
from berufslotse.knowledge.home import PROJECT
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.store import open_knowledge
from berufslotse.knowledge.text import fold
from berufslotse.language.duplicates import read_training_messages
from berufslotse.language.recognition import Recogniser
from berufslotse.language.vocabulary import Vocabulary, dictionary_words
from berufslotse.serving.training import model_path

NAMES = 50_000
SYLLABLES = ("ba", "dor", "fel", "gru", "kan", "lim", "mos", "nar", "pe", "rik", "sol", "tun", "ver", "wax")
ODD = {
    "empty": "",
    "one word": "gehalt",
    "emoji only": "😂😂👍" * 5,
    "5,000 signs": "was verdient man denn da so " * 180,
    "5,000 letters in one word": "a" * 5000,
    "500 misspelt words": "Kohc Erziehr Bäkcer " * 170,
    "zero-width signs": "was\u200b ver\u200bdient man\u200b" * 50,
    "mixed scripts": "Кöln Kоch зарплата 給料 " * 50,
}


def median(work: Callable[[], object], times: int) -> float:
    """Return the median milliseconds of `work`."""
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return 1000 * statistics.median(seconds)


def each(work: Callable[[str], object], messages: Sequence[str]) -> str:
    """Return what `work` takes for one of `messages`, as text."""
    times = [median(partial(work, message), 1) for message in messages]
    return f"{statistics.median(times):.2f} ms, slowest {max(times):.1f} ms"


def invented(count: int) -> list[Beruf]:
    """Return `count` occupations that do not exist, with female forms."""
    found = []
    for index in range(count):
        rest, name = index, ""
        for _ in range(5):
            rest, syllable = divmod(rest, len(SYLLABLES))
            name += SYLLABLES[syllable]
        found.append(Beruf(f"{name.title()}pfleger", f"{name.title()}pflegerin"))
    return found


def main() -> None:
    """Print the tables."""
    import structlog
    from rasa.core.agent import Agent

    logging.disable(logging.WARNING)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    messages = [m.text for m in read_messages(HELDOUT)]
    knowledge = open_knowledge()
    seen = (key for m in read_training_messages(PROJECT / "data" / "nlu") for key in fold(m.text).split())
    words = Vocabulary.of([*dictionary_words(), *seen])
    for title, berufe in (
        ("names of the project", knowledge.berufe()),
        (f"and {NAMES:,} more", [*knowledge.berufe(), *invented(NAMES)]),
    ):
        recogniser = Recogniser(berufe, knowledge.plaetze, words.__contains__)
        print(f"finding names, {title}: {each(recogniser.find, messages)}")
    agent = Agent.load(str(model_path(PROJECT)))

    def read(message: str) -> None:
        asyncio.run(agent.parse_message(message))

    print(f"reading a held-out message: {each(read, messages)}")
    for title, message in ODD.items():
        print(f"reading {title}: {median(partial(read, message), 15):.1f} ms")


if __name__ == "__main__":
    main()
