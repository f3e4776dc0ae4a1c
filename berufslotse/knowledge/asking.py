"""Questions that show by their words what they ask for, whatever intent they are taken for."""

from __future__ import annotations

import re

from berufslotse.knowledge.text import fold

_COUNTING = re.compile(r"(?:geld )?\bz(?:ä|ae)hl\w*")
"""Folded, "zählen" is "zahlen"."""

_MOST = re.compile(
    r"\bam (?:m(?:ei|oa)s(?:t|cht)\w*|besten (?:bezahlt|verdien|zahl)|h[oe]chs(?:t|cht)\w*)"
    r"|(?<!zum )\b(?:hochste|beste|meiste)\w* (?:gehalt|lohn|lohne|bezahlung|verdienst|einkommen|geld|kohle)"
    r"|(?:zahl|verdien)\w*\b.* am besten\b|bestbezahlt|bestverdien|gehaltsranking|rangliste"
)
_LEAST = re.compile(r"\bam (?:wenigsten|schlechtesten|niedrigsten)")
_PAY = re.compile(
    r"verd(?:ie|ea)n|gehalt|gehalter|\blohn|\blohne|bezahl|\bzahl(?:t|en)\b|\bgeld|kohle\b|einkommen"
)
_WHICH = re.compile(r"\b(?:welche[rnms]?|was fur) (?:beruf|job|ausbildung)\w*|\bwomit\b|\bmit was\b")
_NEAR = re.compile(
    r"\bin der (?:nahe|umgebung|gegend)\b|\bnachst\w* (?:stadt|ort)|\bumkreis|\bumland|"
    r"\bnahe (?:bei|von)\b|\brund um\b"
)
_AKIN = re.compile(
    r"\bahnlich\w* (?:\w*(?:berufe|jobs)|tatigkeiten|wie)\b"
    r"|\b(?:berufe|jobs)\b[^.?!]* (?:ahnl|ahnel|verwandt|vergleichbar)"
    r"|\bmit\b.* verwandt\b|\bverwandte? (?:berufe|jobs)"
    r"|\balternativen?\b(?: gibt es)? (?:zu|zum|zur|fur)\b"
    r"(?! (?:\w+ )?(?:\w*schule|ausbildung|studium|lern\w+|klassisch\w*))"
)
_IS_IT = re.compile(r"^(?:ist|sind|bin|bist)\b.*\bso ?was\b")
"""Who asks whether something is something like it wants no list."""


def speaks_of_pay(message: str) -> bool:
    """Whether `message` has a word for pay."""
    return bool(_PAY.search(fold(_COUNTING.sub(" ", message.lower()))))


def asks_for_ranking(message: str, about_pay: bool = False) -> bool:
    """Whether `message` asks where or in which occupation one earns the most or the least.

    With `about_pay` it is known to be about pay; else a word of its own must say so.
    """
    folded = fold(_COUNTING.sub(" ", message.lower()))
    return bool(_MOST.search(folded) or _LEAST.search(folded)) and (about_pay or bool(_PAY.search(folded)))


def asks_for_least(message: str) -> bool:
    """Whether `message` asks for the lowest pay."""
    return bool(_LEAST.search(fold(message)))


def asks_for_berufe(message: str) -> bool:
    """Whether `message` asks for an occupation rather than for a town."""
    return bool(_WHICH.search(fold(message)))


def asks_for_near(message: str) -> bool:
    """Whether `message` asks for towns close to one."""
    return bool(_NEAR.search(fold(message)))


def asks_for_akin(message: str) -> bool:
    """Whether `message` asks for occupations like another."""
    folded = fold(message)
    return bool(_AKIN.search(folded)) and not _IS_IT.search(folded)
