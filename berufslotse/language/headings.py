"""The occupation and the town that a heading names."""

from __future__ import annotations

import re

from berufslotse.knowledge.drafting import Name
from berufslotse.knowledge.store import Wissen
from berufslotse.language import lists
from berufslotse.language.recognition import Recogniser

_GENDERS = re.compile(r"\s*\((?:[mwdx][/|,\s]*){2,}\)|\s*\((?:all|alle)[^)]*\)", re.IGNORECASE)
_PORTAL = re.compile(
    r"^Beruf\s+(?P<beruf>[A-ZÄÖÜ][\w./ -]{2,60}?)\s+in\s+[A-ZÄÖÜ].*$"
    r"|^(?P<name>[A-ZÄÖÜ][\w./ -]{2,60}?) (?:Jobs und )?Stellenangebote\b.*$"
    r"|^(?!Alle\b|Die\b|Neue\b|Viele\b|Unsere\b)(?P<jobs>[A-ZÄÖÜ][\w./ -]{2,60}?) Jobs in\b.*$"
)


class Headings:
    """Reads headings."""

    def __init__(self, wissen: Wissen, recogniser: Recogniser) -> None:
        """Prefer the names that `wissen` has."""
        self._wissen = wissen
        self._recogniser = recogniser
        further = lists.further_berufe()
        self._feminine = {each.name: each.feminin for each in further}
        self._male = {each.feminin: each.name for each in further if each.feminin}

    def beruf(self, heading: str) -> Name | None:
        """Return the first occupation in `heading`, as the knowledge calls it where it does."""
        heading = _GENDERS.sub("", heading)
        names = [found.wert for found in self._recogniser.find(heading) if found.art == "beruf"]
        portal = _PORTAL.match(heading)
        shown = next(filter(None, portal.groups()), None) if portal else None
        name = names[0] if names else shown
        if name is None:
            return None
        known = self._wissen.beruf(name)
        if known:
            return Name(known.name, known.feminin)
        name = self._male.get(name, name)
        return Name(name, self._feminine.get(name) or _feminine(name))

    def ort(self, heading: str) -> str | None:
        """Return the first town in `heading`."""
        return next((found.wert for found in self._recogniser.find(heading) if found.art == "ort"), None)


def _feminine(name: str) -> str | None:
    """Return the female form of a title of one word that plainly has one."""
    regular = re.search(r"(?:er|or|ist|eur|ent|ant|loge|ogen?)$", name) and " " not in name
    return f"{name.removesuffix('e')}in" if regular else None
