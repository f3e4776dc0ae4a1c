"""`berufslotse run` as somebody at a terminal meets it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from berufslotse.serving.processes import free_port, get_json

PROJECT = Path(__file__).resolve().parents[2]
HOME = Path(os.environ.get("BERUFSLOTSE_HOME") or PROJECT / ".berufslotse")
COMMAND = str(Path(sys.executable).parent / "berufslotse")


@pytest.fixture
def ports():
    return {"PORT": str(free_port()), "ACTIONS_PORT": str(free_port())}


def start(ports: dict[str, str], **more: str) -> subprocess.Popen:
    return subprocess.Popen(
        [COMMAND, "run"],
        cwd=PROJECT,
        env={**os.environ, **ports, **more},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def is_open(port: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(port))) == 0


def read_until(process: subprocess.Popen, words: str) -> str:
    seen = ""
    for line in process.stdout:
        seen += line
        if words in line:
            return seen
    raise AssertionError(f"{words!r} was never said, but: {seen}")


def test_starts_says_where_to_chat_and_ends_both_processes_on_ctrl_c(model, ports):
    process = start(ports)
    try:
        said = read_until(process, "Strg-C")
        assert "Der Lotse ist bereit" in said
        assert "make shell" in said
        rest = f"http://127.0.0.1:{ports['PORT']}/webhooks/rest/webhook"
        assert rest in said
        assert f"http://127.0.0.1:{ports['PORT']}/chat\n" in said
        assert "Berufslotse" in get_json(rest, {"sender": "t", "message": "hallo"})[0]["text"]
    finally:
        process.send_signal(signal.SIGINT)
        rest_of_output = process.communicate()[0]
    assert "Beendet." in rest_of_output
    assert "Traceback" not in rest_of_output
    assert process.returncode == 0
    assert not is_open(ports["PORT"])
    assert not is_open(ports["ACTIONS_PORT"])
    assert not list(HOME.glob(f"endpoints-{ports['ACTIONS_PORT']}*"))


@pytest.mark.parametrize("which", ["PORT", "ACTIONS_PORT"])
def test_taken_port_is_one_clear_line_with_the_mend(model, ports, which):
    with socket.create_server(("127.0.0.1", int(ports[which]))):
        process = start(ports)
        said = process.communicate()[0]
    assert process.returncode == 1
    assert said.count("\n") == 1
    assert f"Port {ports[which]} ist belegt" in said
    assert f"make run {which}=" in said


def test_process_that_dies_ends_the_other_and_is_told(model, ports, tmp_path):
    process = start(ports)
    read_until(process, "Strg-C")
    log = (HOME / "lotse.log").read_text()
    pid = int(log.split("actions started (pid=")[1].split(")")[0])
    os.killpg(pid, signal.SIGKILL)
    said = process.communicate()[0]
    assert process.returncode != 0
    assert "von selbst beendet" in said
    assert "lotse.log" in said
    assert not is_open(ports["PORT"])


def test_bad_profiles_without_earlier_knowledge_stop_the_start(model, ports, tmp_path):
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "kaputt.yml").write_text("beruf: Koch\n", encoding="utf-8")
    process = start(
        ports, BERUFSLOTSE_PROFILES=str(tmp_path / "profiles"), BERUFSLOTSE_HOME=str(tmp_path / "home")
    )
    said = process.communicate()[0]
    assert process.returncode == 1
    assert "kaputt.yml, Zeile 1: quellen: fehlt." in said
    assert "nichts übernommen" in said
    assert "Traceback" not in said


def test_a_secret_that_is_too_short_is_told_with_its_mend(model, ports):
    said = start(ports, BERUFSLOTSE_SECRET="kurz").communicate()[0]
    assert "von selbst beendet" in said and "BERUFSLOTSE_SECRET ist zu kurz" in said
    assert "openssl rand" in said and "Traceback" not in said
