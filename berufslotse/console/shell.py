"""`berufslotse shell`: trying the bot out in the terminal, and seeing why it answers so."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from datetime import datetime

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from berufslotse.console.explanation import Erklaerung, explain
from berufslotse.console.own_bot import bot
from berufslotse.console.prompting import ask
from berufslotse.console.shell_commands import NAMES, Befehle, Sitzung
from berufslotse.console.shell_input import ask_plainly, reader
from berufslotse.console.shell_view import ShellView, Stil
from berufslotse.console.speaking import LotseStumm, Partner, Vorschlag, offers
from berufslotse.console.transcript import Zug
from berufslotse.evaluation.dialogue_files import contains, payload
from berufslotse.evaluation.marked import MarkedFile
from berufslotse.knowledge.home import home
from berufslotse.serving.events import address
from berufslotse.serving.exchanges import SHELL, Exchange, KeineGespraeche, conversation, open_reader
from berufslotse.serving.processes import Adressen

END = {"ende", "exit", "quit", ":q", ":ende"}
WELCOME = (
    "Frag nach einem Beruf, gern mit Stadt. Eine Zahl wählt einen Vorschlag, „:hilfe“ zeigt, was noch geht."
)
DELETED = "Das Gespräch ist gelöscht, zu erklären ist daran nichts mehr."


def shell(addresses: Adressen, stil: Stil, opened: bool) -> None:
    """Talk with the running bot or one of our own until the end of input, "ende" or Ctrl-C.

    With `opened` each answer is explained in full.
    """
    interactive = sys.stdin.isatty() and stil is not Stil.TEXT
    with bot(addresses, lively=stil is Stil.REICH) as running:
        Shell(running, ShellView(stil), opened, interactive).run()


class Shell:
    """One person's talk with the bot at a terminal or through a pipe."""

    def __init__(self, addresses: Adressen, view: ShellView, opened: bool, interactive: bool) -> None:
        """Talk with the bot at `addresses`; `interactive` is whether somebody is there to be asked."""
        self._partner = Partner(addresses, SHELL)
        self._view = view
        self._opened = opened
        self._interactive = interactive
        self._sitzung = Sitzung([])
        drawn = view.stil is Stil.REICH
        asking = ask if drawn else ask_plainly
        self._marks = MarkedFile()
        self._befehle = Befehle(self._sitzung, view, self._partner.forget, self._marks, asking)
        self._reader = reader(interactive, drawn, home() / "shell-verlauf", NAMES, self._befehle.explain)
        self._engine: Engine | None = None

    def run(self) -> None:
        """Read and answer until the end."""
        if self._interactive:
            self._view.remark(WELCOME)
        with suppress(EOFError):
            while (typed := self._read()).lower() not in END:
                self._do(typed)
        if self._interactive:
            self._view.remark("Bis bald.")

    def _read(self) -> str:
        try:
            return self._reader.read([offer.titel for offer in self._offered()])
        except KeyboardInterrupt:
            raise EOFError from None

    def _do(self, typed: str) -> None:
        try:
            if typed.startswith(":") and typed[1:2].isalpha():
                self._befehle.run(typed)
            elif typed.isdecimal() and self._offered() and not self._chosen(typed):
                last = len(self._offered())
                which = "den Vorschlag 1" if last == 1 else f"die Vorschläge 1 bis {last}"
                self._view.remark(f"Es gibt nur {which}.")
            elif not contains("", typed):  # signs that one cannot see, or only quotation marks, say nothing
                self._talk(typed)
        except (KeyboardInterrupt, EOFError):
            self._view.remark("Abgebrochen.")

    def _talk(self, typed: str) -> None:
        """Send what was typed, or what a quick reply means, and show the answer and why."""
        offer = self._chosen(typed)
        begin, now = time.perf_counter(), datetime.now()
        try:
            answer = self._partner.say(offer.payload, offer.titel) if offer else self._partner.say(typed)
        except LotseStumm:
            self._view.remark(
                "Der Lotse antwortet nicht. Läuft er noch? Sonst hier mit „ende“ aufhören und neu starten."
            )
            return
        except KeyboardInterrupt:
            self._view.remark("Abgebrochen, auf die Antwort wird nicht mehr gewartet.")
            return
        seconds = time.perf_counter() - begin
        kept = self._look_up()
        exchange = kept[-1] if kept else None
        gone = kept == [] and any(move.exchange for move in self._here())
        move = Zug(
            offer.titel if offer else typed,
            answer,
            Erklaerung(DELETED, [("Hinweis", DELETED)]) if gone else explain(exchange, seconds),
            exchange,
            now,
            self._sitzung.gespraech,
            knopf=offer is not None,
        )
        self._sitzung.zuege.append(move)
        self._view.answer(answer)
        self._view.explanation(move.erklaerung, self._opened)
        if gone:
            self._forget_marks()

    def _offered(self) -> list[Vorschlag]:
        """Return the quick replies of the last answer."""
        last = self._sitzung.letzter
        return offers(last.antwort) if last else []

    def _chosen(self, typed: str) -> Vorschlag | None:
        """Return the quick reply that is meant by its number or its words."""
        offered = self._offered()
        if typed.isdecimal() and 0 < int(typed) <= len(offered):
            return offered[int(typed) - 1]
        sent = payload(((offer.titel, offer.payload) for offer in offered), typed)
        return next((offer for offer in offered if offer.payload == sent), None)

    def _look_up(self) -> list[Exchange] | None:
        """Return the conversation as it is kept, or None where the bot keeps it out of our sight."""
        try:
            self._engine = self._engine or open_reader(address())
            return conversation(self._engine, self._partner.sender)
        except (KeineGespraeche, SQLAlchemyError, OSError):
            return None

    def _here(self) -> list[Zug]:
        return [move for move in self._sitzung.zuege if move.gespraech == self._sitzung.gespraech]

    def _forget_marks(self) -> None:
        """Take out the marks of this conversation, which is deleted; what is said next is another one."""
        marked = {(move.text, move.zeit.timestamp()) for move in self._here() if move.urteil or move.notizen}
        self._sitzung.gespraech += 1
        try:
            if marked and self._marks.remove(marked):
                self._view.remark("Auch deine Markierungen daraus sind gelöscht.")
        except OSError as error:
            self._view.remark(
                f"Deine Markierungen daraus stehen noch in {self._marks.path}, "
                f"die Datei lässt sich nicht schreiben ({error.strerror})."
            )
