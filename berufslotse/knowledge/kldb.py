"""Reading the alphabetical list of occupation names of the Klassifikation der Berufe 2010.

The Bundesagentur für Arbeit offers it as a table with semicolons in the DOS code page 850; whoever saves it
again with a spreadsheet may get Windows-1252 or UTF-8.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from berufslotse.knowledge.titles import Eintrag, ImportFehler, further_names, split_titles

MAX_BYTES = 50 * 1024 * 1024
"""Largest file that is read; the official list has less than 1 MB."""

COLUMNS = "Berufsbenennungen;KldB 2010 (5-Steller)"
_PREAMBLE = 10
"""How many lines may stand above the first name: the header, and what a spreadsheet may put over it."""

# A spreadsheet takes classes for numbers and drops the zero in front ("01104").
_CLASS = re.compile(r"\d{5}|1\d{3}")
_GERMAN = re.compile(r"[äöüÄÖÜß]")


def read_kldb(path: Path) -> list[Eintrag]:
    """Read the list at `path`: an entry for each name, with its forms and its class.

    Skipped are the header, empty lines, a class without a name, and whatever stands below the last name. Any
    other line without a name and a five-digit class is an `ImportFehler` with its number.
    """
    rows = list(enumerate(_rows(_decoded(_bytes(path), path)), start=1))
    usable = [number for number, fields in rows if _is_usable(fields)]
    if not usable:
        raise ImportFehler(_why_unusable(path, [fields for _, fields in rows if any(fields)]))
    found: dict[tuple[str, str], Eintrag] = {}
    for number, fields in rows[: usable[-1]]:
        if _is_usable(fields):
            entry = _entry(fields[0], fields[1].zfill(5))
            earlier = found.get((entry.name, fields[1]))
            if earlier is None or len(entry.aliase) > len(earlier.aliase):
                found[entry.name, fields[1]] = entry
        elif any(fields[:1]) and not (number < usable[0] and number <= _PREAMBLE):
            raise ImportFehler(
                f"{path}, Zeile {number}: Hier fehlt der Name oder die fünfstellige Nummer. Erwartet wird "
                "zum Beispiel „Koch/Köchin;29302“. Bitte die Zeile berichtigen oder die Liste neu laden."
            )
    return list(found.values())


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise ImportFehler(f"{path} ist ein Ordner. Bitte die CSV-Datei darin angeben.")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ImportFehler(f"{path} ist mit {size // 1024**2} MB zu groß für das Verzeichnis der Berufe.")
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise ImportFehler(f"Die Datei {path} gibt es nicht. Bitte den Pfad prüfen.") from error
    except OSError as error:
        raise ImportFehler(f"{path} lässt sich nicht lesen ({error.strerror}).") from error
    if not raw.strip():
        raise ImportFehler(f"{path} ist leer. Bitte die Liste noch einmal herunterladen.")
    return raw


def _decoded(raw: bytes, path: Path) -> str:
    """Return the text of the file, whichever of the usual codes it is in."""
    try:
        coded = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
        text = raw.decode(coded)
    except UnicodeDecodeError:
        # Every byte means something in both code pages; only in the right one it makes German words.
        readings = [raw.decode(code, errors="replace") for code in ("cp850", "cp1252")]
        text = max(readings, key=lambda reading: len(_GERMAN.findall(reading)))
    if "\0" in text:
        raise ImportFehler(f"{path} ist keine Texttabelle. Bitte die Liste als CSV herunterladen.")
    return unicodedata.normalize("NFC", text)


def _rows(text: str) -> Iterator[list[str]]:
    """Yield the fields of each line; a quotation mark that is never closed harms no more than its line."""
    for line in text.splitlines():
        try:
            fields = next(csv.reader([line], delimiter=";"), [])
        except csv.Error:  # far too long to be a name
            fields = [line[:80]]
        yield [" ".join(field.split()) for field in fields]


def _is_usable(fields: list[str]) -> bool:
    name, number, *rest = [*fields, "", ""][: max(2, len(fields))]
    return bool(re.search(r"\w", name) and _CLASS.fullmatch(number)) and not any(rest)


def _why_unusable(path: Path, rows: list[list[str]]) -> str:
    header = ";".join(rows[0])[:80] if rows else "nichts"
    if any(len(fields) == 2 for fields in rows) and header.startswith(COLUMNS[:12]):
        return f"In {path} steht kein einziger Beruf. Bitte die Liste noch einmal herunterladen."
    return f"{path} hat andere Spalten als das Verzeichnis. Erwartet wird {COLUMNS}, gefunden wurde {header}."


def _entry(label: str, class_: str) -> Eintrag:
    titles = split_titles(label)
    return Eintrag(titles[0].maskulin, titles[0].feminin, further_names(titles), klasse=class_)
