"""Pay figures set against each other: level by level, ranked, and as a picture."""

from __future__ import annotations

import pytest

from berufslotse.knowledge.comparisons import Seite, compare
from berufslotse.knowledge.figures import span
from berufslotse.knowledge.payroll import (
    HOURS,
    Posten,
    amount,
    comparable,
    monthly,
    pay_of,
    pay_picture,
    picture,
    ranked,
    side_by_side,
    unlike,
)
from berufslotse.knowledge.store import Fakt, Quelle, Zahl
from berufslotse.knowledge.telling import Ton

BLATT = Quelle("Blatt", "https://www.blatt.de", "2026-11-22")
TOWNS = ["Köln", "Bonn"]


def figure(von, bis, zeitraum="monat", stufe="einstieg", arbeitgeber=None, netto=False, art=None, jahr=None):
    return Zahl(stufe, von, bis, zeitraum, arbeitgeber, netto, art, jahr)


def post(titel, von, bis, quelle=BLATT, **more) -> Posten:
    text = f"{titel}: {von} bis {bis}"
    return Posten(titel, Fakt("Koch", titel, "gehalt", text, quelle, figure(von, bis, **more)))


# -- one figure ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zahl", "said"),
    [
        (figure(2800, 3200), "2.800 bis 3.200 Euro im Monat (33.600 bis 38.400 im Jahr)"),
        (figure(2500, 2500), "2.500 Euro im Monat (30.000 im Jahr)"),
        (figure(2300, None), "mindestens 2.300 Euro im Monat (mindestens 27.600 im Jahr)"),
        (figure(None, 3500), "bis zu 3.500 Euro im Monat (bis zu 42.000 im Jahr)"),
        (figure(47100, 47100, "jahr"), "47.100 Euro im Jahr (3.925 im Monat)"),
        (figure(50000, 60000, "jahr"), "50.000 bis 60.000 Euro im Jahr (4.167 bis 5.000 im Monat)"),
        (figure(16.5, 16.5, "stunde"), "16,50 Euro in der Stunde"),
        (figure(1750, 1750, netto=True), "1.750 Euro im Monat netto (21.000 im Jahr)"),
        (figure(24000, 24000, "jahr", netto=True), "24.000 Euro im Jahr netto (2.000 im Monat)"),
        (figure(12, 12, "stunde", netto=True), "12 Euro in der Stunde netto"),
    ],
)
def test_a_figure_is_told_by_the_month_and_by_the_year(zahl, said):
    assert amount(zahl) == said


def test_a_years_and_an_hours_pay_are_reckoned_by_the_month():
    assert monthly(2800, "monat") == 2800
    assert monthly(36000, "jahr") == 3000
    assert monthly(10, "stunde") == pytest.approx(10 * HOURS) == pytest.approx(1690)


# -- side by side ----------------------------------------------------------------------------------


def test_two_towns_stand_side_by_side_level_by_level():
    items = [
        post("Köln", 2800, 2800),
        post("Köln", 3500, 3700, stufe="erfahren"),
        post("Bonn", 3600, 3600, stufe="erfahren"),
        post("Bonn", 2700, 2700),
    ]
    assert side_by_side(items, TOWNS) == [
        "Zum Einstieg",
        "– Köln: 2.800 Euro im Monat (33.600 im Jahr)",
        "– Bonn: 2.700 Euro im Monat (32.400 im Jahr)",
        "Mit Berufserfahrung",
        "– Köln: 3.500 bis 3.700 Euro im Monat (42.000 bis 44.400 im Jahr)",
        "– Bonn: 3.600 Euro im Monat (43.200 im Jahr)",
    ]


def test_three_towns_stand_side_by_side_in_the_order_asked():
    items = [post(town, pay, pay) for town, pay in (("Köln", 2800), ("Bonn", 2700), ("Trier", 2600))]
    lines = side_by_side(items, ["Trier", "Köln", "Bonn"])
    assert [line.split(" Euro")[0] for line in lines[1:]] == [
        "– Trier: 2.600",
        "– Köln: 2.800",
        "– Bonn: 2.700",
    ]


def test_a_side_without_a_figure_on_a_level_says_so():
    lines = side_by_side([post("Köln", 2800, 2800)], TOWNS)
    assert lines == ["Zum Einstieg", "– Köln: 2.800 Euro im Monat (33.600 im Jahr)", "– Bonn: keine Zahl"]


def test_of_two_figures_of_a_side_on_a_level_the_first_is_told():
    lines = side_by_side([post("Köln", 2800, 2800), post("Köln", 3000, 3000)], ["Köln"])
    assert "2.800" in lines[1] and "3.000" not in "".join(lines)


def test_training_pay_is_told_only_where_there_is_no_other():
    training, entry = post("Köln", 1200, 1200, stufe="ausbildung"), post("Köln", 2800, 2800)
    assert side_by_side([training], ["Köln"])[0] == "In der Ausbildung"
    assert comparable([training, entry]) == [entry] and comparable([training]) == [training]


def test_two_occupations_of_a_town_are_compared_by_level(wissen):
    answer = compare(wissen, [Seite("Erzieher", "Köln"), Seite("Koch", "Köln")], ["gehalt"], Ton())
    lines = answer.text.split("\n")
    assert lines[1:5] == [
        "Gehalt",
        "Zum Einstieg",
        "– Erzieher: 2.800 bis 3.200 Euro im Monat (33.600 bis 38.400 im Jahr)",
        "– Koch: 2.500 Euro im Monat (30.000 im Jahr)",
    ]
    at = lines.index("Mit Berufserfahrung")
    assert lines[at + 2] == "– Koch: keine Zahl"
    assert "– Koch: 1.750 Euro im Monat netto (21.000 im Jahr)" in lines


def test_three_towns_are_compared_by_level(wissen):
    sides = [Seite("IT-Projektkoordinator", town) for town in ("Leverkusen", "Hamburg", "Bonn")]
    lines = compare(wissen, sides, ["gehalt"], Ton()).text.split("\n")
    at = lines.index("Insgesamt")
    assert lines[at + 1 : at + 4] == [
        "– Leverkusen: 3.000 bis 5.500 Euro im Monat (36.000 bis 66.000 im Jahr)",
        "– Hamburg: 5.100 Euro im Monat (61.200 im Jahr)",
        "– Bonn: keine Zahl",
    ]


def test_a_nationwide_figure_in_the_place_of_a_towns_is_marked_with_its_year(wissen):
    items = [p for town in ("Bonn", "Leipzig") for p in pay_of(wissen, "Erzieher", town, town)]
    lines = side_by_side(items, ["Bonn", "Leipzig"])
    assert "– Bonn (bundesweit, Stand 2023): 47.100 Euro im Jahr (3.925 im Monat)" in lines
    assert "– Leipzig: 2.950 Euro im Monat (35.400 im Jahr)" in lines


def test_the_country_as_a_side_is_not_marked_as_the_country_again(wissen):
    lines = side_by_side(pay_of(wissen, "Erzieher", None, "ganz Deutschland"), ["ganz Deutschland"])
    assert "– ganz Deutschland: 47.100 Euro im Jahr (3.925 im Monat)" in lines


def test_towns_own_figures_go_before_the_nationwide_ones(wissen):
    assert {p.fakt.ort for p in pay_of(wissen, "Erzieher", "Leipzig", "Leipzig")} == {"Leipzig"}
    assert {p.fakt.ort for p in pay_of(wissen, "Erzieher", "Bonn", "Bonn")} == {None}
    assert pay_of(wissen, "Koch", "Bonn", "Bonn") == []


def test_a_figure_that_is_not_told_does_not_count_as_told(wissen):
    answer = compare(wissen, [Seite("Erzieher", "Bonn"), Seite("Erzieher", "Leipzig")], ["gehalt"], Ton())
    assert "1.340" not in answer.text
    assert not any("1.340" in fact.text for fact in answer.fakten)


def test_what_holds_for_the_whole_country_is_not_told_as_two_towns_figures(wissen):
    sides = [Seite("Erzieher", "Bonn"), Seite("Erzieher", "Kiel")]
    assert compare(wissen, sides, ["gehalt"], Ton()).text.count("47.100") == 1


# -- like for like ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        ({}, {"netto": True}, "brutto und netto"),
        ({}, {"zeitraum": "jahr"}, "Monats-, Jahres- oder Stundenlohn"),
        ({"zeitraum": "stunde"}, {}, "Monats-, Jahres- oder Stundenlohn"),
        ({"art": "median"}, {"art": "tarif"}, "Spannen, Mittelwerte oder Tarif"),
        ({"art": "median"}, {"art": "spanne"}, "Spannen, Mittelwerte oder Tarif"),
        ({"art": "durchschnitt"}, {}, "Spannen, Mittelwerte oder Tarif"),
        ({"jahr": 2023}, {"jahr": 2025}, "das Jahr der Angaben"),
        ({"jahr": 2023}, {}, "das Jahr der Angaben"),
        ({"arbeitgeber": "konzern"}, {"arbeitgeber": "handwerk"}, "die Art der Betriebe"),
    ],
)
def test_the_remark_says_in_what_figures_differ(one, other, words):
    remark = unlike([post("Köln", 2800, 3000, **one), post("Bonn", 2800, 3000, **other)])
    assert remark.startswith("Ganz vergleichbar sind die Zahlen nicht")
    assert remark.endswith(f"unterscheiden sich in: {words}.")


@pytest.mark.parametrize("ends", [(2800, None), (None, 3000)])
def test_the_remark_names_open_ends(ends):
    remark = unlike([post("Köln", 2800, 3000), post("Bonn", *ends)])
    assert remark.endswith("in: nach oben oder unten offene Angaben.")


def test_the_remark_names_all_differences():
    remark = unlike([post("Köln", 2800, 3000, netto=True, jahr=2020), post("Bonn", 2800, 3000, jahr=2025)])
    assert all(word in remark for word in ("netto", "Jahr der Angaben"))


def test_the_year_of_the_source_counts_where_the_figure_names_none():
    dated = Quelle("Blatt", "https://www.blatt.de", "2026-11-22", stand=2024)
    assert "Jahr" in unlike([post("Köln", 2800, 3000, dated), post("Bonn", 2800, 3000)])
    assert unlike([post("Köln", 2800, 3000, dated), post("Bonn", 2800, 3000, jahr=2024)]) is None


@pytest.mark.parametrize(
    "items",
    [
        [],
        [post("Köln", 2800, None, netto=True)],
        [post("Köln", 2800, 3000), post("Bonn", 2500, 2500)],
        [post("Köln", 2800, 3000, art="spanne"), post("Bonn", 2500, 2600)],
        [
            post("Köln", 30000, 30000, zeitraum="jahr", jahr=2025),
            post("Bonn", 1, 2, zeitraum="jahr", jahr=2025),
        ],
    ],
)
def test_without_a_difference_there_is_no_remark(items):
    assert unlike(items) is None
    assert not any("vergleichbar" in line for line in side_by_side(items, TOWNS))


def test_the_remark_ends_the_lines_side_by_side():
    lines = side_by_side([post("Köln", 2800, 3000), post("Bonn", 2000, 2000, netto=True)], TOWNS)
    assert lines[-1].endswith("in: brutto und netto.")


def test_a_figure_that_is_not_told_makes_no_remark():
    items = [
        post("Köln", 2800, 2800),
        post("Köln", 3000, 3000, art="tarif"),
        post("Bonn", 2700, 2700),
        post("Bonn", 1200, 1200, stufe="ausbildung", art="tarif"),
    ]
    assert not any("vergleichbar" in line for line in side_by_side(items, TOWNS))


def test_figures_of_different_levels_are_not_set_against_each_other():
    items = [
        post(town, pay, pay, stufe=level, art=kind)
        for town in TOWNS
        for pay, level, kind in ((2800, "einstieg", "tarif"), (3500, "erfahren", "median"))
    ]
    assert not any("vergleichbar" in line for line in side_by_side(items, TOWNS))


# -- ranked ----------------------------------------------------------------------------------------


def titles(items, stufe=None):
    level, order = ranked(items, stufe)
    return level, [p.titel for p in order]


SEVERAL = [
    post("Köln", 2800, 2800),
    post("Köln", 3500, 3500, stufe="erfahren"),
    post("Bonn", 3700, 3700, stufe="erfahren"),
    post("Trier", 3000, 3000),
    post("Ulm", 2900, 2900),
]


def test_the_level_with_most_figures_is_ranked_the_highest_first():
    assert titles(SEVERAL) == ("einstieg", ["Trier", "Ulm", "Köln"])


def test_the_level_asked_for_is_kept_to_even_without_figures():
    assert titles(SEVERAL, "erfahren") == ("erfahren", ["Bonn", "Köln"])
    assert titles(SEVERAL, "spezialist") == ("spezialist", [])


def test_net_figures_are_not_ranked():
    items = [post("Köln", 2800, 2800), post("Bonn", 4000, 4000, netto=True)]
    assert titles(items) == ("einstieg", ["Köln"])
    assert ranked(items[1:], None)[1] == []


def test_training_pay_is_ranked_only_where_there_is_no_other():
    training = [post(town, 1000, 1000, stufe="ausbildung") for town in TOWNS]
    assert titles([*training, post("Ulm", 2900, 2900)]) == ("einstieg", ["Ulm"])
    assert titles(training) == ("ausbildung", ["Bonn", "Köln"])


def test_the_middle_of_the_span_on_the_month_decides():
    items = [
        post("breit", 2000, 4000),
        post("schmal", 3100, 3100),
        post("Jahr", 38400, 38400, zeitraum="jahr"),
        post("Stunde", 17, 17, zeitraum="stunde"),
    ]
    assert titles(items)[1] == ["Jahr", "schmal", "breit", "Stunde"]


def test_like_pay_is_ranked_by_name():
    assert titles([post(t, 3000, 3000) for t in ("Trier", "Aachen", "Mainz")])[1] == [
        "Aachen",
        "Mainz",
        "Trier",
    ]


# -- the picture -----------------------------------------------------------------------------------


def test_every_figure_stands_in_the_alt_text_by_the_month():
    items = [
        post("Köln", 2800, 3200),
        post("Bonn", 36000, 36000, zeitraum="jahr", art="median", jahr=2023),
        post("Trier", 10, 10, zeitraum="stunde", art="tarif"),
        post("Ulm", None, 3500, stufe="erfahren"),
        post("Mainz", 2100, None, stufe="erfahren", netto=True),
    ]
    alt = picture("Gehalt: Koch", items).alt
    for told in (
        f"Köln: {span(2800, 3200)}",
        "Bonn: 3.000 Euro (Median, aus dem Jahresgehalt, 2023)",
        "Trier: 1.690 Euro (Tarif, aus dem Stundenlohn)",
        "Ulm: bis zu 3.500 Euro",
        "Mainz: mindestens 2.100 Euro (netto)",
        "Zum Einstieg",
        "Mit Berufserfahrung",
        "Gehalt: Koch",
        "Euro im Monat",
        "blatt.de",
    ):
        assert told in alt


def test_without_figures_there_is_no_picture(wissen):
    assert picture("Gehalt: Koch", []) is None
    assert pay_picture(wissen, ["Koch"], ["Bonn"]) is None


def test_the_picture_names_the_sources_of_what_it_shows_only():
    other = Quelle("Altes", "https://www.altes.de", "2026-11-22")
    assert "altes.de" not in picture("Koch", [post("Köln", 2800, 2800), post("Köln", 1, 2, other)]).alt


def test_the_pay_of_an_occupation_is_drawn_wherever_it_is_known(wissen):
    alt = pay_picture(wissen, ["Erzieher"], None).alt
    assert "Gehalt: Erzieher" in alt
    for told in ("Köln: 2.800 bis 3.200 Euro", "Leipzig: 2.950 Euro", "ganz Deutschland: 3.925 Euro"):
        assert told in alt


def test_the_pay_of_an_occupation_is_drawn_for_the_towns_asked_and_the_country(wissen):
    alt = pay_picture(wissen, ["Erzieher"], ["Leipzig", "Bonn"]).alt
    assert "Leipzig: 2.950 Euro" in alt and "ganz Deutschland: 3.925 Euro" in alt
    assert "Köln" not in alt and "Bonn" not in alt


def test_two_occupations_are_drawn_under_their_names(wissen):
    alt = pay_picture(wissen, ["Erzieher", "Koch"], ["Köln"]).alt
    assert "Erzieher, Köln: 2.800 bis 3.200 Euro" in alt and "Koch, Köln: 2.500 Euro" in alt


def test_the_nationwide_pay_of_two_occupations_is_told_apart(wissen):
    alt = pay_picture(wissen, ["Erzieher", "Bäcker"], ["Köln"]).alt
    assert "Erzieher, ganz Deutschland: 3.925 Euro" in alt
    assert "Bäcker, ganz Deutschland: 2.788 Euro" in alt
