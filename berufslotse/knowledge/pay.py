"""Reading pay figures out of the German sentences of a job-profile article.

In steps: find the numbers, join them to spans, keep what is pay, and read level, period, employer and
net from the words around each figure. Words are compared folded (see text.py: "für" is "fur", "neue" is
"neu"); no pattern looks further than a bounded way, so that the time is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from berufslotse.knowledge.amounts import EURO, FILL, WAY, Figur, spans
from berufslotse.knowledge.pay_words import Mark, tables
from berufslotse.knowledge.pay_words import marks as marks_of
from berufslotse.knowledge.schema import PLAUSIBLE, Arbeitgeber, Art, Gehalt, Stufe, Zeitraum
from berufslotse.knowledge.text import fold


@dataclass(frozen=True)
class Gehaltsangabe:
    """A pay figure and where it stands; `zeitraum_genannt` is False where its size alone told the period."""

    gehalt: Gehalt
    start: int
    end: int
    zeitraum_genannt: bool


# What words tell: table, value, words. "*" is any part of a word, "~" in front finds within words as well.
# "nichts" tells nothing, a "_" marks weak words, for where there are no others. The first that fits counts.
_EXTRA = re.compile(  # behind a figure that is no pay, or pay for a day
    rf"{WAY}\s?(?:(?:mehr|weniger|zusatzlich|extra|hoher|niedriger|(?:oben ?)?drauf|on top)\b|(?:uber|"
    r"unter) (?:de[mnr] )?\w{0,9}(?:tarif|schnitt|median|niveau)|(?:fur|an) (?:die|den|das|ein\w*) (?:\w+ )?"
    r"\w{0,20}(?:schul|prufung|wohnung|zimmer|ausrust|maschin|studium|meister|bildung|kurs)|(?:am|in der|"
    r"die|/) ?(?:tag|woche|nacht|schicht)\b|(?:pro |je |/ ?)(?!monat|mon\b|jahr|stunde|std|h\b|nach|kopf|"
    r"vollzeit|person)\w)"
)
_NEXT = re.compile(rf"{WAY}\s?(?:als |an )?(?:\w{{1,20}}e[nrsm]? )?\w{{0,20}}")
_BEFORE = re.compile(r"\b(?:einige|mehrere|viele|ein paar|wenige|hundert|zig|plus)\w{0,2} (?:rund |etwa )?$")
_FOR = re.compile(rf"\bfur {FILL}$")
_BY = re.compile(r"\bum (?:bis zu |rund |etwa |ca\. |gut |knapp |uber |mehr als )?$")
_RAISE = re.compile(
    r"\b(?:steig|erhoh|hoher|mehr|anheb|angehob|aufbesser|hebt|heben|wachs|sink|verbesser|gestieg)"
)
_WITH = re.compile(
    r"\b(?:mit|inklusive|inkl\.|einschliesslich|samt|ohne|neben|trotz|wegen|dank|angesichts|durch|statt|plus|"
    r"zuzuglich|oder|kein\w*|bei|vor) (?:\w+ )?\w{0,20}$"
)
_PAID = re.compile(
    r"\s?,?\s?(?:brutto|netto|im monat\b|(?:im|pro) jahr\b(?! \d)|(?:pro|je) monat|monatlich|jahrlich|(?:pro|"
    r"je|die|in der) stunde|/ ?(?:monat|jahr|std|stunde|h\b)|p\. ?a\b)"
)
_UNIT = re.compile(
    r"\s?(?:%|°|²|‰)|-\w|/\d|:\d|\s(?P<noun>(?!brutto|netto)\w)(?:(?<!oder)(?<!aber)\w{0,20}[eu][nrsm]? "
    r"(?P<further>\w))?"
)
_HOURLY = re.compile(r"(?:stundenlohn|stundensatz|lohn|pro stunde)\w*[^.;:0-9]{0,40}$")
_BREAK = re.compile(r"[,;:()–—](?![0-9])| - |\b(?:wahrend|wobei)\b")
_PARTING = re.compile(rf"{_BREAK.pattern}|\b(?:und|sowie|aber|oder|bis|auf|dann|bzw|beziehungsweise|statt)\b")
_FAR = 300  # so many characters apart nothing belongs together
_MENTIONED = 400  # from here a number without a currency may be pay


class _Reach(NamedTuple):
    """Between `lo` and `hi` words may speak of the figure; the inner two bound its own clause."""

    lo: int
    inner_lo: int
    inner_hi: int
    hi: int


class _Satz:
    """One folded sentence, the words in it that tell something, and what came before it."""

    def __init__(self, text: str, capitals: Sequence[bool], contexts: Sequence[str]) -> None:
        self.text, self.capitals = text, capitals
        self.marks = {table: marks_of(table, text) for table in tables()}
        self.of_money = bool(re.search(rf"{EURO}|\dk", text) or any(marks_of("pay", c) for c in contexts))
        periods = (self.marks["zeitraum"], *(marks_of("zeitraum", c) for c in contexts))
        self.periods = list(dict.fromkeys(mark.value for marks in periods for mark in marks))
        levels = ({m.value for m in marks_of("stufe", c) if m.strong} for c in contexts)
        self.context_levels: set[str] = next((told for told in levels if told), set())

    def between(self, table: str, lo: int, hi: int) -> list[Mark]:
        marks = self.marks[table]
        return marks[bisect_left(marks, (lo,)) : bisect_left(marks, (hi,))]

    def around(self, table: str, figure: Figur, reach: _Reach) -> list[tuple[bool, Mark]]:
        """Return the marks in reach, best first (inside, strong, close), with whether outside the clause."""
        ranked = []
        for mark in self.between(table, reach.lo, reach.hi):
            after = mark.start >= figure.end
            away = mark.start - figure.end if after else figure.start - mark.end
            outside = not reach.inner_lo <= mark.start < reach.inner_hi
            ranked.append(((outside, not mark.strong, after and table == "stufe", away), mark))
        return [(key[0], mark) for key, mark in sorted(ranked)]


def _after_break(text: str, lo: int, hi: int) -> int:
    """Return where the clause begins that ends at `hi`."""
    return max((m.end() for m in _BREAK.finditer(text, lo, hi)), default=lo)


def _is_other_money(satz: _Satz, figure: Figur, lo: int) -> bool:
    """Tell whether the words beside `figure` show that it is a price, a bonus, a raise: no pay."""
    text, start, end = satz.text, figure.start, figure.end
    if _EXTRA.match(text, end) or _BEFORE.search(text, lo, start):
        return True
    if _BY.search(text, lo, start) and _RAISE.search(text, lo, end + 60):
        return True
    if _FOR.search(text, lo, start) and not satz.marks["pay"] and "arbeit" not in text:
        return True  # "eine Maschine für 40.000 Euro"
    parting = _PARTING.search(text, end, end + 70)
    behind = satz.between("fremd", end, parting.start() if parting else end + 70)
    if behind and _NEXT.fullmatch(text, end, behind[0].start):
        return True
    if any(mark.strong for mark in behind) and not satz.between("pay", lo, behind[-1].start):
        return True
    before = satz.between("fremd", lo, start)
    if not before or satz.between("pay", before[-1].end, start):
        return False
    return before[-1].strong or not _WITH.search(text, max(lo, before[0].start - 30), before[0].start)


def _is_amount(satz: _Satz, figure: Figur, clause: int, beside: bool) -> bool:
    """Tell whether `figure`, which names no currency, is an amount of money for all that."""
    text, most = satz.text, figure.most
    is_year = not figure.klar and 1900 <= most <= 2100
    if (paid := _PAID.match(text, figure.end)) and (not is_year or "tto" in paid.group()):
        return True
    unit = _UNIT.match(text, figure.end)
    nouns = [name for name, found in unit.groupdict().items() if found] if unit else []
    if unit and (not nouns or any(satz.capitals[unit.start(name)] for name in nouns)):
        return False
    if most < 120:
        return bool(_HOURLY.search(text, max(0, figure.start - 60), figure.start))
    close = _BREAK.search(text, figure.end, figure.end + _FAR)
    end = close.start() if close else figure.end + _FAR
    of_pay = beside or satz.of_money or satz.between("pay", clause, end)
    return bool(most >= _MENTIONED and not is_year and of_pay)


def _pay(satz: _Satz) -> Iterator[Figur]:
    """Yield the figures of the sentence that are pay."""
    lo, spent, beside = 0, False, False
    for figure in spans(satz.text):
        clause = _after_break(satz.text, max(lo, figure.start - _FAR), figure.start)
        if not (figure.euro or _is_amount(satz, figure, clause, beside)):
            continue
        told = any(satz.between(t, lo, figure.end + 20) for t in ("pay", "stufe", "zeitraum", "firma"))
        spent = _is_other_money(satz, figure, clause) or (spent and not told)
        if not spent and (figure.most >= 120 or satz.marks["pay"] or satz.marks["zeitraum"]):
            beside = True
            yield figure
        lo = figure.end


_ASIDE = re.compile(r"[^,;:()]{0,30}\([^()]{0,80}\)|")
_LISTED = re.compile(r"(?: brutto)?\s?(?:,|/|und|oder|bzw\.)?\s?(?:(?:und|oder|dann|rund|etwa|ca\.) ){0,2}")
_TOUCHING = re.compile(r"\s?(?:brutto|netto|bruttolohn)?\s?[(,]?\s?")
_ORDINAL = re.compile(r"\b(?:erst|zweit|dritt|viert)e[nsm]?\b|\b[1-4]\.")
_AGAIN = re.compile(r"\b(?:also|das sind|umgerechnet|das macht|entspricht)\b")
_ELSE = re.compile(r"\b(?:ohne|sonst|anderswo|woanders|ubrig\w*|ausserhalb|privat\w*)\b")
_SENTENCE_END = re.compile(
    r"[!?](?=\s)|(?<!\b[a-z])(?<!\b\d)(?<!\b\d\d)(?<!\bca)(?<!\b(?:tsd|bzw|mtl|max|std|usw))"
    r"(?<!\b(?:inkl|zzgl|mind))\.(?=\s)|\n[ \t]{0,9}\n"
)
_USUAL = {Zeitraum.STUNDE: (5, 150), Zeitraum.MONAT: (200, 20_000), Zeitraum.JAHR: (7_000, 400_000)}
_BY_SIZE = {Zeitraum.STUNDE: (0, 120), Zeitraum.MONAT: (150, 15_000), Zeitraum.JAHR: (15_000, 10**9)}
_MONTHLY = {Zeitraum.STUNDE: 165.0, Zeitraum.MONAT: 1.0, Zeitraum.JAHR: 1 / 12}
_TRAINEE_MOST = 1800  # a month
_LIST_MOST = 8


def _reaches(text: str, figures: Sequence[Figur]) -> Iterator[_Reach]:
    """Yield the reach of each figure: to the first break behind it; those in a list share one."""
    cuts: list[int | None] = []
    for figure, following in zip(figures, figures[1:], strict=False):
        aside = _ASIDE.match(text, figure.end, following.start)
        parting = _PARTING.search(text, aside.end() if aside else figure.end, following.start)
        listed = _LISTED.fullmatch(text, figure.end, following.start)
        listed = listed if cuts[-_LIST_MOST:] != [None] * _LIST_MOST else None
        cuts.append(None if listed else parting.start() if parting else figure.end)
    lo = first = 0
    for index, cut in enumerate([*cuts, len(text)] if figures else []):
        if cut is None:
            continue
        close = _BREAK.search(text, figures[index].end, cut)
        inner = _after_break(text, lo, figures[first].start), close.start() if close else cut
        yield from [_Reach(lo, *inner, cut)] * (index + 1 - first)
        lo, first = cut, index + 1


def _period(satz: _Satz, figure: Figur, reach: _Reach) -> tuple[Zeitraum | None, bool]:
    """Return the period of `figure`, if any fits, and whether a word told it."""
    near = [mark for _, mark in satz.around("zeitraum", figure, reach)]
    for mark in near:
        if mark.start >= figure.end and _TOUCHING.fullmatch(satz.text, figure.end, mark.start):
            return Zeitraum(mark.value), True
    told = [Zeitraum(value) for value in (*(mark.value for mark in near), *satz.periods)]
    for named, ranges, periods in ((True, _USUAL, told), (False, _BY_SIZE, list(_BY_SIZE))):
        for period in periods:
            if ranges[period][0] <= figure.most <= ranges[period][1]:
                return period, named
    return None, False


def _level(satz: _Satz, figure: Figur, reach: _Reach, monthly: float, last: Gehalt | None) -> Stufe:
    """Return the level that the words in reach tell, or what came before the sentence."""
    for _, mark in satz.around("stufe", figure, reach):
        if mark.value != "ausbildung" or mark.strong or monthly < _TRAINEE_MOST:
            return Stufe(mark.value)
    training = "ausbildung" in {mark.value for mark in satz.marks["stufe"]} | satz.context_levels
    if training and monthly < _TRAINEE_MOST and _ORDINAL.search(satz.text, reach.lo, reach.hi):
        return Stufe.AUSBILDUNG
    if "ersten jahr" in satz.text[reach.lo : reach.hi]:
        return Stufe.EINSTIEG
    before = {told for told in satz.context_levels if told != "ausbildung" or monthly < _TRAINEE_MOST}
    return Stufe(*before) if last is None and len(before) == 1 else Stufe.ALLGEMEIN


def _employer(satz: _Satz, figure: Figur, reach: _Reach) -> Arbeitgeber | None:
    """Return the kind of employer that the own clause names, or None where it names two."""
    ranked = satz.around("firma", figure, reach)
    kinds = {mark.value for outside, mark in ranked if outside == ranked[0][0]}
    kinds = kinds - {"tarif"} or kinds
    return Arbeitgeber(*kinds) if len(kinds) == 1 else None


def _inherited(satz: _Satz, reach: _Reach, told: dict, last: Gehalt, begin: int) -> dict:
    """Return what a figure takes from the one before it, where it has no words of its own for that."""
    elsewhere = _ELSE.search(satz.text, reach.lo, reach.hi)
    employer = {} if told["arbeitgeber"] or elsewhere else {"arbeitgeber": last.arbeitgeber}
    if told["stufe"] != Stufe.ALLGEMEIN:
        return employer
    again = (told["zeitraum"], told["netto"]) != (last.zeitraum, last.netto)
    again = again or bool(_AGAIN.search(satz.text, reach.lo, begin))
    if last.stufe == Stufe.AUSBILDUNG:
        again = again or (told["von"] or told["bis"]) <= 1.6 * (last.von or last.bis or 0)
    elif told["arbeitgeber"] not in (None, last.arbeitgeber):
        again = True  # the same level at another employer
    return employer | {"stufe": last.stufe} if again else {}


def _told(satz: _Satz, figure: Figur, reach: _Reach, last: Gehalt | None) -> tuple[Gehalt | None, bool]:
    """Return the pay that `figure` tells, None if it is not plausible, and whether its period was named."""
    period, named = _period(satz, figure, reach)
    low, high = PLAUSIBLE[period] if period else (0, -1)
    if period is None or not all(low <= end <= high for end in (figure.von, figure.bis) if end is not None):
        return None, named
    net = satz.around("netto", figure, reach)[:1]
    kinds = {mark.value for _, mark in satz.around("art", figure, reach)}
    spread = figure.von and figure.bis and figure.von != figure.bis
    art = next((a for a in (Art.MEDIAN, Art.DURCHSCHNITT, Art.TARIF) if a.value in kinds), None)
    told = {
        "stufe": _level(satz, figure, reach, figure.most * _MONTHLY[period], last),
        "von": figure.von,
        "bis": figure.bis,
        "zeitraum": period,
        "arbeitgeber": _employer(satz, figure, reach),
        "netto": [mark.value for _, mark in net] == ["netto"],
        "art": art or (Art.SPANNE if spread else None),
    }
    return Gehalt(**(told | (_inherited(satz, reach, told, last, figure.start) if last else {}))), named


def _read(satz: _Satz) -> Iterator[tuple[Figur, Gehalt, bool]]:
    last: Gehalt | None = None
    figures = list(_pay(satz))
    for figure, reach in zip(figures, _reaches(satz.text, figures), strict=True):
        gehalt, named = _told(satz, figure, reach, last)
        if gehalt:
            yield figure, gehalt, named
            last = gehalt


_fold_piece = lru_cache(maxsize=4096)(fold)


def _fold_with_places(text: str) -> tuple[str, list[int]]:
    """Return `text` folded, and for each character of that its place in `text`."""
    folded: list[str] = []
    places: list[int] = []
    for match in re.finditer(r"(?s:[aouAOU][eE]|.)", text):
        folded.append(_fold_piece(match.group()))
        places.extend([match.start()] * len(folded[-1]))
    return "".join(folded), [*places, len(text)]


def find_pay(satz: str, zusammenhang: str = "") -> list[Gehaltsangabe]:
    """Return the pay figures of `satz`, in order.

    Args:
        satz: A sentence, or several.
        zusammenhang: The heading or sentence before it; tells level or period where the sentence does not.
    """
    folded, places = _fold_with_places(satz)
    heading = fold(zusammenhang)
    before, lo, found = "", 0, []
    for end in [*(m.end() for m in _SENTENCE_END.finditer(folded)), len(folded)]:
        here = places[lo : end + 1]
        capitals = [satz[place : place + 1].isupper() for place in here]
        sentence = _Satz(folded[lo:end], capitals, (before, heading))
        for figure, gehalt, named in _read(sentence):
            found.append(Gehaltsangabe(gehalt, here[figure.start], here[figure.end], named))
        before, lo = folded[lo:end], end
    return found
