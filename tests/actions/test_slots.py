"""Of the slots of a call only what actions have left there is taken, whatever was sent."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from actions.slots import kept
from berufslotse.knowledge.home import PROJECT
from tests.channels.fuzzed_requests import SLOTS


def test_what_actions_leave_is_taken():
    taken = kept(SLOTS)
    assert taken == {name: value for name, value in SLOTS.items() if value is not None}


@pytest.mark.parametrize("value", [5, True, [{}], {"a": {"b": []}}, "\ud800", ["Koch"]], ids=repr)
@pytest.mark.parametrize("name", ["beruf", "ort", "stufe", "arbeitgeber", "thema", "rangliste", "angebot"])
def test_what_is_no_text_is_no_name(name, value):
    assert kept({name: value}) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gesagt", "abc"),
        ("gesagt", [["abc"]]),
        ("vergleich", {"Köln": "Bonn"}),
        ("quellen", [{}]),
        ("quellen", [{**SLOTS["quellen"][0], "mehr": "x"}]),
        ("quellen", [{**SLOTS["quellen"][0], "stand": "1999"}]),
        ("selbstcheck", {}),
        ("selbstcheck", {**SLOTS["selbstcheck"], "aussagen": [["abc"]]}),
        ("selbstcheck", {**SLOTS["selbstcheck"], "aussagen": "abc"}),
        ("selbstcheck", {**SLOTS["selbstcheck"], "antworten": {"abc": []}}),
        ("weiblich", "ja"),
        ("gibtsnicht", "x"),
    ],
)
def test_what_actions_never_leave_is_not_taken(name, value):
    assert kept({name: value}) == {}


def test_the_slots_of_the_domain_are_all_known():
    domain = YAML(typ="safe").load(PROJECT / "domain.yml")
    assert set(domain["slots"]) == set(SLOTS)
