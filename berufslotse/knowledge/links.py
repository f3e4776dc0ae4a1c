"""Addresses of the Bundesagentur für Arbeit, with occupation and town filled in."""

from __future__ import annotations

from urllib.parse import urlencode

JOBSUCHE = "https://www.arbeitsagentur.de/jobsuche/suche"
BERUFENET = "https://web.arbeitsagentur.de/berufenet/ergebnisseite"
WORK, TRAINING = 1, 4


def jobsuche(beruf: str, ort: str | None = None, training: bool = False) -> str:
    """Return the address of the vacancies (or training places) for `beruf` in `ort`."""
    query = {"angebotsart": TRAINING if training else WORK, "was": beruf}
    if ort:
        query["wo"] = ort
    return f"{JOBSUCHE}?{urlencode(query)}"


def berufenet(beruf: str) -> str:
    """Return the address of what BERUFENET finds on `beruf`."""
    return f"{BERUFENET}?{urlencode({'suchwoerter': beruf})}"
