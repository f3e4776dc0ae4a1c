#!/usr/bin/env python3
"""Makes the environment: finds Python 3.10, fills .venv from requirements.txt, gets German for spaCy.

Runs on any Python from 3.6 with nothing but the standard library. What was done once and still fits is not
done again. The environment is made under another name and gets its own when it is whole, so a failure or
Ctrl-C leaves nothing half-made behind.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
TOOLS = PROJECT / ".tools"
STAMP = VENV / "berufslotse-stamp"
MODEL = "de_core_news_sm"
MODEL_VERSION = "3.7.0"
MODEL_URL = (
    "https://github.com/explosion/spacy-models/releases/download/{0}-{1}/{0}-{1}-py3-none-any.whl".format(
        MODEL, MODEL_VERSION
    )
)
TRIED = VENV / "german-tried"
RETRY_SECONDS = 7 * 24 * 3600
STARTUP = "import berufslotse.environment; berufslotse.environment.apply()\n"


class Trouble(Exception):
    """Something that only the user can mend; the message says what and how."""


def main():
    """Make or mend the environment and return the exit code."""
    try:
        if not up_to_date():
            make_environment()
        get_german()
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Abgebrochen. Der nächste Aufruf fängt diesen Schritt von vorn an.", file=sys.stderr)
        return 130
    return 0


def wanted_stamp():
    """Return what .venv must have been made from."""
    digest = hashlib.sha256()
    for name in ("requirements.txt", "pyproject.toml", "scripts/bootstrap.py"):
        digest.update((PROJECT / name).read_bytes())
    return digest.hexdigest()


def up_to_date():
    """Whether .venv is whole, made from the present requirements, and its Python still runs."""
    try:
        fits = STAMP.read_text() == wanted_stamp()
    except OSError:
        return False
    return fits and version_of([str(VENV / "bin" / "python")]) == (3, 10)


def version_of(command):
    """Return (major, minor) of the Python that `command` starts, or None if it does not start."""
    code = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    try:
        run = subprocess.run([*command, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    except OSError:
        return None
    text = run.stdout.decode(errors="replace").strip()
    return tuple(map(int, text.split("."))) if run.returncode == 0 and re.match(r"\d+\.\d+$", text) else None


def find_python():
    """Return the path of a Python 3.10 that can make environments, fetching one as a last resort."""
    for command in ("python3.10", "python3", "python"):
        for path in on_path(command):
            if version_of([path]) == (3, 10):
                return path
    return pyenv_python() or uv_python()


def on_path(command):
    """Return where `command` stands on PATH, without the project's own .venv, which may be active."""
    folders = [Path(f) for f in os.environ.get("PATH", "").split(os.pathsep) if f]
    places = [folder / command for folder in folders if VENV not in (folder, folder.parent)]
    return [str(place) for place in places if os.access(str(place), os.X_OK)]


def pyenv_python():
    """Return a Python 3.10 that pyenv has installed, selected or not, or None."""
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    found = sorted(root.glob("versions/3.10.*/bin/python3.10"), key=release_of, reverse=True)
    return next((str(path) for path in found if version_of([str(path)]) == (3, 10)), None)


def release_of(path):
    """Return the release in `path` as numbers, for sorting (3.10.13 comes after 3.10.9)."""
    return [int(part) for part in re.findall(r"\d+", path.parent.parent.name)]


def uv_python():
    """Have uv, in the project's own .tools, download a Python 3.10 and return its path."""
    print("Kein Python 3.10 gefunden. Hole eines mit uv nach {} …".format(TOOLS.name), flush=True)
    uv = next(iter(on_path("uv")), None) or install_uv()
    env = dict(os.environ, UV_PYTHON_INSTALL_DIR=str(TOOLS / "python"), UV_CACHE_DIR=str(TOOLS / "cache"))
    help_line = (
        "Python 3.10 fehlt und ließ sich nicht holen. Bitte Python 3.10 installieren, zum Beispiel mit "
        "`pyenv install 3.10`, und noch einmal aufrufen."
    )
    if not uv:
        raise Trouble(help_line)
    for step in (["python", "install", "3.10"], ["python", "find", "3.10"]):
        run = subprocess.run([uv, *step], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if run.returncode:
            raise Trouble(help_line)
    path = run.stdout.decode().strip()
    if version_of([path]) != (3, 10):
        raise Trouble(help_line)
    return path


def install_uv():
    """Install uv into .tools with pip and return its path, or None where there is no pip or no network."""
    target = TOOLS / "uv"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target), "uv"]
    try:
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        done = False
    binary = target / "bin" / "uv"
    if not done or not binary.is_file():
        shutil.rmtree(str(target), ignore_errors=True)
        return None
    return str(binary)


def make_environment():
    """Make .venv anew and install requirements and project into it."""
    python = find_python()
    print("Richte die Umgebung ein (Python 3.10, etwa 200 Pakete, ein bis drei Minuten) …", flush=True)
    shutil.rmtree(str(VENV), ignore_errors=True)
    try:
        call([python, "-m", "venv", str(VENV)], "Die Umgebung .venv ließ sich nicht anlegen.")
        pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        call(
            [*pip, "--no-deps", "-r", str(PROJECT / "requirements.txt")],
            "Die Pakete ließen sich nicht installieren. Ist das Netz da und genug Platz frei (3 GB)?",
        )
        call(
            [*pip, "--no-deps", "--no-build-isolation", "-e", str(PROJECT)],
            "Das Projekt selbst ließ sich nicht installieren.",
        )
        site_packages = next(VENV.glob("lib/python3.10/site-packages"))
        # Rasa's template has test stories of its own, which a bare `rasa test` would find here and play.
        for template in site_packages.glob("rasa/cli/initial_project/tests/*.yml"):
            template.unlink()
        (site_packages / "zz-berufslotse.pth").write_text(STARTUP)
        STAMP.write_text(wanted_stamp())
    except BaseException:
        shutil.rmtree(str(VENV), ignore_errors=True)
        raise


def call(command, message):
    """Run `command` quietly; where it fails, raise `Trouble` with the last line of what it said."""
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if run.returncode:
        lines = run.stdout.decode(errors="replace").strip().splitlines()
        raise Trouble(f"{message} ({lines[-1].strip() if lines else 'ohne Meldung'})")


def get_german():
    """Install the official German pipeline, a local copy first; without it the bot uses blank German."""
    python = str(VENV / "bin" / "python")
    pip = [python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
    local = os.environ.get("DE_CORE_NEWS_SM")
    if local:
        install_local_german(pip, Path(local))
        return
    installed = subprocess.run([python, "-c", "import " + MODEL], stderr=subprocess.DEVNULL).returncode == 0
    if installed or (TRIED.exists() and time.time() - TRIED.stat().st_mtime < RETRY_SECONDS):
        return
    wanted = [*pip, "--retries", "1", "--timeout", "15", MODEL_URL]
    if subprocess.run(wanted, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0:
        print(f"Deutsch für spaCy: {MODEL} {MODEL_VERSION} installiert.")
        return
    TRIED.write_text(MODEL_URL)
    print(
        f"Deutsch für spaCy: {MODEL} war nicht zu haben, weiter mit spaCys einfachem Deutsch. "
        f"Liegt die Datei vor: DE_CORE_NEWS_SM=/pfad/zur/{MODEL}.whl make setup"
    )


def install_local_german(pip, wheel):
    """Install the German pipeline from the file `wheel`, once for each version of that file."""
    if not wheel.is_file():
        raise Trouble(f"DE_CORE_NEWS_SM nennt {wheel}, aber diese Datei gibt es nicht.")
    mark = f"{wheel} {wheel.stat().st_mtime}"
    if TRIED.exists() and TRIED.read_text() == mark:
        return
    call([*pip, "--force-reinstall", str(wheel)], f"{wheel} ließ sich nicht installieren.")
    TRIED.write_text(mark)
    print(f"Deutsch für spaCy: {wheel.name} installiert.")


if __name__ == "__main__":
    sys.exit(main())
