"""Which thema a sentence of an article is about, and whether it carries a fact at all.

Two classifiers judge together: one trained on the facts at hand, which are statements as the sentence is one,
and the one trained on people's questions, which knows what headings ask ("Was macht man da eigentlich?").
The weights were set on half of the articles in tests/knowledge/gold.
"""

from __future__ import annotations

import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from berufslotse.knowledge.schema import Thema
from berufslotse.knowledge.search import terms
from berufslotse.knowledge.store import Fakt
from berufslotse.knowledge.text import fold
from berufslotse.language.ngrams import NgramClassifier

QUESTIONS = HEADING = 0.6
"""What the judgements of the classifier of questions on sentence and heading weigh beside the other's."""

SURE = 0.5
"""With less confidence a sentence is taken to carry no fact."""

LEAST_TELLING = 3
"""A sentence with fewer telling words says nothing."""

MASK = " xname "
THEMES = [t.value for t in Thema]


class FactThemes:
    """Puts sentences to their themes."""

    def __init__(self, statements: NgramClassifier, questions: NgramClassifier) -> None:
        """Judge with classifiers of statements and of questions."""
        self._statements = statements
        self._questions = questions

    @classmethod
    def train(cls, facts: Sequence[Fakt], questions: NgramClassifier) -> FactThemes:
        """Learn from `facts`."""
        texts = [masked(fact.text, fact.beruf, fact.ort) for fact in facts]
        return cls(NgramClassifier.train(texts, [fact.thema for fact in facts]), questions)

    def judge(
        self, sentences: Sequence[tuple[str, str]], beruf: str = "", ort: str | None = None
    ) -> list[str | None]:
        """Return the thema of each sentence, given with its heading, or None where it carries no fact."""
        if not sentences:
            return []
        texts = [masked(sentence, beruf, ort) for sentence, _ in sentences]
        headings = [masked(heading, beruf, ort) for _, heading in sentences]
        # A little is added, so that a classifier that is sure of something else forbids nothing.
        scores = np.log(_columns(self._statements, texts) + 1e-4)
        scores += QUESTIONS * np.log(_columns(self._questions, texts) + 0.02)
        scores += HEADING * np.log(_columns(self._questions, headings) + 0.02)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        best = shares.argmax(axis=1)
        return [
            THEMES[number] if row[number] >= SURE and _tells(sentence) else None
            for row, number, (sentence, _) in zip(shares, best, sentences, strict=True)
        ]


def _columns(classifier: NgramClassifier, texts: Sequence[str]) -> np.ndarray:
    """Return the confidences for THEMES, shape (texts, themes); 0 for what the classifier does not know."""
    known = classifier.probabilities(texts)
    found = np.zeros((len(texts), len(THEMES)))
    for number, thema in enumerate(THEMES):
        if thema in classifier.labels:
            found[:, number] = known[:, classifier.labels.index(thema)]
    return found


def _tells(sentence: str) -> bool:
    asks = sentence.rstrip("“”\"'»«) ").endswith("?")
    return not asks and len(terms(sentence)) >= LEAST_TELLING


def masked(text: str, beruf: str, ort: str | None) -> str:
    """Return `text` folded, without the names of the occupation and the town, which tell no thema."""
    text = fold(text)
    for name in filter(None, (beruf, ort)):
        text = text.replace(fold(name), MASK)
    return text


def classifier_of_questions(model: Path) -> NgramClassifier:
    """Return the trained intent classifier of the Rasa model at `model`."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(model) as archive:
            parts = [m for m in archive.getmembers() if Path(m.name).stem == "ngrams" and m.isfile()]
            for member in parts:
                member.name = Path(member.name).name
                archive.extract(member, folder)
        return NgramClassifier.load(Path(folder))
