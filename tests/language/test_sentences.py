"""Text is split where a sentence ends, and not at the points of German amounts, numbers and abbreviations."""

from __future__ import annotations

import pytest

from berufslotse.language.sentences import sentences


@pytest.mark.parametrize(
    "expected",
    [
        ["Man plant den Tag.", "Danach wird gespielt!", "Klingt leicht?", "Ist es nicht."],
        ["Das Gehalt liegt bei 2.800,50 Euro.", "Später sind es 3.500 €.", "Mehr ist selten."],
        ["Im 1. Ausbildungsjahr gibt es 1.100 Euro.", "Im 3. Lehrjahr sind es 1.300 Euro."],
        ["Seit dem 1. Januar 2024 gilt der Tarif.", "Vorher gab es weniger."],
        ["Man baut Anlagen, z. B. Pumpen.", "Manche (z.B. Köche) arbeiten abends."],
        ["Das Team plant, d. h. es rechnet viel.", "Dann wird gebaut."],
        ["Das sind i. d. R. ca. 2.500 Euro, inkl. Zulage.", "Dazu kommt ein Bonus."],
        ["„Es passt“, sagt sie.", "„Ich bleibe.“", "Dann geht sie."],
        ["Sie bleibt.", "„Es passt“, sagt sie.", "»Gut so«, sagt er."],
        ["Nun ja … das ist eben so.", "Tja... so bleibt es.", "Und jetzt?"],
        ["Man programmiert die SPS.", "Danach wird geprüft."],
        ["Ohne Punkt am Ende"],
        ["Gezahlt wird nach TVöD.", "Dazu kommt ein Bonus."],
        ["Es gibt 21,50 €/Std. plus Auslöse.", "Das reicht."],
        ["Der Tarif gilt seit 2020.", "Danach kam nichts Neues."],
        ["Sie lacht.", '"Passt schon", sagt er.', "Dann geht er."],
    ],
    ids=lambda expected: expected[0],
)
def test_text_is_split_where_its_sentences_end(expected):
    assert sentences(" ".join(expected)) == expected


def test_spaces_and_line_ends_around_sentences_are_gone():
    assert sentences(" \n Man plant.\n Man  spielt. \n") == ["Man plant.", "Man  spielt."]


@pytest.mark.parametrize("text", ["", " ", "\n\t\n"])
def test_nothing_has_no_sentences(text):
    assert sentences(text) == []


def test_opening_mark_alone_is_no_sentence():
    assert sentences("Sie sagt es so. „") == ["Sie sagt es so."]
