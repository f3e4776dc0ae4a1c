"""What the bot says in a turn, for channels that read turns back from where they are kept.

A turn that has the conversation deleted is kept nowhere: its replies are known only from here.
"""

from __future__ import annotations

import time
from typing import Any

from rasa.core.actions.action import create_bot_utterance
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from berufslotse.channels.parts import Event
from berufslotse.serving.conversations import Conversations
from berufslotse.serving.deleting import says_deleted


class Replies(CollectingOutputChannel):
    """Collects the replies of a turn as the events that Rasa would keep."""

    def __init__(self) -> None:
        """Begin with none."""
        super().__init__()
        self.events: list[Event] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Collect `message`."""
        self.events.append(create_bot_utterance(dict(message)).as_dict())


def replies_to_deleting(message: UserMessage, conversations: Conversations) -> list[Event]:
    """Return the replies to `message` if they say that the conversation is deleted and it is, else none.

    A reply may say so and the database have failed, so that something is kept still.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database cannot be read.
    """
    replies = message.output_channel
    assert isinstance(replies, Replies)
    told = any(says_deleted(event.get("metadata")) for event in replies.events)
    return replies.events if told and not conversations.spoken(message.sender_id, limit=1) else []


def as_event(message: UserMessage) -> Event:
    """Return `message` as Rasa's event of it, as far as channels show it."""
    return {
        "event": "user",
        "text": message.text,
        "message_id": message.message_id,
        "metadata": message.metadata or {},
        "timestamp": time.time(),
    }
