"""`berufslotse knowledge`: checking, compiling, listing and showing what the bot knows."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.table import Table

from berufslotse.console.output import clear_errors, console, errors, fail, progress_bar, say, show_faults
from berufslotse.knowledge import wording
from berufslotse.knowledge.database import database
from berufslotse.knowledge.home import knowledge_url, profiles_folder
from berufslotse.knowledge.lookup import similar_berufe
from berufslotse.knowledge.profiles import read_folder
from berufslotse.knowledge.store import Wissen, refresh
from berufslotse.knowledge.telling import source_name

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
    """Prüft alle Profile und nennt jeden Fehler mit Datei, Zeile und Feld."""
    folder = ordner or profiles_folder()
    with clear_errors():
        profiles = read_folder(folder)
    facts = sum(len(p.profil.fakten) for p in profiles)
    say(f"{len(profiles)} Profile mit {facts} Fakten geprüft, alles in Ordnung.")


@app.command()
def build() -> None:
    """Übersetzt die Profile in die Datenbank, aus der der Lotse antwortet."""
    with clear_errors(), progress_bar() as progress:
        state = refresh(progress)
    if state.fehler:
        show_faults(state.fehler)
        fail("Es bleibt beim letzten guten Stand.")
    say(f"{state.dateien} Dateien übersetzt." if state.gebaut else "Alles ist schon übersetzt.")


@app.command("list")
def list_(
    ort: str | None = typer.Option(None, help="nur Berufe dieser Stadt"),
    beruf: str | None = typer.Option(None, help="nur Städte dieses Berufs"),
) -> None:
    """Listet Berufe und Städte auf."""
    wissen = _open()
    if beruf:
        known = wissen.bekannt(beruf)
        if known is None:
            fail(f"Den Beruf {beruf!r} gibt es in den Profilen nicht.{_alike(wissen, beruf)}")
        places = [*known.orte, *(["ganz Deutschland"] if known.bundesweit else [])]
        say(f"{known.name}: {wording.listing(places)}")
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
    known = wissen.bekannt(beruf)
    if known is None:
        fail(f"Den Beruf {beruf!r} gibt es in den Profilen nicht.{_alike(wissen, beruf)}")
    place = wissen.plaetze.find(ort) if ort else None
    town = place.name if place else ort
    facts = wissen.fakten(known.name, town)
    if not facts:
        where = f"aus {town}" if town else "für ganz Deutschland"
        places = [*known.orte, *(["ganz Deutschland"] if known.bundesweit else [])]
        fail(f"Über {known.name} gibt es nichts {where}, wohl aber: {wording.listing(places)}.")
    console.print(f"{known.name}, {town or 'ganz Deutschland'}", style="bold", markup=False)
    for thema in dict.fromkeys(f.thema for f in facts):
        console.print(f"\n{wording.HEADINGS[thema]}", style="bold", markup=False)
        for fact in (f for f in facts if f.thema == thema):
            say(f"– {fact.text}")
    console.print("\nQuellen", style="bold")
    for source in dict.fromkeys(f.quelle for f in facts):
        say(f"– {source_name(source)}\n  {source.url}")


def _alike(wissen: Wissen, name: str) -> str:
    names = similar_berufe(wissen, name)
    return f" Ähnlich: {wording.listing(names)}." if names else ""
