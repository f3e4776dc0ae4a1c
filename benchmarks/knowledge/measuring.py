"""One measurement, in a process of its own that run.py starts; prints its figures as JSON in the last line.

Which knowledge it works on is said by BERUFSLOTSE_PROFILES and KNOWLEDGE_URL. Imports stand in the functions,
so that a process holds no more than what it measures needs.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from berufslotse.evaluation.figures import Message
    from berufslotse.knowledge.lookup import Frage
    from berufslotse.knowledge.store import Wissen
    from berufslotse.language.recognition import Recogniser

QUESTIONS = 1_000
UNKNOWN = 100
SEARCHES = 500
CHANGES = 3
MISSPELT = 0.3
"""So many of the made-up occupations in messages have a typing error."""


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def spread(works: Iterable[Callable[[], object]]) -> dict[str, float]:
    """Return median and 95th percentile, in milliseconds, of running each of `works` once."""
    times = [1000 * seconds(work) for work in works]
    return {"median": statistics.median(times), "p95": statistics.quantiles(times, n=20)[18]}


def memory() -> dict[str, float]:
    """Return what this process holds in memory now and what it held at most, in megabytes."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return {key: int(lines[name].split()[0]) / 1024 for key, name in (("now", "VmRSS"), ("most", "VmHWM"))}


def opened() -> Wissen:
    """Return the knowledge as it lies in the database."""
    from berufslotse.knowledge.database import database
    from berufslotse.knowledge.home import knowledge_url
    from berufslotse.knowledge.store import Wissen

    return Wissen(database(knowledge_url()))


def heldout() -> list[Message]:
    """Return the messages that nobody trained on."""
    from berufslotse.evaluation.figures import read_messages
    from berufslotse.knowledge.home import PROJECT

    return read_messages(PROJECT / "tests" / "language" / "heldout")


# -- compiling -----------------------------------------------------------------------------------------


def build() -> float:
    """Return the seconds of bringing the database up to the profiles, with the bar that the command shows."""
    from berufslotse.console.output import progress_bar
    from berufslotse.knowledge.build import bring_up_to_date
    from berufslotse.knowledge.database import database
    from berufslotse.knowledge.home import knowledge_url, profiles_folder

    with progress_bar() as progress:
        target = database(knowledge_url())
        return seconds(lambda: bring_up_to_date(profiles_folder(), target, progress))


def compiling() -> dict[str, Any]:
    """Compile from nothing, and then where nothing changed."""
    fresh = build()
    found = {"fresh": fresh, "processor": sum(os.times()[:4]), "compiler": memory()}
    return {**found, "unchanged": build(), **_size()}


def changing() -> dict[str, Any]:
    """Compile after a change of one file, and after an occupation more, and leave all as it was."""
    from inventing import Inventor
    from names import titles

    from berufslotse.knowledge.home import profiles_folder

    folder, inventor = profiles_folder(), Inventor(2)
    build()
    old, *_ = files = sorted(folder.glob("*.yml"))
    before, new = old.read_text(encoding="utf-8"), folder / "neu.yml"
    changed, added = [], []
    for title in titles(len(files) + CHANGES)[-CHANGES:]:
        more = f"  - thema: passung\n    text: Neu ist auch {title.male}.\n"
        old.write_text(before + more, encoding="utf-8")
        changed.append(build())
        new.write_text(inventor.profile(title, None), encoding="utf-8")
        added.append(build())
        new.unlink()
        old.write_text(before, encoding="utf-8")
        build()
    return {"changed": statistics.median(changed), "added": statistics.median(added)}


def _size() -> dict[str, float]:
    from sqlalchemy import create_engine, text

    from berufslotse.knowledge.home import knowledge_url

    tables = {"profiles": "profil", "occupations": "beruf", "facts": "fakt", "words": "wort"}
    url = knowledge_url()
    with create_engine(url).connect() as connection:
        found = {k: connection.execute(text(f"SELECT count(*) FROM {t}")).scalar() for k, t in tables.items()}
        if url.startswith("sqlite"):
            found["megabytes"] = Path(url.removeprefix("sqlite:///")).stat().st_size / 2**20
        else:
            whole = connection.execute(text("SELECT pg_database_size(current_database())")).scalar()
            found["megabytes"] = whole / 2**20
    return found


# -- asking --------------------------------------------------------------------------------------------


def questions(wissen: Wissen, random: Random) -> list[Frage]:
    """Return random questions: half of a town with a profile, a quarter of another, a quarter of no town."""
    from berufslotse.knowledge.lookup import Frage
    from berufslotse.knowledge.schema import Thema

    themes = [thema.value for thema in Thema]
    towns = [town for town, _ in wissen.orte()]
    found = []
    for _ in range(QUESTIONS):
        name = random.choice(wissen.berufsnamen)
        beruf = wissen.beruf(name)
        town = random.choice(
            [random.choice(beruf.orte), random.choice(beruf.orte), random.choice(towns), None]
        )
        found.append(Frage(random.choice(themes), name, town))
    return found


def answering() -> dict[str, Any]:
    """Time looking up the facts for questions, whole answers, and answers about unknown occupations."""
    from berufslotse.knowledge.answers import Antwortgeber
    from berufslotse.knowledge.lookup import Frage, find
    from berufslotse.knowledge.telling import Ton

    random = Random(time.time_ns())
    asked = questions(opened(), random)
    wissen, source = opened(), Antwortgeber(opened())
    unknown = [Frage(frage.thema, f"{frage.beruf[::-1]}er", frage.ort) for frage in asked[:UNKNOWN]]
    return {
        "find": spread(partial(find, wissen, frage) for frage in asked),
        "answer": spread(partial(source.thema, frage, Ton(n % 5)) for n, frage in enumerate(asked)),
        "unknown": spread(partial(source.thema, frage, Ton()) for frage in unknown),
    }


def searching() -> dict[str, Any]:
    """Time searching all facts for some words of facts and of held-out messages."""
    random, wissen = Random(time.time_ns()), opened()
    facts = random.sample([fact.text for fact in wissen.stichprobe(5_000)], SEARCHES // 2)
    messages = random.sample([message.text for message in heldout()], SEARCHES - SEARCHES // 2)
    asked = []
    for text in (*facts, *messages):
        words = text.split()
        count = random.randint(2, 8)
        start = random.randint(0, max(0, len(words) - count))
        asked.append(" ".join(words[start : start + count]))
    random.shuffle(asked)
    return {"search": spread(partial(wissen.suche_ueberall, question, 10) for question in asked)}


# -- understanding -------------------------------------------------------------------------------------


def learning() -> dict[str, Any]:
    """Write the ordinary words, as training keeps them, to the file BENCHMARK_WORDS."""
    from berufslotse.knowledge.home import PROJECT
    from berufslotse.knowledge.text import fold
    from berufslotse.language.duplicates import read_training_messages
    from berufslotse.language.vocabulary import Vocabulary, dictionary_words

    seen = (key for m in read_training_messages(PROJECT / "data" / "nlu") for key in fold(m.text).split())
    Vocabulary.of([*dictionary_words(), *seen]).save(Path(os.environ["BENCHMARK_WORDS"]))
    return {}


def recogniser(wissen: Wissen) -> Recogniser:
    """Return what the extractor of the pipeline makes of the knowledge."""
    from berufslotse.language.recognition import Recogniser
    from berufslotse.language.vocabulary import Vocabulary

    words = Vocabulary.load(Path(os.environ["BENCHMARK_WORDS"]))
    return Recogniser(wissen.namen, wissen.plaetze, words.__contains__)


def naming(messages: list[Message], random: Random, count: int) -> list[tuple[str, str, bool]]:
    """Return messages that name made-up occupations, with the occupation, and whether it is misspelt."""
    from names import misspelt, titles

    known = titles(count)
    places = [(m.text, start, end) for m in messages for kind, start, end in m.entities if kind == "beruf"]
    found = []
    for _ in messages:
        text, start, end = random.choice(places)
        title = random.choice(known)
        name, slip = random.choice(title.names), random.random() < MISSPELT
        written = misspelt(name, random) if slip else name
        found.append((text[:start] + written + text[end:], title.male, slip))
    return found


def recognising() -> dict[str, Any]:
    """Time finding names in held-out messages and in such as name made-up occupations; count those found."""
    random, wissen, messages = Random(time.time_ns()), opened(), heldout()
    named = naming(messages, random, len(wissen.berufsnamen))
    ready = time.perf_counter()
    names = recogniser(wissen)
    found: dict[str, Any] = {"making": time.perf_counter() - ready}
    texts = [m.text for m in messages] + [text for text, _, _ in named]
    found["heldout"] = spread(partial(names.find, m.text) for m in messages)
    found["named"] = spread(partial(names.find, text) for text, _, _ in named)
    found["recognition"] = spread(partial(names.find, text) for text in random.sample(texts, len(texts)))
    for key, wanted in (("found", False), ("found_misspelt", True)):
        hits = [title in {f.wert for f in names.find(text)} for text, title, slip in named if slip == wanted]
        found[key] = sum(hits) / len(hits)
    return found


# -- processes -----------------------------------------------------------------------------------------


def serving() -> dict[str, Any]:
    """Do what the action server does at its start and for its first answers."""
    from names import titles

    import actions.speaking
    from berufslotse.knowledge.lookup import Frage
    from berufslotse.knowledge.telling import Ton

    name = titles(1)[0].male
    source = actions.speaking.answerer()
    source.thema(Frage("gehalt", name), Ton())
    taken = since_start()
    for thema in ("aufgaben", "gehalt", "einstieg"):
        for town in (None, "Köln", "Berlin", "Marl"):
            source.thema(Frage(thema, name, town), Ton())
    source.ueberblick(source.wissen.beruf(name), "Köln", Ton())
    source.thema(Frage("gehalt", "Sternendeuter"), Ton())
    source.wissen.suche_ueberall("Arbeit mit Menschen im Team", 10)
    return {"first": taken, **memory()}


def extracting() -> dict[str, Any]:
    """Do what Rasa's NameExtractor does at its start and for its first messages, without Rasa."""
    from names import titles

    from berufslotse.knowledge.following import Aktuell

    name = titles(1)[0].male
    following = Aktuell(recogniser)
    following.value.find(f"Was verdient man als {name} in Köln?")
    taken = since_start()
    for text in (f"und als {name[:4]}{name[5:]}?", "Und in Münschen?", "Was macht ein Sternendeuter?"):
        following.value.find(text)
    return {"first": taken, **memory()}


def since_start() -> float:
    """Return the seconds since run.py started this process."""
    return time.time() - float(os.environ["BENCHMARK_BEGUN"])


WORKS = (compiling, changing, answering, searching, learning, recognising, serving, extracting)

if __name__ == "__main__":
    chosen = {work.__name__: work for work in WORKS}[sys.argv[1]]
    print(json.dumps(chosen()))
