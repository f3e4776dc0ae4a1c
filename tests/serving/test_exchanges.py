"""What was said in conversations is read back as exchanges, whatever database and channel."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from berufslotse.serving.conversations import open_engine
from berufslotse.serving.exchanges import Exchange, count, exchanges
from berufslotse.serving.tracker_store import ConversationStore

ANNA, BEN = "website-anna", "telegram-5"
NOW = 1_790_000_000.0


def said(text: str, at: float, intent: str = "gehalt", **more: Any) -> Event:
    ranking = [{"name": intent, "confidence": 0.9}, {"name": "aufgaben", "confidence": 0.1}]
    parsed = {
        "intent": ranking[0],
        "intent_ranking": ranking,
        "entities": more.pop("entities", [{"entity": "beruf", "value": "Koch"}]),
    }
    return UserUttered(text, parse_data=parsed, timestamp=at, input_channel="website", **more)


def answered(text: str, at: float, **metadata: Any) -> Event:
    return BotUttered(text, {}, metadata, timestamp=at)


@pytest.fixture
def kept(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch):
    """A function that keeps the events of a conversation, and one that reads all exchanges."""
    url = new_database()
    monkeypatch.setenv("CONVERSATIONS_URL", url)
    store = ConversationStore(Domain.empty())
    engine = open_engine(url)

    said_before: dict[str, list[Event]] = {}

    async def keep(sender: str, *events: Event) -> None:
        # Rasa's store adds what the conversation has become longer by.
        conversation = said_before.setdefault(sender, [])
        conversation += events
        await store.save(DialogueStateTracker.from_events(sender, conversation))

    def read(since: float = 0.0) -> list[Exchange]:
        return list(exchanges(engine, since))

    keep.count = lambda since=0.0: count(engine, since)
    return keep, read


async def test_a_message_comes_with_its_replies(kept):
    keep, read = kept
    await keep(
        ANNA,
        ActionExecuted("action_listen", timestamp=NOW),
        said("Was verdient ein Koch?", NOW),
        SlotSet("thema", "gehalt", timestamp=NOW),
        answered("2.500 Euro.", NOW + 0.5, auskunft={"art": "auskunft"}),
        answered("Noch etwas?", NOW + 1.5, utter_action="utter_thanks"),
        said("hm", NOW + 9),
    )
    first, second = read()
    assert (first.sender, first.channel, first.text) == (ANNA, "website", "Was verdient ein Koch?")
    assert (first.intent, first.ranking[1]) == ("gehalt", ("aufgaben", 0.1))
    assert first.names == [("beruf", "Koch")]
    assert [(r.text, r.name) for r in first.replies] == [
        ("2.500 Euro.", None),
        ("Noch etwas?", "utter_thanks"),
    ]
    assert first.kinds == ["auskunft"] and first.seconds == pytest.approx(1.5)
    assert (second.replies, second.seconds) == ((), None)


async def test_a_pressed_button_is_told_as_it_was_shown_and_what_it_was_a_guess_at(kept):
    keep, read = kept
    meant = [{"entity": "gemeint", "value": "wat jibt et da"}]
    await keep(ANNA, said("/gehalt{}", NOW, metadata={"shown": "Was verdient man?"}, entities=meant))
    (exchange,) = read()
    assert (exchange.text, exchange.chosen) == ("Was verdient man?", True)
    assert (exchange.meant, exchange.names) == ("wat jibt et da", [])


async def test_what_counsellors_try_out_is_no_conversation_of_people(kept):
    keep, read = kept
    for sender in ("shell-1a2b", "test-3c4d", "shellac", ANNA):
        await keep(sender, said(sender, NOW))
    assert sorted(e.text for e in read()) == ["shellac", ANNA] and keep.count() == 2


async def test_conversations_are_read_one_after_the_other_and_from_a_time_on(kept):
    keep, read = kept
    await keep(ANNA, said("eins", NOW), answered("a", NOW))
    await keep(BEN, said("zwei", NOW + 10), answered("b", NOW + 11))
    await keep(ANNA, said("drei", NOW + 20), answered("c", NOW + 21))
    assert [(e.sender, e.text) for e in read()] == [(BEN, "zwei"), (ANNA, "eins"), (ANNA, "drei")]
    assert [e.text for e in read(NOW + 5)] == ["zwei", "drei"]
    assert (keep.count(), keep.count(NOW + 5)) == (3, 2)


async def test_names_are_told_as_the_message_has_them_too(kept):
    keep, read = kept
    named = [{"entity": "beruf", "value": "Koch", "wortlaut": "Köchen"}, {"entity": "ort", "value": "Köln"}]
    await keep(ANNA, said("bei Köchen in Köln", NOW, entities=named))
    assert read()[0].wordings == [("beruf", "Köchen")]
