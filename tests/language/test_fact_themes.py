"""Sentences of an article are put to their thema; what carries no fact is put to none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from berufslotse.console.drafting import Reader
from berufslotse.knowledge.article import read_article
from berufslotse.knowledge.drafting import Entwurf
from berufslotse.knowledge.home import PROJECT
from berufslotse.knowledge.store import Fakt, Quelle, open_knowledge
from berufslotse.language.fact_themes import THEMES, FactThemes, classifier_of_questions, masked
from berufslotse.language.ngrams import NgramClassifier

STATEMENTS = {
    "aufgaben": [
        "Köche in Köln schneiden Gemüse und braten Fleisch.",
        "Sie planen Menüs und schneiden Fleisch.",
        "Am Herd braten sie Gemüse und rühren Soßen.",
    ],
    "gehalt": [
        "Das Gehalt liegt bei 2.500 Euro brutto.",
        "Brutto verdienen Anfänger 2.300 Euro im Monat.",
        "Mit Zulagen steigt das Gehalt auf 3.000 Euro.",
    ],
    "einstieg": [
        "Die Ausbildung dauert drei Jahre und verlangt einen Schulabschluss.",
        "Mit Hauptschulabschluss beginnt man die Ausbildung.",
        "Eine Umschulung dauert zwei Jahre.",
    ],
}
QUESTIONS = {
    "aufgaben": ["was macht man da", "was sind die aufgaben", "was tut man den ganzen tag", "was macht er"],
    "gehalt": ["was verdient man da", "wie hoch ist das gehalt", "was verdient er", "wie viel geld gibt es"],
    "einstieg": [
        "wie wird man das",
        "wie kommt man rein",
        "wie lange dauert die ausbildung",
        "wie lernt man es",
    ],
    "begruessung": ["hallo", "guten tag", "hi du", "moin moin"],
}


def _classifier(examples: dict[str, list[str]]) -> NgramClassifier:
    pairs = [(text, label) for label, texts in examples.items() for text in texts]
    return NgramClassifier.train([text for text, _ in pairs], [label for _, label in pairs])


@pytest.fixture(scope="module")
def themes() -> FactThemes:
    """What was trained on a handful of facts and questions."""
    source = Quelle("Köche in Köln", "https://www.koeln.de", "2026-11-22")
    facts = [Fakt("Koch", "Köln", t, text, source) for t, texts in STATEMENTS.items() for text in texts]
    return FactThemes.train(facts, _classifier(QUESTIONS))


@pytest.mark.parametrize(
    ("sentence", "heading", "thema"),
    [
        ("Sie schneiden Gemüse und rühren Soßen.", "Was macht man da?", "aufgaben"),
        ("Das Gehalt liegt brutto bei 2.700 Euro im Monat.", "Was verdient man da?", "gehalt"),
        ("Die Ausbildung dauert drei Jahre.", "", "einstieg"),
    ],
)
def test_sentence_is_put_to_its_thema(themes, sentence, heading, thema):
    assert themes.judge([(sentence, heading)], "Koch", "Köln") == [thema]


@pytest.mark.parametrize(
    ("heading", "thema"), [("Was verdient man da?", "gehalt"), ("Was macht man da?", "aufgaben"), ("", None)]
)
def test_heading_tells_the_thema_where_the_sentence_does_not(themes, heading, thema):
    assert themes.judge([("Die Betriebe halten das verschieden.", heading)]) == [thema]


@pytest.mark.parametrize(
    "sentence",
    [
        "Schneiden Köche wirklich den ganzen Tag Gemüse und rühren Soßen?",
        "„Verdienen Anfänger wirklich 2.300 Euro brutto im Monat?“",
        "Und das ist auch gut so.",
        "Sie braten.",
        "",
    ],
)
def test_questions_and_empty_sentences_carry_no_fact(themes, sentence):
    assert themes.judge([(sentence, "Was macht man da?")], "Koch", "Köln") == [None]


def test_sentence_that_nothing_is_known_of_carries_no_fact(themes):
    assert themes.judge([("Zwölf Boxkämpfer jagen Viktor quer über Sylt.", "")]) == [None]


def test_no_sentences_have_no_themes(themes):
    assert themes.judge([]) == []


def test_sentences_are_answered_in_their_order(themes):
    pay, task = "Anfänger verdienen 2.300 Euro brutto.", "Sie braten Fleisch und schneiden Gemüse."
    assert themes.judge([(pay, ""), ("Ach ja.", ""), (task, "")]) == ["gehalt", None, "aufgaben"]


def test_names_of_occupation_and_town_tell_no_thema():
    told = masked("Köche und der Koch in KOELN", "Koch", "Köln")
    assert "koln" not in told and "koch" not in told
    assert masked("Der Koch in Köln rührt.", "Koch", "Köln") == masked(
        "Der Maler in Bonn rührt.", "Maler", "Bonn"
    )


def test_trained_model_judges_questions_on_every_thema(model):
    classifier = classifier_of_questions(model)
    assert set(THEMES) <= set(classifier.labels)
    [row] = classifier.probabilities(["was verdient man da"])
    assert classifier.labels[row.argmax()] == "gehalt"


GOLD = sorted((PROJECT / "tests" / "knowledge" / "gold" / "artikel").glob("*.json"))


@pytest.fixture(scope="module")
def drafts(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[dict, Entwurf]]]:
    """Each article of the gold standard, what it says, and what was drafted from it with all shipped profiles."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BERUFSLOTSE_HOME", str(tmp_path_factory.mktemp("gold")))
        environment.delenv("BERUFSLOTSE_PROFILES", raising=False)
        environment.delenv("KNOWLEDGE_URL", raising=False)
        reader = Reader(open_knowledge())
    yield [(json.loads(path.read_text(encoding="utf-8")), _drafted(reader, path)) for path in GOLD]


def _drafted(reader: Reader, gold: Path) -> Entwurf:
    [article] = [path for path in gold.parent.glob(f"{gold.stem}.*") if path.suffix != ".json"]
    return reader.draft(read_article(article), None)


def _unseen(drafts: list[tuple[dict, Entwurf]]) -> list[tuple[dict, Entwurf]]:
    """Those that the weights were not set on."""
    return drafts[1::2]


def test_occupation_and_town_of_an_article_are_found(drafts):
    assert len(drafts) >= 14
    right = sum((each.beruf, each.ort) == (gold["beruf"], gold["ort"]) for gold, each in drafts)
    assert right >= len(drafts) - 2


def test_facts_of_articles_never_seen_are_found_and_put_to_their_thema(drafts):
    facts = told = found = right = 0
    for gold, each in _unseen(drafts):
        themes = {s["satz"]: s["thema"] for s in gold["saetze"] if s["thema"]}
        drafted: dict[str, set[str]] = {}
        for fact in each.fakten:
            drafted.setdefault(fact["beleg"], set()).add(fact["thema"])
        facts += len(themes)
        told += len(drafted)
        found += len(themes.keys() & drafted.keys())
        right += sum(thema in drafted.get(sentence, ()) for sentence, thema in themes.items())
    assert facts > 100
    assert found / facts >= 0.80
    assert found / told >= 0.83
    assert right / facts >= 0.70


def _amounts(figures: list[dict]) -> Counter:
    return Counter((f.get("von"), f.get("bis"), f["zeitraum"]) for f in figures)


def test_pay_figures_of_articles_never_seen_are_found(drafts):
    wanted = found = told = 0
    for gold, each in _unseen(drafts):
        expected = _amounts(gold["zahlen"])
        drafted = _amounts([fact["gehalt"] for fact in each.fakten if "gehalt" in fact])
        wanted += expected.total()
        told += drafted.total()
        found += (expected & drafted).total()
    assert wanted > 20
    assert found / wanted >= 0.95
    assert found / told >= 0.90
