"""Towns of Germany are found as people call them, and lie where they lie."""

from __future__ import annotations

import pytest

from berufslotse.knowledge.places import Ort, PlaceIndex, german_places


@pytest.fixture(scope="module")
def places() -> PlaceIndex:
    return PlaceIndex(german_places())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Köln", "Köln"),
        ("koeln", "Köln"),
        ("KÖLN", "Köln"),
        ("koln", "Köln"),
        ("Muenchen", "München"),
        ("Munich", "München"),
        ("Nürnberg", "Nürnberg"),
        ("Leverkusen", "Leverkusen"),
        ("Mönchengladbach", "Mönchengladbach"),
        ("M'gladbach", "Mönchengladbach"),
        ("Castrop Rauxel", "Castrop-Rauxel"),
        ("Frankfurt", "Frankfurt am Main"),
        ("ffm", "Frankfurt am Main"),
        ("Frankfurt (Oder)", "Frankfurt (Oder)"),
        ("Halle", "Halle (Saale)"),
        ("Halle/Saale", "Halle (Saale)"),
        ("Freiburg", "Freiburg im Breisgau"),
        ("Mülheim", "Mülheim an der Ruhr"),
        ("Ludwigshafen", "Ludwigshafen am Rhein"),
        ("Offenbach", "Offenbach am Main"),
        ("Lev", "Leverkusen"),
        ("d'dorf", "Düsseldorf"),
        ("Brandenburg", "Brandenburg an der Havel"),
        ("Bad Homburg", "Bad Homburg vor der Höhe"),
    ],
)
def test_a_town_is_found_as_people_call_it(places, written, name):
    assert places.find(written).name == name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Kölner", "Köln"),
        ("Bremer", "Bremen"),
        ("Dresdner", "Dresden"),
        ("Münchner", "München"),
        ("Hannoveraner", "Hannover"),
        ("Leverkusener", "Leverkusen"),
        ("Frankfurter", "Frankfurt am Main"),
        ("Karlsruher", "Karlsruhe"),
    ],
)
def test_a_town_is_found_by_the_word_for_its_people(places, written, name):
    assert places.find(written) is not None, written
    assert places.find(written).name == name


@pytest.mark.parametrize("written", ["Frankfurt/Main", "Frankfurt a. M.", "Frankfurt a.M."])
def test_frankfurt_is_found_with_its_river_cut_short(places, written):
    assert places.find(written) is not None
    assert places.find(written).name == "Frankfurt am Main"


@pytest.mark.parametrize("written", ["Hammer", "", "…", "Entenhausen", "in", "Wien"])
def test_what_is_no_german_town_is_not_found(places, written):
    assert places.find(written) is None


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Köln", "Leverkusen", 10, 20),
        ("Berlin", "München", 480, 530),
        ("Hamburg", "Bremen", 85, 110),
        ("Leipzig", "Halle", 25, 40),
        ("Düsseldorf", "Duisburg", 15, 30),
    ],
)
def test_distances_are_about_right(places, one, other, least, most):
    here, there = places.find(one), places.find(other)
    assert least < here.kilometres_to(there) < most
    assert here.kilometres_to(there) == pytest.approx(there.kilometres_to(here))


def test_a_town_is_no_distance_from_itself(places):
    assert places.find("Köln").kilometres_to(places.find("Köln")) == 0


def test_of_two_towns_with_one_name_the_larger_is_meant():
    index = PlaceIndex(
        [Ort("Neustadt (Dosse)", 52.8, 12.4, 3_000), Ort("Neustadt an der Weinstraße", 49.3, 8.1, 53_000)]
    )
    assert index.find("Neustadt").name == "Neustadt an der Weinstraße"
    assert index.find("Neustadt (Dosse)").name == "Neustadt (Dosse)"


def test_places_have_german_names_and_come_largest_first():
    found = german_places()
    names = [o.name for o in found]
    assert names[:4] == ["Berlin", "Hamburg", "München", "Köln"]
    assert "Munich" not in names and "Nuremberg" not in names
    assert len(names) == len(set(names))


def test_every_town_of_the_shipped_profiles_is_a_known_place(shipped_wissen):
    for town, _ in shipped_wissen.orte():
        place = shipped_wissen.plaetze.find(town)
        assert place is not None and place.name == town
