"""The ways to a person: read with clear faults, followed while running, never without the free number."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from berufslotse.console.app import app
from berufslotse.knowledge.contacts import (
    BERUFSBERATUNG,
    Kontakt,
    Kontaktbuch,
    contacts,
    for_town,
    read_contacts,
)
from berufslotse.knowledge.home import PROJECT, contacts_file
from berufslotse.knowledge.people import people
from berufslotse.knowledge.places import german_index
from berufslotse.knowledge.telling import Ton

FREE = "0800 4 5555 00"
GOOD = """\
kontakte:
  - name: Jugendberatung
    telefon: "0214 1234"
    orte: [Leverkusen, Frankfurt]
  - name: Handwerkskammer
    url: https://www.beispiel.de/hwk
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "eigene.yml"
    path.write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv("BERUFSLOTSE_CONTACTS", str(path))
    return path


def names(found) -> list[str]:
    return [each.name for each in found]


# -- the file --------------------------------------------------------------------------------------------


def test_the_file_that_ships_is_sound_and_says_what_is_built_in():
    found, faults = read_contacts(PROJECT / "kontakte.yml")
    assert (found, faults) == ([BERUFSBERATUNG], [])
    assert BERUFSBERATUNG.telefon == FREE


def test_the_example_in_the_file_can_be_used_as_it_is(tmp_path):
    text = (PROJECT / "kontakte.yml").read_text(encoding="utf-8")
    before, example = text.split("# Ein Beispiel zum Abschreiben")
    lines = [line.removeprefix("#") for line in example.splitlines()[2:]]
    (tmp_path / "k.yml").write_text(before + "\n".join(lines), encoding="utf-8")
    found, faults = read_contacts(tmp_path / "k.yml")
    assert faults == [] and found is not None
    assert found[1].orte == ["Leverkusen", "Leichlingen"]


@pytest.mark.parametrize(
    ("right", "wrong", "line", "field", "says"),
    [
        ("- name: Jugendberatung\n    telefon", "- telefon", 2, "Kontakt 1, name", "fehlt"),
        ("    url: https://www.beispiel.de/hwk\n", "", 5, "Kontakt 2", "telefon, email, adresse, url"),
        ("https://www", "www", 6, "Kontakt 2, url", "muss mit https:// oder http:// beginnen"),
        ('"0214 1234"', "02141234", 3, "Kontakt 1, telefon", "Anführungszeichen"),
        ('"0214 1234"', '"0214 1234 (mo-fr)"', 3, "Kontakt 1, telefon", "nur die"),
        ('telefon: "0214 1234"', "email: beratung", 3, "Kontakt 1, email", "beratung@beispiel.de"),
        ("[Leverkusen, Frankfurt]", "Leverkusen", 4, "Kontakt 1, orte", "muss eine Liste sein"),
        (
            "    orte:",
            "    farbe: rot\n    orte:",
            4,
            "Kontakt 1",
            "Das Feld „farbe“ gibt es nicht. Erlaubt: name,",
        ),
        ("name: Handwerkskammer", "name: ''", 5, "Kontakt 2, name", "darf nicht leer sein"),
        ("name: Handwerkskammer", f"name: {'x' * 201}", 5, "Kontakt 2, name", "zu lang; erlaubt sind 200"),
        ("kontakte:", "wege:", 1, "kontakte", "fehlt"),
    ],
)
def test_a_fault_is_named_with_line_field_and_what_is_allowed(tmp_path, right, wrong, line, field, says):
    assert right in GOOD
    path = tmp_path / "k.yml"
    path.write_text(GOOD.replace(right, wrong, 1), encoding="utf-8")
    found, faults = read_contacts(path)
    assert found is None
    assert (faults[0].zeile, faults[0].feld) == (line, field)
    assert says in str(faults[0]) and str(faults[0]).startswith(f"{path}, Zeile {line}: ")


def test_a_misspelt_field_of_the_second_contact_is_named_with_the_one_that_is_meant(tmp_path):
    path = tmp_path / "k.yml"
    path.write_text(GOOD + "    ortte: [Köln]\n", encoding="utf-8")
    [fault] = read_contacts(path)[1]
    wanted = "Kontakt 2: Das Feld „ortte“ gibt es nicht, gemeint ist wohl „orte“. Erlaubt: name, telefon,"
    assert str(fault).startswith(f"{path}, Zeile 7: {wanted}")


@pytest.mark.parametrize(
    "text", ["", "- name: A\n", "kontakte:\n", "kontakte: [", "\x00", "kontakte:\n- A\n"]
)
def test_whatever_is_not_such_a_list_is_told_in_german(tmp_path, text):
    (tmp_path / "k.yml").write_text(text, encoding="utf-8")
    found, faults = read_contacts(tmp_path / "k.yml")
    assert found is None and len(faults) == 1


# -- following it ----------------------------------------------------------------------------------------


def test_another_file_can_be_named(file, monkeypatch):
    assert contacts_file() == file
    assert names(contacts()) == ["Jugendberatung", "Handwerkskammer", BERUFSBERATUNG.name]
    monkeypatch.delenv("BERUFSLOTSE_CONTACTS")
    assert contacts_file() == PROJECT / "kontakte.yml"
    assert contacts() == [BERUFSBERATUNG]


def test_a_change_is_seen_without_a_restart(file):
    book = Kontaktbuch(file)
    assert len(book.contacts()) == 3
    file.write_text(GOOD.replace("Jugendberatung", "Jugendtreff"), encoding="utf-8")
    assert names(book.contacts())[0] == "Jugendtreff"


def test_an_unchanged_file_is_not_read_again(file, monkeypatch):
    book = Kontaktbuch(file)
    book.contacts()
    monkeypatch.setattr("berufslotse.knowledge.contacts.read_contacts", None)
    assert len(book.contacts()) == 3


def test_a_faulty_or_vanished_file_keeps_the_last_good_list(file, caplog):
    book = Kontaktbuch(file)
    good = book.contacts()
    file.write_text("kontakte: [", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert book.contacts() == good
        assert book.contacts() == good
    assert [str(file) in message for message in caplog.messages] == [True]
    file.unlink()
    assert book.contacts() == good
    file.write_text("kontakte: []\n", encoding="utf-8")
    assert book.contacts() == [BERUFSBERATUNG]


def test_without_a_good_file_there_still_is_the_free_number(tmp_path):
    assert Kontaktbuch(tmp_path / "fort.yml").contacts() == [BERUFSBERATUNG]
    (tmp_path / "kaputt.yml").write_text("?", encoding="utf-8")
    assert Kontaktbuch(tmp_path / "kaputt.yml").contacts() == [BERUFSBERATUNG]


def test_the_same_number_in_the_file_stands_for_what_is_built_in(file):
    file.write_text("kontakte:\n  - {name: Berufsberatung Köln, telefon: '0800/4555500'}\n", encoding="utf-8")
    assert names(Kontaktbuch(file).contacts()) == ["Berufsberatung Köln"]


def test_the_free_number_of_one_town_leaves_it_to_the_others(file):
    text = "kontakte:\n  - {name: Berufsberatung Köln, telefon: 0800 4555500, orte: [Köln]}\n"
    file.write_text(text, encoding="utf-8")
    assert names(for_town(Kontaktbuch(file).contacts(), "Bonn", german_index())) == [BERUFSBERATUNG.name]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_changes_nothing(file):
    file.chmod(0)
    assert Kontaktbuch(file).contacts() == [BERUFSBERATUNG]


# -- told by `berufslotse knowledge check` ---------------------------------------------------------------


def test_check_tells_what_is_there_and_what_is_wrong(file, home):
    def check():
        return CliRunner().invoke(app, ["knowledge", "check"])

    sound = check()
    assert (sound.exit_code, "2 Kontakte in eigene.yml, alles in Ordnung." in sound.stdout) == (0, True)
    file.write_text(GOOD.replace("https://", ""), encoding="utf-8")
    faulty = check()
    assert faulty.exit_code == 1 and "alles in Ordnung" in faulty.stdout
    assert f"{file}, Zeile 6: Kontakt 2, url: muss mit https://" in faulty.stderr
    assert "1 Fehler in den Kontakten. Es gilt weiter die letzte gute Liste." in faulty.stderr
    file.unlink()
    assert "es gibt sie nicht." in check().stderr


def test_check_does_without_the_file_that_ships(home, monkeypatch, tmp_path):
    monkeypatch.setattr("berufslotse.console.knowledge.DEFAULT_CONTACTS", tmp_path / "kontakte.yml")
    monkeypatch.setenv("BERUFSLOTSE_CONTACTS", str(tmp_path / "kontakte.yml"))
    done = CliRunner().invoke(app, ["knowledge", "check"])
    assert (done.exit_code, "nur die Berufsberatung" in done.stdout) == (0, True)


# -- the right ones for a town ---------------------------------------------------------------------------


def test_those_of_the_town_come_first_and_those_of_other_towns_are_left_out(file):
    found, places = contacts(), german_index()
    free = [BERUFSBERATUNG.name]
    assert names(for_town(found, "Leverkusen", places)) == ["Jugendberatung", "Handwerkskammer", *free]
    assert names(for_town(found, "Köln", places)) == ["Handwerkskammer", *free]
    assert names(for_town(found, None, places)) == ["Handwerkskammer", *free, "Jugendberatung"]


def test_other_names_of_a_town_are_the_same_town(file):
    for name in ("Frankfurt am Main", "frankfurt"):
        assert names(for_town(contacts(), name, german_index()))[0] == "Jugendberatung"


# -- what is said ----------------------------------------------------------------------------------------


def test_each_way_stands_on_a_line_with_all_that_is_known_of_it():
    contact = Kontakt(
        name="Haus der Berufe",
        telefon="+49 214 12-34",
        email="haus@beispiel.de",
        adresse="Markt 1",
        zeiten="dienstags",
        hinweis="Einfach kommen",
        orte=["Bonn", "Köln"],
    )
    answer = people([contact], None, german_index(), Ton())
    line = (
        "– Haus der Berufe (Bonn und Köln): Telefon +49 214 12-34, E-Mail haus@beispiel.de, Markt 1 "
        "(dienstags). Einfach kommen."
    )
    assert line in answer.text.splitlines()
    assert "(Bonn und Köln)" not in people([contact], "Bonn", german_index(), Ton()).text


def test_web_addresses_are_pages_that_the_channel_shows_its_way():
    contact = Kontakt(name="Kammer", url="https://www.beispiel.de/hwk")
    answer = people([contact], None, german_index(), Ton())
    assert [(page.titel, page.url) for page in answer.verweise] == [("Kammer", "https://www.beispiel.de/hwk")]
    assert "http" not in answer.kern and "https://www.beispiel.de/hwk" in answer.text


@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize("sie", [False, True])
def test_it_is_said_warmly_with_the_telefonseelsorge_and_in_the_right_form(turn, sie):
    text = people([BERUFSBERATUNG], None, german_index(), Ton(turn, sie)).text
    assert FREE in text and "0800 111 0 111, kostenlos und anonym" in text
    assert ("Ihnen" in text) == sie and ("dir" in text or "dich" in text) != sie
    assert text != people([BERUFSBERATUNG], None, german_index(), Ton(turn + 1, sie)).text


def test_with_many_towns_people_choose_theirs():
    many = [Kontakt(name=f"Treff {town}", telefon="123", orte=[town]) for town in ("Köln", "Bonn", "Ulm")] * 3
    answer = people([BERUFSBERATUNG, *many], None, german_index(), Ton())
    assert "Treff" not in answer.text and FREE in answer.text and "Köln, Bonn oder Ulm" in answer.text
    assert [(b.titel, b.absicht, b.ort) for b in answer.knoepfe][0] == ("Beratung in Köln", "human", "Köln")
    assert "Treff Ulm" in people([BERUFSBERATUNG, *many], "Ulm", german_index(), Ton()).text
