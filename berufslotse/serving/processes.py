"""The two processes that make up the bot: starting them, waiting until they answer, stopping them.

What they are stands in the Procfile.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from honcho.environ import parse_procfile

from berufslotse.knowledge.home import home
from berufslotse.secrets import keep_private

START_SECONDS = 120
GRACE_SECONDS = 8


class StartFehlgeschlagen(Exception):
    """The bot could not be started; the message says why and how to mend it, in German."""


@dataclass(frozen=True)
class Adressen:
    """Where the bot listens."""

    port: int = 5005
    actions_port: int = 5055
    host: str = "127.0.0.1"

    @property
    def rasa(self) -> str:
        """Return Rasa's address as seen from this machine."""
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host
        return f"http://{host}:{self.port}"

    @property
    def chat(self) -> str:
        """Return the address of the website channel, whose page shows the widget."""
        return f"{self.rasa}/chat"

    @property
    def rest(self) -> str:
        """Return the address of the REST channel."""
        return f"{self.rasa}/webhooks/rest/webhook"

    @property
    def telegram(self) -> str:
        """Return the address of the Telegram channel."""
        return f"{self.rasa}/webhooks/telegram"

    @property
    def actions(self) -> str:
        """Return the action server's address."""
        return f"http://127.0.0.1:{self.actions_port}"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def check_port(host: str, port: int, setting: str) -> None:
    """Raise `StartFehlgeschlagen` if `port` is taken; `setting` is what chooses another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartFehlgeschlagen(
                f"Port {port} ist belegt oder nicht erlaubt ({error.strerror}). Bitte das andere Programm "
                f"beenden oder einen anderen Port nehmen: make run {setting}={port + 1}"
            ) from error


def commands(project: Path) -> dict[str, str]:
    """Return the commands of the Procfile by name."""
    return dict(parse_procfile((project / "Procfile").read_text(encoding="utf-8")).processes)


def environment(project: Path, addresses: Adressen, model: Path) -> dict[str, str]:
    """Return the environment that the commands of the Procfile are run in."""
    return {
        **os.environ,
        # The tools of this environment come first, whether it is active or not.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PORT": str(addresses.port),
        "ACTIONS_PORT": str(addresses.actions_port),
        "BERUFSLOTSE_HOST": addresses.host,
        "BERUFSLOTSE_MODEL": str(model),
        "BERUFSLOTSE_ENDPOINTS": str(_endpoints(project, addresses)),
        "PYTHONUNBUFFERED": "1",
        # Nobody else could take over what is refused, and Ctrl-C is to end at once.
        "BERUFSLOTSE_DRAIN_SECONDS": os.environ.get("BERUFSLOTSE_DRAIN_SECONDS", "0"),
    }


def _endpoints(project: Path, addresses: Adressen) -> Path:
    """Return an endpoints file that names the action server's port: the project's own, or a copy of it."""
    original = project / "endpoints.yml"
    text = original.read_text(encoding="utf-8")
    adapted = text.replace("http://127.0.0.1:5055/", f"{addresses.actions}/")
    if adapted == text:
        return original
    copy = _endpoints_copy(addresses)
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(adapted, encoding="utf-8")
    return copy


def _endpoints_copy(addresses: Adressen) -> Path:
    return home() / f"endpoints-{addresses.actions_port}.yml"


def clean_up(addresses: Adressen) -> None:
    """Remove what `environment` wrote for a bot that has ended."""
    _endpoints_copy(addresses).unlink(missing_ok=True)


def get_json(url: str, body: dict[str, Any] | None = None, timeout: float = 10) -> Any:
    """Call `url`, with `body` as a POST, and return the answer; raises OSError or ValueError."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=timeout) as response:
        text = response.read().decode()
    return json.loads(text) if text.startswith(("{", "[")) else text


def answers(addresses: Adressen) -> bool:
    """Whether both processes answer their health checks."""
    try:
        get_json(f"{addresses.actions}/health", timeout=2)
        return bool(get_json(f"{addresses.chat}/health", timeout=10))
    except (OSError, ValueError):
        return False


def wait_until_ready(addresses: Adressen, alive: Callable[[], bool], seconds: float = START_SECONDS) -> bool:
    """Wait until the bot answers; return False if a process ended or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and alive():
        if answers(addresses):
            return True
        time.sleep(0.3)
    return False


@dataclass
class Paar:
    """Both processes, run in the background with their output in a file. Use it as a context manager.

    `settings` are environment variables for these processes alone.
    """

    project: Path
    addresses: Adressen
    model: Path
    log: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)

    def __enter__(self) -> Paar:
        """Start both and wait until they answer.

        Raises:
            StartFehlgeschlagen: one of them ended, or they did not answer in time.
        """
        keep_private(self.log)
        self.log.write_bytes(b"")
        try:
            for name in commands(self.project):
                self.start(name)
            if not wait_until_ready(self.addresses, self.alive):
                raise StartFehlgeschlagen(f"Der Lotse ist nicht gestartet. Warum, steht in {self.log}.")
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop both."""
        self.stop()

    def start(self, name: str) -> None:
        """Start the process called `name` in the Procfile."""
        with self.log.open("ab") as log:
            self.processes[name] = subprocess.Popen(
                commands(self.project)[name],
                shell=True,
                cwd=self.project,
                env={**environment(self.project, self.addresses, self.model), **self.settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def alive(self) -> bool:
        """Whether both run."""
        return all(process.poll() is None for process in self.processes.values())

    def stop(self, *names: str) -> None:
        """Stop the named processes, or all, with all they started; what does not end by itself is killed."""
        chosen = [self.processes[n] for n in names or self.processes]
        for process in chosen:
            _signal_group(process, signal.SIGTERM)
        end = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < end and any(_group_is_alive(process) for process in chosen):
            time.sleep(0.05)
        for process in chosen:
            _signal_group(process, signal.SIGKILL)
            process.wait()
        if not names:
            clean_up(self.addresses)


def _group_is_alive(process: subprocess.Popen) -> bool:
    """Whether the shell or anything that it started still runs; an ended shell is reaped on the way."""
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True


def _signal_group(process: subprocess.Popen, number: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
