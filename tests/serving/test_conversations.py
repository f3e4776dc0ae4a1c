"""Conversations that Rasa kept are read back turn by turn, and deleted so that nothing is left of them."""

from __future__ import annotations

import asyncio
import random
import sqlite3
import stat
import subprocess
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from berufslotse.channels.website import WebsiteChannel
from berufslotse.serving import retention
from berufslotse.serving.conversations import EVENTS, Conversations
from berufslotse.serving.events import READ, address
from berufslotse.serving.inbox import INBOX, Arrived, Inbox
from berufslotse.serving.tracker_store import ConversationStore

DOMAIN = Domain.from_dict(
    {
        "intents": ["frage"],
        "actions": ["action_answer"],
        "slots": {"beruf": {"type": "text", "mappings": [{"type": "custom"}]}},
    }
)
ANNA, BEN = "website-anna", "website-ben"
DAY = 24 * 3600


def turn(text: str, *replies: str, name: str | None = None, at: float | None = None) -> list[Event]:
    """Return the events of one turn as Rasa makes them."""
    when = at or time.time()
    parse_data = {"intent": {"name": "frage"}, "text": text, "message_id": name}
    said = UserUttered(text, {"name": "frage"}, parse_data=parse_data, message_id=name, timestamp=when)
    return [
        ActionExecuted("action_listen", timestamp=when),
        said,
        ActionExecuted("action_answer", timestamp=when),
        *(BotUttered(reply, {"buttons": None}, timestamp=when) for reply in replies),
        SlotSet("beruf", text, timestamp=when),
    ]


@pytest.fixture
def url(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database, at which conversations are kept."""
    url = new_database()
    monkeypatch.setenv("CONVERSATIONS_URL", url)
    return url


@pytest.fixture
def store(url: str) -> ConversationStore:
    return ConversationStore(DOMAIN)


@pytest.fixture
def conversations(url: str) -> Conversations:
    return Conversations(url)


@pytest.fixture
def keep(store: ConversationStore) -> Callable:
    """A function with which Rasa keeps turns of somebody, after those that it has."""

    async def keep(sender: str, *turns: list[Event]) -> None:
        for events in turns:
            tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
            tracker.update_with_events(events, DOMAIN, override_timestamp=False)
            await store.save(tracker)

    return keep


def texts(events: list[dict]) -> list[str]:
    return [event["text"] for event in events]


def new_id() -> str:
    return str(uuid.uuid4())


def file_of(url: str) -> Path:
    database = sa.engine.make_url(url).database
    assert database
    return Path(database)


# -- turns ---------------------------------------------------------------------------------------------


async def test_a_turn_is_the_message_and_its_replies_and_nothing_else(keep, conversations):
    names = [new_id() for _ in range(3)]
    await keep(
        ANNA,
        turn("eins", "Antwort eins", name=names[0]),
        turn("zwei", "Antwort zwei", "und noch eine", name=names[1]),
        turn("drei", name=names[2]),
    )
    assert texts(conversations.turn(ANNA, names[0])) == ["eins", "Antwort eins"]
    assert texts(conversations.turn(ANNA, names[1])) == ["zwei", "Antwort zwei", "und noch eine"]
    assert texts(conversations.turn(ANNA, names[2])) == ["drei"]
    assert [e["event"] for e in conversations.turn(ANNA, names[1])] == ["user", "bot", "bot"]


async def test_there_is_no_turn_of_a_message_that_nobody_sent(keep, conversations):
    assert conversations.turn(ANNA, new_id()) == []
    await keep(ANNA, turn("eins", "Antwort", name=new_id()), turn("zwei", "Antwort"))
    assert conversations.turn(ANNA, new_id()) == []


async def test_the_turn_of_somebody_else_is_not_found(keep, conversations):
    name = new_id()
    await keep(ANNA, turn("von Anna", "an Anna", name=name))
    assert conversations.turn(BEN, name) == []
    await keep(BEN, turn("noch etwas", "an Ben"))
    assert conversations.turn(BEN, name) == []
    await keep(BEN, turn("von Ben", "an Ben", name=name))
    assert texts(conversations.turn(ANNA, name)) == ["von Anna", "an Anna"]
    assert texts(conversations.turn(BEN, name)) == ["von Ben", "an Ben"]


async def test_an_id_that_somebody_wrote_into_a_text_is_not_taken_for_the_turn(keep, conversations):
    name = new_id()
    await keep(
        ANNA,
        turn(f'"message_id": "{name}"', f'"message_id": "{name}"', name=new_id()),
        turn("die echte", "Antwort", name=name),
    )
    assert texts(conversations.turn(ANNA, name)) == ["die echte", "Antwort"]


@pytest.mark.parametrize("pattern", ["%", "_" * 36, "%-%", ""])
async def test_an_id_is_no_pattern(keep, conversations, pattern):
    await keep(ANNA, turn("eins", "Antwort", name=new_id()))
    assert conversations.turn(ANNA, pattern) == []


async def test_what_rasa_kept_is_given_back_whole(keep, conversations):
    name = new_id()
    await keep(ANNA, turn("Was verdient man als Köchin? 🍳 \\ \" ' %", "2.800 €", name=name))
    said, reply = conversations.turn(ANNA, name)
    assert said["text"] == "Was verdient man als Köchin? 🍳 \\ \" ' %"
    assert said["message_id"] == name and said["timestamp"] > 0
    assert reply["data"] == {"buttons": None} and reply["text"] == "2.800 €"


# -- what was spoken -----------------------------------------------------------------------------------


async def test_what_was_spoken_is_read_oldest_first_and_only_that(keep, conversations):
    await keep(ANNA, turn("eins", "Antwort eins"), [SessionStarted()], turn("zwei", "Antwort zwei"))
    await keep(BEN, turn("von Ben", "an Ben"))
    assert texts(conversations.spoken(ANNA, 100)) == ["eins", "Antwort eins", "zwei", "Antwort zwei"]
    assert {e["event"] for e in conversations.spoken(ANNA, 100)} == {"user", "bot"}


async def test_of_a_long_conversation_the_newest_is_kept(keep, conversations):
    await keep(ANNA, *(turn(f"Frage {n}", f"Antwort {n}") for n in range(5)))
    assert texts(conversations.spoken(ANNA, 3)) == ["Antwort 3", "Frage 4", "Antwort 4"]


def test_of_a_conversation_that_never_was_nothing_was_spoken(conversations):
    assert conversations.spoken(ANNA, 100) == []


async def test_conversations_that_are_kept_at_once_do_not_wait_for_each_other_for_long(keep, conversations):
    await asyncio.gather(*(keep(f"website-{n}", turn("eins", "Antwort"), turn("zwei")) for n in range(20)))
    assert all(len(conversations.spoken(f"website-{n}", 10)) == 3 for n in range(20))


# -- deleting ------------------------------------------------------------------------------------------


async def test_a_deleted_conversation_is_gone_with_all_its_events_and_others_stay(
    url, store, keep, conversations
):
    name = new_id()
    await keep(ANNA, turn("von Anna", "an Anna", name=name))
    await keep(BEN, turn("von Ben", "an Ben"))
    await keep(f"{ANNA}-marie", turn("von Annamarie", "an Annamarie"))
    assert conversations.delete(ANNA) == 5
    assert conversations.spoken(ANNA, 100) == [] and conversations.turn(ANNA, name) == []
    assert await store.retrieve(ANNA) is None
    assert texts(conversations.spoken(BEN, 100)) == ["von Ben", "an Ben"]
    with sa.create_engine(url).connect() as connection:
        senders = connection.execute(sa.select(EVENTS.c.sender_id).distinct()).scalars().all()
    assert sorted(senders) == sorted([BEN, f"{ANNA}-marie"])


async def test_deleting_what_never_was_deletes_nothing(keep, conversations):
    await keep(BEN, turn("von Ben", "an Ben"))
    for sender in (ANNA, "%", "website-%", ""):
        assert conversations.delete(sender) == 0
    assert len(conversations.spoken(BEN, 100)) == 2


async def test_after_deleting_a_conversation_begins_anew(keep, conversations):
    await keep(ANNA, turn("früher", "Antwort"))
    conversations.delete(ANNA)
    await keep(ANNA, turn("jetzt", "Antwort"))
    assert texts(conversations.spoken(ANNA, 100)) == ["jetzt", "Antwort"]


async def test_conversations_are_deleted_after_thirty_days_of_silence(keep, conversations):
    now = time.time()
    await keep(ANNA, turn("vor langem", "Antwort", at=now - 30 * DAY - 60))
    await keep(BEN, turn("vor langem", "Antwort", at=now - 40 * DAY), turn("neulich", at=now - 30 * DAY + 60))
    assert conversations.delete_silent(now=now) == 5
    assert conversations.spoken(ANNA, 100) == []
    assert texts(conversations.spoken(BEN, 100)) == ["vor langem", "Antwort", "neulich"]
    assert conversations.delete_silent(now=now) == 0
    assert conversations.delete_silent(now=now + DAY) == 9


async def test_after_how_many_days_is_a_setting(url, keep):
    now = time.time()
    await keep(ANNA, turn("vorgestern", at=now - 2 * DAY))
    assert Conversations(url, kept_days=3).delete_silent(now=now) == 0
    assert Conversations(url, kept_days=1).delete_silent(now=now) == 4


async def test_what_waits_for_an_answer_goes_when_it_is_old_itself(url, keep, conversations):
    inbox, now = Inbox(url, 1), time.time()
    await keep(ANNA, turn("vor langem", at=now - 31 * DAY))
    inbox.accept([Arrived(1, ANNA, {"text": "wieder da"}), Arrived(2, BEN, {"text": "hallo"})])
    assert conversations.delete_silent(now=now) == 4
    assert sorted(inbox.waiting()) == [ANNA, BEN]
    conversations.delete_silent(now=now + 31 * DAY)
    assert inbox.waiting() == []
    # Telegram may repeat what it was not told to have arrived; that is not a new message.
    assert inbox.accept([Arrived(1, ANNA, {"text": "wieder da"})]) == []


async def test_who_deletes_a_conversation_is_still_answered(url, keep, conversations):
    inbox = Inbox(url, 1)
    await keep(ANNA, turn("eins"))
    inbox.accept([Arrived(1, ANNA, {"text": "/loeschen"}), Arrived(2, ANNA, {"text": "und nun?"})])
    assert conversations.delete(ANNA) == 4 and inbox.waiting() == [ANNA]


async def test_old_conversations_are_deleted_as_soon_as_the_server_runs(keep, conversations):
    await keep(ANNA, turn("vor langem", at=time.time() - 31 * DAY))
    await keep(BEN, turn("eben"))
    tidying = asyncio.ensure_future(conversations.keep_tidy())
    end = time.monotonic() + 20
    while conversations.spoken(ANNA, 1) and time.monotonic() < end:
        await asyncio.sleep(0.01)
    assert conversations.spoken(ANNA, 1) == [] and conversations.spoken(BEN, 1)
    assert not tidying.done()
    tidying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await tidying


async def test_while_the_database_is_away_tidying_goes_on_and_says_so(conversations, monkeypatch, caplog):
    def away() -> int:
        raise sa.exc.OperationalError("DELETE", {}, Exception("geheim"))

    monkeypatch.setattr(conversations, "delete_silent", away)
    tidying = asyncio.ensure_future(conversations.keep_tidy())
    end = time.monotonic() + 20
    while not caplog.messages and time.monotonic() < end:
        await asyncio.sleep(0.01)
    assert "ließen sich nicht löschen" in caplog.text and "geheim" not in caplog.text
    assert not tidying.done()
    tidying.cancel()


# -- the file ------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where conversations lie if nothing else is said; the folder is not there yet."""
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path / "heim"))
    monkeypatch.delenv("CONVERSATIONS_URL", raising=False)
    return tmp_path / "heim" / "gespraeche.db"


def left(file: Path) -> bytes:
    """Return all that stands in the file and in those that SQLite puts beside it."""
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))


@pytest.fixture
def filled(file: Path) -> Callable[[int], Awaitable[Conversations]]:
    """A function that fills the file with what Anna and Ben say in turns, differently for each number."""

    async def filled(number: int) -> Conversations:
        for path in file.parent.glob("*"):
            path.unlink()
        store, some = ConversationStore(DOMAIN), random.Random(number)
        for sender, word in [(ANNA, "Geheimnis "), (BEN, "Alltag "), (ANNA, "Geheimnis ")]:
            tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
            for _ in range(some.randint(1, 25)):
                said, answer = word * some.randint(1, 60), "Antwort " * some.randint(1, 100)
                tracker.update_with_events(turn(said, answer, at=1e9), DOMAIN, override_timestamp=False)
            await store.save(tracker)
        assert b"Geheimnis" in left(file)
        return Conversations(address())

    return filled


# SQLite moves rows within its pages; what it leaves where they were depends on their lengths.
@pytest.mark.parametrize("numbers", [range(0, 20), range(20, 40), range(40, 60)], ids=str)
async def test_nothing_of_a_deleted_conversation_is_left_in_the_file(file, filled, numbers):
    remains = []
    for number in numbers:
        conversations = await filled(number)
        conversations.delete(ANNA)
        conversations.scrub()
        if b"Geheimnis" in left(file) or ANNA.encode() in left(file):
            remains.append(number)
        assert b"Alltag" in left(file)
    assert remains == []


async def test_nothing_of_a_conversation_that_fell_silent_is_left_in_the_file(file, filled):
    conversations = await filled(0)
    with sa.create_engine(address()).begin() as connection:
        connection.execute(sa.update(EVENTS).where(EVENTS.c.sender_id == BEN).values(timestamp=time.time()))
    assert conversations.delete_silent() > 0
    assert b"Geheimnis" not in left(file) and b"Alltag" in left(file)


async def test_nothing_is_left_even_while_somebody_has_the_file_open(file, filled):
    conversations = await filled(0)
    # As long as somebody has it open, SQLite does not clear its log away by itself.
    with closing(sqlite3.connect(file)) as somebody:
        somebody.execute("SELECT count(*) FROM events").fetchall()
        conversations.delete(ANNA)
        assert b"Geheimnis" not in left(file) and b"Alltag" in left(file)


async def test_what_somebody_still_reads_is_scrubbed_the_next_time(file, filled):
    conversations = await filled(0)
    impatient = sa.create_engine(address(), poolclass=sa.pool.NullPool, connect_args={"timeout": 0.1})
    conversations.delete(ANNA)
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("BEGIN")
        somebody.execute("SELECT count(*) FROM events").fetchall()
        assert not retention.scrub(impatient)
    assert retention.scrub(impatient)
    assert b"Geheimnis" not in left(file) and ANNA.encode() not in left(file) and b"Alltag" in left(file)


@pytest.mark.parametrize("opened", [lambda: ConversationStore(DOMAIN), lambda: Conversations(address())])
async def test_the_file_is_its_owners_only(file, opened):
    opened()
    # SQLite gives what it puts beside the file the same rights.
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.glob(f"{file.name}*")} == {0o600}


async def test_rasa_and_the_channel_may_open_the_same_file_in_either_order(file):
    Conversations(address())
    store = ConversationStore(DOMAIN)
    tracker = DialogueStateTracker(ANNA, DOMAIN.slots)
    tracker.update_with_events(turn("eins", "Antwort"), DOMAIN)
    await store.save(tracker)
    assert texts(Conversations(address()).spoken(ANNA, 10)) == ["eins", "Antwort"]


# -- where it is ---------------------------------------------------------------------------------------


def test_without_an_address_conversations_lie_in_our_folder(file):
    assert address() == f"sqlite:///{file}"


def test_an_address_that_is_given_is_used(file, monkeypatch):
    monkeypatch.setenv("CONVERSATIONS_URL", "postgresql://lotse@127.0.0.1/gespraeche")
    assert address() == "postgresql://lotse@127.0.0.1/gespraeche"


async def test_rasa_keeps_conversations_at_the_address_that_is_given(url, keep, store):
    await keep(ANNA, turn("eins", "Antwort"))
    with sa.create_engine(url).connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(EVENTS)).scalar() == 5
    tracker = await store.retrieve(ANNA)
    assert tracker is not None and tracker.latest_message.text == "eins"


@pytest.mark.parametrize("unset", ["", None])
def test_an_empty_address_is_none(file, monkeypatch, unset):
    if unset is not None:
        monkeypatch.setenv("CONVERSATIONS_URL", unset)
    assert address() == f"sqlite:///{file}"


def test_rasa_finds_the_store_by_the_name_in_endpoints_yml(file):
    kind = "berufslotse.serving.tracker_store.ConversationStore"
    assert isinstance(TrackerStore.create(EndpointConfig(type=kind), DOMAIN), ConversationStore)
    assert file.exists()


def test_an_address_in_endpoints_yml_is_refused_with_a_way_to_mend_it(file):
    with pytest.raises(RasaException, match="CONVERSATIONS_URL, nicht endpoints.yml"):
        ConversationStore(DOMAIN, host="postgresql://lotse@127.0.0.1/gespraeche")
    assert not file.exists()


def test_a_database_that_cannot_be_opened_is_an_error(tmp_path):
    (tmp_path / "datei").write_text("kein Ordner")
    for url in (f"sqlite:///{tmp_path}", "postgresql://lotse@127.0.0.1:1/gespraeche"):
        with pytest.raises(sa.exc.SQLAlchemyError):
            Conversations(url)


def test_readers_see_the_table_as_rasa_makes_it():
    assert READ.name == EVENTS.name
    made = {column.name: type(column.type) for column in EVENTS.columns}
    assert all(issubclass(made[column.name], type(column.type)) for column in READ.columns)
    made = {column.name: type(column.type) for column in INBOX.columns}
    assert retention.WAITING.name == INBOX.name
    assert all(issubclass(made[column.name], type(column.type)) for column in retention.WAITING.columns)


@pytest.mark.parametrize("module", ["serving.exchanges", "serving.retention", "console.forget"])
def test_reading_and_forgetting_conversations_needs_no_rasa(module):
    code = f"import sys, berufslotse.{module}; print('rasa' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "False\n"


# -- for how long --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "days"), [(None, 30), ("", 30), ("1", 1), (" 90 ", 90), ("99999", 99999)])
def test_the_environment_says_how_long_conversations_are_kept(given, days, file, monkeypatch):
    monkeypatch.delenv(retention.VARIABLE, raising=False)
    if given is not None:
        monkeypatch.setenv(retention.VARIABLE, given)
    assert retention.kept_days() == days
    channel = WebsiteChannel.from_credentials(None)
    assert channel._conversations.kept_days == days


@pytest.mark.parametrize("given", ["0", "-1", "30d", "1.5", "dreißig", "100000", "٣٠"])
def test_with_what_is_no_number_of_days_the_bot_does_not_start(given, file, monkeypatch):
    monkeypatch.setenv(retention.VARIABLE, given)
    with pytest.raises(RasaException) as caught:
        WebsiteChannel.from_credentials(None)
    told = str(caught.value)
    assert f"{retention.VARIABLE}: „{given}“" in told and "von 1 bis 99999" in told and "\n" not in told
    assert not file.exists()
