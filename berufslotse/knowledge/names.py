"""Names of occupations: their forms in running text, and finding an occupation by any of them.

A name is looked up by its compact form (folded, without spaces and hyphens), so "IT-Projektkoordinator",
"it projektkoordinator" and "ITProjektkoordinator" are one. Inflected forms are made once, when the index
is built. The forms lie in a static trie, which takes a few bytes a form where a dictionary takes hundreds,
and which is written to the database as it is, so that no process has to make it anew.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from marisa_trie import RecordTrie

from berufslotse.knowledge.text import compact, fold

_TAIL = re.compile(r"\s+(?:für|im|in|der|des|mit|zur|zum|an|auf|von|und)\s+|\s+\(")
_NOMINALISED = re.compile(
    r"(?:angestellt|beamt|beauftragt|sachverständig|referendar|delegiert|dienstleistend)(?:er|e)$"
)
_WEAK_NOUN = re.compile(r"(?:ist|ent|ant|at|graf|graph|urg|it|et)$")


@dataclass(frozen=True)
class Beruf:
    """An occupation with its names; `orte` are the towns it has a profile in.

    `klasse` is its five-digit class in the Klassifikation der Berufe, where an official list was imported.
    """

    name: str
    feminin: str | None = None
    aliase: tuple[str, ...] = ()
    orte: tuple[str, ...] = ()
    bundesweit: bool = False
    klasse: str | None = None

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

    _RECORD = "<IIB"
    """What a form is stored with: the places of the occupation and of the name in `names`, and the gender."""

    def __init__(self, names: Sequence[str], trie: RecordTrie) -> None:
        """Take the parts that `of` and `loads` make."""
        self._names = names
        self._trie = trie

    @classmethod
    def of(cls, berufe: Iterable[Beruf], without: Container[str] = ()) -> NameIndex:
        """Build the index; titles go before aliases, and plain forms before inflected ones.

        Compact forms in `without` are left out: they are words that mean something else.
        """
        berufe = list(berufe)
        names: dict[str, int] = {}
        records: dict[str, tuple[int, int, bool]] = {}
        for forms in (_as_they_stand, _inflected):
            for names_of in (_titles, _aliases):
                for beruf in berufe:
                    owner = names.setdefault(beruf.name, len(names))
                    for name, weiblich in names_of(beruf):
                        number = names.setdefault(name, len(names))
                        for form in forms(name):
                            if form and form not in without:
                                records.setdefault(form, (owner, number, weiblich))
        return cls(list(names), RecordTrie(cls._RECORD, records.items()))

    def dumps(self) -> bytes:
        """Return the index as bytes."""
        names = "\n".join(self._names).encode()
        return len(names).to_bytes(4, "little") + names + self._trie.tobytes()

    @classmethod
    def loads(cls, data: bytes) -> NameIndex:
        """Return the index that `dumps` wrote."""
        end = 4 + int.from_bytes(data[:4], "little")
        return cls(data[4:end].decode().split("\n"), RecordTrie(cls._RECORD).frombytes(data[end:]))

    def __len__(self) -> int:
        """Return the number of forms."""
        return len(self._trie)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the compact forms."""
        return self._trie.iterkeys()

    def find(self, name: str) -> Treffer | None:
        """Return the occupation that `name`, in any form, stands for."""
        return self.find_compact(compact(name))

    def find_compact(self, form: str) -> Treffer | None:
        """Return the occupation for a form that is compact already."""
        try:
            owner, number, weiblich = self._trie[form][0]
        except (KeyError, UnicodeEncodeError):  # the latter for half a character, as broken clients send it
            return None
        return Treffer(self._names[owner], self._names[number], bool(weiblich))


class Namen:
    """Several indexes as one: what an earlier one knows goes before what a later one knows."""

    def __init__(self, indexes: Iterable[NameIndex]) -> None:
        """Look up in `indexes`, in their order."""
        self._indexes = tuple(indexes)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the compact forms of all."""
        for index in self._indexes:
            yield from index

    def find(self, name: str) -> Treffer | None:
        """Return the occupation that `name`, in any form, stands for."""
        return self.find_compact(compact(name))

    def find_compact(self, form: str) -> Treffer | None:
        """Return the occupation for a form that is compact already."""
        return next((hit for index in self._indexes if (hit := index.find_compact(form))), None)


def _as_they_stand(name: str) -> Iterator[str]:
    yield compact(name)


def _inflected(name: str) -> Iterator[str]:
    return map(compact, inflections(name))


def _titles(beruf: Beruf) -> Iterator[tuple[str, bool]]:
    yield beruf.name, False
    if beruf.feminin:
        yield beruf.feminin, True


def _aliases(beruf: Beruf) -> Iterator[tuple[str, bool]]:
    for alias in beruf.aliase:
        yield alias, fold(alias).split(" ")[0].endswith(("in", "frau", "schwester"))
