"""Keeping what a process made of the knowledge up to date while it runs."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from berufslotse.knowledge.database import Datenbank, WissenNichtSchreibbar, database
from berufslotse.knowledge.home import knowledge_url
from berufslotse.knowledge.store import Wissen, refresh

logger = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two looks at the version of the database."""

T = TypeVar("T")


class Aktuell(Generic[T]):
    """Something made of the knowledge, made anew in the background when another process compiled it anew.

    `value` always is at hand at once: the old one, until the new one is ready.
    """

    def __init__(self, make: Callable[[Wissen], T], every: float = EVERY) -> None:
        """Compile the profiles if need be, make the first value, begin to look; raises as `refresh` does."""
        refresh()
        self._database = database(knowledge_url())
        self._make = make
        self._version = _version(self._database)
        self._value = make(Wissen(self._database))
        # The thread does not keep this alive: once nobody uses it any more, the thread ends.
        threading.Thread(target=_follow, args=(weakref.ref(self), every), name="wissen", daemon=True).start()

    @property
    def value(self) -> T:
        """The latest that was made."""
        return self._value

    @property
    def version(self) -> str | None:
        """The version of the knowledge that `value` was made of."""
        return self._version

    def look(self) -> None:
        """Make the value anew if the database has another version than the one it was made of."""
        version = _version(self._database)
        if version is not None and version != self._version:
            self._value = self._make(Wissen(self._database))
            self._version = version
            logger.info("Neues Wissen übernommen.")


def _version(source: Datenbank) -> str | None:
    return (source.state() or {}).get("version")


def _follow(reference: weakref.ref[Aktuell], every: float) -> None:
    ended = threading.Event()
    while not ended.wait(every):
        following = reference()
        if following is None:
            return
        try:
            following.look()
        except (SQLAlchemyError, WissenNichtSchreibbar, OSError) as error:
            logger.warning("Das neue Wissen ließ sich nicht übernehmen, es bleibt beim alten: %s", error)
        del following
