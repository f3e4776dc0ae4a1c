"""Who is answered when: within a chat one after the other, all chats beside each other."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa

from berufslotse.serving.inbox import Held, Inbox

WATCH_SECONDS = 5.0
TIDY_SECONDS = 3600.0
MOST_TRIES = 8
"""So often a message is begun to be answered; more would keep its chat waiting for ever."""
MOST_TRIES_TO_FINISH = 60

logger = logging.getLogger(__name__)


class Chats:
    """The chats that this worker answers; `answer` says all there is to say to one message."""

    def __init__(self, inbox: Inbox, answer: Callable[[Held], Awaitable[None]]) -> None:
        """Take the messages from `inbox`."""
        self._inbox, self._answer = inbox, answer
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def wake(self, chat: str) -> None:
        """See to it that what waits in `chat` is answered."""
        if chat not in self._tasks:
            self._tasks[chat] = asyncio.get_running_loop().create_task(self._drain(chat))
            self._tasks[chat].add_done_callback(tell_failure)

    async def watch(self) -> None:
        """Take up, for ever, what was left by a worker that died or a database that was away."""
        loop = asyncio.get_running_loop()
        tidied = loop.time() - TIDY_SECONDS
        while True:
            try:
                for chat in self._inbox.waiting():
                    self.wake(chat)
                if loop.time() - tidied >= TIDY_SECONDS:
                    self._inbox.tidy()
                    tidied = loop.time()
            except sa.exc.SQLAlchemyError as error:
                logger.error("Telegram kommt nicht an seine Nachrichten: %s", type(error).__name__)
            await asyncio.sleep(WATCH_SECONDS)

    async def stop(self, seconds: float) -> None:
        """Let the answers at work end, for up to `seconds`; what is left is in the inbox."""
        tasks = set(self._tasks.values())
        if not tasks:
            return
        _, unfinished = await asyncio.wait(tasks, timeout=seconds)
        for task in unfinished:
            task.cancel()

    async def _drain(self, chat: str) -> None:
        try:
            while held := self._inbox.claim(chat):
                if held.tries > MOST_TRIES:
                    logger.error("Telegram: Update %d ist nicht zu beantworten.", held.number)
                else:
                    await self._answer(held)
                await self._finish(held.number)
        except sa.exc.SQLAlchemyError as error:
            logger.error("Telegram kommt nicht an seine Nachrichten: %s", type(error).__name__)
        finally:
            del self._tasks[chat]

    async def _finish(self, number: int) -> None:
        """Note that a message is answered, and for that wait for a database that is away."""
        for _ in range(MOST_TRIES_TO_FINISH):
            try:
                return self._inbox.finish(number)
            except sa.exc.SQLAlchemyError:
                await asyncio.sleep(1)
        return self._inbox.finish(number)


def tell_failure(task: asyncio.Task[Any]) -> None:
    """Log where a task failed, but not the error's words: they may hold a token or what somebody wrote."""
    error = None if task.cancelled() else task.exception()
    if error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        logger.error("Telegram: %s in %s, Zeile %s", type(error).__name__, where.filename, where.lineno)
