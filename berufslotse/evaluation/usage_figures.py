"""The figures of the report on what people ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum


class Outcome(Enum):
    """What became of a message; the value is how it is told."""

    FACTS = "mit Fakten beantwortet"
    TALK = "Hinweis oder Gespräch, ohne Fakten"
    ASKED_BACK = "zurückgefragt"
    NOT_KNOWN = "dazu nichts gewusst"
    UNSURE = "nicht sicher verstanden"
    OUT_OF_SCOPE = "anderes Gebiet als Berufe"
    TROUBLE = "technische Störung"
    SILENCE = "ohne Antwort geblieben"
    OTHER = "nicht mehr festzustellen"


class Lack(Enum):
    """What the knowledge would need; the value is how it is told."""

    BERUF = "Beruf"
    FACTS = "Fakten"


@dataclass(frozen=True)
class Channel:
    """What came through a channel, and how many seconds answers took: median and 95th percentile."""

    title: str
    conversations: int
    messages: int
    median: float | None
    high: float | None

    @property
    def times(self) -> tuple[float | None, float | None]:
        """Return median and 95th percentile."""
        return self.median, self.high


@dataclass(frozen=True)
class Period:
    """A day, or a month, which then begins with `day`."""

    day: date
    conversations: int
    messages: int


@dataclass(frozen=True)
class Name:
    """How often an occupation or place was asked about, and how often there were facts for an answer."""

    name: str
    asked: int
    answered: int


@dataclass(frozen=True)
class Gap:
    """What was asked and not known; `beruf` or `ort` may be empty."""

    beruf: str
    ort: str
    thema: str
    lack: Lack
    asked: int


@dataclass(frozen=True)
class Usage:
    """All figures. `outcomes` are of the messages that were `written`; the others were buttons.

    `themes` are titles with counts. `hidden` is how many questions are left out of the gaps, because a single
    conversation asked them and what they name need not be an occupation.
    """

    conversations: int
    messages: int
    written: int
    first: date
    last: date
    monthly: bool
    outcomes: Sequence[tuple[Outcome, int]]
    channels: Sequence[Channel]
    overall: Channel
    periods: Sequence[Period]
    themes: Sequence[tuple[str, int]]
    berufe: Sequence[Name]
    orte: Sequence[Name]
    gaps: Sequence[Gap]
    hidden: int
    feedback: int
    insults: int

    @property
    def totalled_channels(self) -> Sequence[Channel]:
        """Return the channels, and after several of them all together."""
        return [*self.channels, self.overall] if len(self.channels) > 1 else self.channels
