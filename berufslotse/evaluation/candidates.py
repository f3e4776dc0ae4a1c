"""Which messages of real conversations the bot can learn most from, and why: told by how the talk went on."""

from __future__ import annotations

import heapq
import re
import textwrap
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, takewhile
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import token_set_ratio

from berufslotse.evaluation.masking import mask
from berufslotse.knowledge.text import fold
from berufslotse.language.duplicates import message_key

if TYPE_CHECKING:
    from berufslotse.serving.exchanges import Exchange

MOST = 500
"""So many candidates are kept at a time, the best."""
AHEAD = 8
"""In so many messages after it a message may still be said the meaning of."""
LONGEST = 500
"""Longer messages are letters rather than questions, and teach little."""
MEANT = 200
"""So many letters of a message go along with a pressed guess (`GEMEINT` of the questions)."""

LOW, CLOSE = 0.5, 0.1
"""Below this confidence, or with the runner-up this near, the bot might as well have been wrong."""
SOON, ALIKE = 120.0, 60.0
"""Who says something alike so many seconds later, says the same in other words."""

PRESSED, UNSURE, ANGER, REPHRASED, REMARK, DENIAL, DOUBT = 4.0, 3.0, 2.5, 2.5, 2.0, 1.5, 1.0
"""What a sign is worth; a pressed guess says even what is right."""
AGAIN, MOST_AGAIN = 0.5, 4
"""What each further time that somebody wrote the same is worth, and how many of them count."""

FALLBACK, DEFAULT, ART_UNSURE = "nlu_fallback", "utter_default", "unsicher"
_LEANS_ON = frozenset(["follow_up", "affirm", "deny", "thanks", "goodbye", "feedback", "insult"])
"""Whoever says this goes on from the answer, and does not ask again."""
_PRAISE = re.compile(
    r"danke|geholfen|hilfreich|super|klasse|toll|prima|perfekt|spitze|\bgut\b", re.IGNORECASE
)
_BUT = re.compile(r"\bnicht|\bnich\b|\bkein|\baber\b|falsch|\bnix\b|\bnichts\b", re.IGNORECASE)


@dataclass(frozen=True)
class Sign:
    """Something that makes a message worth learning from; `proposal` is the intent it speaks for."""

    weight: float
    reason: str
    proposal: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A message, masked, with what its reader must know to judge it."""

    key: str
    text: str
    score: float
    reason: str
    ranking: Sequence[tuple[str, float]]
    """Intents with confidences, without the mark that none was sure."""
    sure: bool
    wordings: Sequence[tuple[str, str]]
    replies: Sequence[str]
    proposals: Sequence[str]
    """Intents, the likeliest first."""
    times: int = 1
    note: str = ""
    """What a counsellor noted when she marked it."""
    mark: str = ""
    """Which mark it comes from, if it was marked: each is looked through once, whatever the wording."""

    @property
    def reviewed_as(self) -> Sequence[str]:
        """The keys by which it is remembered as looked through."""
        return (self.key, self.mark) if self.mark else (self.key,)


def candidates(
    exchanges: Iterable[Exchange],
    is_known: Callable[[str], bool],
    titles: Mapping[str, str],
    most: int = MOST,
    marked: Iterable[Candidate] = (),
) -> list[Candidate]:
    """Return the `most` useful messages, the best first, each wording once.

    Args:
        exchanges: those of a conversation one after the other.
        is_known: whether the message with this key (`message_key` of the masked text) is to be left out.
        titles: what intents are called in German; only those are proposed.
        most: so many are kept while reading, too.
        marked: messages that were marked, and are to be shown (`marked_candidates`).
    """
    best = _Best(most)
    for one in marked:
        best.add(one)
    for exchange, following in _with_following(exchanges):
        found = candidate(exchange, following, titles)
        if found and not is_known(found.key):
            best.add(found)
    return best.ordered()


def candidate(
    exchange: Exchange, following: Sequence[Exchange], titles: Mapping[str, str]
) -> Candidate | None:
    """Return what can be learned from a message that was followed by `following`, or None."""
    if exchange.chosen or len(exchange.text) > LONGEST:
        return None
    text = visible(mask(exchange.text))
    key = message_key(text)
    signs = sorted(_signs(exchange, following, titles), key=lambda sign: -sign.weight)
    if not key or not signs:
        return None
    ranking = [(name, sure) for name, sure in exchange.ranking if name != FALLBACK]
    likely = [*(sign.proposal or "" for sign in signs), *(name for name, _ in ranking)]
    return Candidate(
        key=key,
        text=text,
        score=sum(sign.weight for sign in signs),
        reason=signs[0].reason,
        ranking=ranking,
        sure=not _unsure(exchange),
        wordings=tuple(dict.fromkeys(exchange.wordings)),
        replies=[visible(mask(reply.text)) for reply in exchange.replies if reply.text],
        proposals=list(dict.fromkeys(name for name in likely if name in titles)),
    )


def visible(text: str) -> str:
    """Return `text` on one line, without signs that steer a terminal or turn the writing."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _signs(exchange: Exchange, following: Sequence[Exchange], titles: Mapping[str, str]) -> Iterator[Sign]:
    for later in following:
        if later.meant and later.meant == exchange.text[:MEANT]:
            yield Sign(PRESSED, f"Danach hat jemand gewählt: {_quote(later.text)}", later.intent)
            break
    if following and not following[0].chosen:
        yield from _reaction(exchange, following[0])
    if _unsure(exchange):
        yield Sign(UNSURE, "Der Lotse war nicht sicher, was gemeint ist.")
    elif exchange.ranking:
        yield from doubts(exchange.ranking, titles)


def _unsure(exchange: Exchange) -> bool:
    return (
        exchange.intent == FALLBACK
        or ART_UNSURE in exchange.kinds
        or any(reply.name == DEFAULT for reply in exchange.replies)
    )


def _reaction(exchange: Exchange, after: Exchange) -> Iterator[Sign]:
    """Yield what the next message says of the answer."""
    said = _quote(mask(after.text))
    asked = bool(exchange.replies) and exchange.replies[-1].text.rstrip().endswith("?")
    if after.intent == "insult":
        yield Sign(ANGER, f"Danach wurde geschimpft: {said}")
    elif after.intent == "feedback" and (_BUT.search(after.text) or not _PRAISE.search(after.text)):
        yield Sign(REMARK, f"Danach kam eine Rückmeldung: {said}")
    elif after.intent == "deny" and not asked:  # else the no is the answer to what the bot asked
        yield Sign(DENIAL, f"Danach kam ein Nein: {said}")
    elif (
        after.time - exchange.time <= SOON
        and after.intent != exchange.intent
        and after.intent not in _LEANS_ON
        and token_set_ratio(fold(exchange.text), fold(after.text)) >= ALIKE
        and message_key(exchange.text) != message_key(after.text)
    ):
        yield Sign(REPHRASED, f"Gleich noch einmal anders gesagt: {said}", after.intent)


def doubts(ranking: Sequence[tuple[str, float]], titles: Mapping[str, str]) -> Iterator[Sign]:
    """Yield what speaks against having understood, in the confidences of `ranking`, which is not empty."""
    (first, sure), *others = ranking
    if sure < LOW:
        yield Sign(DOUBT + LOW - sure, f"Nur zu {percent(sure)} sicher verstanden.")
    if others and sure - others[0][1] < CLOSE:
        names = " und ".join(titles.get(name, "Sonstiges") for name in (first, others[0][0]))
        yield Sign(DOUBT + CLOSE - (sure - others[0][1]), f"Fast gleichauf: {names}.")


def percent(value: float) -> str:
    """Return 0.43 as 43 %."""
    return f"{100 * value:.0f} %"


def _quote(text: str) -> str:
    return f"„{textwrap.shorten(visible(text), 34, placeholder=' …')}“"


def _with_following(exchanges: Iterable[Exchange]) -> Iterator[tuple[Exchange, Sequence[Exchange]]]:
    """Yield each exchange with up to `AHEAD` that follow in its conversation."""
    window: deque[Exchange] = deque()
    for exchange in exchanges:
        window.append(exchange)
        if len(window) > AHEAD:
            yield _first(window)
    while window:
        yield _first(window)


def _first(window: deque[Exchange]) -> tuple[Exchange, Sequence[Exchange]]:
    first = window.popleft()
    return first, list(takewhile(lambda later: later.sender == first.sender, window))


class _Best:
    """Keeps the best candidates, each wording once, however many come."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[str, Candidate] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._numbers = count()

    def add(self, candidate: Candidate) -> None:
        known = self._kept.get(candidate.key)
        if known:
            better = max(known, candidate, key=_worth)
            candidate = replace(better, times=known.times + candidate.times)
        self._kept[candidate.key] = candidate
        # What came later counts as worse among equals, so the order does not depend on chance.
        heapq.heappush(self._heap, (_worth(candidate), -next(self._numbers), candidate.key))
        if len(self._kept) > self._most:
            self._drop_worst()
        if len(self._heap) > 4 * self._most:
            self._heap = [(_worth(c), -next(self._numbers), key) for key, c in self._kept.items()]
            heapq.heapify(self._heap)

    def _drop_worst(self) -> None:
        while True:
            worth, _, key = heapq.heappop(self._heap)
            # An entry of a wording that came again, and is worth more now, is out of date.
            if key in self._kept and _worth(self._kept[key]) == worth:
                del self._kept[key]
                return

    def ordered(self) -> list[Candidate]:
        return sorted(self._kept.values(), key=lambda candidate: -_worth(candidate))


def _worth(candidate: Candidate) -> float:
    return candidate.score + AGAIN * min(candidate.times - 1, MOST_AGAIN)
