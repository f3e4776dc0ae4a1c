"""On Telegram too, whoever writes that the conversation be deleted is asked once, and then nothing is left."""

# ruff: noqa: F811 (fixtures are imported)
from __future__ import annotations

import pytest

from tests.channels.telegram_bots import Lotse, chat, lotse, polling, webhook  # noqa: F401

WISH, SECRET = "Lösche bitte alle meine Daten", "Zwiebelturmuhrwerk"


def left(lotse: Lotse, chat: int) -> list[str]:
    """Where something of the chat, or the word that was said in it, still stands in the database."""
    tables = [name for (name,) in lotse.rows("select name from sqlite_master where type = 'table'")]
    rows = [(table, repr(row)) for table in tables for row in lotse.rows(f'select * from "{table}"')]
    return [table for table, row in rows if f"telegram-{chat}" in row or SECRET in row]


@pytest.mark.parametrize("way", ["button", "word"])
def test_nothing_of_the_chat_is_left(lotse, chat, way):
    lotse.ask(chat, f"Ich heiße {SECRET}. Was verdient ein Koch?")
    (asked,) = lotse.ask(chat, WISH)
    assert "Soll ich" in asked.text and lotse.events(chat)
    assert [b["text"] for b in sum(asked.keyboard, [])] == ["Ja, löschen", "Nein, behalten"]
    (done,) = lotse.press(chat, "Ja, löschen") if way == "button" else lotse.ask(chat, "ja")
    assert "Erledigt" in done.text and "liegt bei Telegram" in done.text
    assert left(lotse, chat) == []


def test_an_old_button_after_that_keeps_nothing(lotse, chat):
    lotse.ask(chat, WISH)
    lotse.press(chat, "Ja, löschen")
    (again,) = lotse.press(chat, "✓ Ja, löschen")
    assert "schon erledigt" in again.text
    assert left(lotse, chat) == []


def test_after_a_no_the_conversation_goes_on(lotse, chat):
    lotse.ask(chat, "Was macht ein Koch in Köln?")
    lotse.ask(chat, WISH)
    assert "bleibt alles da" in lotse.press(chat, "Nein, behalten")[0].text
    assert "Koch" in str(lotse.ask(chat, "und in Dortmund?"))
