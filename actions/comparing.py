"""Setting two towns or two occupations side by side."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Kontext
from actions.speaking import answerer, remember, say
from berufslotse.knowledge import comparisons, questions
from berufslotse.knowledge.answers import MAIN_THEMES, Antwort
from berufslotse.knowledge.asking import speaks_of_pay
from berufslotse.knowledge.comparisons import Seite

MOST_SIDES = 3


def compare(kontext: Kontext, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Compare what the message and the conversation name, or ask what is missing."""
    wissen = answerer().wissen
    waiting = kontext.vorher.get("vergleich")
    if waiting and kontext.berufe and len(kontext.orte) < 2:
        kontext = kontext.mit(orte=waiting)
    sides = _sides(kontext)
    if not sides and len(kontext.orte) > 1:
        question = questions.ask_beruf(wissen, "compare", None, kontext.ton, kontext.orte)
        say(dispatcher, question, kontext)
        return remember(kontext.mit(thema="compare"), offen=True, vergleich=list(kontext.orte))
    if not sides:
        question = questions.ask_sides(kontext.beruf, kontext.ort, kontext.ton)
        say(dispatcher, question, kontext)
        return remember(kontext)
    themes = _themes(kontext)
    answer = _answer(kontext, sides, themes)
    say(dispatcher, answer, kontext.mit(thema="compare"))
    return remember(kontext.mit(thema=themes[0] if len(themes) == 1 else "overview"), answer)


def _answer(kontext: Kontext, sides: list[Seite], themes: tuple[str, ...]) -> Antwort:
    source = answerer()
    unknown = list(dict.fromkeys(s.beruf for s in sides if source.wissen.bekannt(s.beruf) is None))
    known = [s for s in sides if s.beruf not in unknown]
    if not known:
        return source.unbekannter_beruf(kontext.mit(beruf=unknown[0]).frage("overview"), kontext.ton)
    if len(known) == 1:
        beruf = source.wissen.bekannt(known[0].beruf)
        assert beruf
        answer = source.ueberblick(beruf, known[0].ort, kontext.ton)
    else:
        answer = comparisons.compare(source.wissen, known, themes, kontext.ton)
    return questions.with_unknown(answer, unknown) if unknown else answer


def _sides(kontext: Kontext) -> list[Seite]:
    """Return the sides to compare, one of them filled up from before; nothing where that is not enough."""
    berufe, orte = list(kontext.berufe)[:MOST_SIDES], list(kontext.orte)[:MOST_SIDES]
    before_beruf, before_ort = kontext.vorher.get("beruf"), kontext.vorher.get("ort")
    if len(berufe) > 1:
        if len(orte) == len(berufe):
            return [Seite(b, o) for b, o in zip(berufe, orte, strict=True)]
        return [Seite(b, orte[0] if orte else None) for b in berufe]
    beruf = berufe[0] if berufe else before_beruf
    if orte and before_ort and orte == [o for o in orte if o != before_ort][:1]:
        orte = [before_ort, *orte]
    if len(orte) > 1 and beruf:
        return [Seite(beruf, ort) for ort in orte]
    if berufe and before_beruf and before_beruf != beruf:
        ort = orte[0] if orte else before_ort
        return [Seite(before_beruf, ort), Seite(berufe[0], ort)]
    return []


def _themes(kontext: Kontext) -> tuple[str, ...]:
    """Return the one thema that the comparison is about, or the main ones."""
    likely = "gehalt" if speaks_of_pay(kontext.text) else kontext.nebenthema()
    # "Was ist der Unterschied?" asks for a comparison, not for what an occupation is not.
    return (likely,) if likely and likely != "abgrenzung" else MAIN_THEMES
