"""The action server starts without Rasa and TensorFlow, and knows every action of the bot."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from berufslotse.knowledge.home import PROJECT

SCRIPT = """\
import json, sys
from rasa_sdk.executor import ActionExecutor
executor = ActionExecutor()
executor.register_package("actions")
print(json.dumps({"modules": sorted(sys.modules), "actions": sorted(executor.actions)}))
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory) -> dict[str, list[str]]:
    """What a process holds that loaded the actions as the action server does."""
    home = tmp_path_factory.mktemp("leer")
    environment = {**os.environ, "BERUFSLOTSE_HOME": str(home / "heim"), "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return {**json.loads(done.stdout.splitlines()[-1]), "home": [path.name for path in home.iterdir()]}


@pytest.mark.parametrize("heavy", ["rasa", "rasa.core", "rasa.nlu", "tensorflow", "spacy", "sklearn"])
def test_nothing_heavy_is_imported(started, heavy):
    assert heavy not in started["modules"]


def test_the_actions_and_the_knowledge_are_imported(started):
    assert {"actions.answering", "actions.talking", "berufslotse.knowledge.answers"} <= set(
        started["modules"]
    )


def test_nothing_of_the_other_rooms_is_imported(started):
    rooms = {name.split(".")[1] for name in started["modules"] if name.startswith("berufslotse.")}
    assert "knowledge" in rooms
    assert not rooms & {"language", "serving", "console", "channels"}


def test_every_action_of_the_domain_is_there(started):
    domain = YAML(typ="safe").load(PROJECT / "domain.yml")
    assert set(domain["actions"]) == set(started["actions"])


def test_importing_opens_no_knowledge(started):
    assert started["home"] == []


@pytest.mark.parametrize("heavy", ["rasa", "tensorflow", "spacy", "sklearn", "structlog"])
def test_the_server_itself_imports_nothing_heavy(heavy):
    script = (
        f"import sys, actions.__main__, berufslotse.serving.action_server; print({heavy!r} in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"
