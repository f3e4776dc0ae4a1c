"""The pictures of the report, as SVG text that stands in the page."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from matplotlib import rc_context
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from berufslotse.evaluation.figures import BINS, Verdict, confusion

GREEN, RED, GREY = "#1b7f5a", "#b3372f", "#6b7280"


def confusion_picture(verdicts: Sequence[Verdict]) -> str:
    """Draw which intent (row) was taken for which (column), as shares of the row."""
    names, table = confusion(verdicts)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    figure = Figure(figsize=(11, 10), layout="constrained")
    axes = figure.add_subplot()
    axes.imshow(np.sqrt(shares), cmap="Greens", vmin=0, vmax=1)
    for row, column in zip(*np.nonzero(table), strict=True):
        dark = shares[row, column] > 0.4
        axes.text(
            column,
            row,
            str(table[row, column]),
            ha="center",
            va="center",
            fontsize=7,
            color="white" if dark else "black",
        )
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=8)
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_xlabel("verstanden als")
    axes.set_ylabel("gemeint")
    return _svg(figure)


def confidence_picture(verdicts: Sequence[Verdict]) -> str:
    """Draw how many messages were understood rightly and wrongly at which confidence."""
    edges = np.linspace(0, 1, 2 * BINS + 1)
    right = [v.confidence for v in verdicts if v.right]
    wrong = [v.confidence for v in verdicts if not v.right]
    figure = Figure(figsize=(8, 3.6), layout="constrained")
    axes = figure.add_subplot()
    axes.hist(
        [right, wrong], bins=edges, stacked=True, color=[GREEN, RED], label=["richtig", "falsch"], log=True
    )
    axes.set_xlabel("Sicherheit")
    axes.set_ylabel("Nachrichten (logarithmisch)")
    axes.legend(frameon=False, loc="upper left")
    return _svg(figure)


def calibration_picture(verdicts: Sequence[Verdict]) -> str:
    """Draw which share is right at which confidence; on the dotted line confidence means what it says."""
    confidence = np.array([v.confidence for v in verdicts])
    right = np.array([v.right for v in verdicts])
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    filled = [index for index in range(BINS) if (bins == index).sum() >= 5]
    figure = Figure(figsize=(4.6, 3.6), layout="constrained")
    axes = figure.add_subplot()
    axes.plot([0, 1], [0, 1], ":", color=GREY)
    axes.plot(
        [confidence[bins == index].mean() for index in filled],
        [right[bins == index].mean() for index in filled],
        "o-",
        color=GREEN,
    )
    axes.set_xlabel("Sicherheit")
    axes.set_ylabel("davon richtig")
    return _svg(figure)


def _svg(figure: Figure) -> str:
    drawn = io.StringIO()
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "berufslotse", "font.family": "sans-serif"}):
        FigureCanvasSVG(figure).print_svg(drawn, metadata={"Date": None, "Creator": None})
    text = drawn.getvalue()
    return text[text.index("<svg") :]
