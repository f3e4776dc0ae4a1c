"""Plays a conversation in the chat widget on the demo page and takes its pictures, docs/widget*.png.

Start the bot with `make run`, then: .venv/bin/python scripts/widget_pictures.py [http://127.0.0.1:5005]
Needs Chromium. Colours are reduced, so that a picture stays small in the repository.
"""

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from berufslotse.serving.processes import Adressen

DOCS = Path(__file__).resolve().parent.parent / "docs"
QUESTION = "Was verdient man als Erzieherin in Köln?"
PICTURES = {
    "widget.png": {"viewport": {"width": 1200, "height": 800}},
    "widget-handy.png": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "has_touch": True,
        "is_mobile": True,
    },
    "widget-dunkel.png": {"viewport": {"width": 1200, "height": 800}, "color_scheme": "dark"},
}
SHOW_CHART = "chart => { chart.scrollIntoView({block: 'end'}); chart.closest('.log').scrollTop += 16; }"
MOST_BYTES = 300_000


def main() -> None:
    """Take all pictures."""
    address = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else Adressen().rasa
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("Es fehlt Chromium. Auf Debian und Ubuntu: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, device in PICTURES.items():
            target = DOCS / name
            target.write_bytes(small(take(browser, f"{address}/chat", device)))
            print(f"{target}: {target.stat().st_size // 1000} kB")
        browser.close()


def take(browser: Browser, address: str, device: dict) -> bytes:
    """Ask the question on one device and return the picture of its answer."""
    context = browser.new_context(
        locale="de-DE", timezone_id="Europe/Berlin", reduced_motion="reduce", **device
    )
    page = context.new_page()
    page.goto(address)
    page.locator("button.launcher").click()
    page.locator(".starters").wait_for()
    page.get_by_role("textbox").fill(QUESTION)
    page.get_by_role("textbox").press("Enter")
    page.locator("article.lotse figure.chart svg").wait_for()
    page.locator(".quick:not(.starters)").wait_for()
    page.locator("figure.chart svg").evaluate(SHOW_CHART)
    picture = page.screenshot()
    context.close()
    return picture


def small(picture: bytes) -> bytes:
    """Return the picture with as many colours as fit into `MOST_BYTES`."""
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    packed = picture
    for colours in (256, 128, 64, 32):
        if len(packed) <= MOST_BYTES:
            break
        file = io.BytesIO()
        whole.quantize(colours, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
        packed = file.getvalue()
    return packed


if __name__ == "__main__":
    main()
