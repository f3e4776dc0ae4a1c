"""Fixed expressions: the level of experience, the kind of employer, and the form of address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from berufslotse.language.findings import Fund

_A, _O, _U = "[äa]e?", "[öo]e?", "[üu]e?"
_YEARS = (
    rf"(?:\d+|zwei|drei|vier|f{_U}nf|sechs|acht|zehn|zw{_O}lf|f{_U}nfzehn|zwanzig|vielen?|ein paar|einigen?)"
)

_LEVELS: dict[str, Sequence[str]] = {
    "ausbildung": (
        r"azubis?|azubine|lehrlinge?n?s?|auszubildende[rn]?|stift",
        r"lehrjahr\w*|ausbildungsjahr\w*",
        rf"(?:in (?:der|meiner|ihrer|seiner)|w{_A}hrend der) (?:lehre|ausbildung)",
        rf"ausbildungsverg{_U}tung|lehrlingsgehalt|azubi-?gehalt",
    ),
    "einstieg": (
        rf"(?:berufs)?(?:einsteiger\w*|anf{_A}nger\w*|starter\w*|neuling\w*)",
        r"berufseinstieg|(?:einstiegs|anfangs|start)gehalt|zum einstieg",
        r"nach (?:der (?:lehre|ausbildung)|dem (?:studium|abschluss|bachelor|master))",
        r"frisch (?:aus|von|nach) (?:der|dem) "
        r"(?:uni|fh|lehre|ausbildung|schule|studium|hochschule|berufsschule)",
        r"(?:frisch )?ausgelernt\w*",
        r"ohne (?:berufs)?erfahrung|junior\w*|absolvent\w*",
    ),
    "erfahren": (
        r"berufserfahren\w*|erfahrene[rnms]?|alter? hase|routinier|(?:alt)?gesell(?:en?|in)",
        r"mit (?:viel |etwas |langer )?(?:berufs)?erfahrung",
        rf"{_YEARS} jahren? (?:berufserfahrung|erfahrung|dabei|im beruf|auf dem buckel)",
    ),
    "spezialist": (
        r"spezialist\w*|spezialisiert\w*|meister(?:in)?s?|senior(?:in|s)?|expert(?:e|en|in|innen)",
        rf"f{_U}hrungskr(?:aft|{_A}fte)|in leitender \w+|teamleit\w+|als leitung|chefposten",
    ),
}

_LEVELS_OF_PAY: dict[str, Sequence[str]] = {
    "einstieg": (r"(?:ganz )?am anfang",),
    "erfahren": (rf"(?:mit|nach) {_YEARS} jahren",),
}
"""Words that tell a level only where one asks about pay ("nach zehn Jahren zu Hause" tells none)."""

_PAY = re.compile(
    rf"verdien|gehalt|lohn|geld|kohle|brutto|netto|euro|bezahl|verg{_U}tung|kriegt man|bekommt man|knete",
    re.IGNORECASE,
)

FEW_WORDS = 4
"""In a message as short as "nach fünf Jahren?" pay may have been asked for before."""

_EMPLOYERS: dict[str, Sequence[str]] = {
    "konzern": (
        r"(?:gro(?:ß|ss)|welt|dax-?)?konzern\w*|gro(?:ß|ss)(?:unternehmen|betrieb\w*)|multi",
        r"gro(?:ß|ss)e[nmrs]? (?:firma|firmen|unternehmen|betrieb\w*|laden)",
    ),
    "mittelstand": (
        r"mittelst[äa]e?nd\w*|kleinbetrieb\w*|familien(?:betrieb|unternehmen|firm)\w*",
        r"kleine[nmrs]? (?:firma|firmen|betrieb\w*|unternehmen|laden|klitsche)",
    ),
    "handwerk": (
        r"handwerks?(?:betrieb|firma|firmen|unternehmen|bude)\w*|(?:im )?handwerk|meisterbetrieb\w*",
    ),
    "behoerde": (
        rf"(?:im |beim )?{_O}ff?entliche[nmrs]? dienst|beh{_O}rden?|tv{_O}d|beamte[nr]?|kommune",
        r"(?:beim|vom) (?:amt|staat)|bei der stadt|(?:stadt)?verwaltung",
    ),
    "tarif": (r"(?:mit )?tarif(?:lich|gebunden\w*|vertrag\w*|betrieb\w*|lohn)?",),
    "industrie": (r"industrie(?:betrieb\w*)?",),
    "startup": (rf"start-?\s?ups?|gr{_U}nder(?:firma|bude)",),
}

_POLITE_VERBS = (
    rf"k{_O}nnt?en|haben|h{_A}tten|wissen|w{_U}rden|sind|m{_O}chten|kennen|sagen|geben|helfen|empfehlen",
    rf"meinen|speichern|machen|nennen|erkl{_A}ren|zeigen|verraten|vergleichen|l{_O}schen|raten|glauben|denken",
    rf"arbeiten|d{_U}rfen|wollen|werden|verstehen|beraten|stellen|listen|bieten",
)
_POLITE_VERB = re.compile(rf"\b(?:{'|'.join(_POLITE_VERBS)})\s+sie\b(?!\s+(?:dort|da)\b)", re.IGNORECASE)
_POLITE_PRONOUN = re.compile(
    r"(?<=[^.!?\s]\s)(?:Sie|Ihnen|Ihre?[nmrs]?)\b|\bIhnen\b|^\W*Sie (?:sind|haben|k[öo]e?nnen|wissen)\b"
)
_FAMILIAR = re.compile(
    r"\b(?:du|dir|dich|dein\w*|kannst|wei(?:ß|ss)t|bist|hast|sag|erz[äa]e?hl|zeig|gib|hilf|kennst|meinst|willst|findest)\b",
    re.IGNORECASE,
)


def _compile(patterns: dict[str, Sequence[str]]) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (value, re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)) for value, parts in patterns.items()
    ]


class Phrases:
    """Finds stufe, arbeitgeber and anrede."""

    def __init__(self) -> None:
        """Compile the patterns."""
        self._kinds = [("stufe", _compile(_LEVELS)), ("arbeitgeber", _compile(_EMPLOYERS))]
        self._of_pay = _compile(_LEVELS_OF_PAY)

    def find(self, message: str) -> Iterator[Fund]:
        """Yield the level, the employer and the form of address named in `message`, at most one each."""
        for art, patterns in self._kinds:
            if art == "stufe" and (_PAY.search(message) or message.count(" ") < FEW_WORDS):
                patterns = [*patterns, *self._of_pay]
            hits = [(m.start(), value, m) for value, pattern in patterns if (m := pattern.search(message))]
            if hits:
                _, value, match = min(hits, key=lambda hit: hit[0])
                yield Fund(art, value, match.start(), match.end())
        address = _POLITE_PRONOUN.search(message)
        if not address and message == message.lower():
            # Only who writes everything small may mean "Sie" by "sie".
            address = _POLITE_VERB.search(message)
        if address:
            yield Fund("anrede", "sie", address.start(), address.end())
        elif address := _FAMILIAR.search(message):
            yield Fund("anrede", "du", address.start(), address.end())
