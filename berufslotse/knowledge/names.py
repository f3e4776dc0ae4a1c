"""Names of occupations: their forms in running text, and finding an occupation by any of them.

A name is looked up by its compact form (folded, without spaces and hyphens), so "IT-Projektkoordinator",
"it projektkoordinator" and "ITProjektkoordinator" are one. Inflected forms are made once, when the index
is built; a look-up is a single access to a dictionary.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from berufslotse.knowledge.text import compact, fold

_TAIL = re.compile(r"\s+(?:für|im|in|der|des|mit|zur|zum|an|auf|von|und)\s+|\s+\(")
_NOMINALISED = re.compile(
    r"(?:angestellt|beamt|beauftragt|sachverständig|referendar|delegiert|dienstleistend)(?:er|e)$"
)
_WEAK_NOUN = re.compile(r"(?:ist|ent|ant|at|graf|graph|urg|it|et)$")


@dataclass(frozen=True)
class Beruf:
    """An occupation with its names; `orte` are the towns it has a profile in."""

    name: str
    feminin: str | None = None
    aliase: tuple[str, ...] = ()
    orte: tuple[str, ...] = ()
    bundesweit: bool = False

    @property
    def bekannt(self) -> bool:
        """Whether any profile tells of this occupation."""
        return self.bundesweit or bool(self.orte)

    def title(self, weiblich: bool = False) -> str:
        """Return the title as one says it of a woman, or of a man or anybody."""
        return self.feminin if weiblich and self.feminin else self.name


@dataclass(frozen=True)
class Treffer:
    """What a form stands for: the occupation, the name it is a form of, and whether that is a female one."""

    beruf: str
    name: str
    weiblich: bool


def inflections(name: str) -> Iterator[str]:
    """Yield `name` and the forms it takes in a sentence ("Kaufmann für X" -> "Kaufleute für X" …)."""
    match = _TAIL.search(name) if not name.startswith("Gesundheits-") else None
    head, tail = (name[: match.start()], name[match.start() :]) if match else (name, "")
    *before, last = head.split(" ") if " " in head else [head]
    before_forms = [" ".join(before)]
    if before and before[-1].endswith(("er", "e")):
        stem = re.sub(r"(?:er|e)$", "", before[-1])
        before_forms = [" ".join([*before[:-1], stem + ending]) for ending in ("er", "e", "en", "em", "es")]
    for start in before_forms:
        for end in _noun_forms(last):
            yield f"{start} {end}{tail}".strip()
            if start:
                yield f"{start} {last}{tail}".strip()


def _noun_forms(noun: str) -> Iterator[str]:
    yield noun
    lower = noun.lower()
    if _NOMINALISED.search(lower):
        stem = re.sub(r"(?:er|e)$", "", noun)
        yield from (stem + ending for ending in ("er", "e", "en", "em"))
    elif lower.endswith("mann"):
        yield from (
            noun + "s",
            noun + "es",
            noun[:-4] + "männer",
            noun[:-4] + "männern",
            noun[:-4] + "leute",
            noun[:-4] + "leuten",
        )
    elif lower.endswith(("frau", "hilfe", "assistenz", "ei")):
        yield noun + "en"
        yield noun + "n"
    elif lower.endswith("kraft"):
        yield from (noun[:-5] + "kräfte", noun[:-5] + "kräften")
    elif lower.endswith("arzt"):
        stem = noun[:-4]
        yield from (noun + "es", noun + "s", stem + "ärzte", stem + "ärzten")
    elif lower.endswith("koch"):
        stem = noun[:-4]
        yield from (noun + "s", stem + "köche", stem + "köchen")
    elif lower.endswith("in"):
        yield noun + "nen"
    elif lower.endswith("er"):
        yield from (noun + "s", noun + "n")
    elif lower.endswith("or"):
        yield from (noun + "s", noun + "en")
    elif lower.endswith("e"):
        yield from (noun + "n", noun + "ns")
    elif _WEAK_NOUN.search(lower):
        yield from (noun + "en", noun + "s")
    else:
        yield from (noun + "s", noun + "e", noun + "es", noun + "en")


class NameIndex:
    """Finds an occupation by any form of any of its names."""

    def __init__(self, berufe: Iterable[Beruf]) -> None:
        """Build the index; titles go before aliases, and plain forms before inflected ones."""
        self._forms: dict[str, Treffer] = {}
        self._berufe = {b.name: b for b in berufe}
        self.longest = 1
        for forms_of in (self._titles, self._aliases):
            for beruf in self._berufe.values():
                for name, weiblich in forms_of(beruf):
                    self._forms.setdefault(compact(name), Treffer(beruf.name, name, weiblich))
        for forms_of in (self._titles, self._aliases):
            for beruf in self._berufe.values():
                for name, weiblich in forms_of(beruf):
                    for form in inflections(name):
                        self._forms.setdefault(compact(form), Treffer(beruf.name, name, weiblich))
                        self.longest = max(self.longest, len(re.findall(r"[^\W_]+", form)))

    @staticmethod
    def _titles(beruf: Beruf) -> Iterator[tuple[str, bool]]:
        yield beruf.name, False
        if beruf.feminin:
            yield beruf.feminin, True

    @staticmethod
    def _aliases(beruf: Beruf) -> Iterator[tuple[str, bool]]:
        for alias in beruf.aliase:
            yield alias, fold(alias).split(" ")[0].endswith(("in", "frau", "schwester"))

    def __len__(self) -> int:
        """Return the number of forms."""
        return len(self._forms)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the compact forms."""
        return iter(self._forms)

    def berufe(self) -> list[Beruf]:
        """Return the occupations in the order they came."""
        return list(self._berufe.values())

    def find(self, name: str) -> Treffer | None:
        """Return the occupation that `name`, in any form, stands for."""
        return self._forms.get(compact(name))

    def find_compact(self, form: str) -> Treffer | None:
        """Return the occupation for a form that is compact already."""
        return self._forms.get(form)

    def beruf(self, name: str) -> Beruf | None:
        """Return the occupation with all its names, looked up by any of them."""
        hit = self.find(name)
        return self._berufe.get(hit.beruf) if hit else None
