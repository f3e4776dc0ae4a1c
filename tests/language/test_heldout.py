"""The messages kept out of training are well formed, and really kept out."""

from __future__ import annotations

from collections import Counter

from berufslotse.knowledge.home import PROJECT
from berufslotse.language.duplicates import message_key

ENTITIES = {"beruf", "ort", "stufe", "arbeitgeber"}


def test_no_message_was_trained_on(heldout_messages, training_messages):
    trained = {message_key(m.text): m for m in training_messages}
    seen = {m["text"]: trained[key] for m in heldout_messages if (key := message_key(m["text"])) in trained}
    assert seen == {}


def test_every_message_has_its_four_fields_and_no_other(heldout_messages):
    for message in heldout_messages:
        assert set(message) == {"text", "intent", "entities"}, message
        assert isinstance(message["text"], str) and message["text"].strip() == message["text"] != ""
        assert "\n" not in message["text"]


def test_every_message_stands_in_the_file_of_its_intent():
    for path in (PROJECT / "tests" / "language" / "heldout").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert f'"intent": "{path.stem}"' in line, line


def test_every_mark_says_what_stands_there(heldout_messages):
    for message in heldout_messages:
        for entity in message["entities"]:
            assert set(entity) == {"entity", "start", "end", "text"}, message
            assert entity["entity"] in ENTITIES, message
            assert 0 <= entity["start"] < entity["end"] <= len(message["text"]), message
            assert message["text"][entity["start"] : entity["end"]] == entity["text"], message
            assert entity["text"].strip() == entity["text"], message


def test_marks_do_not_overlap(heldout_messages):
    for message in heldout_messages:
        spans = sorted((e["start"], e["end"]) for e in message["entities"])
        assert all(one[1] <= other[0] for one, other in zip(spans, spans[1:], strict=False)), message


def test_every_intent_of_the_bot_has_some(heldout_messages, intents):
    counts = Counter(m["intent"] for m in heldout_messages)
    assert set(counts) == intents
    assert min(counts.values()) >= 15, counts


def test_no_message_stands_twice(heldout_messages):
    counts = Counter(message_key(m["text"]) for m in heldout_messages)
    assert [key for key, count in counts.items() if count > 1] == []
