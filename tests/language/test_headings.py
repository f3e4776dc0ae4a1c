"""The heading of an article names the occupation and the town, whether the knowledge has them or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from berufslotse.knowledge.build import bring_up_to_date
from berufslotse.knowledge.database import database
from berufslotse.knowledge.store import Wissen
from berufslotse.language.headings import Headings
from berufslotse.language.recognition import Recogniser
from berufslotse.language.vocabulary import Vocabulary, dictionary_words

PROFILES = {
    "IT-Projektkoordinator": "IT-Projektkoordinatorin",
    "Koch": "Köchin",
    "Mechatroniker": "Mechatronikerin",
    "Pflegefachkraft": None,
}


@pytest.fixture(scope="module")
def headings(tmp_path_factory: pytest.TempPathFactory) -> Headings:
    """What reads headings, with a few known occupations, put together as the command does it."""
    place = tmp_path_factory.mktemp("ueberschriften")
    _write_profiles(place / "profile")
    target = database(f"sqlite:///{place / 'wissen.db'}")
    bring_up_to_date(place / "profile", target)
    wissen = Wissen(target)
    ordinary = Vocabulary.of(dictionary_words())
    return Headings(wissen, Recogniser(wissen.namen, wissen.plaetze, ordinary.__contains__))


def _write_profiles(folder: Path) -> None:
    folder.mkdir()
    for number, (beruf, feminin) in enumerate(PROFILES.items()):
        (folder / f"{number}.yml").write_text(
            f"beruf: {beruf}\n{f'beruf_feminin: {feminin}' if feminin else ''}\nort: Köln\n"
            "quellen: [{titel: T, url: 'https://www.t.de', abgerufen: 2026-11-22}]\n"
            "fakten: [{thema: aufgaben, text: 'Sie arbeiten viel.'}]\n",
            encoding="utf-8",
        )


@pytest.mark.parametrize(
    ("heading", "beruf", "feminin", "ort"),
    [
        (
            "IT Projektkoordinator Jobs und Stellenangebote in Leverkusen",
            "IT-Projektkoordinator",
            "IT-Projektkoordinatorin",
            "Leverkusen",
        ),
        ("Als Köchin in Hamburg: zwischen Hafen und Herd", "Koch", "Köchin", "Hamburg"),
        ("Mechatroniker (m/w/d) in Leipzig – Gehalt", "Mechatroniker", "Mechatronikerin", "Leipzig"),
        ("Pflegefachkraft (alle Geschlechter) in Frankfurt am Main", "Pflegefachkraft", None, "Frankfurt am Main"),
        ("Was macht ein Mechatroniker?", "Mechatroniker", "Mechatronikerin", None),
        ("Koch", "Koch", "Köchin", None),
        # Those that the knowledge does not have:
        ("Winzerin in Trier", "Winzer", "Winzerin", "Trier"),
        ("Beruf Erzieher in Essen: Traum oder Trauma?", "Erzieher", "Erzieherin", "Essen"),
        ("Quarzverlader Jobs und Stellenangebote in Bochum", "Quarzverlader", "Quarzverladerin", "Bochum"),
        ("Chief Happiness Officer Jobs in Köln", "Chief Happiness Officer", None, "Köln"),
    ],
)  # fmt: skip
def test_heading_names_occupation_and_town(headings, heading, beruf, feminin, ort):
    assert headings.beruf(heading) == (beruf, feminin)
    assert headings.ort(heading) == ort


@pytest.mark.parametrize("heading", ["Impressum", "Unser Newsletter im Mai", "Aufgaben und Gehalt", ""])
def test_heading_without_an_occupation_names_none(headings, heading):
    assert headings.beruf(heading) is None
    assert headings.ort(heading) is None


@pytest.mark.parametrize(
    "heading",
    ["Willkommen in Köln", "Leben und Arbeiten in Köln", "Die schönsten Parks in Köln", "Alle Jobs in Köln"],
)
def test_what_is_plainly_no_occupation_is_not_taken_for_one_before_a_town(headings, heading):
    assert headings.beruf(heading) is None
    assert headings.ort(heading) == "Köln"
