"""Questions that need the knowledge as a whole: where one earns most, what is akin, which towns are near."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Kontext, known_beruf
from actions.speaking import answerer, remember, say
from berufslotse.knowledge import rankings
from berufslotse.knowledge.answers import Antwort
from berufslotse.knowledge.store import Wissen


def answer_special(kontext: Kontext, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer such a question, whatever intent it was taken for; return None for any other."""
    wissen = answerer().wissen
    for read, thema in ((_ranking, "gehalt"), (_near, "overview"), (_akin, "overview")):
        answer = read(kontext, wissen)
        if answer:
            say(dispatcher, answer, kontext.kanal)
            return remember(kontext.mit(thema=thema), answer)
    return None


def _ranking(kontext: Kontext, wissen: Wissen) -> Antwort | None:
    if not rankings.asks_for_ranking(kontext.text, kontext.absicht == "gehalt"):
        return None
    if kontext.orte and not kontext.berufe:
        return rankings.rank_berufe(wissen, kontext.orte[-1], kontext.stufe, kontext.text)
    beruf = known_beruf(kontext, wissen)
    if beruf and len(kontext.berufe) < 2 and not kontext.orte:
        return rankings.rank_towns(wissen, beruf, kontext.stufe, kontext.text)
    return None


def _near(kontext: Kontext, wissen: Wissen) -> Antwort | None:
    asked = rankings.asks_for_near(kontext.text) and kontext.absicht in {"list_profiles", "overview"}
    beruf = known_beruf(kontext, wissen) if asked and kontext.berufe and kontext.orte else None
    return rankings.near(wissen, beruf, kontext.orte[-1]) if beruf else None


def _akin(kontext: Kontext, wissen: Wissen) -> Antwort | None:
    asked = rankings.asks_for_akin(kontext.text) and len(kontext.berufe) < 2
    beruf = wissen.beruf(kontext.beruf) if asked and kontext.beruf else None
    return rankings.akin(wissen, beruf, kontext.ort) if beruf else None
