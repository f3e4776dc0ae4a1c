"""A picture comes with pay where the channel can show one, and nowhere else."""

from __future__ import annotations

import base64
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image
from rasa_sdk.executor import CollectingDispatcher

from actions import ActionAnswer, ActionCompare, ActionFollowUp, ActionUnsure

SVG, PNG = "data:image/svg+xml;base64,", "data:image/png;base64,"
PAY = (ActionAnswer, "gehalt", "Was verdient ein Erzieher in Köln?", ["Erzieher"], ["Köln"])
TWO_TOWNS = (ActionCompare, "compare", "Köln oder Leipzig?", ["Erzieher"], ["Köln", "Leipzig"])
TWO_BERUFE = (ActionCompare, "compare", "Erzieher oder Koch?", ["Erzieher", "Koch"], ["Köln"])
RANKS = (ActionAnswer, "gehalt", "Wo verdient ein Erzieher am meisten?", ["Erzieher"], [])
RANKS_OF_BERUFE = (ActionAnswer, "gehalt", "In welchem Beruf verdient man in Köln am meisten?", [], ["Köln"])
WITH_PICTURE = pytest.mark.parametrize(
    "asked", [PAY, TWO_TOWNS, TWO_BERUFE, RANKS, RANKS_OF_BERUFE], ids=lambda asked: asked[2]
)


@pytest.fixture
def sent(gespraech):
    """A function that gives all messages with which a question on a channel is answered."""

    def answers(channel, action, intent, text, berufe, orte) -> list[dict]:
        names = [("beruf", b) for b in berufe] + [("ort", o) for o in orte]
        entities = [{"entity": kind, "value": value, "wortlaut": value} for kind, value in names]
        tracker = gespraech.tracker(intent, text, entities, ["gehalt"])
        tracker.events[-1]["input_channel"] = channel
        dispatcher = CollectingDispatcher()
        action().run(dispatcher, tracker, {})
        return dispatcher.messages

    return answers


def data(message: dict, start: str) -> bytes:
    assert message["image"].startswith(start)
    return base64.b64decode(message["image"].removeprefix(start), validate=True)


def pictures(messages: list[dict]) -> list[dict]:
    return [message for message in messages if message.get("image")]


@WITH_PICTURE
def test_the_website_gets_a_drawing_that_is_well_formed(sent, asked):
    (message,) = pictures(sent("website", *asked))
    root = ElementTree.fromstring(data(message, SVG))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.findtext("{http://www.w3.org/2000/svg}desc") == message["custom"]["alt"]


@WITH_PICTURE
def test_telegram_gets_a_picture_that_opens(sent, asked):
    (message,) = pictures(sent("telegram", *asked))
    with Image.open(BytesIO(data(message, PNG))) as image:
        image.load()
        assert image.format == "PNG" and min(image.size) > 100


@WITH_PICTURE
@pytest.mark.parametrize("channel", ["rest", "socketio", "Website", "", None])
def test_other_channels_get_none(sent, asked, channel):
    messages = sent(channel, *asked)
    assert pictures(messages) == []
    assert len(messages) == 1 and "Euro" in messages[0]["text"]


@WITH_PICTURE
@pytest.mark.parametrize("channel", ["website", "telegram"])
def test_the_text_is_the_same_with_a_picture_and_without(sent, asked, channel):
    def spoken(name):
        return [(m["text"], m["buttons"]) for m in sent(name, *asked) if m.get("text")]

    assert spoken(channel) == spoken("rest") != []


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (PAY, ["Köln: 2.800 Euro", "Köln: 3.500 Euro", "Zum Einstieg", "Mit Berufserfahrung"]),
        (TWO_TOWNS, ["Köln: 2.800 Euro", "Leipzig: 2.600 Euro", "Leipzig: 2.950 Euro"]),
        (TWO_BERUFE, ["Erzieher: 2.800 Euro", "Koch: 2.500 Euro"]),
        (RANKS, ["Köln: 2.800 Euro", "Leipzig: 2.600 Euro"]),
        (RANKS_OF_BERUFE, ["Erzieher: 2.800 Euro", "Koch: 2.500 Euro"]),
    ],
    ids=lambda value: value[2] if isinstance(value, tuple) else "",
)
def test_whoever_cannot_see_the_picture_is_told_its_figures_and_sources(sent, asked, told):
    (message,) = pictures(sent("website", *asked))
    alt = message["custom"]["alt"]
    assert [
        part for part in [*told, "Gehalt" if asked in (PAY, RANKS) else "", "beispiel.de"] if part not in alt
    ] == []


def test_a_follow_up_question_for_pay_brings_its_picture_too(gespraech, sent):
    gespraech.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Köln")
    (message,) = pictures(sent("website", ActionFollowUp, "follow_up", "und in Leipzig?", [], ["Leipzig"]))
    assert "Leipzig: 2.600 Euro" in message["custom"]["alt"]


@pytest.mark.parametrize(
    "asked",
    [
        (ActionAnswer, "aufgaben", "Was macht ein Erzieher in Köln?", ["Erzieher"], ["Köln"]),
        (ActionAnswer, "gehalt", "Was verdient ein Koch in Köln?", ["Koch"], ["Köln"]),
        (ActionAnswer, "gehalt", "Was verdient ein Drachenpfleger?", ["Drachenpfleger"], []),
        (ActionAnswer, "gehalt", "Was verdient man?", [], []),
        (ActionUnsure, "nlu_fallback", "Hm, was war das noch mal genau mit dem?", [], []),
    ],
    ids=lambda asked: asked[2],
)
def test_where_there_are_no_two_figures_there_is_no_picture(sent, asked):
    messages = sent("website", *asked)
    assert pictures(messages) == [] and messages[0]["text"]
