"""Telegram in front of several workers: it reaches them through nginx, and each chat is answered in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from berufslotse.serving.processes import free_port
from tests import cluster as clusters
from tests.channels.bot_api import BotApi
from tests.channels.telegram_bots import QUESTIONS, TOPICS, new_chat, topics

CHATS = 12


@pytest.fixture(scope="module")
def api() -> Iterator[BotApi]:
    with BotApi() as api:
        yield api


@pytest.fixture(scope="module")
def cluster(model: Path, api: BotApi) -> Iterator[clusters.Cluster]:
    """Two workers that Telegram sends its updates to."""
    port = free_port()
    settings = {
        "TELEGRAM_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
    }
    with clusters.running(workers=2, actions=1, port=port, **settings) as running:
        yield running


def test_chats_are_answered_in_order_by_whichever_worker_and_one_may_be_killed(cluster, api):
    assert api.of("setWebhook")[-1].params["url"].startswith(f"http://127.0.0.1:{cluster.port}/")
    chats = [new_chat() for _ in range(CHATS)]
    for question in QUESTIONS:
        for chat in chats:
            api.say(chat, question)
    api.wait(lambda: sum(len(api.messages(chat)) for chat in chats) >= CHATS // 2, clusters.SAFETY)
    dead = cluster.send("rasa-1")
    for chat in chats:
        # Telegram itself cannot be asked whether it has shown a reply whose confirmation was lost.
        api.wait(lambda chat=chat: set(topics(api.messages(chat))) == set(TOPICS), clusters.SAFETY)
        told = topics(api.messages(chat))
        assert list(dict.fromkeys(told)) == list(TOPICS)
        assert len(told) <= len(TOPICS) + 1
    cluster.wait_for_restart("rasa-1", dead)
    log = (cluster.home / "cluster" / "access.log").read_text()
    ways = [line for line in log.splitlines() if "/webhooks/telegram/webhook" in line]
    assert all(
        any(f"127.0.0.1:{p.port}" in way for way in ways)
        for n, p in cluster.state.processes.items()
        if n.startswith("rasa")
    )
    assert api.token not in log


def test_nobody_but_telegram_is_heard(cluster, api):
    chat = new_chat()
    assert api.send_raw(b'{"update_id": 1}', "0" * 64) == 401
    assert not api.messages(chat)
