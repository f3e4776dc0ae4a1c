"""A profile drafted from an article: what it says, put to its thema, with the sentence as evidence.

A draft is work for a counsellor: each fact bears `pruefen: true`, and its text is to be told in other words.
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from berufslotse.knowledge.article import LEAST_WORDS, Absatz, Artikel, ArtikelFehler
from berufslotse.knowledge.figures import number
from berufslotse.knowledge.pay import Gehaltsangabe, find_pay
from berufslotse.knowledge.profiles import MAX_BYTES
from berufslotse.knowledge.schema import NO_ADDRESS, Gehalt
from berufslotse.knowledge.text import slug, words

LANGUAGES = ("de", "en", "fr", "nl", "es", "it", "pl", "da", "sv")
LANGUAGE_NAMES = {
    "en": "Englisch",
    "fr": "Französisch",
    "nl": "Niederländisch",
    "es": "Spanisch",
    "it": "Italienisch",
}

LEAST_FUNCTION_WORDS = 0.2
"""A German text has more function words than this share of all."""

WHO = {
    "ausbildung": "Während der Ausbildung",
    "einstieg": "Zum Einstieg",
    "erfahren": "Mit Berufserfahrung",
    "spezialist": "Mit Spezialisierung oder in leitender Stellung",
    "allgemein": "Im Allgemeinen",
}
PERIODS = {"monat": "im Monat", "jahr": "im Jahr", "stunde": "in der Stunde"}
KINDS = {
    "konzern": "bei Konzernen",
    "mittelstand": "im Mittelstand",
    "handwerk": "im Handwerk",
    "behoerde": "im öffentlichen Dienst",
    "tarif": "nach Tarif",
    "industrie": "in der Industrie",
    "startup": "bei Start-ups",
}

HEADER = """\
Entwurf aus einem Artikel, vom {tag}. So wird ein Profil daraus:
  1. Jeden Text mit eigenen Worten sagen; der Satz der Quelle steht als beleg darunter.
  2. Thema und Zahlen prüfen, Überflüssiges löschen.
  3. Bei jedem geprüften Fakt die Zeile „pruefen: true“ löschen. Erst dann kennt ihn der Lotse.
Was noch offen ist, zeigt: berufslotse knowledge check"""


class Name(NamedTuple):
    """The occupation that an article is about; `feminin` is None where the title is neutral or not known."""

    beruf: str
    feminin: str | None


@dataclass(frozen=True)
class Helfer:
    """What drafting needs of the language: the rooms above give it.

    `beruf` and `ort` find names in a heading, `saetze` splits a paragraph, `themen` gives for sentences with
    their headings, the occupation and the town, the thema of each, or None where it carries no fact.
    """

    beruf: Callable[[str], Name | None]
    ort: Callable[[str], str | None]
    saetze: Callable[[str], list[str]]
    themen: Callable[[Sequence[tuple[str, str]], str, str | None], list[str | None]]


@dataclass(frozen=True)
class Entwurf:
    """A drafted profile, as its YAML file is to hold it."""

    beruf: str
    feminin: str | None
    ort: str | None
    quelle: dict[str, Any]
    fakten: list[dict[str, Any]]
    genannt: list[str] = field(default_factory=list)

    @property
    def titel(self) -> str:
        """Return what the profile is of."""
        return f"{self.beruf} in {self.ort}" if self.ort else self.beruf

    @property
    def dateiname(self) -> str:
        """Return the usual name of the file."""
        return f"{slug(self.beruf)}{f'-{slug(self.ort)}' if self.ort else ''}.yml"

    def yaml(self) -> str:
        """Return the file's text, with what to do as a comment above."""
        data: dict[str, Any] = {"beruf": self.beruf}
        if self.feminin:
            data["beruf_feminin"] = self.feminin
        if self.ort:
            data["ort"] = self.ort
        data |= {"quellen": [self.quelle], "fakten": self.fakten}
        writer = YAML()
        writer.width = 110  # type: ignore[assignment]
        writer.indent(mapping=2, sequence=4, offset=2)
        output = io.StringIO()
        writer.dump(data, output)
        lines = HEADER.format(tag=f"{self.quelle['abgerufen']:%d.%m.%Y}").splitlines()
        if self.genannt:
            lines.append(f"Beim Namen genannt werden: {', '.join(self.genannt)}")
        return "".join(f"# {line}\n" for line in lines) + output.getvalue()


def draft(artikel: Artikel, helfer: Helfer, today: datetime.date, url: str | None = None) -> Entwurf:
    """Draft a profile from `artikel`.

    Raises:
        ArtikelFehler: it is no German article, its heading names no occupation, or it holds no fact.
    """
    require_german(artikel.text)
    name = _first(artikel.titel, helfer.beruf)
    if name is None:
        raise ArtikelFehler(
            "In der Überschrift steht kein Beruf. Die erste Zeile sollte etwa lauten: Erzieher in Köln"
        )
    ort = _first(artikel.titel, helfer.ort)
    facts = list(_facts(artikel.absaetze, helfer, name.beruf, ort))
    if not facts:
        raise ArtikelFehler("In diesem Text ist nichts zu finden, was über den Beruf etwas aussagt.")
    source = {"titel": artikel.titel[0], "url": url or artikel.url or NO_ADDRESS, "abgerufen": today}
    entwurf = Entwurf(name.beruf, name.feminin, ort, source, facts, proper_names(artikel.text))
    if len(entwurf.yaml().encode()) > MAX_BYTES:
        raise ArtikelFehler("Der Artikel ist zu lang für ein einzelnes Profil. Bitte in Teilen einlesen.")
    return entwurf


def require_german(text: str) -> None:
    """Raise `ArtikelFehler` unless `text` is long enough and German, told by its function words."""
    found = [word.text.lower() for word in words(text)]
    if len(found) < LEAST_WORDS:
        raise ArtikelFehler(f"Das ist mit {len(found)} Wörtern zu kurz für einen Artikel.")
    shares = {
        code: sum(word in import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS for word in found)
        / len(found)
        for code in LANGUAGES
    }
    best = max(shares, key=shares.__getitem__)
    if best != "de" or shares["de"] < LEAST_FUNCTION_WORDS:
        other = f" (es sieht nach {LANGUAGE_NAMES[best]} aus)" if best in LANGUAGE_NAMES else ""
        raise ArtikelFehler(f"Der Text ist nicht auf Deutsch{other}; der Lotse liest nur deutsche Artikel.")


def _first(headings: Iterable[str], find: Callable[[str], Any]) -> Any:
    return next((found for heading in list(headings)[:3] if (found := find(heading))), None)


def _facts(
    paragraphs: Sequence[Absatz], helfer: Helfer, beruf: str, ort: str | None
) -> Iterable[dict[str, Any]]:
    sentences = [(s, p.ueberschrift) for p in paragraphs for s in helfer.saetze(p.text)]
    before = ""
    for (sentence, heading), thema in zip(sentences, helfer.themen(sentences, beruf, ort), strict=True):
        pay = find_pay(sentence, f"{heading} {before}".strip())
        before = sentence
        yield from (_pay_fact(each, sentence) for each in pay)
        if thema and not (pay and thema == "gehalt"):
            yield {"thema": thema, "text": sentence, "beleg": sentence, "pruefen": True}


def _pay_fact(found: Gehaltsangabe, sentence: str) -> dict[str, Any]:
    pay = found.gehalt
    values = {key: value for key, value in pay.dict(exclude_none=True).items() if value is not False}
    plain = {key: getattr(value, "value", value) for key, value in values.items()}
    figures = {
        key: int(each) if isinstance(each, float) and each.is_integer() else each
        for key, each in plain.items()
    }
    return {"thema": "gehalt", "text": _told(pay), "gehalt": figures, "beleg": sentence, "pruefen": True}


def _told(pay: Gehalt) -> str:
    """Return the figure as a sentence of our own."""
    low, high = pay.von, pay.bis
    if low is None:
        amount = f"bis zu {number(high or 0)} Euro"
    elif high is None:
        amount = f"ab {number(low)} Euro"
    else:
        amount = f"{number(low)} Euro" if low == high else f"{number(low)} bis {number(high)} Euro"
    who = WHO[pay.stufe.value]
    kind = f" {KINDS[pay.arbeitgeber.value]}" if pay.arbeitgeber else ""
    net = " netto" if pay.netto else ""
    return f"{who} sind es{kind} {amount}{net} {PERIODS[pay.zeitraum.value]}."


_NAME = r"[A-ZÄÖÜ][\w&]*"
_PROPER = re.compile(
    # Written with a second capital ("TVöD", "AutoCAD"), with what follows it ("DIN 4108", "CAD-Programm").
    rf"\b[A-ZÄÖÜ][\w&+#]*[A-ZÄÖÜ+#][\w&+#]*(?:-{_NAME})*(?: \d[\d-]*)?"
    # An employer by its kind ("Bayer-Konzern", "Stadtwerke Bochum", "Klinikum Nord", "Muster GmbH").
    rf"|\b{_NAME}(?:-{_NAME})*(?:-Konzern|-Gruppe|-Werke?|-Klinik)\b"
    rf"|\b(?:Stadtwerke|\w*[Kk]linikum|Krankenhaus|Universität|Hochschule|Fraunhofer\S*) {_NAME}"
    rf"|\b(?!(?:Die|Der|Das|Bei|Eine|Für)\b){_NAME}(?: {_NAME})? (?:GmbH|AG|SE|KG|eG)\b"
)
_GENERAL = frozenset(["IT", "PC", "EDV", "AG", "EU", "USA", "BRD", "DDR", "LKW", "PKW"])


def proper_names(text: str) -> list[str]:
    """Return names of methods, tools, rules and employers in `text` that show by how they are written."""
    found = (m.group().strip(" .") for m in _PROPER.finditer(text))
    return [name for name in dict.fromkeys(found) if name.split("-")[0] not in _GENERAL]
