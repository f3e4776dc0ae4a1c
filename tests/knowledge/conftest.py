"""A small knowledge to ask: a few occupations, towns and nationwide profiles, written into a temporary folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from berufslotse.knowledge.answers import Antwortgeber
from berufslotse.knowledge.build import bring_up_to_date
from berufslotse.knowledge.database import database
from berufslotse.knowledge.home import PROJECT
from berufslotse.knowledge.store import Wissen

SAMPLE = {
    "erzieher-koeln.yml": """\
beruf: Erzieher
beruf_feminin: Erzieherin
aliase: [Kita-Erzieher, Kindergärtner]
ort: Köln
quellen:
  - {titel: "Erzieher in Köln", url: "https://www.wir-lieben-jobs.de/erzieher", abgerufen: 2026-11-22}
  - {titel: "Stadt Köln sucht", url: "https://www.stadt-koeln.de/kita", abgerufen: 2026-11-23, stand: 2025,
     herausgeber: Stadt Köln}
fakten:
  - {thema: aufgaben, text: "Sie planen den Tag der Gruppe und begleiten das freie Spiel."}
  - {thema: aufgaben, text: "Beobachtungen halten sie schriftlich fest."}
  - {thema: aufgaben, text: "Mit den Eltern führen sie regelmäßig Gespräche.", quelle: 1}
  - {thema: aufgaben, text: "Auch Ausflüge an den Rhein gehören dazu."}
  - thema: gehalt
    text: "Nach vielen Jahren sind 3.900 bis 4.300 Euro im Monat drin."
    gehalt: {stufe: spezialist, von: 3900, bis: 4300, zeitraum: monat}
  - thema: gehalt
    text: "Wer anfängt, bekommt 2.800 bis 3.200 Euro im Monat."
    gehalt: {stufe: einstieg, von: 2800, bis: 3200, zeitraum: monat}
  - thema: gehalt
    text: "Die Stadt zahlt Erfahrenen nach TVöD 3.500 Euro im Monat."
    quelle: 1
    gehalt: {stufe: erfahren, von: 3500, bis: 3500, zeitraum: monat, arbeitgeber: behoerde}
  - {thema: regionalkultur, text: "Der Ton in den Teams ist herzlich, und zum Karneval kommen alle verkleidet."}
""",
    "erzieher-leipzig.yml": """\
beruf: Erzieher
beruf_feminin: Erzieherin
ort: Leipzig
quellen:
  - {titel: "Erzieher in Leipzig", url: "https://www.leipzig.de/erzieher", abgerufen: 2026-11-22}
fakten:
  - {thema: aufgaben, text: "In den Horten betreuen sie Schulkinder am Nachmittag."}
  - thema: gehalt
    text: "Üblich sind 2.950 Euro im Monat."
    gehalt: {stufe: allgemein, von: 2950, bis: 2950, zeitraum: monat}
  - {thema: herausforderungen, text: "Die Gruppen sind größer als anderswo."}
""",
    "erzieher.yml": """\
beruf: Erzieher
beruf_feminin: Erzieherin
quellen:
  - {titel: "Entgeltatlas", url: "https://web.arbeitsagentur.de/entgeltatlas", abgerufen: 2026-11-22, stand: 2024,
     herausgeber: Bundesagentur für Arbeit}
fakten:
  - thema: gehalt
    text: "Der Median liegt bei 47.100 Euro im Jahr."
    gehalt: {stufe: allgemein, von: 47100, bis: 47100, zeitraum: jahr, art: median, jahr: 2023}
  - thema: gehalt
    text: "In der Ausbildung gibt es 1.340 Euro im Monat."
    gehalt: {stufe: ausbildung, von: 1340, bis: 1340, zeitraum: monat}
  - {thema: arbeitsmarkt, text: "Es fehlen Zehntausende Fachkräfte."}
  - {thema: einstieg, text: "Der Weg führt über eine Fachschule für Sozialpädagogik."}
""",
    "it-projektkoordinator-leverkusen.yml": """\
beruf: IT-Projektkoordinator
beruf_feminin: IT-Projektkoordinatorin
aliase: [IT-Koordinator, IT-PK]
ort: Leverkusen
quellen:
  - {titel: "IT in Leverkusen", url: "https://www.wir-lieben-jobs.de/it-pk", abgerufen: 2026-11-22}
fakten:
  - {thema: aufgaben, text: "Termine, Budgets und Dienstleister laufen hier zusammen."}
  - thema: gehalt
    text: "Ohne Erfahrung sind es 3.000 bis 3.600 Euro im Monat."
    gehalt: {stufe: einstieg, von: 3000, bis: 3600, zeitraum: monat}
  - thema: gehalt
    text: "Mit Erfahrung werden 4.200 Euro im Monat gezahlt."
    gehalt: {stufe: erfahren, von: 4200, bis: 4200, zeitraum: monat}
  - thema: gehalt
    text: "Im Ganzen liegt die Spanne zwischen 3.000 und 5.500 Euro im Monat."
    gehalt: {stufe: allgemein, von: 3000, bis: 5500, zeitraum: monat}
  - thema: gehalt
    text: "Wer ganze Programme leitet, verdient bis zu 5.500 Euro im Monat."
    gehalt: {stufe: spezialist, bis: 5500, zeitraum: monat}
""",
    "it-projektkoordinator-hamburg.yml": """\
beruf: IT-Projektkoordinator
beruf_feminin: IT-Projektkoordinatorin
ort: Hamburg
quellen:
  - {titel: "IT in Hamburg", url: "https://www.hamburg.de/it", abgerufen: 2026-11-22}
fakten:
  - {thema: aufgaben, text: "Im Hafen werden Logistiksysteme eingeführt."}
  - {thema: aufgaben, text: "Abstimmung mit Reedereien ist Alltag."}
  - {thema: aufgaben, text: "Berichte gehen an die Leitung."}
  - {thema: anforderungen, text: "Englisch ist Pflicht."}
  - {thema: anforderungen, text: "Ruhe bewahren hilft."}
  - thema: gehalt
    text: "In der Hansestadt sind 5.100 Euro im Monat üblich."
    gehalt: {stufe: allgemein, von: 5100, bis: 5100, zeitraum: monat}
""",
    "baecker.yml": """\
beruf: Bäcker
beruf_feminin: Bäckerin
aliase: [Brotbäcker]
quellen:
  - {titel: "Tarif im Bäckerhandwerk", url: "https://www.baeckerhandwerk.de/tarif", abgerufen: 2026-11-22, stand: 2023}
  - {titel: "Altes Blatt", url: "https://www.blatt.de/baecker", abgerufen: 2026-11-22}
fakten:
  - {thema: aufgaben, text: "Teige ansetzen, formen und backen, meist ab drei Uhr morgens."}
  - thema: gehalt
    text: "Der Tariflohn beträgt 16,50 Euro in der Stunde."
    gehalt: {stufe: allgemein, von: 16.5, bis: 16.5, zeitraum: stunde, arbeitgeber: tarif}
  - {thema: herausforderungen, text: "Das frühe Aufstehen zehrt.", quelle: 1}
""",
    "koch-koeln.yml": """\
beruf: Koch
beruf_feminin: Köchin
ort: Köln
quellen:
  - {titel: "Köche in Köln", url: "https://www.wir-lieben-jobs.de/koch", abgerufen: 2026-11-22}
fakten:
  - {thema: aufgaben, text: "In den Brauhäusern wird deftig gekocht."}
  - thema: gehalt
    text: "Auf dem Lohnzettel stehen 2.500 Euro im Monat."
    gehalt: {stufe: einstieg, von: 2500, bis: 2500, zeitraum: monat}
  - thema: gehalt
    text: "Übrig bleiben davon netto 1.750 Euro im Monat."
    gehalt: {stufe: allgemein, von: 1750, bis: 1750, zeitraum: monat, netto: true}
  - {thema: einstieg, text: "Viele Häuser bilden drei Jahre lang aus."}
""",
}


def _written(folder: Path) -> Path:
    folder.mkdir()
    for name, text in SAMPLE.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh folder with the sample profiles, to be changed at will."""
    return _written(tmp_path / "profile")


@pytest.fixture
def home(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for what the bot makes; the environment names it and the sample profiles."""
    place = tmp_path / "heim"
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(place))
    monkeypatch.setenv("BERUFSLOTSE_PROFILES", str(folder))
    monkeypatch.delenv("KNOWLEDGE_URL", raising=False)
    return place


def compiled(folder: Path, url: str) -> Wissen:
    """Compile the profiles below `folder` into the database at `url`, and open it."""
    target = database(url)
    bring_up_to_date(folder, target)
    return Wissen(target)


@pytest.fixture
def opened(tmp_path: Path, new_database):
    """A function that compiles the profiles given by file name and opens them."""

    def compile_and_open(files: dict[str, str]) -> Wissen:
        source = tmp_path / "eigene"
        source.mkdir()
        for name, text in files.items():
            (source / name).write_text(text, encoding="utf-8")
        return compiled(source, new_database())

    return compile_and_open


@pytest.fixture(scope="session")
def wissen(tmp_path_factory: pytest.TempPathFactory, new_database) -> Wissen:
    """The compiled sample, for tests that only read."""
    return compiled(_written(tmp_path_factory.mktemp("wissen") / "profile"), new_database())


@pytest.fixture(scope="session")
def bot(wissen: Wissen) -> Antwortgeber:
    """What answers from the sample."""
    return Antwortgeber(wissen)


@pytest.fixture(scope="session")
def shipped() -> Path:
    """The folder of profiles that the project ships."""
    return PROJECT / "profiles"


@pytest.fixture(scope="session")
def shipped_wissen(shipped: Path, new_database) -> Wissen:
    """The shipped profiles, compiled once."""
    return compiled(shipped, new_database())
