"""What the bot says besides facts: asking back, offering, guessing, naming sources, pointing on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from berufslotse.knowledge import links, wording
from berufslotse.knowledge.answers import (
    MAIN_THEMES,
    RUECKFRAGE,
    UNSICHER,
    Antwort,
    Antwortgeber,
    Knopf,
    Verweis,
)
from berufslotse.knowledge.comparisons import offer_berufe
from berufslotse.knowledge.lookup import Frage
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.search import terms
from berufslotse.knowledge.store import Quelle, Wissen
from berufslotse.knowledge.telling import Ton, source_name

GLADLY = ("Gern. Was möchtest du wissen?", "Gern. Was möchten Sie wissen?")
WHAT_ELSE = (
    "Alles klar. Was möchtest du stattdessen wissen?",
    "In Ordnung. Was möchten Sie stattdessen wissen?",
)
STRONG = 0.6
"""From this share of its telling words in a fact, a question counts as answered by it."""

_TRAINING = re.compile(r"ausbildung|azubi|lehrstell|lehre\b|\bpraktik", re.IGNORECASE)

ASK = {
    "compare": "das vergleichen",
    "overview": "etwas erfahren",
    "job_offers": "Stellen finden",
    "self_check": "den Selbst-Check machen",
}

TITLES = {
    **wording.QUESTIONS,
    "overview": "Ein Überblick über einen Beruf",
    "compare": "Zwei Städte oder Berufe vergleichen",
    "list_profiles": "Welche Berufe kennst du?",
    "source": "Woher weißt du das?",
    "job_offers": "Wo gibt es Stellen?",
    "help": "Was kannst du?",
    "self_check": "Selbst-Check: Passt das zu mir?",
    "human": "Mit einem Menschen sprechen",
    "summary": "Zusammenfassung zum Mitnehmen",
    "privacy": "Was wird gespeichert?",
    "delete_data": "Unser Gespräch löschen",
    "start_over": "Von vorn anfangen",
    "bot_challenge": "Bist du ein Mensch?",
}

USUAL = ("list_profiles", "overview", "help")
"""What is offered to somebody who was not understood and named no occupation."""

_WORD = re.compile(r"[^\W\d_]{2}")

GEMEINT = 200
"""So many letters of a message that was not understood are kept with the choice of what it meant."""


def ask_beruf(wissen: Wissen, thema: str, ort: str | None, ton: Ton, towns: Sequence[str] = ()) -> Antwort:
    """Ask which occupation (and town) is meant, and offer some."""
    want = ASK.get(thema) or "das wissen"
    where = f" in {ort}" if ort else ("" if towns else " und in welcher Stadt")
    if towns:
        where = f" in {wording.listing(towns)}"
    text = ton.wahl(
        f"Für welchen Beruf{where} möchtest du {want}?", f"Für welchen Beruf{where} möchten Sie {want}?"
    )
    names = offer_berufe(wissen, ort, ton.zug)
    buttons = []
    for name in names:
        beruf = wissen.bekannt(name)
        town = ort or (beruf.orte[ton.zug % len(beruf.orte)] if beruf and beruf.orte else None)
        if towns:
            buttons.append(Knopf(name, thema, name, None))
        else:
            buttons.append(Knopf(f"{name} in {town}" if town else name, thema, name, town))
    return Antwort(text, (), buttons, art=RUECKFRAGE)


def towns_to_choose(wissen: Wissen, frage: Frage) -> list[str]:
    """Return the towns to ask about, where no town was named and the country as a whole has no answer."""
    if frage.ort or wissen.fakten(frage.beruf, None, frage.thema):
        return []
    towns = wissen.orte_mit(frage.beruf, frage.thema)
    return towns if len(towns) > 1 else []


def ask_ort(thema: str, beruf: Beruf, towns: Sequence[str], ton: Ton) -> Antwort:
    """Ask which town is meant, and offer those with facts."""
    title = beruf.title(ton.weiblich)
    about = wording.capital(wording.ABOUT[thema])
    text = ton.wahl(
        f"In welcher Stadt? {about} als {title} habe ich Fakten aus "
        f"{wording.listing(list(towns[:5]))}. Du kannst auch jede andere Stadt nennen.",
        f"In welcher Stadt? {about} als {title} habe ich Fakten aus "
        f"{wording.listing(list(towns[:5]))}. Sie können auch jede andere Stadt nennen.",
    )
    return Antwort(text, (), [Knopf(t, thema, beruf.name, t) for t in towns[:3]], art=RUECKFRAGE)


def ask_sides(beruf: str | None, ort: str | None, ton: Ton) -> Antwort:
    """Ask what to compare."""
    if beruf and ort:
        example = f"„{beruf}: {ort} oder Köln?“" if ort != "Köln" else f"„{beruf}: Köln oder Leipzig?“"
    else:
        example = "„Erzieher: Köln oder Leipzig?“ oder „Altenpfleger oder Krankenpfleger?“"
    text = ton.wahl(
        f"Was soll ich vergleichen? Nenne mir zwei Städte oder zwei Berufe, zum Beispiel {example}",
        f"Was soll ich vergleichen? Nennen Sie mir zwei Städte oder zwei Berufe, zum Beispiel {example}",
    )
    return Antwort(text, art=RUECKFRAGE)


def with_unknown(answer: Antwort, names: Sequence[str]) -> Antwort:
    """Return `answer` with the remark that `names` are not known."""
    remark = f"Über {wording.listing(names)} habe ich keine belegten Fakten."
    return replace(answer, kern=f"{remark}\n{answer.kern}")


def job_offers(beruf: str, ort: str | None, asked: str, ton: Ton) -> Antwort:
    """Point on to the Jobsuche, for training places where those were asked for."""
    training = bool(_TRAINING.search(asked))
    what = "Ausbildungsplätze" if training else "Stellen"
    where = f" in {ort}" if ort else ""
    text = f"Offene {what} kenne ich selbst nicht, dafür ist die Jobsuche der Bundesagentur für Arbeit da."
    page = Verweis(
        f"Die Suche nach {beruf}{where} ist schon eingetragen", links.jobsuche(beruf, ort, training)
    )
    buttons = [
        Knopf(wording.QUESTIONS[t], t, beruf, ort) for t in ("gehalt", "anforderungen", "arbeitsmarkt")
    ]
    return Antwort(text, (), buttons, verweise=[page])


def sources(rows: Sequence[Mapping[str, Any]], ton: Ton) -> Antwort:
    """Name the sources of the last answer with their addresses, or say where facts come from in general."""
    found = [Quelle(**row) for row in rows]
    if not found:
        return Antwort(
            "Meine Fakten stammen von öffentlichen Seiten: einem Stellenportal, Behörden, Verbänden, Kammern "
            "und Zeitungen. Unter jeder Antwort steht, von welcher; die Frage „Woher weißt du das?“ bringt "
            "die Adresse."
        )
    lead = "Das steht hier:" if len(found) == 1 else "Das steht auf diesen Seiten:"
    portal = any("wir-lieben-jobs.de" in q.url for q in found)
    note = (
        "Das Stellenportal schildert Eindrücke; für eine Entscheidung lohnt der Blick in weitere Quellen."
        if portal
        else "Auch gute Quellen irren oder veralten; für eine Entscheidung lohnt der Blick in weitere."
    )
    return Antwort(f"{note}\n{lead}", verweise=[Verweis(source_name(q), q.url) for q in found])


def what_next(lead: str, source: Antwortgeber, beruf: str | None, ort: str | None, turn: int) -> Antwort:
    """Return `lead` with questions to choose from."""
    known = list(source.erzaehlbar(beruf, ort)) if beruf else []
    themes = (known or list(MAIN_THEMES))[:3]
    return Antwort(lead, (), [Knopf(wording.QUESTIONS[t], t, beruf if known else None, ort) for t in themes])


def search(wissen: Wissen, asked: str, beruf: Beruf, ort: str | None) -> Antwort | None:
    """Answer with the fact whose words fit the question best, if they fit well."""
    for town in [ort, None] if ort else [None]:
        hits = wissen.suche(asked, beruf.name, town, limit=1)
        if hits and hits[0][1] >= STRONG and len(terms(asked)) > 1:
            fact = hits[0][0]
            where = f"aus {fact.ort}" if fact.ort else "für ganz Deutschland"
            text = f"Dazu finde ich zu {beruf.name} {where} dies: {fact.text}"
            return Antwort(text, [fact], [Knopf(wording.QUESTIONS[fact.thema], fact.thema, beruf.name, town)])
    return None


def guesses(
    text: str, ranking: Sequence[Mapping[str, Any]], beruf: str | None, ort: str | None, ton: Ton
) -> Antwort:
    """Offer the likeliest meanings of the message `text`, which was not understood for certain.

    Whoever presses a button sends `text` along, so the conversation remembers what was meant by it.
    """
    usual = MAIN_THEMES if beruf else USUAL
    # Of "👍" or "/" the ranking is a throw of dice.
    likely = [g["name"] for g in ranking if g.get("name") in TITLES] if _WORD.search(text) else []
    names = list(dict.fromkeys([*likely, *usual]))[:3]
    leads = (
        (
            "Das habe ich nicht sicher verstanden. Meinst du eines davon?",
            "Das habe ich nicht sicher verstanden. Meinen Sie eines davon?",
        ),
        (
            "Da bin ich mir nicht sicher. Geht es dir um etwas davon?",
            "Da bin ich mir nicht sicher. Geht es Ihnen um etwas davon?",
        ),
        (
            "Entschuldige, das war mir nicht klar. Ist eines davon gemeint?",
            "Entschuldigung, das war mir nicht klar. Ist eines davon gemeint?",
        ),
    )
    lead = ton.wahl(*leads[ton.zug % len(leads)])
    asks = {*wording.QUESTIONS, "self_check"}
    buttons = [
        Knopf(TITLES[n], n, beruf if n in asks else None, ort if n in asks else None, gemeint=text[:GEMEINT])
        for n in names
    ]
    return Antwort(lead, (), buttons, art=UNSICHER)
