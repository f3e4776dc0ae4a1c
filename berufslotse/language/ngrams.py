"""A linear classifier over character and word n-grams, with calibrated confidences.

TF-IDF of characters 2-5 within words and of words 1-2, one linear support vector machine per class
(Joachims 1998), and a softmax over its margins whose temperature is fitted on margins of messages that a
machine like it has not seen (Guo and others 2017).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.svm import LinearSVC

UNSEEN = 0.25
"""The share of messages by which the confidence is fitted."""


def _vectorizers(vocabularies: Sequence[dict[str, int] | None] = (None, None)) -> list[TfidfVectorizer]:
    common = {"sublinear_tf": True, "lowercase": False, "dtype": np.float32}
    return [
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=2, vocabulary=vocabularies[0], **common
        ),
        TfidfVectorizer(
            analyzer="word",
            ngram_range=(1, 2),
            token_pattern=r"\w+|[?!]",
            vocabulary=vocabularies[1],
            **common,
        ),
    ]


class NgramClassifier:
    """Texts to labels. Equal training data give an equal classifier."""

    def __init__(
        self,
        labels: Sequence[str],
        vectorizers: Sequence[TfidfVectorizer],
        weights: np.ndarray,
        bias: np.ndarray,
        temperature: float,
    ) -> None:
        """Take trained parts; `weights` has shape (features, labels), `bias` (labels,)."""
        self.labels = list(labels)
        self._vectorizers = list(vectorizers)
        self._parts = [
            (v.build_analyzer(), v.vocabulary or v.vocabulary_, v.idf_.astype(np.float32))
            for v in vectorizers
        ]
        # A sparse product copies all weights unless they lie row by row and are of the features' type.
        self._weights = np.ascontiguousarray(weights, dtype=np.float32)
        self._bias = bias
        self._temperature = temperature

    @classmethod
    def train(cls, texts: Sequence[str], labels: Sequence[str], strictness: float = 1.0) -> NgramClassifier:
        """Train on `texts` and their `labels`; `strictness` is the machine's C."""
        vectorizers = _vectorizers()
        features = hstack([v.fit_transform(texts) for v in vectorizers]).tocsr()
        machine = LinearSVC(C=strictness, random_state=0).fit(features, labels)
        weights, bias = machine.coef_.T, machine.intercept_
        if len(machine.classes_) == 2:
            weights, bias = np.hstack([-weights, weights]), np.array([-bias[0], bias[0]])
        temperature = _fit_temperature(features, np.asarray(labels), strictness)
        return cls(list(machine.classes_), vectorizers, weights.astype(np.float32), bias, temperature)

    def probabilities(self, texts: Sequence[str]) -> np.ndarray:
        """Return the confidence for each text and label, shape (texts, labels), rows adding up to 1."""
        margins = np.stack([self._margins(text) for text in texts])
        return softmax(margins / self._temperature, axis=1)

    def _margins(self, text: str) -> np.ndarray:
        """Return the machine's margin for each label, shape (labels,).

        Reckoned as TfidfVectorizer does, without its sparse matrices, whose making takes longer than all
        else for one short text.
        """
        margins, start = self._bias.astype(np.float32), 0
        for analyze, vocabulary, idf in self._parts:
            counts = Counter(vocabulary[term] for term in analyze(text) if term in vocabulary)
            if counts:
                terms = np.fromiter(counts.keys(), np.intp, len(counts))
                often = np.fromiter(counts.values(), np.float32, len(counts))
                values = (np.log(often) + 1) * idf[terms]
                margins += values / np.linalg.norm(values) @ self._weights[start + terms]
            start += len(vocabulary)
        return margins

    def save(self, folder: Path) -> None:
        """Write the classifier into `folder`, as plain JSON and arrays."""
        parts = {
            "labels": self.labels,
            "temperature": self._temperature,
            "terms": [_terms(v) for v in self._vectorizers],
        }
        (folder / "ngrams.json").write_text(json.dumps(parts, ensure_ascii=False), encoding="utf-8")
        idf = {f"idf{i}": v.idf_ for i, v in enumerate(self._vectorizers)}
        np.savez(folder / "ngrams.npz", weights=self._weights, bias=self._bias, **idf)

    @classmethod
    def load(cls, folder: Path) -> NgramClassifier:
        """Read what `save` wrote."""
        parts = json.loads((folder / "ngrams.json").read_text(encoding="utf-8"))
        arrays = np.load(folder / "ngrams.npz", allow_pickle=False)
        vectorizers = _vectorizers([{t: i for i, t in enumerate(terms)} for terms in parts["terms"]])
        for index, vectorizer in enumerate(vectorizers):
            vectorizer.idf_ = arrays[f"idf{index}"]
        return cls(parts["labels"], vectorizers, arrays["weights"], arrays["bias"], parts["temperature"])


def _terms(vectorizer: TfidfVectorizer) -> list[str]:
    return sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)


def _fit_temperature(features: csr_matrix, labels: np.ndarray, strictness: float) -> float:
    """Return the temperature that makes the softmax of unseen margins most likely."""
    rarest = min(np.unique(labels, return_counts=True)[1])
    if rarest * UNSEEN < 1 or len(set(labels)) < 3:
        return 1.0
    classes = np.unique(labels)
    split = StratifiedShuffleSplit(1, test_size=UNSEEN, random_state=0)
    seen, unseen = next(split.split(features, labels))
    machine = LinearSVC(C=strictness, random_state=0).fit(features[seen], labels[seen])
    margins = machine.decision_function(features[unseen])
    truth = np.searchsorted(classes, labels[unseen])
    rows = np.arange(len(unseen))

    def loss(temperature: float) -> float:
        return -float(log_softmax(margins / temperature, axis=1)[rows, truth].mean())

    return float(minimize_scalar(loss, bounds=(0.02, 2.0), method="bounded").x)
