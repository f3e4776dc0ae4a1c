"""Rules matched against the last few states, which grow with the conversation instead of being made anew.

Rasa 3.6 plays the whole conversation through for each question that it puts to its rules, four times a turn,
and tries each rule on each state. No rule looks back further than it is long, so the states before that
change nothing; and an event that has been played through needs no second time.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable
from itertools import islice
from typing import Any

from rasa.core.policies.policy import SupportedData
from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, ActiveLoop, DefinePrevUserUtteredFeaturization, Event
from rasa.shared.core.trackers import DialogueStateTracker

from berufslotse.serving.tuning.trackers import BEGINS, TAKES_BACK

RASAS_STATES = RulePolicy._prediction_states


class Window:
    """The last `length` states of a conversation, kept up with its events."""

    def __init__(self, tracker: DialogueStateTracker, domain: Domain, length: int) -> None:
        self.domain, self.length = domain, length
        self._begin(tracker)

    def _begin(self, tracker: DialogueStateTracker) -> None:
        self._played = tracker.init_copy()
        self._before: deque[State] = deque(maxlen=self.length - 1)
        self._play(tracker.applied_events())
        self._seen = len(tracker.events)
        # In a conversation with a loop, an action may take back what was before it.
        self._has_loops = any(issubclass(kind, ActiveLoop) for kind in set(map(type, tracker.events)))

    def _play(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, ActionExecuted):
                self._before.append(self.domain.get_active_state(self._played))
            self._played.update(event)
            # Only what comes of the events is needed of it, not the events.
            self._played.events.clear()

    def states(self, tracker: DialogueStateTracker) -> list[State]:
        """Return copies of the states, the present one last."""
        new = list(islice(tracker.events, self._seen, None))
        if self._has_loops or any(map(_changes_the_past, new)):
            self._begin(tracker)
        else:
            self._play(new)
            self._seen = len(tracker.events)
        states = [*self._before, self.domain.get_active_state(self._played)]
        return [{name: dict(part) for name, part in state.items()} for state in states]


def _changes_the_past(event: Event) -> bool:
    """Whether earlier events may no longer count after this one, or look different in their states."""
    if isinstance(event, DefinePrevUserUtteredFeaturization):
        return bool(event.use_text_for_featurization)
    return isinstance(event, (*BEGINS, *TAKES_BACK))


def look_at_the_last_states() -> None:
    """Have rules see the states that they can look back on, and be tried by what was done last."""
    RulePolicy._prediction_states = prediction_states
    RulePolicy._get_possible_keys = possible_keys


def prediction_states(
    self: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: dict[str, Any] | None = None,
) -> list[State]:
    """Return the last states, one more than the longest rule has, as `Policy._prediction_states` ends."""
    if self.supported_data() == SupportedData.ML_DATA or self.featurizer.max_history is not None:
        return RASAS_STATES(self, tracker, domain, use_text_for_last_user_input, rule_only_data)
    window = tracker.__dict__.get("_lotse_window")
    if window is None or window.domain is not domain or window.length != _rules(self).longest + 1:
        window = tracker.__dict__["_lotse_window"] = Window(tracker, domain, _rules(self).longest + 1)
    states = window.states(tracker)
    self.featurizer._choose_last_user_input([states], use_text_for_last_user_input)
    return states


class _Rules:
    """The rules of one policy, read once; their states go back in time, as conversations are matched."""

    def __init__(self, lookup: dict[str, Any]) -> None:
        keys = {key for kind in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH) for key in lookup.get(kind, {})}
        self.backwards = {key: json.loads(key)[::-1] for key in keys}
        self.longest = max(map(len, self.backwards.values()), default=1)
        self._after: dict[str | None, list[str]] = {}
        for key, states in self.backwards.items():
            self._after.setdefault(_last_action(states[0]), []).append(key)

    def after(self, state: State) -> list[str]:
        """Return the keys of the rules whose last state can be met by `state` as to what was done last."""
        name = _last_action(state)
        return [*self._after.get(name, ()), *(self._after.get(None, ()) if name else ())]


def _last_action(state: State) -> str | None:
    """Return the name of the action before `state`, or None if a rule leaves it open."""
    name = state.get(PREVIOUS_ACTION, {}).get("action_name")
    return None if name == SHOULD_NOT_BE_SET else name


def _rules(policy: RulePolicy) -> _Rules:
    known = policy.__dict__.get("_lotse_rules")
    if known is None or known[0] is not policy.lookup:
        known = policy.__dict__["_lotse_rules"] = (policy.lookup, _Rules(policy.lookup))
    return known[1]


def possible_keys(self: RulePolicy, lookup: dict[str, Any], states: list[State]) -> set[str]:
    """Return the keys of the rules that hold for `states`, as `RulePolicy._get_possible_keys` does."""
    rules = _rules(self)
    return {
        key
        for key in rules.after(states[-1])
        if key in lookup and all(map(_holds, rules.backwards[key], reversed(states)))
    }


def _holds(rule_state: State, state: State) -> bool:
    """Whether one state of a rule is met by one of the conversation (`RulePolicy._is_rule_applicable`)."""
    rules_action, action = rule_state.get(PREVIOUS_ACTION), state.get(PREVIOUS_ACTION)
    if not rules_action or not action:
        # Only the first state of a conversation is after no action.
        return not rules_action and not action
    return RulePolicy._does_rule_match_state(rule_state, state)
