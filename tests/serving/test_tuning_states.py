"""States, copies and graphs that are kept ready are those that Rasa would make anew."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest
from rasa.core.policies.policy import Policy
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphSchema, SchemaNode
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from berufslotse.serving.tuning import graph, rules, trackers

DOMAIN = Domain.from_dict(
    {
        "intents": ["frage", "gruss"],
        "entities": ["beruf"],
        "actions": ["action_answer", "utter_greet"],
        "forms": {"wahl": {"required_slots": []}},
        "responses": {"utter_greet": [{"text": "Hallo"}]},
        "slots": {
            "beruf": {"type": "text", "influence_conversation": True, "mappings": [{"type": "custom"}]}
        },
    }
)
RASAS_KEYS, RASAS_COPY = RulePolicy._get_possible_keys, DialogueStateTracker.copy
RASAS_RUN = DaskGraphRunner.run


def rule(*steps: tuple[str, str]) -> str:
    """Return the key of a rule of steps like ("action_listen", "frage"), as Rasa writes it."""
    return json.dumps(
        [{"prev_action": {"action_name": action}, "user": {"intent": intent}} for action, intent in steps],
        sort_keys=True,
    )


LOOKUP = {
    RULES: {
        rule(("action_listen", "frage")): "action_answer",
        rule(("action_listen", "gruss")): "utter_greet",
        rule(("action_listen", "frage"), ("action_answer", "frage")): "action_listen",
        rule(("action_listen", "gruss"), ("utter_greet", "gruss")): "action_listen",
        rule(
            ("action_listen", "gruss"), ("utter_greet", "gruss"), ("action_listen", "frage")
        ): "action_answer",
        '[{}, {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "gruss"}}]': "utter_greet",
        '[{"prev_action": {"action_name": "should_not_be_set"}}]': "action_listen",
        '[{"slots": {"beruf": [1.0]}, "prev_action": {"action_name": "action_listen"}}]': "action_answer",
    }
}


@pytest.fixture
def policy(tmp_path) -> RulePolicy:
    storage = LocalModelStorage.create(tmp_path)
    context = ExecutionContext(GraphSchema({}))
    made = RulePolicy.create(RulePolicy.get_default_config(), storage, Resource("regeln"), context)
    made.lookup = LOOKUP
    return made


def said(some: random.Random) -> list[Any]:
    """Return the events of one more step of a conversation, mostly usual ones."""
    intent = some.choice(["frage", "gruss"])
    text = f"{intent} {some.random()}"
    user = UserUttered(text, {"name": intent, "confidence": 1.0})
    usual = [
        [user, DefinePrevUserUtteredFeaturization(False)],
        [
            ActionExecuted("action_answer"),
            BotUttered("Antwort"),
            SlotSet("beruf", some.choice(["Koch", None])),
        ],
        [ActionExecuted("utter_greet"), BotUttered("Hallo")],
        [ActionExecuted("action_listen")],
        [ActionExecuted("action_listen"), user, DefinePrevUserUtteredFeaturization(False)],
    ]
    rare = [
        [UserUtteranceReverted()],
        [ActionReverted()],
        [Restarted()],
        [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")],
        [user, DefinePrevUserUtteredFeaturization(True)],
        [ActionExecuted("wahl"), ActiveLoop("wahl")],
        [ActiveLoop(None)],
    ]
    return some.choice(rare if some.random() < 0.06 else usual)


def conversation(number: int) -> tuple[random.Random, DialogueStateTracker]:
    tracker = DialogueStateTracker("anna", DOMAIN.slots)
    tracker.update(ActionExecuted("action_session_start"))
    tracker.update(SessionStarted())
    return random.Random(number), tracker


@pytest.mark.parametrize("number", range(30))
def test_the_rules_that_hold_are_the_same(number, policy):
    some, tracker = conversation(number)
    for _ in range(60):
        for event in said(some):
            tracker.update(event, DOMAIN)
        for as_text in (True, False):
            whole = Policy._prediction_states(policy, tracker, DOMAIN, as_text)
            last = rules.prediction_states(policy, tracker, DOMAIN, as_text)
            assert last == whole[-len(last) :]
            assert len(last) == min(len(whole), 4)
            expected = RASAS_KEYS(policy, policy.lookup[RULES], whole)
            assert rules.possible_keys(policy, policy.lookup[RULES], last) == expected


@pytest.mark.parametrize("number", range(20))
def test_a_copy_is_the_same_and_stands_alone(number):
    some, tracker = conversation(number)
    for _ in range(40):
        for event in said(some):
            tracker.update(event, DOMAIN)
        ours, rasas = trackers.copied(tracker), RASAS_COPY(tracker)
        assert ours.current_state() == rasas.current_state()
        assert list(ours.events) == list(rasas.events)
        assert ours.active_loop == rasas.active_loop
        ours.update(SlotSet("beruf", "Bäcker"))
        ours.update(ActiveLoop("wahl"))
        again = trackers.copied(tracker)
        assert again.current_state() == rasas.current_state()
        assert list(again.events) == list(rasas.events)
        assert trackers.applied_events(tracker) == trackers.RASAS_APPLIED_EVENTS(tracker)


class Counting:
    """A node of a graph that says by what it was called."""

    def __init__(self, name: str, calls: list[str], fails: bool = False) -> None:
        self.name, self.calls, self.fails = name, calls, fails

    def __call__(self, *given: Any) -> tuple[str, Any]:
        self.calls.append(self.name)
        if self.fails:
            raise RuntimeError("kaputt")
        return self.name, [self.name, *copy.deepcopy(given)]


def runner(fails: str = "") -> tuple[DaskGraphRunner, list[str]]:
    needs = {
        "a": {"x": "eingabe"},
        "b": {"y": "a"},
        "c": {"y": "a", "z": "b"},
        "d": {"w": "c"},
        "e": {"q": "niemand"},
    }
    nodes = {
        name: SchemaNode(need, Counting, "create", "process", {}, is_target=name == "d")
        for name, need in needs.items()
    }
    made, calls = DaskGraphRunner.__new__(DaskGraphRunner), []
    made._graph_schema = GraphSchema(nodes)
    made._execution_context = ExecutionContext(made._graph_schema)
    made._instantiated_nodes = {name: Counting(name, calls, name == fails) for name in nodes}
    return made, calls


@pytest.mark.parametrize("targets", [None, ["d"], ["b"], ["c", "a"], ["e"]])
@pytest.mark.parametrize("given", [{"eingabe": 5}, {"eingabe": [1, 2], "a": "schon da"}])
def test_a_graph_gives_the_same_and_runs_each_node_once(targets, given):
    ours, calls = runner()
    rasas, rasas_calls = runner()
    assert graph.run(ours, dict(given), targets) == RASAS_RUN(rasas, dict(given), targets)
    assert graph.run(ours, dict(given), targets) == RASAS_RUN(rasas, dict(given), targets)
    assert sorted(calls) == sorted(rasas_calls)


def test_what_fails_in_a_graph_fails_in_the_same_way():
    for run in (graph.run, RASAS_RUN):
        made, _ = runner(fails="b")
        with pytest.raises(GraphRunError, match="Error running runner"):
            run(made, {"eingabe": 5}, ["c"])
        with pytest.raises(GraphRunError, match="clashes"):
            run(made, {"eingabe": "a"}, ["c"])
