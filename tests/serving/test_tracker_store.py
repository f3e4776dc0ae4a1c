"""The tracker store writes what Rasa's own writes, and nothing onto a conversation that has moved on."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from berufslotse.serving import recent_trackers, retention
from berufslotse.serving.conversations import Conversations
from berufslotse.serving.events import READ
from berufslotse.serving.recent_trackers import Kept, RecentTrackers
from berufslotse.serving.tracker_store import ConversationMoved, ConversationStore
from berufslotse.serving.tuned import VARIABLE

DOMAIN = Domain.from_dict(
    {
        "intents": ["frage"],
        "actions": ["action_answer"],
        "slots": {"beruf": {"type": "text", "mappings": [{"type": "custom"}]}},
    }
)
ANNA = "website-anna"


def began() -> list[Event]:
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def turn(text: str) -> list[Event]:
    said = UserUttered(text, {"name": "frage"}, parse_data={"intent": {"name": "frage"}, "text": text})
    answer = BotUttered(f"Zu {text}", {"buttons": None}, {"auskunft": {"art": "antwort"}})
    return [
        said,
        ActionExecuted("action_answer"),
        answer,
        SlotSet("beruf", text),
        ActionExecuted("action_listen"),
    ]


async def say(store: SQLTrackerStore, events: list[Event], sender: str = ANNA) -> DialogueStateTracker:
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    for event in events:
        tracker.update(event)
    await store.save(tracker)
    return tracker


def kept(url: str, sender: str = ANNA) -> list[dict]:
    engine = sa.create_engine(url)
    query = sa.select(READ.c.data).where(READ.c.sender_id == sender).order_by(READ.c.id)
    with engine.connect() as connection:
        rows = [json.loads(data) for (data,) in connection.execute(query)]
    engine.dispose()
    return rows


@pytest.fixture
def url(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    url = new_database()
    monkeypatch.setenv("CONVERSATIONS_URL", url)
    return url


@pytest.fixture(params=["on", "off"])
def store(url: str, request, monkeypatch: pytest.MonkeyPatch) -> ConversationStore:
    monkeypatch.setenv(VARIABLE, request.param)
    return ConversationStore(DOMAIN)


async def test_the_same_rows_as_rasas_own_store(store, url, tmp_path):
    rasas = SQLTrackerStore(DOMAIN, db=str(tmp_path / "rasa.db"))
    events = [began(), turn("Koch"), turn("Bäcker"), began() + turn("Erzieher"), turn("Maurer")]
    for some in events:
        await say(store, some)
        await say(rasas, some)
    assert kept(url) == kept(f"sqlite:///{tmp_path / 'rasa.db'}")
    ours, theirs = await store.retrieve(ANNA), await rasas.retrieve(ANNA)
    assert ours.current_state() == theirs.current_state()
    assert [event.as_dict() for event in ours.events] == [event.as_dict() for event in theirs.events]


async def test_the_columns_are_filled_as_rasa_fills_them(store, url, tmp_path):
    rasas = SQLTrackerStore(DOMAIN, db=str(tmp_path / "rasa.db"))
    for each in (store, rasas):
        await say(each, began() + turn("Koch"))
    columns = "sender_id, type_name, intent_name, action_name"
    rows = []
    for address in (url, f"sqlite:///{tmp_path / 'rasa.db'}"):
        engine = sa.create_engine(address)
        with engine.connect() as connection:
            rows.append(connection.exec_driver_sql(f"SELECT {columns} FROM events ORDER BY id").all())
        engine.dispose()
    assert [tuple(row) for row in rows[0]] == [tuple(row) for row in rows[1]]


async def test_the_next_turn_goes_on_with_the_conversation_kept_ready(url, monkeypatch):
    monkeypatch.setenv(VARIABLE, "on")
    store = ConversationStore(DOMAIN)
    first = await say(store, began() + turn("Koch"))
    assert await say(store, turn("Bäcker")) is first


async def test_switched_off_each_turn_reads_the_conversation_anew(url, monkeypatch):
    monkeypatch.setenv(VARIABLE, "off")
    store = ConversationStore(DOMAIN)
    first = await say(store, began() + turn("Koch"))
    second = await say(store, turn("Bäcker"))
    assert second is not first
    assert [e.text for e in second.events if isinstance(e, UserUttered)] == ["Koch", "Bäcker"]


async def test_what_another_worker_said_is_seen(store):
    other = ConversationStore(DOMAIN)
    await say(store, began() + turn("Koch"))
    await say(other, turn("Bäcker"))
    tracker = await say(store, turn("Maurer"))
    assert [e.text for e in tracker.events if isinstance(e, UserUttered)] == ["Koch", "Bäcker", "Maurer"]


async def test_a_turn_is_refused_when_another_worker_spoke_meanwhile(store, url):
    other = ConversationStore(DOMAIN)
    await say(store, began() + turn("Koch"))
    tracker = await store.retrieve(ANNA)
    await say(other, turn("Bäcker"))
    before = kept(url)
    for event in turn("Maurer"):
        tracker.update(event)
    with pytest.raises(ConversationMoved):
        await store.save(tracker)
    assert kept(url) == before
    again = await store.retrieve(ANNA)
    assert [e.text for e in again.events if isinstance(e, UserUttered)] == ["Koch", "Bäcker"]


async def test_two_beginnings_of_one_conversation_do_not_mix(store, url):
    other = ConversationStore(DOMAIN)
    tracker = await store.get_or_create_tracker(ANNA, append_action_listen=False)
    await say(other, began() + turn("Bäcker"))
    for event in began() + turn("Koch"):
        tracker.update(event)
    with pytest.raises(ConversationMoved):
        await store.save(tracker)
    assert "Koch" not in json.dumps(kept(url))


async def test_a_deleted_conversation_does_not_come_back_from_memory(store, url):
    await say(store, began() + turn("Koch"))
    Conversations(url).delete(ANNA)
    assert await store.retrieve(ANNA) is None
    await say(store, began() + turn("Bäcker"))
    assert "Koch" not in json.dumps(kept(url))


async def test_a_turn_that_ends_after_the_deletion_writes_nothing(store, url):
    await say(store, began() + turn("Koch"))
    tracker = await store.retrieve(ANNA)
    Conversations(url).delete(ANNA)
    for event in turn("Bäcker"):
        tracker.update(event)
    with pytest.raises(ConversationMoved):
        await store.save(tracker)
    assert kept(url) == []


async def test_a_turn_that_failed_leaves_nothing_in_memory(store):
    await say(store, began() + turn("Koch"))
    failed = await store.retrieve(ANNA)
    failed.update(SlotSet("beruf", "Halbes"))
    assert (await store.retrieve(ANNA)).get_slot("beruf") == "Koch"


async def test_deleting_silent_ones_and_speaking_on_is_a_new_conversation(store, url):
    await say(store, began() + turn("Koch"))
    retention.forget(store.engine, retention.silent(since=9e9))
    tracker = await say(store, began() + turn("Bäcker"))
    assert [e.text for e in tracker.events if isinstance(e, UserUttered)] == ["Bäcker"]


def test_the_oldest_make_room():
    recent = RecentTrackers(most=100)
    for number in range(30):
        tracker = DialogueStateTracker(f"{number}", DOMAIN.slots)
        recent.put(Kept(tracker, DOMAIN, (number, 0.0), 1, 10))
    held = [number for number in range(30) if recent.take(str(number))]
    assert held == list(range(20, 30))


def test_one_that_is_too_long_is_held_alone():
    recent = RecentTrackers(most=100)
    recent.put(Kept(DialogueStateTracker("kurz", DOMAIN.slots), DOMAIN, (1, 0.0), 1, 10))
    recent.put(Kept(DialogueStateTracker("lang", DOMAIN.slots), DOMAIN, (1, 0.0), 1, 500))
    assert recent.take("kurz") is None
    assert recent.take("lang")
    assert recent_trackers.MOST_CHARACTERS > 100


def test_one_that_rests_is_let_go_when_others_speak():
    now = [0.0]
    recent = RecentTrackers(clock=lambda: now[0])
    for name, seconds in (("anna", 0.0), ("ben", 500.0), ("cem", 700.0)):
        now[0] = seconds
        recent.put(Kept(DialogueStateTracker(name, DOMAIN.slots), DOMAIN, (1, 0.0), 1, 10))
    assert recent.take("anna") is None
    assert recent.take("ben") and recent.take("cem")


async def test_an_id_that_is_given_again_after_deleting_brings_nothing_back(store, url):
    await say(store, began() + turn("Koch"))
    Conversations(url).delete(ANNA)
    await say(ConversationStore(DOMAIN), began() + turn("Bäcker"))
    tracker = await store.retrieve(ANNA)
    assert [e.text for e in tracker.events if isinstance(e, UserUttered)] == ["Bäcker"]
