"""`berufslotse knowledge watch` and `status`: compiling what changes, and telling how things stand."""

from __future__ import annotations

import signal
import threading
import time

from berufslotse.console.output import clear_errors, console, count, errors, say, show_faults
from berufslotse.knowledge.build import faults_of_changes
from berufslotse.knowledge.changes import SCHEMA, scan, signature
from berufslotse.knowledge.database import Datenbank, SqliteDatei, WissenNichtSchreibbar, database
from berufslotse.knowledge.home import knowledge_url, profiles_folder
from berufslotse.knowledge.profiles import ProfilFehler, require
from berufslotse.knowledge.store import Wissen, refresh

LEAST, MOST = 1.0, 4.0
"""Seconds between two looks at the folder; the larger it is, the longer, so that looking costs little."""


def watch() -> None:
    """Compile what changes among the profiles, until asked to end."""
    ended = threading.Event()
    # Only a mark is set, so that what is begun is finished; an exception may get lost in a callback.
    signal.signal(signal.SIGTERM, lambda number, frame: ended.set())
    tried = told = ""
    while not ended.is_set():
        began = time.monotonic()
        try:
            seen = signature(scan(profiles_folder()))
            if seen != tried:
                _compile()
                tried, told = seen, ""
        except (OSError, WissenNichtSchreibbar) as error:
            # Tried again at the next look: a full disk or a database that is away may be mended meanwhile.
            if str(error) != told:
                errors.print(f"Das Wissen bleibt, wie es war: {error}", markup=False)
            told = str(error)
        ended.wait(min(MOST, max(LEAST, 20 * (time.monotonic() - began))))


def _compile() -> None:
    try:
        state = refresh()
    except ProfilFehler as faults:
        show_faults(faults, 5)
        return
    if state.fehler:
        show_faults(state.fehler, 5)
        errors.print("Es bleibt beim letzten guten Stand.", markup=False)
    elif state.gebaut:
        say(f"Neu übersetzt: {count(state.dateien, 'geänderte Datei', 'geänderte Dateien')}.")


def status() -> bool:
    """Tell what the bot knows now, and what waits or is wrong; return whether all is well."""
    with clear_errors():
        target = database(knowledge_url())
        state = target.state()
        if state is None or state.get("schema") != SCHEMA:
            say("Noch nichts übersetzt. Das erledigt: berufslotse knowledge build")
            return False
        wissen = Wissen(target)
        _tell_content(wissen, target)
        require(profiles_folder())
        todo, faults = faults_of_changes(profiles_folder(), target)
    waiting = len(todo.neu) + len(todo.fort)
    if faults:
        console.print("Fehler, derentwegen der letzte gute Stand in Gebrauch bleibt:", style="red")
        show_faults(ProfilFehler(faults))
        return False
    if waiting:
        changed = count(waiting, "Datei hat", "Dateien haben")
        say(f"{changed} sich seither geändert, Fehler gibt es darin keine.")
        say("Läuft der Lotse, nimmt er sie in den nächsten Sekunden auf; sonst: berufslotse knowledge build")
    else:
        say("Alle Dateien sind übersetzt, Fehler gibt es keine.")
    return True


def _tell_content(wissen: Wissen, target: Datenbank) -> None:
    sizes = wissen.umfang()
    say(
        f"In Gebrauch: {sizes['fakten']} Fakten aus {sizes['profile']} Profilen über "
        f"{sizes['berufe']} Berufe in {sizes['orte']} Städten."
    )
    if sizes["amtlich"] or sizes["benennungen"]:
        say(
            f"Aus amtlichen Verzeichnissen: {sizes['amtlich']} Beschreibungen, "
            f"{sizes['benennungen']} Berufsbenennungen."
        )
    where = str(target.path) if isinstance(target, SqliteDatei) else "PostgreSQL (KNOWLEDGE_URL)"
    say(f"Datenbank: {where}")
