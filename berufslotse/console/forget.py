"""`berufslotse forget`: deletes old conversations, or a single one, so that nothing is left of them."""

from __future__ import annotations

import re
import sys
import time

import sqlalchemy as sa
import typer
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from berufslotse.console.amounts import told
from berufslotse.console.output import count, fail, say
from berufslotse.console.prompting import yes
from berufslotse.console.report import clear_errors
from berufslotse.serving import retention
from berufslotse.serving.events import address
from berufslotse.serving.exchanges import open_reader
from berufslotse.serving.retention import DAY, Amount, Chosen, KeptDaysUnusable, kept_days

_DAYS = re.compile(r"([1-9][0-9]{0,4})d")
UNWRITABLE = (
    "Gelöscht ist nichts: In die Datenbank der Gespräche lässt sich nicht schreiben. "
    "Stimmen die Rechte, arbeitet gerade jemand darin?"
)
TRACES = (
    "Gelöscht ist alles, doch Reste davon können noch in der Datei stehen: Sie ließ sich nicht neu "
    "schreiben, weil jemand in ihr arbeitet oder der Platz fehlt. Der laufende Lotse holt es nach, "
    "oder dieser Befehl, noch einmal aufgerufen."
)


def forget(older_than: str | None, conversation: str | None, dry_run: bool, sure: bool) -> None:
    """Delete the conversations without a message for `older_than` (like 30d), or the one `conversation`.

    With neither, as many days count as the running bot keeps conversations. Asks first in a terminal,
    unless the user is `sure`.
    """
    chosen, nothing = _choose(older_than, conversation)
    with clear_errors():
        engine = _open()
        found = retention.amount(engine, chosen)
        if dry_run:
            say(f"Gelöscht würde: {told(found)}. Noch ist alles da." if found else nothing)
            return
        if not found:
            _scrub(engine)  # what an earlier call had to leave
            if conversation is not None:
                fail(nothing)  # a misspelt one, or else somebody would believe it gone
            say(nothing)
            return
        if not sure and not _confirmed(found):
            say("Es ist nichts gelöscht.")
            raise typer.Exit(1)
        say(f"Gelöscht: {told(_delete(engine, chosen))}.")


def _choose(older_than: str | None, conversation: str | None) -> tuple[Chosen, str]:
    """Return what is to be deleted, and the sentence that there is no such thing."""
    try:
        days = kept_days()
    except KeptDaysUnusable as error:
        fail(str(error))
    if conversation is not None:
        if older_than is not None:
            fail("Entweder --older-than oder --conversation, beides zugleich geht nicht.")
        nothing = f"Ein Gespräch mit der Kennung „{conversation}“ ist nicht gespeichert."
        return retention.of_one(conversation), nothing
    if older_than is not None:
        given = _DAYS.fullmatch(older_than)
        if not given:
            fail(f"--older-than „{older_than}“ passt nicht. Erlaubt sind Tage von 1d bis 99999d, etwa 30d.")
        days = int(given[1])
    nothing = f"Kein Gespräch ist seit mehr als {count(days, 'Tag', 'Tagen')} ohne Nachricht."
    return retention.silent(time.time() - days * DAY), nothing


def _open() -> Engine:
    try:
        return open_reader(address())
    except ImportError:
        fail("CONVERSATIONS_URL nennt eine Art von Datenbank, für die hier der Treiber fehlt.")


def _confirmed(found: Amount) -> bool:
    """Return whether it may be deleted; where nobody sits at a terminal, the call itself is the answer."""
    if not sys.stdin.isatty():
        return True
    try:
        return yes(f"{told(found)} für immer löschen?", default=False)
    except (EOFError, KeyboardInterrupt):
        say("")
        return False


def _delete(engine: Engine, chosen: Chosen) -> Amount:
    _set_up(engine)
    try:
        gone = retention.forget(engine, chosen)
    except SQLAlchemyError:
        fail(UNWRITABLE)
    _scrub(engine)
    return gone


def _scrub(engine: Engine) -> None:
    """Remove the last traces, or end and say that there may be some."""
    _set_up(engine)
    try:
        clean = retention.scrub(engine)
    except SQLAlchemyError:
        clean = False
    if not clean:
        fail(TRACES)


def _set_up(engine: Engine) -> None:
    # Only now: a dry run leaves the file as it is.
    if engine.dialect.name == "sqlite" and not sa.event.contains(engine, "connect", retention.set_up_sqlite):
        sa.event.listen(engine, "connect", retention.set_up_sqlite)
