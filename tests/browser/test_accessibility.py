"""The widget can be used by everybody: WCAG 2.1 AA by axe-core and by measuring, on the whole demo page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from berufslotse.serving import widget
from tests.programs import on_path, wanted

PROJECT = Path(__file__).resolve().parents[2]
AXE = PROJECT / "widget" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
PAY = "Was verdient man als Erzieherin in Köln?"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROW = {"viewport": {"width": 320, "height": 640}}
ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
"""A screen of 1280 by 800, with everything at 200 %."""
DARK = {"color_scheme": "dark"}

# -- what is measured in the page ----------------------------------------------------------------------

RUN_AXE = """async tags => {
    const { violations, passes } = await axe.run(document, { runOnly: { type: "tag", values: tags } });
    // axe knows a skip link by the first real link that follows it, but cannot compare across a shadow root
    const skip = node => node.target.join() === ".skip-link";
    for (const one of violations) if (one.id === "region") one.nodes = one.nodes.filter(node => !skip(node));
    const where = node => node.target.flat(9).join(" ") + ": " + node.failureSummary;
    return {
        violations: violations.filter(one => one.nodes.length > 0).map(one => `${one.id} ${one.help}\\n` + one.nodes.map(where).join("\\n")),
        seen: passes.flatMap(one => one.nodes).filter(node => Array.isArray(node.target[0])).length,
    };
}"""

WATCH_LOG = """(() => {
    // what comes into the log: whole messages, and what is put into a message that already stood there
    window.arrivals = [];
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (options) {
        const root = attach.call(this, options);
        new MutationObserver(records => {
            const log = root.querySelector(".log");
            const live = log.getAttribute("aria-live");
            const fresh = new Set();
            for (const { addedNodes } of records) for (const node of addedNodes) {
                if (node instanceof Comment || node.parentNode === null) continue;
                const whole = node instanceof Element ? [node, ...node.querySelectorAll("*")].filter(
                    one => one.matches("article.message")) : [];
                for (const { dataset, classList } of whole) {
                    fresh.add(dataset.id);
                    arrivals.push({ id: dataset.id, live, whole: true, lotse: classList.contains("lotse") });
                }
                const around = node.parentNode instanceof Element && node.parentNode.closest("article.lotse");
                if (around && !fresh.has(around.dataset.id)) {
                    arrivals.push({ id: around.dataset.id, live, whole: false, lotse: true });
                }
            }
        }).observe(root, { childList: true, characterData: true, subtree: true });
        return root;
    };
})()"""

CONTRAST = """(element, [pseudo, property, against]) => {
    const numbers = colour => {
        const found = colour.match(/[\\d.]+/g).map(Number);
        return found.length < 4 ? [...found, 1] : found;
    };
    const parent = one => one.assignedSlot ?? one.parentElement ?? one.getRootNode().host ?? null;
    const surface = one => {
        for (let at = one; at; at = parent(at)) {
            const colour = numbers(getComputedStyle(at).backgroundColor);
            if (colour[3] === 1) return colour;
            if (colour[3] !== 0) throw new Error("half transparent");
        }
        return [255, 255, 255, 1];
    };
    const luminance = colour => colour.slice(0, 3).map(part => part / 255)
        .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
    const behind = against === "itself" ? element : parent(element);
    const [dark, light] = [numbers(getComputedStyle(element, pseudo)[property]), surface(behind)]
        .map(luminance).sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
}"""

CUT = """() => {
    // texts that stick out of what clips them, and rows wider than the place they have
    const root = document.querySelector("berufs-lotse").shadowRoot;
    const found = [];
    const name = one => `${one.localName}.${one.className}`;
    for (const one of root.querySelectorAll("dialog, dialog *:not(svg, svg *, .unseen)")) {
        if (one.closest(".unseen") || !one.checkVisibility({ visibilityProperty: true })) continue;
        const style = getComputedStyle(one);
        if (one.scrollWidth > one.clientWidth + 1 && style.display !== "inline") found.push(`${name(one)} is too wide`);
        const clips = style.overflowY === "hidden" || style.overflowY === "clip";
        if (clips && one.scrollHeight > one.clientHeight + 1) found.push(`${name(one)} is cut`);
        if (one.matches("button") && one.scrollHeight > one.clientHeight + 1) found.push(`${name(one)} is too low`);
    }
    const page = document.documentElement;
    if (page.scrollWidth > page.clientWidth) found.push("the page scrolls sideways");
    return found;
}"""

OUT_OF_REACH = """() => {
    // controls that cannot be brought to where one can press them
    const root = document.querySelector("berufs-lotse").shadowRoot;
    const controls = [...root.querySelectorAll("dialog :is(button, a[href], summary, textarea)")];
    const shown = controls.filter(one => one.checkVisibility({ visibilityProperty: true }));
    return shown.filter(one => {
        one.scrollIntoView({ block: "nearest" });
        const box = one.getClientRects()[0];
        const hit = root.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
        const inside = box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
        return !inside || !(hit === one || one.contains(hit));
    }).map(one => `${one.localName}.${one.className} ${one.textContent.trim()}`);
}"""

RUNNING = """() => document.querySelector("berufs-lotse").shadowRoot.getAnimations()
    .filter(one => one.playState === "running").map(one => one.animationName)"""

# WCAG 1.4.12; p stands for paragraph
SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
        p { margin-bottom: 2em !important; }`);
    document.querySelector("berufs-lotse").shadowRoot.adoptedStyleSheets.push(sheet);
    document.adoptedStyleSheets.push(sheet);
}"""


# -- the states it can be in ---------------------------------------------------------------------------


def closed(besuch):
    expect(besuch.launcher).to_be_visible()


def greeting(besuch):
    expect(besuch.open().suggestions.first).to_be_visible()


def answered(besuch):
    answer = besuch.open().ask(PAY)
    answer.locator("figure summary").click()
    answer.locator(".sources summary").click()
    expect(answer.locator(".sources a").first).to_be_visible()
    expect(answer.locator("figcaption p").first).to_be_visible()


def notice_opened(besuch):
    answered(besuch)
    besuch.page.locator(".notice summary").click()


def menu(besuch):
    besuch.open().page.locator("button.menu").click()
    expect(besuch.page.locator("#menu")).to_be_visible()


def question_before_deleting(besuch):
    besuch.open().choose("delete")
    expect(besuch.page.get_by_role("alertdialog")).to_be_visible()


def unreachable(besuch):
    cut_off(besuch.open())


def cut_off(besuch):
    besuch.page.route("**/chat/**", lambda route: route.abort())
    besuch.send(PAY)
    expect(besuch.status).to_contain_text("nicht verloren")


def too_long(besuch):
    besuch.open().field.fill("a " * 1001 + "a")
    expect(besuch.page.locator(".counter.over")).to_be_visible()


STATES = {
    "closed": (closed, {}),
    "closed on a phone": (closed, PHONE),
    "closed, dark": (closed, DARK),
    "greeting": (greeting, {}),
    "greeting, dark": (greeting, DARK),
    "answered": (answered, {}),
    "answered, dark": (answered, DARK),
    "answered on a phone": (answered, PHONE),
    "answered on a phone, dark": (answered, {**PHONE, **DARK}),
    "notice opened": (notice_opened, {}),
    "menu": (menu, {}),
    "menu, dark": (menu, DARK),
    "question before deleting": (question_before_deleting, {}),
    "question before deleting on a phone, dark": (question_before_deleting, {**PHONE, **DARK}),
    "unreachable": (unreachable, {}),
    "unreachable, dark": (unreachable, DARK),
    "too long, dark": (too_long, DARK),
}


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.is_file():
        wanted(lambda: on_path("node") if on_path("npm") else None, "Node", ["nodejs", "npm"])
        widget._install(PROJECT / "widget")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture
def calm(visit) -> Callable:
    """Like `visit`, for somebody who wants no motion: what moves cannot be measured."""
    return lambda **options: visit(reduced_motion="reduce", **options)


# -- axe-core ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_to_complain_about_in_state(state, calm, axe):
    reach, options = STATES[state]
    besuch = calm(bypass_csp=True, **options)
    reach(besuch)
    besuch.page.evaluate(axe)
    result = besuch.page.evaluate(RUN_AXE, TAGS)
    assert "\n\n".join(result["violations"]) == ""
    assert result["seen"] > 0, "axe has not looked into the widget"


# -- what a screen reader is told ----------------------------------------------------------------------


def test_the_log_is_announced_as_it_grows_and_has_a_german_name(besuch):
    log = besuch.page.get_by_role("log", name="Gespräch", exact=True)
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log.locator("article.message")).to_have_count(1)


def test_each_answer_comes_into_the_log_once_and_is_not_touched_again(visit):
    besuch = visit()
    besuch.page.add_init_script(WATCH_LOG)
    besuch.page.reload()
    besuch.open()
    log = besuch.page.get_by_role("log")
    expect(log).to_have_attribute("aria-live", "polite")
    for question in (PAY, "Und was macht man da?", "Welche Berufe kennst du?"):
        answer = besuch.ask(question)
        for summary in answer.locator("summary").all():
            summary.click()
    besuch.choose("save")
    expect(besuch.status).not_to_be_empty()
    arrivals = [one for one in besuch.page.evaluate("arrivals") if one["lotse"] and one["id"] != "greeting"]
    shown = besuch.answers.evaluate_all("all => all.map(one => one.dataset.id)")[1:]
    assert len(shown) >= 3
    assert [one["id"] for one in arrivals if one["whole"]] == shown
    assert [one for one in arrivals if not one["whole"]] == []
    assert {one["live"] for one in arrivals} == {"polite"}


def test_a_restored_conversation_is_not_read_out_but_what_follows_is(visit):
    besuch = visit()
    besuch.page.add_init_script(WATCH_LOG)
    besuch.open().ask(PAY)
    before = besuch.answers.count()
    besuch.page.reload()
    expect(besuch.answers).to_have_count(before)
    restored = [one for one in besuch.page.evaluate("arrivals") if one["id"] != "greeting"]
    assert len(restored) >= 2
    assert {one["live"] for one in restored} == {"off"}
    expect(besuch.page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    besuch.ask("Und was macht man da?")
    later = besuch.page.evaluate("arrivals")[len(restored) + 1 :]
    assert {one["live"] for one in later} == {"polite"}
    assert [one for one in later if one["id"] in {old["id"] for old in restored}] == []


def test_trouble_is_announced_and_what_merely_moves_is_not(besuch):
    expect(besuch.page.get_by_role("status")).to_have_count(1)
    cut_off(besuch)
    expect(besuch.page.get_by_role("status")).to_contain_text("erreiche den Lotsen gerade nicht")
    assert besuch.page.locator(".typing:not([aria-hidden=true])").count() == 0


def test_all_controls_have_their_german_name(besuch):
    page = besuch.page

    def names(*expected: str) -> None:
        for name in expected:
            expect(page.get_by_role("button", name=name, exact=True)).to_have_count(1)

    names("Menü", "Schließen", "Senden")
    expect(page.get_by_role("textbox", name="Deine Frage", exact=True)).to_have_count(1)
    expect(page.get_by_role("dialog", name="Berufslotse", exact=True)).to_have_count(1)
    page.locator("button.menu").click()
    expect(page.get_by_role("button", name="Menü", expanded=True)).to_have_count(1)
    names("Neu anfangen", "Gespräch speichern", "Verlauf löschen")
    page.locator("[data-action=delete]").click()
    expect(page.get_by_role("alertdialog", name="Verlauf löschen")).to_have_count(1)
    names("Löschen", "Abbrechen")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    names("Berufslotse öffnen")


@pytest.mark.parametrize("state", ["closed", "answered", "menu", "unreachable"])
def test_no_control_is_without_a_name(state, visit):
    besuch = visit()
    STATES[state][0](besuch)
    lines = besuch.page.locator("berufs-lotse").aria_snapshot().splitlines()
    controls = [
        line for line in lines if re.match(r"\s*- (button|link|textbox|img|dialog|complementary)\b", line)
    ]
    assert controls
    assert [line for line in controls if not re.match(r"\s*- \w+ \".*\w.*\"", line)] == []


def test_the_widget_says_it_speaks_german_whatever_the_page_speaks(visit):
    besuch = visit()
    besuch.page.evaluate("document.documentElement.lang = 'en'")
    language = "one => one.closest('[lang]')?.lang"
    assert besuch.launcher.evaluate(language) == "de"
    besuch.open().ask(PAY)
    spoken = besuch.page.locator("dialog.panel :is(h2, p, button, textarea, summary)").evaluate_all(
        f"all => [...new Set(all.map({language}))]"
    )
    assert spoken == ["de"]


# -- colours -------------------------------------------------------------------------------------------

TEXTS = [
    "article.lotse .bubble p",
    "article.person .bubble p",
    "article.lotse .meta",
    ".quick button",
    ".notice summary strong",
    ".notice summary span",
    ".sources summary",
    ".sources .origin",
    ".sources a",
    "#menu button",
    ".head h2",
    "textarea",
    "h3.day",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_what_is_behind_them(scheme, calm):
    besuch = calm(color_scheme=scheme)
    answered(besuch)
    besuch.page.locator("button.menu").click()
    besuch.page.mouse.move(0, 0)  # what is pointed at has another colour
    for selector in TEXTS:
        text = besuch.page.locator(selector).first
        expect(text).to_be_visible()
        assert text.evaluate(CONTRAST, [None, "color", "itself"]) >= 4.5, selector
    assert besuch.field.evaluate(CONTRAST, ["::placeholder", "color", "itself"]) >= 4.5
    for icon in ("button.send", "button.close", "button.menu"):
        assert besuch.page.locator(icon).evaluate(CONTRAST, [None, "color", "itself"]) >= 3, icon
    # where the field is, is shown by its border only
    assert besuch.field.evaluate(CONTRAST, [None, "borderTopColor", "around"]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "control", ["textarea", "button.send", "button.menu", ".quick button", ".sources summary", ".log"]
)
def test_the_focus_ring_stands_out_from_what_is_around_it(scheme, control, calm):
    besuch = calm(color_scheme=scheme)
    answered(besuch)
    besuch.page.keyboard.press("Shift+Tab")  # from now on the keyboard is in use
    focused = besuch.page.locator(control).first
    focused.focus()
    style = focused.evaluate(
        "one => { const s = getComputedStyle(one); return [s.outlineStyle, s.outlineWidth]; }"
    )
    assert style[0] == "solid" and float(style[1].removesuffix("px")) >= 2
    assert focused.evaluate(CONTRAST, [None, "outlineColor", "around"]) >= 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_launchers_focus_ring_stands_out_from_the_page(scheme, calm):
    besuch = calm(color_scheme=scheme)
    besuch.page.keyboard.press("Tab")
    besuch.launcher.focus()
    # the element itself lies above whatever page: the ring brings a light or dark edge of its own
    shadow = besuch.launcher.evaluate("one => getComputedStyle(one).boxShadow")
    assert shadow.count("0px 0px 0px") == 2, "no edge that is there on any page"
    assert besuch.launcher.evaluate(CONTRAST, [None, "outlineColor", "around"]) >= 3


def test_with_forced_colours_the_launcher_and_the_controls_have_a_border(visit):
    besuch = visit(forced_colors="active")

    def bordered(selector: str) -> bool:
        style = (
            "s => [s.borderTopStyle, parseFloat(s.borderTopWidth), s.borderTopColor !== s.backgroundColor]"
        )
        found = besuch.page.locator(selector).first.evaluate(f"one => ({style})(getComputedStyle(one))")
        return found[0] == "solid" and found[1] >= 1 and found[2]

    expect(besuch.launcher).to_be_visible()
    assert bordered("button.launcher")
    assert besuch.launcher.locator("svg").evaluate(CONTRAST, [None, "color", "around"]) >= 4.5
    answer = besuch.open().ask(PAY)
    expect(answer).to_be_visible()
    for selector in ("button.send", "textarea", ".quick button", "dialog.panel"):
        assert bordered(selector), selector
    assert besuch.page.locator("button.send").evaluate(CONTRAST, [None, "color", "itself"]) >= 4.5


# -- motion --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wish", "moves"), [("reduce", False), ("no-preference", True)])
def test_nothing_moves_while_an_answer_is_awaited_if_that_is_wished(wish, moves, visit):
    besuch = visit(reduced_motion=wish)
    held = []
    besuch.page.route("**/chat/messages", lambda route: held.append(route))
    besuch.open().field.fill(PAY)
    besuch.field.press("Enter")
    expect(besuch.page.locator(".typing")).to_be_visible()
    assert bool(besuch.page.evaluate(RUNNING)) is moves
    held[0].continue_()
    expect(besuch.answers.nth(1)).to_be_visible()
    expect(besuch.page.locator(".typing")).to_have_count(0)


# -- little room ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [greeting, notice_opened, menu, question_before_deleting, unreachable])
@pytest.mark.parametrize("screen", [NARROW, ZOOMED, PHONE], ids=["320 px", "200 %", "phone"])
def test_on_a_small_screen_nothing_is_cut_and_all_can_be_pressed(screen, state, calm):
    besuch = calm(**screen)
    state(besuch)
    assert besuch.page.evaluate(CUT) == []
    if state is question_before_deleting:
        for choice in besuch.page.locator(".confirm button").all():
            choice.click(trial=True)
    elif state is menu:
        for choice in besuch.page.locator("#menu button").all():
            choice.click(trial=True)
    else:
        assert besuch.page.evaluate(OUT_OF_REACH) == []


@pytest.mark.parametrize("state", [greeting, answered, menu, question_before_deleting, unreachable])
@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desk", "phone"])
def test_wider_text_spacing_loses_nothing(screen, state, calm):
    besuch = calm(**screen)
    state(besuch)
    besuch.page.evaluate(SPACING)
    assert (
        besuch.page.locator(".bubble p").first.evaluate("one => getComputedStyle(one).letterSpacing")
        != "normal"
    )
    assert besuch.page.evaluate(CUT) == []


def test_on_a_tiny_screen_there_is_room_to_read(calm):
    besuch = calm(viewport={"width": 320, "height": 256})
    besuch.open().ask(PAY)
    expect(besuch.field).to_be_in_viewport(ratio=1)
    expect(besuch.page.locator("button.send")).to_be_in_viewport(ratio=1)
    height = besuch.page.get_by_role("log").evaluate("log => log.clientHeight")
    assert height >= 72, "fewer than three lines"
    assert besuch.page.evaluate(CUT) == []
