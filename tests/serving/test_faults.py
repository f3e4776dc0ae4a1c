"""Something breaks while many people talk: no message is lost or doubled, and it mends without a hand."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from tests import cluster as clusters
from tests.serving.crowd import PHONE, Crowd, talking

PEOPLE = 45
CALM, HURRY = 3.0, 0.2
"""Seconds that people pause; hurrying they ask for more than can be answered."""
RECOVERY = 60
"""Seconds after which everybody must be answered again; measured, it is a few."""
OUTAGE, HANGING = 20, 15

Measured = dict[str, dict[str, float]]
Talking = Callable[..., AbstractContextManager[Crowd]]


@pytest.fixture(scope="module")
def cluster(model: Path) -> Iterator[clusters.Cluster]:
    """Three workers and two action servers, with a Redis and a PostgreSQL that the test breaks."""
    with clusters.running(workers=3, actions=2, outside=True, BERUFSLOTSE_DRAIN_SECONDS="0") as running:
        yield running


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    """What was seen, by the name of the test; printed in the end (pytest -s) and kept as JSON."""
    seen: Measured = {}
    yield seen
    told = json.dumps(seen, indent=1)
    file = tmp_path_factory.mktemp("stoerungen") / "gemessen.json"
    file.write_text(told, encoding="utf-8")
    print(f"\n{told}\n{file}")


@pytest.fixture
def crowd(cluster: clusters.Cluster, measured: Measured, request: pytest.FixtureRequest) -> Iterator[Crowd]:
    """Many people who talk during the test and, afterwards, are all answered again and find all as it was."""
    with talking(cluster.port, cluster.settings["CONVERSATIONS_URL"], PEOPLE, pause=CALM) as crowd:
        clusters.wait(partial(crowd.is_answered, 0))
        yield crowd
        clusters.wait(crowd.is_well, RECOVERY)
    measured[request.node.name] = crowd.measured()


def test_three_hundred_conversations_at_once_are_answered_in_order_and_once(cluster, measured, request):
    began = time.monotonic()
    with talking(cluster.port, cluster.settings["CONVERSATIONS_URL"], 300, turns=2) as crowd:
        crowd.begins()
    assert not crowd.apologies
    measured[request.node.name] = {**crowd.measured(), "all": round(time.monotonic() - began, 1)}


def test_a_killed_worker_loses_nothing_and_is_started_again(cluster, crowd):
    # So that each worker is in the middle of something.
    crowd.pauses(HURRY)
    time.sleep(2)
    crowd.begins()
    old = cluster.send("rasa-2")
    time.sleep(2)
    crowd.pauses(CALM)
    cluster.wait_for_restart("rasa-2", old)
    crowd.ends()
    assert not crowd.apologies


def test_while_one_action_server_is_killed_the_other_answers(cluster, crowd):
    crowd.begins()
    old = cluster.send("actions-1")
    cluster.wait_for_restart("actions-1", old)
    crowd.ends()
    assert len(crowd.apologies) <= 1


def test_without_action_servers_people_are_told_whom_to_call(cluster, crowd):
    crowd.begins()
    dead = {name: cluster.send(name) for name in cluster.pids("actions")}
    clusters.wait(lambda: crowd.apologies)
    for name, old in dead.items():
        cluster.wait_for_restart(name, old)
    crowd.ends()
    assert all(number in told for told in crowd.apologies for number in PHONE)


def test_a_redis_that_restarts_and_has_forgotten_everything_costs_a_pause_only(cluster, crowd):
    crowd.begins()
    cluster.redis.kill()
    time.sleep(3)
    cluster.redis.start()
    crowd.ends()


def test_a_postgresql_that_restarts_loses_nothing(cluster, crowd):
    crowd.begins()
    cluster.postgres.stop("fast")
    cluster.postgres.start()
    crowd.ends()


def test_while_postgresql_is_away_people_are_asked_to_wait_and_then_answered(cluster, crowd):
    crowd.begins()
    cluster.postgres.stop()
    away = time.monotonic()
    time.sleep(OUTAGE)
    assert any(attempt.status == 503 for attempt in crowd.attempts)
    assert not any(attempt.status == 200 for attempt in crowd.attempts if attempt.began > away)
    cluster.postgres.start()
    crowd.ends()


def test_a_postgresql_that_hangs_loses_and_doubles_nothing(cluster, crowd):
    crowd.begins()
    with cluster.postgres.hanging():
        time.sleep(HANGING)
    crowd.ends()
