"""Several workers behind one address: what Telegram sends is answered once and in order, whoever gets it."""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession, web

from berufslotse.serving.processes import Adressen, Paar, free_port, get_json
from tests.channels.bot_api import TOKEN, BotApi

PROJECT = Path(__file__).resolve().parents[2]
CHATS = range(101, 121)
BERUFE = ("Koch", "Erzieher", "Mechatroniker", "Altenpfleger")
SAFETY = 90


class Distributor:
    """Passes each request to the next of `ports`, or to another if that one is gone, as a proxy does."""

    def __init__(self, ports: list[int]) -> None:
        self.ports, self.port = ports, free_port()
        self.served: dict[int, int] = dict.fromkeys(ports, 0)
        self._turn = itertools.cycle(range(len(ports)))
        self._loop = asyncio.new_event_loop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[Distributor]:
        thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        thread.start()
        runner = asyncio.run_coroutine_threadsafe(self._serve(), self._loop).result()
        try:
            yield self
        finally:
            asyncio.run_coroutine_threadsafe(runner.cleanup(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()

    async def _serve(self) -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/{path:.*}", self._pass_on)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        return runner

    async def _pass_on(self, request: web.Request) -> web.Response:
        body, first = await request.read(), next(self._turn)
        for port in self.ports[first:] + self.ports[:first]:
            try:
                async with (
                    ClientSession() as session,
                    session.post(
                        f"http://127.0.0.1:{port}{request.path}", data=body, headers=dict(request.headers)
                    ) as answer,
                ):
                    self.served[port] += 1
                    return web.Response(status=answer.status, body=await answer.read())
            except ClientError:
                continue
        return web.Response(status=502)


@pytest.fixture(scope="module")
def workers(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple]:
    """The stand-in for Telegram, two workers with one database, and what stands in front of them."""
    folder = tmp_path_factory.mktemp("arbeiter")
    addresses = [Adressen(free_port(), free_port()) for _ in range(2)]
    distributor = Distributor([address.port for address in addresses])
    with ExitStack() as stack:
        stack.enter_context(distributor.running())
        api = stack.enter_context(BotApi())
        settings = {
            "TELEGRAM_TOKEN": TOKEN,
            "TELEGRAM_API_URL": api.url,
            "TELEGRAM_WEBHOOK_URL": distributor.url,
            "BERUFSLOTSE_HOME": str(folder / "heim"),
            "CONVERSATIONS_URL": f"sqlite:///{folder / 'heim' / 'gespraeche.db'}",
        }
        pairs = [
            stack.enter_context(Paar(PROJECT, address, model, folder / f"{n}.log", settings))
            for n, address in enumerate(addresses)
        ]
        api.wait(lambda: all(_state(pair) == "webhook" for pair in pairs))
        yield api, pairs, distributor


def _state(pair: Paar) -> str:
    return get_json(f"{pair.addresses.telegram}/health")["state"]


def _ask(api: BotApi, chats: range) -> None:
    for beruf in BERUFE:
        for chat in chats:
            api.say(chat, f"Was macht man als {beruf} in Köln?")


def _berufe_told(api: BotApi, chat: int) -> list[str]:
    found = [
        re.search("Köch|Koch|Erzieh|Mechatron|Altenpfleg", message.text) for message in api.messages(chat)
    ]
    return [match.group()[:2] if match else "?" for match in found]


IN_ORDER = ["Ko", "Er", "Me", "Al"]


def _told_in_order(api: BotApi, chat: int) -> bool:
    return [told.replace("Kö", "Ko") for told in _berufe_told(api, chat)] == IN_ORDER


def test_two_workers_answer_each_message_once_and_in_order(workers):
    api, _, distributor = workers
    _ask(api, CHATS)
    api.wait(lambda: all(len(api.messages(chat)) >= len(BERUFE) for chat in CHATS), SAFETY)
    assert min(distributor.served.values()) > len(CHATS)
    assert [chat for chat in CHATS if not _told_in_order(api, chat)] == []


def test_what_a_killed_worker_has_accepted_is_answered_by_the_other(workers):
    api, pairs, _ = workers
    chats = range(201, 221)
    _ask(api, chats)
    api.wait(lambda: sum(len(api.messages(chat)) for chat in chats) > len(chats), SAFETY)
    os.killpg(pairs[0].processes["rasa"].pid, signal.SIGKILL)
    api.wait(lambda: all(_told_all(api, chat) for chat in chats), SAFETY)
    # Only an answer that was on its way when the worker died may come again.
    again = [chat for chat in chats if len(api.messages(chat)) > len(BERUFE)]
    assert all(len(api.messages(chat)) == len(BERUFE) + 1 for chat in again)
    assert [chat for chat in chats if chat not in again and not _told_in_order(api, chat)] == []


def _told_all(api: BotApi, chat: int) -> bool:
    return {told.replace("Kö", "Ko") for told in _berufe_told(api, chat)} >= set(IN_ORDER)
