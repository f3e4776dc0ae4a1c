"""`knowledge add` drafts a profile from an article, takes nothing away, and leaves the checking to people."""

from __future__ import annotations

import datetime
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import Result
from ruamel.yaml import YAML
from typer.testing import CliRunner

from berufslotse.console.app import app
from berufslotse.knowledge.home import PROJECT
from berufslotse.knowledge.profiles import read_file
from berufslotse.knowledge.schema import NO_ADDRESS
from berufslotse.knowledge.store import open_knowledge

ARTICLES = PROJECT / "tests" / "knowledge" / "gold" / "artikel"
TEXT, PAGE = ARTICLES / "winzer-trier.txt", ARTICLES / "hoerakustiker-luebeck.html"
DRAFT = "winzer-trier.yml"
ADDRESS = "https://www.portal.de/winzer"

ENGLISH = (
    "Winzer in Trier\n\n" + "You will be out there for most of the day and it is not always easy to do. " * 6
)
NO_OCCUPATION = "Unser Newsletter\n\n" + TEXT.read_text(encoding="utf-8").split("\n", 2)[2]
KNOWN = """\
beruf: Winzer
beruf_feminin: Winzerin
ort: Trier
quellen: [{titel: Weinbau, url: "https://www.trier.de/wein", abgerufen: 2026-11-22}]
fakten: [{thema: aufgaben, text: "Sie schneiden Reben."}]
"""


@dataclass
class Command:
    """`berufslotse knowledge` on a folder of some shipped profiles."""

    folder: Path

    def __call__(self, *words: str | Path, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(app, ["knowledge", *map(str, words)], input=stdin)

    def files(self) -> dict[str, str]:
        """Return what lies in the folder, by name."""
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {str(p.relative_to(self.folder)): p.read_text(encoding="utf-8") for p in paths}


@pytest.fixture
def knowledge(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command, with what it reads and writes in a temporary place."""
    folder = tmp_path / "profile"
    folder.mkdir()
    for path in sorted((PROJECT / "profiles").glob("*.yml"))[::12]:
        shutil.copy(path, folder)
    monkeypatch.setenv("BERUFSLOTSE_PROFILES", str(folder))
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path / "heim"))
    monkeypatch.delenv("KNOWLEDGE_URL", raising=False)
    return Command(folder)


def test_article_becomes_a_draft_that_waits_to_be_checked(knowledge):
    done = knowledge("add", TEXT)
    assert done.exit_code == 0, done.output
    assert "Entwurf für Winzer in Trier" in done.stdout and str(knowledge.folder / DRAFT) in done.stdout
    profil, faults = read_file(knowledge.folder / DRAFT)
    assert faults == []
    assert (profil.beruf, profil.beruf_feminin, profil.ort) == ("Winzer", "Winzerin", "Trier")
    assert (profil.quellen[0].url, profil.quellen[0].abgerufen) == (NO_ADDRESS, datetime.date.today())
    assert len(profil.fakten) > 10 and all(fact.pruefen for fact in profil.fakten)
    assert len({fact.thema for fact in profil.fakten}) > 4
    assert f"mit {len(profil.fakten)} Fakten" in done.stdout
    assert open_knowledge().fakten("Winzer", "Trier") == []


def test_open_facts_are_listed_with_file_and_line_until_they_are_checked(knowledge):
    assert knowledge("add", TEXT, "--url", ADDRESS).exit_code == 0
    path = knowledge.folder / DRAFT
    listed = knowledge("check")
    assert listed.exit_code == 0
    found = re.findall(rf"{re.escape(str(path))}, Zeile (\d+): noch zu prüfen \((\w+)\)", listed.stdout)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [f"  - thema: {thema}" for _, thema in found] == [lines[int(number) - 1] for number, _ in found]
    assert f"Noch offen: {len(found)} Fakten" in listed.stdout

    told = _check_by_hand(path)
    assert len(told) == len(found)
    listed = knowledge("check")
    assert (listed.exit_code, "noch zu prüfen" in listed.stdout) == (0, False)
    facts = open_knowledge().fakten("Winzer", "Trier")
    assert [fact.text for fact in facts] == told
    assert {fact.quelle.url for fact in facts} == {ADDRESS}
    assert any(fact.zahl and (fact.zahl.von, fact.zahl.bis) == (2300, 2700) for fact in facts)


def _check_by_hand(path: Path) -> list[str]:
    """Tell each fact in other words, delete "pruefen" and return the texts."""
    data = YAML().load(path)
    for number, fact in enumerate(data["fakten"], 1):
        fact["text"] = f"Mit eigenen Worten, Nummer {number}."
        del fact["pruefen"]
    YAML().dump(data, path)
    return [fact["text"] for fact in data["fakten"]]


def test_draft_whose_mark_was_deleted_without_rewriting_is_a_fault(knowledge):
    knowledge("add", TEXT, "--url", ADDRESS)
    path = knowledge.folder / DRAFT
    path.write_text(path.read_text(encoding="utf-8").replace("    pruefen: true\n", ""), encoding="utf-8")
    listed = knowledge("check")
    assert listed.exit_code == 1
    assert DRAFT in listed.stderr and "Wortlaut der Quelle" in listed.stderr


def test_article_is_taken_from_the_standard_input(knowledge):
    done = knowledge("add", "-", "--url", ADDRESS, stdin=PAGE.read_bytes())
    assert done.exit_code == 0, done.output
    profil, _ = read_file(knowledge.folder / "hoerakustiker-luebeck.yml")
    assert (profil.beruf, profil.ort, profil.quellen[0].url) == ("Hörakustiker", "Lübeck", ADDRESS)


def test_of_a_folder_the_good_articles_are_drafted_and_the_bad_one_is_named(knowledge, tmp_path):
    source = tmp_path / "artikel"
    (source / "mehr").mkdir(parents=True)
    shutil.copy(TEXT, source)
    shutil.copy(PAGE, source / "mehr")
    (source / "schlecht.txt").write_bytes(b"\0\1\2")
    (source / "bild.png").write_bytes(b"\0\1\2")
    before = knowledge.files()
    done = knowledge("add", source)
    assert done.exit_code == 1
    assert knowledge.files().keys() - before.keys() == {DRAFT, "hoerakustiker-luebeck.yml"}
    [named, summary] = done.stderr.splitlines()
    assert named.startswith(f"{source / 'schlecht.txt'}: Das ist keine Textdatei.")
    assert summary.startswith("1 von 3 Dateien gaben keinen Entwurf")


def test_what_gives_no_draft_is_named_with_the_reason_and_nothing_is_written(knowledge, tmp_path):
    bad = {
        "binaer.txt": (b"Winzer\0\1", "keine Textdatei"),
        "englisch.txt": (ENGLISH.encode(), "nicht auf Deutsch (es sieht nach Englisch aus)"),
        "leer.html": (b"", "ist leer"),
        "newsletter.txt": (NO_OCCUPATION.encode(), "In der Überschrift steht kein Beruf"),
    }
    source = tmp_path / "artikel"
    source.mkdir()
    for name, (raw, _) in bad.items():
        (source / name).write_bytes(raw)
    before = knowledge.files()
    done = knowledge("add", source)
    assert done.exit_code == 1
    *named, summary = done.stderr.splitlines()
    for line, (name, (_, reason)) in zip(named, sorted(bad.items()), strict=True):
        assert line.startswith(f"{source / name}: ") and reason in line
    assert summary == "Es wurde nichts geschrieben."
    assert knowledge.files() == before


def test_draft_is_never_overwritten_unless_that_is_asked_for(knowledge):
    path = knowledge.folder / DRAFT
    path.write_text(KNOWN.replace('Reben."', 'Reben.", pruefen: true'), encoding="utf-8")
    before = knowledge.files()
    refused = knowledge("add", TEXT)
    assert refused.exit_code == 1
    assert "gibt es schon" in refused.stderr and "--ueberschreiben" in refused.stderr
    assert knowledge.files() == before
    assert knowledge("add", TEXT, "--ueberschreiben").exit_code == 0
    assert "Sie schneiden Reben." not in path.read_text(encoding="utf-8")
    assert knowledge.files().keys() == before.keys()


@pytest.mark.parametrize("waiting", ["", ", pruefen: true"], ids=["checked", "itself a draft"])
def test_profile_in_another_file_is_named_and_left_alone(knowledge, waiting):
    (knowledge.folder / "wein").mkdir()
    known = KNOWN.replace('Reben."', f'Reben."{waiting}')
    (knowledge.folder / "wein" / "winzer.yml").write_text(known, encoding="utf-8")
    before = knowledge.files()
    refused = knowledge("add", TEXT, "--ueberschreiben")
    assert knowledge.files() == before
    assert refused.exit_code == 1
    assert "Winzer in Trier gibt es schon, in wein/winzer.yml" in refused.stderr


def test_occupation_is_called_as_the_profiles_call_it(knowledge, tmp_path):
    weinbauer = KNOWN.replace("Winzer\n", "Weinbauer\n").replace("Winzerin", "Weinbäuerin\naliase: [Winzer]")
    (knowledge.folder / "weinbauer-mainz.yml").write_text(
        weinbauer.replace("Trier", "Mainz"), encoding="utf-8"
    )
    assert knowledge("add", TEXT).exit_code == 0
    profil, _ = read_file(knowledge.folder / "weinbauer-trier.yml")
    assert (profil.beruf, profil.beruf_feminin) == ("Weinbauer", "Weinbäuerin")
    assert knowledge("check").exit_code == 0


@pytest.mark.parametrize("url", ["www.portal.de/winzer", "ftp://portal.de", "javascript:alert(1)"])
def test_address_must_be_one_of_the_web(knowledge, url):
    before = knowledge.files()
    refused = knowledge("add", TEXT, "--url", url)
    assert (refused.exit_code, knowledge.files()) == (1, before)
    assert "http://" in refused.stderr


def test_missing_file_and_folder_without_articles_are_named(knowledge, tmp_path):
    missing = knowledge("add", tmp_path / "fehlt.txt")
    assert missing.exit_code == 1 and "fehlt.txt gibt es nicht" in missing.stderr
    (tmp_path / "leer").mkdir()
    empty = knowledge("add", tmp_path / "leer")
    assert empty.exit_code == 1 and "liegt kein Artikel" in empty.stderr
