"""Rasa component: messages of people in danger, before anything else.

A classifier learned from a few dozen examples must not be what stands between somebody in despair and a
telephone number. Where one of these patterns is found the intent is `crisis`, whatever else the message says.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from berufslotse.knowledge.text import fold

CRISIS = "crisis"

# On folded text: lower case, umlauts as plain vowels.
_PATTERNS = (
    r"\b(?:selbstmord|suizid|selbsttotung)\w*|\bsuicide\b|\bkill myself\b",
    r"\b(?:bringe?|bringt|brachte)\b[^.?!]{0,30}\b(?:mich|mi|uns)\b[^.?!]{0,20}\bum\b",
    r"\bmich (?:selbst )?umbring\w*|\bleben (?:nehmen|beenden)\b|\britze? mich\b|\bmich (?:zu )?ritzen\b",
    r"\b(?:will|mochte|wollte|mag)\b[^.?!]{0,25}\b(?:sterben|tot sein|nicht mehr leben|nicht mehr da sein)",
    r"\b(?:nicht|nimmer) mehr (?:weiter)?leben\b|\bleben (?:hat|macht) (?:doch )?kein(?:en)? sinn\b",
    r"\bschluss machen mit (?:allem|dem leben)\b",
    r"\b(?:ausbilder|chef|meister|lehrer|kollege|vorgesetzter|boss|mann|freund|vater)\w*\b[^.?!]{0,30}"
    r"\b(?:schlagt|fasst mich|begrapscht|vergewaltigt|missbraucht|bedroht mich|belastigt)",
    r"\b(?:werde|wurde|wird|bin)\b[^.?!]{0,40}"
    r"\b(?:geschlagen|begrapscht|vergewaltigt|missbraucht|gemobbt|sexuell belastigt)",
)
_CRISIS = re.compile("|".join(_PATTERNS))


def in_crisis(message: str) -> bool:
    """Whether `message` speaks of suicide, self-harm, violence or harassment that somebody suffers."""
    return bool(_CRISIS.search(fold(message)))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class CrisisGuard(GraphComponent, IntentClassifier):
    """Sets the intent to `crisis` where a message speaks of danger to somebody."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CrisisGuard:
        """Create the guard; there is nothing to set or to learn."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Put `crisis` first where it applies."""
        for message in messages:
            if in_crisis(message.get(TEXT) or ""):
                first = {INTENT_NAME_KEY: CRISIS, PREDICTED_CONFIDENCE_KEY: 1.0}
                others = [i for i in message.get(INTENT_RANKING_KEY) or [] if i[INTENT_NAME_KEY] != CRISIS]
                message.set(INTENT, first, add_to_output=True)
                message.set(INTENT_RANKING_KEY, [first, *others], add_to_output=True)
        return messages
