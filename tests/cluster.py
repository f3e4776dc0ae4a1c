"""A running cluster for tests: several workers behind nginx, and handles on each of its parts."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from berufslotse.serving import cluster_state
from berufslotse.serving.cluster_state import State
from berufslotse.serving.processes import Adressen, free_port
from tests import postgres, redis_server
from tests.channels.visitor import CHANNEL
from tests.programs import on_path, wanted

PROJECT = Path(__file__).resolve().parents[1]
COMMAND = str(Path(sys.executable).parent / "berufslotse")
SAFETY = 150
"""Seconds, for when something never comes."""
TELEGRAM = "berufslotse.channels.telegram.TelegramChannel"
"""Off without a token."""
GENEROUS = {
    "requests_per_address": "1000000/minute",
    "sessions_per_address": "1000000/minute",
    "messages_per_session": "1000000/minute",
}
"""To nginx all tests come from one address."""


def wait(condition: Callable[[], object], seconds: float = SAFETY) -> None:
    """Wait until `condition` holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, condition
        time.sleep(0.1)


@dataclass
class Cluster:
    """A cluster that keeps all in `home`; its processes are called rasa-1, actions-1, nginx, wissen and so on.

    `redis` and `postgres` are servers of the test's own, which nobody starts again but the test; without them
    the cluster has its own, called redis and postgres.
    """

    home: Path
    port: int
    settings: Mapping[str, str]
    size: tuple[int, int]
    redis: redis_server.Server | None = None
    postgres: postgres.Server | None = None
    process: subprocess.Popen | None = None
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.log = self.home / "verbund.log"

    @property
    def addresses(self) -> Adressen:
        """The address that people reach, in the form that `Visitor` takes."""
        return Adressen(self.port)

    @property
    def state(self) -> State:
        """What the cluster says of itself: among others the address of the database, and all processes."""
        state = cluster_state.read(self.home / "cluster")
        assert state
        return state

    @property
    def said(self) -> str:
        """All that stands on the terminal."""
        return self.log.read_text(encoding="utf-8")

    def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        before = self.said if self.log.exists() else ""
        workers, actions = map(str, self.size)
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [COMMAND, "cluster", "--port", str(self.port), "--workers", workers, "--actions", actions],
                cwd=PROJECT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait(lambda: "bereit" in self.said[len(before) :] or self.process.poll() is not None)
        assert self.process.poll() is None, self.said

    def renew(self) -> subprocess.CompletedProcess:
        """Have all workers and action servers replaced, and wait for it."""
        return subprocess.run(
            [COMMAND, "cluster", "--neu"],
            cwd=PROJECT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=3 * SAFETY,
        )

    def pid(self, name: str) -> int:
        """The number of a process."""
        return self.state.processes[name].pid

    def pids(self, kind: str) -> dict[str, int]:
        """The numbers of all processes of a kind: rasa or actions."""
        return {name: one.pid for name, one in self.state.processes.items() if name.startswith(kind)}

    def send(self, name: str, number: int = signal.SIGKILL) -> int:
        """Send a signal to a process, to all that it started too if it is to be killed; return its number."""
        pid = self.pid(name)
        (os.killpg if number == signal.SIGKILL else os.kill)(pid, number)
        return pid

    def wait_for_restart(self, name: str, old: int) -> None:
        """Wait until a process that was `old` has been started anew and, if it is a worker, answers."""
        wait(lambda: self.pid(name) != old)
        if name.startswith(("rasa", "actions")):
            path = "chat/health" if name.startswith("rasa") else "health"
            wait(lambda: _answers(f"http://127.0.0.1:{self.state.processes[name].port}/{path}"))

    def stop(self, number: int = signal.SIGINT) -> int:
        """End it as Ctrl-C does, and return its exit code."""
        assert self.process
        self.process.send_signal(number)
        return self.process.wait(SAFETY)

    def end_all(self) -> None:
        """Leave nothing behind, however the test went."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(60)
            self.process.kill()
        state = cluster_state.read(self.home / "cluster")
        if state:
            cluster_state.end_what_is_left(state)

    @property
    def _environment(self) -> dict[str, str]:
        given = dict(os.environ, BERUFSLOTSE_HOME=str(self.home))
        for name in ("CONVERSATIONS_URL", "REDIS_URL"):
            given.pop(name, None)
        return {**given, **self.settings}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


@contextmanager
def running(
    workers: int = 3,
    actions: int = 2,
    outside: bool = False,
    website: Mapping[str, object] | None = None,
    port: int | None = None,
    **settings: str,
) -> Iterator[Cluster]:
    """Give a running cluster that is gone after the block; it listens on `port`, or on one that is free.

    With `outside`, Redis and PostgreSQL are the test's own servers (`Cluster.redis`, `.postgres`), which stay
    down when the test stops them. `website` is its section of credentials.yml, `settings` are environment
    variables.
    """
    wanted(lambda: on_path("nginx", "/usr/sbin/nginx"), "nginx", ["nginx"])
    wanted(lambda: on_path("redis-server"), "Redis", ["redis-server"])
    wanted(postgres.tools, "PostgreSQL", ["postgresql"])
    # Not pytest's folder: PostgreSQL, which is not root, has to get there.
    home = Path(tempfile.mkdtemp(prefix="lotse-verbund-"))
    home.chmod(0o755)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, home, ignore_errors=True)
        credentials = home / "credentials.yml"
        credentials.write_text(
            json.dumps({"rest": None, CHANNEL: {**GENEROUS, **(website or {})}, TELEGRAM: None}),
            encoding="utf-8",
        )
        own = {"BERUFSLOTSE_CREDENTIALS": str(credentials), **settings}
        redis = database = None
        if outside:
            redis = stack.enter_context(redis_server.running())
            database = stack.enter_context(postgres.running())
            own = {"REDIS_URL": redis.url, "CONVERSATIONS_URL": database.new_database(), **own}
        cluster = Cluster(home, port or free_port(), own, (workers, actions), redis, database)
        stack.callback(cluster.end_all)
        cluster.start()
        yield cluster
