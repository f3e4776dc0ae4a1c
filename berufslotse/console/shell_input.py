"""The line in which one types to the shell: with history and keys in a terminal, plain otherwise."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Protocol

from berufslotse.console.output import say
from berufslotse.console.prompting import DUMB
from berufslotse.secrets import keep_private

PROMPT = "Du: "
TOOLBAR = " F2 warum   ↓ Vorschläge   :richtig   :falsch   :hilfe   :ende "


class Leser(Protocol):
    """Something to read typed lines from."""

    def read(self, offers: Sequence[str]) -> str:
        """Return a line without the blanks around it; `offers` are the titles of the quick replies.

        Raises:
            EOFError: the input ended, or Ctrl-D was pressed.
            KeyboardInterrupt: Ctrl-C was pressed on an empty line.
        """


class PlainReader:
    """Reads lines from a pipe, or from a terminal without drawing anything in it."""

    def __init__(self, prompt: str) -> None:
        """Ask with `prompt`."""
        self._prompt = prompt
        if isinstance(sys.stdin, TextIOWrapper):
            sys.stdin.reconfigure(errors="surrogateescape")  # what is no UTF-8 comes to `readable`
        if prompt:
            with suppress(ImportError):
                import readline  # that it is imported lets `input` keep a history

                # It is switched on and off by escape sequences.
                readline.parse_and_bind("set enable-bracketed-paste off")

    def read(self, offers: Sequence[str]) -> str:
        """Return a line, as `Leser.read` does."""
        return readable(input(self._prompt))


class KeyReader:
    """Reads lines with prompt_toolkit: arrow keys go through quick replies and history, F2 explains."""

    def __init__(self, history: Path, commands: Sequence[str], explain: Callable[[], None]) -> None:
        """Keep typed lines in `history`, complete `commands`, call `explain` when F2 is pressed."""
        from prompt_toolkit import PromptSession
        from prompt_toolkit.completion import WordCompleter
        from prompt_toolkit.output import ColorDepth
        from prompt_toolkit.styles import Style

        self._offers: Sequence[str] = ()
        self._session: PromptSession[str] = PromptSession(
            history=_history(history),
            completer=WordCompleter(list(commands), sentence=True),
            complete_while_typing=False,
            key_bindings=self._keys(explain),
            bottom_toolbar=TOOLBAR,
            style=Style.from_dict({"bottom-toolbar": "noreverse"}),
            color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None,
            reserve_space_for_menu=4,
            enable_suspend=True,
        )

    def read(self, offers: Sequence[str]) -> str:
        """Return a line, as `Leser.read` does."""
        self._offers = offers
        return readable(self._session.prompt(PROMPT))

    def _keys(self, explain: Callable[[], None]) -> Any:
        from prompt_toolkit.application import run_in_terminal
        from prompt_toolkit.filters import Condition, completion_is_selected
        from prompt_toolkit.key_binding import KeyBindings

        keys = KeyBindings()
        browsing = Condition(self._browsing) & ~completion_is_selected

        @keys.add("down", filter=browsing)
        def _(event: Any) -> None:
            self._move(1)

        @keys.add("up", filter=browsing & Condition(lambda: self._place() is not None))
        def _(event: Any) -> None:
            self._move(-1)

        @keys.add("f2")
        def _(event: Any) -> None:
            run_in_terminal(explain)

        @keys.add("c-c")
        def _(event: Any) -> None:
            if event.current_buffer.text:
                event.current_buffer.reset()
            else:
                event.app.exit(exception=KeyboardInterrupt)

        return keys

    def _browsing(self) -> bool:
        """Whether arrow keys go through the quick replies: the line is empty, or holds one of them."""
        return bool(self._offers) and (not self._session.default_buffer.text or self._place() is not None)

    def _place(self) -> int | None:
        text = self._session.default_buffer.text
        return self._offers.index(text) if text in self._offers else None

    def _move(self, step: int) -> None:
        """Put the next quick reply into the line, or the one before; before the first it is empty."""
        from prompt_toolkit.document import Document

        place = self._place()
        new = 0 if place is None else min(place + step, len(self._offers) - 1)
        self._session.default_buffer.document = Document("" if new < 0 else self._offers[new])


def ask_plainly(prompt: str) -> str:
    """Return what is typed, as `prompting.ask` does, without drawing anything in a terminal."""
    typed = readable(input(prompt))
    if not sys.stdin.isatty():
        say("")  # what comes through a pipe is not echoed, and neither is its line break
    return typed


def readable(typed: str) -> str:
    """Return `typed` without the blanks around it, and with � for bytes that are no UTF-8."""
    return typed.encode("utf-8", "surrogateescape").decode("utf-8", "replace").strip()


def reader(
    interactive: bool, drawn: bool, history: Path, commands: Iterable[str], explain: Callable[[], None]
) -> Leser:
    """Return what reads from this input: with keys where `drawn` and possible, else plain."""
    if not interactive:
        return PlainReader("")
    if drawn and os.environ.get("TERM", "").lower() not in {*DUMB, ""}:
        return KeyReader(history, list(commands), explain)
    return PlainReader(PROMPT)


def _history(path: Path) -> Any:
    """Return a history kept in `path`, which is its owner's only; what cannot be written is not kept."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    class Verlauf(FileHistory):
        def load_history_strings(self) -> Iterable[str]:
            try:
                yield from super().load_history_strings()
            except OSError:
                return

        def store_string(self, string: str) -> None:
            with suppress(OSError):
                super().store_string(string)

    try:
        keep_private(path)
    except OSError:
        say("Der Verlauf der Eingaben lässt sich nicht merken.")
        return InMemoryHistory()
    return Verlauf(str(path))
