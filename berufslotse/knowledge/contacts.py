"""The ways to a person: what stands in kontakte.yml, kept up to date, and which of it fits a town."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, Extra, root_validator, validator

from berufslotse.knowledge.home import contacts_file
from berufslotse.knowledge.places import PlaceIndex
from berufslotse.knowledge.reading import Dateiart, Fehler, read_model
from berufslotse.knowledge.text import fold

logger = logging.getLogger(__name__)

CONTACTS = Dateiart("eine Liste von Kontakten", "das Feld kontakte mit einem Eintrag je Weg", 64 * 1024)
WAYS = ("telefon", "email", "adresse", "url")

_NUMBER = re.compile(r"\+?[\d\s()/–-]+")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def digits(number: str) -> str:
    """Return the digits of a telephone number."""
    return re.sub(r"\D", "", number)


class _Strict(BaseModel):
    class Config:
        extra = Extra.forbid
        anystr_strip_whitespace = True
        min_anystr_length = 1
        max_anystr_length = 200


class Kontakt(_Strict):
    """One way to a person. Without `orte` it is open to people of all towns."""

    name: str
    telefon: str | None = None
    email: str | None = None
    adresse: str | None = None
    url: str | None = None
    zeiten: str | None = None
    hinweis: str | None = None
    orte: list[str] = []

    @validator("telefon", pre=True)
    def _keeps_its_zeros(cls, value: object) -> object:
        # YAML reads 0800123 as the number 800123, which is somebody else's.
        if isinstance(value, (int, float)):
            raise ValueError('gehört in Anführungszeichen, zum Beispiel "0800 4 5555 00"')
        return value

    @validator("telefon")
    def _telephone(cls, value: str) -> str:
        if not _NUMBER.fullmatch(value) or not 3 <= len(digits(value)) <= 20:
            raise ValueError(
                "muss eine Telefonnummer sein, und nur die; alles Weitere gehört zu zeiten oder hinweis"
            )
        return value

    @validator("email")
    def _mail(cls, value: str) -> str:
        if not _MAIL.fullmatch(value):
            raise ValueError("muss eine E-Mail-Adresse sein, zum Beispiel beratung@beispiel.de")
        return value

    @validator("url")
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")) or re.search(r"\s", value):
            raise ValueError("muss mit https:// oder http:// beginnen und darf keine Leerzeichen haben")
        return value

    @validator("name", "adresse", "zeiten", "hinweis")
    def _on_one_line(cls, value: str) -> str:
        return " ".join(value.split())

    @root_validator(skip_on_failure=True)
    def _leads_somewhere(cls, values: dict) -> dict:
        if not any(values.get(way) for way in WAYS):
            raise ValueError(f"braucht mindestens eines von: {', '.join(WAYS)}")
        return values


class Kontakte(_Strict):
    """All of kontakte.yml."""

    kontakte: list[Kontakt]


BERUFSBERATUNG = Kontakt(
    name="Berufsberatung der Bundesagentur für Arbeit",
    telefon="0800 4 5555 00",
    zeiten="Montag bis Freitag, 8 bis 18 Uhr",
    hinweis="Der Anruf ist kostenlos; dort gibt es auch Termine in der Agentur für Arbeit vor Ort.",
    url="https://www.arbeitsagentur.de/bildung/berufsberatung",
)
"""Is always there, whatever becomes of the file; one with its number in the file stands for it."""


def read_contacts(path: Path) -> tuple[list[Kontakt] | None, list[Fehler]]:
    """Read the contacts in `path`; return them, or None and what is wrong with the file."""
    found, faults = read_model(path, Kontakte, CONTACTS)
    return (found.kontakte if found else None), faults


class Kontaktbuch:
    """The contacts of one file. A change to it counts at the next look; a fault in it changes nothing."""

    def __init__(self, path: Path) -> None:
        """Know the built-in contact until the first look."""
        self._path = path
        self._seen: object = ()
        self._contacts = [BERUFSBERATUNG]

    def contacts(self) -> list[Kontakt]:
        """Return the contacts of the last good file, the Berufsberatung always among them."""
        seen = self._signature()
        if seen != self._seen:
            self._seen = seen
            self._read()
        return self._contacts

    def _signature(self) -> object:
        try:
            state = self._path.stat()
        except OSError:
            return None
        return state.st_mtime_ns, state.st_size, state.st_ino

    def _read(self) -> None:
        found, faults = read_contacts(self._path)
        if found is None:
            for fault in faults:
                logger.warning("Die Kontakte bleiben, wie sie waren. %s", fault)
            return
        number = digits(BERUFSBERATUNG.telefon or "")
        there = any(digits(each.telefon or "") == number and not each.orte for each in found)
        self._contacts = found if there else [*found, BERUFSBERATUNG]


@lru_cache(maxsize=8)
def _book(path: Path) -> Kontaktbuch:
    return Kontaktbuch(path)


def contacts() -> list[Kontakt]:
    """Return the contacts as the operator's file has them now."""
    return _book(contacts_file()).contacts()


def for_town(found: Sequence[Kontakt], town: str | None, places: PlaceIndex) -> list[Kontakt]:
    """Return the contacts for `town`, its own first and none of other towns; without a town all of them.

    "Frankfurt" in the file and "Frankfurt am Main" in the conversation are one, as far as `places` knows.
    """
    everywhere = [each for each in found if not each.orte]
    local = [each for each in found if each.orte]
    if town is None:
        return [*everywhere, *local]
    wanted = _key(town, places)
    return [*(each for each in local if wanted in {_key(name, places) for name in each.orte}), *everywhere]


def _key(town: str, places: PlaceIndex) -> str:
    place = places.find(town)
    return fold(place.name if place else town)
