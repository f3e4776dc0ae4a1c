"""Numbers, dates and money in the form German readers know."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from berufslotse.knowledge.store import Zahl

NO_FIGURE = {
    "ausbildung": "für die Ausbildungszeit",
    "einstieg": "für den Einstieg",
    "erfahren": "für Menschen mit Berufserfahrung",
    "spezialist": "für Fachleute mit Spezialisierung oder Leitung",
    "allgemein": "im Allgemeinen",
}

LEVELS = {
    "ausbildung": "in der Ausbildung",
    "einstieg": "zum Einstieg",
    "erfahren": "mit Berufserfahrung",
    "spezialist": "als Spezialist oder in leitender Stellung",
    "allgemein": "insgesamt",
}


def number(value: float) -> str:
    """Return `value` with German separators, cents only where there are any (2500.5 -> "2.500,50")."""
    digits = f"{value:,.2f}" if value % 1 else f"{value:,.0f}"
    return digits.translate(str.maketrans(",.", ".,"))


def span(von: float | None, bis: float | None) -> str:
    """Return a span of euros in words ("3.000 bis 3.600 Euro", "mindestens …", "bis zu …")."""
    if von is None:
        return f"bis zu {number(bis or 0)} Euro"
    if bis is None:
        return f"mindestens {number(von)} Euro"
    if von == bis:
        return f"{number(von)} Euro"
    return f"{number(von)} bis {number(bis)} Euro"


def per_year(zahl: Zahl) -> str | None:
    """Return twelve times a monthly figure, or None where the figure is not a monthly one."""
    if zahl.zeitraum != "monat":
        return None
    return span(zahl.von and round(zahl.von) * 12, zahl.bis and round(zahl.bis) * 12)


def day(iso: str) -> str:
    """Return an ISO date as one writes it in German (2026-11-22 -> "22.11.2026")."""
    return f"{datetime.date.fromisoformat(iso):%d.%m.%Y}"


def kilometres(distance: float) -> str:
    """Return a distance for conversation: full kilometres, tens from 100."""
    rounded = round(distance, -1) if distance >= 100 else round(distance)
    return f"{max(1, rounded):.0f} km"
