"""`berufslotse shell`: a conversation in the terminal."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from berufslotse.console.output import console, errors, fail, say
from berufslotse.console.starting import prepare
from berufslotse.knowledge.home import PROJECT, home
from berufslotse.serving.processes import Adressen, Paar, StartFehlgeschlagen, answers, free_port, get_json

END = {"ende", "exit", "quit", ":q"}
WELCOME = "Frag nach einem Beruf, gern mit Stadt. Eine Zahl wählt einen Vorschlag, „ende“ hört auf."


@contextmanager
def bot(addresses: Adressen) -> Iterator[Adressen]:
    """Give the addresses of the running bot, or start one on free ports for as long as the block lasts."""
    if answers(addresses):
        yield addresses
        return
    model = prepare()
    own = Adressen(free_port(), free_port())
    # A bot of the shell's own is nobody's on Telegram.
    pair = Paar(PROJECT, own, model, home() / "shell.log", {"TELEGRAM_TOKEN": ""})
    try:
        with console.status("Starte den Lotsen …"):
            pair.__enter__()
    except StartFehlgeschlagen as error:
        fail(str(error))
    try:
        yield own
    finally:
        pair.stop()


def chat(addresses: Adressen) -> None:
    """Talk until the end of input, "ende" or Ctrl-C."""
    sender = f"shell-{uuid.uuid4().hex[:8]}"
    if sys.stdin.isatty():
        say(WELCOME)
    choices: list[str] = []
    while True:
        try:
            typed = input("Du: " if sys.stdin.isatty() else "").strip()
        except (EOFError, KeyboardInterrupt):
            break
        if typed.lower() in END:
            break
        if not typed:
            continue
        message = choices[int(typed) - 1] if typed.isdigit() and 0 < int(typed) <= len(choices) else typed
        choices = _exchange(addresses, sender, message) or choices
    if sys.stdin.isatty():
        say("\nBis bald.")


def _exchange(addresses: Adressen, sender: str, message: str) -> list[str]:
    """Send `message`, print the replies, and return what the numbered suggestions send."""
    try:
        replies: list[dict[str, Any]] = get_json(
            addresses.rest, {"sender": sender, "message": message}, timeout=30
        )
    except (OSError, ValueError):
        errors.print(
            "Der Lotse antwortet nicht. Läuft er noch? Sonst hier beenden und neu starten.", style="red"
        )
        return []
    choices: list[str] = []
    for reply in replies:
        console.print(f"Lotse: {reply.get('text', '')}", markup=False)
        for button in reply.get("buttons", []):
            choices.append(button["payload"])
            console.print(f"  {len(choices)}  {button['title']}", style="cyan", markup=False)
    return choices
