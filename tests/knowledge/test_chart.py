"""The picture of pay ranges shows every figure, legibly, and its text alternative tells them all."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
from itertools import combinations
from xml.etree import ElementTree

import pytest
from PIL import Image

from berufslotse.knowledge import chart, chart_shapes
from berufslotse.knowledge.chart import WIDTH, Balken, Bild, choose_axis, draw
from berufslotse.knowledge.chart_shapes import Area, Style, Text, clean, measure, wrap
from berufslotse.knowledge.figures import number, span

SVG = "{http://www.w3.org/2000/svg}"
SOURCES = "Quellen: Entgeltatlas (Stand 2024); Stadt Köln, https://www.stadt-koeln.de/" + "tarif/" * 20
LONG = "Kaufmann für Versicherungen und Finanzanlagen in Frankfurt am Main"

USUAL = [
    Balken("zum Einstieg", "Köln", 3000, 3600, "Median 2024"),
    Balken("zum Einstieg", "München", 3200, 3900, "Tarif"),
    Balken("mit Berufserfahrung", "Köln", 4300, None, "Tarif"),
    Balken("in der Ausbildung", "Köln", 1340, 1340, "netto"),
    Balken("in der Ausbildung", "München", None, 1500),
]
CASES = {
    "usual": USUAL,
    "one": [Balken("g", LONG, 1_234_567.89, 1_345_678.9, "Tarif")],
    "one figure": [Balken("allgemein", "Köln", 2800, 2800)],
    "close together": [Balken("zum Einstieg", o, 3000 + i, 3010 + i) for i, o in enumerate("ABC")],
    "thirty": [Balken(f"Teil {i // 10}", f"Ort {i}", 1000 + 100 * i, 1500 + 110 * i, "x") for i in range(30)],
    "long": [
        Balken("als Spezialist in leitender Stellung " * 4, LONG, 3000, 3600, "nur Betriebe mit Tarif " * 9),
        Balken("g", f"{LONG} und {LONG}, {LONG}", None, 3300, "netto"),
        Balken("g", "Donaudampfschifffahrtsgesellschaftskapitänsanwärter" * 3, 3350.55, 3812.75),
    ],
    "open": [Balken("g", "a", 3000, None), Balken("g", "b", None, 3000), Balken("g", "c", None, 1)],
    "only open below": [Balken("", "", None, 3000)],
    "only zero": [Balken("", "", 0, 0)],
    "hourly": [Balken("g", "a", 12.82, 12.82), Balken("g", "b", 14.25, 17.65)],
    "millions": [Balken("g", LONG, 1_234_567.89, 2_345_678.9, "Tarif"), Balken("g", "b", 9_999_999, None)],
    "markup": [Balken("<b>\"Ä\" & 'ö'", "A & B <„Köln“\"'>]]>", 3000, 3600, "ß < µ &amp;")],
}


def picture(bars) -> Bild:
    return draw("Was verdient man als Erzieherin?", bars, "Euro brutto im Monat", SOURCES)


def random_bars(seed: int) -> list[Balken]:
    dice = random.Random(seed)
    words = [*LONG.split(), "Verwaltungsfachangestellte/Verwaltungsfachangestellter", "m/w/d", "<&>"]

    def text(most):
        return " ".join(dice.choices(words, k=dice.randint(0, most)))

    def bar():
        von = round(dice.uniform(0, 10 ** dice.randint(1, 6)), dice.choice([-1, 0, 2]))
        bis = von + dice.choice([0, 1, 100, 5000])
        ends = dice.choice([(von, bis), (von, None), (None, bis)])
        return Balken(dice.choice(["a", "b", text(12)]), text(20), *ends, text(9))

    return [bar() for _ in range(dice.randint(1, 30))]


ALL = [*CASES.values(), *map(random_bars, range(25))]
every_case = pytest.mark.parametrize("bars", ALL, ids=[*CASES, *(f"random {i}" for i in range(25))])


def overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def texts(bild: Bild) -> list[Text]:
    return [s for s in bild.zeichnung.shapes if isinstance(s, Text)]


def written(bild: Bild, style: Style) -> list[str]:
    return [t.text for t in texts(bild) if t.style == style]


def areas(bild: Bild, *fills: str) -> list[Area]:
    return [s for s in bild.zeichnung.shapes if isinstance(s, Area) and s.fill in fills]


@every_case
def test_the_svg_is_well_formed_and_has_title_and_description(bars):
    bild = picture(bars)
    root = ElementTree.fromstring(bild.svg)
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    assert root.findtext(f"{SVG}title") == "Was verdient man als Erzieherin?"
    assert root.findtext(f"{SVG}desc") == bild.alt
    tags = {e.tag.removeprefix(SVG) for e in root.iter()}
    assert tags <= {"svg", "title", "desc", "rect", "polygon", "text", "tspan"}
    assert not any("href" in name or name.startswith("on") for e in root.iter() for name in e.attrib)


@every_case
def test_every_amount_is_written_at_its_bar_and_told_in_the_text(bars):
    bild = picture(bars)
    amounts = [t for t in texts(bild) if t.style == chart.AMOUNT]
    assert sorted(t.text for t in amounts) == sorted(span(b.von, b.bis) for b in bars)
    for amount, shape in zip(amounts, areas(bild, chart.BAR), strict=True):
        assert 0 < shape.box[1] - amount.y < 110
    told = [part for b in bars for part in (clean(b.titel), span(b.von, b.bis), clean(b.hinweis))]
    assert not [part for part in told if part not in bild.alt]


@every_case
def test_texts_overlap_neither_each_other_nor_the_bars(bars):
    bild = picture(bars)
    boxes = [t.box for t in texts(bild)]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    drawn = [a.box for a in areas(bild, chart.BAR, chart.TRACK)]
    assert not [(box, bar) for box in boxes for bar in drawn if overlap(box, bar)]


@every_case
def test_everything_stays_inside_the_view_box(bars):
    bild = picture(bars)
    for left, top, right, bottom in (s.box for s in bild.zeichnung.shapes):
        assert 0 <= left <= right <= bild.zeichnung.width
        assert 0 <= top <= bottom <= bild.zeichnung.height


@every_case
def test_the_axis_has_few_ticks_and_holds_every_figure(bars):
    axis = choose_axis(bars)
    assert 2 <= len(axis.ticks()) <= 6
    assert (axis.ticks()[0], axis.ticks()[-1]) == (axis.start, axis.end)
    assert all(axis.start <= v <= axis.end for b in bars for v in b.known)


@pytest.mark.parametrize("name", CASES)
def test_the_png_has_double_the_size_of_the_svg(name):
    bild = picture(CASES[name])
    root = ElementTree.fromstring(bild.svg)
    image = Image.open(io.BytesIO(bild.png()))
    assert image.format == "PNG"
    assert image.size == (2 * int(root.get("width", 0)), 2 * int(root.get("height", 0)))
    assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"


def test_without_bars_there_is_no_picture():
    with pytest.raises(ValueError, match="no bars"):
        picture([])


@pytest.mark.parametrize(("von", "bis"), [(None, None), (3000, 2000), (float("nan"), 1), (0, float("inf"))])
def test_a_bar_that_cannot_be_drawn_is_refused(von, bis):
    with pytest.raises(ValueError, match="a bar"):
        Balken("g", "t", von, bis)


def test_the_text_alternative_tells_all_in_sentences():
    assert draw("Gehalt als Koch", USUAL[1:4], "Euro brutto im Monat", "Quelle: Tarifregister").alt == (
        "Balkendiagramm: Gehalt als Koch. Beträge in Euro brutto im Monat. "
        "Zum Einstieg – München: 3.200 bis 3.900 Euro (Tarif). "
        "Mit Berufserfahrung – Köln: mindestens 4.300 Euro (Tarif). "
        "In der Ausbildung – Köln: 1.340 Euro (netto). "
        "Die Achse reicht von 0 bis 5.000 Euro. Quelle: Tarifregister."
    )


def test_groups_keep_their_order_and_have_one_heading_each():
    headings = written(picture([USUAL[2], USUAL[0], USUAL[3], USUAL[1]]), chart.GROUP)
    assert headings == ["Mit Berufserfahrung", "Zum Einstieg", "In der Ausbildung"]


def test_an_axis_that_does_not_start_at_zero_says_so():
    bars = [Balken("zum Einstieg", "Köln", 3000, 3100)]
    bild, start = picture(bars), choose_axis(bars).start
    assert 0 < start < 3000
    assert any(t.text.endswith(f"Achse beginnt erst bei {number(start)}") for t in texts(bild))
    assert f"Die Achse beginnt nicht bei 0, sondern reicht von {number(start)} bis" in bild.alt


def test_an_axis_starts_at_zero_where_the_bars_stay_apart():
    assert choose_axis(USUAL).start == 0 and "beginnt" not in picture(USUAL).svg


def test_bars_lie_where_the_axis_has_their_figures():
    bars = [Balken("g", "a", 1000, 2000), Balken("g", "b", 2000, 4000)]
    first, second = (a.box for a in areas(picture(bars), chart.BAR))
    axis = choose_axis(bars)
    assert (first[0], first[2]) == (axis.x(1000), axis.x(2000))
    assert first[2] == second[0]
    assert second[2] - second[0] == pytest.approx(2 * (first[2] - first[0]), abs=1)


def test_a_single_figure_is_a_marker_around_its_place():
    bars = [Balken("g", "a", 1000, 1000), Balken("g", "b", 500, 2000)]
    marker = areas(picture(bars), chart.BAR)[0]
    assert marker.points[0][0] == choose_axis(bars).x(1000)
    assert len({x for x, _ in marker.points}) == 3


@pytest.mark.parametrize(("von", "bis", "direction"), [(2000, None, 1), (None, 2000, -1)])
def test_an_open_end_is_an_arrow_that_points_there(von, bis, direction):
    bars = [Balken("g", "a", von, bis), Balken("g", "b", 1000, 3000)]
    arrow = areas(picture(bars), chart.BAR)[0]
    tips = [x for x, _ in arrow.points if x == (arrow.box[2] if direction > 0 else arrow.box[0])]
    assert len(tips) == 1 and (tips[0] - choose_axis(bars).x(2000)) * direction > 20


@pytest.mark.parametrize(
    "text", ['Ä & "ö" <ß>', "a\x00b\x1b[0m", "\ud800x", "\ufffe\u202ey", "]]>", "", "   ", "Zeile\nZeile"]
)
def test_any_text_makes_a_well_formed_picture(text):
    bild = draw(text, [Balken(text, text, 1000, 2000, text)], text, text)
    root = ElementTree.fromstring(bild.svg.encode())
    assert root.findtext(f"{SVG}title") == clean(text)
    assert bild.png()


def test_control_characters_are_removed_and_line_ends_become_spaces():
    assert clean(" K\x00ö\x7fl\u200bn\nam\t Rhein\ud800 ") == "Köln am Rhein"


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_texts_and_bars_stand_out_by_darkness_alone():
    for dark in (chart.INK, chart.GREY, chart.BAR):
        assert (1 + 0.05) / (luminance(dark) + 0.05) >= 4.5
    assert (luminance(chart.TRACK) + 0.05) / (luminance(chart.BAR) + 0.05) >= 4.5


def test_the_png_is_readable_in_grey():
    bild = picture([Balken("g", "a", 1000, 2000)])
    grey = Image.open(io.BytesIO(bild.png())).convert("L")
    left, top, right, bottom = areas(bild, chart.BAR)[0].box
    inside, outside, paper = (
        grey.getpixel((int(x), int(top + bottom))) for x in (2 * left + 9, 2 * right + 9, 4)
    )
    assert paper == 255 and outside - inside > 120


def test_svg_and_png_show_bars_in_the_same_place():
    bild = picture(USUAL)
    red = Image.open(io.BytesIO(bild.png())).convert("RGB").getchannel("R")
    left, top, right, bottom = (int(2 * edge) for edge in areas(bild, chart.BAR)[0].box)
    assert red.getpixel((left, top)) < 40 and red.getpixel((right - 1, bottom - 1)) < 40
    outside = ((right, top), (right, bottom - 1), (right - 9, top - 1), (right - 9, bottom))
    assert min(red.getpixel(place) for place in outside) > 225


def test_long_labels_are_wrapped_and_only_very_long_ones_shortened():
    lines = written(picture([Balken("g", LONG, 3000, 3600)]), chart.LABEL)
    assert " ".join(lines) == LONG and len(lines) > 1
    lines = written(picture([Balken("g", f"{LONG} {LONG} {LONG}", 3000, 3600)]), chart.LABEL)
    assert len(lines) == chart.LABEL_LINES and lines[-1].endswith("…")


def test_sources_are_never_shortened():
    assert SOURCES.replace(" ", "") in "".join(written(picture(USUAL), chart.SMALL)).replace(" ", "")


@pytest.mark.parametrize("width", [5, 60, 200])
def test_wrapping_loses_nothing_and_keeps_to_the_width(width):
    style = Style(14, "#000000")
    text = f"{LONG}, Verwaltungsfachangestellte/Verwaltungsfachangestellter (m/w/d) {'x' * 80}"
    lines = wrap(text, style, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) == 1 or measure(line, style) <= width for line in lines)


def test_text_is_large_enough_to_read():
    sizes = [int(s) for s in re.findall(r'font-size="(\d+)"', picture(USUAL).svg)]
    assert min(sizes) >= 13 and picture(USUAL).zeichnung.width == WIDTH <= 480


def test_without_the_font_file_the_picture_is_drawn_with_the_font_of_pillow(monkeypatch):
    monkeypatch.setattr(chart_shapes, "_font_file", lambda bold: None)
    monkeypatch.setattr(chart_shapes, "_font", chart_shapes._font.__wrapped__)
    assert Image.open(io.BytesIO(picture(CASES["long"]).png())).size[0] == 2 * WIDTH
    test_texts_overlap_neither_each_other_nor_the_bars(CASES["long"])


def test_importing_and_drawing_leave_matplotlib_alone_and_pillow_until_needed():
    code = (
        "import sys; from berufslotse.knowledge import chart; assert 'PIL' not in sys.modules;"
        "chart.draw('a', [chart.Balken('g', 't', 1, 2)], 'Euro', 'q').png();"
        "assert 'PIL' in sys.modules and 'matplotlib' not in sys.modules and 'numpy' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_label_of_any_length_is_measured_a_few_times_per_line(monkeypatch):
    measured = []
    monkeypatch.setattr(
        chart_shapes, "measure", lambda text, style: measured.append(text) or measure(text, style)
    )
    wrap("{" * 2_000, Style(12, "#000000"), 120, 2)
    assert len(measured) < 30 * 2_000 / 10
