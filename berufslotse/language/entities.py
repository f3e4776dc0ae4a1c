"""Rasa component: beruf, ort, stufe, arbeitgeber and anrede in a message."""

from __future__ import annotations

from functools import partial
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from berufslotse.knowledge.following import Aktuell
from berufslotse.knowledge.store import Wissen
from berufslotse.language.findings import Fund
from berufslotse.language.phrases import Phrases
from berufslotse.language.recognition import Recogniser
from berufslotse.language.tokens import tokenize
from berufslotse.language.vocabulary import Vocabulary, dictionary_words

VOCABULARY_FILE = "woerter.npy"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class NameExtractor(GraphComponent, EntityExtractorMixin):
    """Recognises names from the knowledge as it is now, so new profiles need no training.

    What it learns from training data is only which words are ordinary ones.
    """

    def __init__(self, vocabulary: Vocabulary, model_storage: ModelStorage, resource: Resource) -> None:
        """Recognise with `vocabulary` as the ordinary words."""
        self._model_storage = model_storage
        self._resource = resource
        self._phrases = Phrases()
        self._use(vocabulary)

    def _use(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._recogniser = Aktuell(partial(_recogniser, vocabulary))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> NameExtractor:
        """Create an untrained extractor, which knows no ordinary words yet."""
        return cls(Vocabulary.of(()), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> NameExtractor:
        """Load what training stored."""
        with model_storage.read_from(resource) as folder:
            return cls(Vocabulary.load(folder / VOCABULARY_FILE), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the ordinary words: those of the dictionary and those the messages use outside of names."""
        seen = (word for message in training_data.nlu_examples for word in _unmarked_words(message))
        self._use(Vocabulary.of([*dictionary_words(), *seen]))
        with self._model_storage.write_to(self._resource) as folder:
            self._vocabulary.save(folder / VOCABULARY_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities found to each message."""
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            names = self._recogniser.value.find(text)
            # "Kfz-Meister" is an occupation and says nothing of the level.
            phrases = [
                p for p in self._phrases.find(text) if not any(n.start <= p.start < n.end for n in names)
            ]
            entities = self.add_extractor_name([_entity(f, text) for f in (*names, *phrases)])
            message.set(ENTITIES, message.get(ENTITIES, []) + entities, add_to_output=True)
        return messages


def _recogniser(vocabulary: Vocabulary, wissen: Wissen) -> Recogniser:
    return Recogniser(wissen.namen, wissen.plaetze, vocabulary.__contains__)


def _unmarked_words(message: Message) -> list[str]:
    marked = [
        (e[ENTITY_ATTRIBUTE_START], e[ENTITY_ATTRIBUTE_END])
        for e in message.get(ENTITIES, [])
        if e[ENTITY_ATTRIBUTE_TYPE] in {"beruf", "ort"}
    ]
    return [
        token.folded
        for token in tokenize(message.get(TEXT) or "")
        if not any(start <= token.start < end for start, end in marked)
    ]


def _entity(found: Fund, text: str) -> dict[str, Any]:
    entity: dict[str, Any] = {
        ENTITY_ATTRIBUTE_TYPE: found.art,
        ENTITY_ATTRIBUTE_START: found.start,
        ENTITY_ATTRIBUTE_END: found.end,
        ENTITY_ATTRIBUTE_VALUE: found.wert,
        "wortlaut": text[found.start : found.end],
    }
    if found.art == "beruf":
        entity["weiblich"] = found.weiblich
    return entity
