"""What the dashboard asks for is what a running bot tells, and Prometheus asks all who tell it."""

from __future__ import annotations

import json
import re
import urllib.request

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import PROJECT

DEPLOY = PROJECT / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana/dashboards/berufslotse.json").read_text(encoding="utf-8"))
QUERIES = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
OWN = {"up"}
"""What Prometheus itself knows."""


@pytest.fixture(scope="module")
def exposed(bot) -> dict[str, set[str]]:
    """The names of the figures of both processes, with the names of their labels."""
    found: dict[str, set[str]] = {}
    for url in (f"{bot.addresses.rasa}/betrieb/metrics", f"{bot.addresses.actions}/metrics"):
        with urllib.request.urlopen(url, timeout=30) as answer:
            text = answer.read().decode()
        for family in text_string_to_metric_families(text):
            # A counter of kinds has no samples before the first.
            found.setdefault(f"{family.name}_total" if family.type == "counter" else family.name, set())
            for sample in family.samples:
                found.setdefault(sample.name, set()).update(sample.labels)
    return found


@pytest.mark.parametrize("query", QUERIES)
def test_what_the_dashboard_asks_for_is_told(exposed, query):
    names = set(re.findall(r"\b(?:lotse|process)_[a-z_]+|\bup\b", query))
    assert names and names - OWN <= exposed.keys()


def test_prometheus_asks_all_workers_and_action_servers():
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))["services"]
    jobs = yaml.safe_load((DEPLOY / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"]
    asked = {target for job in jobs for config in job["static_configs"] for target in config["targets"]}
    workers = {f"{name}:5005" for name in services if name.startswith("worker-")}
    assert asked == workers | {f"{name}:5055" for name in services if name.startswith("actions-")}


def test_they_answer_prometheus():
    compose = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
    address = compose["services"]["prometheus"]["networks"]["innen"]["ipv4_address"]
    for kind in ("x-worker", "x-actions"):
        assert compose[kind]["environment"]["BERUFSLOTSE_OPERATORS"] == address


def test_grafana_finds_the_dashboard_and_its_source():
    sources = yaml.safe_load((DEPLOY / "grafana/datasources/prometheus.yml").read_text())["datasources"]
    assert {panel["datasource"]["uid"] for panel in DASHBOARD["panels"]} == {s["uid"] for s in sources}
    provider = yaml.safe_load((DEPLOY / "grafana/dashboards/provider.yml").read_text())["providers"][0]
    assert provider["options"]["path"] == "/etc/grafana/provisioning/dashboards"
