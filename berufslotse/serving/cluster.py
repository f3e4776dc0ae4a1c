"""Several workers behind one address, as plain processes of this machine: started, watched, renewed, stopped.

nginx gives requests to the workers (Rasa), and the workers' calls to the action servers. What the workers
share lies in PostgreSQL and Redis; the knowledge is one file that all of them read.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from berufslotse.serving import cluster_services, cluster_state, nginx
from berufslotse.serving.cluster_state import DONE, FAILED, RUNNING, Renewal, Running, State, since
from berufslotse.serving.events import address
from berufslotse.serving.processes import (
    START_SECONDS,
    Adressen,
    StartFehlgeschlagen,
    clean_up,
    commands,
    environment,
    free_port,
    get_json,
)
from berufslotse.serving.shared import redis_url
from berufslotse.serving.stopping import AT_WORK_SECONDS, DRAIN_SECONDS, NOTICE_SECONDS, VARIABLE
from berufslotse.serving.supervising import Service, Tell

CONFIG, ENVIRONMENT = "nginx.conf", "umgebung"
RELOAD_SECONDS = 1.0
"""So long nginx needs at most to begin with a new configuration."""
GRACE_SECONDS = DRAIN_SECONDS + NOTICE_SECONDS + AT_WORK_SECONDS + 4
MANY_FAILS, FEW_FAILS = 8, 2


@dataclass(frozen=True)
class Plan:
    """How many of each there shall be, and where nginx listens."""

    workers: int = 3
    actions: int = 2
    host: str = "127.0.0.1"
    port: int = 8080

    @property
    def address(self) -> str:
        """Return the address as seen from this machine."""
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}"


class Cluster:
    """All processes of the cluster in `folder`; `tell` is told in German what happens."""

    def __init__(self, project: Path, folder: Path, plan: Plan, model: Path, tell: Tell) -> None:
        """Serve `model`; nothing runs before `start`."""
        self._project, self._folder, self._plan, self._tell = project, folder, plan, tell
        self._model = model
        self._inner = Adressen(0, free_port())
        self._settings: dict[str, str] = {}
        self._workers: list[Service] = []
        self._actions: list[Service] = []
        self._others: list[Service] = []
        self._nginx: Service | None = None
        self.state = State(os.getpid(), since(os.getpid()), plan.address, self._inner.actions, "", "")

    # -- beginning and end -----------------------------------------------------------------------------

    async def start(self) -> None:
        """Start all and wait until people can be answered.

        Raises:
            StartFehlgeschlagen: a program is missing, or a process does not answer.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        # PostgreSQL, which may be another user's, has to get through; but nobody need look around.
        self._folder.chmod(0o711)
        cluster_services.program("nginx")
        self._settings = {
            "BERUFSLOTSE_PROXIES": os.environ.get("BERUFSLOTSE_PROXIES") or "1",
            VARIABLE: os.environ.get(VARIABLE) or f"{DRAIN_SECONDS:g}",
        }
        given = redis_url()
        if given is None:
            self._settings["REDIS_URL"] = await self._start_redis()
        if not (os.environ.get("CONVERSATIONS_URL") or os.environ.get("CONVERSATIONS_URL_FILE")):
            self._settings["CONVERSATIONS_URL"] = await self._start_postgres()
        self.state.redis = given or self._settings["REDIS_URL"]
        self.state.conversations = self._settings.get("CONVERSATIONS_URL") or address()
        self._write_environment()
        self._add("wissen", Adressen(), self._others)
        self._actions = [self._action_server(n) for n in range(1, self._plan.actions + 1)]
        self._workers = [self._worker(n) for n in range(1, self._plan.workers + 1)]
        for service in (*self._actions, *self._workers):
            service.start()
        await asyncio.gather(*map(self._until_healthy, (*self._actions, *self._workers)))
        await self._start_nginx()

    async def stop(self) -> None:
        """Stop all: first what people speak with, at the end what that stands on."""
        await asyncio.gather(*(worker.stop() for worker in self._workers))
        # Until here nginx is needed: the workers reach the action servers through it.
        if self._nginx:
            await self._nginx.stop()
        await asyncio.gather(*(service.stop() for service in (*self._actions, *self._others)))
        clean_up(self._inner)
        self.state.processes = {}
        self.state.write(self._folder)

    def hurry(self) -> None:
        """Leave nobody any more time to end."""
        for service in self._services():
            service.grace = 0

    # -- renewing --------------------------------------------------------------------------------------

    async def renew(self, model: Callable[[], Path]) -> None:
        """Put new processes in the place of all workers and action servers, one after the other.

        They take code, configuration and what `model` names as they are now. If a new one does not answer,
        the old ones that are left go on serving; the state says so.
        """
        renewal = self.state.renewal = Renewal(self.state.renewal.number + 1, RUNNING)
        self._note()
        try:
            self._model = model()
            for number in range(1, len(self._actions) + 1):
                await self._replace(self._actions, self._action_server(number))
            for number in range(1, len(self._workers) + 1):
                await self._replace(self._workers, self._worker(number))
            renewal.state, renewal.message = DONE, "Alles läuft mit dem neuen Stand."
        except StartFehlgeschlagen as error:
            renewal.state, renewal.message = FAILED, f"{error} Die bisherigen Prozesse antworten weiter."
        self._tell(renewal.message)
        self._note()

    async def _replace(self, services: list[Service], new: Service) -> None:
        place = next(n for n, service in enumerate(services) if service.name == new.name)
        old, services[place] = services[place], new
        try:
            new.start()
            await self._until_healthy(new)
            # Into use only once it answers; a request meets it or the old one, and both are there.
            await self._point_nginx()
        except BaseException:
            services[place] = old
            await new.stop()
            self._note()
            raise
        await old.stop()
        self._tell(f"{new.name} ist erneuert.")

    # -- the parts -------------------------------------------------------------------------------------

    async def _start_redis(self) -> str:
        redis = self._begin(cluster_services.redis(self._folder, free_port(), self._tell))
        await self._until(redis, partial(_is_open, redis.port))
        return f"redis://127.0.0.1:{redis.port}/0"

    async def _start_postgres(self) -> str:
        # The same port as last time, so that an address somebody has noted still holds.
        known = cluster_state.read(self._folder)
        before = known.postgres_port if known else 0
        port = self.state.postgres_port = before if before and not _is_open(before) else free_port()
        postgres = cluster_services.Postgres(self._folder / "postgres", port)
        await asyncio.to_thread(postgres.prepare)
        service = self._begin(postgres.service(self._folder / "postgres.log", self._tell))

        def answers() -> bool:
            try:
                postgres.make_database()
            except sa.exc.OperationalError:
                return False
            return True

        await self._until(service, answers)
        return postgres.url()

    async def _start_nginx(self) -> None:
        for old in ("error.log", "access.log"):
            (self._folder / old).unlink(missing_ok=True)
        config = self._write_nginx()
        cluster_services.check_nginx(config)
        self._nginx = cluster_services.nginx(self._folder, config, self._tell)
        self._nginx.port = self._plan.port
        self._nginx.started = self._note
        self._nginx.start()
        await self._until(self._nginx, partial(_answers, f"{self._plan.address}/chat/health"))

    def _worker(self, number: int) -> Service:
        return self._of_procfile(f"rasa-{number}", "rasa", Adressen(free_port(), self._inner.actions_port))

    def _action_server(self, number: int) -> Service:
        return self._of_procfile(f"actions-{number}", "actions", Adressen(free_port(), free_port()))

    def _add(self, name: str, addresses: Adressen, services: list[Service]) -> None:
        services.append(self._of_procfile(name, name, addresses))
        services[-1].start()

    def _of_procfile(self, name: str, kind: str, addresses: Adressen) -> Service:
        # Calls of the action servers go to nginx, wherever the one that is started here listens.
        env = environment(self._project, Adressen(addresses.port, self._inner.actions_port), self._model)
        env.update(self._settings, ACTIONS_PORT=str(addresses.actions_port))
        # So that the process is the program itself and no shell that a signal would end first.
        command = ["sh", "-c", f"exec env {commands(self._project)[kind]}"]
        log = self._folder / f"{name}.log"
        port = {"rasa": addresses.port, "actions": addresses.actions_port}.get(kind, 0)
        return Service(
            name, command, log, self._tell, self._project, port, env, grace=GRACE_SECONDS, started=self._note
        )

    def _begin(self, service: Service) -> Service:
        self._others.append(service)
        service.started = self._note
        service.start()
        return service

    def _services(self) -> list[Service]:
        return [*self._others, *self._actions, *self._workers, *([self._nginx] if self._nginx else [])]

    # -- nginx -----------------------------------------------------------------------------------------

    def _write_nginx(self) -> Path:
        config = self._folder / CONFIG
        given = nginx.values(
            self._folder,
            f"{self._plan.host}:{self._plan.port}",
            f"127.0.0.1:{self._inner.actions_port}",
            nginx.servers((worker.port for worker in self._workers), MANY_FAILS),
            nginx.servers((server.port for server in self._actions), FEW_FAILS),
        )
        template = (self._project / nginx.TEMPLATE).read_text(encoding="utf-8")
        config.write_text(nginx.render(template, given), encoding="utf-8")
        return config

    async def _point_nginx(self) -> None:
        assert self._nginx
        cluster_services.check_nginx(self._write_nginx())
        self._nginx.signal(signal.SIGHUP)
        await asyncio.sleep(RELOAD_SECONDS)

    # -- waiting and telling ---------------------------------------------------------------------------

    async def _until_healthy(self, service: Service) -> None:
        path = "/chat/health" if service in self._workers else "/health"
        await self._until(service, partial(_answers, f"http://127.0.0.1:{service.port}{path}"))

    async def _until(self, service: Service, ready: Callable[[], bool]) -> None:
        """Wait until `ready`; raise StartFehlgeschlagen if it ends before, or after `START_SECONDS`."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and not service.ends:
            if service.alive and await asyncio.to_thread(ready):
                return
            await asyncio.sleep(0.1)
        raise StartFehlgeschlagen(f"{service.name} ist nicht gestartet. Warum, steht in {service.log}.")

    def _note(self) -> None:
        self.state.processes = {
            service.name: Running(service.process.pid, service.port, since(service.process.pid))
            for service in self._services()
            if service.process
        }
        self.state.write(self._folder)

    def _write_environment(self) -> None:
        """Write what other commands have to know to find the conversations, for the shell to read."""
        file = self._folder / ENVIRONMENT
        file.unlink(missing_ok=True)
        told = {name: value for name, value in self._settings.items() if name.endswith("_URL")}
        lines = [f"export {name}={shlex.quote(value)}\n" for name, value in told.items()]
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.writelines(lines)


def _answers(url: str) -> bool:
    try:
        return bool(get_json(url, timeout=5))
    except (OSError, ValueError):
        return False


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
