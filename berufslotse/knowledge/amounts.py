"""Amounts of money in a text: numbers in any way of writing them, joined to spans."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

EURO = r"(?:€|euros?\b|eur\b)"
_UNITS = "eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn sechzehn"
_TENS = "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig"
_SPELLED = {word: float(n) for n, word in enumerate(f"{_UNITS} siebzehn achtzehn neunzehn".split(), 1)}
_ONES = {"ein": 1.0} | {word: number for word, number in _SPELLED.items() if 1 < number < 10}
for _number, _word in enumerate(_TENS.split(), 2):
    _SPELLED |= {f"{one}und{_word}": 10 * _number + more for one, more in _ONES.items()}
    _SPELLED[_word] = 10.0 * _number
_SPELLED |= _ONES | {f"{one}einhalb": half + 0.5 for one, half in _ONES.items()} | {"anderthalb": 1.5}
_SMALL = "|".join(sorted(_SPELLED, key=len, reverse=True))
_NUMBER = re.compile(
    rf"(?<!\w)(?<!\d[.,])(?P<vor>{EURO}\s?)?(?:(?P<ziffern>[0-9]{{1,3}}(?:[. '][0-9]{{3}}){{1,2}}(?![0-9])"
    r"(?:,[0-9]{1,2}(?![0-9]))?|[0-9]{1,3},[0-9]{3}(?![0-9])|[0-9]{1,7}(?:[.,][0-9]{1,2}(?![0-9]))?)"
    rf"|(?P<wort>(?:(?:{_SMALL})?tausend(?:und)?)?(?:(?:{_SMALL})?hundert(?:und)?)?(?:{_SMALL})?(?<=\w)))"
    r"(?![0-9]|[.,][0-9])(?P<tausend>[\s-]?(?:k\b|k(?=€)|tsd\b\.?|tausend\b|t(?=€|eur)))?"
    rf"(?P<nach>[,.][-–—]{{1,2}}(?:\s?{EURO})?|[\s-]{{0,2}}{EURO}|(?!\w))"
)
FILL = (
    r"(?:(?:etwa|rund|ca\.?|circa|ungefahr|gut|knapp|fast|um|an|die|der|von|bei|zu|hin|schon|bereits|auch|"
    r"sogar|brutto|netto|monatlich|derzeit|maximal|hochstens|meist|durchschnittlich|€|~) ?){0,4}"
)
WAY = r"(?: ?(?:brutto|netto|(?:im|pro) (?:monat|jahr)|monatlich|jahrlich|/ ?monat|/ ?jahr)\b){0,2}"
_TO = re.compile(rf"{WAY}\s?(?:-? ?bis|[-–—‐−]) ?(?:uber )?{FILL}")
_AND = re.compile(rf"{WAY} und {FILL}")
_SINCE = re.compile(rf"\b(?P<art>von|zwischen) {FILL}$")
_OPEN = re.compile(
    r"(?:\b(?P<von_>(?:nicht|kaum|selten|nie) (?:unter|weniger als))|(?P<bis>\b(?:bis|hochstens|maximal|"
    r"max\.|(?:(?:nicht|kaum|selten|nie) )(?:mehr als|uber)|unter|weniger als|unterhalb)|[<≤])|(?P<von>\b(?:"
    rf"ab|mindestens|mind\.|wenigstens|uber|mehr als|minimum|oberhalb|jenseits)|[>≥])) ?{FILL}$"
)
_MORE = re.compile(
    rf"\+|{WAY}\s?(?:(?:und|oder) (?:\w+ )?(?:mehr|daruber|hoher)\b|(?:an )?aufwarts|mindestens\b|"
    r"(?:sind|ist) (?:das|die) (?:mindest|minimum|untergrenze))"
)
_LESS = re.compile(rf"{WAY}\s?(?:(?:und|oder) weniger\b|maximal\b|hochstens\b)")


class Figur(NamedTuple):
    """A number or span; `euro`: with its currency, `klar`: written as one writes thousands."""

    von: float | None
    bis: float | None
    start: int
    end: int
    euro: bool
    klar: bool

    @property
    def most(self) -> float:
        """Return the larger end."""
        return self.bis or self.von or 0.0


def _numbers(text: str) -> Iterator[Figur]:
    for match in _NUMBER.finditer(text):
        written = match["ziffern"] or match["wort"]
        if match["ziffern"]:
            value = float(re.sub(r"[.,' ](?=[0-9]{3}(?![0-9]))", "", written).replace(",", "."))
        else:
            value = _spelled_value(written)
        clear = bool(match["tausend"] or re.search(r"[.' ,][0-9]{3}|tausend", written))
        value *= 1000 if match["tausend"] else 1
        if value:
            yield Figur(value, value, *match.span(), bool(match["vor"] or match["nach"]), clear)


def _spelled_value(word: str) -> float:
    value = 0.0
    for unit, size in (("tausend", 1000), ("hundert", 100)):
        head, found, rest = word.partition(unit)
        if found:
            value, word = value + size * _SPELLED.get(head, 1.0), rest.removeprefix("und")
    return value + _SPELLED.get(word, 0.0)


def spans(text: str) -> Iterator[Figur]:
    """Yield the numbers of `text`: two that make a span as one, and single ones with their open end."""
    held: Figur | None = None
    last: Figur | None = None
    for number in _numbers(text):
        span = held and _joined(text, held, number)
        if span or held:
            yield span or _opened(text, held, last)  # type: ignore[arg-type]
        last, held = held, None if span else number
    if held:
        yield _opened(text, held, last)


def _joined(text: str, a: Figur, b: Figur) -> Figur | None:
    since = _SINCE.search(text, max(0, a.start - 40), a.start)
    both = since and since["art"] == "zwischen" and _AND.fullmatch(text, a.end, b.start)
    low, high = a.most, b.most
    if low * 1000 <= high and (b.klar or b.euro):
        low *= 1000  # "45 bis 52k"
    a_year = not (a.euro or a.klar) and 1900 <= low <= 2100 and b.klar
    if a_year or low > high or not (both or _TO.fullmatch(text, a.end, b.start)):
        return None
    return Figur(low, high, a.start, b.end, a.euro or b.euro, a.klar or b.klar)


def _opened(text: str, figure: Figur, last: Figur | None) -> Figur:
    """Return a single figure without the end that "ab", "bis zu" or "und mehr" leave open."""
    since = last and _SINCE.search(text, max(0, last.start - 40), last.start)
    if since and text.startswith("bis ", figure.start - 4):
        return figure  # "von 2.600 Euro für Einsteiger bis 4.000 Euro für Erfahrene"
    before = _OPEN.search(text, max(0, figure.start - 50), figure.start)
    kind, more = (before and before.lastgroup or "")[:3], _MORE.match(text, figure.end)
    if _LESS.match(text, figure.end) or (kind == "bis" and not more):
        return figure._replace(von=None)
    return figure._replace(bis=None) if more or kind == "von" else figure
