"""The disk under the conversations is full: people are asked to come back, nothing is written by halves."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest

from berufslotse.serving.processes import Adressen, Paar, free_port
from tests.channels.visitor import PROJECT
from tests.cluster import wait
from tests.serving.crowd import talking

SIZE = "4m"
PEOPLE = 10
RECOVERY = 60


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a folder that is a disk of its own."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"Eine kleine Platte einhängen darf nur root: Dieser Test braucht sudo. {done.stderr}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(file: Path) -> None:
    """Make `file` so large that nothing else has room."""
    with suppress(OSError), file.open("wb", buffering=0) as out:
        while True:
            out.write(bytes(4096))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path) as folder:
        yield folder


@pytest.fixture
def pair(model: Path, disk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paar]:
    """A bot that keeps conversations on a small disk."""
    folder = tmp_path_factory.mktemp("volle-platte")
    own = {
        "BERUFSLOTSE_HOME": str(folder),
        "CONVERSATIONS_URL": f"sqlite:///{disk / 'gespraeche.db'}",
    }
    with Paar(PROJECT, Adressen(free_port(), free_port()), model, folder / "bot.log", own) as running:
        yield running


def test_a_full_disk_is_told_in_words_and_loses_nothing(pair, disk):
    worker = pair.processes["rasa"].pid
    with talking(pair.addresses.port, pair.settings["CONVERSATIONS_URL"], PEOPLE, pause=0.3) as crowd:
        wait(partial(crowd.is_answered, 0))
        crowd.begins()
        fill(disk / "filler")
        wait(lambda: any(attempt.status == 503 for attempt in crowd.attempts))
        time.sleep(3)
        (disk / "filler").unlink()
        crowd.ends()
        wait(crowd.is_well, RECOVERY)
    assert not crowd.unanswered
    assert pair.alive() and pair.processes["rasa"].pid == worker
    print(crowd.measured())
