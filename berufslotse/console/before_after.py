"""Measuring whether the bot understands better with changed training messages, and saying so."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from berufslotse.console.evaluation import BASELINE, HELDOUT, read_with_bar
from berufslotse.console.output import fail, say, wrapped
from berufslotse.console.review_view import title
from berufslotse.console.starting import prepare
from berufslotse.evaluation.candidates import visible
from berufslotse.evaluation.figures import Verdict, load_figures, read_messages
from berufslotse.evaluation.measuring import Change
from berufslotse.evaluation.report import Comparison, compare
from berufslotse.knowledge.home import PROJECT

MOST_EXAMPLES = 5


def measure(before: Path) -> Change:
    """Read the held-out messages with the model `before` and with one for the present data.

    It is trained first if need be. Where `before` is no file, the figures of the baseline stand in for it.

    Raises:
        typer.Exit: there are no such messages, or training failed; what is wrong has been printed.
        KeyboardInterrupt, OSError
    """
    messages = read_messages(HELDOUT)
    if not messages:
        fail(f"In {HELDOUT.relative_to(PROJECT)} liegen keine Nachrichten.")
    old = None
    if before.is_file():
        with contextlib.suppress(OSError):
            os.utime(before)  # else training might clear it away as an old one
        old, _ = read_with_bar(before, messages, "Bisheriges Modell")
    now, _ = read_with_bar(prepare(), messages, "Neues Modell")
    return Change(now, old, None if old else load_figures(BASELINE))


def show_change(change: Change) -> None:
    """Say in words and figures what has become better and what worse."""
    say("")
    say(f"{'':39}{'vorher':>9}{'jetzt':>10}")
    for row in compare(*change.figures):
        say(f"{row.name:39}{_share(row.before):>9}{_share(row.now):>10}   {_word(row)}")
    say("")
    if not change.before:
        _say_without_a_model(change)
        return
    number = f"{len(change.now):,}".replace(",", ".")
    won, lost = change.won, change.lost
    for line in wrapped(
        f"Von {number} Nachrichten, die der Lotse nie gelernt hat, "
        f"versteht er {_more_or_less(len(won) - len(lost))} richtig."
    ):
        say(line)
    _examples("Neu richtig verstanden", won)
    _examples("Nicht mehr richtig verstanden", lost)


def _say_without_a_model(change: Change) -> None:
    stand = BASELINE.relative_to(PROJECT)
    text = (
        f"„Vorher“ ist der zuletzt behaltene Stand ({stand}), denn ein Modell von unmittelbar vor dieser "
        "Durchsicht gibt es nicht. Was seit jenem Stand sonst geändert wurde, zählt also mit."
        if change.kept
        else f"Es gibt nichts zum Vergleichen: kein Modell von vorher und kein {stand}."
    )
    for line in wrapped(text):
        say(line)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f} %".replace(".", ",")


def _word(row: Comparison) -> str:
    if row.change is None:
        return ""
    word = "besser" if row.better else "schlechter" if row.worse else "gleich"
    return word if word == "gleich" else f"{word} ({row.change:+.1f})".replace(".", ",")


def _more_or_less(difference: int) -> str:
    if not difference:
        return "gleich viele"
    return f"{abs(difference)} {'mehr' if difference > 0 else 'weniger'}"


def _examples(heading: str, pairs: list[tuple[Verdict, Verdict]]) -> None:
    if not pairs:
        return
    number = f"{len(pairs)}, davon {MOST_EXAMPLES}" if len(pairs) > MOST_EXAMPLES else str(len(pairs))
    say("")
    say(f"{heading} ({number}):")
    for old, new in pairs[:MOST_EXAMPLES]:
        for line in wrapped(f"„{visible(new.message.text)}“", "  ", "   "):
            say(line)
        say(f"     jetzt {title(new.intent)}, vorher {title(old.intent)}")
