"""`make setup` on all sorts of machines: which Python it takes, and what it says when there is none."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import tomli

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap(tmp_path, monkeypatch):
    """The script as a module, on a machine with an empty PATH, no pyenv, and a project in tmp_path."""
    spec = importlib.util.spec_from_file_location("bootstrap", PROJECT / "scripts" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("requirements.txt", "pyproject.toml", "scripts/bootstrap.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    monkeypatch.delenv("DE_CORE_NEWS_SM", raising=False)
    for name, path in {
        "PROJECT": "",
        "VENV": ".venv",
        "TOOLS": ".tools",
        "STAMP": ".venv/stamp",
        "TRIED": ".venv/tried",
    }.items():
        monkeypatch.setattr(module, name, tmp_path / path)
    return module


def executable(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def python(path: Path, version: str) -> Path:
    return executable(path, f"echo {version}")


def test_working_python310_is_taken(bootstrap, tmp_path):
    wanted = python(tmp_path / "bin" / "python3.10", "3.10")
    assert bootstrap.find_python() == str(wanted)


def test_default_python_is_taken_if_it_is_a_310(bootstrap, tmp_path):
    wanted = python(tmp_path / "bin" / "python3", "3.10")
    assert bootstrap.find_python() == str(wanted)


def test_shim_that_fails_is_passed_over_for_pyenvs_newest_310(bootstrap, tmp_path):
    executable(tmp_path / "bin" / "python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    python(tmp_path / "pyenv/versions/3.10.9/bin/python3.10", "3.10")
    wanted = python(tmp_path / "pyenv/versions/3.10.13/bin/python3.10", "3.10")
    python(tmp_path / "pyenv/versions/3.11.7/bin/python3.11", "3.11")
    assert bootstrap.find_python() == str(wanted)


def test_own_environment_is_not_taken_even_when_it_is_active(bootstrap, tmp_path, monkeypatch):
    python(tmp_path / ".venv" / "bin" / "python3.10", "3.10")
    wanted = python(tmp_path / "bin" / "python3.10", "3.10")
    monkeypatch.setenv("PATH", f"{tmp_path / '.venv' / 'bin'}{os.pathsep}{tmp_path / 'bin'}")
    assert bootstrap.find_python() == str(wanted)


def test_python_without_venv_is_passed_over(bootstrap, tmp_path):
    executable(tmp_path / "bin" / "python3.10", "echo 'No module named ensurepip' >&2; exit 1")
    wanted = python(tmp_path / "pyenv/versions/3.10.13/bin/python3.10", "3.10")
    assert bootstrap.find_python() == str(wanted)


def test_uv_is_asked_as_a_last_resort_and_keeps_to_the_projects_folder(bootstrap, tmp_path):
    fetched = tmp_path / ".tools/python/cpython-3.10/bin/python3.10"
    script = (
        f'[ "$UV_PYTHON_INSTALL_DIR" = "{tmp_path}/.tools/python" ] || exit 1\n'
        f'if [ "$2" = find ]; then echo {fetched}; fi'
    )
    executable(tmp_path / "bin" / "uv", script)
    python(fetched, "3.10")
    assert bootstrap.find_python() == str(fetched)


def test_machine_with_neither_gets_one_line_that_says_what_to_install(
    bootstrap, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(bootstrap.sys, "executable", str(executable(tmp_path / "bin" / "any", "exit 1")))
    assert bootstrap.main() == 1
    said = capsys.readouterr().err.strip()
    assert "\n" not in said
    assert "Bitte Python 3.10 installieren" in said
    assert not (tmp_path / ".venv").exists()
    assert not (tmp_path / ".tools" / "uv").exists()


def test_packages_that_cannot_be_had_leave_no_half_environment(bootstrap, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(bootstrap, "find_python", lambda: sys.executable)
    (tmp_path / "requirements.txt").write_text("./gibt-es-nicht.whl\n", encoding="utf-8")
    assert bootstrap.main() == 1
    assert "Ist das Netz da" in capsys.readouterr().err
    assert not (tmp_path / ".venv").exists()


def test_ctrl_c_leaves_no_half_environment(bootstrap, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(bootstrap, "find_python", lambda: sys.executable)

    def interrupted(command, message):
        (tmp_path / ".venv").mkdir(exist_ok=True)
        raise KeyboardInterrupt

    monkeypatch.setattr(bootstrap, "call", interrupted)
    assert bootstrap.main() == 130
    assert "Abgebrochen" in capsys.readouterr().err
    assert not (tmp_path / ".venv").exists()


def test_made_environment_is_not_made_again_until_the_requirements_change(bootstrap, tmp_path):
    python(tmp_path / ".venv/bin/python", "3.10")
    assert not bootstrap.up_to_date()
    bootstrap.STAMP.write_text(bootstrap.wanted_stamp())
    assert bootstrap.up_to_date()
    (tmp_path / "requirements.txt").write_text("rasa==3.6.21\n", encoding="utf-8")
    assert not bootstrap.up_to_date()


def test_environment_whose_python_is_gone_is_made_again(bootstrap, tmp_path):
    (tmp_path / ".venv").mkdir()
    bootstrap.STAMP.write_text(bootstrap.wanted_stamp())
    assert not bootstrap.up_to_date()


def test_german_that_cannot_be_had_is_one_clear_line_and_asked_for_once(bootstrap, tmp_path, capsys):
    executable(tmp_path / ".venv/bin/python", "exit 1")
    bootstrap.get_german()
    said = capsys.readouterr().out.strip()
    assert "\n" not in said
    assert "DE_CORE_NEWS_SM=" in said
    bootstrap.get_german()
    assert capsys.readouterr().out == ""


def test_named_german_goes_first_and_is_installed_once(bootstrap, tmp_path, capsys, monkeypatch):
    calls = tmp_path / "calls"
    executable(tmp_path / ".venv/bin/python", f'echo "$@" >> {calls}')
    wheel = tmp_path / "de_core_news_sm-3.7.0-py3-none-any.whl"
    wheel.write_bytes(b"")
    monkeypatch.setenv("DE_CORE_NEWS_SM", str(wheel))
    bootstrap.get_german()
    bootstrap.get_german()
    assert "installiert" in capsys.readouterr().out
    assert len([line for line in calls.read_text().splitlines() if str(wheel) in line]) == 1


def test_named_german_that_is_not_there_is_an_error(bootstrap, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(bootstrap, "up_to_date", lambda: True)
    monkeypatch.setenv("DE_CORE_NEWS_SM", str(tmp_path / "fehlt.whl"))
    assert bootstrap.main() == 1
    assert "fehlt.whl, aber diese Datei gibt es nicht" in capsys.readouterr().err


def test_script_keeps_to_what_an_old_python_understands():
    source = (PROJECT / "scripts" / "bootstrap.py").read_text(encoding="utf-8")
    compile(source, "bootstrap.py", "exec", dont_inherit=True)
    import ast

    ast.parse(source, feature_version=(3, 6))


def test_requirements_are_pinned_with_hashes_and_name_no_index():
    text = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    assert "index-url" not in text
    assert "://" not in text
    entries = [block for block in text.replace("\\\n", " ").splitlines() if block and block[0] not in "# -"]
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


def test_everything_the_project_asks_for_is_pinned():
    asked = tomli.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [*asked["dependencies"], *asked["optional-dependencies"]["dev"]]
    wanted = {re.split(r"[^\w.-]", name)[0].lower().replace("_", "-").replace(".", "-") for name in names}
    pinned = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    have = {line.split("==")[0] for line in pinned.splitlines() if "==" in line}
    assert wanted <= have


def test_every_python_of_the_environment_keeps_telemetry_off():
    command = "import os; print(os.environ.get('RASA_TELEMETRY_ENABLED'))"
    environment = {k: v for k, v in os.environ.items() if k != "RASA_TELEMETRY_ENABLED"}
    run = subprocess.run(
        [sys.executable, "-c", command], env=environment, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "false"
