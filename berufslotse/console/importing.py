"""`berufslotse knowledge import-esco` and `import-kldb`: official lists of occupations."""

from __future__ import annotations

import datetime
from pathlib import Path

from berufslotse.console.output import errors, fail, say
from berufslotse.knowledge.esco import read_esco
from berufslotse.knowledge.home import profiles_folder
from berufslotse.knowledge.kldb import read_kldb
from berufslotse.knowledge.official import Verzeichnis, write_list
from berufslotse.knowledge.schema import Quelle
from berufslotse.knowledge.titles import ImportFehler

MEANWHILE = "Läuft der Lotse, kennt er sie in wenigen Sekunden; sonst übersetzt sie der nächste Start."


def import_esco(folder: Path) -> None:
    """Take over the German ESCO download in `folder`."""
    try:
        found = read_esco(folder)
    except ImportFehler as error:
        fail(str(error))
    source = Quelle(
        titel="ESCO, Klassifikation der Berufe und Fähigkeiten",
        url="https://esco.ec.europa.eu/de/classification/occupation_main",
        abgerufen=datetime.date.today(),
        stand=None,
        herausgeber="Europäische Kommission",
    )
    _keep("esco", Verzeichnis(source, found.eintraege))
    facts = sum(len(entry.fakten) for entry in found.eintraege)
    names = sum(1 + (entry.feminin is not None) + len(entry.aliase) for entry in found.eintraege)
    say(
        f"{len(found.eintraege)} Berufe mit {names} Namen und {facts} Fakten aus ESCO übernommen. {MEANWHILE}"
    )
    for name in found.fehlt:
        errors.print(
            f"Es fehlt {name}; ohne sie gibt es keine Anforderungen aus ESCO.", style="yellow", markup=False
        )


def import_kldb(path: Path) -> None:
    """Take over the official alphabetical list of occupation names at `path`."""
    try:
        entries = read_kldb(path)
    except ImportFehler as error:
        fail(str(error))
    source = Quelle(
        titel="Alphabetisches Verzeichnis der Berufsbenennungen (KldB 2010)",
        url="https://statistik.arbeitsagentur.de",
        abgerufen=datetime.date.today(),
        stand=None,
        herausgeber="Bundesagentur für Arbeit",
    )
    _keep("kldb", Verzeichnis(source, entries))
    classes = len({entry.klasse for entry in entries})
    say(f"{len(entries)} Berufsbenennungen in {classes} Klassen übernommen. {MEANWHILE}")


def _keep(name: str, liste: Verzeichnis) -> None:
    try:
        write_list(profiles_folder(), name, liste)
    except OSError as error:
        fail(f"Das Verzeichnis lässt sich nicht speichern ({error.strerror}: {error.filename}).")
