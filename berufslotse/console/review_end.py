"""How a walk through messages ends: with measuring, and with keeping what was accepted or taking it back."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from berufslotse.console.before_after import measure, show_change
from berufslotse.console.output import count, errors, fail, say
from berufslotse.console.prompting import yes
from berufslotse.evaluation.last_walk import Accepted, LastWalk, TakenBack, take_back
from berufslotse.evaluation.measuring import Change
from berufslotse.evaluation.reviewed import Reviewed
from berufslotse.knowledge.home import PROJECT

MEASURE = "Jetzt messen, ob der Lotse damit besser versteht? Das dauert etwa zwei Minuten."
HINTS = (
    "Was dazukam, zeigt:              git diff data/nlu\n"
    "Ob es besser geworden ist, sagt: make evaluate\n"
    "Zurücknehmen lässt es sich mit:  berufslotse review --zurueck"
)
KEPT = (
    "Behalten. Nach dem nächsten Start antwortet der Lotse damit.\n"
    "Zurücknehmen lässt es sich auch später: berufslotse review --zurueck"
)
ABORTED = 130
"""The exit code by which `prepare` says that Ctrl-C was pressed."""
STAYS = "Was du angenommen hast, bleibt in data/nlu stehen."


def conclude(
    accepted: Sequence[Accepted], reviewed: Reviewed, record: LastWalk, before: Path, measuring: bool | None
) -> None:
    """Say what was accepted, measure it, and take it back if that is wanted.

    `accepted` is what the walk wrote into the training files, `reviewed` and `record` is where it is
    remembered, and `before` the model for those files as they were, which need not exist. With `measuring`
    None it is asked whether to measure.
    """
    _list_files(accepted)
    if not accepted:
        return
    if measuring is None:
        measuring = _answer(MEASURE, otherwise=False)
    if not measuring:
        say(HINTS)
        return
    change = _measured(before)
    if not change:
        say(f"Nicht gemessen. {STAYS}\n{HINTS}")
        return
    show_change(change)
    say("")
    if _answer("Behalten?", otherwise=True):
        say(KEPT)
        return
    with _clear_errors():
        taken = take_back(accepted, reviewed)
        record.keep(taken.stuck)
        if before.is_file():
            os.utime(before)  # Rasa's own commands take the newest model
    if not taken.gone and not taken.stuck:
        say("Zurückgenommen. data/nlu ist wieder wie vor der Durchsicht.")
    _say_what_is_left(taken)


def take_back_last() -> None:
    """Take back what the last walk wrote, as far as it still stands there."""
    record = LastWalk()
    accepted = record.read()
    if not accepted:
        say("Es gibt keine Durchsicht, von der noch etwas zurückzunehmen wäre.")
        return
    with _clear_errors():
        taken = take_back(accepted, Reviewed())
        record.forget(taken.stuck)
    if taken.out:
        say(f"Zurückgenommen: {count(len(taken.out), 'Nachricht', 'Nachrichten')} der letzten Durchsicht.")
        _list_messages(taken.out)
        say("Bei der nächsten Durchsicht kommen sie wieder, solange die Gespräche noch gespeichert sind.")
    _say_what_is_left(taken)


def _measured(before: Path) -> Change | None:
    """Measure, and return None if Ctrl-C was pressed."""
    try:
        return measure(before)
    except KeyboardInterrupt:
        say("")
        return None
    except typer.Exit as ended:
        if ended.exit_code == ABORTED:
            return None
        errors.print(f"Nicht gemessen. {STAYS}", markup=False)
        raise
    except OSError as error:
        fail(f"Das Messen ist nicht gelungen: {error.strerror}. Bitte Platz und Rechte prüfen. {STAYS}")


def _answer(question: str, otherwise: bool) -> bool:
    """Ask a question to which Enter is yes; at the end of input and at Ctrl-C the answer is `otherwise`."""
    try:
        return yes(question, default=True)
    except (EOFError, KeyboardInterrupt):
        say("")
        return otherwise


@contextmanager
def _clear_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fail(f"Was zurückgenommen ist, lässt sich nicht merken ({error.strerror}).")


def _list_files(accepted: Sequence[Accepted]) -> None:
    if not accepted:
        say("Es wurde nichts übernommen.")
        return
    say(f"{count(len(accepted), 'Nachricht', 'Nachrichten')} übernommen:")
    for path, number in sorted(Counter(one.path for one in accepted).items()):
        name = path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path
        say(f"  {name}: {number}")


def _say_what_is_left(taken: TakenBack) -> None:
    if taken.gone:
        say("Inzwischen geändert oder schon weg, also nicht angerührt:")
        _list_messages(taken.gone)
    if taken.stuck:
        errors.print("Nicht zurücknehmen ließ sich:", markup=False)
        _list_messages(taken.stuck)
        fail(" ".join(taken.faults))


def _list_messages(messages: Iterable[Accepted]) -> None:
    for one in messages:
        say(f"  {one.path.name}: {one.message}")
