"""Everything can be done with the keyboard alone, and one always sees where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

PAY = "Was verdient man als Erzieherin in Köln?"
PHONE = {"viewport": {"width": 390, "height": 844}}
MOST_STOPS = 60

ACTIVE = """(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    return active;
})()"""

STOP = f"""() => {{
    const active = {ACTIVE};
    const {{ outlineStyle, outlineWidth, outlineColor }} = getComputedStyle(active);
    const box = active.getBoundingClientRect();
    return {{
        tag: active.localName, name: active.className, action: active.dataset.action ?? "",
        text: (active.getAttribute("aria-label") ?? active.textContent).trim().replace(/\\s+/g, " "),
        inside: active.getRootNode().host?.localName === "berufs-lotse",
        panel: active.closest("dialog") !== null,
        top: box.top, left: box.left,
        visible: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && outlineColor !== "rgba(0, 0, 0, 0)",
    }};
}}"""


class Keys:
    """Somebody who has a keyboard and nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, *keys: str) -> None:
        """Press `keys` one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    @property
    def stop(self) -> dict:
        """Where the focus is."""
        return self.page.evaluate(STOP)

    def go(self, selector: str, key: str = "Tab") -> dict:
        """Go on with Tab (or Shift+Tab) until `selector` has the focus; all stops on the way are visible."""
        for _ in range(MOST_STOPS):
            self.press(key)
            stop = self.stop
            assert stop["visible"] or stop["tag"] == "body", stop
            if self.page.evaluate(f"selector => {ACTIVE}.matches(selector)", selector):
                return stop
        pytest.fail(f"{selector} was not reached; the last stop was {stop}")

    def is_at(self, selector: str) -> None:
        """Wait until the focus is at `selector`, and check that one sees it."""
        expect(self.page.locator(selector)).to_be_focused()
        assert self.stop["visible"], f"the focus at {selector} is not visible"


def test_the_whole_conversation_goes_with_the_keyboard_alone(visit):
    besuch = visit()
    page, keys = besuch.page, Keys(besuch.page)

    keys.go("button.launcher")
    keys.press("Enter")
    expect(besuch.panel).to_be_visible()
    keys.is_at("textarea")

    page.keyboard.type(PAY)
    keys.press("Enter")
    answer = besuch.answers.nth(1)
    expect(answer).to_contain_text("Euro")
    keys.is_at("textarea")
    expect(besuch.field).to_have_value("")

    keys.go(".sources summary", "Shift+Tab")
    keys.press("Enter")
    source = answer.locator(".sources a").first
    expect(source).to_be_visible()
    keys.go(".sources a")

    before = besuch.answers.count()
    said = keys.go(".quick button")["text"]
    keys.press("Enter")
    expect(besuch.questions.last).to_contain_text(said)
    expect(besuch.answers.nth(before)).to_be_visible()
    keys.is_at("textarea")

    keys.go("button.menu", "Shift+Tab")
    keys.press("Enter")
    assert keys.go("#menu button")["action"] == "restart"
    assert keys.go("#menu button")["action"] == "save"
    with page.expect_download() as download:
        keys.press("Enter")
    assert download.value.suggested_filename.endswith(".txt")
    expect(page.locator("#menu")).to_be_hidden()
    keys.is_at("button.menu")

    keys.press("Enter")
    keys.go("[data-action=delete]")
    keys.press("Enter")
    keys.is_at("[data-action=cancel-delete]")
    keys.go("[data-action=confirm-delete]", "Shift+Tab")
    keys.press("Enter")
    expect(besuch.status).to_contain_text("gelöscht")
    expect(besuch.questions).to_have_count(0)
    keys.is_at("textarea")

    keys.press("Escape")
    expect(besuch.panel).to_be_hidden()
    keys.is_at("button.launcher")


def test_a_starter_and_starting_over_go_with_the_keyboard(visit):
    besuch = visit()
    keys = Keys(besuch.page)
    keys.go("button.launcher")
    keys.press("Space")
    keys.is_at("textarea")
    said = keys.go(".starters button", "Shift+Tab")["text"]
    keys.press("Space")
    expect(besuch.questions.first).to_contain_text(said)
    expect(besuch.answers.nth(1)).to_be_visible()
    keys.go("button.menu", "Shift+Tab")
    keys.press("Space")
    keys.go("[data-action=restart]")
    keys.press("Space")
    expect(besuch.questions.nth(1)).to_contain_text("Neu anfangen")
    keys.is_at("textarea")


def test_the_focus_goes_through_the_panel_from_top_to_bottom(besuch):
    keys = Keys(besuch.page)
    answer = besuch.ask(PAY)
    answer.locator(".sources summary").click()
    keys.go("button.menu", "Shift+Tab")
    stops = [keys.stop]
    while stops[-1]["name"] != "send":
        keys.press("Tab")
        stops.append(keys.stop)
        assert stops[-1]["panel"] and len(stops) < MOST_STOPS, stops[-1]
    names = [stop["name"] or stop["tag"] for stop in stops]
    for earlier, later in (("menu", "close"), ("close", "log"), ("log", "textarea"), ("textarea", "send")):
        assert names.index(earlier) < names.index(later), names
    log = stops[names.index("log") + 1 : names.index("textarea")]
    kinds = [stop["tag"] for stop in log]
    assert {"summary", "a", "button"} == set(kinds), kinds
    # as it is read: chart in words, sources, what to ask next
    assert kinds == sorted(kinds, key=lambda kind: kind == "button"), kinds
    assert log[0]["text"] == "Als Text" and "Quelle" in log[1]["text"], log[:2]


def test_a_long_log_is_scrolled_with_the_arrow_keys(besuch):
    keys = Keys(besuch.page)
    besuch.ask(PAY)
    besuch.ask("Welche Berufe kennst du?")
    keys.go(".log", "Shift+Tab")
    log = besuch.page.get_by_role("log")
    keys.press("Home")
    expect(besuch.answers.first).to_be_in_viewport()
    keys.press("End")
    besuch.page.wait_for_function(
        "log => log.scrollHeight - log.scrollTop - log.clientHeight < 4", arg=log.element_handle()
    )


def test_escape_leaves_what_is_innermost(besuch):
    page, keys = besuch.page, Keys(besuch.page)
    question = page.get_by_role("alertdialog")
    keys.go("button.menu", "Shift+Tab")
    keys.press("Enter")
    keys.go("[data-action=delete]")
    keys.press("Enter")
    keys.is_at("[data-action=cancel-delete]")
    keys.press("Escape")
    expect(question).to_have_count(0)
    keys.is_at("button.menu")
    keys.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    keys.go("[data-action=save]")
    keys.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    keys.is_at("button.menu")
    expect(besuch.panel).to_be_visible()
    keys.press("Escape")
    expect(besuch.panel).to_be_hidden()
    keys.is_at("button.launcher")


def test_who_tabs_out_of_the_menu_finds_it_closed(besuch):
    keys = Keys(besuch.page)
    keys.go("button.menu", "Shift+Tab")
    keys.press("Enter")
    keys.go("[data-action=delete]")
    keys.press("Tab")
    keys.is_at("button.close")
    expect(besuch.page.locator("#menu")).to_be_hidden()


def test_while_the_question_before_deleting_stands_nothing_behind_it_gets_the_focus(besuch):
    keys = Keys(besuch.page)
    besuch.ask(PAY)
    besuch.choose("delete")
    seen = set()
    for _ in range(MOST_STOPS):
        keys.press("Shift+Tab")
        stop = keys.stop
        if stop["panel"]:
            seen.add(stop["action"] or stop["name"] or stop["tag"])
    assert seen == {"confirm-delete", "cancel-delete"}


def test_on_the_phone_the_focus_never_leaves_the_panel(visit):
    besuch = visit(**PHONE).open()
    besuch.ask(PAY)
    keys = Keys(besuch.page)
    seen = set()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(MOST_STOPS // 2):
            keys.press(key)
            stop = keys.stop
            # the browser's own buttons come in between, then the body counts as focused
            assert stop["panel"] or stop["tag"] == "body", stop
            seen.add(stop["name"])
    assert {"menu", "close", "log", "send"} <= seen
    keys.go("button.menu")
    keys.press("Escape")
    expect(besuch.panel).to_be_hidden()
    keys.is_at("button.launcher")


def test_beside_the_page_the_focus_can_leave_the_panel_and_come_back(besuch):
    keys = Keys(besuch.page)
    keys.go("button.send")
    keys.press("Tab")
    assert not keys.stop["panel"]
    expect(besuch.panel).to_be_visible()
    keys.go("button.send", "Shift+Tab")


def test_a_panel_that_is_open_at_the_first_visit_does_not_take_the_focus(visit, bot):
    besuch = visit("about:blank")

    def invite(route) -> None:
        page = route.fetch()
        html = page.text().replace('data-open="false"', 'data-open="true"')
        route.fulfill(response=page, body=html.replace('class="skip-link"', 'class="skip-link" autofocus'))

    besuch.page.route("**/chat", invite)
    besuch.page.goto(bot.addresses.chat)
    expect(besuch.panel).to_be_visible()
    expect(besuch.suggestions.first).to_be_visible()
    expect(besuch.page.locator(".skip-link")).to_be_focused()


def test_a_panel_that_is_open_again_after_a_reload_does_not_take_the_focus(besuch):
    besuch.ask(PAY)
    besuch.page.reload()
    expect(besuch.answers.nth(1)).to_be_visible()
    assert Keys(besuch.page).stop["tag"] == "body"
