"""Expected conversations, written as plain Markdown by people who do not program: reading and judging them.

    # Erzieher in Köln
    Nutzer: Was verdient ein Erzieher in Köln?
    Lotse: 2.800 bis 3.300 Euro
    Lotse nicht: Hufschmied
    Knopf: Wie ticken die Leute dort?

Every heading begins a conversation; what is no keyword is a comment. A misspelt keyword must not pass for a
comment, or an expectation would go unchecked without anybody noticing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

ALIKE = 0.75
"""From this similarity on, a word before a colon is a misspelt keyword: one slip in four letters."""

MOST_LETTERS = 14
"""A word before a colon that is longer is no misspelt keyword."""

KEYWORDS = {
    "nutzer": "Nutzer",
    "nutzerin": "Nutzerin",
    "du": "Du",
    "lotse": "Lotse",
    "lotse nicht": "Lotse nicht",
    "knopf": "Knopf",
}
MISSING = {
    "Nutzer": "was gefragt wird",
    "Lotse": "was die Antwort enthalten soll",
    "Lotse nicht": "was die Antwort nicht enthalten darf",
    "Knopf": "was auf dem Knopf steht",
}
TOO_EARLY = {
    "Lotse": "Hier wird eine Antwort erwartet, bevor jemand etwas gefragt hat.",
    "Lotse nicht": "Hier wird eine Antwort erwartet, bevor jemand etwas gefragt hat.",
    "Knopf": "Hier wird ein Knopf gedrückt, bevor der Lotse einen zeigen konnte.",
}
NEEDED = "Davor gehört eine Zeile „Nutzer: …“."

_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r"\s{0,3}(#+)(.*)")
# What Markdown puts before a line (lists, quotations) and around a word (bold, italics).
_BEFORE, _BOLD = r"\s*(?:(?:[-*+>_•–]|\d{1,3}[.)])\s*)*", r"[\s*_]*:[*_]*\s*"
_KEYWORD = re.compile(
    rf"{_BEFORE}(nutzer(?:[:*_/]?in)?|du|lotse(?:\s*nicht)?|knopf){_BOLD}(.*)", re.IGNORECASE
)
# "Lotse nicht Hufschmied" reads like an expectation; after the other keywords a remark may go on like this.
_COLON_FORGOTTEN = re.compile(rf"{_BEFORE}\**lotse\s+nicht\b(?!.*:)", re.IGNORECASE)
_WORD = rf"[^\W\d_]{{1,{MOST_LETTERS}}}"
_WORDS = re.compile(rf"{_BEFORE}({_WORD}(?:\s+{_WORD}){{0,2}}){_BOLD}")

_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d]")
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff\"'`´‘’‚‛“”„‟‹›«»′″]")


@dataclass(frozen=True)
class Erwartung:
    """What an answer must contain, or must not (`verneint`)."""

    zeile: int
    text: str
    verneint: bool = False


@dataclass
class Schritt:
    """Something said to the bot, or a button pressed (`knopf`), and what is expected of the answer."""

    zeile: int
    text: str
    knopf: bool = False
    erwartungen: list[Erwartung] = field(default_factory=list)


@dataclass
class Dialog:
    """One expected conversation; `zeile` is that of its heading, `ebene` the number of its #."""

    titel: str
    datei: Path
    zeile: int = 1
    ebene: int = 0
    schritte: list[Schritt] = field(default_factory=list)

    @property
    def erwartungen(self) -> int:
        """How many things are expected; that a button is offered is one of them."""
        return sum(step.knopf + len(step.erwartungen) for step in self.schritte)


@dataclass(frozen=True)
class Urteil:
    """Whether an answer holds what was expected."""

    erwartung: Erwartung
    erfuellt: bool


@dataclass(frozen=True)
class Fehler:
    """One fault in one file; without `zeile` it is about the file as a whole."""

    datei: Path
    zeile: int | None
    meldung: str

    def __str__(self) -> str:
        """Return the fault as one line."""
        line = f", Zeile {self.zeile}" if self.zeile else ""
        return f"{self.datei}{line}: {self.meldung}"


class DialogFehler(Exception):
    """Files of conversations have faults; none of them may be played."""

    def __init__(self, fehler: list[Fehler]) -> None:
        """Keep all faults, in the order of the files."""
        super().__init__("\n".join(map(str, fehler)))
        self.fehler = fehler


def read_all(paths: Iterable[Path]) -> list[Dialog]:
    """Return the conversations of all files and of all *.md in the folders given.

    Raises:
        DialogFehler: a file is missing or faulty; it names the faults of all files.
    """
    dialogues: list[Dialog] = []
    faults: list[Fehler] = []
    files: dict[Path, Path] = {}
    for path in paths:
        try:
            files.update({file.resolve(): file for file in _files(path)})
        except DialogFehler as error:
            faults += error.fehler
    for file in files.values():
        try:
            dialogues += parse(_text(file), file)
        except DialogFehler as error:
            faults += error.fehler
    if faults:
        raise DialogFehler(faults)
    return dialogues


def parse(text: str, datei: Path) -> list[Dialog]:
    """Return the conversations written in `text`; `datei` is named in faults.

    Raises:
        DialogFehler: it names all faults, in the order of the lines.
    """
    reader = _Leser(datei)
    for number, line in enumerate(_LINE_END.split(text), 1):
        reader.read(number, line)
    return reader.result()


def check(answer: str, step: Schritt) -> list[Urteil]:
    """Judge `answer` by every expectation of `step`, in their order."""
    return [Urteil(e, contains(answer, e.text) != e.verneint) for e in step.erwartungen]


def contains(answer: str, part: str) -> bool:
    """Whether `part` occurs in `answer`, whatever their spaces, quotation marks, kinds of dashes and case."""
    return _plain(part) in _plain(answer)


def payload(buttons: Iterable[tuple[str, str]], title: str) -> str | None:
    """Return what the button called `title` sends, or None; `buttons` are pairs of title and payload."""
    return next((sent for shown, sent in buttons if _plain(shown) == _plain(title)), None)


def _plain(text: str) -> str:
    """Return what of `text` counts when it is compared."""
    return _UNSEEN.sub("", _DASHES.sub("-", unicodedata.normalize("NFKC", text))).casefold()


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    try:
        inside = sorted(path.iterdir())
    except OSError as error:
        raise DialogFehler([Fehler(path, None, f"lässt sich nicht lesen ({error.strerror}).")]) from error
    # macOS leaves files like ._name.md on foreign drives.
    found = [p for p in inside if p.suffix.lower() == ".md" and not p.name.startswith(".") and p.is_file()]
    if not found:
        raise DialogFehler([Fehler(path, None, "In diesem Ordner liegt keine Datei, die auf .md endet.")])
    return found


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        fault = "Diese Datei gibt es nicht. Stimmen Name und Ordner?"
    except UnicodeDecodeError:
        fault = "ist kein Text in UTF-8. Bitte im Editor als reinen Text mit der Kodierung UTF-8 speichern."
    except OSError as error:
        fault = f"lässt sich nicht lesen ({error.strerror})."
    raise DialogFehler([Fehler(path, None, fault)])


class _Leser:
    """Reads a file line by line and keeps the conversations and faults found so far."""

    def __init__(self, datei: Path) -> None:
        self._datei = datei
        self._dialogues = [Dialog(datei.stem, datei)]
        self._faults: list[Fehler] = []
        # Of a conversation with a fault no further ones are told that may only follow from it.
        self._sound = True
        self._spoken = False

    def read(self, number: int, line: str) -> None:
        """Take one line."""
        if heading := _HEADING.match(line):
            self._end_dialogue(len(heading[1]))
            title = _title(heading[2]) or f"Gespräch ab Zeile {number}"
            self._dialogues.append(Dialog(title, self._datei, number, len(heading[1])))
        elif known := _KEYWORD.match(line):
            self._take(number, _role(known[1]), known[2].strip())
        elif _COLON_FORGOTTEN.match(line):
            self._spoken = True
            self._fault(number, "Nach „Lotse nicht“ fehlt der Doppelpunkt, so wird nichts geprüft.")
        elif (words := _WORDS.match(line)) and (meant := _meant(words[1])):
            self._spoken = True
            self._fault(number, f"„{words[1]}:“ ist unbekannt, gemeint ist wohl „{meant}:“.")

    def result(self) -> list[Dialog]:
        """Return what was read, or raise the faults."""
        if not self._spoken:
            empty = "In dieser Datei steht kein Gespräch. Es braucht mindestens eine Zeile „Nutzer: …“."
            raise DialogFehler([Fehler(self._datei, None, empty)])
        self._end_dialogue(0)
        if self._faults:
            raise DialogFehler(sorted(self._faults, key=lambda fault: fault.zeile or 0))
        return [d for d in self._dialogues if d.schritte]

    def _end_dialogue(self, next_level: int) -> None:
        """Complain of a conversation without a word, unless its heading only stands over deeper ones."""
        last = self._dialogues[-1]
        if self._sound and last.ebene and not last.schritte and next_level <= last.ebene:
            self._fault(last.zeile, f"Im Gespräch „{last.titel}“ fehlt eine Zeile „Nutzer: …“.")
        self._sound = True

    def _take(self, number: int, role: str, text: str) -> None:
        self._spoken = True
        steps = self._dialogues[-1].schritte
        if not _plain(text):
            self._fault(number, f"Nach „{role}:“ fehlt, {MISSING[role]}.")
        elif role == "Nutzer":
            steps.append(Schritt(number, text))
        elif not steps:
            if self._sound:
                self._fault(number, f"{TOO_EARLY[role]} {NEEDED}")
        elif role == "Knopf":
            steps.append(Schritt(number, text, knopf=True))
        else:
            steps[-1].erwartungen.append(Erwartung(number, text, verneint=role == "Lotse nicht"))

    def _fault(self, number: int, message: str) -> None:
        self._faults.append(Fehler(self._datei, number, message))
        self._sound = False


def _title(text: str) -> str:
    """Return the title of a heading without the # that may close it; that of C# stays."""
    title = text.strip()
    bare = title.rstrip("#")
    return title if bare and not bare[-1].isspace() else bare.rstrip()


def _role(keyword: str) -> str:
    """Return which of the four kinds of line a keyword begins, as it is spelt in messages."""
    letters = "".join(filter(str.isalpha, keyword.lower()))
    return {"lotse": "Lotse", "lotsenicht": "Lotse nicht", "knopf": "Knopf"}.get(letters, "Nutzer")


def _meant(words: str) -> str | None:
    """Return the keyword that `words` are close to ("Nuzer", "Lotse sagt"), if any."""
    parts = words.lower().split()
    if sum(map(len, parts)) > MOST_LETTERS:
        return None
    scorer = OSA.normalized_similarity
    found = process.extractOne(" ".join(parts), list(KEYWORDS), scorer=scorer, score_cutoff=ALIKE)
    if found:
        return KEYWORDS[found[0]]
    if parts[0] == "lotse":
        return "Lotse nicht" if {"nicht", "kein", "keine", "nie", "ohne"} & set(parts) else "Lotse"
    return KEYWORDS[parts[0]] if parts[0] in {"nutzer", "nutzerin", "knopf"} else None
