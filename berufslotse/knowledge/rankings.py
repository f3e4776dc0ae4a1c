"""Answers that rank (where an occupation pays most, which one does in a town) and name what is akin."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial

from berufslotse.knowledge import wording
from berufslotse.knowledge.answers import Antwort, Knopf
from berufslotse.knowledge.figures import LEVELS, kilometres
from berufslotse.knowledge.kinship import kin
from berufslotse.knowledge.lookup import nearest_towns
from berufslotse.knowledge.names import Beruf
from berufslotse.knowledge.payroll import Posten, amount, picture, ranked, unlike
from berufslotse.knowledge.store import Wissen
from berufslotse.knowledge.telling import source_line
from berufslotse.knowledge.text import fold

MOST_RANKED = 5
MOST_NEAR = 3

_RANKING = re.compile(
    r"\bam (?:meisten|besten (?:bezahlt|verdien|zahl)|hochsten|wenigsten)|\b(?:hochste|beste|meiste)\w* "
    r"(?:gehalt|lohn|lohne|bezahlung|verdienst|geld|kohle)|(?:zahl|verdien)\w*\b.* am besten\b|"
    r"bestbezahlt|bestverdien|gehaltsranking|rangliste"
)
_PAY = re.compile(r"verdien|gehalt|gehalter|\blohn|\blohne|bezahl|\bzahl(?:t|en)\b|\bgeld|kohle\b|einkommen")
_NEAR = re.compile(
    r"\bin der (?:nahe|umgebung|gegend)\b|\bnachst\w* (?:stadt|ort)|\bumkreis|\bumland|"
    r"\bnahe (?:bei|von)\b|\brund um\b"
)
_LEAST = re.compile(r"\bam wenigsten|\bam schlechtesten")
_AKIN = re.compile(
    r"\bahnlich\w* (?:berufe|jobs|wie)|\b(?:berufe|jobs|beruf|job)\b[^.?!]* (?:ahnlich|verwandt|vergleichbar)"
    r"|\bverwandte?\b|\balternativen? (?:zu|zum|zur|fur)\b|\bso ?was (?:ahnliches )?wie\b"
)


def asks_for_ranking(message: str, about_pay: bool = False) -> bool:
    """Whether `message` asks where or in which occupation one earns the most.

    With `about_pay` it is known to be about pay; else a word of its own must say so.
    """
    folded = fold(message)
    return bool(_RANKING.search(folded)) and (about_pay or bool(_PAY.search(folded)))


def asks_for_akin(message: str) -> bool:
    """Whether `message` asks for occupations like another."""
    return bool(_AKIN.search(fold(message)))


def asks_for_near(message: str) -> bool:
    """Whether `message` asks for towns close to one."""
    return bool(_NEAR.search(fold(message)))


def near(wissen: Wissen, beruf: Beruf, town: str) -> Antwort:
    """Name the towns closest to `town` from which there are facts about `beruf`."""
    found = nearest_towns(wissen, beruf.name, town)[:MOST_NEAR]
    if not found:
        return Antwort(
            f"Über {beruf.name} habe ich nur Fakten für ganz Deutschland, keine aus einzelnen Städten."
        )
    told = [f"{t} ({kilometres(d)})" if d is not None else f"{t} (Entfernung unbekannt)" for t, d in found]
    own = f"aus {town} selbst und " if town in beruf.orte else ""
    text = f"Über {beruf.name} habe ich Fakten {own}aus der Nähe von {town}: {wording.listing(told)}."
    return Antwort(text, (), [Knopf(t, "overview", beruf.name, t) for t, _ in found])


def rank_towns(wissen: Wissen, beruf: Beruf, stufe: str | None, asked: str) -> Antwort:
    """Rank the towns by what `beruf` pays there, within one level."""
    facts = [fact for fact in wissen.gehaelter(beruf.name) if fact.ort]
    posts = [Posten(fact.ort or "", fact) for fact in facts]
    buttons = partial(_town_button, beruf.name)
    where = "den Städten, aus denen ich Zahlen habe"
    none = f"Zum Gehalt als {beruf.name} habe ich keine Zahlen aus Städten, ordnen kann ich da nichts."
    return _ranking(posts, stufe, asked, f"Als {beruf.name}", where, none, buttons)


def rank_berufe(wissen: Wissen, town: str, stufe: str | None, asked: str) -> Antwort:
    """Rank the occupations by what they pay in `town`, within one level."""
    posts = [Posten(fact.beruf, fact) for fact in wissen.gehaelter(None, town)]
    none = f"Zum Gehalt habe ich keine Zahlen aus {town}, ordnen kann ich da nichts."
    where = f"den Berufen in {town}, zu denen ich Zahlen habe"
    return _ranking(posts, stufe, asked, f"In {town}", where, none, partial(_beruf_button, town))


def _town_button(beruf: str, town: str) -> Knopf:
    return Knopf(f"Mehr zu {town}", "gehalt", beruf, town)


def _beruf_button(town: str, beruf: str) -> Knopf:
    return Knopf(f"Mehr zu {beruf}", "gehalt", beruf, town)


def _ranking(
    posts: Sequence[Posten],
    stufe: str | None,
    asked: str,
    lead: str,
    among: str,
    none: str,
    button: Callable[[str], Knopf],
) -> Antwort:
    level, order = ranked(posts, stufe)
    if not order:
        return Antwort(none)
    least = bool(_LEAST.search(fold(asked)))
    if least:
        order.reverse()
    shown = order[:MOST_RANKED]
    if len(order) == 1:
        lines = [f"{lead} habe ich {LEVELS[level]} nur eine Zahl, aus der sich keine Rangfolge ergibt:"]
        lines.append(f"– {shown[0].titel}: {amount(shown[0].zahl)}")
    else:
        most = "am wenigsten" if least else "am meisten"
        lines = [f"{lead} verdient man {LEVELS[level]} {most}, unter {among}:"]
        lines += [f"{rank}. {post.titel}: {amount(post.zahl)}" for rank, post in enumerate(shown, start=1)]
        lines.append("Geordnet ist nach der Mitte der Spanne, auf den Monat gerechnet.")
        remark = unlike(shown)
        if remark:
            lines.append(remark)
    facts = [post.fakt for post in shown]
    drawn = partial(picture, f"Gehalt: {lead}", shown)
    return Antwort(
        "\n".join([*lines, source_line(facts)]), facts, [button(post.titel) for post in shown[:3]], drawn
    )


def akin(wissen: Wissen, beruf: Beruf, town: str | None) -> Antwort:
    """Name the occupations akin to `beruf`, and in what."""
    found = kin(wissen, beruf)
    if not found:
        return Antwort(f"Zu {beruf.name} kenne ich keinen verwandten Beruf.")
    lines = [f"Mit {beruf.name} verwandt sind von den Berufen, die ich kenne:"]
    lines += [f"– {each.beruf}: {each.grund}" for each in found]
    here = set(wissen.berufe_in(town)) if town else set()
    names = sorted((each.beruf for each in found), key=lambda name: name not in here)[:3]
    return Antwort(
        "\n".join(lines),
        (),
        [Knopf(wording.capital(name), "overview", name, town if name in here else None) for name in names],
    )
