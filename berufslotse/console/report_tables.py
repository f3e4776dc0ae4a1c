"""The report on what people ask as tables for the terminal, at most 80 columns wide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from rich import box
from rich.table import Table
from rich.text import Text

from berufslotse.console.output import console, say
from berufslotse.evaluation import usage_words as words
from berufslotse.evaluation.usage_figures import Name, Usage
from berufslotse.evaluation.usage_words import duration, number, share

MOST_GAPS = 20
WIDTH = 80
BAR = 16
Row = Iterable[str]


def show(usage: Usage, since: date | None) -> None:
    """Print all figures."""
    _overview(usage, since)
    _outcomes(usage)
    _gaps(usage)
    themes = [(title, number(times), share(times, usage.messages)) for title, times in usage.themes]
    _table("Themen aller Nachrichten, auch der Knöpfe", ("Thema",), ("Nachrichten", "Anteil"), themes)
    _names("Berufe", "Beruf", "mit Fakten", usage.berufe)
    _names("Orte", "Ort", "mit Fakten von dort", usage.orte)
    _channels(usage)
    _periods(usage)


def _overview(usage: Usage, since: date | None) -> None:
    asked = f"seit dem {words.long_date(since)}" if since else "alles Gespeicherte"
    console.print(f"Was der Lotse gefragt wurde, {asked}", style="bold", markup=False)
    first, last = words.long_date(usage.first), words.long_date(usage.last)
    days = f"am {first}" if usage.first == usage.last else f"vom {first} bis zum {last}"
    say(f"{words.counted(usage.conversations, 'Gespräch', 'Gespräche')}, {days}")
    messages = words.counted(usage.messages, "Nachricht", "Nachrichten")
    say(f"{messages}, im Mittel {words.ratio(usage.messages / usage.conversations)} je Gespräch")
    pressed = usage.messages - usage.written
    say(f"{number(usage.written)} davon selbst geschrieben, {number(pressed)} mit einem Knopf gewählt")
    feedback = words.counted(usage.feedback, "Rückmeldung", "Rückmeldungen")
    say(f"{feedback} zum Lotsen, {words.counted(usage.insults, 'Beschimpfung', 'Beschimpfungen')}")


def _outcomes(usage: Usage) -> None:
    rows = [
        (outcome.value, number(times), share(times, usage.written), _bar(times, usage.written))
        for outcome, times in usage.outcomes
        if usage.written
    ]
    title = "Was aus den selbst geschriebenen Nachrichten wurde"
    _table(title, ("Ergebnis",), ("Nachrichten", "Anteil"), rows, bar=True)


def _gaps(usage: Usage) -> None:
    rows = [
        (gap.beruf or words.NONE, gap.ort or words.NONE, gap.thema, gap.lack.value, number(gap.asked))
        for gap in usage.gaps[:MOST_GAPS]
    ]
    heads = ("Beruf", "Ort", "Thema", "es fehlt")
    _table("Nicht gewusst, das Häufigste zuerst", heads, ("gefragt",), rows, "Nichts festgehalten")
    if len(usage.gaps) > MOST_GAPS:
        say(f"… und {number(len(usage.gaps) - MOST_GAPS)} weitere; mehr zeigt die Seite (--html).")
    if usage.hidden:
        hidden = words.counted(usage.hidden, "Frage", "Fragen")
        say(f"Nicht gezeigt: {hidden} aus einzelnen Gesprächen zu etwas, das kein Beruf sein muss.")


def _names(title: str, what: str, answered: str, names: Sequence[Name]) -> None:
    rows = [(n.name, number(n.asked), number(n.answered), share(n.answered, n.asked)) for n in names]
    title = f"{title}, die in mehr als einem Gespräch vorkamen"
    _table(title, (what,), ("gefragt", answered, "Anteil"), rows)


def _channels(usage: Usage) -> None:
    rows = [
        (each.title, number(each.conversations), number(each.messages), *map(duration, each.times))
        for each in usage.totalled_channels
    ]
    heads = ("Gespräche", "Nachrichten", "Median", "95 von 100")
    _table("Kanäle, und nach wie vielen Sekunden die Antwort da war", ("Kanal",), heads, rows)
    say("Median: die Hälfte kam schneller. 95 von 100: so viele kamen spätestens dann.")


def _periods(usage: Usage) -> None:
    label, each = (words.month, "Monat") if usage.monthly else (words.short_day, "Tag")
    most = max(period.messages for period in usage.periods)
    rows = [
        (label(p.day), number(p.conversations), number(p.messages), _bar(p.messages, most))
        for p in usage.periods
    ]
    title = f"Je {each}, nach der Uhr dieses Rechners"
    _table(title, (each,), ("Gespräche", "Nachrichten"), rows, bar=True)


def _bar(part: int, whole: int) -> str:
    return "▇" * round(BAR * part / whole)


def _table(
    title: str, texts: Row, numbers: Row, rows: Sequence[Row], nothing: str = "Keine", bar: bool = False
) -> None:
    """Print a table: columns of text, then of numbers, and a bar that repeats one of them where asked."""
    console.print(f"\n{title}", style="bold", markup=False)
    if not rows:
        say(nothing)
        return
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for head in texts:
        table.add_column(head, overflow="fold")
    for head in numbers:
        table.add_column(head, justify="right", no_wrap=True)
    if bar:
        table.add_column("", no_wrap=True)
    for row in rows:
        # As Text, since a name may look like rich's markup.
        table.add_row(*map(Text, row))
    console.print(table, soft_wrap=False, width=min(console.width, WIDTH))
