"""A Redis server for tests: on a free port of this machine, without a file, gone afterwards."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from berufslotse.serving.processes import free_port
from tests.programs import on_path, wanted


class Server:
    """A Redis that can be killed and started again, at the same address and without what it knew."""

    def __init__(self) -> None:
        self._program = wanted(lambda: on_path("redis-server"), "Redis", ["redis-server"])
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        settings = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [str(self._program), *settings], cwd=tempfile.gettempdir(), stdout=subprocess.DEVNULL
        )
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as probe:
                probe.sendall(b"PING\r\n")
                if probe.recv(5) == b"+PONG":
                    return
            time.sleep(0.05)
        raise AssertionError("Redis ist nicht gestartet.")

    def kill(self) -> None:
        """End it at once, as if the machine had failed."""
        if self.process:
            self.process.kill()
            self.process.wait()


@contextmanager
def running() -> Iterator[Server]:
    """Give a running server, which ends with the block."""
    server = Server()
    try:
        server.start()
        yield server
    finally:
        server.kill()
