"""A fixed answer is never put the same way twice in a row, and keeps to du or Sie."""

from __future__ import annotations

import pytest
from rasa.core.actions.action import ActionBotResponse, ActionRestart
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Restarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig, read_endpoint_config
from ruamel.yaml import YAML

from berufslotse.channels.telegram_answers import TelegramOutput
from berufslotse.knowledge.home import PROJECT
from berufslotse.language.generator import VariedGenerator

CHANNELS = pytest.mark.parametrize("channel", [None, "telegram"])
POLITE = {"type": "slot", "name": "anrede", "value": "sie"}


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(str(PROJECT / "domain.yml"))


@pytest.fixture(scope="module")
def responses() -> dict[str, list[dict]]:
    return YAML(typ="safe").load(PROJECT / "domain.yml")["responses"]


class Sprecher:
    """Says fixed answers as Rasa does, in one conversation."""

    def __init__(self, domain: Domain, anrede: str | None = None, channel: str | None = None) -> None:
        self._domain = domain
        self._channel = TelegramOutput() if channel == "telegram" else CollectingOutputChannel()
        self._generator = VariedGenerator(None, domain)
        self._tracker = DialogueStateTracker.from_events("x", [], slots=domain.slots)
        self.address(anrede)

    def address(self, anrede: str | None) -> None:
        self._tracker.update(SlotSet("anrede", anrede))

    async def say(self, name: str) -> str:
        action = ActionBotResponse(name)
        events = await action.run(self._channel, self._generator, self._tracker, self._domain)
        self._tracker.update_with_events(events, self._domain)
        return events[0].text


def _texts(
    responses: dict[str, list[dict]], name: str, polite: bool, channel: str | None = None
) -> list[str]:
    """The wordings for `channel`, or where it has none of its own those for all."""
    fitting = [r for r in responses[name] if ("condition" in r) == polite]
    own = [r for r in fitting if channel and r.get("channel") == channel]
    texts = [r["text"].strip() for r in own or fitting if own or "channel" not in r]
    return [text.replace("{aufbewahrung}", "30 Tage") for text in texts]


def _names(responses: dict[str, list[dict]]) -> list[str]:
    return [name for name in responses if name.startswith("utter_")]


@CHANNELS
@pytest.mark.parametrize("anrede", [None, "du", "sie"])
async def test_the_same_wording_never_comes_twice_in_a_row(domain, responses, anrede, channel):
    for name in _names(responses):
        speaker = Sprecher(domain, anrede, channel)
        said = [await speaker.say(name) for _ in range(8)]
        if len(_texts(responses, name, anrede == "sie", channel)) > 1:
            assert all(one != other for one, other in zip(said, said[1:], strict=False)), name


@CHANNELS
@pytest.mark.parametrize("anrede", [None, "du", "sie"])
async def test_all_wordings_take_their_turn(domain, responses, anrede, channel):
    for name in _names(responses):
        speaker = Sprecher(domain, anrede, channel)
        choices = _texts(responses, name, anrede == "sie", channel)
        said = [await speaker.say(name) for _ in choices]
        assert sorted(said) == sorted(choices), name


async def test_who_says_sie_is_answered_with_sie(domain, responses):
    speaker = Sprecher(domain)
    assert await speaker.say("utter_greet") in _texts(responses, "utter_greet", False)
    speaker.address("sie")
    for _ in range(4):
        assert await speaker.say("utter_greet") in _texts(responses, "utter_greet", True)
    speaker.address("du")
    assert await speaker.say("utter_greet") in _texts(responses, "utter_greet", False)


def test_every_fixed_answer_can_be_said_politely(responses):
    for name in _names(responses):
        assert _texts(responses, name, True), name
        assert all(r["condition"] == [POLITE] for r in responses[name] if "condition" in r), name


def test_polite_answers_do_not_say_du(responses):
    familiar = {"du", "dir", "dich", "dein", "deine", "deiner", "deinen", "deinem"}
    for name in _names(responses):
        for text in _texts(responses, name, True):
            assert not familiar & set(text.lower().replace(",", " ").replace(".", " ").split()), (name, text)


async def test_another_answer_in_between_does_not_bring_the_same_wording_again(domain):
    speaker = Sprecher(domain)
    first = await speaker.say("utter_thanks")
    await speaker.say("utter_help")
    assert await speaker.say("utter_thanks") != first


async def test_buttons_come_along_and_stay_whole(domain):
    generator = VariedGenerator(None, domain)
    tracker = DialogueStateTracker.from_events("x", [], slots=domain.slots)
    one = await generator.generate("utter_greet", tracker, "rest")
    other = await generator.generate("utter_greet", tracker, "rest")
    assert one == other
    assert [b["payload"] for b in one["buttons"]][0] == '/aufgaben{"beruf": "Erzieher", "ort": "Köln"}'
    one["buttons"].clear()
    again = await generator.generate("utter_greet", tracker, "rest")
    assert again["buttons"]


async def test_an_unknown_answer_is_none(domain):
    tracker = DialogueStateTracker.from_events("x", [], slots=domain.slots)
    assert await VariedGenerator(None, domain).generate("utter_nichts", tracker, "rest") is None


async def test_rasas_own_restart_works_without_a_fixed_answer_of_its_own(domain):
    tracker = DialogueStateTracker.from_events("x", [], slots=domain.slots)
    generator = VariedGenerator(None, domain)
    events = await ActionRestart().run(CollectingOutputChannel(), generator, tracker, domain)
    assert isinstance(events[-1], Restarted)


def test_rasa_makes_this_generator_from_the_endpoints_of_the_bot(domain):
    endpoint = read_endpoint_config(str(PROJECT / "endpoints.yml"), "nlg")
    assert isinstance(endpoint, EndpointConfig)
    assert isinstance(NaturalLanguageGenerator.create(endpoint, domain), VariedGenerator)


@pytest.mark.parametrize(("days", "said"), [("7", "7 Tage nach"), ("1", "einen Tag nach")])
async def test_privacy_names_the_days_that_are_set(domain, monkeypatch, days, said):
    monkeypatch.setenv("BERUFSLOTSE_KEPT_DAYS", days)
    text = await Sprecher(domain).say("utter_privacy")
    assert said in text and "30 Tage" not in text and "{" not in text
