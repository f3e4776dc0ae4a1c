"""What the review shows and asks, in a terminal or a plain pipe."""

from __future__ import annotations

from collections.abc import Sequence

from berufslotse.console.output import console, say, wrapped
from berufslotse.console.prompting import ask
from berufslotse.evaluation.candidates import Candidate, percent, visible
from berufslotse.evaluation.usage_words import TALK
from berufslotse.knowledge.wording import HEADINGS

TITLES = {**HEADINGS, **{intent: name for intent, name in TALK.items() if intent != "nlu_fallback"}}
"""What intents are called: first the themes, then the kinds of talk."""
LABEL = 12
ANSWER_LINES = 2
MOST_GUESSES = 3


def title(intent: str) -> str:
    """Return what an intent is called in German."""
    return TITLES.get(intent, intent)


def show(candidate: Candidate, number: int, total: int) -> None:
    """Show a message with all that its reader must know, but for the choices."""
    console.rule(style="dim", characters="─")
    times = f", {candidate.times}-mal geschrieben" if candidate.times > 1 else ""
    console.print(f"Nachricht {number} von {total}{times}", style="dim", markup=False)
    say("")
    for line in wrapped(f"„{candidate.text}“", "  ", "   "):
        console.print(line, style="bold", markup=False)
    say("")
    _labelled("Grund", candidate.reason)
    if candidate.note:
        _labelled("Notiz", candidate.note)
    guesses = ", ".join(f"{title(name)} {percent(sure)}" for name, sure in candidate.ranking[:MOST_GUESSES])
    _labelled("Verstanden", guesses if candidate.sure else f"nicht sicher: {guesses or 'gar nicht'}")
    _labelled("Antwort", " ".join(candidate.replies) or "keine", ANSWER_LINES)
    say("")


def show_choices(proposals: Sequence[str]) -> None:
    """Show the numbered proposals and the letters for everything else."""
    for number, name in enumerate(proposals, 1):
        console.print(f"  {number}  {name}", style="cyan", markup=False)
    say("  a  alle Themen und Arten   n  gehört nicht dazu   ü  überspringen")
    say("  z  zurück                  e  Text ändern         q  fertig")


def show_themes(names: Sequence[str]) -> None:
    """Show numbered names in two columns."""
    half = (len(names) + 1) // 2
    cells = [f"{number:4}  {name}" for number, name in enumerate(names, 1)]
    for left, right in zip(cells[:half], [*cells[half:], ""], strict=False):
        console.print(f"{left:40}{right}".rstrip(), style="cyan", markup=False)


def remark(text: str) -> None:
    """Say something about what was typed."""
    for line in wrapped(text):
        console.print(line, style="yellow", markup=False)


def repeat(text: str) -> None:
    """Show a text as it is now."""
    for line in wrapped(text, "  ", "  "):
        console.print(line, style="bold", markup=False)


def edit(text: str, prompt: str = "Neuer Text: ") -> str:
    """Let `text` be changed and return what it became; in a terminal it stands there already."""
    return visible(ask(prompt, text))


def _labelled(label: str, text: str, most: int | None = None) -> None:
    for line in wrapped(text, f"  {label:{LABEL}}", " " * (LABEL + 2), most):
        say(line)
