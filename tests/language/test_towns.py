"""Towns are found in sentences as people write them, and so are regions and places nobody has heard of."""

from __future__ import annotations

import unicodedata

import pytest

from berufslotse.knowledge.places import further_names
from berufslotse.knowledge.text import compact


def test_every_german_town_from_5000_inhabitants_is_found(recogniser, places):
    missed = []
    for place in places:
        message = f"Was macht ein Erzieher in {place.name}?"
        towns = [f for f in recogniser.find(message) if f.art == "ort"]
        right = [place.name] == [message[t.start : t.end] + ")" * place.name.endswith(")") for t in towns]
        if not right:
            missed.append(place.name)
    assert missed == []


def test_a_town_is_itself_unless_it_belongs_to_another_or_a_larger_one_is_spelled_alike(recogniser, places):
    largest: dict[str, str] = {}
    for place in sorted(places, key=lambda p: -p.einwohner):
        largest.setdefault(compact(place.name), place.name)
    short_for = {compact(form): town for town, forms in further_names() for form in forms}
    wrong = {}
    for place in places:
        towns = [f.wert for f in recogniser.find(f"nach {place.name} ziehen") if f.art == "ort"]
        right = short_for.get(compact(place.name), largest[compact(place.name)])
        if towns and towns != [right]:
            wrong[place.name] = towns
    assert wrong == {}


@pytest.mark.parametrize(
    ("message", "town", "wording"),
    [
        ("Kölner Leute", "Köln", "Kölner"),
        ("Sind die Leipziger freundlich?", "Leipzig", "Leipziger"),
        ("die dresdner an sich", "Dresden", "dresdner"),
        ("Was denken Münsteraner?", "Münster", "Münsteraner"),
        ("ein Hannoveraner Chef", "Hannover", "Hannoveraner"),
        ("Bremer Betriebe", "Bremen", "Bremer"),
        ("bei Göttinger Firmen", "Göttingen", "Göttinger"),
        ("arbeiten in koeln", "Köln", "koeln"),
        ("arbeiten in koln", "Köln", "koln"),
        ("arbeiten in KÖLN", "Köln", "KÖLN"),
        ("arbeiten in Frankfurt", "Frankfurt am Main", "Frankfurt"),
        ("arbeiten in Frankfurt/Oder", "Frankfurt (Oder)", "Frankfurt/Oder"),
        ("arbeiten in Frankfurt an der Oder", "Frankfurt (Oder)", "Frankfurt an der Oder"),
        (unicodedata.normalize("NFD", "arbeiten in Köln"), "Köln", unicodedata.normalize("NFD", "Köln")),
    ],
)
def test_towns_and_their_people_are_understood(names_in, message, town, wording):
    assert [found for found in names_in(message) if found[0] == "ort"] == [("ort", town, wording)]


@pytest.mark.parametrize(
    ("message", "town"),
    [
        ("was verdient man in Lev", "Leverkusen"),
        ("koch in GL", "Bergisch Gladbach"),
        ("Erzieher in Opladen", "Leverkusen"),
        ("gibts in Schlebusch Praxen", "Leverkusen"),
        ("in ehrenfeld arbeiten", "Köln"),
        ("Friseurin in Köln-Nippes", "Köln"),
        ("wie ticken die in Chorweiler", "Köln"),
        ("arbeit in mannem", "Mannheim"),
    ],
)
def test_short_forms_and_districts_stand_for_their_town(names_in, message, town):
    assert [wert for art, wert, _ in names_in(message) if art == "ort"] == [town]


@pytest.mark.parametrize("message", ["gl beim suchen", "hh was", "mg"])
def test_a_number_plate_in_small_letters_is_no_town(names_in, message):
    assert not [f for f in names_in(message) if f[1] == "Bergisch Gladbach"]


@pytest.mark.parametrize(
    ("message", "region"),
    [
        ("was verdient man in Bayern", "Bayern"),
        ("arbeiten in der Schweiz", "Schweiz"),
        ("ein job in wien", "Wien"),
    ],
)
def test_regions_and_foreign_places_are_noticed(names_in, message, region):
    assert [(art, wert) for art, wert, _ in names_in(message)] == [("gebiet", region)]


def test_a_place_nobody_has_heard_of_is_taken_for_one_at_the_end(names_in):
    assert names_in("Was verdient ein Erzieher in Kuhdorfhausen?")[-1] == (
        "ort",
        "Kuhdorfhausen",
        "Kuhdorfhausen",
    )


@pytest.mark.parametrize("message", ["Bin ich in Ordnung?", "Was ist in Mode?", "Wie komme ich da in Rente"])
def test_an_ordinary_word_after_in_is_no_place(names_in, message):
    assert [art for art, _, _ in names_in(message) if art == "ort"] == []
