"""The files in deploy/ agree with each other and with the code; there is no Docker here to try them with."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import tomli
import yaml
from rasa.core.utils import AvailableEndpoints

from berufslotse.channels.responses import MESSAGES
from berufslotse.console.app import app
from berufslotse.serving import nginx
from berufslotse.serving.processes import commands
from tests.programs import on_path, wanted

PROJECT = Path(__file__).resolve().parents[2]
DEPLOY = PROJECT / "deploy"
TEMPLATE = (PROJECT / nginx.TEMPLATE).read_text(encoding="utf-8")
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
NET = "127.0.0"
"""Stands in for the inner network, so that nginx can look at its addresses on this machine."""


def _compose(name: str = "compose.yml") -> dict[str, Any]:
    """Return a compose file with the defaults of its variables put in."""
    text = (DEPLOY / name).read_text(encoding="utf-8").replace("$$", "\0")
    text = re.sub(r"\$\{LOTSE_NETZ:-[0-9.]+\}", NET, text)
    text = re.sub(r"\$\{[A-Z_]+:-([^}]*)\}", r"\1", text)
    return yaml.safe_load(re.sub(r"\$\{[A-Z_]+:\?[^}]*\}", "given", text).replace("\0", "$"))


COMPOSE = _compose()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
WORKERS = {name: service for name, service in OURS.items() if name.startswith("worker")}
ACTIONS = {name: service for name, service in OURS.items() if name.startswith("actions")}


def _image_command() -> list[str]:
    """Return the command of the image, which workers run."""
    given = re.findall(r"^CMD (\[.*?\])$", DOCKERFILE.replace("\\\n", ""), re.MULTILINE | re.DOTALL)[-1]
    return yaml.safe_load(given)


def _address(service: dict[str, Any]) -> str:
    return service["networks"]["innen"]["ipv4_address"]


def test_there_are_three_workers_two_action_servers_and_all_they_need():
    assert len(WORKERS) == 3 and len(ACTIONS) == 2
    assert {"nginx", "postgres", "redis", "wissen"} <= SERVICES.keys()


@pytest.mark.parametrize("name", OURS)
def test_what_a_container_runs_is_there(name):
    command = OURS[name].get("command") or _image_command()
    if command[:2] == ["python", "-m"]:
        assert importlib.util.find_spec(command[2])
        kind = "rasa" if name in WORKERS else "actions"
        # The same program that `make run` starts.
        assert f"python -m {command[2]} " in commands(PROJECT)[kind]
    else:
        assert " ".join(command) == commands(PROJECT)["wissen"]
        assert command[1] in {group.name for group in app.registered_groups}


def test_only_nginx_is_reached_from_outside():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published.keys() == {"nginx", "grafana"}
    assert all(port.startswith("127.0.0.1:") for port in published["grafana"])
    assert COMPOSE["networks"]["innen"]["internal"] is True
    outside = {name for name, service in SERVICES.items() if "aussen" in service["networks"]}
    assert outside == {"nginx", "grafana"}


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_may_more_than_it_must(name):
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"] and service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert service.get("read_only") or name == "grafana"
    assert str(service.get("user", "")) not in {"root", "0"}


def test_the_image_is_slim_runs_as_nobody_in_particular_and_has_no_compiler():
    build, final = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]
    assert build.startswith("python:3.10-slim AS build") and final.startswith("python:3.10-slim\n")
    user = re.findall(r"^USER (.*)$", final, re.MULTILINE)
    assert [re.fullmatch("[1-9][0-9]*:[1-9][0-9]*", one) is not None for one in user] == [True]
    assert "apt-get" not in final and "--require-hashes" in build
    assert "berufslotse train" in build and "HEALTHCHECK" in final


def test_what_the_image_is_made_of_is_in_the_project():
    tracked = subprocess.run(["git", "ls-files"], cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)
    files = tracked.stdout.splitlines()
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert any(file == source or file.startswith(f"{source}/") for file in files), source
            assert any(Path(source).match(kept[1:]) for kept in ignored if kept.startswith("!")), source


def test_what_is_only_for_development_is_taken_out_of_the_image():
    extra = tomli.loads((PROJECT / "pyproject.toml").read_text())["project"]["optional-dependencies"]["dev"]
    removed = re.search(r"pip uninstall --yes (.*)$", DOCKERFILE, re.MULTILINE)
    assert removed and set(removed.group(1).split()) == {re.split("[<>=]", one)[0] for one in extra}


def test_nginx_takes_the_template_as_compose_fills_it_in(tmp_path):
    program = wanted(lambda: on_path("nginx", "/usr/sbin/nginx"), "nginx", ["nginx"])
    values = SERVICES["nginx"]["environment"]
    assert nginx.names(TEMPLATE) == values.keys()
    assert set(re.findall(r"\$\{(LOTSE_\w+)\}", SERVICES["nginx"]["command"][2])) == values.keys()
    config = tmp_path / "nginx.conf"
    config.write_text(nginx.render(TEMPLATE, {**values, "LOTSE_RUN": str(tmp_path)}), encoding="utf-8")
    told = subprocess.run(
        [str(program), "-t", "-q", "-e", "stderr", "-c", str(config)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout


def test_nginx_finds_workers_and_action_servers_where_they_are():
    values = SERVICES["nginx"]["environment"]
    port = _image_command()[_image_command().index("--port") + 1]
    assert re.findall(r"server (\S+)", values["LOTSE_WORKERS"]) == [
        f"{_address(service)}:{port}" for service in WORKERS.values()
    ]
    port = next(iter(ACTIONS.values()))["command"][-1]
    assert re.findall(r"server (\S+)", values["LOTSE_ACTIONS"]) == [
        f"{_address(service)}:{port}" for service in ACTIONS.values()
    ]
    assert values["LOTSE_ACTIONS_LISTEN"].startswith(f"{_address(SERVICES['nginx'])}:")
    for worker in WORKERS.values():
        assert worker["environment"]["ACTIONS_URL"] == f"http://{values['LOTSE_ACTIONS_LISTEN']}/webhook"


def test_nginx_speaks_as_the_workers_do():
    said = dict(re.findall(r'"code":"(\w+)","message":"([^"]*)"', TEMPLATE))
    assert said.pop("too_long") == "Die Anfrage ist zu groß."
    assert said == {code: MESSAGES[code] for code in ("unavailable", "too_many_requests", "not_found")}
    assert f"<p>{MESSAGES['unavailable']}</p>" in TEMPLATE


def test_a_value_that_is_missing_in_the_template_is_named():
    with pytest.raises(KeyError, match="LOTSE_RUN"):
        nginx.render("pid ${LOTSE_RUN}/nginx.pid; set $host 1;", {})


def test_the_settings_of_the_containers_are_ones_that_the_code_reads():
    code = "".join(file.read_text(encoding="utf-8") for file in (PROJECT / "berufslotse").rglob("*.py"))
    telegram = _compose("telegram.yml")["services"]["worker-1"]["environment"]
    for service in (*OURS.values(), {"environment": telegram}):
        for name in service.get("environment", {}):
            if name.startswith(("BERUFSLOTSE_", "CONVERSATIONS_", "REDIS_", "TELEGRAM_")):
                assert f'"{name.removesuffix("_FILE")}"' in code, name


def test_workers_have_the_endpoints_of_the_project_with_another_action_server(monkeypatch):
    monkeypatch.setenv("ACTIONS_URL", "http://actions.beispiel:8055/webhook")
    read = AvailableEndpoints.read_endpoints(str(DEPLOY / "endpoints.yml"))
    assert read.action.url == "http://actions.beispiel:8055/webhook"
    here, there = (
        yaml.safe_load((folder / "endpoints.yml").read_text(encoding="utf-8")) for folder in (PROJECT, DEPLOY)
    )
    del here["action_endpoint"]["url"], there["action_endpoint"]["url"]
    assert here == there


def test_every_secret_is_made_once_and_kept_from_others(tmp_path):
    shutil.copy(DEPLOY / "secrets.sh", tmp_path)
    folder = tmp_path / "secrets"

    def make() -> dict[str, str]:
        subprocess.run(["sh", str(tmp_path / "secrets.sh")], check=True, stdout=subprocess.DEVNULL)
        return {file.name: file.read_text() for file in folder.iterdir()}

    made = make()
    assert make() == made
    assert {f"./secrets/{name}" for name in made} == {one["file"] for one in COMPOSE["secrets"].values()}
    assert f":{made['postgres-password']}@postgres:5432/" in made["conversations-url"]
    assert len({*made.values()}) == len(made) and min(map(len, made.values())) >= 32
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    ignored = subprocess.run(["git", "check-ignore", "-q", "deploy/secrets/website-secret"], cwd=PROJECT)
    assert ignored.returncode == 0


@pytest.mark.parametrize("name", ["compose.yml", "telegram.yml"])
def test_secrets_that_are_used_are_declared_and_come_from_files(name):
    compose = _compose(name)
    for service in compose["services"].values():
        for variable, value in (service.get("environment") or {}).items():
            if str(value).startswith("/run/secrets/"):
                assert variable.endswith("_FILE")
                assert value.removeprefix("/run/secrets/") in service["secrets"]
        assert set(service.get("secrets", [])) <= compose["secrets"].keys()


def test_a_renewal_takes_all_that_run_our_code_one_after_the_other():
    script = (DEPLOY / "rolling.sh").read_text()
    order = re.search(r"^for service in (.*); do$", script, re.MULTILINE).group(1).split()
    assert set(order) == OURS.keys()
    assert order.index("actions-2") < order.index("worker-1")


@pytest.mark.parametrize("name", ["secrets.sh", "rolling.sh"])
def test_scripts_can_be_read_by_sh(name):
    assert subprocess.run(["sh", "-n", str(DEPLOY / name)]).returncode == 0
    assert os.access(DEPLOY / name, os.X_OK)


def test_the_example_names_settings_that_there_are():
    named = re.findall(r"^(?:# )?([A-Z_]+)=", (DEPLOY / ".env.example").read_text(), re.MULTILINE)
    used = (DEPLOY / "compose.yml").read_text() + (DEPLOY / "telegram.yml").read_text()
    assert [name for name in named if f"${{{name}:" not in used and name != "COMPOSE_FILE"] == []
