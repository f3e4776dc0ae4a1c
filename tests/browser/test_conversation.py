"""An ordinary conversation with the widget on the demo page, from the first press to the deletion."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

TASKS, FOLLOW_UP = "Was macht man als Erzieherin in Köln?", "und in Leipzig?"
PAY = "Was verdient ein Mechatroniker in Dortmund?"
OWN_FILES = {"/chat", "/chat/widget.js", "/chat/demo.css", "/chat/icon.svg"}


def paths(besuch, method="POST"):
    """The addresses asked for so far."""
    return [urlsplit(one.url).path for one in besuch.requests if one.method == method]


# -- questions and answers -----------------------------------------------------------------------------


def test_who_opens_the_chat_is_greeted_and_begins_with_a_press(besuch):
    expect(besuch.answers).to_have_count(1)
    expect(besuch.answers).to_contain_text("Hallo, ich bin der Berufslotse.")
    expect(besuch.page.locator(".notice")).to_contain_text("Ich bin ein Programm")
    starters = besuch.page.locator(".quick.starters button")
    expect(starters).to_have_count(3)
    expect(starters.first).to_have_text(TASKS)
    answer = besuch.press(TASKS)
    expect(besuch.questions).to_have_count(1)
    expect(besuch.questions).to_contain_text(TASKS)
    expect(answer).to_contain_text("Erzieher in Köln")
    expect(starters).to_have_count(0)


def test_a_newcomer_asks_goes_on_asking_presses_a_suggestion_and_wonders_where_all_that_is_from(besuch):
    expect(besuch.ask(TASKS)).to_contain_text("Erzieher in Köln")
    answer = besuch.ask(FOLLOW_UP)
    expect(answer).to_contain_text("Leipzig")
    expect(answer).to_contain_text("Erzieher")

    titles = besuch.suggestions.all_inner_texts()
    assert titles
    expect(besuch.press(titles[0])).to_contain_text("Erzieher")
    expect(besuch.questions.last).to_contain_text(titles[0])
    assert besuch.texts[-2] == f"Du: {titles[0]}"
    assert not any(re.search(r'/[a-z_]+[{"]|^Du: /', text) for text in besuch.texts)

    where_from = besuch.ask("woher weißt du das")
    link = where_from.locator("p.link a").first
    expect(link).to_have_attribute("href", re.compile("^https://"))
    expect(link).to_be_visible()
    assert len(besuch.texts) == 9


def test_the_suggestions_are_those_of_the_last_answer_alone(besuch):
    besuch.ask(TASKS)
    expect(besuch.suggestions.first).to_be_visible()
    besuch.ask("woher weißt du das?")
    expect(besuch.suggestions).to_have_count(0)


def test_sources_are_folded_and_open_elsewhere(besuch):
    sources = besuch.ask(TASKS).locator("details.sources")
    expect(sources).to_have_count(1)
    links = sources.locator("a")
    expect(links.first).to_be_hidden()
    number = links.count()
    expect(sources.locator("summary")).to_have_text("Quelle" if number == 1 else f"{number} Quellen")
    sources.locator("summary").click()
    for link in links.all():
        expect(link).to_be_visible()
        expect(link).to_have_attribute("href", re.compile("^https://[^/]+/"))
        expect(link).to_have_attribute("target", "_blank")
        expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(sources).to_contain_text("wir-lieben-jobs.de")
    expect(sources).to_contain_text("abgerufen am")


def test_pay_is_drawn_and_can_be_read_as_text(besuch):
    chart = besuch.ask(PAY).locator("figure.chart")
    picture = chart.locator("svg[role=img]")
    expect(picture).to_be_visible()
    expect(picture).to_have_attribute("aria-label", "Gehalt: Mechatroniker")
    size = picture.bounding_box()
    assert size and size["width"] > 150 and size["height"] > 100
    expect(picture).to_contain_text("Dortmund")
    assert picture.locator("polygon").count() >= 2

    words = chart.locator("figcaption p").first
    expect(words).to_be_hidden()
    chart.get_by_text("Als Text").click()
    expect(words).to_be_visible()
    expect(chart.locator("figcaption")).to_contain_text(re.compile(r"Dortmund: \d\.\d{3} bis \d\.\d{3} Euro"))


def test_every_message_says_when_it_was_said_in_the_readers_time(visit):
    besuch = visit(timezone_id="America/New_York").open()
    besuch.ask(TASKS)
    times = besuch.page.locator("article.message time")
    expect(times).to_have_count(2)
    for time in times.all():
        said = datetime.fromisoformat((time.get_attribute("datetime") or "").replace("Z", "+00:00"))
        assert abs(datetime.now(timezone.utc) - said) < timedelta(minutes=2)
        expect(time).to_have_text(said.astimezone(ZoneInfo("America/New_York")).strftime("%H:%M"))
    expect(besuch.page.locator("h3.day")).to_have_text("Heute")


# -- the field -----------------------------------------------------------------------------------------


def test_the_button_sends_as_enter_does_and_nothing_is_sent_of_nothing(besuch):
    send = besuch.page.get_by_role("button", name="Senden")
    send.click()
    besuch.field.fill("  \n ")
    send.click()
    besuch.field.press("Enter")
    besuch.field.fill(TASKS)
    send.click()
    expect(besuch.answers).to_have_count(2)
    expect(besuch.questions).to_have_count(1)
    expect(besuch.field).to_have_value("")
    expect(besuch.field).to_be_focused()
    assert paths(besuch).count("/chat/messages") == 1


def test_what_is_too_long_is_not_sent_and_not_lost(besuch):
    most = f"{TASKS} ".ljust(2000, "ä")
    besuch.field.fill(f"{most}ä")
    besuch.field.press("Enter")
    expect(besuch.status).to_have_text("Das ist zu lang: Bitte kürze deine Nachricht auf 2.000 Zeichen.")
    expect(besuch.page.locator(".counter")).to_have_text("1 Zeichen zu viel")
    expect(besuch.field).to_have_value(f"{most}ä")
    expect(besuch.questions).to_have_count(0)

    besuch.field.press("Backspace")
    expect(besuch.status).to_have_text("")
    expect(besuch.field).to_have_value(most)
    besuch.field.press("Enter")
    expect(besuch.answers).to_have_count(2)
    expect(besuch.questions).to_contain_text(most)
    assert paths(besuch).count("/chat/messages") == 1


def test_shift_and_enter_begin_a_new_line(besuch):
    besuch.field.press_sequentially("Was macht man als Erzieherin")
    besuch.field.press("Shift+Enter")
    besuch.field.press_sequentially("in Köln?")
    expect(besuch.field).to_have_value("Was macht man als Erzieherin\nin Köln?")
    expect(besuch.questions).to_have_count(0)
    besuch.field.press("Enter")
    expect(besuch.answers.nth(1)).to_contain_text("Köln")
    expect(besuch.questions.locator("p:not(.meta)")).to_have_text(
        ["Was macht man als Erzieherin", "in Köln?"]
    )


def test_a_draft_survives_a_reload(besuch):
    besuch.field.fill("Was verdient eine\nKöchin in")
    besuch.page.reload()
    expect(besuch.panel).to_be_visible()
    expect(besuch.field).to_have_value("Was verdient eine\nKöchin in")
    besuch.ask("Was verdient eine Köchin in Köln?")
    besuch.page.reload()
    expect(besuch.answers).to_have_count(2)
    expect(besuch.field).to_have_value("")


# -- what is asked of the server and kept in the browser -----------------------------------------------


def test_nothing_is_asked_before_the_chat_is_opened_and_no_session_begins_before_the_first_message(visit):
    besuch = visit()
    expect(besuch.launcher).to_be_visible()
    besuch.page.wait_for_load_state("networkidle")
    assert set(paths(besuch, "GET")) <= OWN_FILES
    assert len(paths(besuch, "GET")) == len(besuch.requests)

    besuch.open()
    expect(besuch.page.locator(".notice")).to_contain_text(re.compile(r"Nach \d+ Tagen ohne neue Nachricht"))
    assert set(paths(besuch, "GET")) <= {*OWN_FILES, "/chat/health"}
    assert paths(besuch) == []
    assert besuch.token is None

    besuch.ask(TASKS)
    assert paths(besuch) == ["/chat/sessions", "/chat/messages"]
    besuch.ask(FOLLOW_UP)
    assert paths(besuch) == ["/chat/sessions", "/chat/messages", "/chat/messages"]


def test_a_conversation_sets_no_cookie_and_speaks_to_its_own_server_alone(besuch):
    besuch.ask(PAY)
    besuch.press(besuch.suggestions.first.inner_text())
    besuch.page.reload()
    expect(besuch.answers).to_have_count(3)
    own = urlsplit(besuch.address).netloc
    assert {urlsplit(one.url).netloc for one in besuch.requests} == {own}
    assert besuch.page.context.cookies() == []
    assert not any("cookie" in one.headers for one in besuch.requests)
    assert besuch.page.evaluate("Object.keys(localStorage)") == [besuch.key]


def test_a_reload_keeps_the_conversation(besuch):
    besuch.ask(TASKS)
    besuch.press(besuch.suggestions.first.inner_text())
    besuch.ask("Was verdient man da?")
    texts, ids, suggestions = besuch.texts, besuch.ids, besuch.suggestions.all_inner_texts()
    assert len(texts) == 7

    besuch.page.reload()
    expect(besuch.panel).to_be_visible()
    expect(besuch.answers).to_have_count(4)
    assert besuch.texts == texts
    assert besuch.ids == ids == besuch.kept()
    assert besuch.suggestions.all_inner_texts() == suggestions
    expect(besuch.answers.last.locator("figure.chart svg")).to_be_visible()
    expect(besuch.ask("woher weißt du das?").locator("p.link a").first).to_be_visible()
    assert besuch.texts[:7] == texts


def test_a_reload_keeps_whether_the_chat_was_open(besuch):
    besuch.ask(TASKS)
    texts = besuch.texts
    besuch.page.get_by_role("button", name="Schließen").click()
    expect(besuch.panel).to_be_hidden()
    before = len(besuch.requests)

    besuch.page.reload()
    expect(besuch.launcher).to_be_visible()
    besuch.page.wait_for_load_state("networkidle")
    expect(besuch.panel).to_be_hidden()
    assert {urlsplit(one.url).path for one in besuch.requests[before:]} <= OWN_FILES

    besuch.open()
    expect(besuch.answers).to_have_count(2)
    assert besuch.texts == texts


# -- the menu ------------------------------------------------------------------------------------------


def test_beginning_anew_forgets_the_occupation_and_keeps_what_was_said(besuch):
    besuch.ask(TASKS)
    texts = besuch.texts
    besuch.choose("restart")
    expect(besuch.answers.nth(2)).to_contain_text("von vorn")
    assert besuch.texts[:3] == texts
    assert besuch.texts[3] == "Du: Neu anfangen"
    expect(besuch.page.locator("#menu")).to_be_hidden()

    answer = besuch.ask(FOLLOW_UP)
    expect(answer).to_contain_text("Für welchen Beruf")
    expect(answer).not_to_contain_text("Erzieher")
    assert besuch.texts[:3] == texts


def test_deleting_asks_first_and_can_be_called_off(besuch):
    besuch.ask(TASKS)
    texts, token = besuch.texts, besuch.token
    besuch.choose("delete")
    confirm = besuch.page.get_by_role("alertdialog")
    expect(confirm).to_contain_text("Das ganze Gespräch löschen?")
    assert besuch.texts == texts
    confirm.get_by_role("button", name="Abbrechen").click()
    expect(confirm).to_have_count(0)
    expect(besuch.panel).to_be_visible()
    assert besuch.texts == texts
    assert besuch.token == token
    assert paths(besuch, "DELETE") == []
    assert besuch.kept() == besuch.ids


def test_what_was_deleted_is_gone_here_and_on_the_server(besuch):
    besuch.ask(TASKS)
    token = besuch.token
    assert len(besuch.kept(token)) == 2
    besuch.field.fill("noch ein Entwurf")
    besuch.choose("delete")
    besuch.page.get_by_role("button", name="Löschen", exact=True).click()
    expect(besuch.status).to_have_text("Das Gespräch ist gelöscht, hier und auf dem Server.")
    expect(besuch.questions).to_have_count(0)
    expect(besuch.answers).to_have_count(1)
    expect(besuch.field).to_have_value("")
    expect(besuch.page.locator(".quick.starters button")).to_have_count(3)
    assert besuch.page.evaluate("Object.keys(localStorage)") == []
    assert besuch.kept(token) == []

    besuch.page.reload()
    expect(besuch.page.locator(".quick.starters button")).to_have_count(3)
    assert len(besuch.texts) == 1
    expect(besuch.ask(FOLLOW_UP)).not_to_contain_text("Erzieher")
    assert besuch.token != token
    assert besuch.kept(token) == []


def test_the_conversation_can_be_taken_along_as_a_text(besuch):
    answer = besuch.ask(TASKS)
    pressed = besuch.suggestions.first.inner_text()
    besuch.press(pressed)
    besuch.ask(PAY)
    with besuch.page.expect_download() as coming:
        besuch.choose("save")
    today = besuch.page.evaluate("new Date().toLocaleDateString('sv-SE')")
    assert coming.value.suggested_filename == f"berufslotse-gespraech-{today}.txt"
    expect(besuch.status).to_have_text("Das Gespräch ist als Textdatei gespeichert.")

    written = Path(coming.value.path()).read_text(encoding="utf-8")
    text = " ".join(written.split())
    for question in (TASKS, pressed, PAY):
        assert text.count(f"Du: {question} [") == 1
    for paragraph in answer.locator(".bubble > p").all_text_contents():
        assert " ".join(paragraph.split()) in text
    assert "[Diagramm] Balkendiagramm: Gehalt: Mechatroniker." in text
    links = besuch.page.locator("details.sources a").evaluate_all(
        "all => all.map(a => a.getAttribute('href'))"
    )
    assert len(links) >= 3
    assert {unquote(link) for link in links} <= {unquote(word) for word in written.split()}
    assert re.search(r"\[\d\d:\d\d\] Lotse:\n", written)
    assert "/anforderungen" not in written and "{" not in written


def test_of_an_empty_conversation_nothing_is_saved(besuch):
    besuch.choose("save")
    expect(besuch.status).to_have_text("Es gibt noch nichts zu speichern.")


# -- all of it -----------------------------------------------------------------------------------------


def test_an_ordinary_conversation_gives_the_browser_nothing_to_complain_about(besuch):
    besuch.press(TASKS)
    besuch.ask(PAY).get_by_text("Als Text").click()
    besuch.answers.last.locator("details.sources summary").click()
    besuch.press(besuch.suggestions.first.inner_text())
    besuch.page.reload()
    expect(besuch.answers).to_have_count(4)
    besuch.choose("restart")
    expect(besuch.answers).to_have_count(5)
    with besuch.page.expect_download():
        besuch.choose("save")
    besuch.page.get_by_role("button", name="Schließen").click()
    besuch.open()
    besuch.choose("delete")
    besuch.page.get_by_role("button", name="Löschen", exact=True).click()
    expect(besuch.answers).to_have_count(1)
    assert besuch.complaints == []
