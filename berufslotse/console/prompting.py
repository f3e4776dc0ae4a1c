"""Questions in the terminal, answered by typing a line."""

from __future__ import annotations

import os
import select
import signal
import sys

from berufslotse.console.output import say, wrapped

YES, NO = frozenset(["j", "ja", "y", "yes"]), frozenset(["n", "nein", "no"])
DUMB = frozenset(["dumb", "unknown"])
"""Terminals (TERM) that can only write on."""


def ask(prompt: str, default: str = "") -> str:
    """Return what is typed, without the blanks around it.

    In a terminal `default` stands there already and can be changed. In a pipe, or where a line cannot be
    written anew (TERM=dumb), it does not, and nothing typed is an empty answer.

    Raises:
        EOFError: the input ended, or Ctrl-D was pressed on an empty line.
        KeyboardInterrupt: Ctrl-C was pressed.
    """
    if not sys.stdin.isatty():
        typed = input(prompt)
        say("")  # what comes through a pipe is not echoed, and neither is its line break
    elif sys.stdout.isatty() and os.environ.get("TERM", "").lower() not in DUMB:
        typed = _edited(prompt, default)
    else:
        typed = _line(prompt)
    return typed.strip()


def yes(question: str, default: bool) -> bool:
    """Ask a question for yes or no, where Enter means `default`; raises as `ask` does."""
    choices = "[J/n]" if default else "[j/N]"
    lines = wrapped(f"{question} {choices}")
    while True:
        typed = ask("\n".join(lines) + " ").lower()
        if typed in YES or typed in NO or not typed:
            return typed in YES if typed else default
        say("Bitte „j“ für Ja oder „n“ für Nein eingeben.")


def _edited(prompt: str, default: str) -> str:
    """Let a line be written by prompt_toolkit.

    GNU readline, which `input` uses, loses a Ctrl-C between its showing the prompt and its waiting.
    """
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import DummyHistory
    from prompt_toolkit.output import ColorDepth
    from prompt_toolkit.renderer import CPR_Support

    session: PromptSession[str] = PromptSession(
        history=DummyHistory(),
        color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None,
        enable_suspend=True,
    )
    # One line needs not know where on the screen it stands. Terminals that do not say would be warned of, and
    # what slow ones say would be taken for typing.
    session.app.renderer.cpr_support = CPR_Support.NOT_SUPPORTED
    return session.prompt(prompt, default=default)


def _line(prompt: str) -> str:
    """Read a line, and leave writing it to the terminal. Unlike `input` it hears Ctrl-C whenever it comes."""
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    # A signal between our last step and our waiting is told by the pipe, so we do not wait for a line first.
    before = signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    try:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        while sys.stdin not in select.select([sys.stdin, woken], [], [])[0]:
            os.read(woken, 1)
        line = sys.stdin.readline()
    finally:
        signal.set_wakeup_fd(before)
        os.close(woken)
        os.close(wake)
    if not line:
        raise EOFError
    return line
