"""Two tabs of one person share a conversation; two people never do."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

TASKS, FOLLOW_UP = "Was macht man als Erzieherin in Köln?", "und in Leipzig?"
PAY = "Was verdient ein Mechatroniker in Dortmund?"


def slowed(*besuche) -> None:
    """Let every answer take a third of a second, so that what happens at the same moment overlaps."""
    for besuch in besuche:
        network = besuch.page.context.new_cdp_session(besuch.page)
        network.send("Network.enable")
        conditions = {"offline": False, "latency": 300, "downloadThroughput": -1, "uploadThroughput": -1}
        network.send("Network.emulateNetworkConditions", conditions)


def said(besuch) -> list[str]:
    return [text.removeprefix("Du: ") for text in besuch.texts if text.startswith("Du: ")]


def settled(besuch, answers: int) -> None:
    """All answers are there, the greeting among them, and nothing waits."""
    expect(besuch.answers).to_have_count(answers)
    expect(besuch.page.locator(".state")).to_have_count(0)


# -- two tabs ------------------------------------------------------------------------------------------


@pytest.fixture
def other(besuch):
    """A second tab of the same person."""
    return besuch.another_tab().open()


def test_what_is_asked_in_one_tab_appears_in_the_other_once_and_in_order(besuch, other):
    besuch.ask(TASKS)
    expect(other.answers.nth(1)).to_contain_text("Erzieher in Köln")
    answer = other.ask(FOLLOW_UP)
    expect(answer).to_contain_text("Leipzig")
    expect(answer).to_contain_text("Erzieher")
    expect(besuch.answers).to_have_count(3)
    expect(besuch.press(besuch.suggestions.first.inner_text())).to_contain_text("Erzieher")
    settled(other, 4)
    settled(besuch, 4)
    assert len(besuch.ids) == 6
    assert other.ids == besuch.ids == besuch.kept()
    assert other.texts == besuch.texts
    assert other.suggestions.all_inner_texts() == besuch.suggestions.all_inner_texts()
    assert other.token == besuch.token
    assert [*besuch.complaints, *other.complaints] == []


def test_a_tab_that_is_opened_later_shows_what_was_said_before(besuch):
    besuch.ask(TASKS)
    besuch.ask(FOLLOW_UP)
    later = besuch.another_tab().open()
    settled(later, 3)
    assert later.texts == besuch.texts
    expect(later.ask("Was verdient man da?")).to_contain_text("Leipzig")


def test_deleting_in_one_tab_clears_the_other_and_says_so(besuch, other):
    besuch.ask(TASKS)
    expect(other.answers).to_have_count(2)
    token = besuch.token
    besuch.choose("delete")
    besuch.page.get_by_role("button", name="Löschen", exact=True).click()
    expect(besuch.status).to_have_text("Das Gespräch ist gelöscht, hier und auf dem Server.")
    expect(other.status).to_have_text("Das Gespräch wurde in einem anderen Tab gelöscht.")
    expect(other.questions).to_have_count(0)
    expect(other.answers).to_have_count(1)
    expect(other.page.locator(".quick.starters button")).to_have_count(3)
    assert other.token is None

    expect(other.ask(FOLLOW_UP)).not_to_contain_text("Erzieher")
    expect(besuch.answers).to_have_count(2)
    assert besuch.ids == other.ids == other.kept()
    assert other.token != token
    assert besuch.kept(token) == []


@pytest.mark.parametrize("begun", [True, False], ids=["begun", "with-their-first-words"])
def test_two_tabs_may_ask_at_the_same_moment(besuch, other, begun):
    before = int(begun)
    if begun:
        besuch.ask("Hallo")
        settled(other, 2)
    slowed(besuch, other)
    besuch.field.fill(TASKS)
    other.field.fill(PAY)
    besuch.field.press("Enter")
    other.field.press("Enter")
    for tab in (besuch, other):
        settled(tab, 3 + before)
        assert sorted(said(tab)[before:]) == [TASKS, PAY]
        assert len(tab.ids) == len(set(tab.ids)) == 4 + 2 * before
    assert sorted(besuch.ids) == sorted(other.ids) == sorted(besuch.kept())

    for tab in (besuch, other):
        tab.page.reload()
        settled(tab, 3 + before)
    assert besuch.ids == other.ids == besuch.kept()


def test_what_waits_in_two_tabs_for_the_server_is_said_once(besuch, other):
    besuch.ask(TASKS)
    settled(other, 2)
    context = besuch.page.context
    context.route("**/chat/messages", lambda route: route.abort("connectionfailed"))
    besuch.send(FOLLOW_UP)
    expect(besuch.status).to_contain_text("Deine Nachricht ist nicht verloren")
    other.send(PAY)
    expect(other.status).to_contain_text("Deine Nachricht ist nicht verloren")
    context.unroute_all()
    for tab in (besuch, other):
        settled(tab, 4)
        assert said(tab) == [TASKS, FOLLOW_UP, PAY]
        assert tab.ids == besuch.kept()
    expect(besuch.answers.nth(2)).to_contain_text("Leipzig")


# -- two people ----------------------------------------------------------------------------------------


def test_two_people_never_see_each_others_words(visit):
    anna, ben = visit().open(), visit().open()
    anna.ask(TASKS)
    ben.ask(PAY)
    expect(anna.ask(FOLLOW_UP)).to_contain_text("Erzieher")
    expect(ben.ask(FOLLOW_UP)).to_contain_text("Mechatroniker")
    for person in (anna, ben):
        person.page.reload()
        settled(person, 3)
    assert said(anna) == [TASKS, FOLLOW_UP]
    assert said(ben) == [PAY, FOLLOW_UP]
    assert "Mechatronik" not in " ".join(anna.texts)
    assert "Erzieh" not in " ".join(ben.texts[1:])
    assert anna.kept() == anna.ids and ben.kept() == ben.ids
    assert not {*anna.ids} & {*ben.ids}


def test_two_people_who_ask_at_the_same_moment_each_get_their_own_answer(visit):
    anna, ben = visit().open(), visit().open()
    slowed(anna, ben)
    for questions in ((TASKS, PAY), (FOLLOW_UP, FOLLOW_UP)):
        for person, question in zip((anna, ben), questions, strict=True):
            person.field.fill(question)
        for person in (anna, ben):
            person.field.press("Enter")
        for person in (anna, ben):
            settled(person, person.questions.count() + 1)
    expect(anna.answers.nth(2)).to_contain_text("Erzieher")
    expect(ben.answers.nth(2)).to_contain_text("Mechatroniker")
    assert "Mechatronik" not in " ".join(anna.texts)
    assert "Erzieh" not in " ".join(ben.texts[1:])


def test_each_person_speaks_with_a_token_of_their_own_alone(visit):
    anna, ben = visit().open(), visit().open()
    for person in (anna, ben):
        person.ask(TASKS)
        person.page.reload()
        settled(person, 2)
    assert anna.token and ben.token
    assert anna.token != ben.token
    for person in (anna, ben):
        used = {one.headers.get("authorization") for one in person.requests if one.url.endswith("/messages")}
        assert used == {f"Bearer {person.token}"}
    assert anna.kept(ben.token) == ben.ids
