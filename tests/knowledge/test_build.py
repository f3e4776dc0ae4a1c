"""The compiled knowledge is the old one or the new one, never half of either."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from berufslotse.knowledge import changes
from berufslotse.knowledge.build import bring_up_to_date
from berufslotse.knowledge.changes import scan, signature
from berufslotse.knowledge.database import WissenNichtSchreibbar, database
from berufslotse.knowledge.home import PROJECT, knowledge_url, profiles_folder
from berufslotse.knowledge.home import home as home_folder
from berufslotse.knowledge.profiles import ProfilFehler
from berufslotse.knowledge.store import Wissen, open_knowledge, refresh

BAD = "beruf: Halbes\nfakten: []\n"

NEW = """\
beruf: Florist
ort: Bonn
quellen: [{titel: Blumen, url: "https://www.bonn.de", abgerufen: 2026-11-22}]
fakten: [{thema: aufgaben, text: "Sträuße binden."}]
"""


def names_in(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


def test_what_the_profiles_say_can_be_asked(home):
    wissen = open_knowledge()
    [fact] = wissen.fakten("Erzieher", "Köln", "regionalkultur")
    assert "Karneval" in fact.text
    assert fact.quelle.titel == "Erzieher in Köln"
    assert wissen.fakten("Erzieher", "Köln", "aufgaben")[2].quelle.herausgeber == "Stadt Köln"
    figure = wissen.fakten("Bäcker", None, "gehalt")[0].zahl
    assert (figure.stufe, figure.von, figure.bis, figure.zeitraum) == ("allgemein", 16.5, 16.5, "stunde")
    assert names_in(home) == {"wissen.db"}


def file(path: Path):
    return database(f"sqlite:///{path}")


def test_compiling_tells_how_many_files_it_took(folder, tmp_path):
    target = file(tmp_path / "neu" / "w.db")
    assert bring_up_to_date(folder, target).dateien == len(names_in(folder))
    (folder / "koch-koeln.yml").unlink()
    (folder / "florist-bonn.yml").write_text(NEW, encoding="utf-8")
    assert bring_up_to_date(folder, target).dateien == 2


def test_with_one_bad_file_no_database_appears(home, folder):
    (folder / "halb.yml").write_text(BAD)
    with pytest.raises(ProfilFehler) as caught:
        open_knowledge()
    assert "halb.yml" in str(caught.value)
    assert not home.exists() or names_in(home) == set()


def test_with_one_bad_file_the_old_database_stays_byte_for_byte(folder, tmp_path):
    path = tmp_path / "wissen.db"
    bring_up_to_date(folder, file(path))
    before = path.read_bytes()
    (folder / "halb.yml").write_text(BAD)
    assert bring_up_to_date(folder, file(path)).fehler
    assert path.read_bytes() == before
    assert names_in(tmp_path) == {"profile", "wissen.db"}


def test_with_faults_the_earlier_knowledge_stays_in_use_and_the_faults_are_told(home, folder):
    assert refresh().gebaut
    before = (home / "wissen.db").read_bytes()
    (folder / "florist-bonn.yml").write_text(NEW, encoding="utf-8")
    (folder / "halb.yml").write_text(BAD)
    stand = refresh()
    assert not stand.gebaut
    assert {f.datei.name for f in stand.fehler.fehler} == {"halb.yml"}
    assert (home / "wissen.db").read_bytes() == before
    wissen = open_knowledge()
    assert wissen.fakten("Erzieher", "Köln") and not wissen.fakten("Florist", "Bonn")


def test_once_the_fault_is_mended_the_new_knowledge_is_used(home, folder):
    refresh()
    (folder / "florist-bonn.yml").write_text(BAD)
    assert refresh().fehler
    (folder / "florist-bonn.yml").write_text(NEW, encoding="utf-8")
    stand = refresh()
    assert stand.gebaut and stand.fehler is None
    assert open_knowledge().fakten("Florist", "Bonn")


def test_unchanged_profiles_are_not_compiled_again(home):
    assert refresh().gebaut
    before = (home / "wissen.db").stat()
    stand = refresh()
    after = (home / "wissen.db").stat()
    assert not stand.gebaut and stand.fehler is None
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_a_file_that_is_no_profile_changes_nothing(home, folder):
    refresh()
    (folder / "notiz.txt").write_text("anrufen")
    assert not refresh().gebaut


def test_an_added_profile_is_seen(home, folder):
    refresh()
    (folder / "florist-bonn.yml").write_text(NEW, encoding="utf-8")
    assert refresh().gebaut
    assert open_knowledge().namen.find("Florist")


def test_a_changed_profile_is_seen(home, folder):
    refresh()
    path = folder / "koch-koeln.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("deftig", "ausgesprochen rheinisch"), encoding="utf-8"
    )
    assert refresh().gebaut
    assert "rheinisch" in open_knowledge().fakten("Koch", "Köln", "aufgaben")[0].text


def test_a_removed_profile_is_gone(home, folder):
    refresh()
    (folder / "koch-koeln.yml").unlink()
    assert refresh().gebaut
    assert open_knowledge().namen.find("Koch") is None


def test_a_renamed_profile_is_seen(home, folder):
    refresh()
    (folder / "koch-koeln.yml").rename(folder / "zz-koch.yml")
    assert refresh().gebaut


def test_an_open_knowledge_stays_whole_and_the_next_one_is_new(home, folder):
    wissen = open_knowledge()
    (folder / "koch-koeln.yml").unlink()
    refresh()
    assert wissen.beruf("Koch") and wissen.fakten("Koch", "Köln")
    assert open_knowledge().beruf("Koch") is None


def test_knowledge_of_an_older_version_of_the_tables_is_compiled_anew(home, monkeypatch):
    refresh()
    monkeypatch.setattr(changes, "SCHEMA", changes.SCHEMA + "-neu")
    assert refresh().gebaut


def test_a_home_that_cannot_be_written_is_told_clearly(home):
    home.write_text("eine Datei, wo der Ordner sein soll")
    with pytest.raises(WissenNichtSchreibbar) as caught:
        refresh()
    assert str(home) in str(caught.value)
    assert "lässt sich nicht beschreiben" in str(caught.value)
    assert home.read_text().startswith("eine Datei")


def test_a_database_that_cannot_be_replaced_is_told_clearly(home):
    (home / "wissen.db").mkdir(parents=True)
    (home / "wissen.db" / "etwas").write_text("")
    with pytest.raises(WissenNichtSchreibbar) as caught:
        refresh()
    assert str(home / "wissen.db") in str(caught.value)
    assert "lässt sich nicht schreiben" in str(caught.value)
    assert names_in(home) == {"wissen.db"}


@pytest.mark.parametrize("damage", ["garbage", "cut in half", "empty"])
def test_a_damaged_database_is_compiled_anew(home, damage):
    refresh()
    path = home / "wissen.db"
    whole = path.read_bytes()
    spoiled = {"garbage": b"kein SQLite " * 500, "cut in half": whole[: len(whole) // 2], "empty": b""}
    path.write_bytes(spoiled[damage])
    assert refresh().gebaut
    assert open_knowledge().fakten("Erzieher", "Köln")


def test_a_damaged_database_and_faults_leave_nothing_to_use(home, folder):
    home.mkdir()
    (home / "wissen.db").write_bytes(b"kein SQLite " * 500)
    (folder / "halb.yml").write_text(BAD)
    with pytest.raises(ProfilFehler):
        refresh()


def test_two_processes_that_compile_at_once_both_succeed(folder, tmp_path):
    path = tmp_path / "heim" / "wissen.db"
    # Both wait for a line, so that they are past their imports when they start to compile.
    code = (
        "import sys; from pathlib import Path; from berufslotse.knowledge.build import bring_up_to_date\n"
        "from berufslotse.knowledge.database import SqliteDatei\n"
        "print('bereit', flush=True); sys.stdin.readline()\n"
        "print(bring_up_to_date(Path(sys.argv[1]), SqliteDatei(Path(sys.argv[2]))).dateien)"
    )
    command = [sys.executable, "-c", code, str(folder), str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    both = [subprocess.Popen(command, cwd=PROJECT, text=True, **pipes) for _ in range(2)]
    assert [process.stdout.readline() for process in both] == ["bereit\n", "bereit\n"]
    for process in both:
        process.stdin.write("los\n")
        process.stdin.flush()
    ends = [process.communicate() for process in both]
    assert [process.returncode for process in both] == [0, 0], ends
    # The second waits for the first and finds nothing left to do.
    assert sorted(out for out, _ in ends) == ["0\n", f"{len(names_in(folder))}\n"]
    assert names_in(path.parent) == {"wissen.db"}
    assert file(path).state()["dateien"] == signature(scan(folder))
    assert Wissen(file(path)).fakten("Erzieher", "Köln")


def test_the_environment_names_home_and_profiles(home, folder):
    assert home_folder() == home
    assert profiles_folder() == folder
    assert knowledge_url() == f"sqlite:///{home / 'wissen.db'}"
    refresh()
    assert (home / "wissen.db").is_file()


def test_without_the_environment_the_project_is_used(monkeypatch):
    for name in ("BERUFSLOTSE_HOME", "BERUFSLOTSE_PROFILES", "KNOWLEDGE_URL"):
        monkeypatch.delenv(name, raising=False)
    assert home_folder() == PROJECT / ".berufslotse"
    assert profiles_folder() == PROJECT / "profiles"


def test_another_database_file_may_be_named(home, monkeypatch, tmp_path):
    monkeypatch.setenv("KNOWLEDGE_URL", f"sqlite:///{tmp_path / 'anderswo' / 'w.db'}")
    assert open_knowledge().fakten("Erzieher", "Köln")
    assert names_in(tmp_path / "anderswo") == {"w.db"}
    assert not home.exists()


@pytest.mark.parametrize(
    "url",
    [
        "mysql://rechner/wissen",
        "sqlite:///",
        "irgendwas",
        "postgresql://lotse:geheim@127.0.0.1:9/wissen",
    ],
)
def test_a_database_that_cannot_be_used_is_refused_clearly(home, monkeypatch, url):
    monkeypatch.setenv("KNOWLEDGE_URL", url)
    with pytest.raises(WissenNichtSchreibbar) as caught:
        refresh()
    assert "KNOWLEDGE_URL" in str(caught.value) and "geheim" not in str(caught.value)
    assert not home.exists()


def test_a_missing_folder_of_profiles_is_told(home, monkeypatch, tmp_path):
    monkeypatch.setenv("BERUFSLOTSE_PROFILES", str(tmp_path / "fort"))
    with pytest.raises(ProfilFehler) as caught:
        refresh()
    assert str(tmp_path / "fort") in str(caught.value)
