"""Speaking with a running bot over its REST channel."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException

from berufslotse.serving.processes import Adressen, get_json

SECONDS = 30


@dataclass(frozen=True)
class Vorschlag:
    """A quick reply: what it says, and what choosing it sends."""

    titel: str
    payload: str


@dataclass(frozen=True)
class Nachricht:
    """One message of the bot, with the quick replies below it."""

    text: str
    vorschlaege: Sequence[Vorschlag] = ()


def offers(answer: Sequence[Nachricht]) -> list[Vorschlag]:
    """Return all quick replies of an answer, each title once."""
    found: dict[str, Vorschlag] = {}
    for message in answer:
        for offer in message.vorschlaege:
            found.setdefault(offer.titel, offer)
    return list(found.values())


class LotseStumm(Exception):
    """The bot does not answer."""


class Partner:
    """The bot, as somebody whom it has never met speaks with it."""

    def __init__(self, addresses: Adressen, kind: str) -> None:
        """Speak with the bot at `addresses`; `kind` begins the conversation's id (`exchanges.TRIED`)."""
        self._addresses = addresses
        self._kind = kind
        self.sender = ""
        self.forget()

    def forget(self) -> None:
        """Be somebody else from now on, in a conversation of its own."""
        self.sender = f"{self._kind}{uuid.uuid4().hex}"

    def say(self, message: str, shown: str | None = None) -> list[Nachricht]:
        """Send `message`, which was `shown` on a button if it is a payload, and return the answer.

        Raises:
            LotseStumm: it does not answer, or not as a bot does.
        """
        body = {"sender": self.sender, "message": message, "metadata": {"shown": shown} if shown else {}}
        try:
            replies = get_json(self._addresses.rest, body, timeout=SECONDS)
        except (OSError, ValueError, HTTPException) as error:
            raise LotseStumm from error
        if not isinstance(replies, list):
            raise LotseStumm
        try:
            return [
                Nachricht(
                    str(reply.get("text") or ""),
                    [Vorschlag(str(b["title"]), str(b["payload"])) for b in reply.get("buttons") or ()],
                )
                for reply in replies
            ]
        except (AttributeError, KeyError, TypeError) as error:
            raise LotseStumm from error
