"""The alphabetical list of occupation names is read, in whatever code it was saved, or said what is wrong."""

from __future__ import annotations

import codecs

import pytest

from berufslotse.knowledge.kldb import MAX_BYTES, read_kldb
from berufslotse.knowledge.titles import Eintrag, ImportFehler

LIST = """\
Berufsbenennungen;KldB 2010 (5-Steller)
Brötchenzähler/in;29999
Ölwächter/in (Küche);29998
Straßenfühler/Straßenfühlerin;01101
Teekoch/-köchin / Müslirührer/in;29997
;
Erstellungsdatum: 01.01.2025, XY;© Statistik der Invented Agency
"""


@pytest.fixture
def write(tmp_path):
    def _write(content: str | bytes, code: str = "cp850"):
        path = tmp_path / "liste.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(code))
        return path

    return _write


@pytest.mark.parametrize("code", ["cp850", "cp1252", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_list_is_read_in_every_usual_code(write, code, newline):
    assert read_kldb(write(LIST.replace("\n", newline), code)) == [
        Eintrag("Brötchenzähler", "Brötchenzählerin", klasse="29999"),
        Eintrag("Ölwächter (Küche)", "Ölwächterin (Küche)", ("Ölwächter", "Ölwächterin"), klasse="29998"),
        Eintrag("Straßenfühler", "Straßenfühlerin", klasse="01101"),
        Eintrag("Teekoch", "Teeköchin", ("Müslirührer", "Müslirührerin"), klasse="29997"),
    ]


def test_a_list_of_plain_letters_needs_no_guess(write):
    assert [e.name for e in read_kldb(write("Bote/Botin;29999\n"))] == ["Bote"]


def test_decomposed_umlauts_are_joined(write):
    assert read_kldb(write("Bro\u0308tler/in;29999\n", "utf-8"))[0].name == "Brötler"


def test_header_and_end_may_be_missing(write):
    assert len(read_kldb(write("\n".join(LIST.splitlines()[1:5])))) == 4


def test_lines_above_the_header_and_quoted_fields_are_no_trouble(write):
    assert (
        len(read_kldb(write('"Alle Berufe";\n\n' + LIST.replace("Brötchenzähler/in", '"Brötchenzähler/in"'))))
        == 4
    )


def test_the_zero_that_a_spreadsheet_drops_comes_back(write):
    assert read_kldb(write(LIST.replace("01101", "1101")))[2].klasse == "01101"


def test_a_name_that_comes_twice_counts_once_with_the_richer_names(write):
    again = "Brötchenzähler/in;29999\nBrötchenzähler/in / Semmelzähler/in;29999\nBrötchenzähler/in;30000\n"
    found = read_kldb(write(again))
    assert [(e.aliase, e.klasse) for e in found] == [
        (("Semmelzähler", "Semmelzählerin"), "29999"),
        ((), "30000"),
    ]


def test_a_class_without_a_name_is_skipped(write):
    assert len(read_kldb(write(LIST.replace("Brötchenzähler/in", "")))) == 3


@pytest.mark.parametrize(
    "broken",
    ["Brötchenzähler/in", "Brötchenzähler/in;", "Brötchenzähler/in;2999x", "Bröt;ler;29999", '"Bröt;29999'],
)
def test_a_broken_line_is_named(write, broken):
    lines = LIST.replace("Ölwächter/in (Küche);29998", broken)
    with pytest.raises(ImportFehler, match=r"Zeile 3: Hier fehlt"):
        read_kldb(write(lines))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "ist leer"),
        (b" \r\n\r\n", "ist leer"),
        (codecs.BOM_UTF8, "andere Spalten"),
        (b";;\n;;\n", "andere Spalten"),
        (
            b"conceptType,conceptUri,iscoGroup\nOccupation,http://x,1\n",
            "andere Spalten.*gefunden wurde conceptType",
        ),
        (b"Name;Nummer;Land\nBote/Botin;29999;DE\n", "andere Spalten.*Name;Nummer;Land"),
        (b"Berufsbenennungen;KldB 2010 (5-Steller)\n;\n", "kein einziger Beruf"),
        (b"PK\x03\x04\x00\x00", "keine Texttabelle"),
        (b"x" * 200_000, "andere Spalten"),
    ],
)
def test_what_is_no_such_list_is_said_in_one_line(write, content, message):
    with pytest.raises(ImportFehler, match=message) as caught:
        read_kldb(write(content))
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 400


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(ImportFehler, match="gibt es nicht"):
        read_kldb(tmp_path / "nirgends.csv")
    with pytest.raises(ImportFehler, match="ist ein Ordner"):
        read_kldb(tmp_path)


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "gross.csv"
    with path.open("wb") as output:
        output.truncate(MAX_BYTES + 1)
    with pytest.raises(ImportFehler, match="zu groß"):
        read_kldb(path)
