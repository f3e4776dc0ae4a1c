"""Ordinary words are told from misspelt names, and kept small."""

from __future__ import annotations

import pytest

from berufslotse.language.vocabulary import Vocabulary, dictionary_words


@pytest.fixture
def small() -> Vocabulary:
    return Vocabulary.of(["kuche", "haus", "bonner", "haus", ""])


def test_words_given_are_in_it_and_others_are_not(small):
    assert all(word in small for word in ("kuche", "haus", "bonner"))
    assert not any(word in small for word in ("koche", "hau", "hauses", "HAUS"))


def test_an_empty_vocabulary_holds_nothing():
    empty = Vocabulary.of([])
    assert "haus" not in empty
    assert "" not in empty


def test_it_comes_back_from_disk_as_it_was(small, tmp_path):
    small.save(tmp_path / "woerter.npy")
    again = Vocabulary.load(tmp_path / "woerter.npy")
    words = ["kuche", "haus", "bonner", "koche", "hau", "x", ""]
    assert [word in again for word in words] == [word in small for word in words]


def test_the_order_of_the_words_does_not_matter(tmp_path):
    Vocabulary.of(["a", "b", "c"]).save(tmp_path / "eins.npy")
    Vocabulary.of(["c", "a", "b", "a"]).save(tmp_path / "zwei.npy")
    assert (tmp_path / "eins.npy").read_bytes() == (tmp_path / "zwei.npy").read_bytes()


@pytest.mark.parametrize("word", ["gehen", "ging", "hauser", "schone", "arbeiten", "strasse"])
def test_the_dictionary_knows_everyday_words_in_their_forms(ordinary_words, word):
    assert word in ordinary_words


@pytest.mark.parametrize("word", ["erziehr", "mechatroinker", "lepizig", "qwertzuiop"])
def test_slips_of_the_pen_are_no_ordinary_words(ordinary_words, word):
    assert word not in ordinary_words


def test_words_of_the_dictionary_are_folded():
    some = [word for word, _ in zip(dictionary_words(), range(20_000), strict=False)]
    assert not any(c in word for word in some for c in "äöüß -")
    assert not any(word != word.lower() for word in some)
