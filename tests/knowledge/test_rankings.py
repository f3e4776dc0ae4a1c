"""Where one earns most, which occupation pays most in a town, and how people ask for that and for kin."""

from __future__ import annotations

import pytest

from berufslotse.knowledge.asking import asks_for_akin, asks_for_ranking
from berufslotse.knowledge.rankings import rank_berufe, rank_towns

MOST, LEAST = "Wo verdient man am meisten?", "Wo verdient man am wenigsten?"


@pytest.fixture
def towns(wissen):
    """A function that ranks the sample's towns by what an occupation pays there."""
    return lambda beruf, stufe=None, asked=MOST: rank_towns(wissen, wissen.bekannt(beruf), stufe, asked)


@pytest.fixture
def berufe(wissen):
    """A function that ranks the sample's occupations by what they pay in a town."""
    return lambda town, stufe=None, asked=MOST: rank_berufe(wissen, town, stufe, asked)


# -- the ranks -------------------------------------------------------------------------------------


def test_towns_are_ranked_by_what_an_occupation_pays_there(towns):
    lines = towns("IT-Projektkoordinator").text.split("\n")
    assert "insgesamt am meisten" in lines[0]
    assert lines[1:4] == [
        "1. Hamburg: 5.100 Euro im Monat (61.200 im Jahr)",
        "2. Leverkusen: 3.000 bis 5.500 Euro im Monat (36.000 bis 66.000 im Jahr)",
        "Geordnet ist nach der Mitte der Spanne; wo sie offen ist, nach der genannten Zahl.",
    ]
    assert lines[4].startswith("Quellen: ") and "IT in Hamburg" in lines[4] and "IT in Leverkusen" in lines[4]


def test_occupations_are_ranked_by_what_they_pay_in_a_town(berufe):
    lines = berufe("Köln").text.split("\n")
    assert "In Köln" in lines[0] and "zum Einstieg am meisten" in lines[0]
    assert lines[1].startswith("1. Erzieher: 2.800 bis 3.200 Euro im Monat")
    assert lines[2].startswith("2. Koch: 2.500 Euro im Monat")
    assert lines[-1].startswith("Quellen: ") and "Köche in Köln" in lines[-1]


def test_it_is_said_that_only_what_is_known_was_ranked(towns, berufe):
    assert "unter den Städten, aus denen ich Zahlen habe" in towns("IT-Projektkoordinator").text
    assert "unter den Berufen in Köln, zu denen ich Zahlen habe" in berufe("Köln").text


def test_am_wenigsten_turns_it_round(towns, berufe):
    lines = towns("IT-Projektkoordinator", asked=LEAST).text.split("\n")
    assert "am wenigsten" in lines[0]
    assert lines[1].startswith("1. Leverkusen") and lines[2].startswith("2. Hamburg")
    assert "1. Koch" in berufe("Köln", asked="Wo zahlt man am schlechtesten?").text


def test_each_rank_can_be_asked_further(towns, berufe):
    of_towns, of_berufe = towns("IT-Projektkoordinator").knoepfe, berufe("Köln").knoepfe
    assert [(k.titel, k.absicht, k.beruf, k.ort) for k in of_towns] == [
        ("Mehr zu Hamburg", "gehalt", "IT-Projektkoordinator", "Hamburg"),
        ("Mehr zu Leverkusen", "gehalt", "IT-Projektkoordinator", "Leverkusen"),
    ]
    assert [(k.titel, k.beruf, k.ort) for k in of_berufe] == [
        ("Mehr zu Erzieher", "Erzieher", "Köln"),
        ("Mehr zu Koch", "Koch", "Köln"),
    ]


def test_the_ranks_rest_on_the_facts_told_and_come_as_a_picture(towns):
    answer = towns("IT-Projektkoordinator")
    assert [fact.ort for fact in answer.fakten] == ["Hamburg", "Leverkusen"]
    alt = answer.bild().alt
    assert "Hamburg: 5.100 Euro" in alt and "Leverkusen: 3.000 bis 5.500 Euro" in alt


def test_figures_that_are_not_alike_are_said_not_to_be(opened):
    def profile(town, figure):
        return f"""\
beruf: Imker
ort: {town}
quellen: [{{titel: {town}, url: "https://www.honig.de", abgerufen: 2026-11-22}}]
fakten: [{{thema: gehalt, text: "Geld aus {town}.", gehalt: {{stufe: einstieg, {figure}}}}}]
"""

    wissen = opened(
        {
            "koeln.yml": profile("Köln", "von: 2000, zeitraum: monat"),
            "bonn.yml": profile("Bonn", "von: 36000, bis: 36000, zeitraum: jahr, art: tarif"),
        }
    )
    lines = rank_towns(wissen, wissen.bekannt("Imker"), None, MOST).text.split("\n")
    assert lines[1].startswith("1. Bonn: 36.000 Euro im Jahr (3.000 im Monat)")
    assert "Tarif" in lines[4] and "offene Angaben" in lines[4]


def test_five_ranks_are_enough(shipped_wissen):
    text = rank_towns(shipped_wissen, shipped_wissen.bekannt("Koch"), None, MOST).text
    assert "\n5. " in text and "\n6. " not in text


# -- too little to rank ----------------------------------------------------------------------------


def test_of_a_single_figure_it_is_said_that_it_makes_no_ranking(towns, berufe):
    alone = towns("Koch")
    assert "nur eine Zahl" in alone.text and "am meisten" not in alone.text
    assert "– Köln: 2.500 Euro im Monat" in alone.text and "1." not in alone.text.split("\n")[1]
    assert "Quelle: " in alone.text
    assert "nur eine Zahl" in berufe("Hamburg").text


def test_the_bot_does_not_speak_as_if_it_had_the_occupation(towns):
    assert "Als Koch habe ich" not in towns("Koch").text


def test_without_figures_from_towns_it_is_said_that_there_are_none(towns, berufe):
    for answer in (towns("Bäcker"), berufe("Bonn")):
        assert "keine Zahlen" in answer.text and "1." not in answer.text
        assert list(answer.fakten) == [] and answer.bild is None
    assert "Bäcker" in towns("Bäcker").text and "Bonn" in berufe("Bonn").text


def test_net_pay_is_not_set_against_gross_pay(berufe):
    assert "1.750" not in berufe("Köln", "allgemein").text


def test_the_level_asked_for_is_ranked(towns):
    assert "mit Berufserfahrung" in towns("IT-Projektkoordinator", "erfahren").text
    assert "4.200 Euro" in towns("IT-Projektkoordinator", "erfahren").text


def test_a_level_without_figures_is_not_taken_for_an_occupation_without_figures(towns):
    text = towns("Koch", "spezialist").text
    assert "keine Zahlen aus Städten" not in text
    assert "Spezialis" in text


# -- how people ask --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "asked",
    [
        "Wo verdient ein Erzieher am meisten?",
        "wo verdient man als koch am meisten",
        "In welchem Beruf verdient man in Köln am meisten?",
        "In welcher Stadt bekommt eine Erzieherin das höchste Gehalt?",
        "wo ist das gehalt am hoechsten",
        "Wo ist der Lohn für Altenpfleger am höchsten?",
        "wo gibts als Bäcker die meiste Kohle",
        "wo kriegt ma als Koch am meisten Geld",
        "Wo verdienet d'Erzieher am meischte?",
        "Wo verdeant ma als Koch am meistn?",
        "Wo zahlen sie Köchen am besten?",
        "wo is die bezahlung am besten als koch",
        "Welcher Beruf in Leipzig bringt am meisten Geld?",
        "Welche Jobs sind in Köln am besten bezahlt?",
        "Was ist der bestbezahlte Beruf in Leverkusen?",
        "Welcher Job hat in Köln das höchste Einkommen?",
        "Was sind die höchsten Gehälter in Köln?",
        "Welche Stadt bietet Erziehern das beste Gehalt?",
        "Welche Stadt zahlt Altenpflegern am meisten?",
        "gehaltsranking fuer altenpfleger",
        "Rangliste der Gehälter in Köln bitte",
        "wo verdien ich mit meiner ausbildung als erzieherin am meisten",
        "Wo verdient man am schlechtesten?",
        "Wo kriegt man als Koch am wenigsten Lohn?",
        "Wo ist der Lohn als Friseur am niedrigsten?",
    ],
)
def test_a_question_for_the_most_or_least_pay_is_recognised(asked):
    assert asks_for_ranking(asked)


@pytest.mark.parametrize("asked", ["Wo wird am meisten gezahlt?", "und am wenigsten?", "Und wo am meisten?"])
def test_in_a_talk_about_pay_a_few_words_ask_for_a_ranking(asked):
    assert asks_for_ranking(asked, about_pay=True)


@pytest.mark.parametrize(
    "asked",
    [
        "Was machen Erzieher am meisten?",
        "Was macht ein Koch?",
        "Was verdient ein Koch in Köln?",
        "Wie hoch ist das Gehalt als Erzieherin?",
        "Verdient man in Köln mehr als in Bonn?",
        "was nervt da am meisten",
        "Was belastet eine Rettungssanitäterin am meisten?",
        "Worauf achten die Chefs am meisten?",
        "Welche Tugenden zählen da am meisten?",
        "Zählt Ausdauer oder Kraft am meisten bei den Baumpflegern?",
        "was zaehlt am meisten bei maklern",
        "Geld zählen, Formulare ausfüllen, Kunden beraten: was davon macht man am meisten?",
        "Welches Werkzeug hat man am meisten in der Hand?",
        "Wo in Deutschland fehlen Lkw-Fahrer am meisten?",
        "Welche Weiterbildung bringt am meisten?",
        "Wie bewerbe ich mich am besten?",
        "Wo lernt man Koch am besten?",
        "Wer ist dafür am besten geeignet?",
        "Wie viel zahlt die Stadt Köln?",
        "Bekommt man Urlaubsgeld?",
        "Ist der Lohn gut?",
        "Was ist das Beste am Beruf?",
        "Welche Berufe sind am gefragtesten?",
        "welche berufe kennst du in köln",
        "Woher weißt du, wie viel man verdient?",
    ],
)
def test_another_question_is_not_taken_for_one_for_the_most_pay(asked):
    assert not asks_for_ranking(asked)


@pytest.mark.parametrize(
    "asked",
    ["Was verdient ein Koch?", "Schreiben Sie mir die Spanne vom niedrigsten bis zum höchsten Verdienst."],
)
def test_not_every_question_about_pay_asks_for_a_ranking(asked):
    assert not asks_for_ranking(asked, about_pay=True)


@pytest.mark.parametrize(
    "asked",
    [
        "Welche Berufe sind ähnlich wie Koch?",
        "welche berufe sind aehnlich wie koch",
        "Was für Jobs sind mit Erzieher verwandt?",
        "Gibt es ähnliche Berufe wie Bäcker?",
        "ähnliche jobs wie erzieherin",
        "Was gibt es Ähnliches wie Koch?",
        "gibts wat ähnliches wie Erzieher",
        "Gibts ebbes Ähnlichs wie Koch?",
        "was is so ähnlich wie koch, bloß ohne wochenende",
        "Nenn mir Berufe, die so ähnlich sind wie Bäcker",
        "Welche anderen Berufe sind dem Koch ähnlich?",
        "Berufe, die dem Erzieher ähneln",
        "Alternativen zu Koch",
        "Alternative zum Bäcker gesucht",
        "Was wäre eine Alternative zur Erzieherin?",
        "was wär ne alternative für koch",
        "Welche Alternativen gibt es zu Koch?",
        "verwandte Berufe von Altenpfleger",
        "Kennst du verwandte Jobs zu Koch?",
        "Was ist mit Koch verwandt?",
        "Welche Berufe sind mit dem Koch vergleichbar?",
        "Welche Berufe sind vergleichbar mit Erzieher?",
        "Ähnliche Ausbildungsberufe wie Bäcker?",
        "Ähnliche Tätigkeiten wie Koch",
        "Gibt es Berufe, die mit Altenpfleger verwandt sind?",
    ],
)
def test_a_question_for_kin_is_recognised(asked):
    assert asks_for_akin(asked)


@pytest.mark.parametrize(
    "asked",
    [
        "Was macht ein Koch?",
        "Was machen Erzieher am meisten?",
        "Was verdient man als Erzieherin?",
        "Koch oder Bäcker, was ist besser?",
        "Was ist der Unterschied zwischen Koch und Beikoch?",
        "Gibt es da sowas wie eine Karriereleiter?",
        "gibts als Bestatterin auch sowas wie ne meisterprüfung",
        "Gibt es für Laboranten so was wie eine Leitungsposition?",
        "Ist das so was wie ein Butler?",
        "Ist ein Heilpraktiker so was Ähnliches wie ein Arzt?",
        "Sind Heilerziehungspfleger sowas wie Krankenpfleger?",
        "Bin ich dann sowas wie ein Psychologe?",
        "Was hebt den Beruf von ähnlichen ab?",
        "Gibt es Alternativen zum klassischen Lernweg?",
        "Gibt es eine Alternative zur Berufsschule?",
        "Meine Verwandte ist Krankenschwester, was verdient sie?",
        "Meine Verwandten raten mir ab",
        "Wie komme ich da rein?",
        "Welche Berufe kennst du?",
        "Welche Berufe gibt es in Köln?",
        "Wie ticken die Leute dort?",
        "Woher weißt du das?",
        "Passt der Beruf zu mir?",
        "Kann ich auch in Teilzeit arbeiten?",
        "Welche Ausbildung brauche ich dafür?",
    ],
)
def test_another_question_is_not_taken_for_one_for_kin(asked):
    assert not asks_for_akin(asked)
