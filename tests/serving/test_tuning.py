"""What is done faster than by Rasa is done just the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.utils.common import all_subclasses

from berufslotse.serving.tuning.action_schema import compile_action_schema
from berufslotse.serving.tuning.event_types import remember_event_types

Check = Callable[[RemoteAction, dict[str, Any]], bool]
RASAS = RemoteAction._validate_action_result

GOOD = [
    {"events": [], "responses": []},
    {},
    {"events": [{"event": "slot", "timestamp": None, "name": "beruf", "value": "Koch"}], "responses": []},
    {"events": [{"event": "slot", "name": "beruf", "value": None}]},
    {"events": [{"event": "followup", "name": "action_listen"}, {"event": "restart"}]},
    {
        "events": [
            {"event": "user", "text": "Hallo", "parse_data": {"intent": {"name": "greet"}, "text": "Hallo"}}
        ]
    },
    {"responses": [{"text": "Hallo", "buttons": [], "custom": {"sources": []}}, {}]},
    {"responses": [], "mehr": "ist erlaubt"},
]
BAD = [
    [],
    None,
    "Hallo",
    5,
    {"events": None},
    {"events": {}},
    {"events": ["slot"]},
    {"events": [{}]},
    {"events": [{"event": "gibtsnicht"}]},
    {"events": [{"event": "slot"}]},
    {"events": [{"event": "slot", "name": 5, "value": "Koch"}]},
    {"events": [{"event": "slot", "timestamp": "gestern", "name": "beruf", "value": "Koch"}]},
    {"events": [{"event": "restart"}, {"event": 5}]},
    {"responses": None},
    {"responses": {}},
    {"responses": ["Hallo"]},
    {"responses": [{"text": "gut"}, 5]},
    {"events": [{}], "responses": ["Hallo"]},
]


@pytest.fixture
def ours() -> Iterator[Check]:
    """The check that takes the place of Rasa's, for as long as the test."""
    compile_action_schema()
    try:
        assert RemoteAction._validate_action_result is not RASAS
        yield RemoteAction._validate_action_result
    finally:
        RemoteAction._validate_action_result = RASAS


@pytest.fixture
def action() -> RemoteAction:
    return RemoteAction("action_answer", None)


def refusal(check: Check, action: RemoteAction, answer: Any) -> jsonschema.ValidationError:
    with pytest.raises(jsonschema.ValidationError) as caught:
        check(action, answer)
    return caught.value


@pytest.mark.parametrize("answer", GOOD, ids=str)
def test_a_good_answer_is_taken_by_both(ours, action, answer):
    assert RASAS(action, answer) is True
    assert ours(action, answer) is True


@pytest.mark.parametrize("answer", BAD, ids=str)
def test_a_bad_answer_is_refused_by_both_for_the_same_reason(ours, action, answer):
    rasas, our = refusal(RASAS, action, answer), refusal(ours, action, answer)
    assert list(our.absolute_path) == list(rasas.absolute_path)
    assert list(our.absolute_schema_path) == list(rasas.absolute_schema_path)
    assert (our.validator, our.instance) == (rasas.validator, rasas.instance)
    # Rasa adds where its documentation lies.
    assert our.message and rasas.message.startswith(our.message)


def test_a_refused_answer_leaves_nothing_behind_for_the_next(ours, action):
    first = refusal(ours, action, {"events": [{}]})
    assert ours(action, GOOD[0]) is True
    assert refusal(ours, action, {"events": [{}]}).message == first.message


def test_doing_it_twice_changes_nothing(ours, action):
    compile_action_schema()
    assert RemoteAction._validate_action_result(action, GOOD[2]) is True
    refusal(RemoteAction._validate_action_result, action, BAD[4])


@pytest.fixture
def remembered(monkeypatch) -> None:
    """Event types as they are looked up after tuning."""
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(Event.resolve_by_type))
    remember_event_types()


def test_the_class_of_every_event_is_found_by_its_name(remembered):
    names = {kind.type_name for kind in all_subclasses(Event) if isinstance(kind.type_name, str)}
    assert len(names) > 20
    for name in names:
        assert Event.resolve_by_type(name).type_name == name


def test_what_is_no_event_is_none_each_time(remembered):
    for _ in range(2):
        assert Event.resolve_by_type("topic") is None
        assert Event.resolve_by_type("gibtsnicht", UserUttered) is UserUttered
        with pytest.raises(ValueError):
            Event.resolve_by_type("gibtsnicht")


@pytest.mark.parametrize(("setting", "kept"), [("on", True), ("off", False)])
def test_what_is_loaded_at_the_start_is_not_looked_through_again(setting, kept):
    code = (
        "import gc; from berufslotse.serving.tuning.garbage import keep_what_is_loaded; "
        "keep_what_is_loaded(); print(gc.get_freeze_count())"
    )
    environment = {**os.environ, "BERUFSLOTSE_TUNING": setting}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert (int(said.stdout) > 1000) == kept
