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

# All patterns are for folded text: lower case, umlauts as plain vowels.
_NO = r"(?:nicht|nich|nit|net|ned|nimmer|nimma|nemme)"
_SOMEBODY = r"(?:ausbilder|chef|meister|geselle|lehrer|kollege|vorgesetzter|boss|mann|freund|vater|bruder)\w*"
_DOES_HARM = (
    r"(?:schlagt (?:mich|uns|zu)|haut mich|tritt|schubst|verprugelt|begrapscht|grapscht|grabscht"
    r"|vergewaltigt|missbraucht|belastigt"
    r"|bedroht|droht mir|fasst mich an|fasst mich immer|geschlagen|verprugelt|begrapscht|angefasst)"
)
_PATTERNS = (
    r"\b(?:selbstmord(?!rate)|suizid(?!pravention)|selbsttotung)\w*",
    r"\bsuicid\w*|\b(?:kill|hurt|harm) myself\b|\bwant to die\b|\bself[- ]harm\b",
    r"\bdon'?t want to live\b|\bend my life\b|\b(?:he|she|boss|they) (?:hits?|beats?|rapes?) me\b",
    r"\bbringe?\b[^.?!]{0,30}\b(?:mich|mi)\b[^.?!]{0,20}\bum\b",
    r"\bmich (?:selbst |selber )?um(?:zu)?bring\w*",
    r"\bleben (?:zu )?(?:nehmen|beenden)\b|\britze? mich\b|\bmich (?:zu )?ritzen\b|\bverletze mich selbst\b",
    r"\b(?:ich|i)\b[^.?!]{0,25}\b(?:will|mochte|wollte|mag)\b[^.?!]{0,15}\b(?:sterben|tot sein)\b",
    r"\bsterben (?:will|mochte|wollte)\b|\b(?:war|ware) (?:ich )?(?:doch |lieber )?tot\b|\babschiedsbrief\b",
    rf"\b{_NO} mehr (?:weiter)?leb(?:en|a|e|we)\b(?! wie\b)|\b(?:nimmer|nimma|nemme) leb(?:en|a|e)\b",
    r"\bleben (?:hat|macht) (?:doch )?kein(?:en)? sinn\b|\bschluss machen mit (?:allem|dem leben)\b",
    r"\btue? (?:ich )?mir (?:noch )?(?:et)?was an\b|\bmir (?:et)?was (?:an(?:zu)?tun|antue)\b",
    rf"\b{_SOMEBODY}\b[^.?!]{{0,30}}\b{_DOES_HARM}\b(?![^.?!]*\bvor\b)",
    r"\b(?:ich|i) (?:werde?|wurde|bin|wird)\b[^.?!]{0,40}"
    r"\b(?:geschlagen|begrapscht|vergewaltigt|missbraucht|gemobbt)",
    r"\bmobbing (?:in der|im|auf der|am) (?:ausbildung|betrieb|schule|arbeit)|\bsexuell (?:belast"
    r"|belest)ig\w+",
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
