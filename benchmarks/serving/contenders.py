"""The bots that are compared, each started on free ports with no conversations."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import default_model
from client import DOORS, Connection
from ruamel.yaml import YAML

from berufslotse.serving.processes import Adressen, Paar, commands, free_port
from berufslotse.serving.training import model_path, train

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
WEBSITE = "berufslotse.channels.website.WebsiteChannel"
PLENTY = "1000000/minute"
"""All clients of the benchmark come from one address."""
OF_A_USER = (
    "CONVERSATIONS_URL",
    "KNOWLEDGE_URL",
    "BERUFSLOTSE_SECRET",
    "BERUFSLOTSE_PROFILES",
    "BERUFSLOTSE_TUNING",
    "TELEGRAM_TOKEN",
    "SANIC_WORKERS",
)
"""Variables that must not reach into a measurement."""
FIRST = "Was verdient ein Koch in Köln?"
START_SECONDS = 300.0
LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Contender:
    """A bot and the door it is spoken to through; `project` has its Procfile and endpoints.yml."""

    name: str
    title: str
    project: Path
    door: str = "rest"
    default_model: bool = False


CONTENDERS = (
    Contender("default", "Rasa, default pipeline", HERE / "stock", default_model=True),
    Contender("stock", "Rasa, our pipeline", HERE / "stock"),
    Contender("ours", "Berufslotse", PROJECT),
    Contender("website", "Berufslotse, website channel", PROJECT, "website"),
)


@dataclass
class Bot:
    """A running bot; `start` is the seconds from the command to the first answered message."""

    pair: Paar
    start: float

    @property
    def port(self) -> int:
        """Return where it is spoken to."""
        return self.pair.addresses.port

    @property
    def groups(self) -> dict[str, int]:
        """Return the process group of each line of its Procfile."""
        return {name: process.pid for name, process in self.pair.processes.items()}


def prepare(work: Path) -> None:
    """Have everything kept in `work`, with the knowledge compiled."""
    for variable in OF_A_USER:
        os.environ.pop(variable, None)
    os.environ["BERUFSLOTSE_HOME"] = str(work / "home")
    # Where the programs of the bots find the project, whichever folder they are started in.
    os.environ["PYTHONPATH"] = str(PROJECT)
    build = [Path(sys.executable).with_name("berufslotse"), "knowledge", "build"]
    subprocess.run(build, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def model(contender: Contender) -> Path:
    """Return the model of `contender`, trained first if need be."""
    if contender.default_model:
        return default_model.trained()
    ours = model_path(PROJECT)
    return ours if ours.is_file() else train(PROJECT, lambda step: print(f"  {step}", flush=True))


@contextmanager
def running(contender: Contender, work: Path) -> Iterator[Bot]:
    """Run a bot, from the command until it has answered once."""
    log, conversations = work / f"{contender.name}.log", work / f"{contender.name}.db"
    for file in work.glob(f"{conversations.name}*"):
        file.unlink()
    log.write_bytes(b"")
    settings = {
        "CONVERSATIONS_URL": f"sqlite:///{conversations}",
        "STOCK_CONVERSATIONS": str(conversations),
        "BERUFSLOTSE_CREDENTIALS": str(_credentials(work)),
    }
    addresses = Adressen(free_port(), free_port())
    pair = Paar(contender.project, addresses, model(contender), log, settings)
    begun = time.monotonic()
    try:
        for name in commands(contender.project):
            pair.start(name)
        if not asyncio.run(_first_answer(contender, pair, begun + START_SECONDS)):
            raise SystemExit(f"{contender.title}: no answer.\n{log.read_text(encoding='utf-8')[-3000:]}")
        yield Bot(pair, time.monotonic() - begun)
    finally:
        pair.stop()


def _credentials(work: Path) -> Path:
    """Write the project's credentials with rate limits that nobody reaches, and return the file."""
    sections = YAML(typ="safe").load(PROJECT / "credentials.yml")
    rules = ("requests_per_address", "sessions_per_address", "messages_per_session")
    sections[WEBSITE] = {**(sections[WEBSITE] or {}), **dict.fromkeys(rules, PLENTY)}
    file = work / "credentials.yml"
    YAML().dump(sections, file)
    return file


async def _first_answer(contender: Contender, pair: Paar, end: float) -> bool:
    """Ask until there is an answer; return False if a process ended or the time is over."""
    tries = 0
    while time.monotonic() < end and pair.alive():
        tries += 1
        connection = Connection(pair.addresses.port)
        talk = DOORS[contender.door](connection, f"first-{tries}", apologies())
        answered = not await talk.begin() and not await talk.say(FIRST)
        connection.close()
        if answered:
            return True
        await asyncio.sleep(LOOK_SECONDS)
    return False


def apologies() -> tuple[bytes, ...]:
    """Return how the answers begin that say only that the bot's own action server is away."""
    domain = YAML(typ="safe").load(PROJECT / "domain.yml")
    return tuple(one["text"].partition(".")[0].encode() for one in domain["responses"]["utter_unavailable"])
