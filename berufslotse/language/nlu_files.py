"""Adding one message to the training files and taking it out again, every other byte left as it is.

By inserting a line of text rather than by writing the YAML anew, which would lose how people laid it out. The
result is read before it takes the place of the file, so that a file Rasa cannot read is never written.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_INTENT = re.compile(r"""( *)- intent: *["']?([\w/+-]+)["']? *(?:#.*)?\r?\n?""")
_EXAMPLES = re.compile(r"( +)examples: *\|[-+]? *(?:#.*)?\r?\n?")
_EXAMPLE = re.compile(r"( +)- +\S")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class NluDateiFehler(Exception):
    """A training file that cannot take a message; says in German why."""


class StehtNichtMehr(NluDateiFehler):
    """A message that is to be taken out, and that somebody has taken out or changed already."""


@dataclass(frozen=True)
class Stelle:
    """Where the examples of an intent stand: line numbers of the first and the last, and their indent."""

    first: int
    last: int
    indent: str


def intents(folder: Path) -> dict[str, list[Path]]:
    """Return the intents of the files of `folder`, each with the files that have messages of it."""
    found: dict[str, list[Path]] = {}
    for path in sorted(folder.glob("*.yml")):
        for line in _lines(_read(path)):
            if (match := _INTENT.fullmatch(line)) and path not in found.setdefault(match[2], []):
                found[match[2]].append(path)
    return found


def file_of(folder: Path, intent: str) -> Path:
    """Return the one file of `folder` with messages of `intent`.

    Raises:
        NluDateiFehler: there is none, or there are several.
    """
    files = intents(folder).get(intent, [])
    if not files:
        raise NluDateiFehler(f"Unter {folder} gibt es keine Datei mit „intent: {intent}“.")
    if len(files) > 1:
        names = ", ".join(path.name for path in files)
        raise NluDateiFehler(f"„intent: {intent}“ steht in mehreren Dateien ({names}). Bitte zusammenlegen.")
    return files[0]


def add(path: Path, intent: str, message: str) -> None:
    """Write `message`, marked, as the last example of `intent`.

    Raises:
        NluDateiFehler: the file is laid out in another way, or cannot be read or written.
    """
    text = _read(path)
    lines = _lines(text)
    place = _place(lines, intent, path)
    last = lines[place.last]
    ending = "\r\n" if lines[0].endswith("\r\n") else "\n"
    new = f"{place.indent}- {message}"
    if last.endswith("\n"):
        lines.insert(place.last + 1, new + ending)
    else:
        lines[place.last :] = [last + ending, new]
    changed = "".join(lines)
    if _examples(changed, intent, path) != [*_examples(text, intent, path), message]:
        raise NluDateiFehler(f"{path.name} ließe sich danach nicht mehr richtig lesen: {message}")
    _write(path, changed)


def remove(path: Path, intent: str, message: str) -> None:
    """Take out what `add` wrote; the file then has the same bytes as before.

    Raises:
        StehtNichtMehr: it does not stand there any more.
        NluDateiFehler: the file cannot be read or written.
    """
    lines = _lines(_read(path))
    place = _place(lines, intent, path)
    written = f"{place.indent}- {message}"
    for number in range(place.last, place.first - 1, -1):
        if lines[number].rstrip("\r\n") == written:
            break
    else:
        raise StehtNichtMehr(f"In {path.name} steht nicht mehr: {message}")
    if not lines[number].endswith("\n"):
        lines[number - 1] = lines[number - 1].rstrip("\r\n")
    del lines[number]
    _write(path, "".join(lines))


def _lines(text: str) -> list[str]:
    # Not splitlines(): it takes signs for line breaks that YAML does not.
    return _LINE.findall(text)


def _place(lines: Sequence[str], intent: str, path: Path) -> Stelle:
    at = [n for n, line in enumerate(lines) if (m := _INTENT.fullmatch(line)) and m[2] == intent]
    if len(at) != 1:
        raise NluDateiFehler(f"„intent: {intent}“ muss in {path.name} genau einmal stehen.")
    head = at[0] + 1
    if head >= len(lines) or not (begin := _EXAMPLES.fullmatch(lines[head])):
        raise NluDateiFehler(f"In {path.name} muss auf „intent: {intent}“ die Zeile „examples: |“ folgen.")
    first = last = head + 1
    for number in range(first, len(lines)):
        line = lines[number]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= len(begin[1]):
            break
        if line.strip():
            last = number
    if first >= len(lines) or not (example := _EXAMPLE.match(lines[first])):
        raise NluDateiFehler(f"Unter „examples: |“ fehlt in {path.name} eine Zeile mit „- “.")
    return Stelle(first, last, example[1])


def _examples(text: str, intent: str, path: Path) -> list[str]:
    try:
        blocks = YAML(typ="safe").load(text)["nlu"]
        block = next(block for block in blocks if block.get("intent") == intent)
    except (YAMLError, KeyError, TypeError, StopIteration) as error:
        raise NluDateiFehler(f"{path.name} ist nicht richtig geschrieben.") from error
    lines = re.split(r"\n", block.get("examples", ""))
    return [line.removeprefix("- ").strip() for line in lines if line.strip()]


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NluDateiFehler(f"{path} lässt sich nicht lesen.") from error


def _write(path: Path, text: str) -> None:
    """Write beside the file and rename, so that nobody ever finds half of it."""
    path = path.resolve()
    beside = path.with_name(f".{path.name}.neu")
    try:
        with beside.open("wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, beside)
        beside.replace(path)
    except OSError as error:
        raise NluDateiFehler(f"{path} lässt sich nicht schreiben ({error.strerror}).") from error
    finally:
        beside.unlink(missing_ok=True)
