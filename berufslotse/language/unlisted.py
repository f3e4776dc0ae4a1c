"""Occupations that stand in no list.

They are known by the last part of the word ("Achterbahntechnikerin"), or because a word that can denote a
person stands where an occupation stands ("als Buntsticker", "Was macht ein Feilenhauer?").
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from berufslotse.language import lists
from berufslotse.language.findings import Fund
from berufslotse.language.tokens import Token

ARTICLES = frozenset(["ein", "eine", "einen", "einem", "einer", "eines", "'n", "nen", "ne"])
BEFORE_BERUF = ARTICLES | {"als", "zum", "zur", "beruf"}
SURE = frozenset(["als", "beruf", "berufsbild", "zum", "zur"])
"""Words after which an occupation stands, or something that the exceptions name."""

THEMES = frozenset(
    ["gehalt", "lohn", "verdienst", "aufgaben", "ausbildung", "berufsbild", "infos", "job", "steckbrief"]
)
VERBS = frozenset(
    ["macht", "verdient", "arbeitet", "braucht", "kann", "muss", "bekommt", "kriegt", "tut", "werde", "wird"]
)
"""Words before "ein …", "ich …" that ask about an occupation."""

VERB_LIKE = frozenset(
    ["koch", "koche", "kochen", "kellnern", "schmiede", "backe", "bauer", "muller", "fischer"]
)
"""Folded forms of occupations that are verbs, things or surnames too; in lower case they need an article."""

PERSON_ENDS = (
    *("er", "erin", "eur", "eurin", "or", "orin", "ist", "istin", "ent", "entin", "ant", "antin"),
    *("loge", "login", "mann", "frau", "hilfe", "kraft", "at", "atin", "iker", "ologe", "soph", "arzt"),
)
"""Folded ends of words for persons."""

THING_ENDS = (
    *("zimmer", "wasser", "messer", "wetter", "computer", "fenster", "keller", "koffer", "theater", "meter"),
    *("liter", "lager", "leder", "wecker", "sender", "server", "fieber", "futter", "pflaster", "kalender"),
    *("charakter", "semester", "talent", "dokument", "argument", "instrument", "element", "patent", "moment"),
    *("urlaub", "hammer", "nummer", "muster", "motor", "reaktor", "traktor", "faktor", "sektor", "apparat"),
    *("format", "automat", "zertifikat", "plakat", "salat", "heimat", "monat", "senat", "mandat", "kandidat"),
    *("schwatzer", "bohrer", "fehler", "becher", "sommer", "winter", "dunger", "butter", "bruder", "mutter"),
    *("vater", "tochter", "folter", "filter", "ordner", "korper", "klammer", "kammer", "trauer"),
    *("dauer", "feier", "steuer", "feuer", "mauer", "abenteuer", "ufer", "roboter", "poster", "quartier"),
    *(
        "gewitter",
        "zucker",
        "laster",
        "pullover",
        "vorrat",
        "ruckrat",
        "unrat",
        "spagat",
        "inserat",
        "referat",
    ),
)
"""Folded ends of words for things and other persons that look like words for who does something."""

GRADES = frozenset(
    [
        "meister",
        "meisterin",
        "helfer",
        "helferin",
        "fachkraft",
        "hilfskraft",
        "geselle",
        "gesellin",
        "chef",
        "chefin",
        "schwester",
    ]
)
"""Head words that alone tell a level, not an occupation ("und als Meister?")."""

ADJECTIVE_ENDS = ("e", "er", "en", "em", "es", "lich", "isch", "ig")
ENDS = ("", "s", "n", "en", "e", "es", "nen")
LOOK_BACK = 4
"""So many words may stand between "als" and the occupation ("als staatlich geprüfte Technikerin")."""


class UnlistedBerufe:
    """Finds occupations by how they are built and where they stand."""

    def __init__(self, is_word: Callable[[str], bool]) -> None:
        """Find occupations; `is_word` tells ordinary words of the language."""
        neutral, feminine = lists.head_words()
        self._heads = {**dict.fromkeys(neutral, False), **dict.fromkeys(feminine, True)}
        self._head_lengths = sorted({len(h) for h in self._heads}, reverse=True)
        self._is_word = is_word
        self.exceptions = lists.head_word_exceptions()

    def at(self, tokens: Sequence[Token], index: int) -> tuple[Fund | None, int]:
        """Return the occupation that begins at `index` and its width in words (1 where there is none)."""
        width = 1
        while index + width < len(tokens) and tokens[index + width].hyphenated:
            width += 1
        part = tokens[index : index + width]
        hit = self._by_head(tokens, index, part) or self._by_place(tokens, index, part)
        return hit, width if hit else 1

    def _by_head(self, tokens: Sequence[Token], index: int, part: Sequence[Token]) -> Fund | None:
        """Recognise an occupation by the end of the word, or a head word alone where one stands."""
        word = "".join(token.folded for token in part)
        if word in VERB_LIKE or (word in self.exceptions and word not in self._heads):
            return None
        for ending in ENDS:
            stem = word.removesuffix(ending)
            if (ending and stem == word) or (stem in self.exceptions and stem not in self._heads):
                continue
            for length in self._head_lengths:
                weiblich = self._heads.get(stem[-length:])
                if weiblich is None:
                    continue
                compound = len(part) > 1 or len(stem) > length + 1
                if (compound and stem not in self.exceptions) or self._stands_alone(
                    tokens, index, part, stem
                ):
                    return Fund.of("beruf", _nominative(part, ending), part, weiblich)
        return None

    def _stands_alone(self, tokens: Sequence[Token], index: int, part: Sequence[Token], stem: str) -> bool:
        """Whether a head word without more before it is meant as an occupation ("als Leiter")."""
        if stem not in self._heads:
            return False
        if _dash_follows(tokens, index + len(part)):
            return True
        if stem in GRADES:
            return False
        if self._surely_introduced(tokens, index, len(part)):
            return True
        return stem not in self.exceptions and (self._introduced(tokens, index) or len(tokens) <= 3)

    def _by_place(self, tokens: Sequence[Token], index: int, part: Sequence[Token]) -> Fund | None:
        """Take a word that can denote a person for an occupation where it stands as one."""
        word = part[-1].folded
        if len(word) < 4 or word in self.exceptions or word in VERB_LIKE:
            return None
        unknown = not self._is_word(word)
        personal = word.endswith(PERSON_ENDS)
        if not part[0].capital and (not unknown or any(t.capital for t in tokens[1:])):
            return None
        sure = self._surely_introduced(tokens, index, len(part)) or _dash_follows(tokens, index + len(part))
        if not personal or self._excluded(word):
            return None
        meant = sure and (unknown or self._does_something(word))
        meant = meant or (unknown and len(word) > 5 and self._introduced(tokens, index))
        if not meant:
            return None
        return Fund.of("beruf", _nominative(part, ""), part, word.endswith(("in", "frau")))

    def _excluded(self, word: str) -> bool:
        """Whether the word is no occupation ("Schülerin"), or ends in a thing ("Doppelzimmer")."""
        return word.removesuffix("in") in self.exceptions or word.endswith(THING_ENDS)

    def _does_something(self, word: str) -> bool:
        """Whether the word denotes who does what a verb says ("Taucher" from "tauchen")."""
        stem = word.removesuffix("in").removesuffix("er")
        done = any(self._is_word(stem + ending) for ending in ("en", "n"))
        # "Schüchterner" has "schüchternen" but no "schüchternt".
        return stem != word and len(stem) > 2 and done and any(self._is_word(stem + e) for e in ("t", "et"))

    def _before(self, tokens: Sequence[Token], index: int) -> int:
        """Return the index of the word before the occupation's name with all that belongs to it, or -1."""
        position = index - 1
        while position >= max(0, index - LOOK_BACK):
            token = tokens[position]
            adjective = token.folded.endswith(ADJECTIVE_ENDS) and len(token.folded) > 4
            joined = tokens[position + 1].gap.startswith(("-", ".-", "- ")) or token.folded in {"und", "u"}
            foreign = token.capital and not self._is_word(token.folded)
            if not (adjective or joined or foreign) or token.folded in BEFORE_BERUF | THEMES:
                break
            position -= 1
        return position

    def _introduced(self, tokens: Sequence[Token], index: int) -> bool:
        position = self._before(tokens, index)
        return position >= 0 and tokens[position].folded in BEFORE_BERUF | THEMES

    def _surely_introduced(self, tokens: Sequence[Token], index: int, width: int) -> bool:
        if index + width < len(tokens) and tokens[index + width].folded in {"werden", "werde"}:
            return True
        position = self._before(tokens, index)
        if position < 0:
            return False
        before = tokens[position].folded
        if before in SURE:
            return True
        asked = position > 0 and tokens[position - 1].folded in VERBS
        return asked and before in ARTICLES | {"ich", "man"}


def _dash_follows(tokens: Sequence[Token], index: int) -> bool:
    """Whether the field follows, as official names have it ("Meister - Maschinenbau")."""
    return index < len(tokens) and tokens[index].dashed


def _nominative(part: Sequence[Token], ending: str) -> str:
    """Return the words as one names them: with a capital, without the ending they have in the sentence."""
    text = "".join((token.gap if i else "") + token.text for i, token in enumerate(part))
    for mark in ("*", ":", "/", "("):
        text = text.split(mark)[0]
    if ending and text.lower().endswith(ending):
        text = text[: len(text) - len(ending)]
    return text[:1].upper() + text[1:]
