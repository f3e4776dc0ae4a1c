"""However a word is made to hold for all genders, it is read as one word."""

from __future__ import annotations

import pytest

from berufslotse.language.tokens import tokenize


@pytest.mark.parametrize(
    "written",
    [
        "Erzieher*in",
        "Erzieher*innen",
        "Erzieher:in",
        "Erzieher:innen",
        "Erzieher_in",
        "Erzieher·in",
        "Erzieher•innen",
        "Erzieher/in",
        "Erzieher/-in",
        "Erzieher/innen",
        "Erzieher(in)",
        "ERZIEHER*IN",
        "erzieher:in",
    ],
)
def test_a_gendered_spelling_is_one_word_with_its_base(written):
    (token,) = tokenize(written)
    assert token.text == written
    assert token.folded == "erzieher"
    assert token.gendered


def test_an_inner_capital_i_is_for_all_genders():
    (token,) = tokenize("ErzieherIn")
    assert (token.text, token.folded, token.gendered) == ("ErzieherIn", "erzieher", True)


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("Koordinator(in)", "koordinator"),
        ("Beamt*in", "beamt"),
        ("Pädagog:innen", "padagog"),
        ("Ärzt*innen", "arzt"),
        ("Kaufmann/-frau", "kaufmann"),
        ("Kameramann/frau", "kameramann"),
        ("Angestellte*r", "angestellte"),
        ("Angestellte/r", "angestellte"),
    ],
)
def test_the_base_is_what_stands_before_the_sign(written, base):
    (token,) = tokenize(written)
    assert (token.folded, token.gendered) == (base, True)


def test_a_gendered_word_keeps_its_place_in_the_sentence():
    message = "Was verdient ein/e Erzieher*in in Köln, ein Koch/eine Köchin in Bonn?"
    tokens = tokenize(message)
    assert all(message[t.start : t.end] == t.text for t in tokens)
    assert "Erzieher*in" in [t.text for t in tokens]
    assert [t.text for t in tokens][-3:] == ["Köchin", "in", "Bonn"]


@pytest.mark.parametrize(
    "message",
    [
        "Erzieher in Köln",
        "Erzieher (in Köln)",
        "Erzieher/innerhalb",
        "Köln: innen oder außen?",
        "Wer ist drin?",
    ],
)
def test_a_plain_in_makes_no_word_gendered(message):
    assert not any(token.gendered for token in tokenize(message))


def test_hyphens_and_slashes_between_words_part_them():
    assert [t.text for t in tokenize("IT-Koordinator/Bäcker")] == ["IT", "Koordinator", "Bäcker"]


def test_a_capital_is_seen_and_umlauts_are_folded():
    tokens = tokenize("Köln köln KÖLN ärzte")
    assert [t.capital for t in tokens] == [True, False, True, False]
    assert [t.folded for t in tokens] == ["koln", "koln", "koln", "arzte"]


@pytest.mark.parametrize("message", ["", "  ", "…?!", "🙂", "*in", "/-in", "(in)"])
def test_where_there_is_no_word_there_is_no_name(message):
    assert [t.folded for t in tokenize(message) if len(t.folded) > 2] == []
