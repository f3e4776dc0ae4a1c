"""The titles of official lists are written out as people say them, in their male and their female form."""

from __future__ import annotations

import pytest

from berufslotse.knowledge.titles import Titel, further_names, split_title, split_titles, without_brackets


@pytest.mark.parametrize(
    ("label", "male", "female"),
    [
        ("Abfallberater/in", "Abfallberater", "Abfallberaterin"),
        ("Masseur/in", "Masseur", "Masseurin"),
        ("Ingenieur/-in", "Ingenieur", "Ingenieurin"),
        ("Betriebswirt/in", "Betriebswirt", "Betriebswirtin"),
        ("Gärtner/In", "Gärtner", "Gärtnerin"),
        ("Geologe/in", "Geologe", "Geologin"),
        ("Maschinensteuerer/in", "Maschinensteuerer", "Maschinensteuerin"),
        ("Lackierer/in", "Lackierer", "Lackiererin"),
        ("Garderobier/e", "Garderobier", "Garderobiere"),
        ("Steward/-ess", "Steward", "Stewardess"),
        ("Abfallbeauftragte/r", "Abfallbeauftragter", "Abfallbeauftragte"),
        ("Angestellte/r", "Angestellter", "Angestellte"),
        ("Gehilf(e/in)", "Gehilfe", "Gehilfin"),
        ("Zollbeamt(er/in)", "Zollbeamter", "Zollbeamtin"),
        ("Versteiger(er/in)", "Versteigerer", "Versteigerin"),
        ("Leitende(r) Redakteur/in", "Leitender Redakteur", "Leitende Redakteurin"),
    ],
)
def test_an_ending_behind_a_slash_is_put_on(label, male, female):
    assert split_title(label) == Titel(male, female)


@pytest.mark.parametrize(
    ("label", "male", "female"),
    [
        ("Koch/Köchin", "Koch", "Köchin"),
        ("Arzt/Ärztin", "Arzt", "Ärztin"),
        ("Abt/Äbtissin", "Abt", "Äbtissin"),
        ("Landarzt/-ärztin", "Landarzt", "Landärztin"),
        ("HNO-Arzt/-Ärztin", "HNO-Arzt", "HNO-Ärztin"),
        ("Luftfrachtkaufmann/-frau", "Luftfrachtkaufmann", "Luftfrachtkauffrau"),
        ("Werbefachmann/-fachfrau", "Werbefachmann", "Werbefachfrau"),
        ("Teilkoch/köchin", "Teilkoch", "Teilköchin"),
        ("EDV-Pädagoge/Pädagogin", "EDV-Pädagoge", "EDV-Pädagogin"),
        ("Bodensteward/-stewardess", "Bodensteward", "Bodenstewardess"),
        ("Souffleur/Souffleuse", "Souffleur", "Souffleuse"),
        ("Sommelier/Sommelière", "Sommelier", "Sommelière"),
        ("Magister/Magistra", "Magister", "Magistra"),
        ("Vorstand/Vorständin", "Vorstand", "Vorständin"),
        ("Hygienebeauftragte/Hygienebeauftragter", "Hygienebeauftragter", "Hygienebeauftragte"),
    ],
)
def test_two_words_for_one_title_are_told_apart(label, male, female):
    assert split_title(label) == Titel(male, female)


@pytest.mark.parametrize(
    ("label", "male", "female"),
    [
        ("Nachtschwester/-pfleger", "Nachtpfleger", "Nachtschwester"),
        ("OP-Schwester/-Pfleger", "OP-Pfleger", "OP-Schwester"),
        ("Hebamme/Entbindungspfleger", "Entbindungspfleger", "Hebamme"),
        ("Tagesmutter/-vater", "Tagesvater", "Tagesmutter"),
        ("Entwurfsdirektrice/-modelleur", "Entwurfsmodelleur", "Entwurfsdirektrice"),
        ("Mannequin/Dressman", "Dressman", "Mannequin"),
        ("Mönch/Nonne", "Mönch", "Nonne"),
    ],
)
def test_the_male_form_comes_first_whatever_the_order(label, male, female):
    assert split_title(label) == Titel(male, female)


@pytest.mark.parametrize(
    ("label", "male", "female"),
    [
        ("Islamische/r Theologe/Theologin", "Islamischer Theologe", "Islamische Theologin"),
        ("Dritte/r Nautische/r Offizier/in", "Dritter Nautischer Offizier", "Dritte Nautische Offizierin"),
        ("Technischer Zeichner/in", "Technischer Zeichner", "Technische Zeichnerin"),
        ("Techn. Zeichner/in", "Technischer Zeichner", "Technische Zeichnerin"),
        ("Kaufm. Assistent/in", "Kaufmännischer Assistent", "Kaufmännische Assistentin"),
        ("Klass. Philologe/Philologin", "Klassischer Philologe", "Klassische Philologin"),
        ("Mobile/r Krankenschwester/-pfleger", "Mobiler Krankenpfleger", "Mobile Krankenschwester"),
        ("Maler/in u. Lackierer/in", "Maler und Lackierer", "Malerin und Lackiererin"),
        (
            "Kunststoff-/Holztechnologe/-technologin",
            "Kunststoff-/Holztechnologe",
            "Kunststoff-/Holztechnologin",
        ),
        (
            "betrieblicher Ausbilder/betriebliche Ausbilderin",
            "Betrieblicher Ausbilder",
            "Betriebliche Ausbilderin",
        ),
        (
            "Technischer Leiter für Bühne, Film und Funk/Technische Leiterin für Bühne, Film und Funk",
            "Technischer Leiter für Bühne, Film und Funk",
            "Technische Leiterin für Bühne, Film und Funk",
        ),
        (
            "Import-/Exporthelfer für Tee/Import-/Exporthelferin für Tee",
            "Import-/Exporthelfer für Tee",
            "Import-/Exporthelferin für Tee",
        ),
        ("Prüfer/Prüferin Leder", "Prüfer Leder", "Prüferin Leder"),
        ("Hausarzt Land/ Hausärztin Land", "Hausarzt Land", "Hausärztin Land"),
        ("Leitender Hofmeister/Leitende Hebamme", "Leitender Hofmeister", "Leitende Hebamme"),
    ],
)
def test_all_words_of_a_title_agree(label, male, female):
    title = split_title(label)
    assert (title.maskulin, title.feminin) == (male, female)


@pytest.mark.parametrize(
    ("label", "male", "female", "plain"),
    [
        ("Abgleicher/in (Funk)", "Abgleicher (Funk)", "Abgleicherin (Funk)", "Abgleicher"),
        (
            "Wirt/in (staatl. gepr.) - Hof",
            "Wirt (staatl. gepr.) - Hof",
            "Wirtin (staatl. gepr.) - Hof",
            "Wirt - Hof",
        ),
        ("Helfer/in(FH)", "Helfer (FH)", "Helferin (FH)", "Helfer"),
        ("Helfer/in (§66 ABC/§42 DEF", "Helfer (§66 ABC/§42 DEF)", "Helferin (§66 ABC/§42 DEF)", "Helfer"),
        ("Bootsfrau (Matrose/Matrosin)", "Bootsfrau (Matrose)", "Bootsfrau (Matrosin)", "Bootsfrau"),
    ],
)
def test_brackets_stay_and_the_title_without_them_is_known_too(label, male, female, plain):
    assert split_title(label) == Titel(male, female, plain)


@pytest.mark.parametrize(
    ("label", "male", "female"),
    [
        ("Kaufmann/Kauffrau - Büro", "Kaufmann - Büro", "Kauffrau - Büro"),
        ("Monteur/in-Rollläden", "Monteur - Rollläden", "Monteurin - Rollläden"),
        ("Helfer/in - Brot/Brötchen", "Helfer - Brot/Brötchen", "Helferin - Brot/Brötchen"),
        ("Techniker/in in Schulung, Kur", "Techniker in Schulung, Kur", "Technikerin in Schulung, Kur"),
        ("Bäckermeister/in/B. Prof. Bäcker-Handwerk", "Bäckermeister", "Bäckermeisterin"),
        ("Spielleiter/in (Oper/Operette)", "Spielleiter (Oper/Operette)", "Spielleiterin (Oper/Operette)"),
        ("Ausbilder/in - Dorfhelfer/innen", "Ausbilder - Dorfhelfer", "Ausbilderin - Dorfhelfer"),
        ("Leiter/in - Lehrer(innen)ausbildung", "Leiter - Lehrerausbildung", "Leiterin - Lehrerausbildung"),
    ],
)
def test_the_field_of_work_goes_with_both_forms(label, male, female):
    title = split_title(label)
    assert (title.maskulin, title.feminin) == (male, female)


@pytest.mark.parametrize(
    ("label", "male", "female"),
    [
        (
            "LehrerIn für Textiles Gestalten",
            "Lehrer für Textiles Gestalten",
            "Lehrerin für Textiles Gestalten",
        ),
        ("BeauftragteR für Brot", "Beauftragter für Brot", "Beauftragte für Brot"),
        ("Gärtner*in", "Gärtner", "Gärtnerin"),
        ("Gärtner:in", "Gärtner", "Gärtnerin"),
        ("Gärtner_in", "Gärtner", "Gärtnerin"),
    ],
)
def test_newer_ways_of_writing_both_forms_are_understood(label, male, female):
    assert split_title(label) == Titel(male, female)


@pytest.mark.parametrize(
    "label", ["3-D-Artist", "Fachkraft - Logistik", "Hebamme", "Scrum Master", "Küchenhilfe"]
)
def test_a_title_with_one_form_has_no_female_one(label):
    assert split_title(label) == Titel(label)


@pytest.mark.parametrize(
    ("label", "titles"),
    [
        ("Anglist/in / Amerikanist/in", ["Anglist", "Amerikanist"]),
        ("Lehrer/in/Dozent/in - Brot", ["Lehrer - Brot", "Dozent - Brot"]),
        ("Fuger/in, Verfuger/in", ["Fuger", "Verfuger"]),
        ("Dipl.-Agraring./Dipl.-Landwirt/in (Uni)", ["Dipl.-Landwirt (Uni)", "Dipl.-Agraring. (Uni)"]),
        ("Sozialarbeiter/in / Sozialpädagoge/-pädagogin", ["Sozialarbeiter", "Sozialpädagoge"]),
        ("Bootsmann/-frau/Pumpenmann/-frau", ["Bootsmann", "Pumpenmann"]),
        ("Coach / Supervisor/in", ["Coach", "Supervisor"]),
        ("Astro-/Weltraumphysiker/in", ["Astro-/Weltraumphysiker"]),
        ("Mitarbeiter/in (Bau/Garten) / Helfer/in", ["Mitarbeiter (Bau/Garten)", "Helfer"]),
    ],
)
def test_several_titles_in_one_label_are_parted(label, titles):
    assert [title.maskulin for title in split_titles(label)] == titles


def test_further_names_are_those_that_the_first_title_does_not_spell_already():
    titles = split_titles("Fuger/in, Ver-Fuger/in (Bau)") + split_titles("FUGER") + split_titles("Verfuger")
    assert further_names(titles) == (
        "Fuger",
        "Fugerin",
        "Ver-Fuger (Bau)",
        "Ver-Fuger",
        "Ver-Fugerin (Bau)",
        "Ver-Fugerin",
    )


@pytest.mark.parametrize(
    "label", ["", " ", "/", "/in", "(", "))((", "A/", "-", "\x01\x02\x03", "A/in/" * 200]
)
def test_no_label_is_too_odd(label):
    assert split_title(label)


def test_brackets_in_brackets_go_too():
    assert without_brackets("Führer (CPL (H)) - Flug") == "Führer - Flug"
