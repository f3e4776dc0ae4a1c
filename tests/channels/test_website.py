"""A conversation over the website channel, as a browser meets it."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from threading import Barrier

import jwt
import pytest
import sqlalchemy as sa

from berufslotse.channels.sessions import Sessions
from berufslotse.serving.conversations import EVENTS
from berufslotse.serving.processes import Paar, wait_until_ready
from tests.channels.visitor import (
    PAY,
    Visitor,
    assert_refused,
    check,
    head,
    new_id,
    parts,
    people,
    text,
)


def kept(folder: Path, token: str) -> int:
    """Return how many events are kept of the conversation that `token` is for."""
    sender = Sessions((folder / "heim" / "website-secret").read_text()).sender_id(token)
    with sa.create_engine(f"sqlite:///{folder / 'heim' / 'gespraeche.db'}").connect() as connection:
        query = sa.select(sa.func.count()).select_from(EVENTS).where(EVENTS.c.sender_id == sender)
        return connection.execute(query).scalar_one()


# -- a conversation ------------------------------------------------------------------------------------


def test_a_question_is_answered_in_typed_parts(visitor):
    name = new_id()
    said, reply = visitor.say(PAY, id=name)
    assert (said["id"], said["from"]) == (name, "person")
    assert said["parts"] == [{"type": "text", "text": PAY}]
    assert (reply["id"], reply["from"]) == (f"{name}.1", "lotse")
    assert "Euro" in text([reply]) and "http" not in text([reply])
    (chart,) = parts([reply], "chart")
    assert chart["svg"].startswith("<svg") and "Köln" in chart["alt"]
    assert all(source["url"].startswith("https://") for source in parts([reply], "source"))
    assert parts([reply], "source") and parts([reply], "buttons")


def test_pages_to_read_on_come_as_links(visitor):
    (link,) = parts(visitor.say("Stellen als Koch in Köln?"), "link")
    assert link["url"].startswith("https://www.arbeitsagentur.de/")


def test_a_pressed_button_is_answered_and_shown_with_its_title(visitor):
    (choice,) = parts(visitor.say(PAY), "buttons")
    button = choice["buttons"][0]
    said, reply = visitor.say(button["title"], payload=button["payload"])
    assert said["parts"] == [{"type": "text", "text": button["title"]}]
    assert "Köln" in text([reply]) or "Erzieher" in text([reply])
    assert people(visitor.history()) == [PAY, button["title"]]


def test_the_payload_of_a_button_decides_what_is_answered(visitor):
    replies = visitor.say("Weiß nicht", payload='/gehalt{"beruf": "Erzieher", "ort": "Köln"}')
    assert "Euro" in text(replies[1:])


def test_the_context_is_kept_from_one_message_to_the_next(visitor):
    visitor.say(PAY)
    reply = text(visitor.say("und in Leipzig?")[1:])
    assert "Leipzig" in reply and "Euro" in reply


def test_the_history_is_what_was_answered_in_the_order_in_which_it_was(visitor):
    answered = [*visitor.say("Hallo"), *visitor.say(PAY), *visitor.say("und in Leipzig?")]
    assert visitor.history() == answered
    assert [m["time"] for m in answered] == sorted(m["time"] for m in answered)


def test_a_new_conversation_is_empty(visitor):
    assert visitor.history() == []


# -- said once -----------------------------------------------------------------------------------------


def test_a_repeated_id_is_answered_with_the_same_replies_and_says_nothing_twice(visitor):
    name = new_id()
    first = visitor.say(PAY, id=name)
    then = visitor.say("Hallo")
    assert visitor.say(PAY, id=name) == first
    assert visitor.say("etwas ganz anderes", id=name) == first
    assert visitor.history() == [*first, *then]


@pytest.mark.parametrize("typed", ["/restart", "/session_start", " /back", "//", '/gehalt{"beruf": "Koch"}'])
def test_commands_that_somebody_types_are_taken_for_text_and_answered(visitor, typed):
    first, *replies = visitor.say(typed)
    assert first["parts"] == [{"type": "text", "text": typed}]
    assert any(part["type"] == "text" for reply in replies for part in reply["parts"])


def test_the_id_of_somebody_else_means_nothing(lotse):
    anna, ben = Visitor(lotse).begin(), Visitor(lotse).begin()
    name = new_id()
    anna.say(PAY, id=name)
    assert people(ben.say("Hallo", id=name)) == ["Hallo"]
    assert people(anna.history()) == [PAY]


def at_once(calls: Iterable[Callable[[], list[dict]]]) -> list[list[dict]]:
    calls = list(calls)
    together = Barrier(len(calls))

    def run(call: Callable[[], list[dict]]) -> list[dict]:
        together.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_same_message_sent_several_times_at_once_is_said_once(visitor):
    name = new_id()
    answers = at_once([lambda: visitor.say(PAY, id=name)] * 5)
    assert all(answer == answers[0] for answer in answers)
    assert visitor.history() == answers[0]


def test_different_messages_sent_at_once_are_all_answered_one_after_the_other(visitor):
    texts = [PAY, "Hallo", "Was macht ein Koch?", "Stellen als Koch in Köln?"]
    answers = at_once([lambda said=said: visitor.say(said) for said in texts])
    assert [people(answer) for answer in answers] == [[said] for said in texts]
    assert all(len(answer) > 1 for answer in answers)
    history = visitor.history()
    order = sorted(answers, key=lambda answer: history.index(answer[0]))
    assert history == [message for answer in order for message in answer]


@pytest.mark.parametrize("moment", [0, 0.005, 0.02, 0.05])
def test_whoever_hangs_up_and_asks_again_gets_the_answer_once(visitor, moment):
    name = new_id()
    body = json.dumps({"id": name, "text": PAY}).encode()
    with socket.create_connection(("127.0.0.1", visitor.port)) as connection:
        connection.sendall(head(visitor, "POST /chat/messages", len(body)) + body)
        select.select([], [], [], moment)
        # Hanging up without a farewell, as a phone does that loses its network.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    answer = visitor.say(PAY, id=name)
    assert "Euro" in text(answer)
    assert visitor.history() == answer


# -- nobody else's -------------------------------------------------------------------------------------


def authorizations(lotse: Paar, secret: str) -> dict[str, str | None]:
    good = Visitor(lotse).begin().token
    head_, claims, signature = good.split(".")
    told = jwt.decode(good, options={"verify_signature": False})
    past = datetime.now(timezone.utc) - timedelta(seconds=5)
    other = Sessions("x" * 40).begin().token
    return {
        "missing": None,
        "empty": "",
        "no token": "Bearer",
        "no token but blanks": "Bearer   ",
        "another scheme": f"Basic {good}",
        "without scheme": good,
        "changed claims": f"Bearer {head_}.{other.split('.')[1]}.{signature}",
        "changed signature": f"Bearer {head_}.{claims}.{other.split('.')[2]}",
        "no signature": f"Bearer {head_}.{claims}.",
        "foreign": f"Bearer {other}",
        "expired": f"Bearer {jwt.encode({**told, 'exp': past}, secret, 'HS256')}",
        "twice": f"Bearer {good} {good}",
        "garbage": "Bearer äöü",
        "long": f"Bearer {'x' * 5000}",
    }


def test_without_a_token_that_holds_nothing_is_read_said_or_deleted(lotse, folder, stranger):
    secret = (folder / "heim" / "website-secret").read_text()
    body = {"id": new_id(), "text": "Hallo"}
    for what, authorization in authorizations(lotse, secret).items():
        for method, path, sent in [
            ("GET", "/messages", None),
            ("POST", "/messages", body),
            ("DELETE", "/sessions", None),
        ]:
            answer = stranger.request(method, path, sent, Authorization=authorization)
            assert answer.status == 401, what
            assert_refused(answer, 401, "unauthorized")
            assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_that_is_changed_where_it_would_hold_is_the_tokens_of_these_tests(lotse, folder, visitor):
    # Else the tokens of the test above might be refused for something else.
    secret = (folder / "heim" / "website-secret").read_text()
    told = jwt.decode(visitor.token, options={"verify_signature": False})
    visitor.token = jwt.encode(told, secret, "HS256")
    assert visitor.history() == []


def test_nobody_sees_what_others_say(lotse):
    anna, ben = Visitor(lotse).begin(), Visitor(lotse).begin()
    anna.say(PAY)
    assert ben.history() == []
    # What Anna talks about is not what Ben's question is about.
    assert "Euro" not in text(ben.say("und in Leipzig?")[1:])
    assert people(ben.history()) == ["und in Leipzig?"]
    assert people(anna.history()) == [PAY]


# -- deleting ------------------------------------------------------------------------------------------


def test_a_deleted_conversation_is_gone_and_others_stay(lotse, folder):
    anna, ben = Visitor(lotse).begin(), Visitor(lotse).begin()
    word = f"Wolkenschieber{uuid.uuid4().hex}"
    name = new_id()
    anna.say(f"Was verdient ein {word}?", id=name)
    anna.say(PAY)
    ben.say(PAY)
    assert kept(folder, anna.token) > 0
    answer = anna.request("DELETE", "/sessions")
    assert answer.status == 200 and "gelöscht" in answer.json["message"]
    check("Deleted", answer.json)
    assert anna.history() == []
    assert kept(folder, anna.token) == 0
    assert not any(word.encode() in path.read_bytes() for path in (folder / "heim").glob("gespraeche.db*"))
    assert people(ben.history()) == [PAY]


def test_after_deleting_nothing_of_it_is_remembered_and_a_new_conversation_may_begin(visitor):
    name = new_id()
    visitor.say(PAY, id=name)
    assert visitor.request("DELETE", "/sessions").status == 200
    assert "Erzieher" not in text(visitor.say("und in Leipzig?")[1:])
    assert people(visitor.say("Hallo", id=name)) == ["Hallo"]
    assert people(visitor.history()) == ["und in Leipzig?", "Hallo"]


def test_deleting_twice_is_no_fault(visitor):
    assert [visitor.request("DELETE", "/sessions").status for _ in range(2)] == [200, 200]


# -- a restart -----------------------------------------------------------------------------------------


def test_a_conversation_survives_the_sudden_end_of_the_server(lotse, visitor):
    name = new_id()
    answered = visitor.say(PAY, id=name)
    os.killpg(lotse.processes["rasa"].pid, signal.SIGKILL)
    lotse.processes["rasa"].wait()
    lotse.start("rasa")
    assert wait_until_ready(lotse.addresses, lotse.alive)
    assert visitor.history() == answered
    assert visitor.say(PAY, id=name) == answered
    reply = text(visitor.say("und in Leipzig?")[1:])
    assert "Leipzig" in reply and "Euro" in reply
    assert people(visitor.history()) == [PAY, "und in Leipzig?"]
