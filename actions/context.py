"""What a message means, given what was said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker

from actions.slots import ARBEITGEBER, STUFEN, is_name, kept
from berufslotse.knowledge.lookup import Frage
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.schema import Thema
from berufslotse.knowledge.store import Wissen
from berufslotse.knowledge.telling import Ton

THEMEN = frozenset(t.value for t in Thema)
REMEMBERED = 60
"""How many facts are remembered as told."""


@dataclass(frozen=True)
class Kontext:
    """A message and what is known from the conversation.

    `beruf` is the name as the knowledge has it, or as the person wrote it where the knowledge has none.
    `berufe` and `orte` are those of this message, in its order. `offen` says that the bot asked back and
    owes an answer on `thema`. `zweites_thema` is what the message asks besides, `genannt` the kinds of names
    in it. `antwort` and `aussage` are what a button of the self-check says, `antwort` also what one of the
    question whether to delete does. `zuletzt` is the fixed answer that the bot gave right before the message.
    """

    absicht: str
    text: str
    zug: int
    sie: bool
    thema: str | None = None
    beruf: str | None = None
    ort: str | None = None
    stufe: str | None = None
    arbeitgeber: str | None = None
    weiblich: bool = False
    offen: bool = False
    berufe: Sequence[str] = ()
    orte: Sequence[str] = ()
    vorher: Mapping[str, Any] = field(default_factory=dict)
    rangfolge: Sequence[Mapping[str, Any]] = ()
    zweites_thema: str | None = None
    kanal: str | None = None
    genannt: frozenset[str] = frozenset()
    antwort: str | None = None
    aussage: str | None = None
    zuletzt: str | None = None

    @property
    def ton(self) -> Ton:
        """Return how to put the answer."""
        return Ton(self.zug, self.sie, self.weiblich, frozenset(self.vorher.get("gesagt") or ()))

    def frage(self, thema: str) -> Frage:
        """Return the question on `thema`; there must be a beruf."""
        assert self.beruf
        return Frage(thema, self.beruf, self.ort, self.stufe, self.arbeitgeber)

    def mit(self, **changes: Any) -> Kontext:
        """Return the same context with `changes`."""
        return replace(self, **changes)

    def nebenthema(self) -> str | None:
        """Return the thema that is the runner-up to the intent ("Köln oder Bonn, wo verdient man mehr?")."""
        names = [guess.get("name") for guess in self.rangfolge]
        return names[1] if len(names) > 1 and names[1] in THEMEN else None


def understand(tracker: Tracker, wissen: Wissen) -> Kontext:
    """Bring the latest message and the slots together.

    A name in the message replaces the one before; what the message leaves out stays. stufe and arbeitgeber
    are carried on by incomplete questions ("und in Köln?") and dropped by a complete one.
    """
    message, slots = tracker.latest_message, kept(tracker.slots)
    intent = (message.get("intent") or {}).get("name") or ""
    entities = message.get("entities") or []
    berufe = _values(entities, "beruf")
    orte = [_town(value, wissen) for value in _values(entities, "ort", "gebiet")]
    complete = intent in THEMEN and (bool(berufe or orte) or intent != slots.get("thema"))
    carried = {} if complete and not slots.get("offen") else slots
    known = wissen.beruf(berufe[-1]) if berufe else None
    beruf = (known.name if known else berufe[-1]) if berufe else slots.get("beruf")
    return Kontext(
        absicht=intent,
        text=message.get("text") or "",
        # Rasa's side counts where it sends the latest turns only (berufslotse/serving/tuning/action_call.py).
        zug=message.get("turn") or sum(event.get("event") == "user" for event in tracker.events),
        sie=slots.get("anrede") == "sie",
        thema=slots.get("thema"),
        beruf=beruf,
        ort=orte[-1] if orte else slots.get("ort"),
        stufe=_last(entities, "stufe", STUFEN) or carried.get("stufe"),
        arbeitgeber=_last(entities, "arbeitgeber", ARBEITGEBER) or carried.get("arbeitgeber"),
        weiblich=_female(entities, slots) if berufe else bool(slots.get("weiblich")),
        offen=bool(slots.get("offen")),
        berufe=[b.name if (b := wissen.beruf(name)) else name for name in berufe],
        orte=orte,
        vorher=slots,
        rangfolge=message.get("intent_ranking") or (),
        zweites_thema=message.get("zweites_thema"),
        kanal=tracker.get_latest_input_channel(),
        genannt=frozenset(e["entity"] for e in entities if e.get("entity")),
        antwort=_last(entities, "antwort"),
        aussage=_last(entities, "aussage"),
        zuletzt=_said_last(tracker.events),
    )


def known_beruf(kontext: Kontext, wissen: Wissen) -> Beruf | None:
    """Return the occupation in question if the knowledge tells of it."""
    return wissen.bekannt(kontext.beruf) if kontext.beruf else None


def _values(entities: Sequence[Mapping[str, Any]], *kinds: str) -> list[str]:
    return list(
        dict.fromkeys(e["value"] for e in entities if e.get("entity") in kinds and is_name(e.get("value")))
    )


def _last(
    entities: Sequence[Mapping[str, Any]], kind: str, known: frozenset[str] | None = None
) -> str | None:
    values = [value for value in _values(entities, kind) if known is None or value in known]
    return values[-1] if values else None


def _female(entities: Sequence[Mapping[str, Any]], slots: Mapping[str, Any]) -> bool:
    """Whether the female title was used; a button, which names only the occupation, keeps what was before."""
    last = [e for e in entities if e.get("entity") == "beruf" and is_name(e.get("value"))][-1]
    if "weiblich" not in last and last["value"] == slots.get("beruf"):
        return bool(slots.get("weiblich"))
    return bool(last.get("weiblich"))


def _said_last(events: Sequence[Mapping[str, Any]]) -> str | None:
    """Return the name of the fixed answer that was said last before the latest message, if it was one."""
    said = [event for event in events if event.get("event") in {"user", "bot"}]
    while said and said.pop().get("event") != "user":
        pass
    before = said[-1] if said else {}
    return (before.get("metadata") or {}).get("utter_action") if before.get("event") == "bot" else None


def _town(value: str, wissen: Wissen) -> str:
    place = wissen.plaetze.find(value)
    return place.name if place else value
