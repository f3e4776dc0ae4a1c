"""A model is trained anew when something it rests on has changed, and only then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from berufslotse.serving import training

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path):
    """A copy of what a model is made from."""
    for name in training.INPUTS:
        source, target = PROJECT / name, tmp_path / name
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    return tmp_path


def test_copy_of_the_project_has_the_same_mark(project):
    assert training.fingerprint(project) == training.fingerprint(PROJECT)


@pytest.mark.parametrize(
    "file",
    [
        "config.yml",
        "domain.yml",
        "data/nlu/gehalt.yml",
        "data/rules/facts.yml",
        "berufslotse/language/daten/kopfwoerter.txt",
    ],
)
def test_change_of_an_input_asks_for_a_new_model(project, file):
    before = training.fingerprint(project)
    with (project / file).open("a", encoding="utf-8") as output:
        output.write("\n# changed\n")
    assert training.fingerprint(project) != before


def test_new_file_asks_for_a_new_model(project):
    before = training.fingerprint(project)
    (project / "data" / "nlu" / "mehr.yml").write_text('version: "3.1"\n', encoding="utf-8")
    assert training.fingerprint(project) != before


def test_other_german_pipeline_asks_for_a_new_model(project, monkeypatch):
    before = training.fingerprint(project)
    real = training._version
    monkeypatch.setattr(training, "_version", lambda p: "3.7.0" if p == training.PIPELINE else real(p))
    assert training.fingerprint(project) != before


def test_profiles_and_answers_ask_for_none():
    inputs = {path.relative_to(PROJECT).parts[0] for path in training.input_files(PROJECT)}
    assert "profiles" not in inputs
    assert "actions" not in inputs


def test_failed_training_leaves_no_model_and_tells_what_rasa_said(project):
    (project / "config.yml").write_text(
        "recipe: default.v1\nlanguage: de\npipeline:\n  - name: Nonsense\n", "utf-8"
    )
    with pytest.raises(training.TrainingFehlgeschlagen, match="Nonsense"):
        training.train(project, lambda step: None)
    assert not list((project / "models").glob("**/*")) or not list((project / "models").glob("*.tar.gz"))
    assert not list(project.glob("models/.making-*"))


def test_old_models_are_cleared_away_but_a_few(tmp_path):
    for number in range(6):
        path = tmp_path / f"berufslotse-{number}.tar.gz"
        path.write_bytes(b"")
    newest = tmp_path / "berufslotse-new.tar.gz"
    newest.write_bytes(b"")
    own = tmp_path / "20261124-120000.tar.gz"
    own.write_bytes(b"")
    training._remove_old(newest)
    left = {path.name for path in tmp_path.iterdir()}
    assert newest.name in left
    assert own.name in left
    assert len(left) == training.KEPT + 2
