"""The widget as a guest on other people's pages: it works, leaves no traces, and nothing reaches inside it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from berufslotse.serving.processes import Paar
from tests.channels.visitor import running

PHONE = {"viewport": {"width": 390, "height": 844}}
TASKS = "Was macht man als Erzieherin in Köln?"

HOSTILE = """
* { color: red !important; background: yellow !important; font-size: 40px !important; line-height: 3 !important;
    letter-spacing: 9px !important; text-transform: uppercase !important; text-align: center !important;
    display: block !important; visibility: visible; font-family: monospace !important; }
button { display: none !important; width: 500px !important; transform: rotate(20deg) !important; }
dialog, textarea, svg, article { display: none !important; }
"""
RUDE = """
* { color: red; font-size: 40px; line-height: 3; letter-spacing: 9px; text-transform: uppercase; display: block;
    font-family: monospace; text-align: center; direction: rtl; visibility: hidden; }
html { font-size: 40px; }
button { display: none; }
dialog { display: none; }
"""

LOOKS = """all => all.map(one => {
    const style = getComputedStyle(one);
    const names = ["color", "backgroundColor", "fontSize", "fontFamily", "lineHeight", "letterSpacing", "textTransform",
        "textAlign", "direction", "display", "visibility", "width", "transform", "position"];
    return [one.localName, one.className, ...names.map(name => `${name}: ${style[name]}`)];
})"""

WATCH_POLICY = """addEventListener("securitypolicyviolation", event => {
    (window.violations ??= []).push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
})"""


class Website:
    """Somebody's website: a few pages, each with its own rules."""

    def __init__(self) -> None:
        """Serve at a free port."""
        self.files: dict[str, tuple[str, str, str]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, policy, text = site.files.get(self.path, ("", "", ""))
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", f"{kind or 'text/plain'}; charset=utf-8")
                if policy:
                    self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def show(self, body: str = "", head: str = "", policy: str = "", style: str = "") -> str:
        """Put a page with `head` and `body` online and return its address."""
        path = f"/seite-{len(self.files)}"
        self.files[f"{path}.css"] = ("text/css", "", style)
        text = (
            f'<!DOCTYPE html><html lang="en"><head><title>Host</title><link rel="icon" href="data:,">{head}'
            f'<link rel="stylesheet" href="{path}.css"></head><body><h1>Host</h1>'
            f'<p class="host">Words <a href="#a">link</a> <button class="host">Press</button></p>{body}</body></html>'
        )
        self.files[path] = ("text/html", policy, text)
        return self.origin + path


@pytest.fixture(scope="module")
def website() -> Iterator[Website]:
    """A website that may show the widget."""
    site = Website()
    yield site
    site.server.shutdown()


@pytest.fixture(scope="module")
def stranger() -> Iterator[Website]:
    """A website that may not."""
    site = Website()
    yield site
    site.server.shutdown()


@pytest.fixture(scope="module")
def bot(model: Path, website: Website, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paar]:
    """A bot that allows the website."""
    with running(tmp_path_factory.mktemp("fremd"), model, {"origins": [website.origin]}) as pair:
        yield pair


@pytest.fixture
def script(bot: Paar) -> Callable[..., str]:
    """A function that writes the script tag, with data attributes."""

    def write(**data: str) -> str:
        attributes = "".join(f' data-{name}="{value}"' for name, value in data.items())
        return f'<script src="{bot.addresses.chat}/widget.js"{attributes} defer></script>'

    return write


def strict(bot: Paar) -> str:
    """Return a policy that allows the widget what its README asks for, and the page its own style sheet."""
    return (
        f"default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
        f"script-src {bot.addresses.rasa}; connect-src {bot.addresses.rasa}; "
        "require-trusted-types-for 'script'; trusted-types lit-html berufslotse"
    )


def watch_policy(page: Page) -> None:
    """Have `violations` of the content security policy kept from the next page on."""
    page.add_init_script(WATCH_POLICY)


def violations(page: Page) -> list[str]:
    """Return what the page's policy has forbidden."""
    return page.evaluate("window.violations ?? []")


# -- working on another origin -------------------------------------------------------------------------


def test_a_conversation_works_on_a_foreign_page_with_a_strict_policy(visit, website, bot, script):
    besuch = visit("about:blank")
    watch_policy(besuch.page)
    besuch.page.goto(website.show(head=script(), policy=strict(bot)))
    besuch.open()
    expect(besuch.ask("Was verdient man als Erzieherin in Köln?").locator("figure svg")).to_be_visible()
    besuch.suggestions.first.click()
    expect(besuch.questions).to_have_count(2)
    expect(besuch.page.locator(".typing")).to_have_count(0)
    besuch.page.reload()
    expect(besuch.questions).to_have_count(2)
    besuch.choose("delete")
    besuch.page.get_by_role("button", name="Löschen", exact=True).click()
    expect(besuch.status).to_contain_text("gelöscht")
    assert violations(besuch.page) == []
    assert besuch.complaints == []


def test_the_demo_page_keeps_its_own_strict_policy_during_a_conversation(visit):
    besuch = visit("about:blank")
    watch_policy(besuch.page)
    besuch.page.goto(visit().address)
    policy = besuch.page.request.get(besuch.page.url).headers["content-security-policy"]
    assert "default-src 'none'" in policy and "require-trusted-types-for 'script'" in policy
    besuch.open()
    answer = besuch.ask("Was verdient man als Erzieherin in Köln?")
    expect(answer.locator("figure svg")).to_be_visible()
    answer.locator(".sources summary").click()
    with besuch.page.expect_download():
        besuch.choose("save")
    besuch.choose("restart")
    expect(besuch.questions).to_have_count(2)
    expect(besuch.page.locator(".typing")).to_have_count(0)
    assert violations(besuch.page) == []
    assert besuch.complaints == []


def test_a_policy_that_forbids_our_trusted_types_costs_only_the_picture(visit, website, bot, script):
    policy = strict(bot).replace(" berufslotse", "")
    besuch = visit(website.show(head=script(), policy=policy)).open()
    answer = besuch.ask("Was verdient man als Erzieherin in Köln?")
    expect(answer).to_contain_text("Zum Einstieg")
    expect(answer.locator("figure svg")).to_have_count(0)


@pytest.mark.parametrize("writes", [False, True], ids=["only opens", "writes"])
def test_a_website_that_is_not_listed_is_told_so_and_does_not_storm_the_server(
    writes, visit, stranger, script
):
    besuch = visit("about:blank")
    besuch.page.clock.install()
    besuch.page.goto(stranger.show(head=script()))
    besuch.open()
    expect(besuch.status).to_contain_text("nicht freigeschaltet")
    if writes:
        besuch.send(TASKS)
    besuch.page.clock.run_for(3_000)
    besuch.page.evaluate("() => new Promise(done => requestAnimationFrame(done))")
    assert sum(request.resource_type == "fetch" for request in besuch.requests) <= 3
    expect(besuch.status).to_contain_text("nicht freigeschaltet")


# -- what the website chooses --------------------------------------------------------------------------


def test_title_greeting_starters_and_colour_are_the_websites(visit, website, bot, script):
    head = script(title="Kompass", color="#ffcc00", greeting="Moin!", starters="Eins? | Zwei? |", open="true")
    besuch = visit(website.show(head=head, policy=strict(bot)))
    expect(besuch.panel).to_be_visible()
    expect(besuch.page.get_by_role("dialog", name="Kompass")).to_have_count(1)
    expect(besuch.answers.first).to_contain_text("Moin!")
    expect(besuch.suggestions).to_have_text(["Eins?", "Zwei?"])
    expect(besuch.page.locator(".head")).to_have_css("background-color", "rgb(255, 204, 0)")
    expect(besuch.page.locator(".head")).to_have_css("color", "rgb(0, 0, 0)")


def test_markup_in_what_the_website_chooses_is_text(visit, website, script):
    tag = "&lt;img src=x onerror=alert(1)&gt;"
    besuch = visit(
        website.show(head=script(title=tag, greeting=tag, starters=tag, color="red;}*{", open="true"))
    )
    shown = "<img src=x onerror=alert(1)>"
    expect(besuch.suggestions).to_have_text([shown])
    expect(besuch.answers.first).to_contain_text(shown)
    expect(besuch.page.locator("h2#title")).to_have_text(shown)
    expect(besuch.page.locator(".head")).to_have_css("background-color", "rgb(11, 79, 108)")


def test_an_invitation_does_not_cover_a_phone_unasked(visit, website, script):
    besuch = visit(website.show(head=script(open="true")), **PHONE)
    expect(besuch.launcher).to_be_visible()
    expect(besuch.panel).to_be_hidden()


def test_who_closed_the_invitation_is_not_invited_again(visit, website, script):
    besuch = visit(website.show(head=script(open="true")))
    besuch.page.locator("button.close").click()
    besuch.page.reload()
    expect(besuch.launcher).to_be_visible()
    expect(besuch.panel).to_be_hidden()


def test_an_element_written_by_hand_is_used_instead_of_one_of_its_own(visit, website, bot, script):
    body = f'<main><berufs-lotse title-text="Von Hand" server="{bot.addresses.chat}/"></berufs-lotse></main>'
    besuch = visit(website.show(body=body, head=script(title="Vom Skript")))
    besuch.open()
    expect(besuch.page.locator("berufs-lotse")).to_have_count(1)
    expect(besuch.page.get_by_role("dialog", name="Von Hand")).to_have_count(1)
    expect(besuch.ask(TASKS)).to_contain_text("Köln")


def test_a_script_without_defer_in_the_head_works_too(visit, website, script):
    besuch = visit(website.show(head=script().replace(" defer", "")))
    expect(besuch.open().ask(TASKS)).to_contain_text("Köln")


def test_including_the_script_twice_gives_one_launcher(visit, website, bot, script):
    besuch = visit(website.show(head=script(title="Eins") + script(title="Zwei"), policy=strict(bot)))
    expect(besuch.launcher).to_have_count(1)
    besuch.open()
    expect(besuch.page.get_by_role("dialog", name="Eins")).to_have_count(1)
    expect(besuch.ask(TASKS)).to_contain_text("Köln")
    assert besuch.complaints == []


# -- guest and host leave each other alone -------------------------------------------------------------


def test_nothing_is_left_on_the_pages_global_object(visit, website, script):
    globals_ = "Object.keys(window).concat(Object.getOwnPropertyNames(window), Object.keys(document))"
    without = visit(website.show())
    besuch = visit(website.show(head=script())).open()
    besuch.ask("Was verdient man als Erzieherin in Köln?")
    assert set(besuch.page.evaluate(globals_)) - set(without.page.evaluate(globals_)) == set()


def test_the_page_gets_one_element_and_looks_as_before(visit, website, script):
    style = ".host { color: rgb(1, 2, 3); }"
    without = visit(website.show(style=style))
    besuch = visit(website.show(head=script(), style=style)).open()
    besuch.ask(TASKS)
    everything = "html, body, h1, p, a, button.host"
    hosts = besuch.page.locator(":is(html, body, h1, p.host, p.host a, button.host)")
    assert hosts.evaluate_all(LOOKS) == without.page.locator(everything).evaluate_all(LOOKS)
    sheets = (
        "[document.styleSheets.length, document.adoptedStyleSheets.length, document.head.children.length]"
    )
    before = without.page.evaluate(sheets)
    assert besuch.page.evaluate(sheets) == [before[0], before[1], before[2] + 1]
    assert besuch.page.evaluate("[...document.body.children].map(one => one.localName)") == [
        "h1",
        "p",
        "berufs-lotse",
    ]


@pytest.mark.parametrize("style", [RUDE, HOSTILE], ids=["rude", "hostile"])
def test_the_pages_style_sheet_does_not_reach_inside(style, visit, website, script):
    inside = (
        "dialog, dialog .head, dialog h2, dialog button, dialog textarea, .bubble, .bubble p, .notice, .log"
    )
    plain = visit(website.show(head=script())).open()
    besuch = visit(website.show(head=script(), style=style))
    expect(besuch.launcher).to_be_visible()
    for one in (besuch.open(), plain):
        expect(one.suggestions.first).to_be_visible()
        one.page.mouse.move(0, 0)
        one.page.wait_for_function(
            "document.querySelector('berufs-lotse').shadowRoot.getAnimations().length === 0"
        )
    seen = besuch.page.locator("berufs-lotse").locator(inside).evaluate_all(LOOKS)
    expected = plain.page.locator("berufs-lotse").locator(inside).evaluate_all(LOOKS)
    assert len(expected) > 10
    assert seen == expected


def test_a_host_that_makes_letters_big_does_not_push_the_launcher_out_of_the_window(visit, website, script):
    besuch = visit(website.show(head=script(), style=HOSTILE), **PHONE)
    expect(besuch.launcher).to_be_in_viewport(ratio=1)
    besuch.open()
    expect(besuch.field).to_be_in_viewport(ratio=1)


def test_keys_typed_in_the_widget_do_not_trigger_the_pages_shortcuts_for_escape(visit, website, script):
    besuch = visit(website.show(head=script())).open()
    besuch.page.evaluate("document.addEventListener('keydown', event => window.heard = event.key)")
    besuch.field.press("Escape")
    expect(besuch.panel).to_be_hidden()
    assert besuch.page.evaluate("window.heard ?? ''") != "Escape"


def test_the_element_can_be_moved_and_removed(visit, website, script):
    besuch = visit(website.show(body="<main></main>", head=script())).open()
    besuch.ask(TASKS)
    besuch.page.evaluate("document.querySelector('main').append(document.querySelector('berufs-lotse'))")
    expect(besuch.page.locator("button.launcher:visible, dialog.panel:visible")).to_have_count(1)
    expect(besuch.questions).to_have_count(1)
    besuch.launcher.or_(besuch.panel).locator("visible=true").first.click()
    expect(besuch.ask("Welche Berufe kennst du?")).to_be_visible()
    besuch.page.evaluate("document.querySelector('berufs-lotse').remove()")
    expect(besuch.launcher).to_have_count(0)
    assert besuch.complaints == []
