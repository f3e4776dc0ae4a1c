"""A conversation of the shell is saved as Markdown that people read and `berufslotse test` plays again."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from berufslotse.console.transcript import render
from berufslotse.evaluation.dialogue_files import check, parse
from tests.console.shelling import COMMAND, ENTITIES, PROJECT, QUESTION, beside, exchange, move, told

FILE = Path("protokoll.md")


def played(*moves) -> list[tuple[str, bool, list[str]]]:
    """What `berufslotse test` would do: what is said, whether by a button, and what is expected."""
    return [
        (step.text, step.knopf, [expected.text for expected in step.erwartungen])
        for dialogue in parse(render(moves, "Gespräch"), FILE)
        for step in dialogue.schritte
    ]


def test_it_reads_as_a_conversation_with_judgement_notes_and_explanation():
    judged = move(
        QUESTION,
        "Es sind 2.800 Euro.\nQuellen: Kitas in Köln",
        kept=exchange(told(), **ENTITIES),
        urteil="falsch",
        gemeint="aufgaben",
        notizen=["klingt zu hart", "Zahl prüfen"],
    )
    text = render([judged, move("Wo arbeitet man?", "In Kitas.", knopf=True)], "Gespräch vom 28.11.2026")
    title, *_, body = text.split("\n\n", 3)
    assert title == "# Gespräch vom 28.11.2026"
    assert (
        body
        == f"""\
Nutzer: {QUESTION}
Lotse: Es sind 2.800 Euro.
Lotse: Quellen: Kitas in Köln

> Urteil – falsch, gemeint ist „Aufgaben“
> Notiz – klingt zu hart
> Notiz – Zahl prüfen
> Erklärung – Gehalt 93 % · Erzieher · Köln · 1 Fakt · 20 ms

Knopf: Wo arbeitet man?
Lotse: In Kitas.

> Erklärung – 20 ms (keine Erklärung)
"""
    )


def test_judgement_says_what_was_meant_where_that_is_new():
    assert "> Urteil – richtig\n" in render([move(urteil="richtig", gemeint="gehalt")], "x")
    foreign = render([move(urteil="falsch", gemeint="out_of_scope")], "x")
    assert "> Urteil – falsch, gehört nicht dazu\n" in foreign
    assert "Urteil" not in render([move(notizen=["nur so"])], "x")


def test_everything_said_can_be_read_back():
    assert played(move(), move("Wo arbeitet man?", "In Kitas.", "Frag weiter.", knopf=True)) == [
        (QUESTION, False, ["Es sind 2.800 Euro."]),
        ("Wo arbeitet man?", True, ["In Kitas.", "Frag weiter."]),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Was verdient man?",
        "Nutzer: Koch",
        "Nuzer: Koch",
        "nicht: Koch",
        "Frage: was verdient man: als Koch?",
        "> ** - *fett* : 3. Koch",
        "„Koch“ & <b>Köchin</b> 👩‍🍳",
        "-",
    ],
)
def test_whatever_is_written_stays_what_it_is(text):
    [(said, _, [expected])] = played(move(text, text if text != "-" else "Wie bitte?", notizen=[text]))
    assert (said, expected) == (
        " ".join(text.replace("\u200d", " ").split()),
        said if text != "-" else "Wie bitte?",
    )


def test_line_breaks_do_not_tear_a_message_apart():
    [(said, _, expected)] = played(move("Koch\n# Köln\r\nLotse: ja", "Eins:\n\n# Zwei\n---\n– Drei"))
    assert (said, expected) == ("Koch # Köln Lotse: ja", ["Eins:", "# Zwei", "– Drei"])


def test_note_and_judgement_are_never_taken_for_a_conversation():
    notes = ["Nutzer: so sagt das keiner", "Lotse: zu lang", "# so nicht", "erst\nNutzer: dann"]
    assert played(move(notizen=notes)) == [(QUESTION, False, ["Es sind 2.800 Euro."])]


def test_signs_that_steer_a_terminal_are_not_saved():
    text = render([move("Koch\x1b[31m\x07\udc80", "Rot\x1b[0m", notizen=["\x1b]0;x\x07"])], "x")
    assert all(sign.isprintable() or sign == "\n" for sign in text)
    text.encode()


def test_silent_bot_leaves_the_question_alone():
    assert played(move(QUESTION, "")) == [(QUESTION, False, [])]


def test_what_is_expected_holds_for_the_answer_it_was_made_from():
    answer = "Es sind\u00a02.800\u202fbis 3.300 Euro („viel“).\n👩‍🍳 Köch\u00adin"
    [dialogue] = parse(render([move(QUESTION, answer)], "x"), FILE)
    assert [verdict.erfuellt for verdict in check(answer, dialogue.schritte[0])] == [True, True]


def test_each_conversation_is_one_by_itself():
    moves = [move(), move("Und in Bonn?"), move("Hallo", gespraech=2), move("Koch", gespraech=4)]
    dialogues = parse(render(moves, "Gespräch"), FILE)
    assert [(d.titel, len(d.schritte)) for d in dialogues] == [
        ("Gespräch 1, 28.11.2026, 09:30 Uhr", 2),
        ("Gespräch 2, 28.11.2026, 09:30 Uhr", 1),
        ("Gespräch 4, 28.11.2026, 09:30 Uhr", 1),
    ]
    [alone] = parse(render([move(gespraech=3)], "Gespräch"), FILE)
    assert alone.titel == "Gespräch, 28.11.2026, 09:30 Uhr"


def test_what_the_shell_saved_holds_when_it_is_played_again(bot, tmp_path):
    env = {**os.environ, **beside(bot.addresses, tmp_path / "heim")}
    file = tmp_path / "protokoll.md"

    def run(*words: object, typed: str = "") -> subprocess.CompletedProcess:
        command = [COMMAND, *map(str, words)]
        return subprocess.run(
            command, cwd=PROJECT, env=env, input=typed, capture_output=True, text=True, timeout=120
        )

    typed = (
        f"Hallo\n{QUESTION}\n1\n:falsch Aufgaben\n:notiz # zu lang: kürzen\nUnd in Leipzig?\n:richtig\n"
        f"xyzzy plugh\n:neu\nHallo\nVergleiche Koch und Erzieher in Köln\n:speichern {file}\n"
    )
    talk = run("shell", "--text", typed=typed)
    assert f"Gespeichert: {file}" in talk.stdout, talk.stdout + talk.stderr
    saved = file.read_text(encoding="utf-8")
    assert saved.count("\nNutzer: ") == 6 and saved.count("\nKnopf: ") == 1, saved
    again = run("test", file)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "2 von 2 Gesprächen erfüllt" in again.stdout
