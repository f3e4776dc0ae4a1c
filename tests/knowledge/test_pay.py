"""Pay figures are read out of sentences, and nothing else that is a number."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from berufslotse.knowledge.pay import Gehaltsangabe, find_pay

GOLD = Path(__file__).parent / "gold" / "gehalt.jsonl"


def short(angabe: Gehaltsangabe) -> str:
    """Tell a figure in short: "einstieg 2600..2900 monat", and net and employer behind it if told."""
    gehalt = angabe.gehalt
    low, high = ("" if end is None else f"{end:g}" for end in (gehalt.von, gehalt.bis))
    parts = [gehalt.stufe.value, f"{low}..{high}", gehalt.zeitraum.value]
    parts += ["netto"] if gehalt.netto else []
    return " ".join(parts + ([gehalt.arbeitgeber.value] if gehalt.arbeitgeber else []))


def figures(satz: str, zusammenhang: str = "") -> list[str]:
    return [short(angabe) for angabe in find_pay(satz, zusammenhang)]


@pytest.mark.parametrize(
    ("satz", "told"),
    [
        ("Verdienst: zwischen 3.000 € und 3.600 €.", "3000..3600 monat"),
        ("Man verdient zwischen etwa 2.400 und rund 2.900 Euro.", "2400..2900 monat"),
        ("Üblich sind 3.000 bis 3.600 Euro im Monat.", "3000..3600 monat"),
        ("Das Gehalt liegt bei 3000-3600 EUR.", "3000..3600 monat"),
        ("Das Gehalt liegt bei 3.000 – 3.600 €.", "3000..3600 monat"),
        ("Das Gehalt liegt bei 3.000 Euro bis 3.600 Euro brutto.", "3000..3600 monat"),
        ("Von 3.000 € brutto bis hin zu 3.600 € ist alles drin.", "3000..3600 monat"),
        ("Das Gehalt bewegt sich zwischen 2.900 bis 3.300 Euro.", "2900..3300 monat"),
        ("Die Löhne beginnen nicht selten ab 2.800 Euro.", "2800.. monat"),
        ("Gezahlt werden mindestens 2.700 Euro brutto.", "2700.. monat"),
        ("Das Gehalt liegt nicht unter 2.700 Euro.", "2700.. monat"),
        ("Viele verdienen über 5.000 Euro.", "5000.. monat"),
        ("Manche verdienen mehr als 5.000 Euro.", "5000.. monat"),
        ("In München sind 3.300 Euro und mehr üblich.", "3300.. monat"),
        ("In der Region verdient man 3.100 Euro brutto aufwärts.", "3100.. monat"),
        ("Möglich sind bis zu 65.000 € im Jahr.", "..65000 jahr"),
        ("Gezahlt werden höchstens 2.900 Euro.", "..2900 monat"),
        ("Das Gehalt beträgt maximal 2.900 Euro.", "..2900 monat"),
        ("Kaum jemand verdient hier mehr als 4.000 Euro, viele kaum mehr als 2.300 Euro.", "2300"),
        ("Man verdient rund 3.200 Euro.", "3200..3200 monat"),
        ("Man verdient um die 3.200 Euro.", "3200..3200 monat"),
        ("Man verdient gut 3.200 Euro.", "3200..3200 monat"),
        ("Man verdient ca. 3.200 Euro.", "3200..3200 monat"),
        ("Durchschnittlich 3.200 Euro verdient man.", "3200..3200 monat"),
    ],
)
def test_spans_and_open_spans_are_told_apart(satz, told):
    assert told in " ".join(figures(satz))


@pytest.mark.parametrize(
    ("written", "von", "bis"),
    [
        ("3000 Euro", 3000, 3000),
        ("3 000 Euro", 3000, 3000),
        ("3\u00a0000\u00a0€", 3000, 3000),
        ("3\u202f000\u202f€", 3000, 3000),
        ("2.800,50 Euro", 2800.5, 2800.5),
        ("2.800,- Euro", 2800, 2800),
        ("€ 3.200", 3200, 3200),
        ("EUR 3.200", 3200, 3200),
        ("3.200€", 3200, 3200),
        ("45k", 45000, 45000),
        ("45 k €", 45000, 45000),
        ("45 Tsd. Euro", 45000, 45000),
        ("45 Tausend Euro", 45000, 45000),
        ("45 TEUR", 45000, 45000),
        ("3,5 Tausend Euro", 3500, 3500),
        ("3,5 bis 4 Tausend Euro", 3500, 4000),
        ("dreitausend Euro", 3000, 3000),
        ("zweitausendfünfhundert Euro", 2500, 2500),
        ("fünfunddreißigtausend Euro", 35000, 35000),
        ("drei- bis viertausend Euro", 3000, 4000),
        ("zweieinhalbtausend Euro", 2500, 2500),
        ("45 bis 52k", 45000, 52000),
        ("45-52 Tsd. Euro", 45000, 52000),
        ("45.000 bis 52.000", 45000, 52000),
        ("45 bis 52.000 Euro", 45000, 52000),
        ("3.200 bis 4.100 brutto", 3200, 4100),
    ],
)
def test_numbers_are_read_as_people_write_them(written, von, bis):
    found = find_pay(f"Das Gehalt liegt bei {written}.")
    assert [(a.gehalt.von, a.gehalt.bis) for a in found] == [(von, bis)]


@pytest.mark.parametrize(
    ("satz", "period", "named"),
    [
        ("Man verdient 3.000 Euro im Monat.", "monat", True),
        ("Das Monatsgehalt liegt bei 3.000 Euro.", "monat", True),
        ("Monatlich sind es 3.000 Euro.", "monat", True),
        ("Man verdient 45.000 Euro p. a.", "jahr", True),
        ("Das Jahresbrutto beträgt 9.000 Euro.", "jahr", True),
        ("Das Jahresgehalt liegt bei 45.000 Euro.", "jahr", True),
        ("Jährlich verdient man 45.000 Euro.", "jahr", True),
        ("Gezahlt werden 14,50 €/h.", "stunde", True),
        ("Der Stundenlohn liegt bei 15 bis 18 Euro.", "stunde", True),
        ("Es gibt 15 Euro die Stunde.", "stunde", True),
        ("Der Stundenlohn liegt zwischen 14 und 18.", "stunde", True),
        ("Man verdient 16,50 Euro.", "stunde", False),
        ("Man verdient 3.000 Euro.", "monat", False),
        ("Man verdient 38.000 Euro.", "jahr", False),
        ("Im Jahr 2023 verdiente man 3.000 Euro.", "monat", False),
        ("Im ersten Jahr verdient man 3.000 Euro.", "monat", False),
    ],
)
def test_the_period_is_told_by_words_or_else_by_size(satz, period, named):
    assert [(a.gehalt.zeitraum.value, a.zeitraum_genannt) for a in find_pay(satz)] == [(period, named)]


def test_the_period_next_to_a_figure_counts_first():
    satz = "Im Monat sind das 3.000 Euro brutto, also 36.000 Euro im Jahr oder 18 Euro pro Stunde."
    assert [a.gehalt.zeitraum.value for a in find_pay(satz)] == ["monat", "jahr", "stunde"]


@pytest.mark.parametrize(
    ("satz", "levels"),
    [
        ("Azubis bekommen 1.100 Euro.", "ausbildung"),
        ("Die Ausbildungsvergütung liegt bei 1.000 bis 1.200 Euro.", "ausbildung"),
        ("Im ersten Lehrjahr gibt es 950 Euro.", "ausbildung"),
        ("Während des Volontariats sind es 2.200 Euro.", "ausbildung"),
        ("In der Ausbildung verdienst du 1.100 Euro.", "ausbildung"),
        ("Azubis starten mit 1.100 Euro.", "ausbildung"),
        (
            "Im ersten Ausbildungsjahr gibt es 1.000, im zweiten 1.100 und im dritten 1.200 Euro.",
            "ausbildung " * 3,
        ),
        (
            "Azubis erhalten 1.000 Euro im ersten, 1.100 Euro im zweiten und 1.200 Euro im dritten Jahr.",
            "ausbildung " * 3,
        ),
        ("Die Ausbildungsvergütung beträgt 1.000, 1.100 und 1.200 Euro.", "ausbildung " * 3),
        ("Einsteiger bekommen 2.600 Euro.", "einstieg"),
        ("Das Einstiegsgehalt liegt bei 2.600 Euro.", "einstieg"),
        ("Nach der Ausbildung verdient man 2.600 Euro.", "einstieg"),
        ("Frisch von der Uni sind es 3.900 Euro.", "einstieg"),
        ("Zu Beginn sind es 2.600 Euro.", "einstieg"),
        ("Verkäufer steigen mit 2.200 Euro ein.", "einstieg"),
        ("Los geht es mit 2.600 Euro, mit Erfahrung geht es nach oben.", "einstieg"),
        ("Mit Berufserfahrung sind 3.400 Euro drin.", "erfahren"),
        ("Nach fünf Jahren sind 3.400 Euro drin.", "erfahren"),
        ("Nach ein paar Jahren steigt das Gehalt auf 3.400 Euro.", "erfahren"),
        ("Gestandene Kräfte bekommen 3.400 Euro.", "erfahren"),
        ("Später werden daraus 3.400 Euro.", "erfahren"),
        ("Als Senior verdient man 5.400 Euro.", "spezialist"),
        ("Wer die Leitung übernimmt, bekommt 4.400 Euro.", "spezialist"),
        ("Meister verdienen 4.000 Euro.", "spezialist"),
        ("Mit Spezialisierung sind 4.000 Euro möglich.", "spezialist"),
        ("Mit Führungsverantwortung sind 4.800 Euro möglich.", "spezialist"),
        ("Je nach Erfahrung verdient man 2.800 bis 3.600 Euro.", "allgemein"),
        ("Man verdient 2.800 bis 3.600 Euro, je nach Betrieb und Erfahrung.", "allgemein"),
        ("Hausmeister verdienen 2.500 Euro.", "allgemein"),
        ("Einsteiger liegen eher bei 2.600, Erfahrene bei 3.400 bis 3.800 Euro.", "einstieg erfahren"),
        (
            "2.600 Euro zum Einstieg, 3.400 Euro mit Erfahrung, 4.200 Euro als Meister.",
            "einstieg erfahren spezialist",
        ),
        ("Einsteiger verdienen 2.600 Euro und Erfahrene 3.400 Euro.", "einstieg erfahren"),
        ("2.600 Euro (Einstieg), 3.400 Euro (mit Erfahrung).", "einstieg erfahren"),
        ("Azubis bekommen 1.100 Euro, fertige Fachkräfte 3.000 Euro.", "ausbildung allgemein"),
        ("Einsteiger verdienen 2.600 Euro im Monat, das sind 31.200 Euro im Jahr.", "einstieg einstieg"),
        (
            "Von 2.600 Euro für Einsteiger bis 4.000 Euro für Meister reicht die Spanne.",
            "einstieg spezialist",
        ),
        ("Nach der Ausbildung steigen Köche mit 2.000 Euro ein.", "einstieg"),
        ("Azubis bekommen 1.100 Euro. Danach sind es 2.800 Euro.", "ausbildung allgemein"),
    ],
)
def test_each_figure_has_the_level_of_its_own_clause(satz, levels):
    assert [a.gehalt.stufe.value for a in find_pay(satz)] == levels.split()


@pytest.mark.parametrize(
    ("satz", "kinds"),
    [
        ("Im öffentlichen Dienst verdient man 3.200 Euro.", ["behoerde"]),
        ("Nach TVöD sind es 3.200 Euro.", ["behoerde"]),
        ("Kommunale Kitas zahlen 3.200 Euro.", ["behoerde"]),
        ("Nach Tarif gibt es 3.200 Euro.", ["tarif"]),
        ("Der Tarif im öffentlichen Dienst sieht 3.200 Euro vor.", ["behoerde"]),
        ("In Konzernen verdient man 4.200 Euro.", ["konzern"]),
        ("Kleinere Betriebe zahlen 2.600 Euro.", ["mittelstand"]),
        ("Im Mittelstand sind es 3.000 Euro.", ["mittelstand"]),
        ("Im Handwerk sind es 2.800 Euro, in der Industrie 3.500 Euro.", ["handwerk", "industrie"]),
        ("Start-ups zahlen 3.000 Euro.", ["startup"]),
        (
            "Im öffentlichen Dienst beginnt man mit 2.900 Euro und hat nach zehn Jahren 3.800 Euro.",
            ["behoerde"] * 2,
        ),
        ("Mit Tarifvertrag sind 3.500 Euro drin, ohne nur 2.900 Euro.", ["tarif", None]),
        ("Je nach Tarif verdient man 3.000 Euro.", [None]),
        ("Ohne Tarifvertrag verdient man 2.400 Euro.", [None]),
        ("Industriekaufleute verdienen 3.000 Euro.", [None]),
        ("Laut Handwerkskammer verdient man 2.700 Euro.", [None]),
    ],
)
def test_an_employer_is_told_where_the_figure_holds_for_it(satz, kinds):
    found = [a.gehalt.arbeitgeber for a in find_pay(satz)]
    assert [kind and kind.value for kind in found] == kinds


@pytest.mark.parametrize(
    ("satz", "net"),
    [
        ("Es bleiben 1.900 Euro netto.", [True]),
        ("Netto bleiben 1.900 Euro.", [True]),
        ("Man verdient 2.800 Euro brutto.", [False]),
        ("Man verdient 2.800 Euro.", [False]),
        ("Man verdient 2.800 Euro brutto, also netto etwa 1.900 Euro.", [False, True]),
        ("Man verdient 2.800 Euro brutto (netto etwa 1.900 Euro).", [False, True]),
    ],
)
def test_a_figure_is_net_only_where_that_is_said(satz, net):
    assert [a.gehalt.netto for a in find_pay(satz)] == net


@pytest.mark.parametrize(
    ("satz", "art"),
    [
        ("Im Median verdient man 3.200 Euro.", "median"),
        ("Im Schnitt verdient man 3.200 Euro.", "durchschnitt"),
        ("Der Tariflohn beträgt 3.200 Euro.", "tarif"),
        ("Man verdient 3.000 bis 3.200 Euro.", "spanne"),
        ("Man verdient 3.200 Euro.", None),
    ],
)
def test_the_kind_of_figure_is_told(satz, art):
    (found,) = find_pay(satz)
    assert (found.gehalt.art and found.gehalt.art.value) == art


@pytest.mark.parametrize(
    "satz",
    [
        "",
        "Köln hat 1.080.000 Einwohner.",
        "2023 stieg das Gehalt um 5 Prozent.",
        "Seit 1998 verdienen Tischler mehr.",
        "Die Löhne stiegen von 2019 bis 2023 deutlich.",
        "Das Gehalt steigt um 3,5 % jährlich.",
        "Bezahlt werden 39 Stunden pro Woche und 30 Tage Urlaub.",
        "Der Lohn gilt für 3.500 Mitarbeiter.",
        "In der Stadt sind 1.200 offene Stellen gemeldet, das Gehalt stimmt.",
        "Rund 45.000 Studierende leben hier, viele verdienen etwas dazu.",
        "Zur Arbeit fährt man 45 Kilometer.",
        "Das Gehalt richtet sich nach Entgeltgruppe 9b.",
        "Bezahlt wird nach S 8a oder A13.",
        "Die Miete liegt bei 1.200 Euro im Monat.",
        "Eine Wohnung kostet 1.200 Euro Miete.",
        "Der Lehrgang kostet 3.500 Euro.",
        "Für den Meisterkurs fallen Gebühren von 4.000 Euro an.",
        "Schulen verlangen bis zu 300 Euro Schulgeld im Monat.",
        "Der Betrieb macht 3 Millionen Euro Umsatz.",
        "Der Umsatz lag bei 450.000 Euro.",
        "Man verantwortet ein Budget von 50.000 Euro.",
        "Die Stadt investiert 20.000 Euro.",
        "Die Förderung beträgt bis zu 2.500 Euro.",
        "Mit Bafög gibt es bis zu 934 Euro.",
        "Betriebe zahlen eine Prämie von 1.000 Euro.",
        "Für Nachtschichten gibt es Zuschläge von 250 Euro.",
        "Dazu kommt eine Zulage von 180 Euro im Monat.",
        "Der Bonus beträgt 2.000 Euro.",
        "Mit Fortbildung verdient man 200 Euro mehr.",
        "Mit dem Meisterbrief steigt das Gehalt um 400 Euro im Monat.",
        "In der Industrie verdient man 500 Euro mehr im Monat.",
        "Man verdient 5 Euro im Monat.",
        "Das Gehalt beträgt 99.999.999 Euro.",
        "Ein Tagessatz von 600 Euro ist üblich.",
        "Pro Tag sind 250 Euro drin.",
        "Urlaubsgeld und Weihnachtsgeld von zusammen 2.000 Euro kommen obendrauf.",
        "Eine Maschine für 40.000 Euro wird bedient.",
        "Die Gesellenprüfung kostet 400 Euro, die Wiederholung 200 Euro.",
        "Im September zählte man 16.178 neue Verträge in tariflich bezahlten Berufen.",
        "Der Lohn liegt 300 Euro unter dem Durchschnitt.",
        "Es sind mehrere tausend Euro nötig.",
    ],
)
def test_what_is_no_pay_is_not_found(satz):
    assert figures(satz) == []


@pytest.mark.parametrize(
    "satz",
    [
        "Man verdient 3.000 Euro plus Zulagen.",
        "Mit Zuschlägen verdient man 3.000 Euro.",
        "Trotz hoher Mieten verdient man nur 3.000 Euro.",
        "Zulagen bringen das Gehalt auf 3.000 Euro.",
        "Bei 39 Stunden pro Woche verdient man 2023 hier 3.000 Euro.",
        "In Entgeltgruppe 9b sind es 3.000 Euro.",
        "Für Kaufleute im Einzelhandel sind 3.000 Euro üblich.",
        "Für Werkzeugmechaniker sind 3.000 Euro üblich.",
        "Für Elektroniker für Geräte und Systeme sind 3.000 Euro üblich.",
        "Versicherungskaufleute und Kreditberater liegen bei 3.000 Euro.",
        "Kursleiterinnen, Spendensammler und Mietwagenfahrer liegen bei 3.000 Euro.",
        "3.000 Euro bekommen Rechnungsprüfer und Materialprüfer.",
    ],
)
def test_pay_beside_other_numbers_and_words_is_found(satz):
    assert [a.gehalt.von for a in find_pay(satz)] == [3000]


@pytest.mark.parametrize(
    ("satz", "before", "told"),
    [
        ("Üblich sind 2.600 Euro.", "Was verdienen Berufseinsteiger?", "einstieg 2600..2600 monat"),
        ("Es sind 9.500 Euro.", "Das Jahresgehalt", "allgemein 9500..9500 jahr"),
        ("Erfahrene bekommen 3.400 Euro.", "Das Einstiegsgehalt", "erfahren 3400..3400 monat"),
    ],
)
def test_the_heading_tells_what_the_sentence_does_not(satz, before, told):
    assert figures(satz, before) == [told]


def test_a_figure_tells_where_it_stands():
    satz = "Für Köche gibt es in Köln etwa zweitausend bis 2.600 Euro im Monat."
    (found,) = find_pay(satz)
    assert satz[found.start : found.end] == "zweitausend bis 2.600 Euro"


@pytest.mark.parametrize(
    "text",
    [
        "€",
        "Euro Euro",
        "bis bis 3.000 €",
        "9" * 10_000,
        "3.000 €, " * 1_200,
        "a" * 10_000,
        "Gehalt " * 1_500,
        "€ tausend hundert € k 3.-",
        "\u0308\u202e٣٠٠٠ €\x00",
        "ﷺİß½²" * 2_000,
        "-" * 10_000,
        "(" * 10_000,
        "je nach " * 1_250,
        "1.234." * 1_700,
        "im Jahr " * 1_250,
        "e" * 5_000 + "industrie" * 500,
        "und 5 " * 1_700,
    ],
)
def test_no_text_is_too_odd_or_too_long(text):
    began = time.perf_counter()
    find_pay(text, text)
    assert time.perf_counter() - began < 2


def test_the_time_is_linear_in_the_text():
    text = "Einsteiger verdienen 2.600 bis 2.900 Euro, Erfahrene 3.400, 3.500 und 3.600 Euro im Monat. " * 100

    def seconds(written: str) -> float:
        began = time.perf_counter()
        find_pay(written)
        return time.perf_counter() - began

    once = min(seconds(text) for _ in range(3))
    assert min(seconds(text * 4) for _ in range(3)) < 12 * once


def same(angabe: Gehaltsangabe, expected: dict) -> bool:
    gehalt = angabe.gehalt
    return (gehalt.von, gehalt.bis, gehalt.zeitraum.value) == tuple(
        expected[k] for k in ("von", "bis", "zeitraum")
    )


def test_sentences_written_by_somebody_else_are_read_right():
    """The floors lie a little under what was reached; the odd lines were never looked at for that."""
    found = wanted = hits = 0
    right = {"stufe": 0, "netto": 0, "arbeitgeber": 0}
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        left = list(entry["zahlen"])
        wanted += len(left)
        for angabe in find_pay(entry["satz"]):
            found += 1
            fitting = [expected for expected in left if same(angabe, expected)]
            if fitting:
                hits += 1
                left.remove(fitting[0])
                told = json.loads(angabe.gehalt.json())
                for name in right:
                    right[name] += told[name] == fitting[0][name]
    precision, recall = hits / found, hits / wanted
    assert precision >= 0.94, precision
    assert recall >= 0.96, recall
    assert right["stufe"] / hits >= 0.92, right
    assert min(right["netto"], right["arbeitgeber"]) / hits >= 0.98, right
