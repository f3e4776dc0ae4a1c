"""Uses the commands in a real terminal and draws what it shows, as docs/terminal/*.svg, for the handbook.

    .venv/bin/python scripts/terminal_pictures.py

Starts a bot of its own, in a folder of its own: nothing of it is kept.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pyte
from rich.console import Console
from rich.style import Style
from rich.text import Text

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from benchmarks.report.making import fill  # noqa: E402
from berufslotse.serving.conversations import open_engine  # noqa: E402
from berufslotse.serving.events import address  # noqa: E402
from tests.console.terminals import COLUMNS, LINES, Terminal  # noqa: E402

TARGET = PROJECT / "docs" / "terminal"
COMMAND = str(Path(sys.executable).parent / "berufslotse")
INK = "#1f2328"
# What a terminal's colours look like on light ground, dark enough to be read there.
COLOURS = {
    "cyan": "#0b4f6c",
    "brown": "#7a3e00",  # so pyte calls yellow
    "green": "#1a6b2f",
    "red": "#a40000",
    "blue": "#0b4f6c",
    "magenta": "#6b2a7a",
}
# Rich's own drawing loads a font from elsewhere; this one asks for nothing.
FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>TITLE</title>
<style>
{styles}
text {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: {char_height}px; }}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>{lines}</defs>
<rect width="{width}" height="{height}" rx="8" fill="#fbfaf7"/>
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""


def main() -> None:
    """Draw all pictures."""
    TARGET.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(BERUFSLOTSE_HOME=home, CONVERSATIONS_URL=f"sqlite:///{home}/gespraeche.db")
        _shell()
        _review()
        _test()
        _check(Path(home))
        _report(home)


def _shell() -> None:
    with _terminal("shell") as terminal:
        terminal.wait_for("Du:")
        terminal.type("und was verdient man als erzieherin in köln am anfang?\r")
        terminal.wait_for("Fakt")
        draw(
            "shell",
            "Frage und Antwort in der Shell, darunter in einer Zeile, wie der Lotse darauf kam",
            terminal,
        )
        terminal.type("\x1bOQ")
        terminal.wait_for("davon")
        draw("erklaerung", "Die aufgeklappte Erklärung zu einer Antwort", terminal, after="▾")
        terminal.type("gibts da auch männer\r")
        terminal.wait_for("Lotse")
        terminal.type(":falsch\r")
        terminal.wait_for("Enter: doch nicht")
        draw(
            "falsch",
            "Die Liste, aus der man nach „:falsch“ wählt, was gemeint war",
            terminal,
            after=":falsch",
        )
        terminal.type("3\r")
        terminal.wait_for("vermerkt")
        terminal.type(":notiz Das fragen hier viele Väter.\r")
        terminal.wait_for("Notiert.")
        terminal.type("ende\r")
        terminal.wait_for_end()


def _review() -> None:
    with _terminal("review") as terminal:
        terminal.wait_for("Wahl:")
        draw(
            "review",
            "Eine Nachricht in der Durchsicht, mit Grund, Antwort und Auswahl",
            terminal,
            after="Nachricht 1",
        )
        terminal.type("q\r")
        terminal.wait_for_end()


def _test() -> None:
    with _terminal("test", "docs/beispiel-dialog.md") as terminal:
        terminal.wait_for("Erwartungen.")
        draw(
            "test",
            "Drei Gespräche, geprüft: Was erfüllt ist, hat einen Haken",
            terminal,
            after="✓ Erzieherin",
        )


def _check(home: Path) -> None:
    folder = home / "profiles"
    folder.mkdir()
    (folder / "florist-bonn.yml").write_text(
        'beruf: Florist\nort: Bonn\nquellen:\n  - {titel: "Floristik in Bonn", '
        'url: "https://www.beispiel.de/florist", abgerufen: 2026-11-24}\n'
        "fakten:\n  - thema: gehallt\n    text: Wer anfängt, verdient meist 2.100 Euro im Monat.\n",
        encoding="utf-8",
    )
    words = ("sh", "-c", f"cd {home} && exec {COMMAND} knowledge check profiles")
    with Terminal(*words, env={"NO_COLOR": ""}) as terminal:
        terminal.wait_for_end()
        draw("check", "Ein Schreibfehler im Profil, mit Datei, Zeile und dem, was erlaubt ist", terminal)


def _report(home: str) -> None:
    engine = open_engine(address())
    fill(engine, 2_000)
    engine.dispose()
    with _terminal("report") as terminal:
        terminal.wait_for_end()
        draw("report", "Der Anfang des Berichts", terminal, most=30)


def _terminal(*words: str) -> Terminal:
    return Terminal(COMMAND, *words, env={"NO_COLOR": ""})


def draw(name: str, title: str, terminal: Terminal, after: str = "", most: int = 40) -> None:
    """Draw what `terminal` shows, from the last line with `after` on, as docs/terminal/NAME.svg."""
    lines = list(_coloured(terminal.written))
    while lines and not lines[-1].plain.strip():
        lines.pop()
    begins = [number for number, line in enumerate(lines) if after and after in line.plain]
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), color_system="truecolor")
    for line in lines[begins[-1] if begins else 0 :][:most]:
        console.print(line, no_wrap=True, overflow="crop")
    target = TARGET / f"{name}.svg"
    picture = console.export_svg(code_format=FORMAT.replace("TITLE", title), title="")
    target.write_text(picture, encoding="utf-8")
    print(f"{target.relative_to(PROJECT)}: {target.stat().st_size // 1000} kB")


def _coloured(written: bytes) -> Iterator[Text]:
    """Yield the lines that a terminal shows when `written` was written to it, what left the screen first."""
    screen = pyte.HistoryScreen(COLUMNS, LINES, history=1000, ratio=0.5)
    pyte.ByteStream(screen).feed(written)
    for line in [*screen.history.top, *(screen.buffer[row] for row in range(LINES))]:
        signs = (line[column] for column in range(COLUMNS))
        text = Text()
        for (colour, bold), run in groupby(signs, key=lambda sign: (COLOURS.get(sign.fg, INK), sign.bold)):
            text.append("".join(sign.data for sign in run), Style(color=colour, bold=bold))
        yield text


if __name__ == "__main__":
    main()
