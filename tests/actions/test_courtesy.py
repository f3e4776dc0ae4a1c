"""When an action fails, the user hears an apology instead of nothing."""

from __future__ import annotations

from typing import Any

import pytest
import rasa.core.actions.action
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.policies.ensemble import DefaultPolicyPredictionEnsemble
from rasa.core.policies.policy import PolicyPrediction
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from ruamel.yaml import YAML

from berufslotse.knowledge.home import PROJECT
from berufslotse.serving.courtesy import NOT_DELETED, CourtesyPolicy

APOLOGY = "utter_unavailable"
OWN_ACTIONS = YAML(typ="safe").load(PROJECT / "domain.yml")["actions"]


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(PROJECT / "domain.yml"))


@pytest.fixture(autouse=True)
def _waiting_time_restored(monkeypatch):
    monkeypatch.setattr(rasa.core.actions.action, "DEFAULT_REQUEST_TIMEOUT", 300)


def _policy(folder, **settings: Any) -> CourtesyPolicy:
    config = {**CourtesyPolicy.get_default_config(), **settings}
    context = ExecutionContext(GraphSchema({}))
    return CourtesyPolicy.create(config, LocalModelStorage.create(folder), Resource("courtesy"), context)


@pytest.fixture
def policy(tmp_path) -> CourtesyPolicy:
    return _policy(tmp_path)


def _tracker(domain: Domain, *events: Event, session: bool = True) -> DialogueStateTracker:
    start: list[Event] = [ActionExecuted("action_session_start"), SessionStarted()] if session else []
    start += [ActionExecuted("action_listen"), UserUttered("was verdient man?", {"name": "gehalt"})]
    return DialogueStateTracker.from_events("x", [*start, *events], slots=domain.slots)


def _predicted(policy: CourtesyPolicy, domain: Domain, *events: Event, session: bool = True) -> str | None:
    prediction = policy.predict_action_probabilities(_tracker(domain, *events, session=session), domain)
    if prediction.max_confidence == 0:
        return None
    assert sum(prediction.probabilities) == prediction.max_confidence == 1.0
    return domain.action_names_or_texts[prediction.max_confidence_index]


@pytest.mark.parametrize("action", OWN_ACTIONS)
def test_after_an_action_that_left_nothing_comes_the_apology(policy, domain, action):
    expected = NOT_DELETED if action == "action_delete_data" else APOLOGY
    assert _predicted(policy, domain, ActionExecuted(action)) == expected


def test_a_yes_to_deleting_that_fails_is_told_that_nothing_is_deleted(policy, domain):
    asked = BotUttered("Soll ich?", metadata={"utter_action": "utter_ask_delete"})
    yes = [asked, ActionExecuted("action_listen"), UserUttered("ja", {"name": "affirm"})]
    assert _predicted(policy, domain, *yes, ActionExecuted("action_affirm")) == NOT_DELETED
    assert _predicted(policy, domain, ActionExecuted(NOT_DELETED)) == "action_listen"


def test_after_the_apology_the_bot_listens(policy, domain):
    events = [ActionExecuted("action_answer"), ActionExecuted(APOLOGY), BotUttered("Entschuldige")]
    assert _predicted(policy, domain, *events) == "action_listen"
    assert _predicted(policy, domain, *events[:2]) == "action_listen"


@pytest.mark.parametrize(
    "events",
    [
        [],
        [ActionExecuted("action_answer"), BotUttered("Das macht man so.")],
        [ActionExecuted("action_answer"), BotUttered("Das macht man so."), SlotSet("thema", "gehalt")],
        [ActionExecuted("action_start_over"), SlotSet("anrede", None)],
        [ActionExecuted("utter_greet")],
        [ActionExecuted("utter_greet"), BotUttered("Hallo")],
        [ActionExecuted("action_listen")],
        [ActionExecuted("action_restart")],
        [ActionExecuted("action_default_fallback")],
        [ActionExecuted("action_answer"), ActionExecuted("action_listen")],
    ],
)
def test_otherwise_nothing_is_predicted(policy, domain, events):
    assert _predicted(policy, domain, *events) is None


def test_at_the_start_of_a_conversation_nothing_is_predicted(policy, domain):
    empty = DialogueStateTracker.from_events("x", [], slots=domain.slots)
    assert policy.predict_action_probabilities(empty, domain).max_confidence == 0


def test_in_stories_where_no_action_runs_none_has_failed(policy, domain):
    assert _predicted(policy, domain, ActionExecuted("action_answer"), session=False) is None


def test_a_later_question_is_not_apologised_for(policy, domain):
    events = [
        ActionExecuted("action_answer"),
        ActionExecuted(APOLOGY),
        BotUttered("Entschuldige"),
        ActionExecuted("action_listen"),
        UserUttered("und jetzt?", {"name": "gehalt"}),
    ]
    assert _predicted(policy, domain, *events) is None
    assert _predicted(policy, domain, *events, ActionExecuted("action_answer"), BotUttered("So.")) is None
    assert _predicted(policy, domain, *events, ActionExecuted("action_answer")) == APOLOGY


def test_the_apology_goes_before_the_rule_to_listen(policy, domain):
    tracker = _tracker(domain, ActionExecuted("action_answer"))
    listen = [float(name == "action_listen") for name in domain.action_names_or_texts]
    rule = PolicyPrediction(listen, "RulePolicy", policy_priority=6)
    courtesy = policy.predict_action_probabilities(tracker, domain)
    ensemble = DefaultPolicyPredictionEnsemble()
    for order in ([rule, courtesy], [courtesy, rule]):
        chosen = ensemble.combine_predictions_from_kwargs(
            tracker, domain, **dict(zip("ab", order, strict=True))
        )
        assert domain.action_names_or_texts[chosen.max_confidence_index] == APOLOGY


def test_the_apology_needs_no_action_server_and_fits_the_address(domain):
    responses = domain.responses[APOLOGY]
    assert any("condition" not in r for r in responses)
    assert any(r.get("condition") for r in responses)


class Horcher:
    """An action server that only notes how long one would wait for it."""

    def __init__(self) -> None:
        self.waited: list[float] = []
        self.kwargs: dict[str, Any] = {}

    async def request(self, timeout: float, **kwargs: Any) -> dict[str, Any]:
        self.waited.append(timeout)
        return {"events": [], "responses": []}


@pytest.mark.parametrize("seconds", [4.0, 1.5])
async def test_rasa_waits_as_long_as_the_policy_says(tmp_path, domain, seconds):
    _policy(tmp_path, action_timeout=seconds)
    server = Horcher()
    action = RemoteAction("action_answer", server)  # type: ignore[arg-type]
    await action.run(
        CollectingOutputChannel(), TemplatedNaturalLanguageGenerator({}), _tracker(domain), domain
    )
    assert server.waited == [seconds]


def test_loading_a_model_sets_the_waiting_time_too(tmp_path):
    config = {**CourtesyPolicy.get_default_config(), "action_timeout": 2.5}
    context = ExecutionContext(GraphSchema({}))
    CourtesyPolicy.load(config, LocalModelStorage.create(tmp_path), Resource("courtesy"), context)
    assert rasa.core.actions.action.DEFAULT_REQUEST_TIMEOUT == 2.5


def test_training_learns_nothing(policy, domain, tmp_path):
    assert policy.train([], domain) == Resource("courtesy")
    assert list(tmp_path.iterdir()) == []
