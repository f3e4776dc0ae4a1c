"""The PostgreSQL of a cluster that does not run, for who works with its conversations meanwhile."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from berufslotse.serving import cluster_state
from berufslotse.serving.cluster_services import Postgres
from berufslotse.serving.processes import StartFehlgeschlagen
from berufslotse.serving.supervising import as_user

SECONDS = 60


@contextmanager
def at_hand(folder: Path, url: str) -> Iterator[None]:
    """Have the conversations at `url` be within reach during the block, if they are those of the cluster.

    To be called only where no cluster runs in `folder`, and none can begin. Other addresses are left alone.

    Raises:
        StartFehlgeschlagen: its PostgreSQL does not start.
    """
    state = cluster_state.read(folder)
    if state is None or not state.postgres_port or state.conversations != url:
        yield
        return
    cluster_state.end_what_is_left(state)
    postgres = Postgres(folder / "postgres", state.postgres_port)
    if not (postgres.folder / "daten" / "PG_VERSION").is_file():
        raise StartFehlgeschlagen(
            "Die Datenbank des Verbunds gibt es nicht mehr. Bitte den Verbund einmal starten und beenden, "
            f"dann: . {folder / 'umgebung'}"
        )
    log = folder / "postgres.log"
    service = postgres.service(log, lambda _: None)
    with log.open("ab") as out:
        process = subprocess.Popen(
            service.command, cwd=service.cwd, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True, **as_user(service.user),
        )  # fmt: skip
    try:
        _wait(process, postgres, log)
        yield
    finally:
        process.send_signal(service.ending)
        process.wait()


def _wait(process: subprocess.Popen[bytes], postgres: Postgres, log: Path) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            postgres.make_database()
            return
        except sa.exc.OperationalError:
            time.sleep(0.1)
    raise StartFehlgeschlagen(f"PostgreSQL ist nicht gestartet. Warum, steht in {log}.")
