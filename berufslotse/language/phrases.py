"""Fixed expressions: the level of experience, the kind of employer, and the form of address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from berufslotse.language.recognition import Fund

_LEVELS = {
    "ausbildung": r"azubis?|azubine|lehrlinge?n?s?|auszubildende[rn]?|lehrjahr\w*|ausbildungsjahr\w*|in (?:der|meiner|ihrer|seiner) (?:lehre|ausbildung)"
    r"|w[äa]e?hrend der (?:lehre|ausbildung)|ausbildungsverg[üu]e?tung|lehrlingsgehalt|azubi-?gehalt|stift",
    "einstieg": r"(?:berufs)?(?:einsteiger\w*|anf[äa]e?nger\w*|starter\w*|neuling\w*)|berufseinstieg|einstiegsgehalt|anfangsgehalt|startgehalt"
    r"|nach der (?:lehre|ausbildung)|nach dem (?:studium|abschluss|bachelor|master)|frisch (?:aus|von|nach) (?:der|dem) \w+"
    r"|ohne (?:berufs)?erfahrung|junior\w*|absolvent\w*|(?:ganz )?am anfang|zum einstieg|frisch ausgelernt\w*|ausgelernt\w*",
    "erfahren": r"berufserfahren\w*|erfahrene[rnms]?|mit (?:viel |etwas |langer )?(?:berufs)?erfahrung|alter? hase|routinier"
    r"|(?:mit|nach) (?:\d+|zwei|drei|vier|f[üu]e?nf|sechs|acht|zehn|zw[öo]e?lf|f[üu]e?nfzehn|zwanzig|drei(?:ß|ss)ig|vielen|ein paar|einigen) jahren"
    r"|(?:\d+|zwei|drei|f[üu]e?nf|zehn|zwanzig|viele|einige) jahre (?:berufs)?(?:erfahrung|dabei|im beruf|auf dem buckel)"
    r"|(?:alt)?gesell(?:en?|in)",
    "spezialist": r"spezialist\w*|spezialisiert\w*|meister(?:in)?s?|senior\w*|experte\w*|expertin\w*|f[üu]e?hrungskraft|f[üu]e?hrungskr[äa]e?fte|in leitender \w+|teamleit\w+|als leitung|chefposten",
}

_EMPLOYERS = {
    "konzern": r"(?:gro(?:ß|ss)|welt|dax-?)?konzern\w*|gro(?:ß|ss)unternehmen|gro(?:ß|ss)betrieb\w*|gro(?:ß|ss)e[nmrs]? (?:firma|firmen|unternehmen|betrieb\w*|laden)|multi",
    "mittelstand": r"mittelst[äa]e?nd\w*|mittelstand\w*|klein(?:e[nmrs]?|betrieb\w*) (?:firma|firmen|betrieb\w*|unternehmen|laden|klitsche)|kleinbetrieb\w*|familien(?:betrieb|unternehmen|firma)\w*",
    "handwerk": r"handwerks?(?:betrieb|firma|firmen|unternehmen|bude)\w*|im handwerk|handwerk|meisterbetrieb\w*",
    "behoerde": r"(?:im |beim )?[öo]e?ff?entliche[nmrs]? dienst|beh[öo]e?rden?|beim amt|(?:beim|vom) staat|stadtverwaltung|verwaltung|tv[öo]e?d|beamte[nr]?|bei der stadt|kommune",
    "tarif": r"tarif(?:lich|gebunden\w*|vertrag\w*|betrieb\w*|lohn)?|mit tarif",
    "industrie": r"industrie(?:betrieb\w*)?",
    "startup": r"start-?\s?ups?|startups?|gr[üu]e?nder(?:firma|bude)",
}

_SIE = re.compile(
    r"\b(?:k[öo]e?nn(?:t?en)|haben|h[äa]e?tten|wissen|w[üu]e?rden|sind|m[öo]e?chten|kennen|sagen|geben|helfen|empfehlen|meinen|"
    r"speichern|machen|nennen|erkl[äa]e?ren|zeigen|verraten|vergleichen|l[öo]e?schen|raten|glauben|denken|arbeiten|"
    r"d[üu]e?rfen|wollen|werden|verstehen|beraten|stellen|listen|bieten)\s+sie\b(?!\s+(?:dort|da)\b)",
    re.IGNORECASE,
)
_SIE_CAPITAL = re.compile(r"(?<=[^.!?\s]\s)(?:Sie|Ihnen|Ihre?[nmrs]?)\b|\bIhnen\b")
_DU = re.compile(
    r"\b(?:du|dir|dich|dein\w*|kannst|weißt|weisst|bist|hast|sag|erzähl|erzaehl|zeig|gib|hilf|kennst|meinst|willst|findest)\b",
    re.IGNORECASE,
)


def _compile(patterns: dict[str, str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(value, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for value, pattern in patterns.items()]


class Phrases:
    """Finds stufe, arbeitgeber and anrede."""

    def __init__(self) -> None:
        """Compile the patterns."""
        self._kinds = [("stufe", _compile(_LEVELS)), ("arbeitgeber", _compile(_EMPLOYERS))]

    def find(self, message: str) -> Iterator[Fund]:
        """Yield the level, the employer and the form of address named in `message`, at most one each."""
        for art, patterns in self._kinds:
            hits = [(m.start(), value, m) for value, pattern in patterns if (m := pattern.search(message))]
            if hits:
                _, value, match = min(hits, key=lambda hit: hit[0])
                yield Fund(art, value, match.start(), match.end())
        address = _SIE_CAPITAL.search(message) or _SIE.search(message)
        if address:
            yield Fund("anrede", "sie", address.start(), address.end())
        elif address := _DU.search(message):
            yield Fund("anrede", "du", address.start(), address.end())
