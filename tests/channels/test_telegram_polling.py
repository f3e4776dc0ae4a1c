"""Fetching updates: nothing is confirmed before it is kept, and nobody is asked without end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TimedOut

from berufslotse.channels import telegram_polling
from berufslotse.channels.telegram_polling import (
    AT_ONCE_SECONDS,
    GIVE_WAY_SECONDS,
    NEWCOMER_SECONDS,
    Polling,
)
from berufslotse.serving.file_lock import lock

PROJECT = Path(__file__).resolve().parents[2]
HELD = "import sys, pathlib; from berufslotse.serving.file_lock import lock\nf = lock(pathlib.Path(sys.argv[1]))\n"


class Over(Exception):  # noqa: N818
    """All that was to happen has happened."""


class Telegram:
    """A bot whose calls have these results, one after the other; errors are raised, numbers pass as seconds."""

    def __init__(self, *results: Any) -> None:
        self.results, self.offsets, self.patience = list(results), list[int | None](), list[int]()
        self.now = 0.0
        self.accepted: list[Any] = []
        self.told: list[str] = []
        self.pauses: list[float] = []
        self.broken: list[Exception | None] = []
        self.polling = Polling(self, self.accept, self.told.append, self.pause)

    async def fetch(self, offset: int | None, seconds: int) -> list[Any]:
        self.offsets.append(offset)
        self.patience.append(seconds)
        while self.results and isinstance(self.results[0], int | float):
            self.now += self.results.pop(0)
        result = self.results.pop(0) if self.results else Over()
        if isinstance(result, Exception):
            raise result
        return result

    def accept(self, updates: list[Any]) -> None:
        if self.broken and (error := self.broken.pop(0)):
            raise error
        self.accepted.append(updates)

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    async def run(self, raises: type[Exception] = Over) -> Telegram:
        loop = SimpleNamespace(time=lambda: self.now)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(telegram_polling, "asyncio", SimpleNamespace(get_running_loop=lambda: loop))
            with pytest.raises(raises):
                await self.polling.run()
        return self


def update(number: Any) -> dict[str, Any]:
    return {"update_id": number}


def roughly(pauses: list[float], *expected: float) -> bool:
    return len(pauses) == len(expected) and all(
        0.8 * want <= pause <= 1.2 * want for pause, want in zip(pauses, expected, strict=True)
    )


# -- confirming ----------------------------------------------------------------------------------------


async def test_it_knows_at_once_that_telegram_is_there_and_then_waits_for_news():
    api = await Telegram([], 30, [], 30, []).run()
    assert api.patience[0] == 0 and set(api.patience[1:]) == {telegram_polling.POLL_SECONDS}
    assert api.told[0] == "polling"


async def test_what_is_kept_is_confirmed_by_the_next_call():
    api = await Telegram([update(5), update(7), update(6)], [], [update(8)]).run()
    assert api.offsets == [None, 8, 8, 9]
    assert api.accepted == [[update(5), update(7), update(6)], [], [update(8)]]
    assert api.told == ["polling"] * 3


async def test_what_cannot_be_kept_is_not_confirmed_but_fetched_again(caplog):
    api = Telegram([update(5)], [update(5)], [update(5)], [])
    api.broken = [sa.exc.OperationalError("x", {}, Exception("geheim")), sa.exc.TimeoutError("geheim")]
    await api.run()
    assert api.offsets == [None, None, None, 6, 6] and api.accepted == [[update(5)], []]
    assert roughly(api.pauses[:2], 1, 2) and api.told == ["database", "database", "polling", "polling"]
    assert "geheim" not in caplog.text


@pytest.mark.parametrize("number", [None, "5", 5.0, True, {}])
async def test_an_update_without_a_number_neither_stalls_nor_spins(number):
    api = await Telegram([update(number), update(9)], [update(number)], [{}], 25, []).run()
    assert api.offsets == [None, 10, 10, 10, 10]
    assert api.pauses == [AT_ONCE_SECONDS] * 2, "only who answers at once is given a rest"


async def test_many_updates_are_fetched_without_a_pause():
    assert (await Telegram(*([update(number)] for number in range(50))).run()).pauses == []


# -- trouble -------------------------------------------------------------------------------------------


async def test_while_telegram_is_away_the_waits_grow_up_to_a_minute_and_then_begin_anew():
    errors = [
        NetworkError("x"),
        TimedOut(),
        KeyError("x"),
        TypeError(),
        ValueError(),
        AttributeError(),
        IndexError(),
    ]
    api = await Telegram(*errors, NetworkError("x"), [update(1)], NetworkError("x")).run()
    assert roughly(api.pauses, 1, 2, 4, 8, 16, 32, 60, 60, 1)
    assert api.told == ["away"] * 8 + ["polling", "away"]
    assert (
        len({pause / want for pause, want in zip(api.pauses, (1, 2, 4, 8, 16, 32, 60, 60, 1), strict=True)})
        > 1
    )


async def test_telegram_is_given_the_time_it_asks_for():
    assert (await Telegram(RetryAfter(35), RetryAfter(1), [update(1)]).run()).pauses == [35, 1]


async def test_a_token_that_telegram_does_not_know_ends_it():
    api = await Telegram([update(1)], InvalidToken()).run(InvalidToken)
    assert (api.pauses, api.told) == ([], ["polling"])


@pytest.mark.parametrize("error", [OverflowError(), OSError(75, "x"), RecursionError()])
async def test_an_update_that_nobody_can_read_does_not_end_it(error):
    api = Telegram([update(1)])
    api.broken = [error]
    await api.run()


# -- two with one token --------------------------------------------------------------------------------


async def test_who_came_second_gives_way_for_long():
    api = await Telegram(Conflict("x"), 10, Conflict("x"), [update(1)]).run()
    assert api.told == ["elsewhere", "elsewhere", "polling"]
    assert (
        all(GIVE_WAY_SECONDS <= pause <= GIVE_WAY_SECONDS * 1.5 for pause in api.pauses)
        and len(api.pauses) == 2
    )


async def test_who_was_there_first_goes_on_soon():
    api = await Telegram(
        [update(1)], NEWCOMER_SECONDS + 1, [], Conflict("x"), Conflict("x"), [update(2)]
    ).run()
    assert len(api.pauses) == 2 and all(3 <= pause <= 6 for pause in api.pauses)
    assert "elsewhere" not in api.told and api.offsets == [None, 2, 2, 2, 2, 3]


async def test_who_has_given_way_is_a_newcomer_again():
    api = await Telegram([], NEWCOMER_SECONDS - 1, Conflict("x"), NEWCOMER_SECONDS - 1, Conflict("x")).run()
    assert [pause >= GIVE_WAY_SECONDS for pause in api.pauses] == [False, True, True]


# -- one process at a time -----------------------------------------------------------------------------


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another process that has the lock."""
    file = tmp_path / "neu" / "telegram-1.lock"
    with subprocess.Popen(
        [sys.executable, "-c", f"{HELD}print(bool(f), flush=True); sys.stdin.read()", str(file)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and process.stdout.readline().strip() == "True"
        yield process, file
        if process.poll() is None:
            process.kill()


def test_one_process_has_the_lock_until_it_is_killed(holder):
    process, file = holder
    assert lock(file) is None and lock(file) is None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    opened = lock(file)
    assert opened
    opened.close()


def test_the_lock_is_free_as_soon_as_it_is_closed(tmp_path):
    file = tmp_path / "a.lock"
    first = lock(file)
    assert first and lock(file) is None and lock(tmp_path / "b.lock")
    first.close()
    second = lock(file)
    assert second
    second.close()


def test_a_lock_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        lock(tmp_path / "file" / "a.lock")
