"""Sources, pages and a picture come apart where the channel can show them, else as one text."""

from __future__ import annotations

import base64
from io import BytesIO
from xml.etree import ElementTree

import pytest
from PIL import Image
from rasa_sdk.executor import CollectingDispatcher

from actions import ActionAnswer, ActionCompare, ActionFollowUp, ActionUnsure

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


def charts(messages: list[dict]) -> list[dict]:
    return [message["custom"]["chart"] for message in messages if "chart" in message["custom"]]


@WITH_PICTURE
def test_the_website_gets_a_drawing_that_is_well_formed(sent, asked):
    (chart,) = charts(sent("website", *asked))
    root = ElementTree.fromstring(chart["svg"])
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.findtext("{http://www.w3.org/2000/svg}desc") == chart["alt"]


@WITH_PICTURE
def test_telegram_gets_a_picture_that_opens(sent, asked):
    (chart,) = charts(sent("telegram", *asked))
    with Image.open(BytesIO(base64.b64decode(chart["png"], validate=True))) as image:
        image.load()
        assert image.format == "PNG" and min(image.size) > 100


@WITH_PICTURE
@pytest.mark.parametrize("channel", ["rest", "socketio", "Website", "", None])
def test_other_channels_get_all_in_one_text(sent, asked, channel):
    (message,) = sent(channel, *asked)
    assert not message["custom"]
    assert "Euro" in message["text"] and "Quelle" in message["text"]


@WITH_PICTURE
@pytest.mark.parametrize("channel", ["website", "telegram"])
def test_the_text_is_the_same_with_a_picture_and_without(sent, asked, channel):
    (rich,), (plain,) = sent(channel, *asked), sent("rest", *asked)
    told, _, sources = plain["text"].rpartition("\n")
    assert (rich["text"], rich["buttons"]) == (told, plain["buttons"])
    assert all(s["title"] in sources and s["date"] in sources for s in rich["custom"]["sources"])


@pytest.mark.parametrize("channel", ["website", "telegram"])
def test_pages_to_read_on_come_apart_from_the_text(sent, channel):
    asked = (ActionAnswer, "job_offers", "Stellen als Koch in Köln?", ["Koch"], ["Köln"])
    (rich,), (plain,) = sent(channel, *asked), sent("rest", *asked)
    (link,) = rich["custom"]["links"]
    assert "https" not in rich["text"] and link["url"].startswith("https://www.arbeitsagentur.de/")
    assert plain["text"] == f"{rich['text']}\n{link['title']}: {link['url']}"


def test_a_source_is_named_with_address_publisher_and_date(sent):
    (message,) = sent("website", *PAY)
    for source in message["custom"]["sources"]:
        assert source["url"].startswith("https://") and source["publisher"] and source["title"]
        assert source["date"].startswith(("Stand ", "abgerufen am "))


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
    (chart,) = charts(sent("website", *asked))
    alt = chart["alt"]
    assert [
        part for part in [*told, "Gehalt" if asked in (PAY, RANKS) else "", "beispiel.de"] if part not in alt
    ] == []


def test_a_follow_up_question_for_pay_brings_its_picture_too(gespraech, sent):
    gespraech.say(ActionAnswer, "gehalt", beruf="Erzieher", ort="Köln")
    (chart,) = charts(sent("website", ActionFollowUp, "follow_up", "und in Leipzig?", [], ["Leipzig"]))
    assert "Leipzig: 2.600 Euro" in chart["alt"]


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
    assert charts(messages) == [] and messages[0]["text"]
