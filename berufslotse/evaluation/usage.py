"""What people asked the bot, what it could answer and what not: counted from exchanges, one at a time.

No message and no sender is kept. Days are those of this machine's clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from berufslotse.evaluation import usage_words as words
from berufslotse.evaluation.tallies import Seconds, Tallies, Tally
from berufslotse.evaluation.usage_figures import Channel, Gap, Lack, Name, Outcome, Period, Usage

if TYPE_CHECKING:
    from berufslotse.serving.exchanges import Exchange, Reply

MOST_NAMES = 15
MOST_DAYS = 62
"""A longer time is told by months."""
FEW = 2
"""What fewer conversations named might tell who had them."""

AUSKUNFT, HINWEIS, LUECKE, UNBEKANNT = "auskunft", "hinweis", "luecke", "unbekannt"
RUECKFRAGE, UNSICHER = "rueckfrage", "unsicher"
UNAVAILABLE, DEFAULT, OUT_OF_SCOPE = "utter_unavailable", "utter_default", "utter_out_of_scope"
FROM_MESSAGE = "nachricht"
OPEN = frozenset(["follow_up", "overview", "affirm", "deny", "nlu_fallback"])
"""Intents that leave it to the conversation what thema is meant."""


class Nutzung:
    """Counts exchanges; those of a conversation must come one after the other."""

    def __init__(self, themen: Mapping[str, str]) -> None:
        """Know the names and titles of `themen`, on which there may be facts."""
        self._themen = themen
        self._titles = {**words.TALK, **themen}
        self._sender: str | None = None
        self._conversations = self._messages = self._written = 0
        self._outcomes: Counter[Outcome] = Counter()
        self._intents: Counter[str] = Counter()
        self._themes: Counter[str] = Counter()
        self._days, self._months, self._channels = Tallies(), Tallies(), Tallies()
        self._berufe, self._orte, self._gaps = Tallies(), Tallies(), Tallies()
        self._seconds: dict[str, Seconds] = {}
        self._all_seconds = Seconds()

    def add(self, exchange: Exchange) -> None:
        """Count a message and what was said to it."""
        if exchange.sender != self._sender:
            self._sender = exchange.sender
            self._conversations += 1
        self._messages += 1
        self._intents[exchange.intent] += 1
        day = datetime.fromtimestamp(exchange.time).date()
        self._days.add(day, self._conversations)
        self._months.add(day.replace(day=1), self._conversations)
        self._add_channel(exchange)
        if not exchange.chosen:
            self._written += 1
            self._outcomes[outcome(exchange)] += 1
        self._themes.update({self._title(exchange, reply) for reply in exchange.replies or (None,)})
        self._add_names(exchange)

    def _add_channel(self, exchange: Exchange) -> None:
        channel = words.CHANNELS.get(exchange.channel, words.OTHER_CHANNEL)
        self._channels.add(channel, self._conversations)
        times = self._seconds.setdefault(channel, Seconds())
        seconds = exchange.seconds
        if seconds is not None:
            times.add(seconds)
            self._all_seconds.add(seconds)

    def _title(self, exchange: Exchange, reply: Reply | None) -> str:
        """Return the thema that the reply is on if the message asks for it, else the kind of talk."""
        explained = (reply.auskunft if reply else None) or {}
        thema = str((explained.get("ueber") or {}).get("thema"))
        asked = thema in self._themen and (
            (explained.get("herkunft") or {}).get("thema") == FROM_MESSAGE
            or (exchange.intent in OPEN and explained["art"] in {AUSKUNFT, LUECKE, UNBEKANNT, RUECKFRAGE})
        )
        return self._titles.get(thema if asked else exchange.intent, words.OTHER_TALK)

    def _add_names(self, exchange: Exchange) -> None:
        berufe: dict[str, bool] = {}
        orte: dict[str, bool] = {}
        for reply in exchange.replies:
            explained = reply.auskunft or {}
            told = _told(exchange, explained)
            if told is None:
                continue
            beruf, ort = (_about(explained, kind) for kind in ("beruf", "ort"))
            berufe[beruf] = told or berufe.get(beruf, False)
            for place in _places(exchange, ort):
                orte[place] = (told and _local(explained, place)) or orte.get(place, False)
            if not told:
                lack = Lack.BERUF if explained["art"] == UNBEKANNT else Lack.FACTS
                if beruf or ort:
                    self._gaps.add((beruf, ort, self._title(exchange, reply), lack), self._conversations)
        for names, tallies in ((berufe, self._berufe), (orte, self._orte)):
            for name, answered in names.items():
                tallies.add(name, self._conversations, answered)

    def usage(self) -> Usage:
        """Return the figures.

        Raises:
            ValueError: nothing was counted.
        """
        if not self._messages:
            raise ValueError("no exchanges")
        first, last = min(self._days), max(self._days)
        monthly = (last - first).days >= MOST_DAYS
        gaps = [
            Gap(beruf, ort, thema, lack, tally.asked)
            for (beruf, ort, thema, lack), tally in self._gaps.items()
            if _may_be_told(beruf, ort, tally)
        ]
        overall = (self._conversations, self._messages, *self._all_seconds.spread())
        return Usage(
            conversations=self._conversations,
            messages=self._messages,
            written=self._written,
            first=first,
            last=last,
            monthly=monthly,
            outcomes=[(each, self._outcomes[each]) for each in Outcome],
            channels=sorted(self._by_channel(), key=lambda each: (-each.messages, each.title)),
            overall=Channel("alle", *overall),
            periods=list(_periods(self._months if monthly else self._days, first, last, monthly)),
            themes=sorted(self._themes.items(), key=lambda item: (-item[1], item[0])),
            berufe=_often(self._berufe),
            orte=_often(self._orte),
            gaps=sorted(gaps, key=lambda gap: (-gap.asked, gap.beruf, gap.ort, gap.thema)),
            hidden=sum(tally.asked for tally in self._gaps.values()) - sum(gap.asked for gap in gaps),
            feedback=self._intents["feedback"],
            insults=self._intents["insult"],
        )

    def _by_channel(self) -> Iterator[Channel]:
        for title, tally in self._channels.items():
            yield Channel(title, tally.conversations, tally.asked, *self._seconds[title].spread())


def outcome(exchange: Exchange) -> Outcome:
    """Return what became of a message; of several answers the one with facts counts."""
    said = {reply.name for reply in exchange.replies} | set(exchange.kinds)
    kinds = (
        (UNAVAILABLE, Outcome.TROUBLE),
        (AUSKUNFT, Outcome.FACTS),
        (UNBEKANNT, Outcome.NOT_KNOWN),
        (LUECKE, Outcome.NOT_KNOWN),
        (RUECKFRAGE, Outcome.ASKED_BACK),
        (UNSICHER, Outcome.UNSURE),
        (DEFAULT, Outcome.UNSURE),
        (OUT_OF_SCOPE, Outcome.OUT_OF_SCOPE),
    )
    found = next((result for kind, result in kinds if kind in said), None)
    if found or not exchange.replies:
        return found or Outcome.SILENCE
    # Answers of earlier versions say nothing of their kind.
    return Outcome.TALK if said - {None} else Outcome.OTHER


def _told(exchange: Exchange, explained: Mapping[str, Any]) -> bool | None:
    """Return whether a question about an occupation or place was answered, or None if it was none."""
    kind = explained.get("art")
    if kind in {LUECKE, UNBEKANNT}:
        return False
    vacancies = kind == HINWEIS and exchange.intent == "job_offers"
    return True if kind == AUSKUNFT or vacancies else None


def _about(explained: Mapping[str, Any], kind: str) -> str:
    return words.clean(str((explained.get("ueber") or {}).get(kind) or ""))


def _places(exchange: Exchange, ort: str) -> Iterable[str]:
    """Yield the places asked about: a comparison is about all that it names."""
    compared = (value for kind, value in exchange.names if kind == "ort" and exchange.intent == "compare")
    return dict.fromkeys([ort, *map(words.clean, compared)])


def _local(explained: Mapping[str, Any], place: str) -> bool:
    """Whether facts of `place` itself were told; vacancies are looked up there in any case."""
    facts = explained.get("fakten")
    return facts is None or any(fact.get("ort") == place for fact in facts)


def _may_be_told(beruf: str, ort: str, tally: Tally) -> bool:
    return tally.conversations >= FEW or all(words.plausible(name) for name in (beruf, ort) if name)


def _often(tallies: Tallies) -> list[Name]:
    """Return what was named most, without what a single conversation named."""
    names = [Name(n, t.asked, t.answered) for n, t in tallies.items() if n and t.conversations >= FEW]
    return sorted(names, key=lambda each: (-each.asked, each.name))[:MOST_NAMES]


def _periods(tallies: Tallies, first: date, last: date, monthly: bool) -> Iterator[Period]:
    """Yield each day or month from the first to the last, those without a message too."""
    day = first.replace(day=1) if monthly else first
    while day <= last:
        tally = tallies.get(day)
        yield Period(day, tally.conversations if tally else 0, tally.asked if tally else 0)
        day = (day + timedelta(days=32)).replace(day=1) if monthly else day + timedelta(days=1)
