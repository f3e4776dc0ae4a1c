"""`knowledge build`, `status`, `search` and `chart` say in plain German what they did and what is wrong."""

from __future__ import annotations

import datetime
import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import Result
from PIL import Image
from typer.testing import CliRunner

from berufslotse.console.app import app
from berufslotse.knowledge.official import Verzeichnis, write_list
from berufslotse.knowledge.schema import Quelle
from berufslotse.knowledge.titles import Eintrag
from berufslotse.serving.processes import free_port

PROFILES = {
    "erzieher-koeln.yml": """\
beruf: Erzieher
beruf_feminin: Erzieherin
ort: Köln
quellen: [{titel: Kita, url: "https://www.stadt-koeln.de/kita", abgerufen: 2026-11-22}]
fakten:
  - {thema: aufgaben, text: "Sie planen den Tag der Gruppe."}
  - {thema: regionalkultur, text: "Zum Karneval kommen alle verkleidet."}
  - thema: gehalt
    text: "Wer anfängt, bekommt 2.800 bis 3.200 Euro im Monat."
    gehalt: {stufe: einstieg, von: 2800, bis: 3200, zeitraum: monat}
""",
    "erzieher-leipzig.yml": """\
beruf: Erzieher
beruf_feminin: Erzieherin
ort: Leipzig
quellen: [{titel: Hort, url: "https://www.leipzig.de/hort", abgerufen: 2026-11-22}]
fakten:
  - thema: gehalt
    text: "Am Anfang sind es 2.650 Euro im Monat."
    gehalt: {stufe: einstieg, von: 2650, bis: 2650, zeitraum: monat}
""",
    "koch.yml": """\
beruf: Koch
beruf_feminin: Köchin
quellen: [{titel: Kochen, url: "https://www.koch.de", abgerufen: 2026-11-22}]
fakten: [{thema: aufgaben, text: "Sie planen Menüs und kochen Suppen."}]
""",
}
Command = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder with the profiles, nothing of it compiled yet."""
    place = tmp_path / "profile"
    place.mkdir()
    for name, text in PROFILES.items():
        (place / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("BERUFSLOTSE_PROFILES", str(place))
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path / "heim"))
    monkeypatch.delenv("KNOWLEDGE_URL", raising=False)
    return place


@pytest.fixture
def knowledge(folder: Path) -> Command:
    """A function that runs `berufslotse knowledge` with the words given."""
    return lambda *words: CliRunner().invoke(app, ["knowledge", *map(str, words)])


def spoil(folder: Path) -> None:
    """Put a slip of the pen into the profile of the Koch."""
    text = PROFILES["koch.yml"].replace("thema: aufgaben", "thema: aufgabe")
    (folder / "koch.yml").write_text(text, encoding="utf-8")


# -- check -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["hufschmied-koeln.yml.txt", "hufschmied.YML", "hufschmied.txt", "holz/hufschmied.yaml.bak"]
)
def test_check_says_which_file_is_not_read_because_of_its_ending(knowledge, folder, name):
    (folder / "holz").mkdir()
    (folder / name).write_text(PROFILES["koch.yml"], encoding="utf-8")
    told = knowledge("check")
    assert told.exit_code == 0, told.output
    assert f"{name} wird nicht gelesen, ein Profil endet auf .yml." in told.stdout.splitlines()
    assert "3 Profile mit 5 geprüften Fakten, alles in Ordnung." in told.stdout


def test_check_is_silent_on_files_that_are_read_or_no_profiles(knowledge, folder):
    (folder / "koch.yml").rename(folder / "koch.yaml")
    for name in (
        ".imker.yml.txt",
        ".alt/imker.txt",
        "README.md",
        "README.txt",
        "bild.png",
        "verzeichnis/a.jsonl",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("", encoding="utf-8")
    told = knowledge("check")
    assert (told.exit_code, "3 Profile" in told.stdout, "nicht gelesen" in told.output) == (0, True, False)


def test_check_names_the_wrong_ending_where_it_is_the_only_file(knowledge, folder):
    for path in folder.iterdir():
        path.unlink()
    (folder / "koch.yml.txt").write_text(PROFILES["koch.yml"], encoding="utf-8")
    told = knowledge("check")
    assert (told.exit_code, "kein Profil (*.yml)" in told.stderr) == (1, True)
    assert "koch.yml.txt wird nicht gelesen, ein Profil endet auf .yml." in told.stdout


# -- build -------------------------------------------------------------------------------------------


def test_build_says_how_many_files_it_compiled(knowledge, folder):
    first, again = knowledge("build"), knowledge("build")
    assert (first.exit_code, first.stdout.strip()) == (0, "3 Dateien übersetzt.")
    assert (again.exit_code, again.stdout.strip()) == (0, "Alles ist schon übersetzt.")
    (folder / "koch.yml").unlink()
    spoken = PROFILES["erzieher-koeln.yml"].replace("verkleidet", "als Clown")
    (folder / "erzieher-koeln.yml").write_text(spoken, encoding="utf-8")
    assert knowledge("build").stdout.strip() == "2 Dateien übersetzt."


def test_build_with_a_fault_names_it_and_keeps_the_old(knowledge, folder):
    knowledge("build")
    spoil(folder)
    failed = knowledge("build")
    assert failed.exit_code == 1
    assert f"{folder / 'koch.yml'}, Zeile 4: Fakt 1, thema: „aufgabe“ ist nicht bekannt" in failed.stderr
    assert "Es bleibt beim letzten guten Stand." in failed.stderr
    found = knowledge("search", "Suppen")
    assert (found.exit_code, "kochen Suppen" in found.stdout) == (0, True)
    assert "gezeigt wird der letzte gute Stand" in found.stderr


def test_first_build_with_a_fault_makes_nothing(knowledge, folder, tmp_path):
    spoil(folder)
    failed = knowledge("build")
    assert failed.exit_code == 1
    assert "koch.yml, Zeile 4" in failed.stderr and "Es wurde nichts übernommen." in failed.stderr
    assert not (tmp_path / "heim" / "wissen.db").exists()


# -- status ------------------------------------------------------------------------------------------


def test_status_says_that_nothing_is_compiled_yet(knowledge, tmp_path):
    told = knowledge("status")
    assert told.exit_code == 1
    assert "Noch nichts übersetzt" in told.stdout and "knowledge build" in told.stdout
    assert not (tmp_path / "heim").exists()


def test_status_takes_a_database_of_another_version_for_none(knowledge, tmp_path):
    knowledge("build")
    with sqlite3.connect(tmp_path / "heim" / "wissen.db") as database:
        database.execute("UPDATE stand SET wert = 'alt' WHERE schluessel = 'schema'")
    told = knowledge("status")
    assert (told.exit_code, "Noch nichts übersetzt" in told.stdout) == (1, True)


def test_status_tells_what_is_in_use(knowledge, tmp_path):
    knowledge("build")
    told = knowledge("status")
    assert told.exit_code == 0
    assert told.stdout.splitlines() == [
        "In Gebrauch: 5 Fakten aus 3 Profilen über 2 Berufe in 2 Städten.",
        f"Datenbank: {tmp_path / 'heim' / 'wissen.db'}",
        "Alle Dateien sind übersetzt, Fehler gibt es keine.",
    ]


def test_status_tells_what_comes_from_official_lists(knowledge, folder):
    source = Quelle(titel="Liste", url="https://www.amt.de", abgerufen=datetime.date(2026, 11, 22))
    names = [
        Eintrag("Müslirührer", klasse="29997"),
        Eintrag("Imker", fakten=(("aufgaben", "Honig schleudern."),)),
    ]
    write_list(folder, "liste", Verzeichnis(source, names))
    knowledge("build")
    told = knowledge("status")
    assert "In Gebrauch: 5 Fakten aus 3 Profilen" in told.stdout
    assert "Aus amtlichen Verzeichnissen: 1 Beschreibungen, 1 Berufsbenennungen." in told.stdout


def test_status_tells_what_waits(knowledge, folder):
    knowledge("build")
    (folder / "koch.yml").unlink()
    (folder / "imker.yml").write_text(PROFILES["koch.yml"].replace("Koch\n", "Imker\n"), encoding="utf-8")
    told = knowledge("status")
    assert told.exit_code == 0
    assert "2 Dateien haben sich seither geändert, Fehler gibt es darin keine." in told.stdout
    assert "aus 3 Profilen" in told.stdout


def test_status_tells_faults_and_that_the_old_stays_in_use(knowledge, folder):
    knowledge("build")
    spoil(folder)
    told = knowledge("status")
    assert told.exit_code == 1
    assert "der letzte gute Stand in Gebrauch bleibt" in told.stdout
    assert "koch.yml, Zeile 4: Fakt 1, thema" in told.stderr


@pytest.mark.parametrize("folder_stays", [True, False], ids=["empty folder", "no folder"])
def test_status_does_not_call_it_well_that_all_profiles_are_gone(knowledge, folder, folder_stays):
    knowledge("build")
    for path in folder.iterdir():
        path.unlink()
    if not folder_stays:
        folder.rmdir()
    told = knowledge("status")
    assert "in Ordnung" not in told.stdout
    assert told.exit_code == 1 == knowledge("build").exit_code


def test_status_tells_of_postgresql_without_its_address(knowledge, postgres, monkeypatch):
    url = postgres.new_database()
    monkeypatch.setenv("KNOWLEDGE_URL", url)
    assert "Noch nichts übersetzt" in knowledge("status").stdout
    knowledge("build")
    told = knowledge("status")
    assert (told.exit_code, "Datenbank: PostgreSQL (KNOWLEDGE_URL)" in told.stdout) == (0, True)
    assert url not in told.output


def test_status_says_clearly_that_the_database_is_away(knowledge, monkeypatch):
    monkeypatch.setenv("KNOWLEDGE_URL", f"postgresql://lotse:geheim@127.0.0.1:{free_port()}/weg")
    told = knowledge("status")
    assert told.exit_code == 1
    assert isinstance(told.exception, SystemExit)
    assert "KNOWLEDGE_URL" in told.stderr and "geheim" not in told.output


# -- search ------------------------------------------------------------------------------------------


def test_search_names_the_fitting_facts_with_occupation_town_and_thema(knowledge):
    [line] = knowledge("search", "Karneval").stdout.splitlines()
    assert line == "Erzieher, Köln (Menschen und Mentalität): Zum Karneval kommen alle verkleidet."


def test_search_puts_the_most_fitting_first_and_ends_where_asked(knowledge):
    lines = knowledge("search", "Suppen", "planen").stdout.splitlines()
    assert [line.partition(" (")[0] for line in lines] == ["Koch, ganz Deutschland", "Erzieher, Köln"]
    assert knowledge("search", "Suppen", "planen", "--anzahl", 1).stdout.splitlines() == lines[:1]


def test_search_without_a_result_says_so(knowledge):
    found = knowledge("search", "Raumfahrt")
    assert (found.exit_code, found.stdout) == (1, "")
    assert "Dazu steht in den Fakten nichts." in found.stderr


# -- chart -------------------------------------------------------------------------------------------


def test_chart_is_written_as_svg_and_told_in_words(knowledge, tmp_path):
    path = tmp_path / "bild.svg"
    done = knowledge("chart", "Erzieherin", "--nach", path)
    assert done.exit_code == 0, done.output
    drawn = " ".join(ElementTree.fromstring(path.read_text(encoding="utf-8")).itertext())
    for shown in ("Köln", "Leipzig", "2.800", "2.650"):
        assert shown in drawn and shown in done.stdout
    assert f"Geschrieben: {path}" in done.stdout


def test_chart_is_written_as_png(knowledge, tmp_path):
    path = tmp_path / "bild.png"
    done = knowledge("chart", "Erzieher", "Köln", "--nach", path)
    assert (done.exit_code, "2.800" in done.stdout, "Leipzig" in done.stdout) == (0, True, False)
    picture = Image.open(io.BytesIO(path.read_bytes()))
    assert picture.format == "PNG" and picture.width > 400


def test_chart_without_a_name_is_named_after_the_occupation(knowledge, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert knowledge("chart", "Erzieher").exit_code == 0
    assert (tmp_path / "gehalt-erzieher.svg").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Erzieher", "--nach", "bild.pdf"], "Das Bild kann .svg oder .png sein."),
        (["Erzieher", "--nach", "bild"], "Das Bild kann .svg oder .png sein."),
        (["Erziher", "--nach", "bild.svg"], "'Erziher' gibt es in den Profilen nicht. Ähnlich: Erzieher."),
        (["Raumfahrer", "--nach", "bild.svg"], "'Raumfahrer' gibt es in den Profilen nicht."),
        (["Koch", "--nach", "bild.svg"], "Zum Gehalt als Koch gibt es dort keine Zahlen."),
        (["Erzieher", "Bonn", "--nach", "bild.svg"], "Zum Gehalt als Erzieher gibt es dort keine Zahlen."),
        (["Erzieher", "--nach", "fehlt/bild.svg"], "fehlt/bild.svg lässt sich nicht schreiben"),
    ],
)
def test_chart_that_cannot_be_drawn_is_refused_with_the_reason(knowledge, tmp_path, monkeypatch, words, said):
    monkeypatch.chdir(tmp_path)
    refused = knowledge("chart", *words)
    assert (refused.exit_code, said in refused.stderr) == (1, True), refused.output
    assert not list(tmp_path.glob("**/bild*"))
