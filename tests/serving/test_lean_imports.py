"""The server runs without TensorFlow, and says so where somebody needs it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from berufslotse.serving import tuned
from tests.conftest import PROJECT

LEAN = "from berufslotse.serving.lean_imports import leave_tensorflow_out; leave_tensorflow_out()\n"


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


def test_all_that_the_server_imports_comes_without_tensorflow():
    code = (
        "import sys, rasa.core.run, rasa.core.agent, rasa.engine.recipes.default_components\n"
        "import berufslotse.channels.website\n"
        "print('tensorflow' in sys.modules, 'keras' in sys.modules)"
    )
    assert run(LEAN + code) == "False False"


def test_the_names_of_rasas_components_are_all_there():
    code = (
        "from rasa.engine.recipes.default_components import DEFAULT_COMPONENTS\n"
        "print(sorted(kind.__name__ for kind in DEFAULT_COMPONENTS))"
    )
    assert run(LEAN + code) == run(code)


def test_what_needs_tensorflow_says_how_to_have_it():
    code = (
        "from rasa.nlu.classifiers.diet_classifier import DIETClassifier\n"
        "try:\n    DIETClassifier.create({}, None, None, None)\n"
        "except Exception as error:\n    print(error)"
    )
    assert run(LEAN + code) == (
        "DIETClassifier braucht TensorFlow, das dieser Bot weglässt. Bitte mit BERUFSLOTSE_TUNING=off starten."
    )


def test_one_setting_switches_the_tuning_off(monkeypatch):
    monkeypatch.delenv(tuned.VARIABLE, raising=False)
    assert tuned.wanted()
    monkeypatch.setenv(tuned.VARIABLE, "off")
    assert not tuned.wanted()
    monkeypatch.setenv(tuned.VARIABLE, "vielleicht")
    with pytest.raises(tuned.TuningUnusable, match="on und off"):
        tuned.wanted()


def test_another_rasa_is_refused_by_a_line_that_says_the_mend(monkeypatch):
    monkeypatch.delenv(tuned.VARIABLE, raising=False)
    monkeypatch.setattr(tuned, "MADE_FOR", "3.6.20")
    with pytest.raises(tuned.TuningUnusable, match="make setup.*BERUFSLOTSE_TUNING=off"):
        tuned.wanted()
