"""Splitting German text into sentences with spaCy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

OPENING = ("„", "»", "‚")
MODEL = "de_core_news_sm"

_FULL_STOP = re.compile(r"(?:\d{3,}|\w*[^\W\d_]{3}\w*)\.")
"""A word or a year that the tokenizer keeps with the full stop behind it; ordinal numbers are shorter."""


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
    for part in _parts(_pipeline()(text)):
        part, carried = f"{carried}{part}", ""
        if part.endswith(OPENING) or (part.endswith(' "') and part.count('"') % 2):
            part, carried = part[:-1].rstrip(), part[-1]
        if part and found and part[0].islower():
            # After an abbreviation ("21,50 €/Std. plus Zuschläge").
            found[-1] += f" {part}"
        elif part:
            found.append(part)
    return found


def _parts(doc: Doc) -> Iterator[str]:
    """Yield what the pipeline takes for sentences, parted also after a word with its full stop."""
    # The tokenizer keeps these with their full stops, for they are abbreviations.
    rules = getattr(_pipeline().tokenizer, "rules", {})
    for sentence in doc.sents:
        start = sentence.start
        for token in sentence[:-1]:
            following = doc[token.i + 1]
            ends = _FULL_STOP.fullmatch(token.text) and token.text not in rules
            if ends and following.text[0].isupper():
                yield doc[start : token.i + 1].text.strip()
                start = token.i + 1
        yield doc[start : sentence.end].text.strip()
