"""Letting a model read messages that nobody trained on, and setting two models beside each other."""

from __future__ import annotations

import logging
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from berufslotse.evaluation.figures import Figures, Message, Verdict, figures, judge


async def read(
    model: Path, messages: Sequence[Message], advance: Callable[[], None]
) -> tuple[list[Verdict], list[float]]:
    """Let the model read `messages`; return what it understood and the seconds each took."""
    import structlog
    from rasa.core.agent import Agent

    # Rasa logs every message it reads, and warns of those that begin like a command.
    warnings.simplefilter("ignore")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    agent = Agent.load(str(model))
    verdicts, seconds = [], []
    for message in messages:
        begin = time.perf_counter()
        parsed = await agent.parse_message(message.text)
        seconds.append(time.perf_counter() - begin)
        verdicts.append(judge(message, parsed))
        advance()
    return verdicts, seconds


@dataclass(frozen=True)
class Change:
    """The same messages as they are understood now and as they were before.

    Where there is no model of before, `before` is None, and `kept` are the figures that were last kept.
    """

    now: Sequence[Verdict]
    before: Sequence[Verdict] | None
    kept: Figures | None = None

    @property
    def figures(self) -> tuple[Figures, Figures | None]:
        """The figures of now and those to compare them with."""
        return figures(self.now), figures(self.before) if self.before else self.kept

    @property
    def won(self) -> list[tuple[Verdict, Verdict]]:
        """What was misunderstood before and is understood now: pairs of before and now."""
        return [(old, new) for old, new in self._pairs if new.right and not old.right]

    @property
    def lost(self) -> list[tuple[Verdict, Verdict]]:
        """What was understood before and is misunderstood now: pairs of before and now."""
        return [(old, new) for old, new in self._pairs if old.right and not new.right]

    @property
    def _pairs(self) -> list[tuple[Verdict, Verdict]]:
        return list(zip(self.before, self.now, strict=True)) if self.before else []
