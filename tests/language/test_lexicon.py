"""What people write is brought to standard German before it is judged."""

from __future__ import annotations

from collections import defaultdict

import pytest

from berufslotse.knowledge.text import fold
from berufslotse.language.lexicon import Lexicon
from berufslotse.language.lists import lexicon_lines


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon.of_the_project()


@pytest.mark.parametrize(
    ("written", "standard"),
    [
        ("wat verdeent mer do", "was"),
        ("wv krieg ich", "wie viel"),
        ("wie is der cheffe so", "chef"),
        ("jibs da jenuch jeld", "geld"),
        ("harte maloche", "arbeit"),
        ("des woas i ned", "nicht"),
    ],
)
def test_dialect_slang_and_abbreviations_become_standard_words(lexicon, written, standard):
    assert f" {standard} " in f" {lexicon.standard(fold(written))} "


def test_groups_of_words_go_before_single_words():
    assert Lexicon({"a b": "zusammen", "a": "einzeln"}).standard("a b a c") == "zusammen einzeln c"


def test_other_words_and_question_marks_stay(lexicon):
    assert lexicon.standard("was macht ein xberuf in xort ?") == "was macht ein xberuf in xort ?"


def test_no_form_stands_for_two_words_or_for_another_than_itself():
    meanings = defaultdict(set)
    for standard, written in lexicon_lines():
        for form in (standard, *written):
            meanings[fold(form)].add(fold(standard))
    assert {form: words for form, words in meanings.items() if len(words) > 1} == {}


def test_there_are_many_of_them():
    assert sum(len(written) for _, written in lexicon_lines()) >= 1500
