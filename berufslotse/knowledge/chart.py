"""A picture of pay ranges: bars on a common axis in euros, with a text that tells the same."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from berufslotse.knowledge.chart_shapes import (
    PAPER,
    Area,
    Drawing,
    Sheet,
    Style,
    Text,
    arrow,
    axis_break,
    clean,
    lozenge,
    measure,
    rectangle,
    wrap,
)
from berufslotse.knowledge.figures import number, span
from berufslotse.knowledge.wording import capital

WIDTH = 416
LEFT, RIGHT = 24, WIDTH - 24
GAP = 16

INK, GREY, BAR, TRACK, TICK = "#1a1a1a", "#555555", "#174a7c", "#ebebeb", "#a6a6a6"
HEADING = Style(18, INK, bold=True)
GROUP = Style(15, INK, bold=True)
LABEL = Style(14, INK)
AMOUNT = Style(14, INK, bold=True)
NOTE = Style(14, GREY)
SMALL = Style(13, GREY)

HEADING_LINES, GROUP_LINES, LABEL_LINES, HINT_LINES = 4, 3, 4, 2
# With less room than this beside the amount, a label gets a line of its own.
LEAST_LABEL = 150
THICKNESS, TRACK_THICKNESS = 14, 18
LEAST_BAR, MARKER = 6, 10
ARROW, LEAST_ARROW = 64, 22

MOST_INTERVALS = 5
# The known figures should spread over at least this share of the axis, or else it starts above 0.
LEAST_SPREAD = 1 / 3
# Share of the axis kept free for an arrow, and beside the bars if the axis starts above 0.
ARROW_SHARE, MARGIN_SHARE = 0.1, 0.06
# From so many bars on the axis stands above them, too.
TALL = 7


@dataclass(frozen=True)
class Balken:
    """One pay figure.

    `gruppe` is the heading it stands under ("zum Einstieg"), `titel` what it is of ("Köln"), `hinweis` what
    kind of figure it is ("Tarif"). `von` and `bis` are euros, and None is an open end; that both are open or
    in the wrong order raises ValueError.
    """

    gruppe: str
    titel: str
    von: float | None
    bis: float | None
    hinweis: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        if not self.known or any(not math.isfinite(v) for v in self.known):
            raise ValueError("a bar needs at least one figure, and no infinite ones")
        if self.known[0] > self.known[-1]:
            raise ValueError("a bar cannot end below its beginning")

    @property
    def known(self) -> list[float]:
        """Return the ends that are not open."""
        return [v for v in (self.von, self.bis) if v is not None]


@dataclass(frozen=True)
class Bild:
    """A picture as SVG and as PNG; `alt` tells everything that it shows."""

    svg: str
    alt: str
    zeichnung: Drawing = field(repr=False)

    def png(self) -> bytes:
        """Return the picture as PNG, twice as large as the SVG."""
        return self.zeichnung.png()


@dataclass(frozen=True)
class Axis:
    """The scale that all bars share, with a tick every `step` euros."""

    start: float
    end: float
    step: float

    def x(self, euros: float) -> float:
        """Return where on the picture an amount lies, to half a unit (a pixel of the PNG)."""
        share = (euros - self.start) / (self.end - self.start)
        return round((LEFT + share * (RIGHT - LEFT)) * 2) / 2

    def ticks(self) -> list[float]:
        """Return the amounts to mark."""
        count = round((self.end - self.start) / self.step)
        return [round(self.start + i * self.step, 2) for i in range(count + 1)]


def _axes(bottom: float, top: float) -> Iterator[Axis]:
    """Yield axes that hold `bottom` and `top`, with round ticks, ever fewer of them."""
    exponent = math.floor(math.log10(top - bottom)) - 1
    while True:
        for factor in (1, 2, 2.5, 5):
            step = factor * 10.0**exponent
            # The tiny share makes up for binary fractions: 0.3 / 0.1 is less than 3.
            start, end = math.floor(bottom / step + 1e-9) * step, math.ceil(top / step - 1e-9) * step
            yield Axis(round(start, 2), round(end, 2), step)
        exponent += 1


def _readable(axis: Axis) -> bool:
    """Whether the ticks are few and their amounts do not run into each other."""
    intervals = len(axis.ticks()) - 1
    if not 2 < intervals <= MOST_INTERVALS:
        return intervals <= 2
    widest = max(measure(number(tick), SMALL) for tick in axis.ticks())
    return widest + GAP <= (RIGHT - LEFT) / intervals


def choose_axis(bars: Sequence[Balken]) -> Axis:
    """Return an axis with a few round ticks, from 0 unless that would crush the bars."""
    known = [v for bar in bars for v in bar.known]
    low, high = min(known), max(known)
    from_zero = low == high >= 0 or (low >= 0 and (high - low) / high >= LEAST_SPREAD)
    bottom = 0.0 if from_zero else low
    reach = max(1.0, high - bottom)
    room, margin = ARROW_SHARE * reach, 0.0 if from_zero else MARGIN_SHARE * reach
    top = max(bottom + 1, high + margin, *(b.known[0] + room for b in bars if b.bis is None))
    if not from_zero:
        bottom = min(low - margin, *(b.known[0] - room for b in bars if b.von is None), low)
        bottom = max(bottom, min(low, 0.0))
    return next(filter(_readable, _axes(bottom, top)))


def _bar(bar: Balken, axis: Axis, y: float) -> Area:
    """Return the shape of a figure, with its middle at height `y`."""
    if bar.von is None or bar.bis is None:
        x, direction = axis.x(bar.known[0]), 1 if bar.bis is None else -1
        room = RIGHT - x if direction > 0 else x - LEFT
        return arrow(x, y, direction * max(LEAST_ARROW, min(ARROW, room)), THICKNESS, BAR)
    left, right = axis.x(bar.von), axis.x(bar.bis)
    if bar.von == bar.bis:
        return lozenge(left, y, MARKER, BAR)
    widen = max(0.0, LEAST_BAR - (right - left)) / 2
    return rectangle(left - widen, y - THICKNESS / 2, right + widen, y + THICKNESS / 2, BAR)


def _tick(axis: Axis, euros: float, top: float, bottom: float, fill: str) -> Area:
    """Return a tick; on whole units, so that it is sharp on screens of any kind."""
    left = min(round(axis.x(euros)), RIGHT - 1)
    return rectangle(left, top, left + 1, bottom, fill)


def _put_label(sheet: Sheet, bar: Balken, room: float) -> None:
    """Write what the bar is of, and the hint behind it or, for want of room, below."""
    lines = wrap(bar.titel, LABEL, room, LABEL_LINES)
    sheet.write(lines, LABEL)
    if not bar.hinweis:
        return
    tail = (f" · {bar.hinweis}", NOTE)
    if lines and measure(lines[-1], LABEL) + measure(*tail) <= room:
        last = sheet.shapes[-1]
        assert isinstance(last, Text)
        sheet.shapes[-1] = replace(last, tail=tail)
    else:
        # The amount stands beside the first line only.
        sheet.write(wrap(bar.hinweis, NOTE, RIGHT - LEFT if lines else room, HINT_LINES), NOTE)


def _put_row(sheet: Sheet, bar: Balken, axis: Axis) -> None:
    """Write label and amount, and draw the bar below them."""
    top, amount = sheet.y, span(bar.von, bar.bis)
    room = RIGHT - LEFT - GAP - measure(amount, AMOUNT)
    widest_word = max((measure(word, LABEL) for word in bar.titel.split()), default=0)
    own_line = room < max(LEAST_LABEL, widest_word)
    if own_line:
        _put_label(sheet, bar, RIGHT - LEFT)
        top = sheet.y
    sheet.shapes.append(Text(RIGHT, sheet.baseline(AMOUNT), amount, AMOUNT, "end"))
    if not own_line:
        _put_label(sheet, bar, room)
    sheet.y = max(round(sheet.y), round(top + AMOUNT.line)) + 4
    bottom = sheet.y + TRACK_THICKNESS
    sheet.shapes.append(rectangle(LEFT, sheet.y, RIGHT, bottom, TRACK))
    sheet.shapes += [_tick(axis, tick, sheet.y, bottom, TICK) for tick in axis.ticks()]
    sheet.shapes.append(_bar(bar, axis, sheet.y + TRACK_THICKNESS / 2))
    sheet.y = bottom + 12


def _put_axis(sheet: Sheet, axis: Axis, above: bool) -> None:
    """Draw the axis: the line, its ticks, the amounts, and a break where it does not start at 0."""
    if above:
        amounts, line = sheet.baseline(SMALL), round(sheet.y + SMALL.line) + 6
    else:
        amounts, line = sheet.baseline(SMALL) + 14, round(sheet.y) + 6
    sheet.shapes.append(rectangle(LEFT, line, RIGHT, line + 1, GREY))
    for tick in axis.ticks():
        sheet.shapes.append(_tick(axis, tick, line - 4, line + 5, GREY))
        half = measure(number(tick), SMALL) / 2
        middle = min(max(axis.x(tick), half + 4), WIDTH - half - 4)
        sheet.shapes.append(Text(middle, amounts, number(tick), SMALL, "middle"))
    if axis.start:
        sheet.shapes += axis_break(LEFT + 14, line, GREY, PAPER)
    sheet.y = line + 14 if above else round(sheet.y + 14 + SMALL.line)


def _groups(bars: Sequence[Balken]) -> dict[str, list[Balken]]:
    groups: dict[str, list[Balken]] = {}
    for bar in bars:
        groups.setdefault(capital(bar.gruppe), []).append(bar)
    return groups


def layout(heading: str, bars: Sequence[Balken], unit: str, sources: str) -> Drawing:
    """Return the picture as shapes."""
    sheet, axis, room = Sheet(LEFT, y=18), choose_axis(bars), RIGHT - LEFT
    sheet.write(wrap(heading, HEADING, room, HEADING_LINES), HEADING)
    about = [unit, f"Achse beginnt erst bei {number(axis.start)}" if axis.start else ""]
    sheet.y += 2
    sheet.write(wrap(" · ".join(filter(None, about)), NOTE, room), NOTE)
    sheet.y = round(sheet.y) + 14
    if len(bars) >= TALL:
        _put_axis(sheet, axis, above=True)
    for group, members in _groups(bars).items():
        sheet.write(wrap(group, GROUP, room, GROUP_LINES), GROUP)
        sheet.y += 4
        for bar in members:
            _put_row(sheet, bar, axis)
        sheet.y += 8
    sheet.y -= 12
    _put_axis(sheet, axis, above=False)
    sheet.y += 12
    sheet.write(wrap(sources, SMALL, room), SMALL)
    return Drawing(WIDTH, math.ceil(sheet.y + 14), tuple(sheet.shapes))


def _sentence(text: str) -> str:
    return text if text[-1] in ".!?" else f"{text}."


def _in_words(bar: Balken) -> str:
    name = f"{bar.titel}: " if bar.titel else ""
    hint = f" ({bar.hinweis})" if bar.hinweis else ""
    return f"{name}{span(bar.von, bar.bis)}{hint}"


def tell(heading: str, bars: Sequence[Balken], unit: str, sources: str) -> str:
    """Return everything that the picture shows as sentences."""
    axis = choose_axis(bars)
    told = [f"Balkendiagramm: {heading}", f"Beträge in {unit}" if unit else ""]
    for group, members in _groups(bars).items():
        figures = "; ".join(_in_words(bar) for bar in members)
        told.append(f"{group} – {figures}" if group else figures)
    reach = f"von {number(axis.start)} bis {number(axis.end)} Euro"
    beginning = "beginnt nicht bei 0, sondern" if axis.start else ""
    told += [f"Die Achse {beginning} reicht {reach}".replace("  ", " "), sources]
    return " ".join(_sentence(part) for part in told if part)


def draw(ueberschrift: str, balken: Sequence[Balken], einheit: str, quellen: str) -> Bild:
    """Return a picture of pay ranges.

    Args:
        ueberschrift: what the picture is of.
        balken: the figures; those of one group stand together, the groups in the order of their first figure.
        einheit: what the figures are, such as "Euro brutto im Monat".
        quellen: where they come from, as one line.

    Raises:
        ValueError: there are no figures.
    """
    if not balken:
        raise ValueError("no bars to draw")
    heading, unit, sources = clean(ueberschrift), clean(einheit), clean(quellen)
    bars = [
        replace(b, gruppe=clean(b.gruppe), titel=clean(b.titel), hinweis=clean(b.hinweis)) for b in balken
    ]
    alt = tell(heading, bars, unit, sources)
    drawing = layout(heading, bars, unit, sources)
    return Bild(drawing.svg(heading, alt), alt, drawing)
