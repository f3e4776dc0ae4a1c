"""Occupations akin to one: by official class, by skills, by tasks, by name, and what is said of them."""

from __future__ import annotations

import datetime

import pytest

from berufslotse.knowledge.answers import Antwortgeber
from berufslotse.knowledge.build import bring_up_to_date
from berufslotse.knowledge.database import database
from berufslotse.knowledge.kinship import Verwandt, kin
from berufslotse.knowledge.lookup import Frage
from berufslotse.knowledge.official import Verzeichnis, write_list
from berufslotse.knowledge.rankings import akin
from berufslotse.knowledge.schema import Quelle
from berufslotse.knowledge.store import Wissen
from berufslotse.knowledge.telling import Ton
from berufslotse.knowledge.titles import Eintrag

QUELLE = Quelle(titel="Verzeichnis", url="https://www.amt.de", abgerufen=datetime.date(2026, 11, 22))


def profile(beruf: str, aufgaben: str, ort: str | None = None) -> str:
    where = f"ort: {ort}\n" if ort else ""
    return f"""\
beruf: {beruf}
{where}quellen: [{{titel: {beruf}, url: "https://www.beispiel.de", abgerufen: 2026-11-22}}]
fakten: [{{thema: aufgaben, text: "{aufgaben}"}}]
"""


PROFILES = [
    profile("Koch", "Suppen umrühren."),
    profile("Beikoch", "Kartoffeln schälen."),
    profile("Küchenchef", "Dienste einteilen.", "Köln"),
    profile("Restaurantleiter", "Gäste begrüßen."),
    profile("Imker", "Waben schleudern."),
    profile("Zahntechniker", "Kronen gießen."),
    profile("Medientechniker", "Filme schneiden."),
    profile("Gärtner", "Sie pflanzen Sträucher und pflegen Beete in Parks."),
    profile("Florist", "Hier pflegen alle die Beete und pflanzen oft Sträucher."),
    profile("Küster", "Parks abschließen."),
]
CLASSES = {
    "Koch": "29302",
    "Beikoch": "29302",
    "Teekoch": "29302",
    "Küchenchef": "29304",
    "Restaurantleiter": "29311",
    "Imker": "11500",
    "Leuchtturmwärter": "99999",
}
SKILLS = {
    "Sternenwächter": ("zählen", "warten", "schauen", "notieren", "rechnen", "wachen"),
    "Mondhüter": ("zählen", "warten", "schauen", "notieren", "singen"),
    "Kometenfänger": ("zählen", "warten", "laufen"),
    "Wolkenbäcker": ("wachen", "kneten"),
}


@pytest.fixture(scope="module")
def wissen(tmp_path_factory, new_database) -> Wissen:
    """Profiles with an official list of classes and another of skills."""
    folder = tmp_path_factory.mktemp("verwandt")
    for number, text in enumerate(PROFILES):
        (folder / f"{number}.yml").write_text(text, encoding="utf-8")
    named = [Eintrag(name, klasse=class_) for name, class_ in CLASSES.items()]
    skilled = [
        Eintrag(name, fakten=(("aufgaben", f"{name} bei Nacht."),), faehigkeiten=skills)
        for name, skills in SKILLS.items()
    ]
    write_list(folder, "kldb", Verzeichnis(QUELLE, named))
    write_list(folder, "esco", Verzeichnis(QUELLE, skilled))
    target = database(new_database())
    bring_up_to_date(folder, target)
    return Wissen(target)


def of(wissen: Wissen, name: str, limit: int = 5) -> list[Verwandt]:
    return kin(wissen, wissen.beruf(name), limit)


# -- in what occupations are akin ------------------------------------------------------------------


def test_occupations_of_the_same_official_class_come_first_and_then_those_of_a_wider_one(wissen):
    assert of(wissen, "Koch") == [
        Verwandt("Beikoch", "gleiche Berufsgattung"),
        Verwandt("Küchenchef", "gleiche Untergruppe"),
        Verwandt("Restaurantleiter", "verwandte Berufsgruppe"),
    ]


def test_a_few_are_enough(wissen):
    assert [each.beruf for each in of(wissen, "Koch", 2)] == ["Beikoch", "Küchenchef"]


def test_occupations_with_the_same_skills_are_akin_the_more_the_nearer(wissen):
    assert of(wissen, "Sternenwächter") == [
        Verwandt("Mondhüter", "gemeinsame Fähigkeiten"),
        Verwandt("Kometenfänger", "gemeinsame Fähigkeiten"),
    ]


def test_occupations_that_do_the_same_are_akin(wissen):
    assert of(wissen, "Gärtner") == [Verwandt("Florist", "ähnliche Aufgaben")]


def test_occupations_of_like_name_are_akin(wissen):
    assert of(wissen, "Zahntechniker") == [Verwandt("Medientechniker", "ähnlicher Name")]


def test_no_occupation_is_akin_to_itself(wissen):
    for name in [*wissen.berufsnamen, *CLASSES]:
        assert name not in [each.beruf for each in of(wissen, name, 20)]


def test_only_occupations_with_facts_are_named(wissen):
    assert {each.beruf for name in CLASSES for each in of(wissen, name)} <= set(wissen.berufsnamen)


def test_common_words_in_many_facts_do_not_make_occupations_akin(shipped_wissen):
    for name in ("Koch", "Altenpfleger"):
        assert "IT-Projektkoordinator" not in [each.beruf for each in of(shipped_wissen, name)]


def test_nurses_are_akin_to_nurses_for_the_elderly(shipped_wissen):
    found = [each.beruf for each in of(shipped_wissen, "Altenpfleger")]
    assert {"Pflegefachkraft", "Gesundheits- und Krankenpfleger"} & set(found)


# -- what is said ----------------------------------------------------------------------------------


def test_kin_are_told_with_what_they_have_in_common(wissen):
    answer = akin(wissen, wissen.beruf("Koch"), None)
    assert answer.text.split("\n") == [
        "Mit Koch verwandt sind von den Berufen, die ich kenne:",
        "– Beikoch: gleiche Berufsgattung",
        "– Küchenchef: gleiche Untergruppe",
        "– Restaurantleiter: verwandte Berufsgruppe",
    ]
    assert [(k.titel, k.absicht, k.beruf, k.ort) for k in answer.knoepfe] == [
        (name, "overview", name, None) for name in ("Beikoch", "Küchenchef", "Restaurantleiter")
    ]


def test_kin_with_facts_from_the_town_at_hand_are_offered_first(wissen):
    buttons = akin(wissen, wissen.beruf("Koch"), "Köln").knoepfe
    assert [(k.beruf, k.ort) for k in buttons] == [
        ("Küchenchef", "Köln"),
        ("Beikoch", None),
        ("Restaurantleiter", None),
    ]


def test_where_nothing_is_akin_that_is_said(wissen):
    assert of(wissen, "Imker") == []
    answer = akin(wissen, wissen.beruf("Imker"), None)
    assert "Imker" in answer.text and "keinen verwandten Beruf" in answer.text
    assert list(answer.knoepfe) == []


def test_an_occupation_known_by_its_name_only_has_kin_by_its_class(wissen):
    assert not wissen.beruf("Teekoch").bekannt
    assert [each.beruf for each in of(wissen, "Teekoch")][:2] == ["Beikoch", "Koch"]


def test_an_occupation_known_by_its_name_only_is_said_to_be_unknown_and_its_kin_are_named(wissen):
    for turn in range(2):
        answer = Antwortgeber(wissen).thema(Frage("gehalt", "Teekoch", "Köln"), Ton(turn))
        first, second, last = answer.text.split("\n")
        assert "Teekoch" in first and "Euro" not in answer.text and answer.fakten == ()
        assert second == (
            "Verwandt ist, was ich kenne: Beikoch (gleiche Berufsgattung), Koch (gleiche Berufsgattung) "
            "und Küchenchef (gleiche Untergruppe)."
        )
        assert "suchwoerter=Teekoch" in last
        assert [(k.absicht, k.beruf, k.ort) for k in answer.knoepfe] == [
            ("gehalt", name, "Köln") for name in ("Beikoch", "Koch", "Küchenchef")
        ]


def test_an_unknown_occupation_without_kin_claims_none(wissen):
    text = Antwortgeber(wissen).unbekannter_beruf(Frage("gehalt", "Leuchtturmwärter", "Köln"), Ton()).text
    assert "Leuchtturmwärter" in text and "Verwandt" not in text
    assert "Aus Köln kenne ich zum Beispiel Küchenchef" in text
