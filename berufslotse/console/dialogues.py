"""`berufslotse test`: play expected conversations to the bot, and tell what holds."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from berufslotse.console.output import console, count, errors, fail
from berufslotse.console.own_bot import bot
from berufslotse.console.speaking import LotseStumm, Nachricht, Partner, offers
from berufslotse.evaluation.dialogue_files import (
    Dialog,
    DialogFehler,
    Erwartung,
    Schritt,
    Urteil,
    check,
    contains,
    payload,
    read_all,
)
from berufslotse.serving.exchanges import TEST
from berufslotse.serving.processes import Adressen

WIDTH = 80
MOST_LINES = 6
"""How many lines of an answer are shown, unless all are asked for."""


@dataclass(frozen=True)
class Zug:
    """A step as it was played; `angeboten` names the buttons there were where the one wanted was lacking."""

    schritt: Schritt
    antwort: Sequence[Nachricht] = ()
    urteile: Sequence[Urteil] = ()
    angeboten: list[str] | None = None

    @property
    def gesagt(self) -> str:
        """Return all that the bot said at once."""
        return _text(self.antwort)

    @property
    def verfehlt(self) -> list[Erwartung]:
        """What was expected and does not hold."""
        return [u.erwartung for u in self.urteile if not u.erfuellt]


@dataclass(frozen=True)
class Ergebnis:
    """A conversation as it was played, up to a button that was lacking."""

    dialog: Dialog
    zuege: list[Zug]

    @property
    def gehalten(self) -> int:
        """How many expectations hold; a button that could be pressed is one."""
        played = (z for z in self.zuege if z.angeboten is None)
        return sum(z.schritt.knopf + len(z.urteile) - len(z.verfehlt) for z in played)

    @property
    def erfuellt(self) -> bool:
        """Whether all of them hold."""
        return self.gehalten == self.dialog.erwartungen


def test(paths: Sequence[Path], addresses: Adressen, whole: bool) -> int:
    """Play the conversations of `paths` and tell what holds, with `whole` answers uncut.

    Returns the exit code: 0 if all holds, 1 if not, 2 if the files have faults.
    """
    try:
        dialogues = read_all(paths)
    except DialogFehler as faults:
        for fault in faults.fehler:
            errors.print(str(fault), markup=False, emoji=False)
        errors.print(f"{count(len(faults.fehler), 'Fehler', 'Fehler')}. Es wurde nichts gespielt.")
        return 2
    several = len({d.datei for d in dialogues}) > 1
    results: list[Ergebnis] = []
    with bot(addresses) as running:
        for dialogue in dialogues:
            if several and (not results or results[-1].dialog.datei != dialogue.datei):
                _line(f"{dialogue.datei}", style="bold")
            results.append(play(dialogue, Partner(running, TEST).say))
            _tell(results[-1], whole)
    return _sum_up(results)


def play(dialogue: Dialog, say: Callable[[str], Sequence[Nachricht]]) -> Ergebnis:
    """Play a conversation by means of `say`, until its end or a button that is not there."""
    moves: list[Zug] = []
    answer: Sequence[Nachricht] = ()
    for step in dialogue.schritte:
        offered = offers(answer)
        message = payload(((o.titel, o.payload) for o in offered), step.text) if step.knopf else step.text
        if message is None:
            moves.append(Zug(step, angeboten=[o.titel for o in offered]))
            break
        try:
            answer = say(message)
        except LotseStumm:
            fail(
                f"Der Lotse antwortet nicht mehr (Gespräch „{dialogue.titel}“, Zeile {step.zeile}). "
                "Läuft er noch? Bitte neu starten und noch einmal versuchen."
            )
        moves.append(Zug(step, answer, check(_text(answer), step)))
    return Ergebnis(dialogue, moves)


def _text(answer: Sequence[Nachricht]) -> str:
    return "\n".join(message.text for message in answer if message.text)


def _sum_up(results: Sequence[Ergebnis]) -> int:
    held, expected = sum(r.gehalten for r in results), sum(r.dialog.erwartungen for r in results)
    fulfilled = sum(r.erfuellt for r in results)
    console.print(
        f"\n{fulfilled} von {count(len(results), 'Gespräch', 'Gesprächen')} erfüllt, "
        f"{held} von {count(expected, 'Erwartung', 'Erwartungen')}."
    )
    return 0 if fulfilled == len(results) else 1


def _tell(result: Ergebnis, whole: bool) -> None:
    title = result.dialog.titel
    if not result.dialog.erwartungen:
        _line(f"✓ {title}: erfüllt, aber es wird nichts erwartet (keine Zeile „Lotse: …“)", style="yellow")
    elif result.erfuellt:
        _line(f"✓ {title}: erfüllt", style="green")
    else:
        _line(f"✗ {title}: nicht erfüllt", style="red")
        for move in result.zuege:
            if move.angeboten is not None:
                _tell_lacking_button(move, result)
            elif move.verfehlt:
                _tell_failed(move, whole)


def _tell_failed(move: Zug, whole: bool) -> None:
    step = move.schritt
    for expected in move.verfehlt:
        wanted = "Nicht vorkommen darf" if expected.verneint else "Es fehlt"
        _line(f"Zeile {expected.zeile}: {wanted}: {expected.text}", 4, style="bold")
    _line(f"Auf „{step.text}“ (Zeile {step.zeile}) sagte der Lotse:", 4)
    for line in _excerpt(move, whole) if move.gesagt else ["(nichts)"]:
        console.print(line and f"        {line}", markup=False, emoji=False)


def _tell_lacking_button(move: Zug, result: Ergebnis) -> None:
    _line(f"Zeile {move.schritt.zeile}: Diesen Knopf gibt es nicht: {move.schritt.text}", 4, style="bold")
    if move.angeboten:
        _line("Angeboten wurden:", 4)
        for title in move.angeboten:
            _line(f"– {title}", 6)
    else:
        _line("Der Lotse bot hier keine Knöpfe an.", 4)
    later = result.dialog.schritte[len(result.zuege) :]
    unplayed = len(move.schritt.erwartungen) + sum(s.knopf + len(s.erwartungen) for s in later)
    if unplayed:
        left = count(unplayed, "Erwartung bleibt", "Erwartungen bleiben")
        _line(f"Das Gespräch endet hier, {left} ungeprüft.", 4)


def _excerpt(move: Zug, whole: bool) -> list[str]:
    """Return the lines of an answer, of a long one those where something stands that must not."""
    lines = [line for part in move.gesagt.splitlines() for line in _wrapped(part, _width() - 8) or [""]]
    if whole or len(lines) <= MOST_LINES:
        return lines
    ends = [_end(lines, e.text) for e in move.verfehlt if e.verneint]
    first = max(0, min(ends, default=0) - MOST_LINES // 2)
    shown = lines[first : first + MOST_LINES]
    left = len(lines) - first - len(shown)
    before = ["…"] if first else []
    more = f"noch {count(left, 'Zeile', 'Zeilen')}; " if left else ""
    return [*before, *shown, f"… ({more}alles zeigt --ganz)"]


def _end(lines: Sequence[str], part: str) -> int:
    """Return the index of the line in which `part` ends for the first time."""
    return next((i for i in range(len(lines)) if contains("\n".join(lines[: i + 1]), part)), 0)


def _line(text: str, indent: int = 0, style: str | None = None) -> None:
    """Print one thing, wrapped, with what follows the first line indented further."""
    for number, line in enumerate(_wrapped(text, _width() - indent - 2)):
        blank = " " * (indent + 2 * bool(number))
        console.print(f"{blank}{line}", style=style, markup=False, emoji=False)


def _wrapped(text: str, width: int) -> list[str]:
    # An address that is broken in two can no longer be clicked.
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _width() -> int:
    return max(40, min(WIDTH, console.width))
