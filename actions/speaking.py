"""Saying an answer, and remembering what the next message may refer to."""

from __future__ import annotations

import base64
import dataclasses
import json
from functools import lru_cache
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.context import REMEMBERED, Kontext
from actions.explaining import explain
from berufslotse.knowledge.answers import Antwort, Antwortgeber, Knopf
from berufslotse.knowledge.following import Aktuell
from berufslotse.knowledge.telling import fact_mark, publisher, source_date

SELF_CHECK = "self_check"

RICH = frozenset({"website", "telegram"})
"""The channels that show sources, pages and pictures in ways of their own."""


@lru_cache(maxsize=1)
def _following() -> Aktuell[Antwortgeber]:
    return Aktuell(Antwortgeber)


def answerer() -> Antwortgeber:
    """Return this process's access to the knowledge, opened at the first question and kept up to date."""
    return _following().value


def knowledge_version() -> str | None:
    """Return which version of the knowledge this process tells; it is opened if it was not yet."""
    return _following().version


def payload(button: Knopf) -> str:
    """Return what pressing `button` sends: the intent with the names it is about."""
    names = {
        "beruf": button.beruf,
        "ort": button.ort,
        "stufe": button.stufe,
        "arbeitgeber": button.arbeitgeber,
        "gemeint": button.gemeint,
        "antwort": button.antwort,
        "aussage": button.aussage,
    }
    filled = {key: value for key, value in names.items() if value}
    return f"/{button.absicht}{json.dumps(filled, ensure_ascii=False) if filled else ''}"


def say(dispatcher: CollectingDispatcher, answer: Antwort, kontext: Kontext) -> None:
    """Send `answer` with its buttons: in parts where the channel can show them, else as one plain text.

    What it rests on goes along as metadata, which no channel shows.
    """
    answer = _with_way_back(answer, kontext)
    channel = kontext.kanal
    rich = channel in RICH
    dispatcher.utter_message(
        text=answer.kern if rich else answer.text,
        buttons=[{"title": b.titel, "payload": payload(b)} for b in answer.knoepfe] or None,
        json_message=_besides(answer, channel == "telegram") if rich else None,
        auskunft=explain(answer, kontext),
    )


def _with_way_back(answer: Antwort, kontext: Kontext) -> Antwort:
    """Add the way back into a self-check that is open, as long as the talk is about its occupation."""
    kept = kontext.vorher.get("selbstcheck") or {}
    if not kept.get("offen") or kept["beruf"] != kontext.beruf:
        return answer
    offered = [b for b in answer.knoepfe if b.absicht == SELF_CHECK]
    if any(b.antwort != "start" for b in offered):
        return answer
    back = Knopf("Weiter mit dem Selbst-Check", SELF_CHECK, kept["beruf"], kept["ort"], antwort="weiter")
    others = [b for b in answer.knoepfe if b.absicht != SELF_CHECK]
    return dataclasses.replace(answer, knoepfe=[back, *others] if offered else [*others, back])


def _besides(answer: Antwort, bitmap: bool) -> dict[str, Any]:
    """Return what comes besides the text: links, sources and chart, as far as there are any."""
    drawn = answer.bild() if answer.bild else None
    chart: dict[str, str] = {}
    if drawn:
        picture = {"png": base64.b64encode(drawn.png()).decode()} if bitmap else {"svg": drawn.svg}
        chart = {**picture, "alt": drawn.alt}
    parts = {
        "links": [{"title": page.titel, "url": page.url} for page in answer.verweise],
        "sources": [
            {"title": q.titel, "publisher": publisher(q), "date": source_date(q), "url": q.url}
            for q in answer.quellen
        ],
        "chart": chart,
    }
    return {kind: content for kind, content in parts.items() if content}


def remember(kontext: Kontext, answer: Antwort | None = None, **changes: Any) -> list[EventType]:
    """Return the events that keep the context, the sources and the facts told."""
    slots: dict[str, Any] = {
        "thema": kontext.thema,
        "beruf": kontext.beruf,
        "ort": kontext.ort,
        "stufe": kontext.stufe,
        "arbeitgeber": kontext.arbeitgeber,
        "weiblich": kontext.weiblich,
        "offen": False,
        "vergleich": None,
        "rangliste": None,
    }
    if answer:
        slots["angebot"] = _offer(answer, kontext)
    if answer and answer.fakten:
        told = list(kontext.vorher.get("gesagt") or ())
        told = [mark for mark in told if mark not in {fact_mark(f) for f in answer.fakten}]
        slots["gesagt"] = [*told, *(fact_mark(f) for f in answer.fakten)][-REMEMBERED:]
        slots["quellen"] = [dataclasses.asdict(q) for q in answer.quellen]
    slots.update(changes)
    return [SlotSet(name, value) for name, value in slots.items() if kontext.vorher.get(name) != value]


def _offer(answer: Antwort, kontext: Kontext) -> str | None:
    """Return what "ja" means after `answer`: more of the same or the self-check, where that was offered."""
    first = answer.knoepfe[0] if answer.knoepfe else None
    return first.absicht if first and first.absicht in {kontext.thema, SELF_CHECK} else None


def merge(first: list[EventType], second: list[EventType]) -> list[EventType]:
    """Return the events of two answers to one message: what is remembered of both, else of the second."""
    slots = {event["name"]: event["value"] for event in first}
    for event in second:
        joined = event["name"] in {"gesagt", "quellen"}
        before = slots.get(event["name"]) if joined else None
        slots[event["name"]] = (
            _without_repeats([*(before or []), *event["value"]]) if joined else event["value"]
        )
    return [SlotSet(name, value) for name, value in slots.items()]


def _without_repeats(items: list[Any]) -> list[Any]:
    return [item for index, item in enumerate(items) if item not in items[:index]]
