"""Splitting German text into sentences with spaCy."""

from __future__ import annotations

from functools import lru_cache

import spacy
from spacy.language import Language

OPENING = ("„", "»", "“")
MODEL = "de_core_news_sm"


@lru_cache(maxsize=1)
def _pipeline() -> Language:
    """Return the installed German model, or blank German with a rule for the ends of sentences."""
    if spacy.util.is_package(MODEL):
        return spacy.load(MODEL, exclude=["lemmatizer", "attribute_ruler"])
    nlp = spacy.blank("de")
    nlp.add_pipe("sentencizer")
    return nlp


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`, each with its own opening quotation mark."""
    found: list[str] = []
    carried = ""
    for sentence in _pipeline()(text).sents:
        part = carried + sentence.text.strip()
        carried = ""
        if part.endswith(OPENING[0]) or part.endswith(OPENING[1]):
            part, carried = part[:-1].rstrip(), part[-1]
        if part:
            found.append(part)
    return found
