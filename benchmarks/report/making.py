"""A made-up database of conversations, with the events that Rasa keeps of each message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy.engine import Engine

from berufslotse.knowledge.wording import HEADINGS
from berufslotse.serving.conversations import EVENTS

NOW = 1_795_900_000.0
DAYS = 30
TURNS = 5
"""Messages of a conversation."""
AT_ONCE = 40
"""So many conversations go on at the same time, so that their events lie mixed."""
CHART = 15_000
"""Characters of a chart; every tenth answer has one."""
ROWS = 5_000

BERUFE = (
    "Erzieher",
    "Koch",
    "Mechatroniker",
    "Pflegefachmann",
    "Tischler",
    "Florist",
    "Bäcker",
    "Elektroniker",
)
UNKNOWN = ("Feilenhauer", "Buntsticker", "Glockengießer", "Leuchtturmwärter", "Kofferpacker")
ORTE = ("Köln", "Dortmund", "Leipzig", "Bonn", "München", "Bremen", None)
FIXED = {"greet": "utter_greet", "thanks": "utter_thanks", "out_of_scope": "utter_out_of_scope"}
KINDS = ("auskunft", "auskunft", "auskunft", "auskunft", "luecke", "unbekannt", "rueckfrage", "unsicher")
Event = dict[str, Any]


def fill(engine: Engine, messages: int) -> None:
    """Put so many messages with all that belongs to them into the table of events."""
    EVENTS.create(engine, checkfirst=True)
    rows = _rows(Random(7), messages)
    with engine.begin() as connection:
        while part := list(islice(rows, ROWS)):
            connection.execute(EVENTS.insert(), part)


def _rows(random: Random, messages: int) -> Iterator[Event]:
    conversations = -(-messages // TURNS)
    left = messages
    for first in range(0, conversations, AT_ONCE):
        start = NOW - DAYS * 86_400 * (1 - first / conversations)
        for turn in range(TURNS):
            for number in range(first, min(first + AT_ONCE, conversations)):
                if left == 0:
                    return
                left -= 1
                sender = f"{'website' if number % 4 else 'telegram'}-{number:08x}"
                for event in _turn(random, sender, start + 60 * turn + random.random()):
                    yield _row(sender, event)


def _row(sender: str, event: Event) -> Event:
    return {
        "sender_id": sender,
        "type_name": event["event"],
        "timestamp": event["timestamp"],
        "intent_name": event.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": event.get("name"),
        "data": json.dumps(event),
    }


def _turn(random: Random, sender: str, at: float) -> Iterator[Event]:
    """Yield what Rasa keeps of a message, in its order."""
    intent = random.choice([*HEADINGS, *HEADINGS, *FIXED, "follow_up", "overview"])
    kind = random.choice(KINDS)
    beruf = random.choice(UNKNOWN if kind == "unbekannt" else BERUFE)
    ort = random.choice(ORTE)
    yield _user(random, intent, beruf, ort, sender.split("-")[0], at)
    yield {"event": "user_featurization", "timestamp": at + 0.001, "use_text_for_featurization": False}
    if intent in FIXED:
        yield _action(FIXED[intent], at + 0.01)
        yield _bot(random, at + random.lognormvariate(-3, 0.6), {"utter_action": FIXED[intent]})
    else:
        yield _action("action_answer", at + 0.01)
        for slot, value in (("thema", intent), ("beruf", beruf), ("ort", ort), ("gesagt", ["0" * 12] * 30)):
            yield {"event": "slot", "timestamp": at + 0.02, "name": slot, "value": value}
        about = {"thema": intent, "beruf": beruf, **({"ort": ort} if ort else {})}
        yield _bot(random, at + random.lognormvariate(-3, 0.6), {"auskunft": _explained(kind, about)})
    yield _action("action_listen", at + 1)


def _user(random: Random, intent: str, beruf: str, ort: str | None, channel: str, at: float) -> Event:
    text = f"Was kannst du mir zu {intent} als {beruf} in {ort} sagen?"
    entities = [
        {
            "entity": kind,
            "start": 21,
            "end": 31,
            "value": value,
            "wortlaut": value,
            "extractor": "NameExtractor",
        }
        for kind, value in (("beruf", beruf), ("ort", ort))
        if value
    ]
    others = [name for name in random.sample([*HEADINGS, *FIXED], 10) if name != intent][:9]
    ranking = [{"name": intent, "confidence": 0.93}]
    ranking += [{"name": name, "confidence": random.random() / 1000} for name in others]
    return {
        "event": "user",
        "timestamp": at,
        "metadata": {"model_id": "78b2172ce43046c99f70e5d9b624e711", "assistant_id": "berufslotse"},
        "text": text,
        "parse_data": {
            "intent": ranking[0],
            "entities": entities,
            "text": text,
            "message_id": f"{random.getrandbits(128):032x}",
            "metadata": {},
            "text_tokens": [[6 * i, 6 * i + 5] for i in range(len(text.split()))],
            "intent_ranking": ranking,
        },
        "input_channel": channel,
        "message_id": f"{random.getrandbits(128):032x}",
    }


def _action(name: str, at: float) -> Event:
    return {
        "event": "action",
        "timestamp": at,
        "name": name,
        "policy": "RulePolicy",
        "confidence": 1.0,
        "action_text": None,
        "hide_rule_turn": False,
    }


def _explained(kind: str, about: dict[str, str]) -> Event:
    fact = {
        "text": "Wer anfängt, verdient in diesem Beruf meist 2.800 bis 3.300 Euro im Monat, je nach Betrieb.",
        "thema": about["thema"],
        "ort": about.get("ort"),
        "quelle": "Stellenangebote und Gehälter im Überblick",
        "url": "https://www.beispiel.de/stellenangebote-und-gehaelter",
    }
    told = {"fakten": [fact] * 3, "ausgelassen": [fact["text"]] * 3} if kind == "auskunft" else {}
    return {"art": kind, "ueber": about, "herkunft": dict.fromkeys(about, "nachricht"), **told}


def _bot(random: Random, at: float, metadata: Event) -> Event:
    mark = '<text x="24" y="90" font-size="15" fill="#1a1a1a" font-weight="bold">Zum Einstieg: Köln</text>\n'
    chart = {"svg": (mark * (CHART // len(mark) + 1))[:CHART], "alt": "Balkendiagramm: Gehalt"}
    button = {
        "title": "Was muss man können?",
        "payload": '/anforderungen{"beruf": "Erzieher", "ort": "Köln"}',
    }
    source = {
        "title": "Stellenangebote",
        "publisher": "beispiel.de",
        "url": "https://www.beispiel.de/stellen",
    }
    custom = {"sources": [source] * 2, **({"chart": chart} if random.random() < 0.1 else {})}
    return {
        "event": "bot",
        "timestamp": at,
        "metadata": {**metadata, "model_id": "78b2172ce43046c99f70e5d9b624e711"},
        "text": "Das habe ich dazu gefunden: " + "Zum Einstieg verdient man in Köln etwa 2.800 Euro. " * 6,
        "data": {"elements": None, "quick_replies": None, "buttons": [button] * 3, "custom": custom},
    }
