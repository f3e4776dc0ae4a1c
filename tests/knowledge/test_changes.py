"""Which files count as knowledge, and which of them were written, added or taken away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from berufslotse.knowledge import changes
from berufslotse.knowledge.changes import Aenderungen, compare, is_list, scan, signature


@pytest.fixture
def place(tmp_path):
    """An empty folder, and a function that puts files into it."""
    folder = tmp_path / "profile"
    folder.mkdir()

    def put(*paths: str, text: str = "x") -> Path:
        for path in paths:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return folder

    return put


def test_profiles_in_folders_within_folders_count(place):
    folder = place("koch.yml", "nrw/koeln/koch.yml", "nrw/baecker.yaml", "nrw.yml/koch.yml")
    assert list(scan(folder)) == ["koch.yml", "nrw.yml/koch.yml", "nrw/baecker.yaml", "nrw/koeln/koch.yml"]


def test_notes_backups_and_unfinished_files_do_not_count(place):
    folder = place("notiz.txt", "koch.yml~", ".koch.yml.swp", "koch.yml.bak", "koch", "yml", "#koch.yml#")
    assert scan(folder) == {}


def test_a_profile_whose_name_begins_with_a_dot_counts_like_any_other(place):
    assert list(scan(place(".koch.yml", ".alt/koch.yml"))) == [".alt/koch.yml", ".koch.yml"]


def test_official_lists_count_only_in_their_own_folder(place):
    folder = place(
        "verzeichnis/esco.jsonl", "esco.jsonl", "alt/verzeichnis/esco.jsonl", "verzeichnis2/esco.jsonl"
    )
    assert list(scan(folder)) == ["verzeichnis/esco.jsonl"]


def test_an_unfinished_list_does_not_count(place):
    assert scan(place("verzeichnis/.esco-k3j2", "verzeichnis/esco.csv")) == {}


def test_a_profile_among_the_lists_is_a_profile(place):
    assert [is_list(path) for path in scan(place("verzeichnis/koch.yml", "verzeichnis/kldb.jsonl"))] == [
        True,
        False,
    ]


def test_size_and_time_of_each_file_are_told(place):
    folder = place("koch.yml", text="beruf: Köchin")
    os.utime(folder / "koch.yml", ns=(5, 1_700_000_000_123_456_789))
    assert scan(folder) == {"koch.yml": (14, 1_700_000_000_123_456_789)}


def test_without_a_folder_there_are_no_files(tmp_path):
    (tmp_path / "datei").write_text("x")
    assert scan(tmp_path / "fort") == scan(tmp_path / "datei") == {}


def test_a_link_that_leads_nowhere_is_passed_over(place):
    folder = place("koch.yml")
    # Also what Emacs lays beside a file that is being edited.
    (folder / ".#koch.yml").symlink_to("kim@rechner.4711")
    (folder / "fort").symlink_to(folder / "nirgends")
    assert list(scan(folder)) == ["koch.yml"]


def test_a_link_to_a_profile_counts_as_what_it_leads_to(place, tmp_path):
    folder = place("koch.yml")
    elsewhere = tmp_path / "imker.yml"
    elsewhere.write_text("mehr")
    (folder / "imker.yml").symlink_to(elsewhere)
    assert list(scan(folder)) == ["imker.yml", "koch.yml"]
    assert scan(folder)["imker.yml"][0] == len("mehr")
    before = signature(scan(folder))
    elsewhere.write_text("noch mehr")
    assert signature(scan(folder)) != before


def test_a_link_to_the_folder_itself_is_no_trouble(place):
    folder = place("nrw/koch.yml")
    (folder / "nrw" / "oben").symlink_to(folder)
    assert list(scan(folder)) == ["nrw/koch.yml"]


def test_a_file_name_from_an_old_zip_is_no_trouble(place):
    folder = place("koch.yml")
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/k\xf6chin.yml")).write_text("x")
    except OSError:
        pytest.skip("Dieses Dateisystem kennt nur Namen in UTF-8.")
    before = signature({"koch.yml": scan(folder)["koch.yml"]})
    assert signature(scan(folder)) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "neu.yml").write_text("x"),
        lambda folder: (folder / "koch.yml").unlink(),
        lambda folder: (folder / "koch.yml").write_text("länger"),
        lambda folder: os.utime(folder / "koch.yml", ns=(5, 5)),
        lambda folder: (folder / "koch.yml").rename(folder / "koeche.yml"),
        lambda folder: (folder / "koch.yml").rename(folder / "nrw" / "koch.yml"),
        lambda folder: (folder / "verzeichnis" / "esco.jsonl").unlink(),
    ],
    ids=["added", "removed", "longer", "same length", "renamed", "moved", "list removed"],
)
def test_the_mark_changes_with_the_files(place, change):
    folder = place("koch.yml", "nrw/imker.yml", "verzeichnis/esco.jsonl")
    before = signature(scan(folder))
    change(folder)
    assert signature(scan(folder)) != before


def test_the_mark_stays_while_nothing_happens_or_only_notes_are_written(place):
    folder = place("koch.yml", "nrw/imker.yml")
    before = signature(scan(folder))
    place("notiz.txt", "nrw/.imker.yml.swp")
    (folder / "leer").mkdir()
    assert signature(scan(folder)) == before


def test_another_version_of_the_tables_has_another_mark(place, monkeypatch):
    seen = scan(place("koch.yml"))
    before = signature(seen)
    monkeypatch.setattr(changes, "SCHEMA", changes.SCHEMA + "-neu")
    assert signature(seen) != before


def test_what_is_new_what_was_written_and_what_is_gone_is_told_apart_from_the_rest():
    compiled = {"alt.yml": (1, 1), "kurz.yml": (1, 1), "spaeter.yml": (1, 1), "gleich.yml": (1, 1)}
    seen = {"gleich.yml": (1, 1), "kurz.yml": (2, 1), "neu.yml": (1, 1), "spaeter.yml": (1, 2)}
    assert compare(seen, compiled) == Aenderungen(["kurz.yml", "neu.yml", "spaeter.yml"], ["alt.yml"])


def test_a_renamed_file_is_a_new_one_and_one_that_is_gone():
    assert compare({"b.yml": (1, 1)}, {"a.yml": (1, 1)}) == Aenderungen(["b.yml"], ["a.yml"])


def test_at_first_all_is_new_and_afterwards_nothing(place):
    seen = scan(place("koch.yml", "nrw/imker.yml"))
    assert compare(seen, {}) == Aenderungen(list(seen), [])
    assert compare(seen, seen) == Aenderungen([], [])
