"""The report on how well messages are understood: one page that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from berufslotse.evaluation.figures import Figures, Verdict, by_intent, figures, worst
from berufslotse.evaluation.pictures import calibration_picture, confidence_picture, confusion_picture

WORST = 60
GREATEST_LOSS = 0.01
"""By so much accuracy may fall below the baseline before the tests fail."""


@dataclass(frozen=True)
class Comparison:
    """One figure now and in the baseline; `good_when_low` where less is better."""

    name: str
    now: float
    before: float | None
    good_when_low: bool = False

    @property
    def change(self) -> float | None:
        """How much it changed, in points of a hundred."""
        # Adding zero makes -0.0 an ordinary nought.
        return None if self.before is None else round(100 * (self.now - self.before), 1) + 0.0

    @property
    def worse(self) -> bool:
        """Whether it changed for the worse by a tenth of a point or more."""
        change = self.change or 0.0
        return change >= 0.1 if self.good_when_low else change <= -0.1

    @property
    def better(self) -> bool:
        """Whether it changed for the better by a tenth of a point or more."""
        return abs(self.change or 0.0) >= 0.1 and not self.worse


def compare(now: Figures, before: Figures | None) -> list[Comparison]:
    """Set the figures beside those of the baseline."""
    rows = [
        Comparison("Absicht beim ersten Versuch richtig", now.accuracy, before.accuracy if before else None),
        Comparison("unter den ersten drei", now.top3, before.top3 if before else None),
        Comparison(
            "Sicherheit liegt daneben um (ECE)",
            now.calibration_error,
            before.calibration_error if before else None,
            good_when_low=True,
        ),
    ]
    for kind, score in now.entities.items():
        rows.append(
            Comparison(
                f"{kind.capitalize()} richtig erkannt (F1)",
                score.f1,
                before.entities[kind].f1 if before else None,
            )
        )
    return rows


def write_report(
    verdicts: Sequence[Verdict], before: Figures | None, milliseconds: float, path: Path, machine: str
) -> Figures:
    """Write the page to `path` and return the figures; `milliseconds` is the median time of a message."""
    now = figures(verdicts)
    pages = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    page = pages.get_template("report.html.j2").render(
        now=now,
        comparisons=compare(now, before),
        milliseconds=milliseconds,
        machine=machine,
        intents=by_intent(verdicts),
        confusion=confusion_picture(verdicts),
        confidence=confidence_picture(verdicts),
        calibration=calibration_picture(verdicts),
        mistakes=worst(verdicts, WORST),
        wrong=sum(not v.right for v in verdicts),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return now
