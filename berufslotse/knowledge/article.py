"""Articles as files hold them: plain text or a web page, told apart into headings and paragraphs."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bs4 import BeautifulSoup, Comment, Tag

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

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = (
    *HEADINGS,
    *("p", "li", "dt", "dd", "td", "th", "blockquote", "figcaption"),
    *("div", "section", "main", "article", "header", "ul", "ol", "dl", "table", "tbody", "tr", "figure"),
)
NOTICES = re.compile(r"cookie|consent|gdpr|dsgvo", re.IGNORECASE)
WRAPPED = 100
"""Where no line is longer, lines end for want of room and not with a paragraph."""

_SPACE = re.compile(r"[^\S\n]+")
_UNSEEN = re.compile("[\u00ad\u200b\u200c\u200d\ufeff]")
_BULLET = re.compile(r"^\s*(?:[-–•*·▪‣]|\d{1,2}\))\s+")
_MARK = re.compile(r"^#{1,6}\s+")
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
    if html or (html is None and raw.removeprefix(BOM_UTF8).lstrip()[:1] == b"<"):
        return _from_page(raw)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("windows-1252", errors="replace")
    lines = _UNSEEN.sub("", text).splitlines()
    return _from_lines([_SPACE.sub(" ", line).strip() for line in lines])


def _from_page(raw: bytes) -> Artikel:
    page = BeautifulSoup(raw, "html.parser")
    title = page.title.get_text(" ", strip=True) if page.title else ""
    address = page.find("link", rel="canonical")
    url = str(address.get("href") or "") if address else ""
    _strip(page)
    body = page.find("main") or page.find("article") or page.body or page
    titles, paragraphs, heading = [title] if title else [], [], ""
    for block in [body, *body(BLOCKS)]:
        text = " ".join(_UNSEEN.sub("", _own_text(block)).split())
        if text and block.name in HEADINGS:
            heading = text
            titles.append(text)
        elif text:
            paragraphs.append(Absatz(text, heading))
    return Artikel(titles, paragraphs, url if url.startswith("http") else None)


def _strip(page: BeautifulSoup) -> None:
    """Take away what is around the article."""
    for part in page(SURROUNDINGS):
        # The heading of an article may stand in a header of its own.
        if part.name != "header" or part.find("h1") is None:
            part.decompose()
    for part in page(_is_notice):
        if part.name not in {"html", "body", "main", "article"}:
            part.decompose()
    for part in page("br"):
        part.replace_with("\n")


def _is_notice(tag: Tag) -> bool:
    return bool(NOTICES.search(f"{tag.get('id')} {tag.get('class')}"))


def _own_text(block: Tag) -> str:
    """Return the text of `block` without that of blocks within it, which come by themselves."""
    parts = []
    for child in block.children:
        if isinstance(child, Comment):
            continue
        if isinstance(child, Tag):
            if child.name in BLOCKS or child.find(BLOCKS):
                continue
            parts.append(child.get_text(""))
        else:
            parts.append(str(child))
    return "".join(parts)


def _from_lines(lines: list[str]) -> Artikel:
    titles: list[str] = []
    paragraphs: list[Absatz] = []
    heading = ""
    for line, bullet in _parts(lines, max(map(len, lines), default=0) <= WRAPPED):
        if not bullet and (not titles or _is_heading(line)):
            heading = _MARK.sub("", line)
            titles.append(heading)
        else:
            paragraphs.append(Absatz(line, heading))
    return Artikel(titles, paragraphs)


def _parts(lines: list[str], wrapped: bool) -> Iterator[tuple[str, bool]]:
    """Yield paragraphs, those broken over several lines put together, and whether each is a bullet point."""
    gathered, is_bullet, last = "", False, ""
    for line in [*lines, ""]:
        bullet = _BULLET.match(line)
        if gathered and line and not bullet and _goes_on(last, line, wrapped):
            gathered, last = f"{gathered} {line}", line
            continue
        if gathered:
            yield gathered, is_bullet
        gathered, is_bullet, last = (line[bullet.end() :] if bullet else line), bool(bullet), line


def _goes_on(last: str, line: str, wrapped: bool) -> bool:
    """Whether `line` goes on with the paragraph that `last` is a line of."""
    if _END.search(last) and not (wrapped and len(last) > WRAPPED / 2):
        return False
    # A line that is not full before one that begins with a capital is a heading.
    return line[0].islower() or (wrapped and len(last) > WRAPPED / 2)


def _is_heading(line: str) -> bool:
    return bool(_MARK.match(line)) or (len(line.split()) <= HEADING_WORDS and not _END.search(line))
