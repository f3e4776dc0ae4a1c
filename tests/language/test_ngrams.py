"""What a message is about is learned from examples: the same from the same ones, with honest confidences."""

from __future__ import annotations

import numpy as np
import pytest

from berufslotse.language.ngrams import NgramClassifier

EXAMPLES = {
    "gehalt": [
        "was verdient man als xberuf",
        "wie viel geld bekommt ein xberuf in xort",
        "wie hoch ist das gehalt",
        "was verdient eine xberuf im monat",
        "lohnt sich das gehalt als xberuf",
    ],
    "aufgaben": [
        "was macht man als xberuf",
        "welche aufgaben hat ein xberuf in xort",
        "was macht eine xberuf den ganzen tag",
        "wie sieht der alltag aus",
        "welche aufgaben hat man da",
    ],
    "greet": ["hallo", "guten tag", "hallo du", "guten morgen", "hi hallo"],
}
ASKED = ["was verdient ein xberuf", "welche aufgaben gibt es", "hallo zusammen", "", "qwertz", "?!", "🙂"]


def _data(*names: str) -> tuple[list[str], list[str]]:
    pairs = [(text, name) for name in names for text in EXAMPLES[name]]
    return [text for text, _ in pairs], [name for _, name in pairs]


@pytest.fixture(scope="module")
def classifier() -> NgramClassifier:
    return NgramClassifier.train(*_data("gehalt", "aufgaben", "greet"))


def _best(classifier: NgramClassifier, text: str) -> str:
    return classifier.labels[int(classifier.probabilities([text])[0].argmax())]


def test_messages_like_the_examples_get_their_label(classifier):
    assert [_best(classifier, text) for text in ASKED[:3]] == ["gehalt", "aufgaben", "greet"]


def test_confidences_of_a_message_add_up_to_one(classifier):
    confidences = classifier.probabilities(ASKED)
    assert confidences.shape == (len(ASKED), 3)
    assert np.allclose(confidences.sum(axis=1), 1.0)
    assert (confidences >= 0).all()


def test_a_message_is_judged_alike_alone_and_among_others(classifier):
    together = classifier.probabilities(ASKED)
    alone = np.vstack([classifier.probabilities([text]) for text in ASKED])
    assert np.allclose(together, alone)


def test_a_message_without_known_words_is_less_certain(classifier):
    assert classifier.probabilities(["qwertz"]).max() < classifier.probabilities(["guten tag"]).max()


def test_two_trainings_on_the_same_messages_are_equal(classifier, tmp_path):
    again = NgramClassifier.train(*_data("gehalt", "aufgaben", "greet"))
    assert np.array_equal(classifier.probabilities(ASKED), again.probabilities(ASKED))
    stored = []
    for name, trained in (("eins", classifier), ("zwei", again)):
        (tmp_path / name).mkdir()
        trained.save(tmp_path / name)
        with np.load(tmp_path / name / "ngrams.npz") as arrays:
            weights = {key: arrays[key] for key in arrays.files}
        stored.append(((tmp_path / name / "ngrams.json").read_bytes(), weights))
    (parts, weights), (parts_again, weights_again) = stored
    assert parts == parts_again
    assert weights.keys() == weights_again.keys()
    assert all(np.array_equal(weights[key], weights_again[key]) for key in weights)


def test_a_classifier_comes_back_from_disk_as_it_was(classifier, tmp_path):
    classifier.save(tmp_path)
    again = NgramClassifier.load(tmp_path)
    assert again.labels == classifier.labels
    # scikit-learn keeps the term weights in double precision once they are set from outside.
    assert np.allclose(again.probabilities(ASKED), classifier.probabilities(ASKED), rtol=0, atol=1e-6)
    assert np.array_equal(NgramClassifier.load(tmp_path).probabilities(ASKED), again.probabilities(ASKED))


def test_what_is_stored_is_plain_data(classifier, tmp_path):
    classifier.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npz"}
    with np.load(tmp_path / "ngrams.npz", allow_pickle=False) as arrays:
        assert all(arrays[name].dtype != object for name in arrays.files)


@pytest.mark.parametrize("order", [("gehalt", "greet"), ("greet", "gehalt")])
def test_two_labels_are_enough(order, tmp_path):
    classifier = NgramClassifier.train(*_data(*order))
    confidences = classifier.probabilities(["was verdient man", "guten tag"])
    assert confidences.shape == (2, 2)
    assert np.allclose(confidences.sum(axis=1), 1.0)
    assert _best(classifier, "was verdient man") == "gehalt"
    assert _best(classifier, "guten tag") == "greet"
    classifier.save(tmp_path)
    again = NgramClassifier.load(tmp_path)
    assert np.allclose(again.probabilities(ASKED), classifier.probabilities(ASKED), rtol=0, atol=1e-6)


@pytest.mark.parametrize("count", [1, 2])
def test_a_label_with_few_messages_is_learned_too(count):
    texts, labels = _data("gehalt", "aufgaben", "greet")
    texts += ["tschüss und ade", "ade dann"][:count]
    labels += ["goodbye"] * count
    classifier = NgramClassifier.train(texts, labels)
    assert "goodbye" in classifier.labels
    assert _best(classifier, "tschüss und ade") == "goodbye"
    assert np.allclose(classifier.probabilities(ASKED).sum(axis=1), 1.0)


def test_more_of_a_kind_are_judged_with_fitted_confidence(classifier):
    assert classifier.probabilities(["was verdient man als xberuf"]).max() > 0.6
