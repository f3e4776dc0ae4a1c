"""Leaving out of messages what tells who wrote them, before anybody reads them to improve the bot.

By patterns, since no list of names tells "Koch" the person from "Koch" the occupation: a name is what
somebody introduces as one. What gets through is for the reader to leave out, so each masked message is shown
before it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable

NAME, PHONE, MAIL, ADDRESS, DATE, ACCOUNT = (
    "[Name]",
    "[Telefon]",
    "[E-Mail]",
    "[Adresse]",
    "[Datum]",
    "[Konto]",
)
PLACEHOLDER = re.compile("|".join(map(re.escape, (NAME, PHONE, MAIL, ADDRESS, DATE, ACCOUNT))))
"""What stands where something was left out."""

_WORD = r"[A-ZÄÖÜ][\wäöüß]+(?:-[A-ZÄÖÜ][\wäöüß]+)?"
_FULL_NAME = rf"{_WORD}(?:\s+(?:von\s+|van\s+|de\s+|zu\s+)?{_WORD}){{0,2}}"
_STREET = (
    r"(?!\w*(?:Ausbildung|Arbeit|Studien|Praktikum|Lern))[A-ZÄÖÜ][\wäöüß.-]*(?:stra(?:ß|ss)e|str\.|weg|gasse|allee|platz|ring|ufer|damm|pfad|steig|chaussee)"
    r"|(?:[A-ZÄÖÜ][\wäöüß-]+\s)+(?:Stra(?:ß|ss)e|Str\.|Weg|Gasse|Allee|Platz|Ring|Ufer|Damm)"
    r"|(?:Am|An der|Im|In der|Auf der|Zum|Zur)\s[A-ZÄÖÜ][\wäöüß-]+"
)
_RULES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"[\w.+-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+"), MAIL),
    (re.compile(r"(?<![\w@])@[A-Za-z]\w{2,}"), NAME),
    (re.compile(r"\b[A-Z]{2}\d{2}(?:\s?\d{4}){4,5}(?:\s?\d{1,2})?\b"), ACCOUNT),
    (
        re.compile(
            r"\b[0-3]?\d\.\s?(?:[01]?\d\.|Januar|Februar|März|April|Mai|Juni|Juli|August|September"
            r"|Oktober|November|Dezember)\s?(?:19|20)\d\d\b"
        ),
        DATE,
    ),
    # At least seven digits, from a plus or a zero on: no amount of money begins like that.
    (re.compile(r"(?<![\w.,])(?:\+\d{1,3}|00\d{1,3}|0)(?:[\s()/.-]{0,2}\d){6,14}(?!\w)"), PHONE),
    (
        re.compile(
            rf"(?:{_STREET})\s?\d{{1,3}}(?:\s?[a-zA-Z])?\b(?!\s?(?:Uhr|Euro|€|%|Jahre|Monate|Tage|Stunden))"
        ),
        ADDRESS,
    ),
    (
        re.compile(
            r"\b\d{5}(?=\s+[A-ZÄÖÜ][a-zäöüß]+)(?!\s+(?:Euro|Menschen|Stellen|Brutto|Netto|Einwohner))"
        ),
        ADDRESS,
    ),
    (
        re.compile(rf"(?i:\b(?:ich\s+hei(?:ß|ss)e|mein\s+name\s+ist|mein\s+name:|name:)\s+){_FULL_NAME}"),
        lambda found: _after_lead(found, r"^(.*?(?:hei(?:ß|ss)e|ist|:)\s+)"),
    ),
    (
        re.compile(
            rf"(?<![aA]ls )\b(?:Herrn?|Frau)\s+(?:(?:Dr|Prof)\.\s+|(?:Doktor|Professor|Direktor)(?:in)?\s+)*"
            rf"{_WORD}(?:\s+{_WORD})?"
        ),
        lambda found: _after_lead(found, r"^(\w+\s+)"),
    ),
    (
        re.compile(
            rf"(?i:\b(?:lg|vg|mfg|gru(?:ß|ss)|gr(?:ü|ue)(?:ß|ss)e)\b[\s,]+(?:von\s+)?)(?!Sie\b|Euch\b|Ihnen\b){_WORD}"
            rf"(?:\s+{_WORD})?\s*[.!]?$"
        ),
        lambda found: _after_lead(found, r"^(\w+[\s,]+(?:von\s+)?)"),
    ),
)


def mask(text: str) -> str:
    """Return `text` with names, telephone numbers, mail and other addresses, dates and accounts left out."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text


def _after_lead(found: re.Match[str], lead: str) -> str:
    """Return what was found with a name in the place of all that follows the `lead`."""
    begin = re.match(lead, found.group(), re.IGNORECASE | re.DOTALL)
    return f"{begin.group(1) if begin else ''}{NAME}"
