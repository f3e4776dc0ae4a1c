"""Choosing among the variations of a fixed answer: never the one just said."""

from __future__ import annotations

import copy
from typing import Any

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from berufslotse.serving.retention import kept_days


class VariedGenerator(TemplatedNaturalLanguageGenerator):
    """Takes the variations of an answer in turn, where Rasa's own draws lots.

    In an answer `{aufbewahrung}` stands for how long conversations are kept, as in "30 Tage nach …".
    """

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        """Generate from the responses of `domain`; the endpoint has no settings."""
        super().__init__((domain or Domain.empty()).responses)

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> dict[str, Any] | None:
        """Generate the answer `utter_action`, in the next variation that fits slots and channel."""
        if utter_action not in self.responses:
            return None
        slots = tracker.current_slot_values()
        choices = ResponseVariationFilter(self.responses).responses_for_utter_action(
            utter_action, output_channel, slots
        )
        if not choices:
            return None
        said_before = sum(
            isinstance(event, BotUttered) and event.metadata.get("utter_action") == utter_action
            for event in tracker.events
        )
        chosen = copy.deepcopy(choices[said_before % len(choices)])
        return self._fill_response(chosen, slots, **{"aufbewahrung": _spoken(kept_days()), **kwargs})


def _spoken(days: int) -> str:
    return "einen Tag" if days == 1 else f"{days} Tage"
