"""Whoever writes that the conversation be deleted sees the last answer, and nothing else is left."""

from __future__ import annotations

from playwright.sync_api import expect

TASKS, FOLLOW_UP, WISH = "Was macht man als Erzieherin in Köln?", "und in Leipzig?", "Lösche meine Daten"


def test_only_the_last_answer_stays_and_the_next_message_begins_anew(besuch):
    besuch.ask(TASKS)
    token = besuch.token
    expect(besuch.ask(WISH)).to_contain_text("Rückgängig machen")
    assert besuch.suggestions.all_inner_texts() == ["Ja, löschen", "Nein, behalten"]
    besuch.suggestions.filter(has_text="Ja, löschen").click()
    expect(besuch.answers.nth(1)).to_contain_text("Erledigt")
    expect(besuch.questions).to_have_count(0)
    expect(besuch.answers).to_have_count(2)  # the greeting and this
    assert besuch.page.evaluate("Object.keys(localStorage)") == []
    assert besuch.kept(token) == []

    besuch.send(FOLLOW_UP)
    expect(besuch.answers.nth(1)).to_contain_text("Beruf")
    expect(besuch.answers.nth(1)).not_to_contain_text("Erzieher")
    assert besuch.token != token
    assert besuch.kept() == besuch.ids
    assert besuch.complaints == []


def test_after_a_reload_nothing_of_it_is_shown(besuch):
    besuch.ask(TASKS)
    besuch.ask(WISH)
    besuch.send("ja")
    expect(besuch.answers.nth(1)).to_contain_text("Erledigt")
    besuch.page.reload()
    expect(besuch.page.locator(".quick.starters button")).to_have_count(3)
    assert len(besuch.texts) == 1


def test_the_other_tab_forgets_it_too(besuch):
    other = besuch.another_tab().open()
    besuch.ask(TASKS)
    expect(other.answers.nth(1)).to_contain_text("Erzieher")
    besuch.ask(WISH)
    besuch.send("ja")
    expect(other.status).to_have_text("Das Gespräch wurde in einem anderen Tab gelöscht.")
    expect(other.questions).to_have_count(0)


def test_after_a_no_everything_stays(besuch):
    besuch.ask(TASKS)
    besuch.ask(WISH)
    expect(besuch.press("Nein, behalten")).to_contain_text("bleibt alles da")
    assert len(besuch.kept()) == 6
