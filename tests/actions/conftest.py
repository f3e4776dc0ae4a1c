"""A small knowledge for the actions, and a conversation that runs them without a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.training_data.message import Message
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from berufslotse.knowledge.build import bring_up_to_date
from berufslotse.knowledge.database import database
from berufslotse.knowledge.store import Wissen

QUELLE = 'quellen: [{titel: "%s", url: "https://www.beispiel.de/%s", abgerufen: 2026-11-22}]\n'

SAMPLE = {
    "erzieher-koeln.yml": "beruf: Erzieher\nberuf_feminin: Erzieherin\nort: Köln\n"
    + QUELLE % ("Kitas in Köln", "koeln")
    + """\
fakten:
  - {thema: aufgaben, text: "Sie planen den Tag der Gruppe."}
  - {thema: aufgaben, text: "Beobachtungen halten sie schriftlich fest."}
  - {thema: aufgaben, text: "Mit den Eltern führen sie Gespräche."}
  - {thema: aufgaben, text: "Auch Ausflüge an den Rhein gehören dazu."}
  - thema: gehalt
    text: "Wer anfängt, bekommt 2.800 Euro im Monat."
    gehalt: {stufe: einstieg, von: 2800, bis: 2800, zeitraum: monat}
  - thema: gehalt
    text: "Mit Erfahrung sind es 3.500 Euro im Monat."
    gehalt: {stufe: erfahren, von: 3500, bis: 3500, zeitraum: monat}
  - {thema: regionalkultur, text: "Der Ton in den Teams ist herzlich."}
""",
    "erzieher-leipzig.yml": "beruf: Erzieher\nberuf_feminin: Erzieherin\nort: Leipzig\n"
    + QUELLE % ("Kitas in Leipzig", "leipzig")
    + """\
fakten:
  - {thema: aufgaben, text: "In den Horten betreuen sie Schulkinder."}
  - thema: gehalt
    text: "Anfangs gibt es 2.600 Euro im Monat."
    gehalt: {stufe: einstieg, von: 2600, bis: 2600, zeitraum: monat}
  - thema: gehalt
    text: "Üblich sind 2.950 Euro im Monat."
    gehalt: {stufe: allgemein, von: 2950, bis: 2950, zeitraum: monat}
""",
    "erzieher.yml": "beruf: Erzieher\nberuf_feminin: Erzieherin\n"
    + QUELLE % ("Erzieher bundesweit", "bund")
    + """\
fakten:
  - {thema: arbeitsmarkt, text: "Es fehlen Zehntausende Fachkräfte."}
  - {thema: einstieg, text: "Der Weg führt über eine Fachschule."}
""",
    "koch-koeln.yml": "beruf: Koch\nberuf_feminin: Köchin\nort: Köln\n"
    + QUELLE % ("Köche in Köln", "koch-koeln")
    + """\
fakten:
  - {thema: aufgaben, text: "In den Brauhäusern wird deftig gekocht."}
  - thema: gehalt
    text: "Auf dem Lohnzettel stehen 2.500 Euro im Monat."
    gehalt: {stufe: einstieg, von: 2500, bis: 2500, zeitraum: monat}
""",
    "koch-bonn.yml": "beruf: Koch\nberuf_feminin: Köchin\nort: Bonn\n"
    + QUELLE % ("Köche in Bonn", "koch-bonn")
    + """\
fakten:
  - {thema: aufgaben, text: "In den Kantinen der Ministerien wird für viele gekocht."}
  - {thema: herausforderungen, text: "Die Wochenenden gehören der Küche."}
""",
}


@pytest.fixture(scope="session")
def _compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("aktionen")
    (place / "profile").mkdir()
    for name, text in SAMPLE.items():
        (place / "profile" / name).write_text(text, encoding="utf-8")
    bring_up_to_date(place / "profile", database(f"sqlite:///{place / 'heim' / 'wissen.db'}"))
    return place


@pytest.fixture
def wissen(_compiled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wissen]:
    """The small knowledge, which the actions find through the environment."""
    from actions.speaking import _following, answerer

    monkeypatch.setenv("BERUFSLOTSE_HOME", str(_compiled / "heim"))
    monkeypatch.setenv("BERUFSLOTSE_PROFILES", str(_compiled / "profile"))
    monkeypatch.delenv("KNOWLEDGE_URL", raising=False)
    _following.cache_clear()
    yield answerer().wissen
    _following.cache_clear()


class Gespraech:
    """A conversation: runs an action on a message, and keeps slots and events as Rasa would."""

    def __init__(self) -> None:
        self.slots: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.buttons: list[dict[str, Any]] = []
        self.messages: list[dict[str, Any]] = []

    def tracker(
        self,
        intent: str,
        text: str,
        entities: Sequence[Mapping[str, Any]],
        ranking: Sequence[str] = (),
        second: str | None = None,
    ) -> Tracker:
        """What the action server is told of a message."""
        message = {
            "intent": {"name": intent, "confidence": 0.9},
            "intent_ranking": [{"name": name, "confidence": 0.3} for name in (intent, *ranking)],
            "zweites_thema": second,
            "entities": list(entities),
            "text": text,
        }
        events = [*self.events, {"event": "user", "text": text}]
        return Tracker("x", dict(self.slots), message, events, False, None, {}, "action_listen")

    def say(
        self,
        action: type[Action],
        intent: str,
        text: str = "",
        ranking: Sequence[str] = (),
        second: str | None = None,
        weiblich: bool = False,
        **names: str | Sequence[str],
    ) -> str:
        """Run `action` on a message of `intent` that names `names`; return the answer, keep its buttons."""
        entities = []
        for kind, values in names.items():
            for value in [values] if isinstance(values, str) else values:
                entity = {"entity": kind, "value": value, "wortlaut": value}
                entities.append({**entity, "weiblich": weiblich} if kind == "beruf" else entity)
        return self.run(action, self.tracker(intent, text, entities, ranking, second))

    def run(self, action: type[Action], tracker: Tracker) -> str:
        """Run `action` on what the action server is told."""
        dispatcher = CollectingDispatcher()
        anew: list[dict[str, Any]] = []
        for event in action().run(dispatcher, tracker, {}):
            if event["event"] == "reset_slots":
                self.slots = {}
                anew = [event]
            else:
                assert event["event"] == "slot"
                self.slots[event["name"]] = event["value"]
        self.messages = dispatcher.messages
        said = [
            {"event": "bot", "text": m.get("text"), "metadata": {**m, "utter_action": m.get("response")}}
            for m in self.messages
        ]
        self.events = [*tracker.events, *(said or [{"event": "bot"}]), *anew]
        self.buttons = [button for m in dispatcher.messages for button in m.get("buttons") or ()]
        return "\n".join(m["text"] for m in dispatcher.messages if m.get("text"))

    def press(self, action: type[Action], title: str) -> str:
        """Run `action` on what pressing the button called `title` sends."""
        payload = next(b["payload"] for b in self.buttons if b["title"] == title)
        return self.run(action, self.pressed(payload))

    def pressed(self, payload: str) -> Tracker:
        """What the action server is told when a button sends `payload`."""
        read = YAMLStoryReader.unpack_regex_message(Message({"text": payload}))
        return self.tracker(read.get("intent")["name"], payload, read.get("entities"))


@pytest.fixture
def gespraech(wissen: Wissen) -> Gespraech:
    """A new conversation on the small knowledge."""
    return Gespraech()
