"""`berufslotse messages`: the training messages as counsellors and authors work with them."""

from __future__ import annotations

from collections import Counter

import typer

from berufslotse.console.output import errors, fail, say
from berufslotse.knowledge.home import PROJECT

app = typer.Typer(help="Die Nachrichten, aus denen der Lotse lernt.", no_args_is_help=True)


@app.callback()
def _messages() -> None:
    """Keep `check` a word of its own while it is the only command."""


@app.command()
def check() -> None:
    """Sucht Nachrichten, die doppelt oder fast gleich unter zwei Absichten stehen."""
    from berufslotse.language.duplicates import contradictions, read_training_messages

    messages = read_training_messages(PROJECT / "data" / "nlu")
    found = contradictions(messages)
    for pair in found:
        errors.print(str(pair), markup=False)
    if found:
        fail("Bitte je eine der beiden Nachrichten streichen oder so ändern, dass sie eindeutig ist.")
    say(f"{len(messages)} Nachrichten zu {len(Counter(m.intent for m in messages))} Absichten geprüft.")
