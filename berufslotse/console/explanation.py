"""Why the bot said what it said, in German: how a message was understood, whence names came, which facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from berufslotse.console.review_view import title
from berufslotse.evaluation.candidates import FALLBACK, percent
from berufslotse.evaluation.usage_words import counted
from berufslotse.knowledge.wording import HEADINGS, listing
from berufslotse.serving.exchanges import Exchange

Zeile = tuple[str, str]
"""A label and what it labels."""

ORIGINS = {"nachricht": "aus der Nachricht", "gespraech": "aus dem Gespräch davor"}
BUTTON = "vom Knopf"
NAMES = {"thema": "Thema", "beruf": "Beruf", "ort": "Ort", "stufe": "Stufe", "arbeitgeber": "Arbeitgeber"}
DEFAULTS = {
    "beruf": "keiner genannt",
    "ort": "keiner genannt, also ganz Deutschland (Vorgabe)",
    "stufe": "keine genannt, also alle (Vorgabe)",
}
KINDS = {
    "auskunft": "aus Fakten",
    "hinweis": "ein Hinweis, ohne Fakten",
    "luecke": "Lücke: zu diesem Thema fehlen Fakten",
    "unbekannt": "Lücke: von diesem Beruf gibt es keine Fakten",
    "rueckfrage": "Rückfrage, weil etwas fehlte",
    "unsicher": "nicht sicher verstanden, deshalb Vorschläge",
    "zusammenfassung": "Zusammenfassung dessen, was vorher gesagt wurde",
}
WITHOUT_FACTS = {
    "hinweis": "Hinweis",
    "luecke": "Lücke",
    "unbekannt": "Lücke",
    "rueckfrage": "Rückfrage",
    "unsicher": "Vorschläge",
    "zusammenfassung": "Zusammenfassung",
}
"""What stands in the folded line where no facts can be counted."""
UNKNOWN = "Wie der Lotse darauf kam, lässt sich hier nicht sehen: Er führt seine Gespräche woanders."


@dataclass(frozen=True)
class Erklaerung:
    """An explanation, folded to one line (`kurz`) and in full."""

    kurz: str
    zeilen: Sequence[Zeile]


def explain(exchange: Exchange | None, seconds: float) -> Erklaerung:
    """Explain the answer to a message; `seconds` is how long it took as seen from here.

    `exchange` is None where the bot keeps its conversations out of our sight.
    """
    if exchange is None:
        lines = [("Hinweis", UNKNOWN), _time(seconds)]
        return Erklaerung(f"{milliseconds(seconds)} (keine Erklärung)", lines)
    told = [reply.auskunft for reply in exchange.replies if reply.auskunft]
    lines = [("Absicht", understood(exchange)), *_names(exchange, told), ("Antwort", _kind(exchange, told))]
    facts = facts_of(exchange)
    for number, fact in enumerate(facts, 1):
        thema, ort = HEADINGS.get(fact["thema"], fact["thema"]), fact.get("ort") or "ganz Deutschland"
        where = ", ".join(part for part in (fact.get("beruf"), thema, ort) if part)
        lines.append((f"Fakt {number}", f"{fact['text']} ({where})"))
        following = facts[number] if number < len(facts) else {}
        if following.get("url") != fact["url"]:  # named once for facts of one source in a row
            lines.append(("  Quelle", f"{fact['quelle']}, {fact['url']}"))
    lines += _left_out(told)
    lines.append(_time(seconds, exchange.seconds))
    return Erklaerung(_folded(exchange, told, len(facts), seconds), lines)


def facts_of(exchange: Exchange) -> list[Mapping[str, Any]]:
    """Return the facts of all replies to a message."""
    return [fact for reply in exchange.replies for fact in (reply.auskunft or {}).get("fakten", ())]


def about(exchange: Exchange) -> Mapping[str, str]:
    """Return what the last composed reply is about (beruf, ort, …), or what the message names."""
    for reply in reversed(exchange.replies):
        if reply.auskunft:
            return reply.auskunft.get("ueber") or {}
    return dict(exchange.names)


def milliseconds(seconds: float) -> str:
    """Return 0.0234 as 23 ms, and longer times as seconds."""
    return f"{1000 * seconds:.0f} ms" if seconds < 1 else f"{seconds:.1f} s".replace(".", ",")


def understood(exchange: Exchange) -> str:
    """Return what the message was taken for, how surely, and the runner-up."""
    guesses = [(name, sure) for name, sure in exchange.ranking if name != FALLBACK]
    if not guesses:
        return "gar nicht verstanden"
    first, sure = guesses[0]
    if exchange.chosen:
        return f"{title(first)} (gewählt, nicht gedeutet)"
    unsure = "nicht sicher: " if exchange.intent == FALLBACK else ""
    runner_up = f", danach {title(guesses[1][0])} {percent(guesses[1][1])}" if len(guesses) > 1 else ""
    return f"{unsure}{title(first)} {percent(sure)}{runner_up}"


def _names(exchange: Exchange, told: Sequence[Mapping[str, Any]]) -> Iterator[Zeile]:
    """Yield the thema and names that the answer is about, and where each came from."""
    if not told:
        for kind, value in exchange.names:
            yield NAMES.get(kind, kind.capitalize()), f"{value} ({_origin('nachricht', kind, exchange)})"
        return
    for kind, label in NAMES.items():
        # An answer to two questions has two themes.
        found = dict.fromkeys(
            _name(kind, each, exchange) for each in told if kind in (each.get("ueber") or {})
        )
        if found or kind in DEFAULTS:
            yield label, ", ".join(found) or DEFAULTS[kind]


def _name(kind: str, told: Mapping[str, Any], exchange: Exchange) -> str:
    """Return what an answer is about, and where that came from."""
    value, origin = told["ueber"][kind], (told.get("herkunft") or {}).get(kind)
    said = list(dict.fromkeys(each for name, each in exchange.names if name == kind))
    if origin == "nachricht" and len(said) > 1:
        value = listing(said)  # a comparison is about all that it names
    return f"{title(value) if kind == 'thema' else value} ({_origin(origin, kind, exchange)})"


def _origin(origin: str | None, kind: str, exchange: Exchange) -> str:
    if origin != "nachricht":
        return ORIGINS.get(origin or "", "woher, ist nicht bekannt")
    if exchange.chosen:
        return BUTTON
    values = [value for each, value in exchange.names if each == kind]
    others = dict.fromkeys(w for each, w in exchange.wordings if each == kind and w not in values)
    return ORIGINS[origin] + (f", dort {listing([f'„{words}“' for words in others])}" if others else "")


def _kind(exchange: Exchange, told: Sequence[Mapping[str, Any]]) -> str:
    kinds = [KINDS.get(each["art"], each["art"]) for each in told]
    fixed = [f"feste Antwort {reply.name}" for reply in exchange.replies if reply.name]
    return "; ".join(dict.fromkeys([*kinds, *fixed])) or "keine"


def _left_out(told: Sequence[Mapping[str, Any]]) -> Iterator[Zeile]:
    texts = [text for each in told for text in each.get("ausgelassen", ())]
    total = sum(each.get("weitere", 0) for each in told)
    for text in texts:
        yield "Ausgelassen", text
    if total > len(texts):
        yield "Ausgelassen", f"und {counted(total - len(texts), 'weiterer Fakt', 'weitere Fakten')}"
    if told and not total:
        yield "Ausgelassen", "nichts"


def _time(seconds: float, inside: float | None = None) -> Zeile:
    within = f", davon {milliseconds(inside)} im Lotsen" if inside is not None else ""
    return "Zeit", f"{milliseconds(seconds)}{within}"


def _folded(exchange: Exchange, told: Sequence[Mapping[str, Any]], facts: int, seconds: float) -> str:
    guesses = [(name, sure) for name, sure in exchange.ranking if name != FALLBACK]
    first = title(guesses[0][0]) if guesses else "nicht verstanden"
    if guesses and not exchange.chosen:
        first += f" {percent(guesses[0][1])}"
    if exchange.intent == FALLBACK and guesses:
        first = f"unsicher ({first})"
    values = about(exchange)
    names = [values[kind] for kind in ("beruf", "ort", "stufe", "arbeitgeber") if values.get(kind)]
    if told and not facts:
        used = WITHOUT_FACTS.get(told[-1]["art"], "ohne Fakten")
    elif told:
        used = counted(facts, "Fakt", "Fakten")
    else:
        used = "feste Antwort" if exchange.replies else "keine Antwort"
    return " · ".join([first, *names, used, milliseconds(seconds)])
