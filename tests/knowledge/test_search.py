"""Facts are found by the telling words of a question, and nothing that is typed breaks the search."""

from __future__ import annotations

import unicodedata

import pytest

from berufslotse.knowledge.build import bring_up_to_date
from berufslotse.knowledge.database import database
from berufslotse.knowledge.search import terms
from berufslotse.knowledge.store import Wissen

PROFILE = """\
beruf: Hausmeister
ort: Bonn
quellen: [{titel: Haus, url: "https://www.bonn.de", abgerufen: 2026-11-22}]
fakten:
  - {thema: aufgaben, text: "Reparaturen an Türen und Fenstern, dazu die Gartenpflege."}
  - {thema: aufgaben, text: "Gärten gießen; auch ein Schlüssel gehört zum Bund, mit vielen anderen Dingen."}
  - {thema: aufgaben, text: "Schlüssel ausgeben, Schlüssel verwalten, Schlüssel nachmachen."}
  - {thema: arbeitsmarkt, text: "Near heißt nahe."}
"""


@pytest.fixture(scope="module")
def hausmeister(tmp_path_factory, new_database):
    place = tmp_path_factory.mktemp("suche")
    (place / "bonn.yml").write_text(PROFILE, encoding="utf-8")
    nationwide = PROFILE.replace("ort: Bonn\n", "").replace("Türen", "Toren")
    (place / "ueberall.yml").write_text(nationwide, encoding="utf-8")
    target = database(new_database())
    bring_up_to_date(place, target)
    wissen = Wissen(target)

    def ask(question, town="Bonn", limit=3):
        return [(fact.text, share) for fact, share in wissen.suche(question, "Hausmeister", town, limit)]

    return ask


@pytest.mark.parametrize(
    "word", ["Tür", "türen", "Tueren", "TÜREN", "turen", unicodedata.normalize("NFD", "Türen")]
)
def test_words_meet_in_any_form_and_spelling(hausmeister, word):
    found = hausmeister(f"Muss man auch eine {word} reparieren?")
    assert found and found[0][0].startswith("Reparaturen")


def test_one_stem_stands_for_singular_and_plural():
    assert terms("Garten Gärten Gartens") == [terms("Garten")[0]] * 3
    assert terms("Reparatur") == terms("Reparaturen")


def test_words_that_say_nothing_are_left_out():
    assert terms("Was macht man da eigentlich so mit dem und den?") == []
    assert terms("und oder aber") == []


def test_the_fact_with_more_of_the_question_comes_first(hausmeister):
    found = hausmeister("Schlüssel verwalten und nachmachen?")
    assert [text.split()[0] for text, _ in found] == ["Schlüssel", "Gärten"]
    assert found[0][1] == 1.0
    assert 0 < found[1][1] < 1


def test_a_question_about_something_else_finds_nothing(hausmeister):
    assert hausmeister("Dienstwagen?") == []


def test_only_the_profile_asked_is_searched(hausmeister):
    assert hausmeister("Türen", town=None) == []
    assert hausmeister("Tore", town=None)[0][0].startswith("Reparaturen an Toren")
    assert hausmeister("Türen", town="Köln") == []


def test_no_more_facts_than_wanted_come_back(hausmeister):
    assert len(hausmeister("Schlüssel", limit=1)) == 1
    assert len(hausmeister("Schlüssel", limit=5)) == 2


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "???",
        '"',
        '"Schlüssel',
        'a"b"c "" OR "',
        "'; DROP TABLE fakt; --",
        "NEAR(Schlüssel Türen, 5)",
        "Schlüssel NEAR Türen",
        "Schlüssel*",
        "*",
        "^Schlüssel",
        "woerter:Schlüssel",
        "(Schlüssel OR",
        "))((",
        "AND OR NOT",
        "NOT NOT Schlüssel",
        "Schlüssel AND NOT Türen",
        "-Schlüssel +Türen",
        "{Schlüssel}",
        "\\",
        ":ausdruck",
        "%s %d {0}",
        "Schl\x00ssel",
        "🔑🔑🔑",
        "\ud800",
        "ключ 鍵 مفتاح",
        "m² ½ ﬁ",
        "x" * 10_000,
        " ".join(f"wort{n}" for n in range(5_000)),
    ],
)
def test_nothing_that_is_typed_breaks_the_search(hausmeister, typed):
    assert isinstance(hausmeister(typed), list)


@pytest.mark.parametrize(
    "typed", ['"Schlüssel', "Schlüssel*", "(Schlüssel OR", "NOT Schlüssel", "woerter:Schlüssel"]
)
def test_signs_of_the_search_language_are_taken_as_plain_words(hausmeister, typed):
    assert hausmeister(typed)[0][0].startswith("Schlüssel")


def test_words_of_the_search_language_are_searched_as_words(hausmeister):
    assert hausmeister("Near")[0][0].startswith("Near")
