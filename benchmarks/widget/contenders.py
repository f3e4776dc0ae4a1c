"""The three pages that are compared: the demo page alone, with the widget, and with deep-chat."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
STATIC = PROJECT / "berufslotse" / "channels" / "static"
PACKAGE = HERE / "node_modules" / "deep-chat"
SCRIPT = re.compile(r'<script src="chat/widget\.js".*?</script>')
TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Contender:
    """A page; `probe` says where in it things are (probe.js)."""

    name: str
    title: str
    script: Path | None
    html: str
    probe: dict[str, str | None] = field(default_factory=dict)

    @property
    def launched(self) -> bool:
        """Whether it must be opened before one can write."""
        return self.probe["target"] != self.probe["field"]


def install() -> str:
    """Install what package-lock.json names, unless it is there, and return deep-chat's version."""
    wanted: str = json.loads((HERE / "package.json").read_text())["dependencies"]["deep-chat"]
    manifest = PACKAGE / "package.json"
    if not manifest.is_file() or json.loads(manifest.read_text())["version"] != wanted:
        npm = shutil.which("npm")
        if not npm:
            raise SystemExit("Es fehlt npm. Bitte Node.js installieren.")
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    return wanted


def contenders(bot: str, version: str) -> list[Contender]:
    """Return the pages that speak to the channel at `bot`."""
    page = (STATIC / "demo.html").read_text(encoding="utf-8")
    head, tail = SCRIPT.split(page)
    talk = (HERE / "talk.js").read_text(encoding="utf-8").partition("function")
    setup = f"const SERVER = {json.dumps(bot)};\n{talk[1]}{talk[2]}" + (HERE / "deep-chat.js").read_text()
    widget = f'<berufs-lotse title-text="Berufslotse" color="#0b4f6c" server="{bot}"></berufs-lotse>'
    deep_chat = (
        '<script type="module" src="chat/deep-chat.js"></script>\n'
        f'  <script type="module">\n{setup}  </script>'
    )

    def probe(host: str | None, target: str, writing: str, answers: str) -> dict[str, str | None]:
        return {"host": host, "target": target, "field": writing, "answers": answers, "server": bot}

    return [
        # The page's own button says when the page itself is there.
        Contender("page", "page alone", None, head + tail, probe(None, "a.button", "a.button", "p.none")),
        Contender(
            "widget",
            "Berufslotse",
            STATIC / "widget.js",
            f'{head}<script src="chat/widget.js" defer></script>{tail}'.replace(
                "</body>", f"{widget}\n</body>"
            ),
            probe(
                "berufs-lotse",
                "button.launcher",
                "textarea",
                "article.lotse:not([data-id=greeting]) .bubble > :not(.unseen)",
            ),
        ),
        Contender(
            "deep-chat",
            f"deep-chat {version}",
            PACKAGE / "dist" / "deepChat.bundle.js",
            head + deep_chat + tail,
            probe("deep-chat", "#text-input", "#text-input", ".ai-message-text:not([class*=loading])"),
        ),
    ]


@contextmanager
def served(pages: list[Contender], server: ThreadingHTTPServer) -> Iterator[None]:
    """Serve each page at /its name, with all that it loads under /chat, packed as the bot itself does."""
    files = {f"/{page.name}": (page.html.encode(), ".html") for page in pages}
    files |= {
        f"/chat/{name}": ((STATIC / name).read_bytes(), Path(name).suffix)
        for name in ("demo.css", "icon.svg")
    }
    files |= {f"/chat/{page.name}.js": (page.script.read_bytes(), ".js") for page in pages if page.script}
    server.RequestHandlerClass = _handler(
        {path: (gzip.compress(content, mtime=0), TYPES[kind]) for path, (content, kind) in files.items()}
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(packed: dict[str, tuple[bytes, str]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Head and body leave together; otherwise the second part waits for the first one's acknowledgement.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body, kind = packed.get(self.path, (gzip.compress(b""), "text/plain"))
            self.send_response(200 if self.path in packed else 404)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-cache")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
