"""`berufslotse audit` names every pinned package, and for each old one why it is old."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from platform import python_version

import pytest
from packaging.requirements import Requirement
from typer.testing import CliRunner

from berufslotse.console import audit, indexes, node_packages
from berufslotse.console.app import app
from berufslotse.console.dependencies import Dependencies, Own, read_own, read_pins
from berufslotse.console.node_packages import runs_on
from berufslotse.knowledge.home import PROJECT

PYPROJECT = """\
[project]
dependencies = [
  # Hält,
  # was es verspricht.
  "oben>=1,<2",
  "frei>=1",
  "nie>=1 ; sys_platform == 'never'",
]
[project.optional-dependencies]
dev = [
  "eng[mehr]>=3,<4",
]
[tool.x]
other = [
  "fremd>=1",
]
"""
REQUIRES = {
    "oben": ["mitte>=1,<2", "unlesbar !!", "ander<1 ; sys_platform == 'never'"],
    "mitte": ["unten==1.0"],
    "eng": ["zusatz<2 ; extra == 'mehr'", "nie_verlangt<1 ; extra == 'sonst'"],
}
PINS = {"oben": "1.5", "mitte": "1.2", "unten": "1.0", "frei": "1.0", "eng": "3.1", "zusatz": "1.9"}


@pytest.fixture
def made_up() -> Dependencies:
    return Dependencies(PINS, read_own(PYPROJECT), lambda name: REQUIRES.get(name, []))


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What the newest versions require, by name; at "Python" the range they run on. Asks no index."""
    requires: dict[str, list[str]] = {}
    monkeypatch.setattr(indexes, "requires_of", lambda name, version: requires.get(name, []))
    monkeypatch.setattr(indexes, "python_of", lambda name, version: requires.get("Python", [""])[0])
    return requires


def reasons(made_up: Dependencies, **newest: str) -> dict[str, audit.Entry]:
    return {each.name: each for each in audit.explain(made_up, newest)}


def test_own_ranges_are_read_with_the_comments_above_them():
    own = [(str(each.requirement), each.comment) for each in read_own(PYPROJECT)]
    assert own == [("oben<2,>=1", "Hält, was es verspricht."), ("frei>=1", ""), ("eng[mehr]<4,>=3", "")]


def test_a_package_held_by_another_is_explained(made_up, index):
    entry = reasons(made_up, unten="2.0")["unten"]
    assert entry.reasons == ["mitte 1.2 verlangt unten==1.0"] and entry.through == "oben"


def test_a_package_held_by_one_that_is_itself_held_names_what_lies_beneath(made_up, index):
    entry = reasons(made_up, unten="2.0", mitte="2.0", oben="2.1")["unten"]
    assert entry.reasons == ["mitte 1.2 verlangt unten==1.0", "darunter: pyproject.toml: oben<2,>=1"]


def test_what_an_extra_brings_is_followed_and_what_another_would_bring_is_not(made_up, index):
    assert reasons(made_up, zusatz="2.0")["zusatz"].reasons == ["eng 3.1 verlangt zusatz<2"]
    assert "nie-verlangt" not in made_up.through


def test_a_range_of_our_own_is_a_reason_only_where_a_comment_says_why(made_up, index):
    found = reasons(made_up, oben="2.1", eng="4.0")
    assert found["oben"].reasons == ["pyproject.toml: oben<2,>=1 (Hält, was es verspricht.)"]
    assert not found["eng"].reasons and "ohne Begründung" in found["eng"].mend


def test_a_newest_version_that_wants_what_is_held_has_that_for_its_reason(made_up, index):
    index["frei"] = ["unten>=2", "fehlt>=1", "zusatz>=1"]
    entry = reasons(made_up, frei="2.0", unten="2.0")["frei"]
    assert entry.reasons == ["frei 2.0 verlangt unten>=2, hier ist 1.0: mitte 1.2 verlangt unten==1.0"]


def test_a_newest_version_that_does_not_run_on_this_python_has_that_for_its_reason(made_up, index):
    index["Python"] = [">=3.11"]
    entry = reasons(made_up, frei="2.0")["frei"]
    assert entry.reasons == [f"frei 2.0 braucht Python >=3.11, hier ist {python_version()}"]
    index["Python"] = [">=3.10"]
    assert not reasons(made_up, frei="2.0")["frei"].reasons


def test_a_newest_version_that_wants_what_could_be_new_too_has_no_reason(made_up, index):
    made_up.pins["lose"] = "1.0"
    index["frei"] = ["lose>=2"]
    found = reasons(made_up, frei="2.0", lose="2.0")
    assert not found["frei"].reasons and found["frei"].mend == "könnte neu sein: make lock"


def test_every_installed_package_that_others_cap_is_explained_and_all_are_listed(index):
    """With the real files and metadata, as if there were a version 9999 of everything."""
    dependencies = audit.read(PROJECT)
    assert dependencies.pins["rasa"] == metadata.version("rasa") and len(dependencies.pins) > 150
    entries = audit.explain(dependencies, dict.fromkeys(dependencies.pins, "9999"))
    assert {each.name for each in entries} == set(dependencies.pins)
    by_name = {each.name: each for each in entries}
    assert any("rasa 3.6.21 verlangt numpy<1.25" in reason for reason in by_name["numpy"].reasons)
    assert "pyproject.toml: rasa==3.6.21" in by_name["rasa"].reasons[0]
    assert all(each.reasons or each.mend for each in entries)
    # Whatever is pinned is required by something.
    assert [each.name for each in entries if not each.through] == []


# -- the command ---------------------------------------------------------------------------------------


def stub(
    monkeypatch: pytest.MonkeyPatch, pip_list: str, npm: str = '{"version": "0", "engines": {}}'
) -> None:
    """Let pip and npm answer so."""

    def run(command: list[str], what: str) -> str:
        if command[0] == "npm":
            return npm
        return pip_list if "list" in command else "{}"

    monkeypatch.setattr(indexes, "_run", run)
    monkeypatch.setattr(indexes, "has_npm", lambda: True)
    monkeypatch.setattr(audit, "audit_npm", lambda project, folders: [])


def outdated(**newest: str) -> str:
    return json.dumps([{"name": name, "version": "0", "latest_version": new} for name, new in newest.items()])


def test_old_packages_with_reasons_are_well(monkeypatch):
    stub(monkeypatch, outdated(numpy="2.2.6", SQLAlchemy="2.0.58"))
    result = CliRunner().invoke(app, ["audit"])
    assert result.exit_code == 0, result.output
    assert "numpy 1.23.5 (neu: 2.2.6): rasa 3.6.21 verlangt numpy<1.25.0" in result.output
    assert "sqlalchemy 1.4.54 (neu: 2.0.58): rasa 3.6.21 verlangt SQLAlchemy<1.5.0" in result.output
    assert "Schwachstellen sucht dieser Befehl nicht" in result.output
    for name, pin in audit.read(PROJECT).pins.items():
        assert f"{name} {pin}" in result.output


def test_one_without_a_reason_comes_first_and_is_not_well(monkeypatch):
    stub(monkeypatch, outdated(numpy="2.2.6", babel="99.0"))
    result = CliRunner().invoke(app, ["audit"])
    assert result.exit_code == 1
    assert "(neu: 99.0): könnte neu sein: make lock [über rasa]" in result.output
    assert result.output.index("babel") < result.output.index("numpy")


@pytest.mark.parametrize("told", ["", "kein JSON", "{}x", "[1]", '[{"name": "numpy"}]', "null"])
def test_an_answer_that_cannot_be_read_is_one_line(told, monkeypatch):
    stub(monkeypatch, told)
    result = CliRunner().invoke(app, ["audit"])
    assert result.exit_code == 2 and result.stdout == "" and result.stderr.count("\n") == 1


def test_an_index_that_does_not_answer_is_one_line(monkeypatch):
    monkeypatch.setattr(indexes, "PIP", ["/bin/false"])
    with pytest.raises(indexes.IndexUnusable, match="antwortet nicht.*--offline"):
        indexes.newest_of_python("rasa")
    monkeypatch.setattr(indexes, "PIP", ["/gibt/es/nicht"])
    with pytest.raises(indexes.IndexUnusable, match="nicht zu fragen"):
        indexes.newest_of_python("rasa")
    assert CliRunner().invoke(app, ["audit"]).exit_code == 2


def test_without_the_index_the_pins_are_listed_with_what_holds_them(monkeypatch):
    monkeypatch.setattr(indexes, "PIP", ["/gibt/es/nicht"])
    result = CliRunner().invoke(app, ["audit", "--offline"])
    assert result.exit_code == 0
    assert "numpy 1.23.5: rasa 3.6.21 verlangt numpy<1.25.0" in result.output
    for name, pin in audit.read(PROJECT).pins.items():
        assert f"{name} {pin}" in result.output


# -- npm -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("engines", "promised", "runs"),
    [
        ("^20.19.0 || >=22.12.0", ">=18", False),
        (">=16", ">=18", True),
        ("^18.0.0 || >=20", ">=18", True),
        ("*", ">=18", True),
        ("", ">=18", True),
        ("^22", "", True),
        ("^22", ">=22.1", True),
    ],
)
def test_whether_a_package_runs_on_the_node_that_is_promised(engines, promised, runs):
    assert runs_on(engines, promised) is runs


def test_a_node_package_that_wants_a_newer_node_is_explained(tmp_path: Path, monkeypatch):
    (tmp_path / "ordner").mkdir()
    told = {"engines": {"node": ">=18"}, "dependencies": {"neu": "1.0.0", "alt": "1.0.0", "laeuft": "1.0.0"}}
    locked = {"packages": {f"node_modules/{name}": {"version": "1.0.0"} for name in ("neu", "alt", "laeuft")}}
    (tmp_path / "ordner" / "package.json").write_text(json.dumps(told))
    (tmp_path / "ordner" / "package-lock.json").write_text(json.dumps(locked))
    newest = {"neu": ("1.0.0", "*"), "alt": ("2.0.0", ">=22"), "laeuft": ("2.0.0", ">=18")}
    monkeypatch.setattr(node_packages, "newest_of_npm", newest.__getitem__)
    found = {each[0]: each for each in node_packages.audit_npm(tmp_path, ["ordner"])}
    assert found["neu"][2] is None
    assert found["alt"][4] == ["braucht Node >=22, ordner/package.json verspricht >=18"]
    assert found["laeuft"][4] == [] and "ordner/package.json nennt 1.0.0" in found["laeuft"][5]


@pytest.mark.parametrize("told", ["", "[]", "{}", "3"])
def test_what_npm_says_and_nobody_can_read_is_one_line(told, monkeypatch):
    stub(monkeypatch, "[]", told)
    with pytest.raises(indexes.IndexUnusable, match="npm über lit"):
        indexes.newest_of_npm("lit")


def test_pins_for_other_platforms_are_left_out():
    text = "a==1 ; sys_platform == 'never' \\\n    --hash=sha256:0\nB.c==2 \\\n    --hash=sha256:0\n# d==3\n"
    assert read_pins(text) == {"b-c": "2"}


def test_own_requirements_go_before_what_they_bring():
    own = [Own(Requirement("a")), Own(Requirement("b"))]
    found = Dependencies({"a": "1", "b": "1"}, own, lambda name: ["b"] if name == "a" else [])
    assert found.through == {"a": "a", "b": "b"}
