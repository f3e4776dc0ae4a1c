"""The German of the report on what people ask: titles of what is counted, and how numbers are written."""

from __future__ import annotations

import re
from datetime import date

TALK = {
    "overview": "Überblick über einen Beruf",
    "compare": "Vergleich",
    "list_profiles": "Welche Berufe und Städte es gibt",
    "source": "Quellen",
    "job_offers": "Stellen und Ausbildungsplätze",
    "follow_up": "Nachfrage",
    "greet": "Begrüßung",
    "goodbye": "Abschied",
    "thanks": "Dank",
    "affirm": "Zustimmung",
    "deny": "Ablehnung",
    "bot_challenge": "Mensch oder Programm?",
    "help": "Hilfe",
    "human": "Wunsch nach einem Menschen",
    "summary": "Zusammenfassung zum Mitnehmen",
    "self_check": "Selbst-Check",
    "privacy": "Datenschutz",
    "delete_data": "Wunsch, das Gespräch zu löschen",
    "start_over": "Von vorn anfangen",
    "insult": "Beschimpfung",
    "feedback": "Rückmeldung zum Lotsen",
    "out_of_scope": "Anderes Gebiet",
    "crisis": "Not und Krise",
    "english": "Auf Englisch",
    "nlu_fallback": "Nicht sicher verstanden",
}
"""Kinds of talk, by intent."""

OTHER_TALK = "Sonstiges"
"""Any other intent: whoever types "/x" chooses its name, so the name is not told."""

CHANNELS = {
    "website": "Website",
    "telegram": "Telegram",
    "rest": "Schnittstelle (REST)",
    "cmdline": "Terminal",
}
OTHER_CHANNEL = "anderer Kanal"
"""Any other channel: callers of REST choose its name."""

WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
MONTHS = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
NONE = "–"
"""Stands where there is nothing to tell."""

LONGEST_NAME = 60
_NAME = re.compile(r"[^\W\d_]+(?:[-.,:*&/('’ ]{1,2}[^\W\d_]+){0,5}[.)]?")


def clean(name: str) -> str:
    """Return `name` on one line, without signs that steer a terminal or turn the writing, cut if long."""
    visible = "".join(sign if sign.isprintable() else " " for sign in name)
    line = " ".join(visible.split())
    return line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1].rstrip()}…"


def plausible(name: str) -> bool:
    """Whether `name` may be that of an occupation or a place: a few words of letters alone."""
    return bool(_NAME.fullmatch(name))


def number(value: int) -> str:
    """Return 12345 as 12.345."""
    return f"{value:,}".replace(",", ".")


def counted(value: int, one: str, many: str) -> str:
    """Return a number with its noun."""
    return f"{number(value)} {one if value == 1 else many}"


def share(part: int, whole: int) -> str:
    """Return how many of a hundred `part` is of `whole`: 12,5 %."""
    return f"{100 * part / whole:.1f} %".replace(".", ",") if whole else NONE


def ratio(value: float) -> str:
    """Return a number with one decimal place."""
    return f"{value:.1f}".replace(".", ",")


def duration(seconds: float | None) -> str:
    """Return seconds with two decimal places, with one from ten on."""
    if seconds is None:
        return NONE
    return f"{seconds:.{2 if seconds < 10 else 1}f} s".replace(".", ",")


def long_date(day: date) -> str:
    """Return a date as in 1. November 2026."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def short_day(day: date) -> str:
    """Return a day as in Mo 02.11.2026."""
    return f"{WEEKDAYS[day.weekday()]} {day:%d.%m.%Y}"


def month(day: date) -> str:
    """Return the month of a day as in November 2026."""
    return f"{MONTHS[day.month - 1]} {day.year}"
