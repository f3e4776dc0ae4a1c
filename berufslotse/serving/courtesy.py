"""Saying so when the action server is down or slow, instead of saying nothing.

When an action fails, Rasa logs the error and goes on as if the action had run: the user gets silence. This
policy sees an action that left nothing behind and predicts a fixed answer for it, which needs no action
server. It also bounds how long Rasa waits, which is five minutes otherwise.
"""

from __future__ import annotations

from typing import Any

import rasa.core.actions.action
from rasa.core.constants import POLICY_PRIORITY
from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME, DEFAULT_ACTION_NAMES
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from berufslotse.serving.deleting import ASKS, asked_before

APOLOGY = "utter_unavailable"
NOT_DELETED = "utter_not_deleted"
"""The apology where something was to be deleted: nothing was."""
NOT_UNDERSTOOD = "utter_default"
"""What Rasa's own fallback says. No rule leads to these answers, nor from them on to listening."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class CourtesyPolicy(Policy):
    """Predicts an apology after an action that failed, and nothing otherwise."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`action_timeout` is how many seconds Rasa waits for the action server."""
        return {POLICY_PRIORITY: 10, "action_timeout": 4.0}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: TrackerFeaturizer | None = None,
    ) -> None:
        """Set the time limit for calls of the action server."""
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        # Rasa 3.6 reads this constant of its module at each call and offers no setting for it.
        rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT = config["action_timeout"]

    def train(
        self,
        training_trackers: list[TrackerWithCachedStates],
        domain: Domain,
        **kwargs: Any,
    ) -> Resource:
        """Learn nothing."""
        return self._resource

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> CourtesyPolicy:
        """Create the policy; training stored nothing."""
        return cls(config, model_storage, resource, execution_context)

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """Predict the apology after a failed action, and to listen after the apology."""
        probabilities = self._default_predictions(domain)
        if _failed(tracker):
            probabilities[domain.index_for_action(_apology(tracker))] = 1.0
        elif tracker.latest_action_name in {APOLOGY, NOT_DELETED, NOT_UNDERSTOOD}:
            probabilities[domain.index_for_action(ACTION_LISTEN_NAME)] = 1.0
        return self._prediction(probabilities)


def _apology(tracker: DialogueStateTracker) -> str:
    """Return what to say: a "ja" that was meant for deleting shall not be thought to have done it."""
    deleting = tracker.latest_action_name == ASKS or asked_before(tracker)
    return NOT_DELETED if deleting else APOLOGY


def _failed(tracker: DialogueStateTracker) -> bool:
    """Whether the last event is a custom action: one that worked has left an answer or slots behind it.

    In stories (`rasa test`) no action is ever carried out, and none can fail; they have no session.
    """
    last = tracker.events[-1] if tracker.events else None
    return (
        isinstance(last, ActionExecuted)
        and bool(last.action_name)
        and last.action_name.startswith("action_")
        and last.action_name not in DEFAULT_ACTION_NAMES
        and any(isinstance(event, SessionStarted) for event in tracker.events)
    )
