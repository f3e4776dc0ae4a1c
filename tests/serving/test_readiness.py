"""A worker is ready only when all that it needs for an answer is there."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp import web
from rasa.utils.endpoints import EndpointConfig

from berufslotse.serving import readiness
from berufslotse.serving.action_headers import add_action_headers
from berufslotse.serving.readiness import Readiness
from berufslotse.serving.request_id import begin, end


class Locks:
    """Locks whose check fails with `error`."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    async def check(self) -> None:
        if self.error:
            raise self.error


@pytest.fixture
async def actions():
    """An action server that answers its health check and keeps the headers of calls."""
    seen: list = []

    async def take(request: web.Request) -> web.Response:
        seen.append(request.headers)
        return web.json_response({"events": []})

    app = web.Application()
    app.router.add_get("/health", take)
    app.router.add_post("/webhook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    yield SimpleNamespace(url=f"http://127.0.0.1:{port}/webhook", seen=seen)
    await runner.cleanup()


def worker(actions, ready: bool = True, locks=None, **ctx) -> SimpleNamespace:
    agent = SimpleNamespace(
        is_ready=lambda: ready,
        action_endpoint=EndpointConfig(actions.url),
        lock_store=Locks() if locks is None else locks,
    )
    return SimpleNamespace(ctx=SimpleNamespace(agent=agent, **ctx))


async def test_a_worker_that_has_all_is_ready(actions):
    assert await Readiness(worker(actions)).reasons() == []
    assert await Readiness(worker(actions, locks=object(), draining=False)).reasons() == []


async def test_each_thing_that_is_missing_is_named(actions):
    broken = worker(actions, ready=False, locks=Locks(ConnectionError()), draining=True)
    broken.ctx.agent.action_endpoint = EndpointConfig("http://127.0.0.1:1/webhook")
    assert await Readiness(broken).reasons() == [
        readiness.DRAINING,
        readiness.NO_MODEL,
        readiness.NO_ACTIONS,
        readiness.NO_LOCKS,
    ]


async def test_before_the_agent_is_there_a_worker_is_not_ready():
    assert await Readiness(SimpleNamespace(ctx=SimpleNamespace())).reasons() == [readiness.NO_MODEL]


async def test_a_database_that_cannot_be_opened_is_named(actions, monkeypatch, tmp_path: Path):
    (tmp_path / "datei").write_text("")
    monkeypatch.setenv("CONVERSATIONS_URL", f"sqlite:///{tmp_path}/datei/gespraeche.db")
    assert await Readiness(worker(actions)).reasons() == [readiness.NO_DATABASE]


async def test_a_database_that_hangs_is_named_in_time_and_holds_up_one_thread_only(actions, monkeypatch):
    begun: list[float] = []

    def hang(_self) -> None:
        begun.append(time.monotonic())
        time.sleep(1)

    monkeypatch.setattr(Readiness, "_read", hang)
    monkeypatch.setattr(readiness, "SECONDS", 0.2)
    looking = Readiness(worker(actions))
    found = await asyncio.gather(*(looking.reasons() for _ in range(5)))
    assert all(readiness.NO_DATABASE in reasons for reasons in found)
    assert len(begun) == 1


@pytest.mark.parametrize("token", [None, "geheim-1"])
@pytest.mark.parametrize("tuned", [True, False])
async def test_calls_of_the_action_server_carry_the_request_id_and_the_token(
    actions, monkeypatch, token, tuned
):
    endpoint, other = EndpointConfig(actions.url), EndpointConfig(actions.url)
    add_action_headers(endpoint, token)
    if tuned:
        from berufslotse.serving.tuning import action_call

        monkeypatch.setattr(EndpointConfig, "session", action_call._session)
        monkeypatch.setattr(EndpointConfig, "request", action_call._request)
    begin("anfrage-0815")
    assert await endpoint.request(json={}, method="post", headers={"X-Eigenes": "1"}) == {"events": []}
    await other.request(json={}, method="post")
    end()
    await endpoint.request(json={}, method="post")
    if tuned:
        await action_call.close_connections(endpoint)
        await action_call.close_connections(other)
    ours, others, outside = actions.seen
    assert ours["X-Request-ID"] == "anfrage-0815" and ours["X-Eigenes"] == "1"
    assert ours.get("Authorization") == (f"Bearer {token}" if token else None)
    assert "X-Request-ID" not in others and "Authorization" not in others
    assert "X-Request-ID" not in outside
