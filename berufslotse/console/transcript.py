"""A conversation of the shell as Markdown: to read, to hand on, and to play again (`berufslotse test`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from berufslotse.console.explanation import Erklaerung
from berufslotse.console.review_view import title
from berufslotse.console.speaking import Nachricht
from berufslotse.evaluation.candidates import visible
from berufslotse.evaluation.marked import FOREIGN, WRONG
from berufslotse.serving.exchanges import Exchange

INTRODUCTION = """\
Protokoll aus `berufslotse shell`. Mit `berufslotse test` lässt es sich wieder spielen, etwa nach einer
Änderung; lösch davor von den Antworten, was sich ändern darf.
"""


@dataclass
class Zug:
    """Something said to the bot, its answer, and what a counsellor thinks of it.

    `gespraech` counts the conversations of a session from 1 on; `knopf` says that `text` stood on a button.
    """

    text: str
    antwort: Sequence[Nachricht]
    erklaerung: Erklaerung
    exchange: Exchange | None
    zeit: datetime
    gespraech: int = 1
    knopf: bool = False
    urteil: str | None = None
    gemeint: str | None = None
    notizen: list[str] = field(default_factory=list)


def render(moves: Sequence[Zug], title: str) -> str:
    """Return `moves` as Markdown; judgements, notes and explanations stand between the lines."""
    parts = [f"# {title}", "", INTRODUCTION]
    several = len({move.gespraech for move in moves}) > 1
    for index, move in enumerate(moves):
        if index == 0 or moves[index - 1].gespraech != move.gespraech:
            number = f" {move.gespraech}" if several else ""
            parts += [f"## Gespräch{number}, {move.zeit:%d.%m.%Y, %H:%M Uhr}", ""]
        parts += [*_said(move), "", *_thought(move)]
    return "\n".join(parts).rstrip() + "\n"


def _said(move: Zug) -> Iterable[str]:
    yield f"{'Knopf' if move.knopf else 'Nutzer'}: {visible(move.text)}"
    for message in move.antwort:
        # Each line is an expectation of its own, since the test reads line by line.
        lines = (visible(line) for line in message.text.splitlines())
        yield from (f"Lotse: {line}" for line in lines if any(sign.isalnum() for sign in line))


def _thought(move: Zug) -> Iterable[str]:
    if move.urteil:
        meant = ""
        if move.gemeint and move.urteil == WRONG:
            foreign = move.gemeint == FOREIGN
            meant = ", gehört nicht dazu" if foreign else f", gemeint ist „{title(move.gemeint)}“"
        yield f"> Urteil – {move.urteil}{meant}"
    yield from (f"> Notiz – {visible(note)}" for note in move.notizen)
    yield f"> Erklärung – {visible(move.erklaerung.kurz)}"
    yield ""
