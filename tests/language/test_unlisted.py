"""Occupations that no list holds are recognised by how they are built and where they stand."""

from __future__ import annotations

import pytest

QUESTIONS = (
    "Was verdient man als {} in Köln?",
    "Was macht ein {}?",
    "Wie werde ich {}?",
    "Was kostet die Ausbildung zum {}?",
    "Hat der Beruf {} Zukunft?",
    "ich will {} werden, passt das zu mir?",
)


def berufe(names_in, message):
    return [wording for art, _, wording in names_in(message) if art == "beruf"]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "name",
    [
        *("Apnoetaucher", "Perlenfischerin", "Zinnfigurengießer", "Kamelzüchterin", "Glockenstimmer"),
        *("Bar-Chefin", "Cash-Flow-Analyst", "E-Mail-Agentin", "Obstbaumbeschneider", "Feilenhauer"),
        *("Riesenradtechniker", "Wolkenforscherin", "Schneekanonenmeister", "Hausbootkauffrau"),
        *("Zeppelinpilotin", "Orgelbauingenieur", "Pralinensommelier", "Eulenpräparatorin", "Boxer"),
    ],
)
def test_a_name_that_nobody_listed_is_found_in_a_plain_question(names_in, question, name):
    assert berufe(names_in, question.format(name)) == [name]


@pytest.mark.parametrize(
    ("message", "wording"),
    [
        ("was verdient man als Dipl.-Ing. - Lasertechnik", "Dipl.-Ing"),
        ("Was macht ein Meister - Glockenguss", "Meister"),
        ("als Leiter - Fuhrpark in Bonn", "Leiter"),
        ("als staatlich geprüfte Perlenfischerin", "Perlenfischerin"),
        ("als Obst- und Gemüseschnitzer", "Gemüseschnitzer"),
        ("Was macht man als Yield Plannerin?", "Plannerin"),
    ],
)
def test_official_and_english_forms_are_found(names_in, message, wording):
    assert [name.removesuffix(".") for name in berufe(names_in, message)] == [wording]


@pytest.mark.parametrize(
    "message",
    [
        "und als Meister?",
        "vom Helfer zur Fachkraft, und dann?",
        "kann ich das als Schüchterner machen",
        "als Anfänger in der großen Firma",
        "Was macht ein Azubi den ganzen Tag?",
        "Was kostet ein Doppelzimmer am Meer?",
        "Was macht eine Gurkenhobeline",
        "Geht man da nach der Schicht zum Bier?",
        "werde ich hier von einem Menschen gelesen oder von wem",
        "Wird man da eher ruhiger oder lauter?",
        "Mit welchem Dünger wachsen Tomaten?",
        "bei der Ausbildung zum Spätdienst müssen",
        "mein Chef ist komisch",
        "bist du als Chatbot schlau",
        "Als Schülerin habe ich nie gelernt",
    ],
)
def test_people_and_things_that_are_no_occupation_stay_quiet(names_in, message):
    assert berufe(names_in, message) == []
