"""Each turn is counted and timed, and has a request id, whatever becomes of it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from berufslotse.serving import request_id
from berufslotse.serving.metrics import TurnMetrics
from berufslotse.serving.observing import observe


def said(action: str, art: str | None = None) -> list:
    return [ActionExecuted(action), BotUttered("Ja.", metadata={"auskunft": {"art": art}} if art else {})]


class Bot:
    """Stands in for Rasa's agent and its processor: takes a turn that leaves `events` behind, or fails."""

    model_filename = "/models/berufslotse-12.tar.gz"

    @property
    def processor(self) -> Bot:
        return self

    def __init__(self, events=(), error: Exception | None = None, at_saving: Exception | None = None) -> None:
        self.events, self.error, self.at_saving, self.ids = events, error, at_saving, []

    async def handle_message(self, message: UserMessage) -> list[str]:
        self.ids.append(request_id.current())
        if self.error:
            raise self.error
        before = [UserUttered("Davor"), *said("utter_unavailable"), UserUttered("Jetzt")]
        await self.save_tracker(
            DialogueStateTracker.from_events("a", [*before, *self.events, ActionExecuted("action_listen")])
        )
        return ["Antwort"]

    async def save_tracker(self, tracker: DialogueStateTracker) -> None:
        if self.at_saving:
            raise self.at_saving


def observed(bot: Bot) -> TurnMetrics:
    metrics = TurnMetrics()
    observe(bot, metrics)
    return metrics


def turns(metrics: TurnMetrics) -> dict[tuple[str, str], float]:
    found = {}
    for sample in next(m for m in metrics.registry.collect() if m.name == "lotse_turns").samples:
        if sample.name == "lotse_turns_total" and sample.value:
            found[sample.labels["channel"], sample.labels["outcome"]] = sample.value
    return found


@pytest.mark.parametrize(
    ("events", "outcome"),
    [
        (said("action_answer", "auskunft"), "answered"),
        (said("utter_greet"), "answered"),
        (said("action_unsure", "auskunft"), "answered"),
        (said("action_unsure", "unsicher"), "fallback"),
        (said("utter_default"), "fallback"),
        ([ActionExecuted("action_answer"), *said("utter_unavailable")], "failed"),
        ([ActionExecuted("action_delete_data"), *said("utter_not_deleted")], "failed"),
    ],
)
async def test_a_turn_is_counted_by_what_became_of_it_and_the_turn_before_does_not_count(events, outcome):
    bot = Bot(events)
    metrics = observed(bot)
    assert await bot.handle_message(UserMessage("Hallo", input_channel="website")) == ["Antwort"]
    assert turns(metrics) == {("website", outcome): 1}
    assert metrics.registry.get_sample_value("lotse_turn_seconds_count", {"channel": "website"}) == 1
    assert metrics.registry.get_sample_value("lotse_turns_in_progress") == 0
    errors = metrics.registry.get_sample_value("lotse_errors_total", {"kind": "action"})
    assert errors == (1 if outcome == "failed" else 0)


@pytest.mark.parametrize(
    ("bot", "kind"),
    [
        (Bot(at_saving=sa.exc.OperationalError("INSERT", {}, Exception("weg"))), "database"),
        (Bot(error=LockError("noch in Arbeit")), "lock"),
        (Bot(error=RuntimeError("kaputt")), "other"),
    ],
)
async def test_a_turn_that_breaks_off_is_counted_as_failed_and_breaks_off_still(bot, kind):
    metrics = observed(bot)
    with pytest.raises((sa.exc.OperationalError, LockError, RuntimeError)):
        await bot.handle_message(UserMessage("Hallo", input_channel="telegram"))
    assert turns(metrics) == {("telegram", "failed"): 1}
    assert metrics.registry.get_sample_value("lotse_errors_total", {"kind": kind}) == 1
    assert metrics.registry.get_sample_value("lotse_turns_in_progress") == 0


async def test_a_channel_made_up_by_a_client_makes_no_label_of_its_own():
    bot = Bot(said("utter_greet"))
    metrics = observed(bot)
    for name in ("a", "b"):
        await bot.handle_message(UserMessage("Hallo", input_channel=name))
    assert turns(metrics) == {("other", "answered"): 2}


async def test_a_turn_has_the_id_of_its_request_or_one_of_its_own():
    bot = Bot(said("utter_greet"))
    observed(bot)
    await bot.handle_message(UserMessage("Hallo"))
    await bot.handle_message(UserMessage("Hallo"))
    assert request_id.current() == ""
    request_id.begin("anfrage-0815")
    await bot.handle_message(UserMessage("Hallo"))
    assert bot.ids[2] == "anfrage-0815" == request_id.current()
    assert len(set(bot.ids)) == 3 and all(bot.ids)
    request_id.end()


@pytest.mark.parametrize(
    "header", [None, "", "kurz", "x" * 65, "zeile\nzwei1", "größer-gleich", "a b c d e f"]
)
async def test_a_request_id_that_could_do_harm_is_not_taken_over(header):
    number = request_id.begin(header)
    assert number != header and len(number) == 32
    request_id.end()


async def test_the_model_and_the_process_are_told_of():
    text = observed(Bot()).text().decode()
    assert 'lotse_model_info{model="berufslotse-12.tar.gz"} 1.0' in text
    assert "process_resident_memory_bytes" in text
    assert 'lotse_turns_total{channel="website",outcome="fallback"} 0.0' in text


async def test_two_bots_in_one_process_count_apart():
    assert TurnMetrics().registry is not TurnMetrics().registry
