"""What counsellors mark in the shell is kept, whoever else writes at the same time, and nobody else reads it."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from berufslotse.evaluation.marked import RIGHT, WRONG, Marked, MarkedFile

MARKED = Marked(
    "wat kriegste als koch in kölle",
    WRONG,
    "gehalt",
    "Kölsch, kommt hier oft vor",
    [("aufgaben", 0.52), ("gehalt", 0.4)],
    [("beruf", "koch"), ("ort", "kölle")],
    ["Ein Koch kocht."],
    1_790_000_000.25,
)


@pytest.fixture
def file(tmp_path) -> MarkedFile:
    return MarkedFile(tmp_path / "heim" / "markiert.jsonl")


def test_it_comes_back_as_it_was_marked_in_the_order_of_marking(file):
    assert file.read() == []
    other = Marked("und nu", None, None, time=1.0)
    file.add(MARKED)
    file.add(other)
    first, second = file.read()
    assert first == MARKED
    assert (second.text, second.verdict, second.intent, second.note) == ("und nu", None, None, "")


def test_it_can_be_read_by_people_and_by_its_owner_only(file):
    file.add(MARKED)
    (line,) = file.path.read_text(encoding="utf-8").splitlines()
    assert "kölle" in line and json.loads(line)["verdict"] == "falsch"
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_it_lies_in_our_home(monkeypatch, tmp_path):
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path))
    assert MarkedFile().path == tmp_path / "markiert.jsonl"


def test_a_verdict_can_be_changed_and_a_note_added(file):
    file.add(MARKED)
    file.add(replace(MARKED, text="etwas anderes"))
    file.add(replace(MARKED, verdict=RIGHT, intent="aufgaben", note="doch richtig"))
    file.add(replace(MARKED, time=MARKED.time + 60))
    assert [(m.text[:5], m.verdict, m.note[:4]) for m in file.read()] == [
        ("wat k", "richtig", "doch"),
        ("etwas", "falsch", "Köls"),
        ("wat k", "falsch", "Köls"),
    ]


@pytest.mark.parametrize("text", ["zwei\nZeilen\u2028drei", "halbes Zeichen \udcc3", '"\\', "🙂", ""])
def test_whatever_is_typed_comes_back(file, text):
    file.add(replace(MARKED, text=text, note=text))
    (found,) = file.read()
    assert (found.text, found.note) == (text, text)


@pytest.mark.parametrize(
    "line", [b'{"text": "hal', b"\xff\xfe", b"[]", b"7", b'{"text": "so"}', b'{"text": 1, "verdict": null}']
)
def test_a_damaged_line_is_skipped_counted_and_left_for_mending(file, line):
    file.add(MARKED)
    file.path.write_bytes(line + b"\n" + file.path.read_bytes())
    file.add(replace(MARKED, time=0.0))
    assert (len(file.read()), file.damaged) == (2, 1)
    assert file.path.read_bytes().startswith(line + b"\n")


def test_a_folder_that_cannot_be_written_is_an_error_for_the_caller(tmp_path):
    (tmp_path / "heim").write_text("eine Datei")
    with pytest.raises(OSError):
        MarkedFile(tmp_path / "heim" / "markiert.jsonl").add(MARKED)


def add_many(path: Path, name: str) -> None:
    for number in range(40):
        MarkedFile(path).add(replace(MARKED, text=f"{name} {number}", time=float(number)))


def test_nothing_is_lost_when_two_mark_at_once(file):
    context = multiprocessing.get_context("fork")
    people = [context.Process(target=add_many, args=(file.path, name)) for name in ("anna", "ben", "cem")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(file.read()) == 120 and not file.damaged


def test_nothing_is_lost_when_one_is_killed(file):
    for name in ("anna", "ben", "cem"):
        person = multiprocessing.get_context("fork").Process(target=add_many, args=(file.path, name))
        person.start()
        while not any(m.text.startswith(name) for m in file.read()):
            assert person.is_alive()
        os.kill(person.pid, signal.SIGKILL)
        person.join()
        kept = len(file.read())
        file.add(replace(MARKED, text=f"nach {name}"))
        assert len(file.read()) == kept + 1 and not file.damaged
