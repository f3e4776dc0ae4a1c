"""Occupations and towns are found in sentences as people write them, with the exact place of the words."""

from __future__ import annotations

import pytest

# -- occupations ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "beruf", "wording"),
    [
        ("Was macht ein Erzieher den ganzen Tag?", "Erzieher", "Erzieher"),
        ("Was verdient eine Erzieherin?", "Erzieher", "Erzieherin"),
        ("Gehalt des Erziehers", "Erzieher", "Erziehers"),
        ("Wie geht es den Erziehern so?", "Erzieher", "Erziehern"),
        ("ERZIEHERIN!!!", "Erzieher", "ERZIEHERIN"),
        ("was macht ne köchin", "Koch", "köchin"),
        ("was macht ne koechin", "Koch", "koechin"),
        ("IT-Projektkoordinator, was ist das?", "IT-Projektkoordinator", "IT-Projektkoordinator"),
        ("als it projektkoordinatorin", "IT-Projektkoordinator", "it projektkoordinatorin"),
        ("als itprojektkoordinator", "IT-Projektkoordinator", "itprojektkoordinator"),
        ("IT-Projekt-Koordinator", "IT-Projektkoordinator", "IT-Projekt-Koordinator"),
        ("Wird man als IT-PK reich?", "IT-Projektkoordinator", "IT-PK"),
        ("Bürokaufleute gesucht", "Kaufmann für Büromanagement", "Bürokaufleute"),
        (
            "Wie werde ich Kauffrau für Büromanagement?",
            "Kaufmann für Büromanagement",
            "Kauffrau für Büromanagement",
        ),
        (
            "kaufmann fuer bueromanagement werden",
            "Kaufmann für Büromanagement",
            "kaufmann fuer bueromanagement",
        ),
        ("Was verdienen Krankenschwestern?", "Pflegefachkraft", "Krankenschwestern"),
        (
            "bei den medizinischen Fachangestellten",
            "Medizinischer Fachangestellter",
            "medizinischen Fachangestellten",
        ),
        ("Was macht eine MFA?", "Medizinischer Fachangestellter", "MFA"),
        (
            "als Gesundheits- und Krankenpflegerin",
            "Gesundheits- und Krankenpfleger",
            "Gesundheits- und Krankenpflegerin",
        ),
        ("Koch in der Großküche werden", "Koch in der Großküche", "Koch in der Großküche"),
    ],
)
def test_a_known_occupation_is_found_where_it_stands(names_in, message, beruf, wording):
    assert names_in(message) == [("beruf", beruf, wording)]


def test_the_female_title_is_noticed(recogniser):
    written = ["Erzieher", "Erzieherin", "Erzieherinnen", "Köchin", "Krankenschwester", "MFA", "Erziehern"]
    assert [recogniser.find(f"als {w}")[0].weiblich for w in written] == [
        False, True, True, True, True, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "Erzieher*in",
        "Erzieher:innen",
        "Erzieher/-in",
        "Erzieher/in",
        "Erzieher_in",
        "Erzieher(in)",
        "ErzieherIn",
    ],
)
def test_a_spelling_for_all_genders_is_the_occupation_and_not_the_female_title(recogniser, written):
    (found,) = recogniser.find(f"Was macht ein {written} so?")
    assert (found.wert, found.start, found.end) == ("Erzieher", 14, 14 + len(written))
    assert not found.weiblich


@pytest.mark.parametrize(
    ("message", "beruf"),
    [
        ("Pädagog:innen", "Pädagoge"),
        ("Beamt*in werden", "Beamter"),
        ("als IT-Koordinator(in)", "IT-Projektkoordinator"),
    ],
)
def test_gendered_stems_are_understood(names_in, message, beruf):
    assert [wert for _, wert, _ in names_in(message)] == [beruf]


def test_in_before_a_town_is_no_female_ending(recogniser):
    message = "Erzieher in Köln"
    beruf, ort = recogniser.find(message)
    assert (beruf.wert, message[beruf.start : beruf.end], beruf.weiblich) == ("Erzieher", "Erzieher", False)
    assert (ort.art, ort.wert, message[ort.start : ort.end]) == ("ort", "Köln", "Köln")


def test_all_names_of_a_message_are_found_in_their_order(names_in):
    assert names_in("Erzieherin oder Bäcker, und das in Köln, Bonn und Frankfurt am Main?") == [
        ("beruf", "Erzieher", "Erzieherin"),
        ("beruf", "Bäcker", "Bäcker"),
        ("ort", "Köln", "Köln"),
        ("ort", "Bonn", "Bonn"),
        ("ort", "Frankfurt am Main", "Frankfurt am Main"),
    ]


# -- typing errors -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "name", "wording"),
    [
        ("was macht ein Erziehr", "Erzieher", "Erziehr"),
        ("was macht ein Erzeiher", "Erzieher", "Erzeiher"),
        ("was macht ein Rezieher", "Erzieher", "Rezieher"),
        ("was macht ein Bäckr", "Bäcker", "Bäckr"),
        ("was verdient ein Mechatroinker", "Mechatroniker", "Mechatroinker"),
        ("was verdient ein Machatronker", "Mechatroniker", "Machatronker"),
        ("arbeiten in Lepizig", "Leipzig", "Lepizig"),
        ("arbeiten in Hamborg", "Hamburg", "Hamborg"),
        ("arbeiten in Berln", "Berlin", "Berln"),
        ("arbeiten in Leipzg", "Leipzig", "Leipzg"),
        ("arbeiten in Hamburh", "Hamburg", "Hamburh"),
        ("was verdient eine Erzieherni", "Erzieher", "Erzieherni"),
    ],
)
def test_one_slip_from_five_letters_and_two_from_nine_are_forgiven(names_in, message, name, wording):
    assert [(wert, text) for _, wert, text in names_in(message)] == [(name, wording)]


@pytest.mark.parametrize("message", ["als Kohc", "in Kln", "als Erzihre"])
def test_more_slips_are_not_guessed_at(names_in, message):
    assert names_in(message) == []


@pytest.mark.parametrize(
    "word", ["Bekcer", "Machtronkier", "Buntsticker", "Kakaobohnenröster", "Schuhzwickerin"]
)
def test_a_word_that_no_dictionary_has_is_an_occupation_where_it_stands_as_one(names_in, word):
    assert names_in(f"Was verdient man als {word} in Köln?")[0] == ("beruf", word, word)
    assert names_in(f"Mein {word} ist kaputt") == []


@pytest.mark.parametrize("word", ["Einsteiger", "Mutter", "Ausländer", "Anfängerin", "Chef"])
def test_ordinary_words_are_no_occupations_where_they_stand_as_one(names_in, word):
    assert names_in(f"Was verdient man als {word}?") == []


# -- false friends -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        "Das Essen schmeckt nicht.",
        "Was kostet das Essen?",
        "Ich möchte was essen",
        "die Halle ist groß",
        "Wir treffen uns in der Halle",
        "Herr Koch sagt das",
        "Frau Bauer hat angerufen",
        "Frau Bäckr hat angerufen",
        "Herr Drachenpfleger war da",
        "Mein Nachbar heißt Herr Dr. Bäcker",
        "Prof. Fischer war da",
        "wie koche ich Nudeln",
        "Ich koche gern",
        "kochen macht Spaß",
        "ich backe gern",
        "Singen macht Spaß",
        "in den Bergen wandern",
        "in den Ferien",
        "Kaufe ein neues Auto",
        "Hallo, danke und bis bald",
        "Ich interessiere mich für Biochemie",
    ],
)
def test_false_friends_stay_quiet(names_in, message):
    assert names_in(message) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Erzieher in Essen", [("beruf", "Erzieher"), ("ort", "Essen")]),
        ("Erzieherin Essen?", [("beruf", "Erzieher"), ("ort", "Essen")]),
        ("In Essen essen gehen", [("ort", "Essen")]),
        ("Köln oder Essen", [("ort", "Köln"), ("ort", "Essen")]),
        ("Essen", [("ort", "Essen")]),
        ("als Erzieher in Halle", [("beruf", "Erzieher"), ("ort", "Halle (Saale)")]),
        ("ich will in Singen arbeiten", [("ort", "Singen")]),
        ("was verdient ein koch", [("beruf", "Koch")]),
        ("der Koch in Bonn", [("beruf", "Koch"), ("ort", "Bonn")]),
        ("als Bauer in Ulm", [("beruf", "Bauer"), ("ort", "Ulm")]),
    ],
)
def test_the_words_around_tell_the_town_and_the_occupation(names_in, message, expected):
    assert [(art, wert) for art, wert, _ in names_in(message)] == expected


# -- occupations in no list ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "beruf", "weiblich"),
    [
        ("Was macht eine Achterbahntechnikerin?", "Achterbahntechnikerin", True),
        ("Was verdienen Achterbahntechnikerinnen?", "Achterbahntechnikerin", True),
        ("der Lohn des Achterbahntechnikers", "Achterbahntechniker", False),
        ("was macht ein drachenpfleger", "Drachenpfleger", False),
        ("Wie wird man Einhornberater?", "Einhornberater", False),
    ],
)
def test_an_unlisted_occupation_is_known_by_its_head_word(recogniser, message, beruf, weiblich):
    assert [(f.art, f.wert, f.weiblich) for f in recogniser.find(message)] == [("beruf", beruf, weiblich)]


@pytest.mark.parametrize(
    "word",
    ["Tonleiter", "Blitzableiter", "Blitzableitern", "Halbleiter", "Trittleiter", "Arbeitgeber", "Fernseher"],
)
def test_a_thing_with_such_an_end_is_no_occupation(names_in, word):
    assert names_in(f"Ich brauche heute Nachmittag {word}, sagt sie") == []


# -- anything at all -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        "", "   ", "\n\t", "?!…", "🙂🙃", "👩‍🏫🇩🇪", "\x00\x01\x1b[31m", "\u200b\u200c\ufeff",
        "\u202e\u202c", "\ud800",
        "ключ 鍵 مفتاح", "Эрзиехер", "Ⅷ ½ m² ﬁ", "ﷺﷺ", "ªªªªªªªªª", "İ̇", "*in", "/-in", "(in)",
        "%s {0} '; --",
        "a" * 100_000, "e\u0301" * 5_000, "wort " * 20_000, "*in" * 5_000,
    ],
    ids=lambda text: f"{text[:12]!a}, {len(text)} signs",
)  # fmt: skip
def test_what_holds_no_name_gives_none_and_never_breaks(names_in, message):
    assert names_in(message) == []


@pytest.mark.parametrize(
    "sign",
    ["\x00", "\u200b", "\u202e", "🙂", "\n", "\u00a0", " 鍵 ", "\ud800", "…" * 1000],
    ids=lambda text: f"{text[:12]!a}, {len(text)} signs",
)
def test_odd_signs_around_a_name_do_not_hide_it(names_in, sign):
    found = names_in(f"{sign}Erzieher{sign} in {sign}Köln{sign}")
    assert [wert for _, wert, _ in found] == ["Erzieher", "Köln"]


def test_a_very_long_message_is_read_from_its_beginning(names_in):
    found = names_in("Erzieher in Köln " + "und dann " * 50_000)
    assert [wert for _, wert, _ in found] == ["Erzieher", "Köln"]


def test_what_stands_behind_hundreds_of_words_is_not_looked_at(names_in):
    assert names_in("und dann " * 500 + "Erzieher in Köln") == []
