"""Expected conversations in Markdown: what is read from them, which faults are told, and how answers are judged."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from berufslotse.evaluation.dialogue_files import (
    DialogFehler,
    Schritt,
    check,
    contains,
    parse,
    payload,
    read_all,
)

FILE = Path("gespraech.md")
PLAIN = """\
# Erzieher in Köln
Nutzer: Was verdient ein Erzieher in Köln?
Lotse: 2.800 bis 3.300 Euro
Lotse nicht: Hufschmied
Knopf: Wie ticken die Leute dort?
Lotse: Herzlichkeit

Das fragen viele.

# Und noch eins
Nutzer: Hallo
"""


def steps(text):
    """What is said in the only conversation of `text`, and what is expected after each."""
    [dialogue] = parse(text, FILE)
    return [(s.text, s.knopf, [(e.text, e.verneint) for e in s.erwartungen]) for s in dialogue.schritte]


def faults(text):
    with pytest.raises(DialogFehler) as error:
        parse(text, FILE)
    return [str(fault) for fault in error.value.fehler]


# -- what is read ------------------------------------------------------------------------------------


def test_conversations_steps_and_expectations_are_read_with_their_lines():
    first, second = parse(PLAIN, FILE)
    assert (first.titel, first.zeile, first.erwartungen) == ("Erzieher in Köln", 1, 4)
    assert (second.titel, second.zeile, second.erwartungen) == ("Und noch eins", 10, 0)
    asked, pressed = first.schritte
    assert (asked.zeile, asked.text, asked.knopf) == (2, "Was verdient ein Erzieher in Köln?", False)
    assert [(e.zeile, e.text, e.verneint) for e in asked.erwartungen] == [
        (3, "2.800 bis 3.300 Euro", False),
        (4, "Hufschmied", True),
    ]
    assert (pressed.zeile, pressed.text, pressed.knopf) == (5, "Wie ticken die Leute dort?", True)


@pytest.mark.parametrize(
    "line",
    [
        "Nutzer: Hallo: wer da?",
        "nutzer:Hallo: wer da?",
        "NUTZERIN :  Hallo: wer da?  ",
        "Du: Hallo: wer da?",
        "- Nutzer: Hallo: wer da?",
        "  * Nutzer: Hallo: wer da?",
        "> - Nutzer: Hallo: wer da?",
        "1. Nutzer: Hallo: wer da?",
        "**Nutzer:** Hallo: wer da?",
        "*Nutzerin*: Hallo: wer da?",
        "Nutzer:in: Hallo: wer da?",
        "Nutzer*in: Hallo: wer da?",
        "\u00a0Nutzer\u00a0:\u00a0Hallo: wer da?",
    ],
)
def test_keywords_are_found_however_they_are_written(line):
    assert steps(line) == [("Hallo: wer da?", False, [])]


@pytest.mark.parametrize(
    "line", ["Lotse nicht: ja", "lotse  NICHT : ja", "- **Lotse nicht:** ja", "Lotsenicht:ja"]
)
def test_what_must_not_be_said_is_told_from_what_must(line):
    assert steps(f"Nutzer: Hallo\n{line}\nLotse: nicht doch") == [
        ("Hallo", False, [("ja", True), ("nicht doch", False)])
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_editors_count_them(end):
    [dialogue] = parse(f"eins{end}zwei\u2028noch zwei{end}{end}Nutzer: Hallo", FILE)
    assert dialogue.schritte[0].zeile == 4


def test_text_before_the_first_heading_is_a_conversation_named_after_the_file():
    first, second = parse("Nutzer: Hallo\n#Zwei ##\nNutzer: Hallo", FILE)
    assert (first.titel, second.titel) == ("gespraech", "Zwei")


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("# Eins", "Eins"),
        ("##Eins ##", "Eins"),
        ("  # Mit C#", "Mit C#"),
        ("#", "Gespräch ab Zeile 1"),
        ("## #", "Gespräch ab Zeile 1"),
    ],
)
def test_titles_are_read_without_their_marks(heading, title):
    assert parse(f"{heading}\nNutzer: Hallo", FILE)[0].titel == title


def test_heading_over_deeper_headings_is_a_chapter_and_no_conversation():
    dialogues = parse("# Meine Gespräche\nAus dem Alltag.\n## Eins\nNutzer: Hallo\n## Zwei\nDu: Hallo", FILE)
    assert [d.titel for d in dialogues] == ["Eins", "Zwei"]


@pytest.mark.parametrize(
    "line",
    [
        "Hinweis: so fragen viele",
        "Notiz: prüfen",
        "Orte: Köln und Bonn",
        "Das: nie",
        "Der Lotse kennt sich aus: sehr",
        "Lotse und Nutzer sprechen miteinander.",
        "https://www.beispiel.de",
        "---",
        "```",
        "| Nutzer | Lotse |",
    ],
)
def test_other_lines_are_comments(line):
    assert steps(f"Nutzer: Hallo\n{line}\nLotse: Hallo") == [("Hallo", False, [("Hallo", False)])]


# -- faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Nuzer: ja", "Nutzer"),
        ("- nuzter : ja", "Nutzer"),
        ("Nutzrein: ja", "Nutzerin"),
        ("**Lotze:** ja", "Lotse"),
        ("Lotse nich: ja", "Lotse nicht"),
        ("Lotse ncht: ja", "Lotse nicht"),
        ("Lotse sagt: ja", "Lotse"),
        ("Lotse sagt nie: ja", "Lotse nicht"),
        ("Knopff: ja", "Knopf"),
        ("Knopf drücken: ja", "Knopf"),
    ],
)
def test_misspelt_keyword_is_told_with_what_was_meant(line, meant):
    [fault] = faults(f"# Eins\nNutzer: Hallo\n{line}")
    assert fault.startswith("gespraech.md, Zeile 3: ")
    assert fault.endswith(f"gemeint ist wohl „{meant}:“.")


@pytest.mark.parametrize("line", ["Lotse nicht Hufschmied", "- **Lotse nicht** Hufschmied"])
def test_forgotten_colon_does_not_pass_for_a_remark(line):
    [fault] = faults(f"# Eins\nNutzer: Hallo\n{line}")
    assert fault == "gespraech.md, Zeile 3: Nach „Lotse nicht“ fehlt der Doppelpunkt, so wird nichts geprüft."


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("# A\nLotse: ja\nLotse: nein", "gespraech.md, Zeile 2: Hier wird eine Antwort erwartet, bevor"),
        (
            "# A\nLotse nicht: ja\nNutzer: Hallo",
            "gespraech.md, Zeile 2: Hier wird eine Antwort erwartet, bevor",
        ),
        ("# A\nKnopf: ja", "gespraech.md, Zeile 2: Hier wird ein Knopf gedrückt, bevor"),
        ("# A\nNutzer:\nLotse: ja", "gespraech.md, Zeile 2: Nach „Nutzer:“ fehlt, was gefragt wird."),
        (
            "Nutzer: ja\nLotse: „ “",
            "gespraech.md, Zeile 2: Nach „Lotse:“ fehlt, was die Antwort enthalten soll.",
        ),
        ("Nutzer: ja\nKnopf:", "gespraech.md, Zeile 2: Nach „Knopf:“ fehlt, was auf dem Knopf steht."),
        (
            "# A\nText\n# B\nNutzer: ja",
            "gespraech.md, Zeile 1: Im Gespräch „A“ fehlt eine Zeile „Nutzer: …“.",
        ),
        ("# A\nNutzer: ja\n## B", "gespraech.md, Zeile 3: Im Gespräch „B“ fehlt eine Zeile „Nutzer: …“."),
        ("", "gespraech.md: In dieser Datei steht kein Gespräch."),
        ("# A\n\nText\n\n# B\n", "gespraech.md: In dieser Datei steht kein Gespräch."),
    ],
)
def test_what_cannot_be_played_is_one_fault_with_its_line(text, fault):
    [told] = faults(text)
    assert told.startswith(fault)


def test_all_faults_are_told_in_the_order_of_the_lines():
    told = faults("# A\n# B\nNuzer: Hallo\nLotse: ja\n# C\nKnopf: ja\n# D\nNutzer: Hallo\nLotse:")
    assert [fault.partition(":")[0] for fault in told] == [f"gespraech.md, Zeile {n}" for n in (1, 3, 6, 9)]


@given(st.text())
def test_nonsense_is_read_or_refused_and_nothing_else(text):
    try:
        assert parse(text, FILE)
    except DialogFehler as error:
        assert error.fehler


PIECES = [
    "Nutzer",
    "Lotse",
    " nicht",
    "Knopf",
    "Nuzer",
    ":",
    " ",
    "\n",
    "# ",
    "- ",
    "**",
    "„",
    "ja",
    "\u00a0",
    "1.",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_pieces_of_conversations_are_read_or_refused_and_nothing_else(text):
    try:
        dialogues = parse(text, FILE)
    except DialogFehler as error:
        assert all(str(fault).startswith("gespraech.md") for fault in error.fehler)
        return
    for dialogue in dialogues:
        assert dialogue.schritte and not dialogue.schritte[0].knopf
        for step in dialogue.schritte:
            assert step.text.strip() and all(e.text.strip() for e in step.erwartungen)


@pytest.mark.parametrize("unit", ["- ", "Lotse ", "*", "# ", "Lotse" + " " * 50, ": "])
def test_long_lines_are_read_in_no_time(unit):
    began = time.monotonic()
    parse(f"Nutzer: ja\n{unit * 20_000}x\nLotse{' ' * 100_000}x\nNutzer: ja", FILE)
    assert time.monotonic() - began < 2


# -- files and folders -------------------------------------------------------------------------------


def test_files_and_folders_are_read_in_order_and_once(tmp_path):
    for name in ("b.md", "a.MD", "liesmich.txt", "._a.md"):
        (tmp_path / name).write_text(f"# {name}\nNutzer: Hallo", encoding="utf-8-sig")
    (tmp_path / "tiefer.md").mkdir()
    assert [d.titel for d in read_all([tmp_path])] == ["a.MD", "b.md"]
    assert [d.titel for d in read_all([tmp_path / "b.md", tmp_path])] == ["b.md", "a.MD"]


def test_files_that_cannot_be_read_are_told_together(tmp_path):
    windows, empty = tmp_path / "windows.md", tmp_path / "leer"
    windows.write_bytes("Nutzer: Köln".encode("latin-1"))
    empty.mkdir()
    with pytest.raises(DialogFehler) as error:
        read_all([tmp_path / "fehlt.md", windows, empty])
    told = sorted(map(str, error.value.fehler))
    assert told[0].startswith(f"{tmp_path / 'fehlt.md'}: Diese Datei gibt es nicht.")
    assert told[1].startswith(f"{empty}: In diesem Ordner liegt keine Datei, die auf .md endet.")
    assert told[2].startswith(f"{windows}: ist kein Text in UTF-8.")


# -- answers -----------------------------------------------------------------------------------------

ANSWER = "Als Erzieher\u00a0in in Köln gibt es 2.800\u202fbis\n3.300\u00a0Euro (3.000\u20133.100), „viel“ für IT\u2011Leute."


@pytest.mark.parametrize(
    "part",
    [
        "2.800 bis 3.300 Euro",
        "2.800  bis 3.300 euro",
        "KÖLN",
        "Ko\u0308ln",
        "3.000-3.100",
        "3.000 – 3.100",
        '"viel" für',
        "«viel»",
        "viel für IT-Leute.",
        "„Als Erzieherin in Köln“",
        "IT\u00adLeute".replace("\u00ad", "-"),
    ],
)
def test_spaces_dashes_quotation_marks_and_case_do_not_matter(part):
    assert contains(ANSWER, part)


@pytest.mark.parametrize("part", ["2.800 bis 3.400 Euro", "2800", "Koln", "IT Leute", "Euro."])
def test_everything_else_matters(part):
    assert not contains(ANSWER, part)


def test_each_expectation_is_judged_by_itself():
    [dialogue] = parse("Nutzer: ja\nLotse: Köln\nLotse: Bonn\nLotse nicht: Bonn\nLotse nicht: Köln", FILE)
    verdicts = check(ANSWER, dialogue.schritte[0])
    assert [(v.erwartung.zeile, v.erfuellt) for v in verdicts] == [
        (2, True),
        (3, False),
        (4, True),
        (5, False),
    ]
    assert check(ANSWER, Schritt(1, "ja")) == []


def test_button_is_found_by_its_title():
    buttons = [("Mehr zu Köln", "/a"), ("Mehr\u00a0zu „Bonn“", "/b")]
    assert payload(buttons, "mehr zu Bonn") == "/b"
    assert payload(buttons, "Mehr zu") is None
    assert payload([], "Mehr zu Bonn") is None
