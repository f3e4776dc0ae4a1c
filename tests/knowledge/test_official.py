"""Official lists are imported, kept beside the profiles, and told of; a bad file leaves all as it was."""

from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from berufslotse.console.app import app
from berufslotse.knowledge.official import Verzeichnis, VerzeichnisFehler, read_list, write_list
from berufslotse.knowledge.schema import Quelle
from berufslotse.knowledge.store import open_knowledge
from berufslotse.knowledge.titles import Eintrag

AMT = Quelle(
    titel="Verzeichnis „aller“ Berufe",
    url="https://www.amt.de",
    abgerufen=datetime.date(2026, 11, 22),
    herausgeber="Amt für Berufe",
    stand=2025,
)
FULL = Eintrag(
    "Sternenwächter",
    "Sternenwächterin",
    ("Mondwächter (Nacht)", "Sternenhüter"),
    klasse="01101",
    url="https://www.amt.de/1",
    fakten=(
        ("aufgaben", 'Sie zählen "Sterne";\nSie putzen das Fernrohr.'),
        ("anforderungen", "Wichtig ist: wachen."),
    ),
    faehigkeiten=("Sterne zählen", "wachen\u2028und warten"),
)

# The columns of the downloads, as of ESCO v1.2 and of the Bundesagentur für Arbeit.
OCCUPATIONS = """\
conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,regulatedProfessionNote,scopeNote,definition,inScheme,description,code
Occupation,http://x/1,1,Sternenwächter/Sternenwächterin,"Sternenhüter
Mondwächter/in",,released,,,,,,Sie zählen Sterne. Sie putzen das Fernrohr.,1
Occupation,http://x/2,1,Bäcker/Bäckerin,Ofenwart/in,,released,,,,,,Sie backen amtlich.,2
"""
SKILLS = """\
conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description
Skill,http://s/1,,,Sterne zählen,,,released,,,,,
"""
RELATIONS = "occupationUri,relationType,skillType,skillUri\nhttp://x/1,essential,,http://s/1\n"
KLDB = """\
Berufsbenennungen;KldB 2010 (5-Steller)
Glockengießer/in;24132
Erzieher/in;83112
;
"""


def run(*arguments: object) -> Result:
    """Run `berufslotse knowledge …`."""
    return CliRunner().invoke(app, ["knowledge", *map(str, arguments)])


@pytest.fixture
def esco(tmp_path: Path) -> Path:
    """The German ESCO download."""
    place = tmp_path / "esco"
    place.mkdir()
    (place / "occupations_de.csv").write_text(OCCUPATIONS, encoding="utf-8")
    (place / "skills_de.csv").write_text(SKILLS, encoding="utf-8")
    (place / "occupationSkillRelations_de.csv").write_text(RELATIONS, encoding="utf-8")
    return place


@pytest.fixture
def kldb(tmp_path: Path) -> Path:
    """The list of the Bundesagentur."""
    path = tmp_path / "alphabetisch.csv"
    path.write_text(KLDB, encoding="cp850")
    return path


def lists(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "verzeichnis").glob("*"))


# -- the file -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entries", [[], [FULL], [Eintrag("Koch"), FULL]])
def test_a_kept_list_is_read_as_it_was(tmp_path, entries):
    path = write_list(tmp_path, "amt", Verzeichnis(AMT, entries))
    assert path == tmp_path / "verzeichnis" / "amt.jsonl"
    assert read_list(path) == Verzeichnis(AMT, entries)
    assert lists(tmp_path) == ["amt.jsonl"]


def test_a_newer_list_takes_the_place_of_the_older(tmp_path):
    write_list(tmp_path, "amt", Verzeichnis(AMT, [FULL]))
    path = write_list(tmp_path, "amt", Verzeichnis(AMT, [Eintrag("Koch")]))
    assert [entry.name for entry in read_list(path).eintraege] == ["Koch"]
    assert lists(tmp_path) == ["amt.jsonl"]


def test_a_list_is_readable_text_with_a_line_for_each_occupation(tmp_path):
    lines = (
        write_list(tmp_path, "amt", Verzeichnis(AMT, [FULL, Eintrag("Köchin")]))
        .read_text("utf-8")
        .split("\n")
    )
    assert len(lines) == 4 and "„aller“" in lines[0] and "Köchin" in lines[2]


SOUND = '{"titel": "Amt", "url": "https://www.amt.de", "abgerufen": "2026-11-22"}\n'


DAMAGES = {
    "empty": "",
    "an empty line": "\n",
    "no JSON": "kein JSON\n",
    "no address": '{"titel": "Amt"}\n',
    "cut in half": SOUND + '{"name": "Ko',
    "no name": SOUND + "{}\n",
    "an unknown field": SOUND + '{"name": "Koch", "farbe": "rot"}\n',
    "half a fact": SOUND + '{"name": "Koch", "fakten": [["aufgaben"]]}\n',
    "an unknown thema": SOUND + '{"name": "Koch", "fakten": [["quatsch", "Kocht."]]}\n',
    "a list": SOUND + "[]\n",
    "a word": SOUND + '"Koch"\n',
    "nothing": SOUND + "null\n",
    "not UTF-8": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_list_is_named_with_the_mend_and_nothing_is_taken_over(home, folder, damage):
    run("build")
    path, text = folder / "verzeichnis" / "amt.jsonl", DAMAGES[damage]
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    done = run("build")
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit)
    assert str(path) in done.stderr and "noch einmal importieren" in done.stderr and "löschen" in done.stderr
    assert "letzten guten Stand" in done.stderr


def test_a_list_that_is_gone_is_a_fault_of_the_list(tmp_path):
    with pytest.raises(VerzeichnisFehler):
        read_list(tmp_path / "fort.jsonl")


# -- importing ----------------------------------------------------------------------------------------------


def test_esco_is_imported_and_the_lotse_knows_it(home, folder, esco):
    done = run("import-esco", esco)
    assert done.exit_code == 0 and done.stderr == ""
    assert "2 Berufe mit 9 Namen und 4 Fakten" in done.stdout
    assert lists(folder) == ["esco.jsonl"]
    wissen = open_knowledge()
    assert wissen.bekannt("Sternenhüter").name == "Sternenwächter"
    assert [f.thema for f in wissen.fakten("Sternenwächter", None)] == [
        "aufgaben",
        "aufgaben",
        "anforderungen",
    ]
    assert wissen.faehigkeiten("Sternenwächter") == ["Sterne zählen"]
    assert wissen.bekannt("Ofenwartin").name == "Bäcker"
    source = wissen.fakten("Sternenwächter", None)[0].quelle
    assert (source.url, source.herausgeber) == ("http://x/1", "Europäische Kommission")
    assert source.abgerufen == datetime.date.today().isoformat()


def test_missing_tables_of_skills_are_named_and_the_rest_is_imported(home, folder, esco):
    (esco / "skills_de.csv").unlink()
    (esco / "occupationSkillRelations_de.csv").unlink()
    done = run("import-esco", esco)
    assert done.exit_code == 0
    assert (
        "Es fehlt skills_de.csv" in done.stderr and "Es fehlt occupationSkillRelations_de.csv" in done.stderr
    )
    wissen = open_knowledge()
    assert len(wissen.fakten("Sternenwächter", None)) == 2 and wissen.faehigkeiten("Sternenwächter") == []


def test_the_list_of_the_bundesagentur_is_imported_and_classes_what_is_known(home, folder, kldb):
    done = run("import-kldb", kldb)
    assert done.exit_code == 0
    assert "2 Berufsbenennungen in 2 Klassen" in done.stdout
    wissen = open_knowledge()
    assert wissen.bekannt("Erzieher").klasse == "83112"
    assert wissen.beruf("Glockengießerin").klasse == "24132" and not wissen.bekannt("Glockengießerin")


def test_importing_again_changes_nothing_but_the_file(home, folder, esco, kldb):
    for _ in range(2):
        assert run("import-esco", esco).exit_code == run("import-kldb", kldb).exit_code == 0
        sizes = open_knowledge().umfang()
        assert (sizes["amtlich"], sizes["benennungen"]) == (2, 2)
    assert lists(folder) == ["esco.jsonl", "kldb.jsonl"]


@pytest.mark.parametrize("earlier", [False, True], ids=["nothing before", "an earlier import"])
def test_a_bad_file_is_refused_in_one_line_and_nothing_is_written(home, folder, esco, kldb, earlier):
    if earlier:
        run("import-esco", esco)
        run("import-kldb", kldb)
    before = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    (esco / "skills_de.csv").write_text("a,b\n1,2\n")
    kldb.write_text(KLDB + "Bote/Botin;2999x\nMüller/in;29999\n")
    for done in (run("import-esco", esco), run("import-kldb", kldb), run("import-kldb", esco / "fort.csv")):
        assert done.exit_code == 1 and done.stdout == ""
        assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
    assert {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()} == before
    assert (folder / "verzeichnis").exists() is earlier


def test_the_bad_file_is_named(home, esco, kldb):
    (esco / "skills_de.csv").write_text("a,b\n1,2\n")
    kldb.write_text(KLDB.replace("Erzieher", "Bote/Botin\nErzieher"))
    assert str(esco / "skills_de.csv") in run("import-esco", esco).stderr
    assert f"{kldb}, Zeile 3" in run("import-kldb", kldb).stderr
    assert str(esco / "fort") in run("import-esco", esco / "fort").stderr


def test_a_folder_that_cannot_be_written_is_told(home, folder, kldb):
    (folder / "verzeichnis").write_text("eine Datei, wo der Ordner sein soll")
    done = run("import-kldb", kldb)
    assert done.exit_code == 1 and "lässt sich nicht speichern" in done.stderr
    assert str(folder / "verzeichnis") in done.stderr


def test_the_command_itself_imports(home, folder, kldb):
    command = Path(sys.executable).parent / "berufslotse"
    done = subprocess.run([command, "knowledge", "import-kldb", kldb], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "") and "2 Berufsbenennungen" in done.stdout
    assert lists(folder) == ["kldb.jsonl"]


# -- how things stand ---------------------------------------------------------------------------------------


def test_status_tells_of_an_import_that_waits_and_then_of_what_is_in_use(home, esco, kldb):
    assert run("build").exit_code == 0
    before = run("status")
    assert before.exit_code == 0 and "amtlichen" not in before.stdout
    run("import-esco", esco)
    run("import-kldb", kldb)
    waiting = run("status")
    assert waiting.exit_code == 0 and "2 Dateien haben sich seither geändert" in waiting.stdout
    assert "amtlichen" not in waiting.stdout
    assert "2 Dateien übersetzt" in run("build").stdout
    after = run("status")
    assert after.exit_code == 0 and "Alle Dateien sind übersetzt" in after.stdout
    assert "Aus amtlichen Verzeichnissen: 2 Beschreibungen, 2 Berufsbenennungen." in after.stdout
    assert str(home / "wissen.db") in after.stdout


def test_status_before_anything_is_compiled_says_what_to_do(home):
    done = run("status")
    assert done.exit_code == 1 and "berufslotse knowledge build" in done.stdout
    assert not home.exists()


def test_status_names_a_damaged_list(home, folder, kldb):
    run("import-kldb", kldb)
    run("build")
    path = folder / "verzeichnis" / "kldb.jsonl"
    path.write_text(path.read_text()[:-10])
    done = run("status")
    assert done.exit_code == 1 and str(path) in done.stderr
    assert "2 Berufsbenennungen" in done.stdout, "Der letzte gute Stand bleibt in Gebrauch."


def test_status_names_a_folder_of_profiles_that_is_gone(home, folder):
    run("build")
    folder.rename(folder.with_name("anderswo"))
    done = run("status")
    assert done.exit_code == 1 and str(folder) in done.stderr
