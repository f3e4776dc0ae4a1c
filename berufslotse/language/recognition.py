"""Finding occupations and towns in a message.

Exact names go first (longest first, so "Koch in der Großküche" beats "Koch"), then names with small typing
errors, then unlisted occupations by their head word. A town whose name is an everyday word ("Essen",
"Halle") counts only where the words around it speak of a place.
"""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz.distance import OSA

from berufslotse.knowledge.names import Beruf, NameIndex, Namen, Treffer
from berufslotse.knowledge.places import PlaceIndex
from berufslotse.knowledge.search import STOP
from berufslotse.knowledge.text import words
from berufslotse.language import lists
from berufslotse.language.findings import Fund
from berufslotse.language.misspelling import Misspellings
from berufslotse.language.tokens import Token, run_together, tokenize
from berufslotse.language.unlisted import BEFORE_BERUF, VERB_LIKE, UnlistedBerufe

MAX_TOKENS = 200
"""Words of a message that are looked at; a question that begins later is not answered anyway."""

WIDEST = 7
LARGE = 20_000
"""A misspelt town is sought only among those with so many inhabitants: the small ones are too many."""

BEFORE_PLACE = frozenset(
    [
        "in",
        "nach",
        "aus",
        "bei",
        "um",
        "von",
        "fur",
        "ab",
        "raum",
        "grossraum",
        "region",
        "stadt",
        "stadte",
        "nahe",
        "innerhalb",
        "ort",
        *("standort", "klinik", "klinikum", "krankenhaus", "uni", "universitat", "hochschule", "kreis"),
        *("bahnhof", "werk", "meinte"),
    ]
)
BEFORE_PERSON = frozenset(["herr", "herrn", "frau", "familie", "dr", "doktor", "prof"])


class Recogniser:
    """Finds the names of occupations and towns."""

    def __init__(self, namen: Namen | NameIndex, plaetze: PlaceIndex, is_word: Callable[[str], bool]) -> None:
        """Find `namen` and `plaetze`; `is_word` tells ordinary words, which are no misspelt names."""
        self._known = namen
        further = lists.further_berufe()
        self._listed = NameIndex.of(further)
        self._same = {b.name: same for b in further if (same := self._known_as(b))}
        self._plaetze = plaetze
        self._is_word = is_word
        self._ambiguous = lists.ambiguous_places()
        self._regions = lists.regions()
        self._unlisted = UnlistedBerufe(is_word)
        large = {form for form in plaetze if plaetze.inhabitants(form) >= LARGE}
        self._slips = Misspellings({*self._known, *self._listed} - self._ambiguous, large - self._ambiguous)

    def _known_as(self, listed: Beruf) -> str | None:
        """Return the occupation of the knowledge that goes by any name of `listed`."""
        for name in (listed.name, listed.feminin or "", *listed.aliase):
            hit = self._known.find(name)
            if hit:
                return hit.beruf
        return None

    def find(self, message: str) -> list[Fund]:
        """Return the occupations and towns named in `message`, in order, none overlapping."""
        tokens = tokenize(message)[:MAX_TOKENS]
        found: list[Fund] = []
        index = 0
        while index < len(tokens):
            hit, width = self._at(tokens, index, found)
            if hit:
                found.append(hit)
            index += width
        return found

    def _at(self, tokens: list[Token], index: int, found: list[Fund]) -> tuple[Fund | None, int]:
        """Return what is named at `index` and how many words it takes (1 where nothing is)."""
        for width in range(min(WIDEST, len(tokens) - index), 0, -1):
            part = tokens[index : index + width]
            form = run_together(part)
            hit = self._named(form, part, tokens, index, found)
            if hit:
                return hit, width
        return self._inexact(tokens, index, found)

    def _named(
        self, form: str, part: list[Token], tokens: list[Token], index: int, found: list[Fund]
    ) -> Fund | None:
        beruf = self._beruf(form) or (
            self._gendered(part[0]) if len(part) == 1 and part[0].gendered else None
        )
        # "Erzieher in Köln" is no Erzieherin: a name may be torn apart, but not by a word of its own meaning.
        if beruf and len(part) > len(words(beruf.name)) and any(_is_function_word(t) for t in part):
            beruf = None
        if beruf and not self._is_surname(tokens, index) and self._means_beruf(form, tokens, index):
            return Fund.of("beruf", beruf.beruf, part, beruf.weiblich)
        place = self._plaetze.find_compact(form)
        # "in den" is not the town of Inden: a name may be written in fewer words than it has, not in more.
        if (
            place
            and len(part) <= self._plaetze.width(form)
            and self._means_place(tokens, index, len(part), form, found)
        ):
            return Fund.of("ort", place.name, part)
        region = self._regions.get(form)
        return Fund.of("gebiet", region, part) if region else None

    def _beruf(self, form: str) -> Treffer | None:
        """Return what `form` names: an occupation of the knowledge, else a listed one by the name used."""
        hit = self._known.find_compact(form)
        if hit:
            return hit
        hit = self._listed.find_compact(form)
        if hit:
            return Treffer(self._same.get(hit.beruf, hit.name), hit.name, hit.weiblich)
        return None

    def _gendered(self, token: Token) -> Treffer | None:
        """Find "Beamt*in", "Pädagog:innen": the stem without the male ending."""
        for ending in ("er", "e"):
            hit = self._beruf(token.folded + ending)
            if hit:
                return hit
        return None

    @staticmethod
    def _is_surname(tokens: list[Token], index: int) -> bool:
        """Whether a title stands before the word ("Frau Maurer", but not "als Frau Maurer werden")."""
        before = [t.folded for t in tokens[max(0, index - 2) : index]]
        return bool(before) and before[-1] in BEFORE_PERSON and before[0] not in BEFORE_BERUF

    @staticmethod
    def _means_beruf(form: str, tokens: list[Token], index: int) -> bool:
        if form not in VERB_LIKE or len(tokens) == 1 or "ö" in tokens[index].text.lower():
            return True
        introduced = index > 0 and tokens[index - 1].folded in BEFORE_BERUF | {"auf", "lieber"}
        return introduced or (tokens[index].capital and form in {"koch", "bauer", "schmiede"})

    def _means_place(self, tokens: list[Token], index: int, width: int, form: str, found: list[Fund]) -> bool:
        if width == 1 and len(tokens[index].text) < 3 and not tokens[index].text.isupper():
            return False
        if form not in self._ambiguous:
            return True
        if len(tokens) == width:
            return True
        before = tokens[index - 1] if index else None
        if before and before.folded in BEFORE_PLACE:
            lower_case = not any(t.capital for t in tokens)
            return tokens[index].capital or lower_case
        if before and before.folded in {"und", "oder"} and tokens[index].capital:
            return len(tokens) <= 4 or bool(found and found[-1].art == "ort")
        # "Erzieherin Essen?", "infos lokführer hamm"
        follows = found and found[-1].art == "beruf" and before and found[-1].end == before.end
        rest = [t.folded for t in tokens[index + width :]]
        ends = rest in ([], ["bitte"]) and not any(t.capital for t in tokens)
        return bool(follows and (tokens[index].capital or ends))

    def _inexact(self, tokens: list[Token], index: int, found: list[Fund]) -> tuple[Fund | None, int]:
        """Find a misspelt name, or an occupation that stands in no list, at `index`."""
        if self._is_surname(tokens, index):
            return None, 1
        for width in (3, 2, 1):
            part = tokens[index : index + width]
            form = run_together(part)
            if len(part) < width or len(form) < (5 if width == 1 else 9):
                continue
            if (
                all(self._is_word(t.folded) for t in part)
                or form in VERB_LIKE
                or form in self._unlisted.exceptions
            ):
                continue
            if width > 1 and any(_is_function_word(t) for t in part):
                continue
            near = self._slips.nearest(form)
            hit = near and self._misspelt(near, part, tokens, index, found)
            if hit:
                return hit, width
        hit, width = self._unlisted.at(tokens, index)
        return hit or self._unknown_place(tokens, index), width

    def _unknown_place(self, tokens: list[Token], index: int) -> Fund | None:
        """Take the last word after "in" for a place that nobody has heard of ("in Kuhdorf?")."""
        token = tokens[index]
        last = index == len(tokens) - 1 and index > 0 and tokens[index - 1].folded == "in"
        spelled = token.capital or not any(t.capital for t in tokens)
        spoken = sum(letter in "aeiouy" for letter in token.folded) > 1
        if last and spelled and spoken and len(token.folded) > 3 and not self._is_word(token.folded):
            return Fund.of("ort", token.text[:1].upper() + token.text[1:], [token])
        return None

    def _misspelt(
        self, near: str, part: list[Token], tokens: list[Token], index: int, found: list[Fund]
    ) -> Fund | None:
        beruf = self._beruf(near)
        if beruf:
            return Fund.of("beruf", beruf.beruf, part, beruf.weiblich)
        place = self._plaetze.find_compact(near)
        before = tokens[index - 1] if index else None
        follows = found and found[-1].art == "beruf" and before and found[-1].end == before.end
        placed = before and (before.folded in BEFORE_PLACE or follows)
        close = before and part[0].capital and OSA.distance(run_together(part), near) == 1
        if place and len(part) <= self._plaetze.width(near) and (placed or len(tokens) <= 3 or close):
            return Fund.of("ort", place.name, part)
        return None


def _is_function_word(token: Token) -> bool:
    return token.folded in STOP or token.folded in BEFORE_PLACE
