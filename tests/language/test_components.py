"""The components of the pipeline, created, trained, stored and loaded as Rasa does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.validation import validate
from rasa.nlu.model import InvalidModelError
from rasa.shared.data import TrainingType
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

from berufslotse.knowledge.home import PROJECT
from berufslotse.language import classifier as classifier_module
from berufslotse.language.classifier import NgramIntentClassifier, features_text
from berufslotse.language.entities import NameExtractor

NLU = """\
version: "3.1"
nlu:
- intent: gehalt
  examples: |
    - was verdient ein [Erzieher](beruf)
    - was verdient man in [Köln](ort)
    - wie viel geld bekommt ein [Koch](beruf) in [Bonn](ort)
    - wie hoch ist der verdienst als [Bäcker](beruf)
    - was verdient man so
- intent: aufgaben
  examples: |
    - was macht ein [Erzieher](beruf)
    - was macht man den ganzen tag als [Koch](beruf)
    - welche aufgaben hat ein [Bäcker](beruf) in [Köln](ort)
    - wie sieht der alltag aus
    - was macht man da schnurpselig
    - was macht ein [Gurkenwickler](beruf)
- intent: greet
  examples: |
    - hallo
    - guten tag
    - moin
    - hallöchen
    - guten morgen
"""


@dataclass
class Gelernt:
    """What a training stored, and how to load it."""

    storage: LocalModelStorage
    trained: Any

    def load(self, kind: type, config: dict[str, Any] | None = None) -> Any:
        whole = {**kind.get_default_config(), **(config or {})}
        return kind.load(whole, self.storage, Resource(kind.__name__), _context())


def _context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}))


def _train(kind: type, storage: LocalModelStorage) -> Gelernt:
    component = kind.create(kind.get_default_config(), storage, Resource(kind.__name__), _context())
    assert component.train(_training_data()) == Resource(kind.__name__)
    return Gelernt(storage, component)


def _training_data() -> TrainingData:
    return RasaYAMLReader().reads(NLU)


@pytest.fixture(scope="module")
def extractor(small_knowledge, tmp_path_factory) -> Gelernt:
    return _train(NameExtractor, LocalModelStorage.create(tmp_path_factory.mktemp("namen")))


@pytest.fixture(scope="module")
def classifier(tmp_path_factory) -> Gelernt:
    return _train(NgramIntentClassifier, LocalModelStorage.create(tmp_path_factory.mktemp("absichten")))


def _read(component: Any, text: str, **data: Any) -> Message:
    (message,) = component.process([Message({"text": text, **data})])
    return message


# -- names ---------------------------------------------------------------------------------------------


def test_names_come_with_value_place_wording_and_sex(extractor):
    message = _read(extractor.trained, "Was verdient eine Erzieherin in Koeln?")
    beruf, ort = message.get("entities")
    assert beruf == {
        "entity": "beruf",
        "start": 18,
        "end": 28,
        "value": "Erzieher",
        "wortlaut": "Erzieherin",
        "weiblich": True,
        "extractor": "NameExtractor",
    }
    assert (ort["entity"], ort["value"], ort["wortlaut"]) == ("ort", "Köln", "Koeln")
    assert "weiblich" not in ort


def test_level_employer_and_address_are_found_too(extractor):
    message = _read(extractor.trained, "Können Sie mir sagen, was ein Azubi im Konzern verdient?")
    found = {e["entity"]: e["value"] for e in message.get("entities")}
    assert found == {"stufe": "ausbildung", "arbeitgeber": "konzern", "anrede": "sie"}


def test_entities_found_before_are_kept(extractor):
    before = {"entity": "zeit", "start": 0, "end": 5, "value": "heute"}
    message = _read(extractor.trained, "heute in Köln", entities=[before])
    assert [e["entity"] for e in message.get("entities")] == ["zeit", "ort"]


@pytest.mark.parametrize("data", [{}, {"text": ""}, {"text": None}])
def test_a_message_without_text_is_let_pass(extractor, classifier, data):
    (message,) = extractor.trained.process([Message(dict(data))])
    assert not message.get("entities")
    (message,) = classifier.trained.process([message])
    assert message.get("intent") == {"name": None, "confidence": 0.0}


def test_the_extractor_comes_back_as_it_was_stored(extractor):
    again = extractor.load(NameExtractor)
    for text in ("Was macht ein Erziehr in Lepizig?", "schnurpselig", "das Essen", "Achterbahntechnikerin"):
        assert _read(again, text).get("entities") == _read(extractor.trained, text).get("entities")


def test_words_of_messages_become_ordinary_and_marked_names_do_not(extractor):
    loaded = extractor.load(NameExtractor)
    assert "schnurpselig" in loaded._vocabulary
    assert "schnurpselix" not in loaded._vocabulary
    assert "gurkenwickler" not in loaded._vocabulary


def test_a_new_profile_is_known_without_training(extractor, small_knowledge):
    profile = small_knowledge / "profile" / "gurkenflieger-koeln.yml"
    text = (small_knowledge / "profile" / "erzieher-koeln.yml").read_text(encoding="utf-8")
    assert not _read(extractor.load(NameExtractor), "was macht eine Gurkenhobeline").get("entities")
    profile.write_text(
        text.replace("Erzieherin", "Gurkenhobeline").replace("Erzieher", "Gurkenhobel"), encoding="utf-8"
    )
    try:
        (found,) = _read(extractor.load(NameExtractor), "was macht eine Gurkenhobeline").get("entities")
        assert (found["value"], found["weiblich"]) == ("Gurkenhobel", True)
    finally:
        profile.unlink()


# -- intents -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("was verdient eine Hebamme", "gehalt"),
        ("welche aufgaben hat man", "aufgaben"),
        ("Guten Tag!", "greet"),
    ],
)
def test_the_intent_is_set_with_its_ranking(classifier, text, intent):
    message = _read(classifier.trained, text)
    ranking = message.get("intent_ranking")
    assert message.get("intent")["name"] == intent
    assert ranking[0] == message.get("intent")
    assert {guess["name"] for guess in ranking} == {"gehalt", "aufgaben", "greet"}
    confidences = [guess["confidence"] for guess in ranking]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1.0)


def test_names_of_occupations_and_towns_say_nothing_about_the_intent(extractor, classifier):
    one = _read(extractor.trained, "Was verdient eine Erzieherin in Köln?")
    other = _read(extractor.trained, "Was verdient eine Achterbahntechnikerin in Bad Dürkheim?")
    assert features_text(one) == features_text(other)
    read = [_read(classifier.trained, m.get("text"), entities=m.get("entities")) for m in (one, other)]
    assert read[0].get("intent_ranking") == read[1].get("intent_ranking")


def test_a_level_stays_in_what_the_intent_is_judged_by(extractor):
    message = _read(extractor.trained, "Was verdient ein Azubi?")
    assert "azubi" in features_text(message)


def test_an_untrained_classifier_says_it_does_not_know(tmp_path):
    untrained = NgramIntentClassifier.create(
        NgramIntentClassifier.get_default_config(),
        LocalModelStorage.create(tmp_path),
        Resource("x"),
        _context(),
    )
    assert _read(untrained, "hallo").get("intent") == {"name": None, "confidence": 0.0}


def test_the_classifier_comes_back_as_it_was_stored(classifier):
    again = classifier.load(NgramIntentClassifier)
    for text in ("was verdient man", "hallo", "🙂", "qwertz"):
        before, after = (_read(c, text).get("intent_ranking") for c in (classifier.trained, again))
        assert [g["name"] for g in after] == [g["name"] for g in before]
        assert [g["confidence"] for g in after] == pytest.approx([g["confidence"] for g in before])


def test_another_german_pipeline_is_refused_with_the_mend(classifier, monkeypatch):
    trained_with = classifier_module.installed_pipeline("de_core_news_sm")
    monkeypatch.setattr(classifier_module, "installed_pipeline", lambda name: f"{name}-9.9.9")
    with pytest.raises(InvalidModelError, match="make train") as refusal:
        classifier.load(NgramIntentClassifier)
    assert trained_with in str(refusal.value)
    assert "de_core_news_sm-9.9.9" in str(refusal.value)


def test_a_package_installed_after_training_is_another_pipeline(classifier, german_package, monkeypatch):
    folder = classifier.storage._directory_for_resource(Resource("NgramIntentClassifier"))
    stored = (folder / classifier_module.PIPELINE_FILE).read_text(encoding="utf-8")
    if german_package in stored:
        pytest.skip("this machine trained with the very version that the test installs")
    with pytest.raises(InvalidModelError, match=f"de_core_news_sm-{german_package}.*make train"):
        classifier.load(NgramIntentClassifier)


# -- as parts of the bot -------------------------------------------------------------------------------


def test_rasa_accepts_the_pipeline_of_the_bot():
    config = YAML(typ="safe").load(PROJECT / "config.yml")
    recipe = DefaultV1Recipe()
    graph = recipe.graph_config_for_recipe(config, {}, TrainingType.BOTH)
    validate(graph)
    used = {node.uses for node in graph.predict_schema.nodes.values()}
    assert {NameExtractor, NgramIntentClassifier} <= used
