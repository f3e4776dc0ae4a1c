"""A counsellor who slips in a profile is told which file, which line and which field, in German."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from berufslotse.knowledge.profiles import MAX_BYTES, Fehler, ProfilFehler, read_file, read_folder

GOOD = """\
beruf: Tischler
beruf_feminin: Tischlerin
ort: Bonn
quellen:
  - titel: Tischler in Bonn
    url: https://www.bonn.de/tischler
    abgerufen: 2026-11-22
fakten:
  - thema: aufgaben
    text: Sie bauen Möbel.
  - quelle: 0
    thema: gehalt
    text: Am Anfang gibt es 2.600 bis 2.900 Euro.
    gehalt:
      stufe: einstieg
      von: 2600
      bis: 2900
      zeitraum: monat
"""


def faults(folder: Path) -> list[Fehler]:
    with pytest.raises(ProfilFehler) as caught:
        read_folder(folder)
    return caught.value.fehler


def only_fault(tmp_path: Path, content: str | bytes) -> Fehler:
    raw = content.encode() if isinstance(content, str) else content
    (tmp_path / "tischler-bonn.yml").write_bytes(raw)
    found = faults(tmp_path)
    assert len(found) == 1, [str(f) for f in found]
    assert found[0].datei == tmp_path / "tischler-bonn.yml"
    return found[0]


def test_a_sound_profile_is_read_with_its_umlauts_and_figures(tmp_path):
    (tmp_path / "tischler-bonn.yml").write_text(GOOD, encoding="utf-8")
    [item] = read_folder(tmp_path)
    assert item.profil.beruf == "Tischler"
    assert item.profil.fakten[0].text == "Sie bauen Möbel."
    assert item.profil.fakten[1].gehalt.von == 2600


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbf" + GOOD.encode(), GOOD.replace("\n", "\r\n").encode()])
def test_files_saved_by_windows_editors_are_read(tmp_path, raw):
    (tmp_path / "tischler.yml").write_bytes(raw)
    [item] = read_folder(tmp_path)
    assert item.profil.beruf == "Tischler"


def test_profiles_in_folders_below_and_with_the_longer_ending_are_read(tmp_path):
    (tmp_path / "holz").mkdir()
    (tmp_path / "holz" / "tischler.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "notiz.txt").write_text("kein Profil", encoding="utf-8")
    assert [item.profil.beruf for item in read_folder(tmp_path)] == ["Tischler"]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "field", "says"),
    [
        ("beruf: Tischler\n", "", 1, "beruf", "fehlt"),
        ("    text: Sie bauen Möbel.\n", "", 9, "Fakt 1, text", "fehlt"),
        ("    url: https://www.bonn.de/tischler\n", "", 5, "Quelle 1, url", "fehlt"),
        ("thema: aufgaben", "thema: lohn", 9, "Fakt 1, thema", "Erlaubt: aufgaben, gehalt, regionalkultur"),
        ("thema: aufgaben", "thema:", 9, "Fakt 1, thema", "darf nicht leer sein. Erlaubt: aufgaben, gehalt"),
        ("thema: aufgaben", "thema: [gehalt]", 9, "Fakt 1, thema", "einzelnes Wort sein. Erlaubt: aufgaben"),
        ("stufe: einstieg", "stufe: azubi", 15, "Fakt 2, gehalt, stufe", "Erlaubt: ausbildung, einstieg"),
        (
            "zeitraum: monat",
            "zeitraum: woche",
            18,
            "Fakt 2, gehalt, zeitraum",
            "„woche“ ist nicht bekannt. Erlaubt: monat, jahr, stunde.",
        ),
        ("bis: 2900", "bis: 2000", 14, "Fakt 2, gehalt", "von (2600) ist größer als bis (2000)"),
        ("      von: 2600\n      bis: 2900\n", "", 14, "Fakt 2, gehalt", "braucht von oder bis"),
        ("bis: 2900", "bis: 2900 Euro", 17, "Fakt 2, gehalt, bis", "Hier steht „2900 Euro“."),
        ("bis: 2900", "bis: -5", 17, "Fakt 2, gehalt, bis", "außerhalb des Erlaubten (Grenze: 0)"),
        ("bis: 2900", "bis: 2900\n      netto: ja", 18, "Fakt 2, gehalt, netto", "true oder false"),
        ("text: Sie bauen Möbel.", 'text: " "', 10, "Fakt 1, text", "darf nicht leer sein"),
        ("https://www", "www", 6, "Quelle 1, url", "muss mit https:// oder http:// beginnen"),
        ("2026-11-22", "gestern", 7, "Quelle 1, abgerufen", "muss ein Datum sein"),
        (
            "ort: Bonn",
            "ort: Bonn\naliase: Schreiner",
            4,
            "aliase",
            "eine Liste sein. Hier steht „Schreiner“.",
        ),
        ("ort: Bonn", "ort: Bonn\naliase:", 4, "aliase", "darf nicht leer sein"),
        ("ort: Bonn", "ort: Bonn\naliase: [A, '']", 4, "aliase 2", "darf nicht leer sein"),
        ("    text: Sie bauen Möbel.", "    text: A\n    7: x", 9, "Fakt 1", "dessen Name kein Text ist"),
    ],
)
def test_a_fault_is_named_with_line_field_and_what_is_allowed(tmp_path, right, wrong, line, field, says):
    assert right in GOOD
    fault = only_fault(tmp_path, GOOD.replace(right, wrong, 1))
    assert (fault.zeile, fault.feld) == (line, field)
    assert says in fault.meldung
    assert str(fault) == f"{tmp_path / 'tischler-bonn.yml'}, Zeile {line}: {field}: {fault.meldung}"


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        (
            "thema: gehalt",
            "thema: gehallt",
            12,
            "Fakt 2, thema: „gehallt“ ist nicht bekannt, gemeint ist wohl „gehalt“. Erlaubt: aufgaben, gehalt,",
        ),
        (
            "thema: gehalt",
            "thema: Gehalt",
            12,
            "Fakt 2, thema: „Gehalt“ ist nicht bekannt, gemeint ist wohl „gehalt“. Erlaubt:",
        ),
        (
            "thema: gehalt",
            "thema: lohn",
            12,
            "Fakt 2, thema: „lohn“ ist nicht bekannt. Erlaubt: aufgaben, gehalt,",
        ),
        (
            "      von:",
            "      vonn:",
            16,
            "Fakt 2, gehalt: Das Feld „vonn“ gibt es nicht, gemeint ist wohl „von“. Erlaubt: stufe, von, bis,",
        ),
        (
            "    text: Sie",
            "    texd: x\n    text: Sie",
            10,
            "Fakt 1: Das Feld „texd“ gibt es nicht, gemeint ist wohl „text“. Erlaubt: thema, text, quelle,",
        ),
        (
            "ort: Bonn",
            "stadt: Bonn",
            3,
            "Das Feld „stadt“ gibt es nicht. Erlaubt: beruf, beruf_feminin, aliase,",
        ),
        ("      bis: 2900", "      von: 2900", 17, "Das Feld „von“ steht zweimal da."),
    ],
)
def test_a_counsellor_sees_what_stands_there_and_what_is_probably_meant(tmp_path, right, wrong, line, says):
    assert right in GOOD
    fault = str(only_fault(tmp_path, GOOD.replace(right, wrong, 1)))
    assert fault.startswith(f"{tmp_path / 'tischler-bonn.yml'}, Zeile {line}: {says}")


@pytest.mark.parametrize("wrong", ["thema: {}", "{}: x\n    thema: aufgaben"], ids=["value", "field"])
def test_what_stands_there_is_shown_shortened_and_without_control_characters(tmp_path, wrong):
    odd = '"\\e[31m\\n\\u202e' + "lang" * 100 + '"'
    fault = str(only_fault(tmp_path, GOOD.replace("thema: aufgaben", wrong.format(odd), 1)))
    [shown] = re.findall("„(.*?)“", fault)
    assert fault.isprintable() and "�[31m �langlang" in shown
    assert len(shown) == 40 and shown.endswith("…")


def test_a_source_that_does_not_exist_is_named(tmp_path):
    fault = only_fault(tmp_path, GOOD.replace("quelle: 0", "quelle: 3"))
    assert fault.zeile == 11
    assert fault.feld.startswith("Fakt 2")
    assert "quelle 3 gibt es nicht" in fault.meldung


@pytest.mark.parametrize("key", ["quellen", "fakten"])
def test_a_profile_needs_sources_and_facts(tmp_path, key):
    lines = GOOD.splitlines()
    number = lines.index(f"{key}:")
    following = [i for i in range(number + 1, len(lines)) if not lines[i].startswith(" ")]
    kept = [*lines[:number], f"{key}: []", *(lines[following[0] :] if following else [])]
    fault = only_fault(tmp_path, "\n".join(kept))
    assert (fault.zeile, fault.feld) == (number + 1, key)
    assert "mindestens einen Eintrag" in fault.meldung


def test_a_thousands_point_in_a_figure_is_a_fault_and_not_three_euros(tmp_path):
    fault = only_fault(tmp_path, GOOD.replace("von: 2600", "von: 2.600").replace("bis: 2900", "bis: 2.900"))
    assert fault.zeile in {14, 16}
    assert fault.feld.startswith("Fakt 2, gehalt")
    assert "Tausenderpunkt" in fault.meldung or "klein" in fault.meldung


def test_a_date_that_does_not_exist_is_named_with_its_line(tmp_path):
    fault = only_fault(tmp_path, GOOD.replace("2026-11-22", "2026-13-45"))
    assert fault.zeile == 7
    assert "month must be" not in fault.meldung


def test_a_year_alone_is_no_date(tmp_path):
    fault = only_fault(tmp_path, GOOD.replace("2026-11-22", "2026"))
    assert (fault.zeile, fault.feld) == (7, "Quelle 1, abgerufen")
    assert "Datum" in fault.meldung


def test_a_number_as_field_name_is_a_fault_like_any_unknown_field(tmp_path):
    fault = only_fault(tmp_path, GOOD + "2026: neu\n")
    assert "must be" not in fault.meldung


def test_a_control_character_is_named_with_its_line(tmp_path):
    fault = only_fault(tmp_path, GOOD.replace("Möbel", "M\x01bel"))
    assert fault.zeile == 10
    assert "unacceptable" not in fault.meldung


def test_an_endless_figure_is_a_fault(tmp_path):
    assert only_fault(tmp_path, GOOD.replace("bis: 2900", "bis: .inf")).zeile in {14, 17}


def test_a_file_that_is_not_utf8_is_named_with_the_line_of_the_bad_byte(tmp_path):
    fault = only_fault(tmp_path, GOOD.encode().replace("Möbel".encode(), "Möbel".encode("latin-1")))
    assert fault.zeile == 10
    assert "UTF-8" in fault.meldung


@pytest.mark.parametrize(
    ("right", "wrong", "line"),
    [
        ("    abgerufen: 2026-11-22", "\tabgerufen: 2026-11-22", 7),
        ("text: Sie bauen Möbel.", "text: Sie bauen: Möbel.", 10),
        ("ort: Bonn", "ort: [Bonn", 4),
    ],
)
def test_broken_yaml_is_named_with_its_line(tmp_path, right, wrong, line):
    fault = only_fault(tmp_path, GOOD.replace(right, wrong))
    assert abs(fault.zeile - line) <= 1
    assert "kein gültiges YAML" in fault.meldung


def test_python_objects_in_yaml_are_refused(tmp_path):
    fault = only_fault(tmp_path, GOOD + "x: !!python/object/apply:os.getcwd []\n")
    assert fault.zeile == 19


@pytest.mark.parametrize(("extra", "line"), [("beruf: Schreiner\n", 19), ("      von: 2700\n", 19)])
def test_a_field_that_stands_twice_is_named_with_its_line(tmp_path, extra, line):
    fault = only_fault(tmp_path, GOOD + extra)
    assert fault.zeile == line
    assert "zweimal" in fault.meldung


@pytest.mark.parametrize("content", ["", "# noch nichts\n", "- beruf: Tischler\n", "Tischler\n"])
def test_an_empty_file_or_a_list_is_no_profile(tmp_path, content):
    fault = only_fault(tmp_path, content)
    assert fault.zeile == 1
    assert "wird ein Profil erwartet" in fault.meldung


def test_a_huge_file_is_refused_by_its_size(tmp_path):
    fault = only_fault(tmp_path, GOOD + "# " + "x" * 10 * 1024 * 1024)
    assert "zu groß" in fault.meldung
    assert f"{MAX_BYTES // 1024} KB" in fault.meldung


def test_the_same_occupation_and_town_twice_is_a_fault_however_it_is_spelled(tmp_path):
    (tmp_path / "a.yml").write_text(GOOD.replace("Bonn\n", "Köln\n", 1), encoding="utf-8")
    (tmp_path / "b.yml").write_text(GOOD.replace("Bonn\n", "Koeln\n", 1), encoding="utf-8")
    [fault] = faults(tmp_path)
    assert (fault.datei.name, fault.zeile, fault.feld) == ("b.yml", 1, "beruf")
    assert "Tischler in Koeln gibt es schon in a.yml" in fault.meldung


def test_two_nationwide_profiles_of_an_occupation_are_a_fault(tmp_path):
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text(GOOD.replace("ort: Bonn\n", ""), encoding="utf-8")
    [fault] = faults(tmp_path)
    assert "ganz Deutschland" in fault.meldung


def test_an_alias_that_two_occupations_claim_is_a_fault(tmp_path):
    (tmp_path / "a.yml").write_text(GOOD + "aliase: [Holz-Profi]\n", encoding="utf-8")
    other = GOOD.replace("Tischlerin", "Zimmerin").replace("beruf: Tischler", "beruf: Zimmerer")
    (tmp_path / "b.yml").write_text(other + "aliase: [Baumann, Holzprofi]\n", encoding="utf-8")
    [fault] = faults(tmp_path)
    assert (fault.datei.name, fault.feld) == ("b.yml", "aliase")
    assert "'Holzprofi' gehört schon zu Tischler (in a.yml)" in fault.meldung
    assert fault.zeile == 19


def test_profiles_of_one_occupation_may_share_an_alias(tmp_path):
    for number, town in enumerate(("Bonn", "Essen")):
        text = GOOD.replace("ort: Bonn", f"ort: {town}") + "aliase: [Schreiner]\n"
        (tmp_path / f"{number}.yml").write_text(text, encoding="utf-8")
    assert len(read_folder(tmp_path)) == 2


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    two = GOOD.replace("thema: gehalt", "thema: lohn").replace("von: 2600", "von: viel")
    (tmp_path / "a.yml").write_text(two, encoding="utf-8")
    (tmp_path / "b.yml").write_text("", encoding="utf-8")
    (tmp_path / "c.yml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "d.yml").write_text(GOOD.replace("ort: Bonn", "ort: Essen\nland: NRW"), encoding="utf-8")
    with pytest.raises(ProfilFehler) as caught:
        read_folder(tmp_path)
    told = [(f.datei.name, f.zeile) for f in caught.value.fehler]
    assert sorted(told) == [("a.yml", 12), ("a.yml", 16), ("b.yml", 1), ("d.yml", 4)]
    assert len(re.findall(r"Zeile \d+", str(caught.value))) == 4


def test_a_folder_without_profiles_is_a_fault(tmp_path):
    [fault] = faults(tmp_path)
    assert "kein Profil" in fault.meldung


def test_a_folder_that_does_not_exist_is_a_fault(tmp_path):
    [fault] = faults(tmp_path / "fort")
    assert "gibt es nicht" in fault.meldung
    assert str(tmp_path / "fort") in str(fault)


def test_a_file_that_went_away_meanwhile_is_a_fault(tmp_path):
    profil, [fault] = read_file(tmp_path / "fort.yml")
    assert profil is None
    assert "lässt sich nicht lesen" in fault.meldung


def test_the_shipped_profiles_are_clean(shipped):
    assert len(read_folder(shipped)) == len([*shipped.rglob("*.yml"), *shipped.rglob("*.yaml")]) > 0
