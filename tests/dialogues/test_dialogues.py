"""The conversations of this folder, played to the running bot: what it says must hold what the files expect."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

FOLDER = Path(__file__).parent
MARK = re.compile(r"\[([^\]]+)\](?:\([a-z]+\)|\{[^}]*\})")


def stories():
    for path in sorted(FOLDER.glob("test_*.yml")):
        for story in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["stories"]:
            yield pytest.param(story, id=f"{path.stem}: {story['story']}")


def plain(message: str) -> str:
    """Return the message as it is typed, without the marks of its names."""
    return message if message.startswith("/") else MARK.sub(r"\1", message)


@pytest.mark.parametrize("story", stories())
def test_the_bot_says_what_the_conversation_expects(story, gespraech):
    messages = [step["user"].strip() for step in story["steps"] if "user" in step]
    expected = story["metadata"]["lotse"]
    assert len(messages) == len(expected)
    before = None
    for message, wanted in zip(messages, expected, strict=True):
        reply = gespraech.say(plain(message))
        for part in wanted["enthaelt"]:
            assert part in reply, f"{message!r} wurde beantwortet mit: {reply}"
        for part in wanted.get("nicht", ()):
            assert part not in reply, f"{message!r} wurde beantwortet mit: {reply}"
        assert reply != before, "two different messages got the same answer"
        before = reply
