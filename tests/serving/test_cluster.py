"""Several workers behind one address: people notice nothing of renewals, of deaths, or of who answers them."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import jwt
import pytest
import yaml

from berufslotse.serving import cluster_services, cluster_state
from berufslotse.serving.conversations import Conversations
from berufslotse.serving.processes import StartFehlgeschlagen
from tests import cluster as clusters
from tests.channels.visitor import PAY, Visitor, assert_refused, new_id, people, text

TALKERS = 20
CHANGED = "9.876"
APOLOGIES = ("komme gerade nicht an meine Fakten", "meine Faktensammlung antwortet nicht")


@pytest.fixture(scope="module")
def profiles() -> Iterator[Path]:
    """A small folder of profiles, which a test may change."""
    folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"lotse-profile-{os.getpid()}"
    folder.mkdir()
    for name in ("koch-koeln.yml", "koch.yml", "erzieher-koeln.yml"):
        if (clusters.PROJECT / "profiles" / name).exists():
            shutil.copy(clusters.PROJECT / "profiles" / name, folder)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster(model: Path, profiles: Path) -> Iterator[clusters.Cluster]:
    """Two workers and two action servers, with Redis and PostgreSQL of their own."""
    with clusters.running(workers=2, actions=2, BERUFSLOTSE_PROFILES=str(profiles)) as running:
        yield running


@dataclass
class Talk:
    """What somebody said in a conversation, by the ids of the messages, and what went wrong."""

    visitor: Visitor
    sent: list[str] = field(default_factory=list)
    wrong: list[object] = field(default_factory=list)

    def go_on(self, ended: threading.Event) -> None:
        while not ended.wait(0.5):
            number = new_id()
            try:
                answer = self.visitor.send(PAY, id=number)
            except (OSError, http.client.HTTPException) as error:
                self.wrong.append(repr(error))
                continue
            self.sent.append(number)
            if answer.status != 200 or any(words in answer.body.decode() for words in APOLOGIES):
                self.wrong.append((answer.status, answer.body[:300]))


@contextmanager
def talking(cluster: clusters.Cluster) -> Iterator[None]:
    """Have many people talk for as long as the block lasts; nothing of that fails, is lost or doubled."""
    talks = [Talk(Visitor(cluster).begin()) for _ in range(TALKERS)]
    ended = threading.Event()
    with ThreadPoolExecutor(TALKERS) as pool:
        going = [pool.submit(talk.go_on, ended) for talk in talks]
        try:
            yield
        finally:
            ended.set()
        for one in going:
            one.result(clusters.SAFETY)
    assert [wrong for talk in talks for wrong in talk.wrong] == [], _refusals(cluster)
    assert sum(len(talk.sent) for talk in talks) > TALKERS
    kept = Conversations(cluster.state.conversations)
    for talk in talks:
        said = kept.spoken(_sender(talk.visitor), 10_000)
        assert [event["message_id"] for event in said if event["event"] == "user"] == talk.sent
        assert all(after["event"] == "bot" for event, after in pairwise(said) if event["event"] == "user")


def _refusals(cluster: clusters.Cluster) -> str:
    """Return what nginx noted of requests that it could not have answered, with each worker it tried."""
    lines = (cluster.home / "cluster" / "access.log").read_text().splitlines()
    return "\n".join(line for line in lines if " 200 " not in line)


def _sender(visitor: Visitor) -> str:
    return f"website-{jwt.decode(visitor.token, options={'verify_signature': False})['sub']}"


def test_a_conversation_goes_through_whichever_workers_it_meets(cluster):
    visitor = Visitor(cluster).begin()
    told = [visitor.send(PAY) for _ in range(6)]
    assert all(answer.status == 200 and "Euro" in answer.body.decode() for answer in told)
    assert people(visitor.history()) == [PAY] * 6
    log = (cluster.home / "cluster" / "access.log").read_text()
    workers = [one.port for name, one in cluster.state.processes.items() if name.startswith("rasa")]
    assert all(f"127.0.0.1:{port}" in log for port in workers)
    assert visitor.token not in log


def test_a_message_that_is_sent_to_both_workers_at_once_is_said_once(cluster):
    visitor, number = Visitor(cluster).begin(), new_id()
    with ThreadPoolExecutor(8) as pool:
        told = [pool.submit(visitor.send, PAY, id=number) for _ in range(8)]
    assert {answer.result().status for answer in told} == {200}
    assert len({answer.result().body for answer in told}) == 1
    assert people(visitor.history()) == [PAY]


def _status(
    cluster: clusters.Cluster, path: str, method: str = "GET"
) -> tuple[int, bytes, http.client.HTTPMessage]:
    connection = http.client.HTTPConnection("127.0.0.1", cluster.port, timeout=30)
    connection.request(method, path)
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/", "/webhooks/rest/webhook", "/webhooks/rest", "/betrieb/ready", "/version", "/model", "/status",
        "/chat/../webhooks/rest/webhook", "/chat/%2e%2e/betrieb/metrics", "//webhooks/rest/webhook", "/chatte",
        "/webhook", "/webhooks/telegram/health",
    ],
)  # fmt: skip
def test_only_what_people_need_is_reached_from_outside(cluster, path):
    status, body, headers = _status(cluster, path)
    assert (status, b'"not_found"' in body) == (404, True)
    assert "nginx/" not in headers["Server"]


def test_the_page_and_the_widget_are_reached_and_each_request_has_a_number(cluster):
    assert b"Berufslotse" in _status(cluster, "/chat")[1]
    status, _, headers = _status(cluster, "/chat/widget.js")
    assert (status, len(headers.get_all("X-Request-ID"))) == (200, 1)
    assert headers.get_all("X-Content-Type-Options") == ["nosniff"]


def test_what_is_too_large_is_refused_in_words(cluster):
    answer = Visitor(cluster).begin().request("POST", "/messages", b"x" * 70_000)
    assert_refused(answer, 413, "too_long")


def test_a_renewal_puts_new_processes_in_place_and_nobody_notices(cluster):
    before = {**cluster.pids("rasa"), **cluster.pids("actions")}
    with talking(cluster):
        done = cluster.renew()
        assert done.returncode == 0, done.stdout + cluster.said
    after = {**cluster.pids("rasa"), **cluster.pids("actions")}
    assert before.keys() == after.keys()
    assert not set(before.values()) & set(after.values())
    assert not any(_exists(pid) for pid in before.values())


def _exists(pid: int) -> bool:
    return bool(cluster_state.since(pid))


def test_a_worker_and_an_action_server_that_are_killed_cost_nobody_an_answer(cluster):
    with talking(cluster):
        time.sleep(1.5)
        dead = {name: cluster.send(name) for name in ("rasa-1", "actions-2")}
        for name, pid in dead.items():
            cluster.wait_for_restart(name, pid)
        time.sleep(1)
    assert "rasa-1 hat sich beendet (Signal SIGKILL), wird neu gestartet." in cluster.said


def test_a_profile_that_changes_is_answered_from_and_no_request_fails(cluster, profiles):
    visitor = Visitor(cluster).begin()
    file = profiles / "koch-koeln.yml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    with talking(cluster):
        for fact in content["fakten"]:
            if "gehalt" in fact:
                fact["gehalt"] = {**fact["gehalt"], "von": 9876, "bis": 9876}
                fact["text"] = f"Ein Koch in Köln verdient {CHANGED} Euro brutto im Monat."
        file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        clusters.wait(
            lambda: CHANGED in text(visitor.send("Was verdient ein Koch in Köln?").json["messages"])
        )
        time.sleep(2)


def test_a_renewal_that_fails_leaves_the_others_serving_and_says_so(cluster):
    credentials = Path(cluster.settings["BERUFSLOTSE_CREDENTIALS"])
    before, workers = credentials.read_text(), cluster.pids("rasa")
    credentials.write_text(before.replace('"rest"', '"gibt.es.Nicht"'))
    try:
        with talking(cluster):
            done = cluster.renew()
    finally:
        credentials.write_text(before)
    assert done.returncode == 1
    assert "rasa-1 ist nicht gestartet" in done.stdout and "antworten weiter" in done.stdout.replace(
        "\n", " "
    )
    assert cluster.pids("rasa") == workers


def test_while_no_worker_is_up_it_is_said_in_words_and_passes_by_itself(cluster):
    visitor = Visitor(cluster).begin()
    dead = {name: cluster.send(name) for name in cluster.pids("rasa")}
    refused = visitor.send(PAY)
    assert_refused(refused, 503, "unavailable")
    assert refused.headers["Retry-After"]
    status, page, headers = _status(cluster, "/chat")
    assert status == 503 and "gerade nicht zu erreichen" in page.decode()
    assert headers.get_content_type() == "text/html" and "no-store" in headers["Cache-Control"]
    for name, pid in dead.items():
        cluster.wait_for_restart(name, pid)
    clusters.wait(lambda: visitor.send(PAY).status == 200)


def test_a_second_cluster_in_the_same_place_is_refused(cluster):
    second = subprocess.run(
        [clusters.COMMAND, "cluster"], cwd=clusters.PROJECT, env=cluster._environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=clusters.SAFETY,
    )  # fmt: skip
    assert second.returncode == 1 and "läuft schon ein Verbund" in second.stdout


def test_after_the_death_of_who_watches_a_new_start_tidies_up_and_knows_all_conversations(cluster):
    visitor = Visitor(cluster).begin()
    visitor.send(PAY)
    before = cluster.state
    cluster.process.kill()
    cluster.process.wait()
    cluster.start()
    assert "Vom letzten Mal lief noch etwas" in cluster.said
    assert not any(cluster_state.runs(one.pid, one.since) for one in before.processes.values())
    assert people(visitor.history()) == [PAY]


def test_ctrl_c_ends_everything(cluster):
    before = cluster.state
    assert cluster.stop() == 0
    assert cluster.said.rstrip().endswith("Beendet.")
    assert not any(cluster_state.runs(one.pid, one.since) for one in before.processes.values())
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", cluster.port)) != 0


def test_a_program_that_is_missing_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(cluster_services, "PLACES", ())
    with pytest.raises(StartFehlgeschlagen, match="apt-get install redis-server"):
        cluster_services.program("redis-server")


def test_without_a_running_cluster_there_is_nothing_to_renew(tmp_path):
    told = subprocess.run(
        [clusters.COMMAND, "cluster", "--neu"], env={**os.environ, "BERUFSLOTSE_HOME": str(tmp_path)},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=clusters.SAFETY,
    )  # fmt: skip
    assert told.returncode == 1 and "läuft kein Verbund" in told.stdout
