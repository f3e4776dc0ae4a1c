"""Who sends a message again, after which nothing was kept, gets the same replies for a while."""

from __future__ import annotations

import pytest

from berufslotse.channels import repeats
from berufslotse.channels.repeats import Repeats

REPLIES = [{"event": "bot", "text": "Erledigt."}]


def test_the_same_message_finds_its_replies():
    kept = Repeats()
    kept.remember("a", "1", REPLIES)
    assert kept.find("a", "1") == REPLIES


def test_no_other_conversation_or_message_does():
    kept = Repeats()
    kept.remember("a", "1", REPLIES)
    assert kept.find("b", "1") == kept.find("a", "2") == []


def test_after_some_minutes_they_are_forgotten(monkeypatch: pytest.MonkeyPatch):
    now = 1000.0
    monkeypatch.setattr(repeats.time, "monotonic", lambda: now)
    kept = Repeats()
    kept.remember("a", "1", REPLIES)
    now += repeats.SECONDS + 1
    assert kept.find("a", "1") == []


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(repeats, "MOST", 2)
    kept = Repeats()
    for name in "123":
        kept.remember("a", name, REPLIES)
    assert [bool(kept.find("a", name)) for name in "123"] == [False, True, True]


def test_neither_the_conversation_nor_the_message_is_told_by_what_is_kept():
    kept = Repeats()
    kept.remember("website-anna", "1", REPLIES)
    assert "anna" not in repr(vars(kept))
