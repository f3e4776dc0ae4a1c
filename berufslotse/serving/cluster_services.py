"""What the workers of a cluster stand on: Redis, PostgreSQL and nginx of this machine, as plain processes."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from berufslotse.serving.processes import StartFehlgeschlagen
from berufslotse.serving.supervising import Service, Tell, as_user

POSTGRES_USER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package makes this user for it."""
NAME = "lotse"
PACKAGES = {"redis-server": "redis-server", "nginx": "nginx", "initdb": "postgresql"}
PLACES = ("/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin", "/usr/local/bin")


def program(name: str) -> Path:
    """Return where the program `name` stands.

    Raises:
        StartFehlgeschlagen: it is not installed.
    """
    found = shutil.which(name) or shutil.which(name, path=os.pathsep.join(PLACES))
    if found is None and name == "initdb":
        places = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: float(p.parts[-3]))
        found = str(places[-1]) if places else None
    if found is None:
        package = PACKAGES[name]
        hint = ", oder mit CONVERSATIONS_URL eine Datenbank nennen" if name == "initdb" else ""
        raise StartFehlgeschlagen(
            f"Für mehrere Worker fehlt {package}. Auf Debian und Ubuntu: apt-get install {package}{hint}."
        )
    return Path(found)


def redis(folder: Path, port: int, tell: Tell) -> Service:
    """Return a Redis that keeps nothing on disk: what it knows is worth something for seconds only."""
    command = [
        str(program("redis-server")), "--port", str(port), "--bind", "127.0.0.1",
        "--save", "", "--appendonly", "no", "--maxmemory", "256mb", "--maxmemory-policy", "noeviction",
    ]  # fmt: skip
    return Service("redis", command, folder / "redis.log", tell, folder, port)


def nginx(folder: Path, config: Path, tell: Tell) -> Service:
    """Return an nginx with the configuration `config`."""
    command = [str(program("nginx")), "-c", str(config), "-e", str(folder / "error.log"), "-g", "daemon off;"]
    return Service("nginx", command, folder / "nginx.log", tell, folder, ending=signal.SIGQUIT, grace=5)


def check_nginx(config: Path) -> None:
    """Raise `StartFehlgeschlagen` with nginx's words if it cannot use `config`."""
    command = [str(program("nginx")), "-t", "-q", "-c", str(config), "-e", "stderr"]
    told = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if told.returncode:
        raise StartFehlgeschlagen(f"nginx nimmt {config} nicht an: {told.stdout.strip()}")


@dataclass
class Postgres:
    """A PostgreSQL that keeps its data in `folder` from one start to the next."""

    folder: Path
    port: int

    def url(self, database: str = NAME) -> str:
        """Return the address of a database, once `prepare` was called."""
        return f"postgresql://{NAME}:{self._password_file.read_text()}@127.0.0.1:{self.port}/{database}"

    def prepare(self) -> None:
        """Make the data if there are none yet.

        Raises:
            StartFehlgeschlagen: PostgreSQL is missing, or cannot write there.
        """
        tools = program("initdb")
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._password_file.is_file():
            made_once = os.open(self._password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(made_once, "w") as out:
                out.write(secrets.token_hex(24))
        if self._user:
            for path in (self.folder, self._password_file):
                shutil.chown(path, self._user)
        data = self.folder / "daten"
        if (data / "PG_VERSION").is_file():
            return
        made = subprocess.run(
            [
                str(tools), "-D", str(data), "-U", NAME, "--pwfile", str(self._password_file),
                "--auth=scram-sha-256", "--encoding=UTF8", "--no-locale",
            ],
            cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            **as_user(self._user),
        )  # fmt: skip
        if made.returncode:
            shutil.rmtree(data, ignore_errors=True)
            raise StartFehlgeschlagen(
                f"PostgreSQL kann in {self.folder} nichts anlegen ({made.stderr.strip().splitlines()[-1]}). "
                "Bitte mit BERUFSLOTSE_HOME einen anderen Ordner oder mit CONVERSATIONS_URL eine Datenbank "
                "nennen."
            )

    def service(self, log: Path, tell: Tell) -> Service:
        """Return the server."""
        log.touch()
        command = [
            str(program("initdb").with_name("postgres")), "-D", str(self.folder / "daten"),
            "-p", str(self.port),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200",
        ]  # fmt: skip
        # SIGINT has it end without waiting for the workers' connections.
        return Service(
            "postgres", command, log, tell, Path("/"), self.port, user=self._user, ending=signal.SIGINT
        )

    def make_database(self) -> None:
        """Make the database if there is none; raises sqlalchemy's OperationalError if the server is away."""
        engine = sa.create_engine(self.url("postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            known = sa.text("SELECT 1 FROM pg_database WHERE datname = :name")
            if connection.execute(known, {"name": NAME}).first() is None:
                connection.execute(sa.text(f"CREATE DATABASE {NAME}"))

    @property
    def _user(self) -> str | None:
        return POSTGRES_USER if os.geteuid() == 0 else None

    @property
    def _password_file(self) -> Path:
        return self.folder / "kennwort"
