"""`berufslotse report`: what people asked the bot, what it could answer, and what it could not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from berufslotse.console.output import fail, progress_bar, say
from berufslotse.console.report_tables import show
from berufslotse.evaluation.usage import Nutzung
from berufslotse.evaluation.usage_figures import Usage
from berufslotse.evaluation.usage_page import render, write_page
from berufslotse.evaluation.usage_words import long_date
from berufslotse.knowledge.wording import HEADINGS
from berufslotse.serving.events import address, place
from berufslotse.serving.exchanges import KeineGespraeche, count, exchanges, open_reader

STEP = 500
"""So many messages are read between two moves of the progress bar."""
EARLIEST = datetime(1970, 1, 2)
"""Not every system can turn earlier times into seconds since 1970."""
_DAYS = re.compile(r"([1-9]\d{0,4})d")


def report(seit: str | None, html: Path | None) -> None:
    """Show the report on the time since `seit`, and write it to `html` if that is given."""
    now = datetime.now()
    since = begin(seit, now) if seit else None
    if html and not html.parent.is_dir():
        fail(f"Den Ordner {html.parent} gibt es nicht.")
    with clear_errors():
        usage = _read(since)
    if usage is None:
        asked = f"Seit dem {long_date(since)}" if since else "Bisher"
        say(f"{asked} hat niemand den Lotsen etwas gefragt, es gibt nichts zu berichten.")
        return
    show(usage, since)
    if html:
        try:
            write_page(render(usage, since, now.date()), html)
        except OSError as error:
            fail(f"{html} lässt sich nicht schreiben ({error.strerror}). Bitte Platz und Rechte prüfen.")
        say(f"\nGeschrieben: {html}")


def begin(seit: str, now: datetime) -> datetime:
    """Return the time that `seit` means, by this machine's clock; what it is not ends the command."""
    back = _DAYS.fullmatch(seit)
    start = now - timedelta(days=int(back[1])) if back else _day(seit)
    if start is None:
        fail(f"--seit {seit!r} ist kein Zeitraum. Erlaubt: ein Tag wie 2026-11-01 oder Tage zurück wie 7d.")
    if start > now:
        fail(f"--seit {seit}: Der Tag liegt in der Zukunft.")
    return max(start, EARLIEST)


def _day(text: str) -> datetime | None:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        with suppress(ValueError):
            return datetime.strptime(text, form)
    return None


def _read(since: datetime | None) -> Usage | None:
    """Return the figures, or None if there is no message."""
    start = since.timestamp() if since else 0.0
    engine = open_reader(address())
    total = count(engine, start)
    nutzung = Nutzung(HEADINGS)
    done = 0
    with progress_bar() as progress:
        for done, exchange in enumerate(exchanges(engine, start), start=1):
            nutzung.add(exchange)
            if done % STEP == 0:
                progress("Nachrichten lesen", done, max(done, total))
    return nutzung.usage() if done else None


@contextmanager
def clear_errors() -> Iterator[None]:
    """Turn what can go wrong with the database into one line and exit code 1."""
    try:
        yield
    except KeineGespraeche:
        fail(f"Es sind noch keine Gespräche gespeichert, gesucht wurde in {place()}.")
    except (ArgumentError, NoSuchModuleError):
        fail("CONVERSATIONS_URL ist keine Adresse einer Datenbank, die der Lotse lesen kann.")
    except SQLAlchemyError:
        fail(f"Die Gespräche in {place()} lassen sich nicht lesen. Läuft die Datenbank, stimmen die Rechte?")
