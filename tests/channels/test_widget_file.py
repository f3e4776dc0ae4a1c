"""The widget's built file fits its sources, is small, asks nobody for anything, and is replaced whole or not at all."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from berufslotse.serving import widget
from tests.programs import on_path, wanted

PROJECT = Path(__file__).resolve().parents[2]
MOST_PACKED = 25 * 1024
NAMESPACE = "http://www.w3.org/"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The widget, built anew."""
    wanted(lambda: on_path("node") if on_path("npm") else None, "Node", ["nodejs", "npm"])
    return widget.build(PROJECT, tmp_path_factory.mktemp("gebaut") / "widget.js")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A project with the widget's sources and its built file; what npm installs is the real project's."""
    project = tmp_path / "projekt"
    shutil.copytree(PROJECT / "widget", project / "widget", ignore=shutil.ignore_patterns("node_modules"))
    (project / widget.BUILT).parent.mkdir(parents=True)
    shutil.copy(PROJECT / widget.BUILT, project / widget.BUILT)
    return project


def built() -> str:
    """Return the file that is served."""
    return (PROJECT / widget.BUILT).read_text(encoding="utf-8")


def program(folder: Path, name: str, says: str) -> None:
    """Make a program that only says something."""
    file = folder / name
    file.write_text(f"#!/bin/sh\necho {says}\n")
    file.chmod(0o755)


def break_source(project: Path) -> None:
    """Leave a bracket open in one of the sources."""
    with (project / "widget" / "src" / "texts.ts").open("a", encoding="utf-8") as source:
        source.write("\nexport const broken = (;\n")


# -- the committed file --------------------------------------------------------------------------------


def test_the_committed_file_was_made_from_the_present_sources():
    assert widget.is_current(PROJECT), "widget/ has changed: run `make widget`"


def test_the_committed_file_is_byte_for_byte_what_a_fresh_build_makes(fresh):
    assert fresh.read_bytes() == (PROJECT / widget.BUILT).read_bytes()


def test_the_file_is_small_enough_for_a_slow_telephone():
    assert len(gzip.compress((PROJECT / widget.BUILT).read_bytes(), 9)) < MOST_PACKED


def test_the_file_names_no_address_but_those_of_namespaces():
    comments = re.compile(r"/\*.*?\*/", re.S)
    addresses = re.findall(r"https?://[\w.-][^\s\"'`)<]*", comments.sub("", built()))
    assert [address for address in addresses if not address.startswith(NAMESPACE)] == []


def test_the_file_keeps_the_licence_notice_of_what_it_contains():
    assert "Google LLC" in built() and "BSD-3-Clause" in built()


def test_the_lock_file_names_no_registry():
    lock = (PROJECT / "widget" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "registry" not in lock
    assert '"integrity"' in lock


def test_the_widgets_own_tests_pass(fresh):
    run = subprocess.run(
        ["npm", "test"], cwd=PROJECT / "widget", capture_output=True, text=True, timeout=300, check=False
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]


# -- whether it is current -----------------------------------------------------------------------------


@pytest.mark.parametrize("changed", ["src/texts.ts", "package.json", "package-lock.json", "vite.config.ts"])
def test_a_changed_source_makes_the_file_outdated(copy, changed):
    assert widget.is_current(copy)
    with (copy / "widget" / changed).open("a", encoding="utf-8") as source:
        source.write("\n")
    assert not widget.is_current(copy)


def test_a_new_and_a_removed_source_make_the_file_outdated(copy):
    new = copy / "widget" / "src" / "neu.ts"
    new.write_text("export {};\n")
    assert not widget.is_current(copy)
    new.unlink()
    assert widget.is_current(copy)
    (copy / "widget" / "src" / "uuid.ts").unlink()
    assert not widget.is_current(copy)


def test_what_does_not_go_into_the_file_leaves_it_current(copy):
    (copy / "widget" / "README.md").write_text("anders\n")
    (copy / "widget" / "tests" / "neu.test.ts").write_text("export {};\n")
    assert widget.is_current(copy)


def test_a_missing_file_is_not_current(copy):
    (copy / widget.BUILT).unlink()
    assert not widget.is_current(copy)


# -- building, and what can go wrong -------------------------------------------------------------------


def test_a_mistake_in_the_sources_is_told_in_german_and_the_old_file_stays(copy, fresh):
    (copy / "widget" / "node_modules").symlink_to(PROJECT / "widget" / "node_modules")
    before = (copy / widget.BUILT).read_bytes()
    break_source(copy)
    with pytest.raises(widget.BauFehlgeschlagen, match=r"ließ sich nicht bauen.*texts\.ts"):
        widget.build(copy)
    assert (copy / widget.BUILT).read_bytes() == before
    assert [file.name for file in (copy / widget.BUILT).parent.iterdir()] == ["widget.js"]


def test_a_missing_npm_is_told_in_german_and_the_old_file_stays(copy, tmp_path, monkeypatch):
    before = (copy / widget.BUILT).read_bytes()
    monkeypatch.setenv("PATH", str(tmp_path / "leer"))
    with pytest.raises(
        widget.BauFehlgeschlagen, match=r"Pakete für das Chat-Fenster ließen sich nicht holen"
    ):
        widget.build(copy)
    assert (copy / widget.BUILT).read_bytes() == before
    assert not (copy / "widget" / "node_modules").exists()


def test_a_folder_that_is_not_there_is_told_in_german(copy, fresh, tmp_path):
    with pytest.raises(widget.BauFehlgeschlagen, match="lässt sich nicht schreiben"):
        widget.build(PROJECT, tmp_path / "fehlt" / "widget.js")


def test_without_node_nothing_can_be_built(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not widget.node()


@pytest.mark.parametrize(
    ("version", "npm", "usable"),
    [
        ("v18.0.0", True, True),
        ("v22.4.1", True, True),
        ("v16.20.2", True, False),
        ("v20.1.0", False, False),
        ("was?", True, False),
    ],
)
def test_only_a_recent_node_with_its_npm_will_do(tmp_path, monkeypatch, version, npm, usable):
    program(tmp_path, "node", version)
    if npm:
        program(tmp_path, "npm", "10.0.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert widget.node() is usable
