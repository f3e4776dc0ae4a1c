"""A PostgreSQL server for tests: on a free port of this machine, in a folder of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from berufslotse.serving.processes import free_port
from tests.programs import wanted


class Server:
    """A running PostgreSQL, which can be stopped and started again at the same address."""

    def __init__(self, port: int, control: Callable[..., None]) -> None:
        self.port, self._control = port, control

    def stop(self) -> None:
        """Stop it at once, as if the machine had failed."""
        self._control("-m", "immediate", "stop")

    def start(self) -> None:
        """Start it again, with what it has kept."""
        self._control("start")

    def new_database(self) -> str:
        """Make an empty database and return its address."""
        name = f"t{uuid.uuid4().hex}"
        engine = create_engine(self._address("postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        return self._address(name)

    def _address(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"


def tools() -> Path | None:
    """Return the folder of its programs, if it is installed."""
    found = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
    return Path(found).parent if found else (folders[-1].parent if folders else None)


@contextmanager
def running() -> Iterator[Server]:
    """Give a running server, which ends with the block."""
    folder_of_tools = wanted(tools, "PostgreSQL", ["postgresql"])
    # The server refuses to run as root; Debian's package makes a user for it.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="lotse-pg-"))
    if as_user:
        shutil.chown(folder, "postgres")

    def run(tool: str, *arguments: str) -> None:
        subprocess.run(
            [*as_user, str(folder_of_tools / tool), "-D", str(folder / "daten"), *arguments],
            check=True,
            cwd="/",
            stdout=subprocess.DEVNULL,
        )

    port = free_port()
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
    try:
        run("initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")

        def control(*arguments: str) -> None:
            run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", settings, *arguments)

        control("start")
        try:
            yield Server(port, control)
        finally:
            # A test may have stopped it.
            with suppress(subprocess.CalledProcessError):
                control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
