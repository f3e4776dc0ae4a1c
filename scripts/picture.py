"""Plays a conversation to the running bot and draws it as docs/gespraech.svg, for the README.

Start the bot with `make run`, then: .venv/bin/python scripts/picture.py
"""

import io
import uuid
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from berufslotse.serving.processes import Adressen, get_json

TARGET = Path(__file__).resolve().parent.parent / "docs" / "gespraech.svg"
MESSAGES = (
    "was macht man als it-projektkoordinatorin in leverkusen?",
    "und was verdient man da so am anfang",
    "wie ticken die leute dort",
)
# Rich's own drawing loads a font from elsewhere; this one asks for nothing.
FORMAT = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>Ein Gespräch mit dem Berufslotsen</title>
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
    """Draw the conversation."""
    console = Console(record=True, width=96, file=io.StringIO(), color_system="truecolor")
    sender = f"bild-{uuid.uuid4().hex[:8]}"
    for message in MESSAGES:
        console.print(Padding(Text(f"Du: {message}", style="bold #0b4f6c"), (1, 0, 0, 0)))
        for reply in get_json(Adressen().rest, {"sender": sender, "message": message}):
            answer, _, source = reply["text"].partition("\nQuelle")
            console.print(Text(f"Lotse: {answer}", style="#1f2328"))
            console.print(Text(f"Quelle{source}", style="#57606a"))
            titles = "   ".join(f"[{b['title']}]" for b in reply.get("buttons", []))
            console.print(Text(titles, style="#7a3e00"))
    TARGET.write_text(console.export_svg(code_format=FORMAT, title=""), encoding="utf-8")


if __name__ == "__main__":
    main()
