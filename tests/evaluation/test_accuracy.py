"""The bot understands messages that nobody trained on at least as well as it last did."""

from __future__ import annotations

import asyncio

import pytest

from berufslotse.console.evaluation import BASELINE, HELDOUT
from berufslotse.evaluation.figures import Figures, figures, load_figures, read_messages
from berufslotse.evaluation.measuring import read
from berufslotse.evaluation.report import GREATEST_LOSS


@pytest.fixture(scope="module")
def now(model) -> Figures:
    verdicts, _ = asyncio.run(read(model, read_messages(HELDOUT), lambda: None))
    return figures(verdicts)


@pytest.fixture(scope="module")
def before() -> Figures:
    found = load_figures(BASELINE)
    assert found
    return found


def test_intents_are_understood_as_well_as_before(now, before):
    assert now.accuracy >= before.accuracy - GREATEST_LOSS
    assert now.top3 >= before.top3 - GREATEST_LOSS


def test_confidence_means_what_it_says(now):
    assert now.calibration_error < 0.05


@pytest.mark.parametrize("kind", ["beruf", "ort", "stufe", "arbeitgeber"])
def test_names_are_found_as_well_as_before(now, before, kind):
    assert now.entities[kind].f1 >= before.entities[kind].f1 - GREATEST_LOSS
