"""A running bot with small limits, and people who meet it over the network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from berufslotse.serving.processes import Paar
from tests.channels.visitor import LISTED, MESSAGES, REQUESTS, SESSIONS, Visitor, running


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("website")


@pytest.fixture(scope="session")
def lotse(folder: Path, model: Path) -> Iterator[Paar]:
    """A running bot behind one proxy, so that each visitor of these tests has an address of its own."""
    settings = {
        "origins": [LISTED],
        "proxies": 1,
        "requests_per_address": f"{REQUESTS}/minute",
        "sessions_per_address": f"{SESSIONS}/minute",
        "messages_per_session": f"{MESSAGES}/minute",
    }
    with running(folder, model, settings) as pair:
        yield pair


@pytest.fixture
def stranger(lotse: Paar) -> Visitor:
    """Somebody who has not begun a conversation."""
    return Visitor(lotse)


@pytest.fixture
def visitor(lotse: Paar) -> Visitor:
    """Somebody in a new conversation."""
    return Visitor(lotse).begin()
