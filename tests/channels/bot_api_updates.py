"""Updates on their way to the bot: fetched by it, or brought to its webhook."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import telegram

from tests.channels import bot_api_rules as rules
from tests.channels.bot_api_rules import DESCRIPTIONS, Refusal, bad

Json = dict[str, Any]
Files = dict[str, bytes]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_POLL, LONGEST_DELIVERY = 50, 60
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 5.0
"""Seconds until an update that a webhook did not take is sent again."""
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds of updates that come only to a bot that names them."""
KINDS = frozenset(telegram.Update.ALL_TYPES)


def chat_of(update: Json) -> int | None:
    """The chat that an update is of, or who did it if no chat is told; None in an unreadable one."""
    for content in update.values():
        if not isinstance(content, dict):
            continue
        message = content.get("message", content)
        for place in (message, content):
            for name in ("chat", "from"):
                found = place.get(name) if isinstance(place, dict) else None
                if isinstance(found, dict) and isinstance(found.get("id"), int):
                    return found["id"]
    return None


@dataclass(eq=False)
class Pending:
    """An update that the bot has not confirmed."""

    update: Json
    chat: int | None
    owed: bool
    """To be shown once, even if the bot has confirmed its number."""

    @property
    def number(self) -> int:
        number = self.update["update_id"]
        return number if isinstance(number, int) else 0


@dataclass
class Webhook:
    url: str
    secret: str | None
    connections: int
    places: asyncio.Semaphore
    error: str = ""
    error_date: int = 0


class Updates:
    """Updates on their way to the bot."""

    def __init__(self) -> None:
        self.webhook: Webhook | None = None
        self.answers: list[tuple[int, int]] = []
        self.client: aiohttp.ClientSession
        self._pending: list[Pending] = []
        self._seen: dict[int, Json] = {}
        self._last = 500_000_000
        self._allowed: list[str] = []
        self._waiting: asyncio.Future[None] | None = None
        self._workers: dict[int | None, asyncio.Task[None]] = {}
        self._changed = asyncio.Event()

    def put(self, update: Json, owed: bool = False) -> int:
        """Queue an update, with a number of its own if it has none, unless the bot wants none of its kind."""
        if "update_id" not in update:
            update = {"update_id": self._last + 1, **update}
        number = update["update_id"]
        if isinstance(number, int):
            self._last = max(self._last, number)
        self._seen[number] = update
        if self._is_wanted(update):
            self._queue(Pending(update, chat_of(update), owed))
        return number

    def again(self, number: int) -> int:
        update = self._seen[number]
        self._queue(Pending(update, chat_of(update), owed=True))
        return number

    def _is_wanted(self, update: Json) -> bool:
        kinds = KINDS & update.keys()
        unwanted = KINDS - set(self._allowed) if self._allowed else ON_REQUEST
        return not kinds or bool(kinds - unwanted)

    def _queue(self, pending: Pending) -> None:
        self._pending.append(pending)
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)
        self._start_workers()

    # -- fetched

    async def get_updates(self, params: Json, _files: Files) -> list[Json]:
        if self.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self.end_waiting(DESCRIPTIONS[409])
        self._allow(params)
        self._confirm(params.get("offset") or 0)
        if not self._pending and (seconds := params.get("timeout")):
            await self._wait(min(seconds, LONGEST_POLL))
        batch = self._pending[: min(max(params.get("limit", 100), 1), 100)]
        for pending in batch:
            pending.owed = False
        return [pending.update for pending in batch]

    def end_waiting(self, description: str) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(Refusal(409, description))
        self._waiting = None

    def _allow(self, params: Json) -> None:
        if "allowed_updates" in params:
            self._allowed = params["allowed_updates"] or []

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self._pending = self._pending[offset:]
        else:
            self._pending = [pending for pending in self._pending if pending.owed or pending.number >= offset]

    async def _wait(self, seconds: float) -> None:
        self._waiting = asyncio.get_running_loop().create_future()
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._waiting, seconds)

    # -- sent to a webhook

    def set_webhook(self, params: Json, files: Files) -> Json:
        if not (url := params.get("url", "")):
            return self.delete_webhook(params, files)
        if not url.startswith(("https://", "http://")):
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        secret = params.get("secret_token")
        if secret is not None:
            rules.check_secret(secret)
        connections = min(max(params.get("max_connections") or 40, 1), 100)
        self._allow(params)
        self._forget_if_asked(params)
        self.end_waiting("Conflict: terminated by setWebhook request")
        self._use(Webhook(url, secret, connections, asyncio.Semaphore(connections)))
        return {"result": True, "description": "Webhook was set"}

    def delete_webhook(self, params: Json, _files: Files) -> Json:
        self._forget_if_asked(params)
        was_set = self.webhook is not None
        self._use(None)
        return {"result": True, "description": f"Webhook {'was' if was_set else 'is already'} deleted"}

    def webhook_info(self, _params: Json, _files: Files) -> Json:
        hook = self.webhook
        info: Json = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._pending),
        }
        if hook:
            info["max_connections"] = hook.connections
        if hook and hook.error:
            info |= {"last_error_date": hook.error_date, "last_error_message": hook.error}
        if self._allowed:
            info["allowed_updates"] = self._allowed
        return info

    def _forget_if_asked(self, params: Json) -> None:
        if params.get("drop_pending_updates"):
            self._pending = []

    def _use(self, webhook: Webhook | None) -> None:
        self.webhook = webhook
        self._changed.set()
        self._changed = asyncio.Event()
        self._start_workers()

    def _start_workers(self) -> None:
        """See to it that each chat with updates has somebody who sends them to the webhook."""
        if self.webhook:
            for chat in {pending.chat for pending in self._pending} - self._workers.keys():
                self._workers[chat] = asyncio.get_running_loop().create_task(self._deliver(chat))

    async def _deliver(self, chat: int | None) -> None:
        """Send the updates of a chat one after the other, each until the webhook takes it."""
        pause = FIRST_PAUSE
        while self.webhook and (pending := self._first_of(chat)):
            status = await self.post(json.dumps(pending.update).encode(), self.webhook.secret)
            self.answers.append((pending.update["update_id"], status))
            if 200 <= status < 300:
                self._pending = [other for other in self._pending if other is not pending]
                pause = FIRST_PAUSE
            else:
                with suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        del self._workers[chat]

    def _first_of(self, chat: int | None) -> Pending | None:
        return next((pending for pending in self._pending if pending.chat == chat), None)

    async def post(self, body: bytes, secret: str | None) -> int:
        """Send something to the webhook; the status of its answer, 0 if it gave none."""
        hook = self.webhook
        assert hook, "No webhook is set."
        headers = {"Content-Type": "application/json"}
        if secret is not None:
            headers[SECRET_HEADER] = secret
        async with hook.places:
            try:
                async with self.client.post(hook.url, data=body, headers=headers) as answer:
                    await answer.read()
                    status, error = answer.status, f"Wrong response from the webhook: {answer.status}"
            except (aiohttp.ClientError, asyncio.TimeoutError) as problem:
                status, error = 0, f"Connection failed: {type(problem).__name__}"
        if not 200 <= status < 300:
            hook.error, hook.error_date = error, int(time.time())
        return status

    async def open(self) -> None:
        self.client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=LONGEST_DELIVERY)
        )

    async def close(self) -> None:
        workers = list(self._workers.values())
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await self.client.close()
