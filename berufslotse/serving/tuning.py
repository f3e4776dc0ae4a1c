"""What makes Rasa answer faster without changing what it answers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import jsonschema
from jsonschema.exceptions import best_match
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event

from berufslotse.serving.tuned import wanted


def tune() -> None:
    """Do all that this module can, if it is wanted; raises as `tuned.wanted` does."""
    if not wanted():
        return
    compile_action_schema()
    remember_event_types()


def compile_action_schema() -> None:
    """Have the form of the action server's answers checked by a validator that is made once.

    Rasa 3.6 makes it anew, and checks the schema itself, for each answer: most of the time of a turn.
    """
    schema = RemoteAction.action_response_format_spec()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        error = best_match(validator.iter_errors(result))
        if error is not None:
            raise error
        return True

    RemoteAction._validate_action_result = validate


def remember_event_types() -> None:
    """Have the class of an event looked up once by its name.

    Rasa 3.6 goes through all classes of events for each event that it reads back, so the longer a
    conversation, the longer each turn.
    """
    if not hasattr(Event.resolve_by_type, "cache_info"):
        Event.resolve_by_type = staticmethod(lru_cache(maxsize=None)(Event.resolve_by_type))
