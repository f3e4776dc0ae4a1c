"""An occupation is found however its name is written: female, inflected, hyphenated, run together."""

from __future__ import annotations

import unicodedata

import pytest

from berufslotse.knowledge.names import Beruf, NameIndex, inflections
from berufslotse.knowledge.text import compact, fold, slug, words


@pytest.mark.parametrize(
    "alike",
    [
        ("Köln", "Koeln", "koln", "KÖLN", unicodedata.normalize("NFD", "Köln")),
        ("Straße", "Strasse", "STRASSE", "straße"),
        ("Müller", "Mueller", "muller"),
        ("Café", "cafe"),
        ("Æon", "aeon"),
    ],
)
def test_spellings_of_one_word_fold_to_one_form(alike):
    assert len({fold(word) for word in alike}) == 1


def test_different_words_stay_different():
    assert fold("Koch") != fold("Köchin")
    assert fold("Bonn") != fold("Born")


def test_compact_leaves_out_spaces_hyphens_and_punctuation():
    assert compact("IT-Projekt_Koordinator (m/w)!") == "itprojektkoordinatormw"
    assert compact(" … ") == ""


def test_words_know_their_place_in_the_text():
    text = "Was macht ein IT-Koordinator, 2. Jahr?"
    found = words(text)
    assert [w.text for w in found] == ["Was", "macht", "ein", "IT", "Koordinator", "2", "Jahr"]
    assert all(text[w.start : w.end] == w.text for w in found)
    assert found[4].folded == "koordinator"


def test_an_umlaut_written_as_two_characters_does_not_split_a_word():
    text = unicodedata.normalize("NFD", "in Köln")
    found = words(text)
    assert [w.folded for w in found] == ["in", "koln"]
    assert text[found[1].start : found[1].end] == unicodedata.normalize("NFD", "Köln")


def test_a_slug_is_a_readable_part_of_a_file_name():
    assert slug("Mülheim an der Ruhr") == "muelheim-an-der-ruhr"
    assert slug("Groß- & Außenhändler (m/w)") == "gross-aussenhaendler-m-w"


BERUFE = [
    Beruf("IT-Projektkoordinator", "IT-Projektkoordinatorin", ("IT-Koordinator", "IT-PK"), ("Leverkusen",)),
    Beruf("Kaufmann für Büromanagement", "Kauffrau für Büromanagement", ("Bürokaufmann",)),
    Beruf("Pflegefachkraft", None, ("Krankenschwester", "Pflegefachfrau")),
    Beruf("Arzt", "Ärztin"),
    Beruf("Koch", "Köchin"),
    Beruf("Sozialpädagoge", "Sozialpädagogin"),
    Beruf("Verwaltungsfachangestellter", "Verwaltungsfachangestellte"),
    Beruf("Medizinischer Fachangestellter", "Medizinische Fachangestellte", ("MFA", "Arzthelferin")),
    Beruf("Architekt", "Architektin"),
    Beruf("Gesundheits- und Krankenpfleger", "Gesundheits- und Krankenpflegerin"),
    Beruf("Bäcker", "Bäckerin"),
    Beruf("Erzieher", "Erzieherin", ("Kita-Erzieher",)),
    Beruf("Datenanalyst", "Datenanalystin", ("Erzieherin", "Koch")),
]


@pytest.fixture(scope="module")
def index() -> NameIndex:
    return NameIndex.of(BERUFE)


@pytest.mark.parametrize(
    ("written", "beruf", "weiblich"),
    [
        ("IT-Projektkoordinator", "IT-Projektkoordinator", False),
        ("it projektkoordinator", "IT-Projektkoordinator", False),
        ("ITProjektkoordinator", "IT-Projektkoordinator", False),
        ("IT Projekt-Koordinators", "IT-Projektkoordinator", False),
        ("IT-Projektkoordinatorinnen", "IT-Projektkoordinator", True),
        ("itpk", "IT-Projektkoordinator", False),
        ("Kauffrau für Büromanagement", "Kaufmann für Büromanagement", True),
        ("Kaufleute fuer Bueromanagement", "Kaufmann für Büromanagement", False),
        ("Kaufmanns für Büromanagement", "Kaufmann für Büromanagement", False),
        ("Kauffrauen für Büromanagement", "Kaufmann für Büromanagement", True),
        ("Bürokaufleute", "Kaufmann für Büromanagement", False),
        ("Pflegefachkräfte", "Pflegefachkraft", False),
        ("Krankenschwestern", "Pflegefachkraft", True),
        ("Pflegefachfrau", "Pflegefachkraft", True),
        ("Ärzten", "Arzt", False),
        ("Aerztinnen", "Arzt", True),
        ("Köche", "Koch", False),
        ("koechin", "Koch", True),
        ("Sozialpädagogen", "Sozialpädagoge", False),
        ("Verwaltungsfachangestellten", "Verwaltungsfachangestellter", False),
        ("medizinischen Fachangestellten", "Medizinischer Fachangestellter", False),
        ("Medizinische Fachangestellte", "Medizinischer Fachangestellter", True),
        ("Arzthelferinnen", "Medizinischer Fachangestellter", True),
        ("Architekten", "Architekt", False),
        ("Gesundheits- und Krankenpflegern", "Gesundheits- und Krankenpfleger", False),
        ("Bäckern", "Bäcker", False),
        ("BAECKERIN", "Bäcker", True),
        ("Kitaerziehern", "Erzieher", False),
    ],
)
def test_a_name_is_found_in_the_form_people_write(index, written, beruf, weiblich):
    hit = index.find(written)
    assert hit is not None, written
    assert hit.beruf == beruf
    if written not in {
        "Verwaltungsfachangestellten",
        "medizinischen Fachangestellten",
    }:  # either could be meant
        assert hit.weiblich is weiblich


def test_titles_go_before_aliases_of_other_occupations(index):
    assert index.find("Erzieherin").beruf == "Erzieher"
    assert index.find("Koch").beruf == "Koch"
    assert index.find("Köche").beruf == "Koch"


def test_titles_go_before_aliases_whatever_the_order():
    for order in (BERUFE, BERUFE[::-1]):
        assert NameIndex.of(order).find("Erzieherinnen").beruf == "Erzieher"


def test_a_name_as_it_stands_goes_before_an_inflected_one():
    index = NameIndex.of([Beruf("Fahrer"), Beruf("Fahrers")])
    assert index.find("Fahrers").beruf == "Fahrers"


@pytest.mark.parametrize("written", ["Astronaut", "", "…", "Erz", "Mann"])
def test_what_is_no_name_is_not_found(index, written):
    assert index.find(written) is None


def test_an_occupation_comes_with_all_its_names(wissen):
    beruf = wissen.beruf("it-koordinatoren")
    assert beruf.name == "IT-Projektkoordinator"
    assert beruf.aliase == ("IT-Koordinator", "IT-PK")
    assert beruf.bekannt


def test_an_index_comes_back_from_bytes_as_it_was(index):
    again = NameIndex.loads(index.dumps())
    assert {form: again.find_compact(form) for form in again} == {f: index.find_compact(f) for f in index}


def test_half_a_character_is_no_name_and_no_accident(index):
    assert index.find_compact("erzieher\ud800") is None


def test_the_title_fits_the_person():
    assert Beruf("Koch", "Köchin").title(True) == "Köchin"
    assert Beruf("Koch", "Köchin").title() == "Koch"
    assert Beruf("Pflegefachkraft").title(True) == "Pflegefachkraft"


def test_an_occupation_without_a_profile_is_not_known():
    assert not Beruf("Koch").bekannt
    assert Beruf("Koch", bundesweit=True).bekannt


def test_every_form_that_is_listed_is_found(index):
    assert all(index.find_compact(form) for form in index)
    assert len(index) == len(list(index))


def test_the_tail_of_a_title_is_not_inflected():
    forms = set(inflections("Kaufmann für Büromanagement"))
    assert "Kaufleuten für Büromanagement" in forms
    assert all(form.endswith(" für Büromanagement") for form in forms)


def test_every_shipped_occupation_is_found_by_each_of_its_titles(shipped_wissen):
    for name in shipped_wissen.berufsnamen:
        beruf = shipped_wissen.beruf(name)
        for title in filter(None, (beruf.name, beruf.feminin)):
            assert shipped_wissen.namen.find(title).beruf == beruf.name, title
