"""The chat widget in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    Route,
    expect,
    sync_playwright,
)

from berufslotse.serving.processes import Paar
from tests.programs import on_path, wanted

PATIENCE = 15_000
"""How long, in ms, to wait for what should come; nothing waits that long when all is well."""


# Not for the whole session: while Playwright runs, so does its event loop, and no other can.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    chromium = wanted(
        lambda: on_path("chromium", "chromium-browser", "google-chrome"), "Chromium", ["chromium"]
    )
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=str(chromium), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


class Besuch:
    """Somebody on a page with the widget on it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        self.requests: list[Request] = []
        page.set_default_timeout(PATIENCE)
        page.on(
            "console", lambda m: self.complaints.append(m.text) if m.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request))
        page.goto(address)

    @property
    def launcher(self) -> Locator:
        return self.page.locator("button.launcher")

    @property
    def panel(self) -> Locator:
        return self.page.locator("dialog.panel")

    @property
    def field(self) -> Locator:
        return self.page.get_by_role("textbox")

    @property
    def answers(self) -> Locator:
        return self.page.locator("article.message.lotse")

    @property
    def questions(self) -> Locator:
        return self.page.locator("article.message.person")

    @property
    def suggestions(self) -> Locator:
        return self.page.locator(".quick button")

    @property
    def status(self) -> Locator:
        return self.page.locator(".status")

    def open(self) -> Besuch:
        """Open the panel."""
        self.launcher.click()
        expect(self.panel).to_be_visible()
        return self

    def ask(self, question: str) -> Locator:
        """Type `question`, send it, and return the next answer, once it is there."""
        before = self.answers.count()
        self.field.fill(question)
        self.field.press("Enter")
        return self._answer(before)

    def press(self, title: str) -> Locator:
        """Press the suggestion `title` and return the answer."""
        before = self.answers.count()
        self.suggestions.filter(has_text=title).first.click()
        return self._answer(before)

    def send(self, question: str) -> Locator:
        """Type `question` and send it, without waiting for an answer; return what then stands in the log."""
        before = self.questions.count()
        self.field.fill(question)
        self.field.press("Enter")
        return self.questions.nth(before)

    def another_tab(self) -> Besuch:
        """Open the page again in another tab of the same browser."""
        return Besuch(self.page.context.new_page(), self.address)

    @property
    def key(self) -> str:
        """Under this name localStorage keeps the token."""
        return f"berufslotse:{self.address}"

    @property
    def token(self) -> str | None:
        """The token of the conversation, if one has begun."""
        return self.page.evaluate("key => localStorage.getItem(key)", self.key)

    @property
    def texts(self) -> list[str]:
        """All that stands in the log, from the greeting on, each with its speaker."""
        bubbles = self.page.locator("article.message .bubble").all_text_contents()
        return [" ".join(bubble.split()) for bubble in bubbles]

    @property
    def ids(self) -> list[str]:
        """The ids of all messages shown, after the greeting."""
        shown = self.page.locator("article.message").evaluate_all("all => all.map(one => one.dataset.id)")
        assert shown[0] == "greeting"
        return shown[1:]

    def kept(self, token: str | None = None) -> list[str]:
        """The ids of the messages that the server keeps, but for those that are only buttons."""
        bearer = {"Authorization": f"Bearer {token or self.token}"}
        answer = self.page.request.get(f"{self.address}/messages", headers=bearer)
        assert answer.status == 200
        messages = answer.json()["messages"]
        return [m["id"] for m in messages if any(part["type"] != "buttons" for part in m["parts"])]

    def answered_with(self, *parts: dict) -> Besuch:
        """From now on the server is played by the test: it answers each message with one of these `parts`."""
        said = {"session": {"token": "a.b.c", "expires": "2099-01-01T00:00:00Z"}, "messages": []}

        def message(name: str, speaker: str, *shown: dict) -> dict:
            return {"id": name, "from": speaker, "time": "2026-11-22T10:00:00Z", "parts": list(shown)}

        def answer(route: Route) -> None:
            if route.request.method == "GET":
                return route.fulfill(json={"messages": said["messages"]})
            sent = route.request.post_data_json
            question = message(sent["id"], "person", {"type": "text", "text": sent["text"]})
            turn = [question, message(f"{sent['id']}.1", "lotse", *parts)]
            said["messages"] += turn
            return route.fulfill(json={"messages": turn})

        self.page.route("**/chat/health", lambda route: route.fulfill(json={"status": "ok", "kept_days": 30}))
        self.page.route("**/chat/sessions", lambda route: route.fulfill(status=201, json=said["session"]))
        self.page.route("**/chat/messages", answer)
        return self

    def choose(self, action: str) -> None:
        """Choose restart, save or delete in the menu."""
        self.page.locator("button.menu").click()
        self.page.locator(f'button[data-action="{action}"]').click()

    def _answer(self, before: int) -> Locator:
        answer = self.answers.nth(before)
        expect(answer).to_be_visible()
        return answer


@pytest.fixture
def visit(browser: Browser, bot: Paar) -> Iterator[Callable[..., Besuch]]:
    """A function that brings somebody new to the demo page; its options are those of a browser context."""
    contexts: list[BrowserContext] = []

    def come(address: str | None = None, **options) -> Besuch:
        contexts.append(browser.new_context(locale="de-DE", **options))
        return Besuch(contexts[-1].new_page(), address or bot.addresses.chat)

    yield come
    for context in contexts:
        context.close()


@pytest.fixture
def besuch(visit: Callable[..., Besuch]) -> Besuch:
    """Somebody on the demo page, who has opened the chat."""
    return visit().open()
