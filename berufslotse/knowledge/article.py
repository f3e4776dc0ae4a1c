"""Articles as files hold them: plain text or a web page, told apart into headings and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup

LARGEST = 5 * 1024 * 1024
"""Bytes of an article that are read at most."""

LEAST_WORDS = 60
"""A text of fewer words is no article."""

HEADING_WORDS = 16
"""A line of more words is no heading, however it ends."""

SURROUNDINGS = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "header",
    "footer",
    "aside",
    "form",
    "iframe",
    "svg",
)
"""What a page has around its article."""

BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "dt", "dd", "td", "th", "blockquote", "figcaption")
_SPACE = re.compile(r"[^\S\n]+|\u200b|\ufeff")
_BULLET = re.compile(r"^\s*(?:[-–•*·▪‣]|\d{1,2}\))\s+")
_END = re.compile(r"[.!…:;][\"”“»)]*$")


class ArtikelFehler(Exception):
    """A file is no article that can be read; the message says why, in German."""


@dataclass(frozen=True)
class Absatz:
    """A paragraph, and the heading it stands under."""

    text: str
    ueberschrift: str = ""


@dataclass(frozen=True)
class Artikel:
    """An article; `titel` are its headings, the name of the page first, `url` its address if it tells it."""

    titel: list[str]
    absaetze: list[Absatz]
    url: str | None = None

    @property
    def text(self) -> str:
        """Return all paragraphs."""
        return "\n".join(part.text for part in self.absaetze)


def read_article(path: Path) -> Artikel:
    """Read the article at `path`; raises `ArtikelFehler`."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        raise ArtikelFehler(f"Die Datei lässt sich nicht lesen ({error.strerror}).") from error
    return parse_article(raw, path.suffix.lower() in {".html", ".htm", ".xhtml"})


def parse_article(raw: bytes, html: bool | None = None) -> Artikel:
    """Read an article; without `html` a page is known by its first sign. Raises `ArtikelFehler`."""
    if not raw.strip():
        raise ArtikelFehler("Die Datei ist leer.")
    if len(raw) > LARGEST:
        raise ArtikelFehler(
            f"Die Datei ist größer als {LARGEST // 2**20} MB; das ist kein einzelner Artikel."
        )
    if b"\0" in raw[:8192] or raw[:4] in {b"%PDF", b"PK\x03\x04"}:
        raise ArtikelFehler("Das ist keine Textdatei. Bitte den Artikel als Text oder HTML speichern.")
    if html or (html is None and raw.lstrip()[:1] == b"<"):
        return _from_page(raw)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("windows-1252", errors="replace")
    return _from_lines([_SPACE.sub(" ", line).strip() for line in text.splitlines()])


def _from_page(raw: bytes) -> Artikel:
    page = BeautifulSoup(raw, "html.parser")
    title = page.title.get_text(" ", strip=True) if page.title else ""
    address = page.find("link", rel="canonical")
    url = str(address.get("href") or "") if address else ""
    for part in page(SURROUNDINGS):
        part.decompose()
    for part in page("br"):
        part.replace_with("\n")
    body = page.find("main") or page.find("article") or page.body or page
    titles, paragraphs, heading = [title] if title else [], [], ""
    for block in body(BLOCKS):
        if block.find(BLOCKS):  # its parts come by themselves
            continue
        text = " ".join(block.get_text("").split())
        if block.name[0] == "h" and block.name != "th":
            heading = text
            titles.append(text)
        elif text:
            paragraphs.append(Absatz(text, heading))
    return Artikel(titles, paragraphs, url if url.startswith("http") else None)


def _from_lines(lines: list[str]) -> Artikel:
    titles: list[str] = []
    paragraphs: list[Absatz] = []
    heading = ""
    for line, bullet in _parts(lines):
        if not bullet and (not titles or _is_heading(line)):
            heading = line
            titles.append(line)
        else:
            paragraphs.append(Absatz(line, heading))
    return Artikel(titles, paragraphs)


def _parts(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """Yield paragraphs, those broken over several lines put together, and whether each is a bullet point."""
    gathered = ""
    for line in [*lines, ""]:
        bullet = _BULLET.match(line)
        # A line that begins small goes on with the one before.
        if gathered and line and not bullet and line[0].islower() and not _END.search(gathered):
            gathered = f"{gathered} {line}"
            continue
        if gathered:
            yield gathered, False
        gathered = ""
        if bullet:
            yield line[bullet.end() :], True
        else:
            gathered = line


def _is_heading(line: str) -> bool:
    return len(line.split()) <= HEADING_WORDS and not _END.search(line)
