"""The channels that are compared, each with a bot and a stand-in for Telegram's server of its own."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from stock import API_URL

from berufslotse.serving.processes import Adressen, Paar, StartFehlgeschlagen, free_port
from berufslotse.serving.training import model_path, train
from tests.channels.bot_api import TOKEN, USERNAME, BotApi

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
WEBSITE = "berufslotse.channels.website.WebsiteChannel"
"""By whose health check it is known that a bot is up."""
OURS = "berufslotse.channels.telegram.TelegramChannel"
OF_A_USER = ("CONVERSATIONS_URL", "KNOWLEDGE_URL", "BERUFSLOTSE_SECRET")
"""Variables that must not reach into a measurement."""


@dataclass(frozen=True)
class Contender:
    """A channel, named by its class path, and whether Telegram sends to it or it fetches."""

    name: str
    title: str
    channel: str
    webhook: bool = True


CONTENDERS = (
    Contender("webhook", "Berufslotse, webhook", OURS),
    Contender("polling", "Berufslotse, polling", OURS, webhook=False),
    Contender("mended", "Rasa's channel, mended", "stock.MendedInput"),
    Contender("stock", "Rasa's channel as installed", "stock.StockInput"),
)


def prepare(work: Path) -> Path:
    """Have everything kept in `work`, and return the model."""
    os.environ["BERUFSLOTSE_HOME"] = str(work / "home")
    for variable in OF_A_USER:
        os.environ.pop(variable, None)
    # The stand-in's server tells of each call that a bot breaks off, as ours does with a late "typing".
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    model = model_path(PROJECT)
    if not model.is_file():
        train(PROJECT, lambda step: print(step, flush=True))
    return model


@contextmanager
def running(contender: Contender, model: Path, work: Path) -> Iterator[tuple[BotApi, Path]]:
    """Run a bot with this channel and no conversations; give the stand-in and the bot's log."""
    log = work / f"{contender.name}.log"
    with BotApi() as api:
        addresses = Adressen(free_port(), free_port())
        settings = _settings(contender, addresses.rasa, api.url, work)
        try:
            with Paar(PROJECT, addresses, model, log, settings):
                yield api, log
        except StartFehlgeschlagen as error:
            raise SystemExit(f"{error}\n{log.read_text(encoding='utf-8')[-3000:]}") from error


def _settings(contender: Contender, bot: str, api: str, work: Path) -> dict[str, str]:
    """Return the environment of a bot at the address `bot`, after writing its credentials."""
    credentials = work / f"{contender.name}.yml"
    section = None
    if contender.channel != OURS:
        webhook = f"{bot}/webhooks/telegram/webhook"
        section = {"access_token": TOKEN, "verify": USERNAME, "webhook_url": webhook}
    # JSON is YAML too.
    credentials.write_text(json.dumps({WEBSITE: {}, contender.channel: section}), encoding="utf-8")
    return {
        "BERUFSLOTSE_CREDENTIALS": str(credentials),
        "CONVERSATIONS_URL": f"sqlite:///{work / contender.name}.db",
        # Where Rasa's process finds stock.py.
        "PYTHONPATH": str(HERE),
        API_URL: api,
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": api,
        "TELEGRAM_WEBHOOK_URL": bot if contender.webhook else "",
    }
