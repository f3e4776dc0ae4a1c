"""The profile: what one YAML file under profiles/ may hold.

The models are strict: an unknown field, thema or stufe is a fault, so that a slip of the pen in a file
is seen when the file is read and not when somebody gets a wrong answer.
"""

from __future__ import annotations

import datetime
from enum import Enum

from pydantic import BaseModel, Extra, Field, root_validator, validator
from rapidfuzz import fuzz

from berufslotse.knowledge.text import fold


class Thema(str, Enum):
    """What a fact is about. An intent that asks for facts bears the same name."""

    AUFGABEN = "aufgaben"
    GEHALT = "gehalt"
    REGIONALKULTUR = "regionalkultur"
    ANFORDERUNGEN = "anforderungen"
    ARBEITSMARKT = "arbeitsmarkt"
    ENTWICKLUNG = "entwicklung"
    HERAUSFORDERUNGEN = "herausforderungen"
    PASSUNG = "passung"
    ARBEITSORT = "arbeitsort"
    ABGRENZUNG = "abgrenzung"
    EINSTIEG = "einstieg"


class Stufe(str, Enum):
    """The level of experience that a pay figure holds for."""

    AUSBILDUNG = "ausbildung"
    EINSTIEG = "einstieg"
    ERFAHREN = "erfahren"
    SPEZIALIST = "spezialist"
    ALLGEMEIN = "allgemein"


class Zeitraum(str, Enum):
    """What a pay figure is paid for."""

    MONAT = "monat"
    JAHR = "jahr"
    STUNDE = "stunde"


class Art(str, Enum):
    """What kind of figure a pay figure is."""

    SPANNE = "spanne"
    MEDIAN = "median"
    DURCHSCHNITT = "durchschnitt"
    TARIF = "tarif"


class Arbeitgeber(str, Enum):
    """The kind of employer that a fact holds for."""

    KONZERN = "konzern"
    MITTELSTAND = "mittelstand"
    HANDWERK = "handwerk"
    BEHOERDE = "behoerde"
    TARIF = "tarif"
    INDUSTRIE = "industrie"
    STARTUP = "startup"


PLAUSIBLE = {Zeitraum.STUNDE: (3, 500), Zeitraum.MONAT: (150, 60_000), Zeitraum.JAHR: (2_000, 900_000)}
"""Least and most euros that a figure of each period may be; anything else is a slip of the pen."""


NO_ADDRESS = "https://adresse-fehlt.invalid"
"""Stands in a draft for the address of a source that nobody has filled in yet."""

LIKE_THE_SOURCE = 85
"""From this likeness to its source, of 100, a text is not one of our own."""


def too_close(text: str, beleg: str) -> bool:
    """Whether `text` is the wording of the source `beleg`, or nearly so."""
    return fuzz.ratio(fold(text), fold(beleg)) >= LIKE_THE_SOURCE


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        anystr_strip_whitespace = True
        min_anystr_length = 1


class Quelle(_Strict):
    """Where facts come from."""

    titel: str
    url: str
    abgerufen: datetime.date
    herausgeber: str | None = None
    stand: int | None = Field(None, ge=1990, le=2100)

    @validator("abgerufen", pre=True)
    def _written_as_date(cls, value: object) -> object:
        if not isinstance(value, (str, datetime.date)):
            raise ValueError("muss ein Datum sein, zum Beispiel 2026-11-22")
        return value

    @validator("url")
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("muss mit https:// oder http:// beginnen")
        return value


class Gehalt(_Strict):
    """A pay figure in euros, gross unless `netto`; `von` or `bis` may be missing, not both."""

    stufe: Stufe
    von: float | None = Field(None, gt=0)
    bis: float | None = Field(None, gt=0)
    zeitraum: Zeitraum
    arbeitgeber: Arbeitgeber | None = None
    netto: bool = False
    art: Art | None = None
    jahr: int | None = Field(None, ge=1990, le=2100)

    @root_validator(skip_on_failure=True)
    def _sensible_span(cls, values: dict) -> dict:
        von, bis = values.get("von"), values.get("bis")
        if von is None and bis is None:
            raise ValueError("braucht von oder bis")
        if von is not None and bis is not None and von > bis:
            raise ValueError(f"von ({von:g}) ist größer als bis ({bis:g})")
        low, high = PLAUSIBLE[values["zeitraum"]]
        for amount in (von, bis):
            if amount is not None and not low <= amount <= high:
                raise ValueError(
                    f"{amount:g} Euro je {values['zeitraum'].value} sind nicht glaubhaft; "
                    "bitte ohne Tausenderpunkt schreiben, also 2600 und nicht 2.600"
                )
        return values


class Fakt(_Strict):
    """One statement about the occupation, told in words of our own.

    `beleg` is the sentence of the source that it rests on, for the counsellor only. With `pruefen` nobody has
    checked it yet, and the bot does not know of it.
    """

    thema: Thema
    text: str
    quelle: int = Field(0, ge=0)
    gehalt: Gehalt | None = None
    beleg: str | None = None
    pruefen: bool = False

    @root_validator(skip_on_failure=True)
    def _own_words(cls, values: dict) -> dict:
        proof, text = values.get("beleg"), values["text"]
        if proof and not values["pruefen"] and too_close(text, proof):
            raise ValueError("Der Text ist noch der Wortlaut der Quelle; bitte mit eigenen Worten sagen")
        return values


class Profil(_Strict):
    """The facts about an occupation in a town, or, without `ort`, in all of Germany."""

    beruf: str
    beruf_feminin: str | None = None
    aliase: list[str] = []
    ort: str | None = None
    quellen: list[Quelle] = Field(..., min_items=1)
    fakten: list[Fakt] = Field(..., min_items=1)

    @validator("ort", pre=True)
    def _named_if_there(cls, value: object) -> object:
        if value is None:
            raise ValueError(
                "darf nicht leer sein; gilt das Profil für ganz Deutschland, die Zeile weglassen"
            )
        return value

    @validator("fakten", each_item=True)
    def _known_source(cls, fakt: Fakt, values: dict) -> Fakt:
        quellen = values.get("quellen")
        if quellen is not None and fakt.quelle >= len(quellen):
            raise ValueError(f"quelle {fakt.quelle} gibt es nicht; es sind {len(quellen)}, gezählt ab 0")
        if quellen is not None and not fakt.pruefen and quellen[fakt.quelle].url.startswith(NO_ADDRESS):
            raise ValueError("Die Adresse der Quelle fehlt noch; bitte bei quellen eintragen")
        return fakt
