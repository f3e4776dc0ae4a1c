"""Whatever people type and whatever the server says is shown as text or left out: it never becomes markup."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import Besuch

NEW_TAB = " (öffnet in neuem Tab)"
ALT = "Einstieg: 2.800 bis 3.300 Euro"
EVIL = {
    "image": '<img src=x onerror="window.hacked=1">',
    "script": "<script>window.hacked=1</script>",
    "javascript address": "javascript:window.hacked=1;alert(1)",
    "svg": '<svg onload="window.hacked=1"><animate onbegin="window.hacked=1"/></svg>',
    "markdown": "[Klick](javascript:window.hacked=1) **fett** ![](http://lauscher.invalid/x)",
    "end of an attribute": '"><b>fett</b>\' onmouseover=window.hacked=1 x="',
    "template": "${window.hacked=1} {{window.hacked=1}} <!--?lit$1$--> <?lit$1$>",
    "entities": "&lt;b&gt; &amp;lt; &#60;img src=x onerror=window.hacked=1&#62; &nbsp;",
    "style": "<style>*{display:none}</style></style><link rel=stylesheet href=//lauscher.invalid/x.css>",
    "frame": '<iframe srcdoc="<script>top.hacked=1</script>"></iframe><object data=x></object>',
    "right to left": "Lohn \u202e dnuH redej \u2066 und \u2069 Ende \u200f.",
    "emoji": "👩‍🏫🏳️‍🌈 Erzieherin 👨‍👩‍👧‍👦 e\u0301 Z\u0351\u036b\u0343a\u035b\u0300lgo",
    "no space": "x" * 1999 + "y",
    "no space, emoji": "👩" * 1500,
    "address with markup": 'https://lotse.invalid/<b>x</b>?a="onmouseover=window.hacked=1',
}

SVG = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 320 40"'
BAR = '<title>Gehalt</title><rect width="300" height="20" fill="#164a7e"/>'
WORD = "W" * 5000
CHARTS = {
    "script": f"<svg {SVG}><script>window.hacked=1</script>{BAR}</svg>",
    "script with href": f'<svg {SVG}><script href="//lauscher.invalid/x.js"/>{BAR}</svg>',
    "script of html": f'<svg {SVG}><script xmlns="http://www.w3.org/1999/xhtml">window.hacked=1</script>{BAR}</svg>',
    "onload": f'<svg {SVG} onload="window.hacked=1"><g onclick="window.hacked=1">{BAR}</g></svg>',
    "foreignObject": f'<svg {SVG}><foreignObject width="300" height="40"><body xmlns="http://www.w3.org/1999/xhtml">'
    f'<img src="x" onerror="window.hacked=1"/><form><input/></form></body></foreignObject>{BAR}</svg>',
    "link": f'<svg {SVG}><a href="javascript:window.hacked=1" xlink:href="javascript:window.hacked=1">{BAR}</a>{BAR}</svg>',
    "use": f'<svg {SVG}><use href="//lauscher.invalid/x.svg#a" xlink:href="data:image/svg+xml,x#a"/>{BAR}</svg>',
    "image": f'<svg {SVG}><image href="//lauscher.invalid/x.png" xlink:href="//lauscher.invalid/y.png"/>{BAR}</svg>',
    "style": f"<svg {SVG}><style>@import url(//lauscher.invalid/x.css); * {{ display: none }}</style>{BAR}</svg>",
    "style attribute": f'<svg {SVG} style="position:fixed;inset:0;background:url(//lauscher.invalid/x)">{BAR}</svg>',
    "url": f'<svg {SVG}><rect width="9" height="9" fill="URL( //lauscher.invalid/x#a)" stroke="\\75rl(//lauscher.invalid/x)"/>'
    f'<g filter="url(//lauscher.invalid/x#f)" mask="url(#m)">{BAR}</g></svg>',
    "animation": f'<svg {SVG}><a><set attributeName="href" to="javascript:window.hacked=1"/>'
    f'<animate attributeName="href" values="javascript:window.hacked=1" onbegin="window.hacked=1"/></a>{BAR}</svg>',
    "class and id": f'<svg {SVG} class="launcher" id="field"><rect class="veil" id="menu"/>{BAR}</svg>',
    "processing instruction": f'<?xml-stylesheet href="//lauscher.invalid/x.css"?><svg {SVG}>{BAR}</svg>',
    "document type": f'<!DOCTYPE svg [<!ENTITY a SYSTEM "//lauscher.invalid/x">]><svg {SVG}>{BAR}<text>&a;</text></svg>',
    "namesake of another namespace": f'<svg {SVG}><x:g xmlns:x="urn:x" onclick="window.hacked=1"/>{BAR}</svg>',
    "wide": f'<svg xmlns="http://www.w3.org/2000/svg" width="9000000" height="40">{BAR}</svg>',
    "of many parts": f"<svg {SVG}>{BAR}{BAR * 5000}</svg>",
    "deep": f"<svg {SVG}>{'<g>' * 500}{BAR}{'</g>' * 500}</svg>",
    "long word": f'<svg {SVG}>{BAR}<text font-size="30">{"W" * 5000}</text></svg>',
}
NO_CHARTS = {
    "broken": f"<svg {SVG}>{BAR}",
    "broken with markup": f"<svg {SVG}><img src=x onerror=window.hacked=1>{BAR}</svg>",
    "html": '<html xmlns="http://www.w3.org/1999/xhtml"><body onload="window.hacked=1"><img src="x"/></body></html>',
    "script alone": '<script xmlns="http://www.w3.org/2000/svg">window.hacked=1</script>',
    "shape alone": '<rect xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    "no namespace": f"<svg>{BAR}</svg>",
    "bomb": '<!DOCTYPE svg [<!ENTITY a "hahahahaha">'
    + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + f"]><svg {SVG}><text>&j;</text></svg>",
    "words": "kein Bild",
    "empty": "",
}
BAD_ADDRESSES = [
    "javascript:window.hacked=1",
    " JaVaScRiPt:window.hacked=1",
    "java\nscript:window.hacked=1",
    "\u0001javascript:window.hacked=1",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:127.0.0.1/x",
    "//lauscher.invalid/x",
    "/chat/sessions",
    "",
    "https://",
]

FOREIGN = """() => {
    // elements and attributes that the widget never makes
    const root = document.querySelector("berufs-lotse").shadowRoot;
    const shapes = "svg g rect path line circle polygon polyline text tspan title desc".split(" ");
    const own = ("aside button dialog div h2 h3 ul li article span p a strong time details summary figure figcaption " +
        "label textarea i").split(" ");
    const found = [];
    for (const one of root.querySelectorAll("*")) {
        const known = one.namespaceURI.endsWith("/svg") ? shapes : own;
        if (!known.includes(one.localName)) found.push(one.localName);
        for (const { name, value } of one.attributes) {
            if (name.startsWith("on") || ["src", "style", "srcdoc"].includes(name) && one.localName !== "textarea") found.push(name);
            if (name.endsWith("href") && !/^(https?:|tel:)/.test(value)) found.push(`${name}=${value}`);
            if (one.closest("figure svg") && (["class", "id"].includes(name) || /url/i.test(value))) found.push(`${name}=${value}`);
        }
    }
    return found;
}"""

SIDEWAYS = """() => {
    const root = document.querySelector("berufs-lotse").shadowRoot;
    const wide = [...root.querySelectorAll("dialog, .log, .log :is(article, .bubble, .bubble p, .bubble li, figure, .quick, .quick button)")];
    return [document.documentElement, ...wide].filter(one => one.scrollWidth > one.clientWidth + 1 && one.checkVisibility())
        .filter(one => getComputedStyle(one).display !== "inline").map(one => one.className || one.localName);
}"""

PRESS = """all => {
    for (const one of all) for (const kind of ["mouseover", "mousedown", "mouseup", "click", "focus", "load", "error"]) {
        one.dispatchEvent(new MouseEvent(kind, { bubbles: true, composed: true, cancelable: true }));
    }
}"""


class Guard:
    """Watches that nothing happens which a text has asked for."""

    def __init__(self, besuch: Besuch) -> None:
        """Let nobody reach any other server from now on, and keep what was tried."""
        self.besuch, self.tried = besuch, []
        self.dialogs: list[str] = []
        self.home = besuch.page.url
        besuch.page.context.route("**/*", self._let_through)
        besuch.page.on("dialog", self._dismiss)

    def _let_through(self, route: Route) -> None:
        address = route.request.url
        if address.startswith(self.home):
            route.fallback()
            return
        self.tried.append(address)
        route.abort()

    def _dismiss(self, dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def press_everything(self) -> None:
        """Open what can be opened in the log, and press all that can be pressed there."""
        page = self.besuch.page
        for summary in page.locator("article summary").all():
            summary.click()
        page.locator("article :not(a, a *, button, summary, summary *)").evaluate_all(PRESS)

    def nothing_happened(self) -> None:
        """Check it."""
        page = self.besuch.page
        assert page.evaluate(FOREIGN) == []
        assert page.evaluate(SIDEWAYS) == []
        assert page.evaluate("window.hacked") is None
        assert (self.tried, self.dialogs) == ([], [])
        assert page.url == self.home
        assert len(page.context.pages) == 1
        expect(self.besuch.field).to_be_in_viewport(ratio=1)
        expect(self.besuch.page.locator("button.send")).to_be_in_viewport(ratio=1)
        assert self.besuch.complaints == []


@pytest.fixture
def besuch(visit) -> Besuch:
    """Somebody on a page that is not protected by a policy of its own: all depends on the widget."""
    return visit(bypass_csp=True).open()


@pytest.fixture
def guard(besuch) -> Iterator[Guard]:
    """A watched visit; whatever the test did, in the end nothing must have happened."""
    watching = Guard(besuch)
    yield watching
    watching.nothing_happened()


def said(text: str) -> dict:
    """Return a part that is text."""
    return {"type": "text", "text": text}


def plain(text: str) -> str:
    """Return `text` as it is read: what is blank counts as one blank."""
    return " ".join(text.split())


def assert_shows(bubble, text: str) -> None:
    """Check that `bubble` shows `text`, character for character."""
    expect(bubble).to_be_visible()
    # to the end of what links say to screen readers
    shown = plain(bubble.evaluate("one => one.textContent").replace(NEW_TAB, ""))
    assert plain(text) in shown


# -- typed by a person, to the real server -------------------------------------------------------------


@pytest.mark.parametrize("kind", EVIL)
def test_what_a_person_types_is_shown_as_it_is_also_after_a_reload(kind, besuch, guard):
    answer = besuch.ask(EVIL[kind])
    expect(answer).to_be_visible()
    assert_shows(besuch.questions.first.locator(".bubble"), EVIL[kind])
    guard.press_everything()
    guard.nothing_happened()
    besuch.page.reload()
    expect(besuch.answers.nth(1)).to_be_visible()
    assert_shows(besuch.questions.first.locator(".bubble"), EVIL[kind])
    guard.press_everything()


def test_what_is_being_typed_is_still_only_text_after_a_reload(besuch, guard):
    besuch.field.fill(EVIL["image"])
    besuch.page.reload()
    expect(besuch.field).to_have_value(EVIL["image"])


def test_on_a_phone_a_word_without_an_end_does_not_make_the_page_wide(visit):
    besuch = visit(viewport={"width": 320, "height": 640}).open()
    besuch.ask(EVIL["no space"])
    assert besuch.page.evaluate(SIDEWAYS) == []


# -- sent by the server --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", EVIL)
def test_what_the_server_says_is_shown_as_text_wherever_it_stands(kind, besuch, guard):
    evil = EVIL[kind]
    besuch.answered_with(
        said(evil),
        {"type": "link", "title": evil, "url": "https://lotse.invalid/"},
        {"type": "source", "title": evil, "publisher": evil, "date": evil, "url": "https://lotse.invalid/"},
        {"type": "chart", "svg": f"<svg {SVG}>{BAR}</svg>", "alt": evil},
        {"type": "buttons", "buttons": [{"title": evil, "payload": "/x"}]},
    )
    bubble = besuch.ask("Hallo").locator(".bubble")
    for place in ("> p:not(.link)", ".link", ".sources li > a", ".sources .origin", "figcaption p"):
        shown = bubble.locator(f":scope {place}").first
        expect(shown).to_be_attached()
        assert plain(evil) in plain(shown.evaluate("one => one.textContent").replace(NEW_TAB, "")), place
    expect(besuch.suggestions).to_have_count(1)
    assert plain(besuch.suggestions.first.inner_text()) == plain(evil)
    guard.press_everything()
    guard.nothing_happened()
    besuch.suggestions.first.click()
    assert_shows(besuch.questions.nth(1).locator(".bubble"), evil)


def test_sentences_of_the_server_about_trouble_are_text(besuch, guard):
    refusal = {"code": "invalid_request", "message": EVIL["image"]}
    besuch.page.route("**/chat/messages", lambda route: route.fulfill(status=400, json=refusal))
    besuch.field.fill("Hallo")
    besuch.field.press("Enter")
    expect(besuch.status).to_have_text(EVIL["image"])
    assert besuch.complaints and all("400" in complaint for complaint in besuch.complaints)
    besuch.complaints.clear()  # the browser itself notes each 400


@pytest.mark.parametrize("address", BAD_ADDRESSES, ids=repr)
def test_an_address_that_is_not_of_the_web_becomes_no_link(address, besuch, guard):
    besuch.answered_with(
        said(f"Sieh hier: {address}"),
        {"type": "link", "title": "Mehr dazu", "url": address},
        {"type": "source", "title": "Amt", "publisher": "P", "date": "Stand 2024", "url": address},
    )
    answer = besuch.ask("Hallo")
    expect(answer.locator(".link")).to_have_text("Mehr dazu")
    answer.locator(".sources summary").click()
    expect(answer.locator(".sources li")).to_contain_text("Amt")
    expect(answer.locator("a")).to_have_count(0)
    for words in (answer.locator(".link"), answer.locator(".sources li")):
        words.click()
    guard.press_everything()


def test_addresses_of_the_web_open_elsewhere_and_tell_nobody_where_from(besuch, guard):
    besuch.answered_with(said("Siehe https://lotse.invalid/a?b=%3Cb%3E."), said("Ruf 116 111 an."))
    links = besuch.ask("Hallo").locator("a")
    expect(links.first).to_have_attribute("href", "https://lotse.invalid/a?b=%3Cb%3E")
    expect(links.first).to_have_attribute("target", "_blank")
    expect(links.first).to_have_attribute("rel", "noopener noreferrer")
    expect(links.nth(1)).to_have_attribute("href", "tel:116111")


@pytest.mark.parametrize("kind", CHARTS)
def test_of_a_chart_only_shapes_and_words_are_taken(kind, besuch, guard):
    besuch.answered_with(said("Hier:"), {"type": "chart", "svg": CHARTS[kind], "alt": ALT})
    figure = besuch.ask("Hallo").locator("figure")
    expect(figure.locator("svg")).to_be_visible()
    expect(figure.locator("svg")).to_have_attribute("role", "img")
    expect(figure.locator("svg rect").first).to_be_attached()
    box = figure.locator("svg").bounding_box()
    log = besuch.page.get_by_role("log").bounding_box()
    assert log["x"] <= box["x"] and box["x"] + box["width"] <= log["x"] + log["width"]
    guard.press_everything()
    expect(figure.locator("figcaption p")).to_have_text(ALT)


@pytest.mark.parametrize("kind", NO_CHARTS)
def test_what_is_no_picture_leaves_the_words(kind, besuch, guard):
    besuch.answered_with(said("Hier:"), {"type": "chart", "svg": NO_CHARTS[kind], "alt": ALT})
    answer = besuch.ask("Hallo")
    expect(answer.get_by_text(ALT)).to_be_visible()
    expect(answer.locator("figure, svg")).to_have_count(0)
    guard.press_everything()


def test_a_chart_as_high_as_a_tower_is_kept_to_the_height_of_the_log(besuch, guard):
    tower = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 100000">{BAR}</svg>'
    besuch.answered_with(said("Hier:"), {"type": "chart", "svg": tower, "alt": ALT})
    picture = besuch.ask("Hallo").locator("figure svg")
    expect(picture).to_be_attached()
    assert picture.bounding_box()["height"] <= 10 * besuch.page.get_by_role("log").bounding_box()["height"]


@pytest.mark.parametrize(
    "part",
    [
        {"type": "html", "html": EVIL["image"]},
        {"type": "__proto__", "text": EVIL["image"]},
        {"type": "constructor", "text": EVIL["image"]},
    ],
    ids=lambda part: part["type"],
)
def test_a_kind_of_part_that_nobody_knows_is_left_out(part, besuch, guard):
    besuch.answered_with(said("Davor"), part, said("Danach"))
    answer = besuch.ask("Hallo")
    expect(answer.locator(".bubble > p")).to_have_text(["Davor", "Danach"])


def test_an_id_that_looks_like_markup_or_a_selector_does_no_harm(besuch, guard):
    besuch.answered_with(said("Ja."))
    odd = '"]\\ <img src=x onerror=window.hacked=1>'

    def answer(route: Route) -> None:
        sent = route.request.post_data_json
        time = "2026-11-22T10:00:00Z"
        question = {"id": sent["id"], "from": "person", "time": time, "parts": [said(sent["text"])]}
        route.fulfill(json={"messages": [question, {**question, "id": odd, "from": "lotse"}]})

    besuch.page.route("**/chat/messages", answer)
    expect(besuch.ask("Hallo")).to_have_attribute("data-id", odd)
