"""`berufslotse knowledge`: checking, compiling, listing and showing what the bot knows."""

from __future__ import annotations

from pathlib import Path
from textwrap import shorten

import typer
from rich.table import Table

from berufslotse.console.output import (
    MOST_FAULTS,
    clear_errors,
    console,
    count,
    errors,
    fail,
    progress_bar,
    say,
    show_faults,
)
from berufslotse.console.profile_view import ALL, alike, nothing, places, sections
from berufslotse.knowledge import wording
from berufslotse.knowledge.contacts import read_contacts
from berufslotse.knowledge.database import database
from berufslotse.knowledge.faults import printable
from berufslotse.knowledge.home import DEFAULT_CONTACTS, contacts_file, knowledge_url, profiles_folder
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.payroll import pay_picture
from berufslotse.knowledge.profiles import open_facts, read_folder
from berufslotse.knowledge.store import Wissen, refresh
from berufslotse.knowledge.text import slug

app = typer.Typer(
    help="Was der Lotse weiß: Profile prüfen, übersetzen, auflisten und ansehen.", no_args_is_help=True
)


def _open() -> Wissen:
    with clear_errors():
        state = refresh()
        if state.fehler:
            show_faults(state.fehler, 5)
            errors.print("Die Profile haben Fehler; gezeigt wird der letzte gute Stand.", style="yellow")
        return Wissen(database(knowledge_url()))


@app.command()
def check(ordner: Path | None = typer.Argument(None, help="Ordner mit Profilen statt profiles/")) -> None:
    """Prüft Profile und Kontakte, nennt jeden Fehler mit Datei, Zeile und Feld, und was noch offen ist."""
    folder = ordner or profiles_folder()
    contacts, faulty = _check_contacts()
    _tell_unread(folder)
    with clear_errors():
        profiles = read_folder(folder)
    waiting = [(item.datei, todo) for item in profiles if (todo := open_facts(item))]
    for path, facts in waiting:
        for line, fact in facts:
            say(f"{path}, Zeile {line}: noch zu prüfen ({fact.thema.value}): {shorten(fact.text, 60)}")
    total = sum(len(p.profil.fakten) for p in profiles)
    unchecked = sum(len(facts) for _, facts in waiting)
    if unchecked:
        open_, files = count(unchecked, "Fakt", "Fakten"), count(len(waiting), "Profil", "Profilen")
        say(f"Noch offen: {open_} in {files}. Der Lotse kennt sie erst danach.")
    say(f"{len(profiles)} Profile mit {total - unchecked} geprüften Fakten, alles in Ordnung.")
    if faulty:
        fail(f"{count(faulty, 'Fehler', 'Fehler')} in den Kontakten. Es gilt weiter die letzte gute Liste.")
    say(contacts)


def _tell_unread(folder: Path) -> None:
    """Tell which files look like profiles but have an ending that is not read."""
    found = [path.relative_to(folder) for path in folder.rglob("*") if _looks_like_profile(path)]
    names = sorted(str(path) for path in found if not any(part.startswith(".") for part in path.parts))
    for name in names[:MOST_FAULTS]:
        say(f"{printable(name)} wird nicht gelesen, ein Profil endet auf .yml.")
    if len(names) > MOST_FAULTS:
        say(f"… und {len(names) - MOST_FAULTS} weitere.")


def _looks_like_profile(path: Path) -> bool:
    name, ending = path.name.lower(), "".join(path.suffixes).lower()
    if name.startswith("readme.") or path.name.endswith((".yml", ".yaml")) or not path.is_file():
        return False
    return "yml" in ending or "yaml" in ending or ending.endswith(".txt")


def _check_contacts() -> tuple[str, int]:
    """Tell the faults of the contacts; return what there is, and the number of faults."""
    path = contacts_file()
    if not path.exists() and path == DEFAULT_CONTACTS:
        return f"Ohne {path.name} nennt der Lotse als Kontakt nur die Berufsberatung.", 0
    found, faults = read_contacts(path)
    for fault in faults:
        errors.print(str(fault), markup=False)
    return f"{count(len(found or ()), 'Kontakt', 'Kontakte')} in {path.name}, alles in Ordnung.", len(faults)


@app.command()
def build() -> None:
    """Übersetzt, was sich an den Profilen geändert hat, in die Datenbank, aus der der Lotse antwortet."""
    with clear_errors(), progress_bar() as progress:
        state = refresh(progress)
    if state.fehler:
        show_faults(state.fehler)
        fail("Es bleibt beim letzten guten Stand.")
    say(
        f"{count(state.dateien, 'Datei', 'Dateien')} übersetzt."
        if state.gebaut
        else "Alles ist schon übersetzt."
    )


@app.command()
def status() -> None:
    """Sagt, was in Gebrauch ist, was sich seither geändert hat und was daran fehlerhaft ist."""
    from berufslotse.console.watching import status as tell

    raise typer.Exit(0 if tell() else 1)


@app.command()
def watch() -> None:
    """Übersetzt geänderte Profile, sobald sie gespeichert sind; läuft beim Lotsen von selbst mit."""
    from berufslotse.console.watching import watch as follow

    follow()


@app.command()
def add(
    artikel: str = typer.Argument(..., help="Datei (.txt, .html), Ordner oder - für die Standardeingabe"),
    url: str | None = typer.Option(None, help="Adresse, unter der der Artikel steht"),
    overwrite: bool = typer.Option(False, "--ueberschreiben", help="ein vorhandenes Profil ersetzen"),
) -> None:
    """Entwirft aus einem Artikel ein Profil; geprüft wird es von Hand."""
    from berufslotse.console.drafting import add as draft

    if url and not url.startswith(("https://", "http://")):
        fail("--url muss mit https:// oder http:// beginnen.")
    draft(artikel, _open(), url, overwrite)


@app.command("import-esco")
def import_esco(ordner: Path = typer.Argument(..., help="Ordner mit occupations_de.csv")) -> None:
    """Übernimmt Berufe, Beschreibungen und Fähigkeiten aus ESCO v1.2 (deutscher CSV-Download)."""
    from berufslotse.console.importing import import_esco as take

    take(ordner)


@app.command("import-kldb")
def import_kldb(datei: Path = typer.Argument(..., help="CSV-Datei der Bundesagentur für Arbeit")) -> None:
    """Übernimmt das amtliche alphabetische Verzeichnis der Berufsbenennungen (KldB 2010)."""
    from berufslotse.console.importing import import_kldb as take

    take(datei)


@app.command()
def search(
    worte: list[str] = typer.Argument(..., help="wonach gesucht wird"),
    anzahl: int = typer.Option(10, min=1, max=100, help="so viele Fakten höchstens"),
) -> None:
    """Sucht in allen Fakten, der passendste zuerst."""
    found = _open().suche_ueberall(" ".join(worte), anzahl)
    for fact in found:
        say(f"{fact.beruf}, {fact.ort or 'ganz Deutschland'} ({wording.HEADINGS[fact.thema]}): {fact.text}")
    if not found:
        fail("Dazu steht in den Fakten nichts.")


@app.command()
def chart(
    beruf: str = typer.Argument(..., help="Beruf, auch in weiblicher Form"),
    orte: list[str] | None = typer.Argument(None, help="Städte; ohne sie alle mit Zahlen"),
    nach: Path | None = typer.Option(None, help="Bild in diese Datei schreiben (.svg oder .png)"),
) -> None:
    """Zeichnet die Gehälter eines Berufs und schreibt das Bild als SVG oder PNG."""
    wissen = _open()
    known = _known(wissen, beruf)
    towns = [place.name if (place := wissen.plaetze.find(o)) else o for o in orte or ()]
    picture = pay_picture(wissen, [known.name], towns or None)
    if picture is None:
        fail(f"Zum Gehalt als {known.name} gibt es dort keine Zahlen.")
    lacking = [town for town in towns if not any(f.ort == town for f in wissen.gehaelter(known.name))]
    if lacking:
        errors.print(f"Keine eigenen Zahlen gibt es aus {wording.listing(lacking)}.", style="yellow")
    path = nach or Path(f"gehalt-{slug(known.name)}.svg")
    if path.suffix not in {".svg", ".png"}:
        fail("Das Bild kann .svg oder .png sein.")
    try:
        path.write_bytes(picture.png() if path.suffix == ".png" else picture.svg.encode())
    except OSError as error:
        fail(f"{path} lässt sich nicht schreiben ({error.strerror}).")
    say(f"{picture.alt}\n\nGeschrieben: {path}")


@app.command("list")
def list_(
    ort: str | None = typer.Option(None, help="nur Berufe dieser Stadt"),
    beruf: str | None = typer.Option(None, help="nur Städte dieses Berufs"),
) -> None:
    """Listet Berufe und Städte auf."""
    wissen = _open()
    if beruf:
        known = _known(wissen, beruf)
        say(f"{known.name}: {places(known)}")
        return
    if ort:
        place = wissen.plaetze.find(ort)
        names = wissen.berufe_in(place.name if place else ort)
        if not names:
            fail(f"Aus {ort} gibt es kein Profil.")
        for name in sorted(names):
            say(name)
        return
    table = Table("Beruf", "weiblich", "Städte", "bundesweit")
    for name in wissen.berufsnamen:
        each = wissen.beruf(name)
        assert each
        table.add_row(name, each.feminin or "–", str(len(each.orte)), "ja" if each.bundesweit else "")
    console.print(table)


@app.command()
def show(
    beruf: str = typer.Argument(..., help="Beruf, auch in weiblicher Form"),
    ort: str | None = typer.Argument(None, help="Stadt; ohne sie, was für ganz Deutschland gilt"),
) -> None:
    """Zeigt alle Fakten eines Profils mit ihren Quellen."""
    wissen = _open()
    known = _known(wissen, beruf)
    place = wissen.plaetze.find(ort) if ort else None
    town = place.name if place else ort
    facts = wissen.fakten(known.name, town)
    if not facts:
        fail(nothing(known, town))
    console.print(f"{known.name}, {town or ALL}", style="bold", markup=False)
    for heading, items in sections(facts):
        console.print(f"\n{heading}", style="bold", markup=False)
        for item in items:
            say(f"– {item}")


def _known(wissen: Wissen, name: str) -> Beruf:
    """Return the occupation called `name`, or end with what is written alike."""
    known = wissen.bekannt(name)
    if known is None:
        fail(f"Den Beruf {name!r} gibt es in den Profilen nicht.{alike(wissen, name)}")
    return known
