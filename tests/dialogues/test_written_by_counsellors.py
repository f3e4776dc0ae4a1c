"""The conversations of this folder's Markdown files, as counsellors write them (`berufslotse test`), hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from berufslotse.console.dialogues import play
from berufslotse.console.speaking import Partner
from berufslotse.evaluation.dialogue_files import read_all
from berufslotse.serving.exchanges import TEST

DIALOGUES = read_all([Path(__file__).parent])


@pytest.mark.parametrize("dialogue", [pytest.param(d, id=f"{d.datei.stem}: {d.titel}") for d in DIALOGUES])
def test_the_bot_says_what_the_conversation_expects(dialogue, bot):
    result = play(dialogue, Partner(bot.addresses, TEST).say)
    failed = [
        (move.schritt.text, move.angeboten or [e.text for e in move.verfehlt], move.gesagt)
        for move in result.zuege
        if move.verfehlt or move.angeboten is not None
    ]
    assert dialogue.erwartungen and not failed, failed
