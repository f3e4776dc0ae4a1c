"""Whether somebody has asked in the conversation itself that it be deleted, and was told that it is.

The action server asks and decides (actions/deleting.py); what it says is told by the names of its answers.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine

from berufslotse.serving import retention

ASKS = "action_delete_data"
QUESTION = "utter_ask_delete"
DONE = frozenset({"utter_deleted", "utter_nothing_kept"})
"""Answers after which nothing of the conversation may be left, they themselves included."""
SCRUB_SECONDS = 60.0
"""A file is written anew at most so often, since nobody can write in it meanwhile."""

logger = logging.getLogger(__name__)


def says_deleted(metadata: Mapping[str, Any] | None) -> bool:
    """Return whether a reply with this `metadata` says that the conversation is deleted."""
    return (metadata or {}).get("utter_action") in DONE


def wanted(tracker: DialogueStateTracker) -> bool:
    """Return whether the latest turn says that the conversation is deleted, so that it has to be."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return False
        if isinstance(event, BotUttered) and says_deleted(event.metadata):
            return True
    return False


def asked_before(tracker: DialogueStateTracker) -> bool:
    """Return whether the last that was said before the latest message was the question whether to delete."""
    said = (event for event in reversed(tracker.events) if isinstance(event, UserUttered | BotUttered))
    for event in said:
        if isinstance(event, UserUttered):
            break
    before = next(said, None)
    return isinstance(before, BotUttered) and before.metadata.get("utter_action") == QUESTION


class Deleting:
    """Deletes conversations from the database `engine`, and sees to their last traces."""

    def __init__(self, engine: Engine) -> None:
        """Delete from `engine`."""
        self._engine = engine
        self._scrubbed = 0.0

    def delete(self, sender_id: str) -> None:
        """Delete the conversation of `sender_id`; its last traces go soon after, in the background.

        Messages of it that wait for an answer are left: they came after the wish.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: it cannot be deleted; all of it is still there.
        """
        retention.forget(self._engine, retention.Chosen(retention.of_one(sender_id).events))
        now = time.monotonic()
        # Otherwise `Conversations.keep_tidy` does it, within ten minutes.
        if now - self._scrubbed >= SCRUB_SECONDS or not self._scrubbed:
            self._scrubbed = now
            asyncio.get_running_loop().run_in_executor(None, self._scrub)

    def _scrub(self) -> None:
        try:
            retention.scrub(self._engine)
        except sa.exc.SQLAlchemyError as error:
            logger.warning("Reste eines gelöschten Gesprächs sind noch da: %s", type(error).__name__)
