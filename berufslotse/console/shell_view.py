"""What the shell shows: in panels for eyes, in plain lines for screen readers, in bare text for pipes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from enum import Enum

from rich.panel import Panel
from rich.text import Text

from berufslotse.console.explanation import Erklaerung
from berufslotse.console.output import console, width, wrapped
from berufslotse.console.speaking import Nachricht, offers
from berufslotse.evaluation.candidates import visible

LABEL = 13
HINT = "   F2 zeigt, warum"
_ADDRESS = re.compile(r"https?://[^\s<>“”\"]+[^\s<>“”\".,;:!?)]")


class Stil(Enum):
    """How things are shown."""

    REICH = "reich"
    """Panels and colours."""
    SCHLICHT = "schlicht"
    """Lines that say what they are, without drawing: for screen readers."""
    TEXT = "text"
    """The bot's words alone: for pipes."""


class ShellView:
    """Shows what the bot said, and what the shell itself has to say, in one of the styles."""

    def __init__(self, stil: Stil) -> None:
        """Show in `stil`."""
        self.stil = stil
        self._answered = False
        self._hint = HINT

    def answer(self, answer: Sequence[Nachricht]) -> None:
        """Show an answer and its quick replies, numbered from 1 on."""
        if self._answered and self.stil is not Stil.REICH:
            self._print("")
        self._answered = True
        for message in answer:
            self._message(_lines(message.text))
        if not answer:
            self.remark("Der Lotse hat nichts gesagt.")
        for number, offer in enumerate(offers(answer), 1):
            label = f"Vorschlag {number}: " if self.stil is Stil.SCHLICHT else f"  {number}  "
            self._print(f"{label}{visible(offer.titel)}", "cyan")

    def explanation(self, explained: Erklaerung, opened: bool) -> None:
        """Show why, folded to one line or in full."""
        if self.stil is Stil.REICH:
            hint = "" if opened else self._hint
            line = textwrap.shorten(visible(explained.kurz), width() - 2 - len(hint), placeholder=" …")
            self._print(f"{'▾' if opened else '▸'} {line}{hint}", "dim")
            # Whoever has read it once knows.
            self._hint = ""
        if opened:
            self._rows(explained)
        if self.stil is Stil.REICH:
            self._print("")

    def opened(self, explained: Erklaerung) -> None:
        """Show in full what was shown folded before."""
        if self.stil is Stil.REICH:
            self.remark("Warum diese Antwort:")
        self._rows(explained)

    def _rows(self, explained: Erklaerung) -> None:
        for label, text in explained.zeilen:
            self.labelled(label, text)

    def labelled(self, label: str, text: str) -> None:
        """Show `text` with what it is."""
        if self.stil is not Stil.REICH:
            self._print(f"{label.strip()}: {visible(text)}" if label else f"- {visible(text)}")
            return
        first, later = f"  {label:{LABEL}}", " " * (LABEL + 2)
        if len(label) >= LABEL:
            self._print(f"  {label}")
            first = later
        for line in wrapped(visible(text), first, later, whole_words=True):
            self._print(line)

    def heading(self, text: str) -> None:
        """Begin something longer."""
        self._print(f"\n{visible(text)}", "bold")

    def remark(self, text: str) -> None:
        """Say something of the shell's own."""
        shown = "".join(sign if sign.isprintable() else " " for sign in text)
        for line in wrapped(shown, whole_words=True) if self.stil is Stil.REICH else [shown]:
            self._print(line, "yellow")

    def _message(self, lines: Sequence[str]) -> None:
        if self.stil is Stil.REICH:
            console.print(
                Panel(_clickable("\n".join(lines)), title="Lotse", title_align="left", border_style="dim"),
                width=width(),
                soft_wrap=False,
            )
            return
        start = "Lotse: " if self.stil is Stil.SCHLICHT else ""
        self._print(start + "\n".join(lines))

    def _print(self, text: str, style: str | None = None) -> None:
        console.print(text, style=style if self.stil is Stil.REICH else None, markup=False, emoji=False)


def _lines(text: str) -> list[str]:
    return [visible(line) for line in text.splitlines()] or [""]


def _clickable(text: str) -> Text:
    """Return `text` with its addresses as links, which stay whole where a line breaks within them."""
    shown = Text(text)
    for found in _ADDRESS.finditer(text):
        shown.stylize(f"link {found[0]}", found.start(), found.end())
    return shown
