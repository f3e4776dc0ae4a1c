"""The form of the action server's answers, checked by code that is made once.

Rasa 3.6 makes the validator anew, and checks the schema itself, for each answer: most of the time of a turn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import fastjsonschema
import jsonschema
from jsonschema.exceptions import best_match
from rasa.core.actions.action import RemoteAction


def compile_action_schema() -> None:
    """Have answers checked by compiled code; what it refuses, jsonschema judges and explains as for Rasa."""
    schema = RemoteAction.action_response_format_spec()
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    explain, is_good = kind(schema), _compiled(schema)

    def validate(_action: RemoteAction, result: dict[str, Any]) -> bool:
        if not is_good(result):
            error = best_match(explain.iter_errors(result))
            if error is not None:
                raise error
        return True

    RemoteAction._validate_action_result = validate


def _compiled(schema: dict[str, Any]) -> Callable[[Any], bool]:
    """Return a check that is True only for good answers.

    What an event must be depends on its name: only that one of the schema's choices is looked at.
    """
    events = schema["properties"]["events"]
    common = {key: value for key, value in events["items"].items() if key != "oneOf"}
    outside = {**schema, "properties": {**schema["properties"], "events": {"type": events["type"]}}}
    check = fastjsonschema.compile(outside)
    checks = {
        choice["properties"]["event"]["const"]: fastjsonschema.compile({"allOf": [common, choice]})
        for choice in events["items"]["oneOf"]
    }

    def is_good(result: Any) -> bool:
        try:
            check(result)
            for event in result.get("events", ()):
                checks[event["event"]](event)
        except (fastjsonschema.JsonSchemaValueException, AttributeError, KeyError, TypeError):
            return False
        return True

    return is_good
