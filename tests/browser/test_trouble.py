"""Server, network or browser fail in the midst of a conversation: nothing is lost, and nothing is said twice."""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from berufslotse.serving.processes import Adressen, Paar, free_port, wait_until_ready
from tests.conftest import PROJECT

TASKS, FOLLOW_UP = "Was macht man als Erzieherin in Köln?", "und in Leipzig?"
PAY = "Was verdient ein Mechatroniker in Dortmund?"
PENDING = "wird gesendet …"
UNREACHABLE = "Ich erreiche den Lotsen gerade nicht."
NOT_LOST = f"{UNREACHABLE} Deine Nachricht ist nicht verloren, ich versuche es gleich noch einmal."
BACK_AT_LAST = 60_000
"""Milliseconds: after a long silence the widget asks every quarter of a minute only."""


@pytest.fixture(scope="module")
def bot(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paar]:
    """A bot of our own, to be killed; what it keeps stands where it finds it again."""
    place = tmp_path_factory.mktemp("geplagt")
    own = {"BERUFSLOTSE_HOME": str(place / "heim")}
    with Paar(PROJECT, Adressen(free_port(), free_port()), model, place / "bot.log", own) as pair:
        yield pair


class Way:
    """The way of what a person says to the server: the next messages meet `troubles`, those after get through."""

    def __init__(self, page: Page) -> None:
        self.sent: list[dict] = []
        self.times: list[float] = []
        self.troubles: Iterator[Callable[[Route], None]] = iter(())
        page.route("**/chat/messages", self._go)

    def meets(self, *troubles: Callable[[Route], None]) -> None:
        self.troubles = iter(troubles)

    @property
    def ids(self) -> set[str]:
        return {message["id"] for message in self.sent}

    def _go(self, route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        self.sent.append(route.request.post_data_json)
        self.times.append(time.monotonic())
        next(self.troubles, Route.continue_)(route)


@pytest.fixture
def way(besuch) -> Way:
    return Way(besuch.page)


def lost(route: Route) -> None:
    """It never arrives."""
    route.abort("connectionfailed")


def answer_lost(route: Route) -> None:
    """It arrives, but the answer does not."""
    assert route.fetch().status == 200
    route.abort("connectionreset")


def answered(status: int, headers: dict | None = None, **body) -> Callable[[Route], None]:
    """Somebody else answers it."""
    return lambda route: route.fulfill(status=status, headers=headers, **body)


def refusal(code: str, message: str) -> dict:
    return {"json": {"code": code, "message": message}}


def all_is_there_once(besuch) -> None:
    """What is shown is what the server keeps, and nothing twice."""
    expect(besuch.page.locator(".state")).to_have_count(0)
    shown = besuch.ids
    assert len(set(shown)) == len(shown)
    assert shown == besuch.kept()


# -- on the way to the server --------------------------------------------------------------------------


def test_a_question_whose_answer_was_lost_is_asked_again_and_said_once(besuch, way):
    way.meets(answer_lost)
    expect(besuch.ask(TASKS)).to_contain_text("Erzieher in Köln")
    assert len(way.sent) == 2
    assert way.sent[0] == way.sent[1]
    expect(besuch.status).to_have_text("")
    expect(besuch.ask(FOLLOW_UP)).to_contain_text("Erzieher")
    assert len(besuch.ids) == 4
    all_is_there_once(besuch)


def test_a_pressed_suggestion_that_was_lost_is_pressed_again_with_its_payload(besuch, way):
    besuch.ask(TASKS)
    title = besuch.suggestions.first.inner_text()
    way.meets(lost)
    expect(besuch.press(title)).to_contain_text("Erzieher")
    pressed = way.sent[1:]
    assert len(pressed) == 2 and pressed[0] == pressed[1]
    assert pressed[0]["text"] == title and pressed[0]["payload"].startswith("/")
    all_is_there_once(besuch)


@pytest.mark.parametrize(
    "trouble",
    [
        answered(500, content_type="text/html", body="<h1>Interner Fehler</h1>"),
        answered(503, {"Retry-After": "1"}, **refusal("unavailable", "Der Lotse startet gerade.")),
        answered(200, content_type="text/html", body="<h1>Wartungsarbeiten</h1>"),
        answered(200, json={"messages": []}),
        answered(404, content_type="text/html", body="<h1>Nicht gefunden</h1>"),
    ],
    ids=["broken", "starting", "not-json", "somebody-elses", "proxy"],
)
def test_a_server_that_fails_twice_is_asked_a_third_time(besuch, way, trouble):
    way.meets(trouble, trouble)
    question = besuch.send(TASKS)
    expect(besuch.status).to_have_text(NOT_LOST)
    expect(question.locator(".state")).to_have_text(PENDING)
    expect(besuch.answers.nth(1)).to_contain_text("Erzieher in Köln")
    expect(besuch.status).to_have_text("")
    assert len(way.sent) == 3 and len(way.ids) == 1
    all_is_there_once(besuch)


def test_who_does_not_want_to_wait_sends_at_once(besuch, way):
    way.meets(answered(503, {"Retry-After": "600"}, **refusal("unavailable", "Der Lotse startet gerade.")))
    question = besuch.send(TASKS)
    expect(besuch.status).to_have_text(NOT_LOST)
    expect(question.locator(".state")).to_have_text(PENDING)
    now = besuch.page.get_by_role("button", name="Jetzt senden")
    now.click()
    expect(besuch.answers.nth(1)).to_contain_text("Erzieher in Köln")
    expect(now).to_have_count(0)
    expect(besuch.status).to_have_text("")
    assert len(way.sent) == 2 and len(way.ids) == 1
    all_is_there_once(besuch)


def test_a_question_that_waits_survives_a_reload(besuch, way):
    way.troubles = itertools.repeat(lost)
    besuch.send(TASKS)
    expect(besuch.status).to_have_text(NOT_LOST)
    besuch.page.reload()
    expect(besuch.questions).to_contain_text(TASKS)
    expect(besuch.questions.locator(".state")).to_have_text(PENDING)
    expect(besuch.status).to_have_text(NOT_LOST)
    way.meets()
    expect(besuch.answers.nth(1)).to_contain_text("Erzieher in Köln")
    assert len(way.sent) >= 3 and len(way.ids) == 1
    assert len(besuch.ids) == 2
    all_is_there_once(besuch)


def test_an_answer_that_was_lost_is_there_after_a_reload(besuch, way):
    way.meets(answer_lost)
    besuch.send(TASKS)
    expect(besuch.status).to_have_text(NOT_LOST)
    besuch.page.reload()
    expect(besuch.answers.nth(1)).to_contain_text("Erzieher in Köln")
    assert len(besuch.ids) == 2
    all_is_there_once(besuch)


def test_several_questions_wait_for_the_server_and_are_answered_in_their_order(besuch, way):
    way.troubles = itertools.repeat(lost)
    questions = [TASKS, FOLLOW_UP, "Was verdient man da?"]
    for question in questions:
        besuch.send(question)
    expect(besuch.questions.locator(".state")).to_have_text([PENDING] * 3)
    way.meets()
    expect(besuch.answers).to_have_count(4)
    assert [text for text in besuch.texts if text.startswith("Du:")] == [f"Du: {one}" for one in questions]
    expect(besuch.answers.last).to_contain_text("Leipzig")
    besuch.page.reload()
    expect(besuch.answers).to_have_count(4)
    all_is_there_once(besuch)


# -- what the server says ------------------------------------------------------------------------------


def test_who_asks_too_much_is_told_how_long_to_wait_and_then_answered(besuch, way):
    way.meets(answered(429, {"Retry-After": "2"}, **refusal("too_many_requests", "Zu viel.")))
    besuch.send(TASKS)
    countdown = besuch.page.locator(".countdown")
    countdown.filter(has_text="In einer Sekunde").wait_for()
    expect(besuch.status).to_have_text(
        "Das waren viele Nachrichten in kurzer Zeit. In 2 Sekunden geht es von selbst weiter."
    )
    expect(besuch.answers.nth(1)).to_contain_text("Erzieher in Köln")
    expect(besuch.status).to_have_text("")
    expect(countdown).to_have_count(0)
    assert len(way.sent) == 2 and len(way.ids) == 1
    assert way.times[1] - way.times[0] > 1.9
    all_is_there_once(besuch)


def test_a_session_that_ends_is_followed_by_a_new_one_and_the_question_answered(besuch, way):
    besuch.ask(TASKS)
    ended = besuch.token
    besuch.page.evaluate("key => localStorage.setItem(key, 'kaputt')", besuch.key)
    expect(besuch.ask(PAY)).to_contain_text("Mechatroniker")
    expect(besuch.status).to_contain_text("Ich habe ein neues Gespräch begonnen")
    assert besuch.token not in {"kaputt", ended}
    assert way.sent[1] == way.sent[2] and len(way.sent) == 3
    assert [text for text in besuch.texts if text.startswith("Du:")] == [f"Du: {TASKS}", f"Du: {PAY}"]
    assert besuch.kept() == besuch.ids[2:]


def test_a_session_that_ended_before_the_visit_is_followed_by_a_new_one(besuch):
    besuch.ask(TASKS)
    besuch.page.evaluate("key => localStorage.setItem(key, 'kaputt')", besuch.key)
    besuch.page.reload()
    expect(besuch.page.locator(".quick.starters button")).to_have_count(3)
    assert len(besuch.texts) == 1
    expect(besuch.ask(PAY)).to_contain_text("Mechatroniker")
    all_is_there_once(besuch)


def test_what_the_server_refuses_comes_back_into_the_field(besuch, way):
    way.meets(answered(413, **refusal("too_long", "Das war zu lang für mich.")))
    besuch.field.fill(TASKS)
    besuch.field.press("Enter")
    expect(besuch.status).to_have_text("Das war zu lang für mich.")
    expect(besuch.field).to_have_value(TASKS)
    expect(besuch.questions).to_have_count(0)
    besuch.field.press("Enter")
    expect(besuch.answers.nth(1)).to_contain_text("Erzieher in Köln")
    all_is_there_once(besuch)


def test_what_the_server_refuses_does_not_overwrite_what_is_being_written(besuch, way):
    held: list[Route] = []
    way.meets(held.append)
    question = besuch.send(TASKS)
    besuch.page.locator(".typing").wait_for()
    besuch.field.fill(PAY)
    assert held
    answered(413, **refusal("too_long", "Das war zu lang für mich."))(held[0])
    expect(besuch.status).to_have_text("Das war zu lang für mich.")
    expect(question.locator(".state")).to_have_text("nicht gesendet")
    expect(besuch.field).to_have_value(PAY)
    question.get_by_role("button", name="Bearbeiten").click()
    expect(besuch.questions).to_have_count(0)
    expect(besuch.field).to_have_value(f"{PAY}\n{TASKS}")
    assert len(way.sent) == 1


# -- network and browser -------------------------------------------------------------------------------


def test_what_is_written_offline_is_sent_once_online(besuch):
    besuch.ask(TASKS)
    besuch.page.context.set_offline(True)
    question = besuch.send(FOLLOW_UP)
    expect(question.locator(".state")).to_have_text(PENDING)
    expect(besuch.status).to_have_text(
        "Du bist offline. Deine Nachricht ist nicht verloren: Sobald du wieder im Netz bist, sende ich sie."
    )
    besuch.field.fill("und was verd")
    expect(question).to_contain_text(FOLLOW_UP)

    besuch.page.context.set_offline(False)
    answer = besuch.answers.nth(2)
    expect(answer).to_contain_text("Leipzig")
    expect(answer).to_contain_text("Erzieher")
    expect(besuch.status).to_have_text("")
    expect(besuch.field).to_have_value("und was verd")
    assert len(besuch.ids) == 4
    all_is_there_once(besuch)


def test_who_comes_while_the_server_is_away_may_write_already(visit):
    besuch = visit()
    for path in ("health", "sessions", "messages"):
        besuch.page.route(f"**/chat/{path}", lost)
    besuch.open()
    expect(besuch.status).to_have_text(
        f"{UNREACHABLE} Du kannst trotzdem schreiben, ich sende es, sobald es geht."
    )
    expect(besuch.page.locator(".quick.starters button")).to_have_count(3)
    besuch.send(TASKS)
    expect(besuch.status).to_have_text(NOT_LOST)
    besuch.page.unroute_all()
    expect(besuch.answers.nth(1)).to_contain_text("Erzieher in Köln")
    expect(besuch.status).to_have_text("")
    all_is_there_once(besuch)


def test_a_slow_network_shows_that_an_answer_comes_and_leaves_the_page_usable(visit):
    besuch = visit()
    page = besuch.page
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    slow = {"offline": False, "latency": 400, "downloadThroughput": 50 * 1024, "uploadThroughput": 50 * 1024}
    network.send("Network.emulateNetworkConditions", slow)
    before = len(besuch.requests)
    page.reload()
    besuch.open()
    question = besuch.send(TASKS)
    page.locator(".typing").wait_for()
    expect(besuch.field).to_have_value("")
    besuch.field.fill("und was")
    page.get_by_role("link", name="Termine", exact=True).click()
    assert page.url.endswith("#termine")
    expect(besuch.answers.nth(1)).to_contain_text("Erzieher in Köln")
    expect(page.locator(".typing")).to_have_count(0)
    expect(question.locator(".state")).to_have_count(0)
    expect(besuch.field).to_have_value("und was")
    assert len([one for one in besuch.requests[before:] if one.url.endswith("/widget.js")]) == 1
    assert besuch.complaints == []
    all_is_there_once(besuch)


@pytest.mark.parametrize(
    "script",
    [
        """for (const name of ["localStorage", "sessionStorage"])
             Object.defineProperty(window, name, { get() { throw new DOMException("gesperrt", "SecurityError"); } });""",
        """Storage.prototype.setItem = () => { throw new DOMException("voll", "QuotaExceededError"); };""",
    ],
    ids=["blocked", "full"],
)
def test_a_browser_that_keeps_nothing_can_hold_a_conversation(visit, script):
    besuch = visit()
    besuch.page.add_init_script(script)
    besuch.page.reload()
    besuch.open()
    expect(besuch.ask(TASKS)).to_contain_text("Erzieher in Köln")
    answer = besuch.ask(FOLLOW_UP)
    expect(answer).to_contain_text("Leipzig")
    expect(answer).to_contain_text("Erzieher")
    sessions = [one for one in besuch.requests if one.method == "POST" and one.url.endswith("/sessions")]
    assert len(sessions) == 1
    kept = "try { localStorage.length + sessionStorage.length } catch { 0 }"
    assert besuch.page.evaluate(kept) == 0
    besuch.choose("delete")
    besuch.page.get_by_role("button", name="Löschen", exact=True).click()
    expect(besuch.answers).to_have_count(1)
    assert besuch.complaints == []


# -- the bot's processes -------------------------------------------------------------------------------


def test_without_its_facts_the_bot_apologizes(besuch, restored):
    besuch.ask(TASKS)
    restored.stop("actions")
    expect(besuch.ask(PAY)).to_contain_text("komme gerade nicht an meine Fakten heran")
    restored.start("actions")
    assert wait_until_ready(restored.addresses, restored.alive)
    expect(besuch.ask(PAY)).to_contain_text("Mechatroniker")
    assert len(besuch.ids) == 6
    all_is_there_once(besuch)


def test_a_killed_server_delays_an_answer_and_loses_nothing(besuch, bot):
    besuch.ask(TASKS)
    said = besuch.texts
    os.killpg(bot.processes["rasa"].pid, signal.SIGKILL)
    bot.processes["rasa"].wait()
    try:
        question = besuch.send(FOLLOW_UP)
        expect(question.locator(".state")).to_have_text(PENDING)
        expect(besuch.status).to_have_text(NOT_LOST)
        assert besuch.texts == [*said, f"Du: {FOLLOW_UP}"]
    finally:
        bot.start("rasa")
        assert wait_until_ready(bot.addresses, bot.alive)

    answer = besuch.answers.nth(2)
    expect(answer).to_contain_text("Leipzig", timeout=BACK_AT_LAST)
    expect(answer).to_contain_text("Erzieher")
    expect(besuch.status).to_have_text("")
    assert besuch.texts[:3] == said
    assert len(besuch.ids) == 4
    all_is_there_once(besuch)

    besuch.page.reload()
    expect(besuch.answers).to_have_count(3)
    assert besuch.texts[:3] == said
    all_is_there_once(besuch)
