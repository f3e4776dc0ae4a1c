"""Counting and timing each turn, whatever channel it came through, and giving it a request id."""

from __future__ import annotations

import time
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from berufslotse.serving import request_id
from berufslotse.serving.courtesy import APOLOGY, NOT_DELETED, NOT_UNDERSTOOD
from berufslotse.serving.metrics import (
    ACTION,
    ANSWERED,
    CANCELLED,
    DATABASE,
    FAILED,
    FALLBACK,
    LOCK,
    MOVED,
    OTHER,
    TurnMetrics,
)
from berufslotse.serving.tracker_store import ConversationMoved

UNSURE = "unsicher"
"""The kind of answer (actions/explaining.py) that offers guesses."""
_outcome: ContextVar[str] = ContextVar("outcome", default=ANSWERED)


def observe(agent: Agent, metrics: TurnMetrics) -> None:
    """Have `metrics` count each turn that `agent` takes; to be called once its model is loaded."""
    processor = agent.processor
    if processor is None:
        return
    metrics.model.labels(Path(processor.model_filename).name).set(1)
    # The agent's, and not the processor's: people wait for the lock of their conversation too.
    agent.handle_message = _Observed(agent, metrics).handle_message  # type: ignore[method-assign]
    save = processor.save_tracker

    async def look_and_save(tracker: DialogueStateTracker) -> None:
        _outcome.set(outcome(tracker))
        await save(tracker)

    processor.save_tracker = look_and_save  # type: ignore[method-assign]


class _Observed:
    """An agent's way of taking messages, with figures taken on the way."""

    def __init__(self, agent: Agent, metrics: TurnMetrics) -> None:
        self._handle, self._metrics = agent.handle_message, metrics

    async def handle_message(self, message: UserMessage) -> list[dict[str, Any]] | None:
        """Handle the message as the agent does, and count the turn."""
        metrics, channel = self._metrics, self._metrics.channel(message.input_channel)
        # A turn that Telegram's poller takes belongs to no request of this server.
        own_id = not request_id.current()
        if own_id:
            request_id.begin(None)
        _outcome.set(FAILED)
        metrics.in_progress.inc()
        began = time.perf_counter()
        try:
            replies = await self._handle(message)
            found = _outcome.get()
            if found == FAILED:
                metrics.errors.labels(ACTION).inc()
            return replies
        except BaseException as error:
            found = FAILED
            metrics.errors.labels(kind(error)).inc()
            raise
        finally:
            metrics.seconds.labels(channel).observe(time.perf_counter() - began)
            metrics.turns.labels(channel, found).inc()
            metrics.in_progress.dec()
            if own_id:
                request_id.end()


def outcome(tracker: DialogueStateTracker) -> str:
    """Return how the latest turn in `tracker` went: one of `metrics.OUTCOMES`."""
    found = ANSWERED
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name in {APOLOGY, NOT_DELETED}:
            return FAILED
        if isinstance(event, ActionExecuted) and event.action_name == NOT_UNDERSTOOD:
            found = FALLBACK
        if isinstance(event, BotUttered) and _art(event) == UNSURE:
            found = FALLBACK
    return found


def _art(event: BotUttered) -> str | None:
    told = event.metadata.get("auskunft")
    return told.get("art") if isinstance(told, dict) else None


def kind(error: BaseException) -> str:
    """Return the label, one of `metrics.ERRORS`, of what ended a turn."""
    if isinstance(error, sa.exc.SQLAlchemyError):
        return DATABASE
    if isinstance(error, ConversationMoved):
        return MOVED
    if isinstance(error, LockError):
        return LOCK
    return OTHER if isinstance(error, Exception) else CANCELLED
