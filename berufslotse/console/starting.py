"""`berufslotse run` and `train`: from a checkout to a bot that answers."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path

import typer
from honcho.manager import Manager
from honcho.printer import Printer

from berufslotse.console.output import clear_errors, console, errors, fail, say, show_faults
from berufslotse.knowledge.home import PROJECT, home
from berufslotse.knowledge.store import refresh
from berufslotse.secrets import keep_private
from berufslotse.serving.processes import (
    Adressen,
    StartFehlgeschlagen,
    check_port,
    clean_up,
    commands,
    environment,
    get_json,
    wait_until_ready,
)
from berufslotse.serving.training import TrainingFehlgeschlagen, model_path, train
from berufslotse.serving.widget import BauFehlgeschlagen, build, is_current, node

TELEGRAM_SECONDS = 10


def prepare() -> Path:
    """Compile the profiles and train, each only if need be, and return the model to serve.

    What is done is told on the standard error, so that the output of a command stays its own.
    """
    with clear_errors():
        state = refresh()
    if state.gebaut:
        errors.print("Profile übersetzt.")
    if state.fehler:
        show_faults(state.fehler, 5)
        errors.print(
            "Die Profile haben Fehler; der Lotse antwortet mit dem letzten guten Stand.", style="yellow"
        )
    model = model_path(PROJECT)
    if model.is_file():
        return model
    first = not any(model.parent.glob("berufslotse-*.tar.gz"))
    errors.print(
        "Der Lotse lernt zum ersten Mal, das dauert einige Minuten."
        if first
        else "Was der Lotse lernen soll, hat sich geändert. Er lernt neu, das dauert einige Minuten."
    )
    seen: set[str] = set()

    def report(step: str) -> None:
        if step not in seen:
            seen.add(step)
            status.update(f"{step} …")

    try:
        with errors.status("Training beginnt …") as status:
            train(PROJECT, report)
    except KeyboardInterrupt:
        errors.print("Abgebrochen. Es bleibt beim bisherigen Modell.", markup=False)
        raise typer.Exit(130) from None
    except TrainingFehlgeschlagen as error:
        errors.print(str(error), markup=False)
        fail("Das Training ist fehlgeschlagen. Die letzten Zeilen von Rasa stehen darüber.")
    errors.print("Training fertig.")
    return model


def build_widget() -> bool:
    """Build the website widget if its sources changed, and return whether the built file fits them."""
    if is_current(PROJECT):
        return True
    if not node():
        errors.print(
            "Das Chat-Fenster hat sich geändert, aber zum Bauen fehlt Node 18 oder neuer. "
            "Es bleibt bei dem, was zuletzt gebaut wurde.",
            style="yellow",
        )
        return False
    try:
        with console.status("Baue das Chat-Fenster …"):
            build(PROJECT)
    except BauFehlgeschlagen as error:
        errors.print(str(error), style="yellow", markup=False)
        return False
    say("Chat-Fenster gebaut.")
    return True


def run(addresses: Adressen) -> int:
    """Start both processes under honcho, say where to chat once they answer, and wait for their end.

    Returns the exit code: 0 after Ctrl-C or a request to end, else that of the process that ended first.
    """
    try:
        check_port(addresses.host, addresses.port, "PORT")
        check_port("127.0.0.1", addresses.actions_port, "ACTIONS_PORT")
    except StartFehlgeschlagen as error:
        fail(str(error))
    build_widget()
    model = prepare()
    log = home() / "lotse.log"
    keep_private(log)
    with log.open("w", encoding="utf-8", buffering=1) as output:
        manager = Manager(Printer(output, colour=False))
        for name, command in commands(PROJECT).items():
            manager.add_process(name, command, env=environment(PROJECT, addresses, model), cwd=str(PROJECT))
        ended = threading.Event()
        watcher = threading.Thread(target=_announce, args=(addresses, ended, log), daemon=True)
        say("Starte den Lotsen …")
        watcher.start()
        manager.loop()
        ended.set()
        watcher.join()
    clean_up(addresses)
    if manager.returncode in {130, 143}:
        say("Beendet.")
        return 0
    reason = _reason(log) or f"Warum, steht in {log}."
    errors.print(f"Der Lotse hat sich von selbst beendet. {reason}", style="red", markup=False)
    return manager.returncode or 1


def _reason(log: Path) -> str | None:
    """Return the error that Rasa ended with, if it said one: in red, after the kind of error."""
    found = re.findall(r"\x1b\[91m\w+: (.*?)\x1b\[0m", log.read_text(encoding="utf-8", errors="replace"))
    return found[-1] if found else None


def _telegram(addresses: Adressen) -> str:
    """Return how the Telegram channel stands, once it knows, or at the latest after `TELEGRAM_SECONDS`."""
    end = time.monotonic() + TELEGRAM_SECONDS
    told = {"state": "", "message": "kein Kanal, in credentials.yml fehlt er."}
    while time.monotonic() < end:
        try:
            told = get_json(f"{addresses.telegram}/health")
        except (OSError, ValueError):
            break
        if told["state"] != "connecting":
            break
        time.sleep(0.2)
    return told["message"]


def _announce(addresses: Adressen, ended: threading.Event, log: Path) -> None:
    if not wait_until_ready(addresses, lambda: not ended.is_set()):
        return
    say(
        "Der Lotse ist bereit.\n"
        f"  Im Browser:   {addresses.chat}\n"
        "  Im Terminal:  make shell   (in einem zweiten Fenster)\n"
        f"  Über REST:    {addresses.rest}\n"
        f"  Auf Telegram: {_telegram(addresses)}\n"
        f"  Protokoll:    {log}\n"
        "Beenden mit Strg-C."
    )
