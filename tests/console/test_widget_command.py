"""Building the chat widget at the start of the bot: seen by whoever starts it."""

from __future__ import annotations

import pytest

from berufslotse.console import starting
from berufslotse.serving.widget import BauFehlgeschlagen


@pytest.fixture
def built(monkeypatch):
    """The calls of the build, which does nothing here."""
    calls = []
    monkeypatch.setattr(starting, "build", lambda project: calls.append(project))
    monkeypatch.setattr(starting, "is_current", lambda project: False)
    monkeypatch.setattr(starting, "node", lambda: True)
    return calls


def test_a_widget_that_fits_its_sources_is_not_built_and_not_spoken_of(built, monkeypatch, capsys):
    monkeypatch.setattr(starting, "is_current", lambda project: True)
    assert starting.build_widget() and built == []
    out = capsys.readouterr()
    assert out.out + out.err == ""


def test_changed_sources_are_built(built, capsys):
    assert starting.build_widget() and built == [starting.PROJECT]
    assert "Chat-Fenster gebaut" in capsys.readouterr().out


def test_without_node_the_last_build_stays_and_one_line_says_so(built, monkeypatch, capsys):
    monkeypatch.setattr(starting, "node", lambda: False)
    assert not starting.build_widget() and built == []
    said = " ".join(capsys.readouterr().err.split())
    assert "Node 18" in said and "zuletzt gebaut" in said


def test_a_build_that_fails_is_told_and_does_not_keep_the_bot_from_starting(built, monkeypatch, capsys):
    def fail(project):
        raise BauFehlgeschlagen("Die Pakete ließen sich nicht holen. Ist das Netz da?")

    monkeypatch.setattr(starting, "build", fail)
    assert not starting.build_widget()
    assert "Ist das Netz da?" in capsys.readouterr().err
