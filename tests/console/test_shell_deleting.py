"""A counsellor who has the conversation deleted in the shell loses the marks of it too, and no others."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from berufslotse.evaluation.marked import Marked, MarkedFile
from tests.console.shelling import COMMAND, PROJECT, beside

OTHER = Marked("Was verdient ein Koch?", "richtig", "gehalt", time=1.0)


def talk(bot, home: Path, *typed: str) -> str:
    env = {**os.environ, "COLUMNS": "80", **beside(bot.addresses, home)}
    done = subprocess.run(
        [COMMAND, "shell", "--text"],
        cwd=PROJECT,
        env=env,
        input="\n".join([*typed, ""]).encode(),
        capture_output=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def test_marks_of_the_deleted_conversation_go_with_it(bot, tmp_path):
    marks = MarkedFile(tmp_path / "markiert.jsonl")
    marks.add(OTHER)
    said = talk(
        bot, tmp_path, "Was verdient ein Koch in Köln?", ":richtig", "Lösche meine Daten", "ja", "hallo"
    )
    assert "Erledigt" in said
    assert "Markierungen daraus sind gelöscht" in said
    assert [kept.text for kept in marks.read()] == [OTHER.text]


def test_they_stay_where_nothing_is_deleted(bot, tmp_path):
    said = talk(bot, tmp_path, "Was verdient ein Koch in Köln?", ":richtig", "Lösche meine Daten", "nein")
    assert "Erledigt" not in said
    assert len(MarkedFile(tmp_path / "markiert.jsonl").read()) == 1
