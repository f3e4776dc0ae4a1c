"""Training when something that the model rests on has changed, and only then.

A model is kept under a name made from its inputs, so whether one fits is a question of whether its file
is there.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

INPUTS = (
    "config.yml",
    "domain.yml",
    "data",
    "berufslotse/language",
    "berufslotse/knowledge/text.py",
    "berufslotse/serving/courtesy.py",
)
PACKAGES = ("rasa", "spacy", "scikit-learn", "spacy-lookups-data")
PIPELINE = "de_core_news_sm"
KEPT = 3
"""How many models are kept besides the new one."""

STEPS = {
    "Started validating": "Daten prüfen",
    "Trying to load SpaCy": "Deutsch laden",
    "Starting to train component 'NameExtractor'": "Namen lernen",
    "Starting to train component 'NgramIntentClassifier'": "Fragen verstehen lernen",
    "Starting to train component 'RulePolicy'": "Gesprächsregeln lernen",
}


class TrainingFehlgeschlagen(Exception):
    """Training ended without a model."""


def input_files(project: Path) -> Iterator[Path]:
    """Yield the files a model is made from, in a fixed order."""
    for name in INPUTS:
        path = project / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (f for f in files if f.is_file() and f.suffix in {".yml", ".yaml", ".py", ".txt"})


def fingerprint(project: Path) -> str:
    """Return a mark of all inputs of a model: data, configuration, our components, and installed packages."""
    digest = hashlib.sha256()
    for path in input_files(project):
        digest.update(f"{path.relative_to(project)}\0".encode())
        digest.update(path.read_bytes())
    for package in (*PACKAGES, PIPELINE):
        digest.update(f"{package} {_version(package)}\0".encode())
    return digest.hexdigest()[:12]


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "-"


def model_path(project: Path) -> Path:
    """Return where the model for the present inputs lies, or would lie."""
    return project / "models" / f"berufslotse-{fingerprint(project)}.tar.gz"


def train(project: Path, report: Callable[[str], None]) -> Path:
    """Train a model and return its path; `report` is told each step, in German.

    The model appears under its name in one step when it is whole.

    Raises:
        TrainingFehlgeschlagen: with the last lines that Rasa wrote.
    """
    target = model_path(project)
    making = project / "models" / f".making-{os.getpid()}"
    command = [
        sys.executable, "-m", "rasa", "train", "--out", str(making), "--fixed-model-name", "model",
    ]  # fmt: skip
    try:
        lines = _run(command, project, report)
        made = making / "model.tar.gz"
        if not made.is_file():
            raise TrainingFehlgeschlagen("\n".join(lines[-15:]))
        made.replace(target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    _remove_old(target)
    return target


def _run(command: list[str], project: Path, report: Callable[[str], None]) -> list[str]:
    lines: list[str] = []
    with subprocess.Popen(
        command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        assert process.stdout
        for line in process.stdout:
            lines.append(line.rstrip())
            for sign, step in STEPS.items():
                if sign in line:
                    report(step)
    return lines


def _remove_old(newest: Path) -> None:
    models = sorted(newest.parent.glob("berufslotse-*.tar.gz"), key=lambda p: p.stat().st_mtime)
    for old in [m for m in models if m != newest][:-KEPT]:
        old.unlink()
