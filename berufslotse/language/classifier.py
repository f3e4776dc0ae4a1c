"""Rasa component: the intent of a message."""

from __future__ import annotations

import json
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.model import InvalidModelError
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from berufslotse.knowledge.text import fold
from berufslotse.language.clauses import Reading, read, split
from berufslotse.language.german import installed_pipeline
from berufslotse.language.lexicon import Lexicon
from berufslotse.language.ngrams import NgramClassifier

RANKED = 10
MASKS = {"beruf": " xberuf ", "ort": " xort ", "gebiet": " xort "}
LONGEST = (400, 1100)
"""Of a longer message so many letters of its beginning and of its end are judged: there people ask."""

PIPELINE_FILE = "pipeline.json"
SECOND_THEMA = "zweites_thema"
"""Under this key a parsed message tells what it asks besides its intent."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class NgramIntentClassifier(GraphComponent, IntentClassifier):
    """Classifies by n-grams of the message in standard German, in which names are masked.

    The name of an occupation or a town says nothing about what is asked, and masked, "als Hebamme" teaches
    something about "als Koch".
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`C` is the strictness of the linear machine, `model` the name of the spaCy pipeline."""
        return {"C": 1.0, "model": "de_core_news_sm"}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        classifier: NgramClassifier | None = None,
    ) -> None:
        """Classify with `classifier`, or with nothing before training."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._classifier = classifier
        self._lexicon = Lexicon.of_the_project()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NgramIntentClassifier:
        """Create an untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NgramIntentClassifier:
        """Load what training stored.

        Raises:
            InvalidModelError: it was trained with another German pipeline than is installed now.
        """
        with model_storage.read_from(resource) as folder:
            trained_with = json.loads((folder / PIPELINE_FILE).read_text(encoding="utf-8"))["pipeline"]
            installed = installed_pipeline(config["model"])
            if trained_with != installed:
                raise InvalidModelError(
                    f"Dieses Modell wurde mit {trained_with} trainiert, installiert ist {installed}. "
                    f"Bitte neu trainieren: make train"
                )
            return cls(config, model_storage, resource, NgramClassifier.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Train on all messages with an intent, and remember the German pipeline."""
        examples = training_data.intent_examples
        texts = [self._standard(example) for example in examples]
        labels = [example.get(INTENT) for example in examples]
        self._classifier = NgramClassifier.train(texts, labels, self._config["C"])
        with self._model_storage.write_to(self._resource) as folder:
            self._classifier.save(folder)
            pipeline = {"pipeline": installed_pipeline(self._config["model"])}
            (folder / PIPELINE_FILE).write_text(json.dumps(pipeline), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking of each message, and the thema it asks about besides, if any."""
        for message in messages:
            ranking: list[dict[str, Any]] = [{INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}]
            if self._classifier and message.get(TEXT):
                reading = self._read(self._classifier, features_text(message))
                ranked = sorted(
                    zip(self._classifier.labels, reading.confidences, strict=True), key=lambda pair: -pair[1]
                )[:RANKED]
                ranking = [{INTENT_NAME_KEY: n, PREDICTED_CONFIDENCE_KEY: float(c)} for n, c in ranked]
                message.set(SECOND_THEMA, reading.second, add_to_output=True)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _read(self, classifier: NgramClassifier, folded: str) -> Reading:
        parts = split(folded)
        confidences = classifier.probabilities([self._lexicon.standard(text) for text in (folded, *parts)])
        return read(classifier.labels, confidences[0], parts, confidences[1:])

    def _standard(self, message: Message) -> str:
        return self._lexicon.standard(features_text(message))


def features_text(message: Message) -> str:
    """Return the message as the features see it: folded, with names of occupations and towns masked."""
    text = message.get(TEXT) or ""
    names = [e for e in message.get(ENTITIES, []) if e[ENTITY_ATTRIBUTE_TYPE] in MASKS]
    parts, position = [], 0
    for name in sorted(names, key=lambda e: e[ENTITY_ATTRIBUTE_START]):
        parts += [text[position : name[ENTITY_ATTRIBUTE_START]], MASKS[name[ENTITY_ATTRIBUTE_TYPE]]]
        position = name[ENTITY_ATTRIBUTE_END]
    folded = fold("".join([*parts, text[position:]]))
    return folded if len(folded) <= sum(LONGEST) else folded[: LONGEST[0]] + " " + folded[-LONGEST[1] :]
