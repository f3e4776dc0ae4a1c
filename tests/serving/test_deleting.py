"""Whoever wants it has the conversation deleted by saying so: nothing of it is left in the database."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import make_url

from berufslotse.channels.sessions import Sessions
from berufslotse.serving import retention
from berufslotse.serving.deleting import asked_before, wanted
from berufslotse.serving.events import READ
from berufslotse.serving.processes import Adressen, Paar, free_port, get_json, wait_until_ready
from tests.channels.visitor import PROJECT, Visitor, check, new_id, text

SECRET = "Zwiebelturmuhrwerk"
"""A word that stands nowhere but in what is to be deleted."""
STORY = f"Ich heiße {SECRET} und frage: Was verdient ein Koch in Köln?"
WISH = "Lösche meine Daten"


@pytest.fixture(scope="module")
def url(new_database: Callable[[], str]) -> str:
    return new_database()


@pytest.fixture(scope="module")
def lotse(url: str, model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paar]:
    """A running bot that keeps its conversations at `url`."""
    folder = tmp_path_factory.mktemp("loeschen")
    own = {
        "BERUFSLOTSE_HOME": str(folder / "heim"),
        "BERUFSLOTSE_SECRET": "g" * 40,
        "CONVERSATIONS_URL": url,
    }
    with Paar(PROJECT, Adressen(free_port(), free_port()), model, folder / "bot.log", own) as pair:
        yield pair


@pytest.fixture
def visitor(lotse: Paar) -> Visitor:
    return Visitor(lotse).begin()


@pytest.fixture
def database(url: str) -> Iterator[sa.engine.Engine]:
    engine = sa.create_engine(url)
    yield engine
    engine.dispose()


def sender_of(visitor: Visitor) -> str:
    return Sessions("g" * 40).sender_id(str(visitor.token))


def rows(database: sa.engine.Engine, sender: str) -> int:
    """How many events of any kind are kept of the conversation."""
    with database.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).where(READ.c.sender_id == sender)).scalar_one()


def holds(database: sa.engine.Engine, word: str) -> bool:
    """Whether `word` stands in any row of any table, and on SQLite in any byte of the files."""
    with database.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            name = sa.sql.quoted_name(table, quote=True)
            if any(
                word in repr(tuple(row)) for row in connection.execute(sa.text(f'SELECT * FROM "{name}"'))
            ):
                return True
    if database.dialect.name != "sqlite":
        return False
    file = Path(make_url(database.url).database or "")
    return any(word.encode() in part.read_bytes() for part in file.parent.glob(f"{file.name}*"))


class Rest:
    """A conversation over REST, as the counsellors' shell has it."""

    def __init__(self, lotse: Paar) -> None:
        self.address, self.sender = lotse.addresses.rest, f"shell-{uuid.uuid4().hex}"

    def say(self, message: str) -> str:
        replies = get_json(self.address, {"sender": self.sender, "message": message}, timeout=30)
        self.buttons = {b["title"]: b["payload"] for reply in replies for b in reply.get("buttons", [])}
        return "\n".join(reply["text"] for reply in replies)


# -- on the website ------------------------------------------------------------------------------------


def test_on_the_website_nothing_is_left_after_one_question_and_a_button(visitor, database, lotse):
    visitor.say(STORY)
    asked = visitor.say(WISH)
    assert "Rückgängig" in text(asked)
    assert rows(database, sender_of(visitor)) > 0 and holds(database, SECRET)
    (buttons,) = [
        part["buttons"] for message in asked for part in message["parts"] if part["type"] == "buttons"
    ]
    assert [button["title"] for button in buttons] == ["Ja, löschen", "Nein, behalten"]
    answer = visitor.send("Ja, löschen", payload=buttons[0]["payload"])
    assert answer.status == 200
    check("Answer", answer.json)
    assert answer.json["deleted"] is True
    assert [message["from"] for message in answer.json["messages"]] == ["person", "lotse"]
    assert "Erledigt" in text(answer.json["messages"])
    assert rows(database, sender_of(visitor)) == 0
    assert visitor.history() == []
    retention.scrub(database)
    assert not holds(database, SECRET)
    assert SECRET not in lotse.log.read_text(encoding="utf-8", errors="replace")


def test_a_typed_yes_deletes_too_and_what_is_said_next_begins_anew(visitor, database):
    visitor.say("Was verdient ein Koch in Köln?")
    visitor.say(WISH)
    assert visitor.send("ja").json["deleted"] is True
    assert rows(database, sender_of(visitor)) == 0
    assert "Koch" not in text(visitor.say("und in Bonn?")[1:])


def test_after_a_no_all_is_still_there(visitor, database):
    visitor.say("Was verdient ein Koch in Köln?")
    visitor.say(WISH)
    answer = visitor.send("nein").json
    assert "deleted" not in answer and "bleibt" in text(answer["messages"])
    assert len(visitor.history()) == 6
    assert "Koch" in text(visitor.say("und in Bonn?"))


def test_another_question_deletes_nothing_nor_does_a_later_yes(visitor):
    visitor.say(WISH)
    assert "Köln" in text(visitor.say("Was macht ein Koch in Köln?")[1:])
    assert "deleted" not in visitor.send("ja").json
    assert len(visitor.history()) >= 6


def test_a_confirmation_that_is_sent_again_gets_the_same_answer_and_keeps_nothing(visitor, database):
    visitor.say("Was verdient ein Koch in Köln?")
    visitor.say(WISH)
    name = new_id()
    first, again = (visitor.send("ja", id=name).json for _ in range(2))
    assert again["deleted"] is True
    assert text(again["messages"]) == text(first["messages"])
    assert rows(database, sender_of(visitor)) == 0


def test_an_old_button_pressed_after_all_is_gone_keeps_nothing(visitor, database):
    answer = visitor.send("Ja, löschen", payload='/delete_data{"antwort": "loeschen"}').json
    assert answer["deleted"] is True and "nichts mehr gespeichert" in text(answer["messages"])
    assert rows(database, sender_of(visitor)) == 0


def test_nobody_elses_conversation_is_touched(lotse, visitor, database):
    other = Visitor(lotse).begin()
    other.say("Was verdient ein Koch in Köln?")
    before = rows(database, sender_of(other))
    visitor.say(WISH)
    visitor.say("Nein, behalten")
    visitor.say(WISH)
    assert visitor.send("ja").json["deleted"] is True
    assert rows(database, sender_of(other)) == before > 0


def test_without_the_action_server_nothing_is_deleted_and_another_way_is_named(lotse, visitor, database):
    visitor.say("Was verdient ein Koch in Köln?")
    visitor.say(WISH)
    before = rows(database, sender_of(visitor))
    lotse.stop("actions")
    try:
        for said in ("ja", WISH):
            answer = visitor.send(said).json
            assert "deleted" not in answer
            assert "Verlauf löschen" in text(answer["messages"]) and "noch alles da" in text(
                answer["messages"]
            )
        assert rows(database, sender_of(visitor)) > before
    finally:
        lotse.start("actions")
        assert wait_until_ready(lotse.addresses, lotse.alive)
    assert "deleted" not in visitor.send("ja").json


# -- over REST, as from the shell ----------------------------------------------------------------------


def test_over_rest_nothing_is_left(lotse, database):
    rest = Rest(lotse)
    rest.say(STORY)
    assert "Soll ich" in rest.say("kannst du bitte alles löschen was ich geschrieben hab")
    assert rows(database, rest.sender) > 0
    assert "Erledigt" in rest.say(rest.buttons["Ja, löschen"])
    assert rows(database, rest.sender) == 0
    retention.scrub(database)
    assert not holds(database, SECRET)


# -- the mark ------------------------------------------------------------------------------------------


def turn(said: str, answer: str) -> list:
    return [UserUttered(said), ActionExecuted("action_x"), BotUttered("…", metadata={"utter_action": answer})]


def tracker(*turns: list) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("x", [event for each in turns for event in each])


def test_only_the_latest_turn_has_a_conversation_deleted():
    assert wanted(tracker(turn("a", "utter_ask_delete"), turn("ja", "utter_deleted")))
    assert not wanted(tracker(turn("ja", "utter_deleted"), turn("hallo", "utter_greet")))
    assert not wanted(tracker(turn("a", "utter_ask_delete")))
    assert not wanted(tracker())


def test_what_people_type_deletes_nothing():
    said = UserUttered("utter_deleted", metadata={"utter_action": "utter_deleted"})
    assert not wanted(tracker([said]))


def test_the_question_counts_only_right_before_the_message():
    asked = turn("lösch", "utter_ask_delete")
    assert asked_before(tracker(asked, [UserUttered("ja")]))
    assert not asked_before(tracker(asked, turn("a", "utter_greet"), [UserUttered("ja")]))
    assert not asked_before(tracker(asked, [UserUttered("a")], [UserUttered("ja")]))
    assert not asked_before(tracker(asked))
