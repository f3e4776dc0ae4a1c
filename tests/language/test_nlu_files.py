"""A message comes into a training file as one line more, and goes out again without a trace."""

from __future__ import annotations

import difflib
import stat

import pytest

from berufslotse.knowledge.home import PROJECT
from berufslotse.language.duplicates import read_training_messages
from berufslotse.language.marking import MarkeFehler, mark, plain, read_parts, standing
from berufslotse.language.nlu_files import NluDateiFehler, add, file_of, intents, remove

FILES = sorted((PROJECT / "data" / "nlu").glob("*.yml"))
NEW = "wat is mit: \"#1\" als [Koch](beruf), hm? 'ja'"
HEAD = b'version: "3.1"\nnlu:\n'
SEVERAL = (
    HEAD + b"# erst dies\n- intent: gehalt   # Geld\n  examples: |\n    - eins\n\n    - zwei\n\n"
    b"# dann das\n- intent: 'greet'\n  examples: |-\n      -  moin\n"
)


def lines_added(before: bytes, after: bytes) -> list[str]:
    diff = difflib.ndiff(before.decode().splitlines(), after.decode().splitlines())
    return [line for line in diff if line[0] in "+-"]


@pytest.mark.parametrize("real", FILES, ids=lambda path: path.stem)
def test_every_real_file_becomes_one_line_longer_and_the_same_again(real, tmp_path):
    path = tmp_path / real.name
    before = real.read_bytes()
    path.write_bytes(before)
    add(path, real.stem, NEW)
    after = path.read_bytes()
    assert after == before + f"    - {NEW}\n".encode()
    assert read_training_messages(tmp_path)[-1].intent == real.stem
    remove(path, real.stem, NEW)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == [real.name]


@pytest.mark.parametrize(
    "before",
    [
        SEVERAL,
        SEVERAL.replace(b"\n", b"\r\n"),
        SEVERAL.rstrip(b"\n"),
        SEVERAL.replace(b"\n", b"\r\n").rstrip(b"\r\n"),
        SEVERAL + b"\n# Ende\n",
    ],
    ids=["unix", "windows", "open end", "open end of windows", "comment"],
)
@pytest.mark.parametrize("intent", ["gehalt", "greet"])
def test_other_layouts_stay_as_they_are(before, intent, tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(before)
    add(path, intent, NEW)
    after = path.read_bytes()
    indent = "    " if intent == "gehalt" else "      "
    assert lines_added(before, after) == [f"+ {indent}- {NEW}"]
    assert after.count(b"\r\n") == (after.count(b"\n") if b"\r" in before else 0)
    remove(path, intent, NEW)
    assert path.read_bytes() == before


def test_the_line_comes_behind_the_last_message_before_what_follows(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(SEVERAL)
    add(path, "gehalt", "drei")
    assert b"    - zwei\n    - drei\n\n# dann das\n" in path.read_bytes()


def test_several_come_out_in_any_order(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(SEVERAL)
    for text in ("a", "b", "c"):
        add(path, "gehalt", text)
    for text in ("b", "c", "a"):
        remove(path, "gehalt", text)
    assert path.read_bytes() == SEVERAL


def test_the_rights_of_a_file_stay(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(SEVERAL)
    path.chmod(0o640)
    add(path, "gehalt", "drei")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_one(tmp_path):
    (tmp_path / "fern").mkdir()
    real, link = tmp_path / "fern" / "a.yml", tmp_path / "a.yml"
    real.write_bytes(SEVERAL)
    link.symlink_to(real)
    add(link, "gehalt", "drei")
    assert link.is_symlink() and b"drei" in real.read_bytes()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (
            HEAD + b"- intent: gehalt\n  examples: |\n    - a\n- intent: gehalt\n  examples: |\n    - b\n",
            "einmal",
        ),
        (HEAD + b"- intent: gehalt\n  examples:\n  - text: a\n", "examples"),
        (HEAD + b"- intent: gehalt\n  examples: |\n", "fehlt"),
        (HEAD + b"- intent: gehalt\n", "folgen"),
        (HEAD + b"- intent: gehalt\n  examples: |\n    - a\nx: [\n", "richtig geschrieben"),
        (b"\xff\xfe", "lesen"),
    ],
)
def test_a_file_of_another_kind_is_left_alone(text, word, tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(text)
    with pytest.raises(NluDateiFehler, match=word):
        add(path, "gehalt", "neu")
    assert path.read_bytes() == text and list(tmp_path.iterdir()) == [path]


def test_a_message_that_would_be_read_otherwise_is_not_written(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(SEVERAL)
    for text in ("zwei\nZeilen", "drei\x07", "vier\u2028fünf"):
        with pytest.raises(NluDateiFehler):
            add(path, "gehalt", text)
    assert path.read_bytes() == SEVERAL


def test_what_is_gone_already_is_told(tmp_path):
    path = tmp_path / "a.yml"
    path.write_bytes(SEVERAL)
    with pytest.raises(NluDateiFehler, match="nicht mehr"):
        remove(path, "gehalt", "moin")


def test_a_full_disk_leaves_the_file_whole(tmp_path, monkeypatch):
    path = tmp_path / "a.yml"
    path.write_bytes(SEVERAL)

    def full(_number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NluDateiFehler, match="No space"):
        add(path, "gehalt", "drei")
    assert path.read_bytes() == SEVERAL and list(tmp_path.iterdir()) == [path]


def test_each_intent_has_just_one_file():
    found = intents(PROJECT / "data" / "nlu")
    assert {name: [p.stem for p in paths] for name, paths in found.items()} == {
        p.stem: [p.stem] for p in FILES
    }


def test_no_file_and_several_are_told(tmp_path):
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_bytes(SEVERAL)
    with pytest.raises(NluDateiFehler, match="a.yml, b.yml"):
        file_of(tmp_path, "gehalt")
    with pytest.raises(NluDateiFehler, match="keine Datei"):
        file_of(tmp_path, "thanks")


@pytest.mark.parametrize(
    ("parts", "marked"),
    [
        ([("beruf", "Koch"), ("ort", "Köln")], "was macht [Koch](beruf) in [Köln](ort), Kochen?"),
        ([("beruf", "koch")], "was macht [Koch](beruf) in Köln, Kochen?"),
        ([("ort", "Köln"), ("beruf", "Koch in Köln")], "was macht [Koch in Köln](beruf), Kochen?"),
        ([], "was macht Koch in Köln, Kochen?"),
    ],
)
def test_parts_are_marked_as_whole_words(parts, marked):
    assert mark("was macht Koch in Köln, Kochen?", parts) == marked


def test_a_part_is_marked_wherever_it_stands():
    assert mark("Koch oder Koch?", [("beruf", "Koch")]) == "[Koch](beruf) oder [Koch](beruf)?"


def test_a_part_that_is_not_there_is_told():
    with pytest.raises(MarkeFehler, match="„Bonn“ steht so nicht"):
        mark("Koch in Köln", [("ort", "Bonn")])


def test_only_what_stands_there_is_proposed():
    parts = [("beruf", "Koch"), ("ort", "Bonn"), ("gebiet", "Bayern"), ("anrede", "du")]
    assert standing("Koch in Bayern, du", parts) == [("beruf", "Koch")]


@pytest.mark.parametrize(
    ("typed", "parts"),
    [
        ("beruf=Koch, ort=Köln", [("beruf", "Koch"), ("ort", "Köln")]),
        ("Ort: Bad Ems", [("ort", "Bad Ems")]),
        ("beruf=Koch, Kellner ort = Köln", [("beruf", "Koch, Kellner"), ("ort", "Köln")]),
        ("keine", []),
        ("Keine ", []),
    ],
)
def test_typed_parts(typed, parts):
    assert read_parts(typed) == parts


@pytest.mark.parametrize("typed", ["Koch", "beruf=", "x beruf=Koch", "stadt=Köln"])
def test_other_writing_is_told(typed):
    with pytest.raises(MarkeFehler, match="Bitte so"):
        read_parts(typed)


def test_a_message_becomes_one_plain_line():
    assert plain(" - was\n\x1b macht\u2028man\ufeff ") == "was macht man"
    assert plain("/gehalt") == "gehalt"
    for text in ("", " - ", "a [b](beruf)", "{x}"):
        with pytest.raises(MarkeFehler):
            plain(text)
