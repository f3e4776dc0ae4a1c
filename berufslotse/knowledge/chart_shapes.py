"""Shapes of a picture: measured, broken into lines, and drawn alike as SVG and as PNG."""

from __future__ import annotations

import io
import math
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

# Pillow takes 20 ms and some megabytes, so it is imported only once a picture is drawn.

PAPER = "#ffffff"
PNG_SCALE = 2
# Distance of the tones between a colour and the paper, for soft edges; Pillow mixes up closer ones. With so
# few colours the file has a third of the size, and leaving their choice to Pillow takes 20 MB more memory.
TONE_STEP = 20
# Pillow draws areas with hard edges; drawn finer and shrunk they get soft ones.
FINER = 4
ASCENT, DESCENT, LINE = 0.95, 0.25, 1.3
# Pillow's own font runs narrower than what browsers take for sans-serif.
FALLBACK_WIDENING = 1.2

Box = tuple[float, float, float, float]
# After a space, and inside long compounds after a hyphen or a slash (but not in "m/w/d").
_BREAKS = re.compile(r"(?<=\s)|(?<=\w{3}[-/])(?=\w{3})")


@dataclass(frozen=True)
class Style:
    """How a text looks."""

    size: int
    fill: str
    bold: bool = False

    @property
    def line(self) -> float:
        """Return the height of a line."""
        return self.size * LINE


@dataclass(frozen=True)
class Text:
    """One line of text with its baseline at `y`; `tail` follows it in a style of its own."""

    x: float
    y: float
    text: str
    style: Style
    anchor: Literal["start", "middle", "end"] = "start"
    tail: tuple[str, Style] | None = None

    @property
    def box(self) -> Box:
        """Return left, top, right and bottom."""
        width = measure(self.text, self.style) + (measure(*self.tail) if self.tail else 0)
        left = self.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor]
        return left, self.y - ASCENT * self.style.size, left + width, self.y + DESCENT * self.style.size


@dataclass(frozen=True)
class Area:
    """A filled polygon."""

    points: tuple[tuple[float, float], ...]
    fill: str

    @property
    def box(self) -> Box:
        """Return left, top, right and bottom."""
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


Shape = Text | Area


def rectangle(left: float, top: float, right: float, bottom: float, fill: str) -> Area:
    """Return a rectangle as an area."""
    return Area(((left, top), (right, top), (right, bottom), (left, bottom)), fill)


def lozenge(x: float, y: float, radius: float, fill: str) -> Area:
    """Return a square on its tip around a point."""
    return Area(((x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)), fill)


def arrow(x: float, y: float, length: float, thickness: float, fill: str) -> Area:
    """Return a thick arrow that starts at a point; a negative `length` leads to the left."""
    head = math.copysign(thickness, length)
    tip, neck, body = x + length, x + length - head, thickness / 2
    upper = ((x, y - body), (neck, y - body), (neck, y - 1.6 * body))
    lower = tuple((px, 2 * y - py) for px, py in reversed(upper))
    return Area((*upper, (tip, y), *lower), fill)


def axis_break(x: float, y: float, fill: str, background: str) -> list[Area]:
    """Return two strokes with a gap in between, which say that a horizontal axis leaves something out."""
    areas = []
    for half, colour in ((5, fill), (3, background)):
        corners = ((x + 2 - half, -6), (x + 2 + half, -6), (x - 2 + half, 7), (x - 2 - half, 7))
        areas.append(Area(tuple((px, y + py) for px, py in corners), colour))
    return areas


def clean(text: str) -> str:
    """Return `text` without control characters and the like, which XML forbids or nobody sees."""
    visible = (c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return " ".join("".join(visible).split())


def _font_file(bold: bool) -> Path | None:
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        return None
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    path = Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / name
    return path if path.is_file() else None


@lru_cache(maxsize=16)
def _font(style: Style) -> tuple[FreeTypeFont, float]:
    """Return the font at the size of the PNG, and by what to multiply the widths it measures."""
    from PIL import ImageFont

    size, path = style.size * PNG_SCALE, _font_file(style.bold)
    if path:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC), 1 / PNG_SCALE
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font, FALLBACK_WIDENING / PNG_SCALE


@lru_cache(maxsize=4096)
def measure(text: str, style: Style) -> float:
    """Return the width of `text`."""
    font, factor = _font(style)
    return font.getlength(text) * factor


def _cut(text: str, style: Style, width: float, end: str = "") -> str:
    """Return as much of the beginning of `text` as fits together with `end`, at least one character."""
    fitting = bisect_right(
        range(1, len(text) + 1), width, key=lambda count: measure(text[:count].rstrip() + end, style)
    )
    return text[: max(1, fitting)].rstrip() + end


def wrap(text: str, style: Style, width: float, most: int | None = None) -> list[str]:
    """Return `text` in lines no wider than `width`; what exceeds `most` lines is cut off with "…"."""
    lines: list[str] = []
    line = ""
    for token in _BREAKS.split(text):
        if line and measure((line + token).rstrip(), style) > width:
            lines.append(line)
            line = ""
        line += token
        while len(head := _cut(line, style, width)) < len(line.rstrip()):
            lines.append(head)
            line = line[len(head) :]
    lines.append(line)
    if most and len(lines) > most:
        rest = "".join(lines[most - 1 : most + 1])
        lines[most - 1 :] = [_cut(rest, style, width, "…")]
    return [line.strip() for line in lines if line.strip()]


@dataclass
class Sheet:
    """A picture in the making, with text from `left` on; `y` is how far down it is filled."""

    left: float
    y: float
    shapes: list[Shape] = field(default_factory=list)

    def baseline(self, style: Style) -> float:
        """Return where a text that comes next has its baseline."""
        return round(self.y + ASCENT * style.size)

    def write(self, lines: Sequence[str], style: Style) -> None:
        """Put lines of text below each other."""
        for line in lines:
            self.shapes.append(Text(self.left, self.baseline(style), line, style))
            self.y += style.line


@dataclass(frozen=True)
class Drawing:
    """Shapes on a white sheet."""

    width: int
    height: int
    shapes: Sequence[Shape]

    def svg(self, title: str, description: str) -> str:
        """Return the picture as SVG."""
        size = f'viewBox="0 0 {self.width} {self.height}" width="{self.width}" height="{self.height}"'
        about = 'role="img" lang="de" font-family="sans-serif"'
        return "\n".join(
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} {about}>',
                f"<title>{escape(title)}</title>",
                f"<desc>{escape(description)}</desc>",
                f'<rect width="100%" height="100%" fill="{PAPER}"/>',
                *(_svg_text(s) if isinstance(s, Text) else _svg_area(s) for s in self.shapes),
                "</svg>\n",
            )
        )

    def png(self) -> bytes:
        """Return the picture as PNG at double size."""
        from PIL import Image

        image = Image.new("RGB", (self.width * PNG_SCALE, self.height * PNG_SCALE), PAPER)
        for shape in self.shapes:
            if isinstance(shape, Text):
                _paint_text(image, shape)
            else:
                _paint_area(image, shape)
        file = io.BytesIO()
        palette = Image.new("P", (1, 1))
        palette.putpalette(_tones(self.shapes))
        image.quantize(palette=palette, dither=Image.Dither.NONE).save(file, "PNG")
        return file.getvalue()


def _tones(shapes: Sequence[Shape]) -> list[int]:
    """Return the paper and the colours of `shapes` with the tones in between, as Pillow wants a palette."""
    from PIL import ImageColor

    fills = {s.fill for s in shapes if isinstance(s, Area)}
    fills |= {style.fill for s in shapes if isinstance(s, Text) for style in (s.style, *(s.tail or ())[1:])}
    paper = ImageColor.getrgb(PAPER)
    palette = list(paper)
    for fill in sorted(fills - {PAPER}):
        colour = ImageColor.getrgb(fill)
        tones = max(1, (max(paper) - min(colour)) // TONE_STEP)
        for tone in range(tones):
            palette += [round(a + (b - a) * tone / tones) for a, b in zip(colour, paper, strict=True)]
    return palette


def _svg_style(style: Style) -> str:
    weight = ' font-weight="bold"' if style.bold else ""
    return f'font-size="{style.size}" fill="{style.fill}"{weight}'


def _svg_text(text: Text) -> str:
    anchor = "" if text.anchor == "start" else f' text-anchor="{text.anchor}"'
    tail = ""
    if text.tail:
        tail = f"<tspan {_svg_style(text.tail[1])}>{escape(text.tail[0])}</tspan>"
    place = f'x="{text.x:.7g}" y="{text.y:.7g}"'
    return f"<text {place} {_svg_style(text.style)}{anchor}>{escape(text.text)}{tail}</text>"


def _svg_area(area: Area) -> str:
    points = " ".join(f"{x:.7g},{y:.7g}" for x, y in area.points)
    return f'<polygon points="{points}" fill="{area.fill}"/>'


def _paint_text(image: Image, text: Text) -> None:
    from PIL import ImageDraw

    draw, anchor = ImageDraw.Draw(image), {"start": "ls", "middle": "ms", "end": "rs"}[text.anchor]
    place = (text.x * PNG_SCALE, text.y * PNG_SCALE)
    draw.text(place, text.text, text.style.fill, _font(text.style)[0], anchor)
    if text.tail:
        words, style = text.tail
        place = ((text.x + measure(text.text, text.style)) * PNG_SCALE, place[1])
        draw.text(place, words, style.fill, _font(style)[0], anchor)


def _paint_area(image: Image, area: Area) -> None:
    from PIL import Image, ImageDraw

    left, top, right, bottom = (edge * PNG_SCALE for edge in area.box)
    x, y = math.floor(left), math.floor(top)
    width, height = math.ceil(right) - x, math.ceil(bottom) - y
    points = [((px * PNG_SCALE - x) * FINER, (py * PNG_SCALE - y) * FINER) for px, py in area.points]
    mask = Image.new("L", (width * FINER, height * FINER))
    ImageDraw.Draw(mask).polygon(points, fill=255)
    image.paste(area.fill, (x, y), mask.reduce(FINER))
