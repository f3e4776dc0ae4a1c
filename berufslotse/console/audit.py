"""`berufslotse audit`: what the bot is built on, in which versions, and why some are not the newest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from platform import python_version

import typer
from packaging.specifiers import SpecifierSet
from rich import box
from rich.table import Table

from berufslotse.console import indexes
from berufslotse.console.dependencies import Dependencies, read_own, read_pins
from berufslotse.console.node_packages import audit_npm
from berufslotse.console.output import console, errors, say, wrapped
from berufslotse.knowledge.home import PROJECT

WIDTH = 80
FOLDERS = ("widget", "benchmarks/widget")
WEAKNESSES = (
    "Nach bekannten Schwachstellen sucht dieser Befehl nicht. Das tun, wo ihre Datenbanken zu erreichen "
    "sind: pip-audit --no-deps -r requirements.txt, und in widget/: npm audit"
)


@dataclass(frozen=True)
class Entry:
    """A package: its pin, the newest version if another, what brings it, and why it is not the newest."""

    name: str
    here: str
    newest: str | None = None
    through: str = ""
    reasons: Sequence[str] = ()
    mend: str = ""
    """What can be done where there is no reason."""


def audit(offline: bool) -> int:
    """Print all packages and return 0 if each old one has a reason, 1 if some has none.

    Raises:
        typer.Exit: with 2, if an index does not answer.
    """
    dependencies = read(PROJECT)
    if offline:
        _show_offline(dependencies)
        return 0
    try:
        with errors.status("Frage den Paketindex von Python, das dauert etwa eine Minute …"):
            entries = explain(dependencies, indexes.newest_of_python(next(iter(dependencies.through))))
        free = _show("Python", entries)
        free += _audit_node()
    except indexes.IndexUnusable as error:
        errors.print(str(error), style="red", markup=False)
        raise typer.Exit(2) from error
    _tell(WEAKNESSES)
    return 1 if free else 0


def _audit_node() -> int:
    if not indexes.has_npm():
        say("Node-Pakete: nicht geprüft, npm fehlt hier.")
        return 0
    with errors.status("Frage den Paketindex von npm …"):
        found = audit_npm(PROJECT, FOLDERS)
    return _show("Node", [Entry(*each) for each in found])


def read(project: Path) -> Dependencies:
    """Return what the files of `project` pin and require."""
    return Dependencies(
        read_pins((project / "requirements.txt").read_text(encoding="utf-8")),
        read_own((project / "pyproject.toml").read_text(encoding="utf-8")),
    )


def explain(dependencies: Dependencies, newest: Mapping[str, str]) -> list[Entry]:
    """Return an entry for each pinned package, with reasons for those that `newest` holds."""
    old = {name: newest[name] for name, pin in dependencies.pins.items() if newest.get(name, pin) != pin}
    entries = []
    for name, pin in sorted(dependencies.pins.items()):
        through = dependencies.through.get(name, "")
        if name not in old:
            entries.append(Entry(name, pin, None, through))
            continue
        holds = dependencies.holds(name, old[name])
        # A range of our own is a decision only where something says why.
        reasons = [str(hold) for hold in holds if hold.by or hold.comment]
        beneath = dependencies.beneath(name, old)
        if beneath and holds and beneath != holds[0]:
            reasons.append(f"darunter: {beneath.short}")
        if not reasons and not holds:
            wants = indexes.python_of(name, old[name])
            if not SpecifierSet(wants).contains(python_version()):
                reasons = [f"{name} {old[name]} braucht Python {wants}, hier ist {python_version()}"]
        if not reasons and not holds:
            reasons = [
                f"{name} {old[name]} verlangt {wanted.name}{wanted.specifier}, hier ist {pinned}: {hold}"
                for wanted, pinned, hold in dependencies.conflicts(indexes.requires_of(name, old[name]), old)
            ]
        mend = f"{holds[0]}, ohne Begründung darüber" if holds else "könnte neu sein: make lock"
        entries.append(Entry(name, pin, old[name], through, reasons, mend))
    return entries


def _show(kind: str, entries: Sequence[Entry]) -> int:
    """Print the packages of one kind, those without a reason first, and return how many these are."""
    old = [each for each in entries if each.newest]
    free = [each for each in old if not each.reasons]
    held = [each for each in old if each.reasons]
    console.print(f"{kind}: {len(entries)} Pakete, {len(old)} davon nicht die neuesten", style="bold")
    _table("Ohne Grund alt", free)
    _table("Mit Grund alt", held)
    _current([each for each in entries if not each.newest])
    return len(free)


def _table(title: str, entries: Sequence[Entry]) -> None:
    if not entries:
        return
    say(f"{title} ({len(entries)})")
    if not console.is_terminal:
        for each in entries:
            say(f"{each.name} {each.here} (neu: {each.newest}): {_why(each)}{_through(each, ' [', ']')}")
        return
    table = Table(box=box.SIMPLE, width=min(console.width, WIDTH), padding=(0, 1, 0, 0))
    for head in ("Paket", "hier", "neu", "warum"):
        table.add_column(head, overflow="fold", ratio=1 if head == "warum" else None, max_width=20)
    table.columns[-1].max_width = None
    for each in entries:
        table.add_row(each.name, each.here, each.newest, f"{_why(each)}{_through(each, ' (', ')')}")
    console.print(table, markup=False)


def _why(entry: Entry) -> str:
    return "; ".join(entry.reasons) or entry.mend


def _through(entry: Entry, before: str, after: str) -> str:
    """Return which direct dependency brings the package, unless its reason names it first."""
    told = entry.through in ("", entry.name) or _why(entry).startswith(f"{entry.through} ")
    return "" if told else f"{before}über {entry.through}{after}"


def _current(entries: Sequence[Entry]) -> None:
    if entries:
        say(f"Auf dem neuesten Stand ({len(entries)})")
        _tell(", ".join(f"{each.name} {each.here}{_through(each, ' (', ')')}" for each in entries))


def _show_offline(dependencies: Dependencies) -> None:
    """Print all pins with what may hold them, without asking anybody."""
    held: list[Entry] = []
    others: list[Entry] = []
    for name, pin in sorted(dependencies.pins.items()):
        reasons = [str(hold) for hold in dependencies.holds(name, None)]
        entry = Entry(name, pin, None, dependencies.through.get(name, ""), reasons)
        (held if reasons else others).append(entry)
    console.print(f"Python: {len(dependencies.pins)} Pakete, ohne den Paketindex zu fragen", style="bold")
    say(f"Nach oben begrenzt ({len(held)})")
    for each in held:
        _tell(f"{each.name} {each.here}: {_why(each)}{_through(each, ' (', ')')}")
    say(f"Nach oben offen ({len(others)})")
    _tell(", ".join(f"{each.name} {each.here}{_through(each, ' (', ')')}" for each in others))
    _tell(WEAKNESSES)


def _tell(text: str) -> None:
    """Print a long line, in a terminal broken between words."""
    lines = wrapped(text, later="  ", whole_words=True) if console.is_terminal else [text]
    for line in lines:
        say(line)
