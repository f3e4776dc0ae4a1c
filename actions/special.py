"""Messages that are answered whatever intent they were taken for.

Those are answers to the question whether to delete and in a self-check, and questions that need the knowledge
as a whole: where one earns most, what is akin, which towns are near.
"""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.checking import answer_check
from actions.context import Kontext, known_beruf
from actions.deleting import answer_deletion
from actions.speaking import answerer, remember, say
from berufslotse.knowledge import asking, rankings
from berufslotse.knowledge.answers import Antwort
from berufslotse.knowledge.store import Wissen


def answer_special(kontext: Kontext, dispatcher: CollectingDispatcher) -> list[EventType] | None:
    """Answer such a message, whatever intent it was taken for; return None for any other."""
    for take in (answer_deletion, answer_check):
        taken = take(kontext, dispatcher)
        if taken is not None:
            return taken
    wissen = answerer().wissen
    ranking = _ranking(kontext, wissen)
    if ranking:
        answer, kind = ranking
        say(dispatcher, answer, kontext)
        # "Ja" after a ranking has nothing to mean, a further town or "und am wenigsten?" has.
        return remember(kontext.mit(thema="gehalt"), answer, angebot=None, rangliste=kind)
    for read in (_near, _akin):
        answered = read(kontext, wissen)
        if answered:
            say(dispatcher, answered, kontext)
            return remember(kontext.mit(thema="overview"), answered)
    return None


def _ranking(kontext: Kontext, wissen: Wissen) -> tuple[Antwort, str] | None:
    """Return the ranking that is asked for and what it ranks, "orte" or "berufe"."""
    before = kontext.vorher.get("rangliste")
    about_pay = kontext.absicht == "gehalt" or bool(before)
    asked = asking.asks_for_ranking(kontext.text, about_pay)
    goes_on = before == "berufe" and kontext.absicht == "follow_up" and kontext.orte and not kontext.berufe
    if not (asked or goes_on) or len(kontext.berufe) > 1:
        return None
    for_berufe = asking.asks_for_berufe(kontext.text) or (not kontext.berufe and bool(kontext.orte))
    if for_berufe or (before == "berufe" and not kontext.berufe):
        if kontext.ort is None:
            return rankings.ask_town(wissen, kontext.ton), "berufe"
        return rankings.rank_berufe(wissen, kontext.ort, kontext.stufe, kontext.text), "berufe"
    beruf = known_beruf(kontext, wissen)
    if beruf and not kontext.orte:
        return rankings.rank_towns(wissen, beruf, kontext.stufe, kontext.text), "orte"
    return None


def _near(kontext: Kontext, wissen: Wissen) -> Antwort | None:
    asked = asking.asks_for_near(kontext.text) and kontext.absicht in {"list_profiles", "overview"}
    beruf = known_beruf(kontext, wissen) if asked and kontext.berufe and kontext.orte else None
    return rankings.near(wissen, beruf, kontext.orte[-1]) if beruf else None


def _akin(kontext: Kontext, wissen: Wissen) -> Antwort | None:
    if not asking.asks_for_akin(kontext.text) or not kontext.beruf or len(kontext.berufe) > 1:
        return None
    beruf = wissen.beruf(kontext.beruf)
    if beruf:
        return rankings.akin(wissen, beruf, kontext.ort)
    return answerer().unbekannter_beruf(kontext.frage("overview"), kontext.ton)
