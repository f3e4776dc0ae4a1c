"""The report shows all there is to see, in one page that needs nothing else."""

from __future__ import annotations

import dataclasses
import re

import pytest

from berufslotse.evaluation.figures import Message, Verdict, figures
from berufslotse.evaluation.report import compare, write_report


def verdict(text, meant, *ranking):
    return Verdict(Message(text, meant, frozenset()), ranking, frozenset())


@pytest.fixture
def verdicts():
    right = [verdict(f"frage {i}", "gehalt", ("gehalt", 0.9), ("greet", 0.1)) for i in range(8)]
    return [*right, verdict("<b>tach</b> auch", "greet", ("gehalt", 0.77), ("greet", 0.23))]


@pytest.fixture
def page(verdicts, tmp_path):
    path = tmp_path / "evaluation" / "report.html"
    write_report(verdicts, None, 1.25, path, "2 Kerne")
    return path.read_text(encoding="utf-8")


def test_it_holds_figures_pictures_and_the_mistakes_in_words(page):
    assert "88,9 %" in page
    assert "1,2 Millisekunden" in page
    assert page.count("<svg") == 3
    assert "tach" in page


def test_messages_cannot_break_the_page(page):
    assert "&lt;b&gt;tach" in page
    assert "<b>tach" not in page


def test_it_loads_nothing_from_elsewhere(page):
    assert not re.search(r"(?:src|href)=[\"']https?:|url\(https?:|@import", page)


def test_the_same_messages_give_the_same_page(verdicts, tmp_path):
    paths = [tmp_path / "one.html", tmp_path / "other.html"]
    for path in paths:
        write_report(verdicts, None, 1.25, path, "2 Kerne")
    assert paths[0].read_text() == paths[1].read_text()


def test_what_became_worse_is_said(verdicts):
    now = figures(verdicts)
    before = dataclasses.replace(now, accuracy=now.accuracy + 0.02, calibration_error=0.0)
    worse = {row.name for row in compare(now, before) if row.worse}
    assert worse == {"Absicht beim ersten Versuch richtig", "Sicherheit liegt daneben um (ECE)"}
    assert not [row for row in compare(now, None) if row.worse]
