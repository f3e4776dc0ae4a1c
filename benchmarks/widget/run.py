"""The chat widget beside deep-chat: what it weighs, when it is there, how long an answer takes.

    .venv/bin/python benchmarks/widget/run.py [--loads 20] [--questions 60] [--output FILE] [--write]

Starts a bot of its own, serves the demo page with either widget and with none, visits all three with
Chromium, and prints the table of README.md; --write puts it there. Needs Chromium, and npm, by which it
installs deep-chat into node_modules beside this file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle
from pathlib import Path
from typing import Any

from contenders import HERE, PROJECT, Contender, contenders, install, served
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

sys.path.insert(0, str(PROJECT))

from benchmarks.readme import machine, write_table  # noqa: E402

TURNS = 10
"""So many questions has a conversation."""
PAUSE = 200
"""Milliseconds after each question and each load, for what still goes on."""
PATIENCE = 20_000
SAME = 30
"""So many letters of an answer are compared; further on each page shows it in its own way."""
HOST = "127.0.0.1"
CHANNEL = "berufslotse.channels.website.WebsiteChannel"
LIMITS = ("requests_per_address", "sessions_per_address", "messages_per_session")
CONVERSATIONS: list[list[str]] = json.loads((HERE / "questions.json").read_text(encoding="utf-8"))
Figures = dict[str, Any]


class Visit:
    """Somebody on a page, with a cache and a storage that were empty when they came."""

    def __init__(self, browser: Browser, page: Contender, origin: str) -> None:
        self.contender = page
        self.context: BrowserContext = browser.new_context(locale="de-DE")
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.devtools = self.context.new_cdp_session(self.page)
        talk, probe = ((HERE / name).read_text(encoding="utf-8") for name in ("talk.js", "probe.js"))
        self.page.add_init_script(f"{{ {talk}\n({probe.strip()})({json.dumps(page.probe)}); }}")
        self.address = f"{origin}/{page.name}"

    def come(self) -> float:
        """Load the page; return when, in ms after the navigation's start, its target could be used."""
        self.page.goto(self.address, wait_until="load")
        ready: float = self.page.evaluate("benchmark.ready")
        self.page.wait_for_timeout(PAUSE)
        return ready

    def open(self) -> float | None:
        """Open what must be opened; return the ms from the click until one can write."""
        if not self.contender.launched:
            return None
        self.page.locator(str(self.contender.probe["target"])).click()
        opened: float = self.page.evaluate("benchmark.opened")
        self.page.wait_for_timeout(PAUSE)
        return opened

    def ask(self, question: str) -> Figures:
        """Ask by keyboard, or by a bare fetch where there is no widget; return when the answer was there."""
        if self.contender.script is None:
            found: Figures = self.page.evaluate("question => benchmark.bare(question)", question)
        else:
            self.write(question)
            self.page.evaluate("benchmark.listen()")
            self.page.keyboard.press("Enter")
            found = self.page.evaluate("benchmark.answered()")
        self.page.wait_for_timeout(PAUSE)
        return found

    def write(self, text: str) -> None:
        """Write into the field, as after pasting."""
        self.page.locator(str(self.contender.probe["field"])).focus()
        self.page.keyboard.insert_text(text)

    def leave(self) -> None:
        """Close the page and forget all it kept."""
        self.context.close()


@contextmanager
def visit(browser: Browser, page: Contender, origin: str) -> Iterator[Visit]:
    """Give somebody new on `page`."""
    visitor = Visit(browser, page, origin)
    try:
        yield visitor
    finally:
        visitor.leave()


# -- what is measured ------------------------------------------------------------------------------------


def traffic(browser: Browser, page: Contender, origin: str) -> Figures:
    """Return requests and bytes (headers too) of loading, opening, the first question and the second."""
    found: Figures = {}
    with visit(browser, page, origin) as visitor:
        now: Figures = {}

        def asked(event: Figures) -> None:
            url = event["request"]["url"]
            if url.startswith("data:"):
                return
            now["requests"] += 1
            now["preflights"] += event["request"]["method"] == "OPTIONS"
            now["elsewhere"] += [] if url.startswith(f"http://{HOST}:") else [url]

        def done(event: Figures) -> None:
            now["bytes"] += event["encodedDataLength"]

        visitor.devtools.on("Network.requestWillBeSent", asked)
        visitor.devtools.on("Network.loadingFinished", done)
        visitor.devtools.send("Network.enable")
        question = CONVERSATIONS[0][1]
        steps: dict[str, Callable[[], Any]] = {
            "loading": visitor.come,
            "opening": visitor.open,
            "first": lambda: visitor.ask(question),
            "second": lambda: visitor.ask(question),
        }
        for name, step in steps.items():
            now = {"requests": 0, "preflights": 0, "bytes": 0, "elsewhere": []}
            step()
            found[name] = now
    return found


def load(browser: Browser, page: Contender, origin: str) -> Figures:
    """Return the figures of one load with nothing in the cache, and check that what is there reacts."""
    with visit(browser, page, origin) as visitor:
        ready = visitor.come()
        long_tasks = visitor.page.evaluate("benchmark.longTasks()")
        visitor.devtools.send("HeapProfiler.enable")
        visitor.devtools.send("HeapProfiler.collectGarbage")
        heap = visitor.devtools.send("Runtime.getHeapUsage")["usedSize"]
        found = {"ready": ready, "long_tasks": long_tasks, "heap": heap, "opened": visitor.open()}
        if page.script:
            visitor.write("Hallo")
            field = visitor.page.locator(str(page.probe["field"]))
            written = field.evaluate("field => field.value ?? field.textContent")
            if written.strip() != "Hallo":
                raise SystemExit(f"{page.title}: The field holds {written!r} instead of what was written.")
    return found


def conversation(
    browser: Browser, pages: list[Contender], origin: str, questions: list[str], begin: int
) -> list[Figures]:
    """Ask each question on all pages, one after the other, and return one row for each question."""
    rows: list[Figures] = []
    visitors = [Visit(browser, page, origin) for page in pages]
    try:
        for visitor in visitors:
            visitor.come()
            visitor.open()
        for turn, question in enumerate(questions):
            row: Figures = {"turn": turn, "question": question}
            # Each page is the first, the second and the last to ask equally often.
            shift = (begin + turn) % len(visitors)
            for visitor in visitors[shift:] + visitors[:shift]:
                visitor.page.bring_to_front()
                row[visitor.contender.name] = visitor.ask(question)
            check(row, [page.name for page in pages])
            rows.append(row)
    finally:
        for visitor in visitors:
            visitor.leave()
    return rows


def check(row: Figures, names: list[str]) -> None:
    """End the run if not all pages show the same answer: something else than the answer was timed."""
    said = {name: re.sub(r"[\W_]+", "", row[name]["said"]) for name in names}
    if len({text[:SAME] for text in said.values()}) > 1 or not all(said.values()):
        raise SystemExit(f"{row['question']} was not answered alike: {said}")


def measure(browser: Browser, pages: list[Contender], origin: str, loads: int, questions: int) -> Figures:
    """Return all raw figures."""
    print("warming up …", flush=True)
    conversation(browser, pages, origin, CONVERSATIONS[0][:3], 0)
    found: Figures = {page.name: {"loads": []} for page in pages}
    for page in pages:
        content = page.script.read_bytes() if page.script else b""
        found[page.name]["script"] = len(content)
        found[page.name]["packed"] = len(gzip.compress(content, 9, mtime=0)) if content else 0
        found[page.name]["traffic"] = traffic(browser, page, origin)
    for number in range(loads):
        print(f"load {number + 1} of {loads} …", flush=True)
        shift = number % len(pages)
        for page in pages[shift:] + pages[:shift]:
            found[page.name]["loads"].append(load(browser, page, origin))
    found["questions"] = []
    themes = cycle(CONVERSATIONS)
    for begin in range(0, questions, TURNS):
        print(f"question {begin + 1} of {questions} …", flush=True)
        asked = next(themes)[: min(TURNS, questions - begin)]
        found["questions"] += conversation(browser, pages, origin, asked, begin // TURNS)
    return found


# -- the table -------------------------------------------------------------------------------------------


def spread(values: list[float], digits: int = 0) -> str:
    """Return median and 95th percentile in words."""
    high = statistics.quantiles(values, n=20, method="inclusive")[-1] if len(values) > 1 else values[0]
    return f"{statistics.median(values):.{digits}f} / {high:.{digits}f}"


def table(found: Figures, pages: list[Contender]) -> str:
    """Return the figures as a table in Markdown."""
    rows = found["questions"]

    def line(
        what: str, cell: Callable[[Contender], str], only: Callable[[Contender], Any] = lambda _: True
    ) -> str:
        return f"| {what} | " + " | ".join(cell(page) if only(page) else "" for page in pages) + " |"

    def way(step: str) -> Callable[[Contender], str]:
        def cell(page: Contender) -> str:
            sent = found[page.name]["traffic"][step]
            return f"{sent['requests']} / {sent['preflights']} / {sent['bytes'] / 1000:.1f}"

        return cell

    def loads(key: str, unit: float = 1, digits: int = 0) -> Callable[[Contender], str]:
        return lambda page: spread([one[key] / unit for one in found[page.name]["loads"]], digits)

    def answers(key: str, wanted: Callable[[Figures], bool] = lambda _: True) -> Callable[[Contender], str]:
        return lambda page: spread([row[page.name][key] for row in rows if wanted(row)])

    def added(key: str) -> Callable[[Contender], str]:
        return lambda page: spread([row[page.name][key] - row["page"][key] for row in rows if row["turn"]], 1)

    def own(page: Contender) -> str:
        return spread([row[page.name]["inDom"] - row[page.name]["away"] for row in rows], 1)

    def script(page: Contender) -> Any:
        return page.script

    def elsewhere(page: Contender) -> str:
        return str(sum(len(step["elsewhere"]) for step in found[page.name]["traffic"].values()))

    lines = [
        line("", lambda page: page.title),
        "|" + "---|" * (len(pages) + 1),
        line("script, kB", lambda page: f"{found[page.name]['script'] / 1000:.1f}", script),
        line("… after gzip -9, kB", lambda page: f"{found[page.name]['packed'] / 1000:.1f}", script),
        line("loading: requests / preflights / kB", way("loading")),
        line("opening: the same", way("opening"), lambda page: page.launched),
        line("first question: the same", way("first")),
        line("each further question: the same", way("second")),
        line("requests to servers of others", elsewhere),
        line("usable after, ms", loads("ready")),
        line("from the click until open, ms", loads("opened"), lambda page: page.launched),
        line("long tasks while loading, ms", loads("long_tasks")),
        line("JS heap after loading, MB", loads("heap", 1e6, 2)),
        line("from Enter until the answer is shown, ms", answers("shown")),
        line("… until it is in the DOM, ms", answers("inDom")),
        line("… of that the requests, ms", answers("away")),
        line("… of that the widget's own work, ms", own, script),
        line(
            "… in the DOM, only first of a conversation, ms", answers("inDom", lambda row: row["turn"] == 0)
        ),
    ]
    if any(row["turn"] for row in rows):
        lines.append(
            line("… in the DOM, only further ones, more than page alone, ms", added("inDom"), script)
        )
    return "\n".join(lines)


# -- bot and browser -------------------------------------------------------------------------------------


@contextmanager
def bot(work: Path, origin: str) -> Iterator[str]:
    """Run a bot that keeps everything in `work` and lets `origin` in; give the channel's address."""
    credentials = work / "credentials.yml"
    settings = {"origins": [origin], **dict.fromkeys(LIMITS, "100000/minute")}
    # JSON is YAML too.
    credentials.write_text(json.dumps({CHANNEL: settings}), encoding="utf-8")
    # Read by what is imported here and by what is started.
    os.environ |= {"BERUFSLOTSE_HOME": str(work / "home"), "BERUFSLOTSE_CREDENTIALS": str(credentials)}
    for variable in ("CONVERSATIONS_URL", "KNOWLEDGE_URL", "BERUFSLOTSE_SECRET"):
        os.environ.pop(variable, None)
    from berufslotse.serving.processes import Adressen, Paar, StartFehlgeschlagen, free_port
    from berufslotse.serving.training import model_path, train

    model = model_path(PROJECT)
    if not model.is_file():
        train(PROJECT, lambda step: print(step, flush=True))
    log = work / "bot.log"
    try:
        with Paar(PROJECT, Adressen(free_port(), free_port()), model, log) as pair:
            yield pair.addresses.chat
    except StartFehlgeschlagen as error:
        raise SystemExit(f"{error}\n{log.read_text(encoding='utf-8')[-3000:]}") from error


def chromium() -> str:
    """Return where the browser stands."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not found:
        raise SystemExit("Es fehlt Chromium. Auf Debian und Ubuntu: apt-get install chromium")
    return found


def main() -> None:
    """Measure, and print the table."""
    options = argparse.ArgumentParser()
    options.add_argument("--loads", type=int, default=20, help="so many loads of each page")
    options.add_argument("--questions", type=int, default=60, help="so many questions on each page")
    options.add_argument("--output", type=Path, help="a file for the raw figures, as JSON")
    options.add_argument("--write", action="store_true", help="put the table into README.md")
    chosen = options.parse_args()
    if chosen.loads < 1 or chosen.questions < 1:
        options.error("at least one load and one question")
    # Ended from outside, it still stops its bot and removes its folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    version, program = install(), chromium()
    # No request leaves this machine; one that would is refused at once and not after a while.
    arguments = [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
    ]
    server = ThreadingHTTPServer((HOST, 0), BaseHTTPRequestHandler)
    origin = f"http://{HOST}:{server.server_address[1]}"
    with tempfile.TemporaryDirectory(prefix="lotse-widget-") as folder, bot(Path(folder), origin) as chat:
        pages = contenders(chat, version)
        with served(pages, server), sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=arguments)
            found = measure(browser, pages, origin, chosen.loads, chosen.questions)
            where = machine(f"Chromium {browser.version}")
            browser.close()
    if chosen.output:
        chosen.output.write_text(json.dumps({**found, "machine": where}, indent=2) + "\n", encoding="utf-8")
    amount = f"{chosen.loads} loads and {chosen.questions} questions each"
    text = f"{table(found, pages)}\n\nMeasured on {where}, {amount}."
    print(text)
    if chosen.write:
        write_table(HERE, text)


if __name__ == "__main__":
    main()
