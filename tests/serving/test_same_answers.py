"""Tuned and untuned, the bot keeps the same events and gives the same replies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ruamel.yaml import YAML

from berufslotse.evaluation.dialogue_files import payload, read_all
from berufslotse.serving.events import READ
from berufslotse.serving.processes import Adressen, Paar, free_port
from berufslotse.serving.tuned import VARIABLE
from tests.conftest import PROJECT, Gespraech
from tests.dialogues.test_dialogues import plain

DIALOGUES = PROJECT / "tests" / "dialogues"
OF_THE_MOMENT = {"timestamp", "message_id", "model_id", "sender_id"}
PRESS = "Knopf: "


def messages() -> dict[str, list[str]]:
    """Return what people say in the dialogue tests, by conversation; `PRESS` begins what they press."""
    spoken = {}
    for file in sorted(DIALOGUES.glob("*.yml")):
        for story in YAML(typ="safe").load(file)["stories"]:
            said = [plain(step["user"].strip()) for step in story["steps"] if "user" in step]
            spoken[f"{file.stem}: {story['story']}"] = said
    for dialogue in read_all(sorted(DIALOGUES.glob("*.md"))):
        spoken[dialogue.titel] = [(PRESS if step.knopf else "") + step.text for step in dialogue.schritte]
    return spoken


MESSAGES = messages()


@pytest.fixture(scope="module")
def untuned(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paar]:
    folder = tmp_path_factory.mktemp("untuned")
    settings = {VARIABLE: "off", "CONVERSATIONS_URL": f"sqlite:///{folder / 'gespraeche.db'}"}
    with Paar(PROJECT, Adressen(free_port(), free_port()), model, folder / "bot.log", settings) as pair:
        yield pair


@pytest.fixture(scope="module")
def tuned(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paar]:
    folder = tmp_path_factory.mktemp("tuned")
    settings = {VARIABLE: "on", "CONVERSATIONS_URL": f"sqlite:///{folder / 'gespraeche.db'}"}
    with Paar(PROJECT, Adressen(free_port(), free_port()), model, folder / "bot.log", settings) as pair:
        yield pair


def play(bot: Paar, title: str, said: list[str]) -> list[str]:
    talk = Gespraech(bot, title)
    replies = []
    for text in said:
        pressed = text.removeprefix(PRESS)
        buttons = [(button["title"], button["payload"]) for button in talk.buttons]
        replies.append(talk.say(payload(buttons, pressed) if text.startswith(PRESS) else text))
    return replies


def events(database: str, sender: str) -> list[dict[str, Any]]:
    """Return the events kept of a conversation, without what is different each time."""
    query = sa.select(READ.c.data).where(READ.c.sender_id == sender).order_by(READ.c.id)
    engine = sa.create_engine(database)
    with engine.connect() as connection:
        rows = [json.loads(data) for (data,) in connection.execute(query)]
    engine.dispose()
    return [_lasting(row) for row in rows]


def _lasting(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lasting(part) for name, part in value.items() if name not in OF_THE_MOMENT}
    if isinstance(value, list):
        return [_lasting(part) for part in value]
    return round(value, 5) if isinstance(value, float) else value


@pytest.mark.parametrize("title", MESSAGES)
def test_events_and_replies_are_the_same(title, tuned, untuned):
    replies = play(tuned, title, MESSAGES[title])
    assert replies == play(untuned, title, MESSAGES[title])
    ours = events(tuned.settings["CONVERSATIONS_URL"], title)
    assert ours == events(untuned.settings["CONVERSATIONS_URL"], title)
    # What came before "Erledigt" is deleted, and so is that turn.
    deleted = max((n for n, reply in enumerate(replies, 1) if reply.startswith("Erledigt")), default=0)
    assert sum(event["event"] == "user" for event in ours) == len(MESSAGES[title]) - deleted


def test_a_long_conversation_with_a_new_beginning_in_it_is_the_same(tuned, untuned):
    said = [text for texts in MESSAGES.values() for text in texts if not text.startswith(PRESS)][:60]
    said.insert(30, "von vorn anfangen")
    said.insert(45, "/session_start")
    said.append("Fass das bitte zusammen")
    assert play(tuned, "lang", said) == play(untuned, "lang", said)
    ours = events(tuned.settings["CONVERSATIONS_URL"], "lang")
    assert ours == events(untuned.settings["CONVERSATIONS_URL"], "lang")
