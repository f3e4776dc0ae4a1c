"""Reading the German tables of ESCO, the European classification of skills and occupations, version 1.2."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from berufslotse.knowledge.titles import Eintrag, ImportFehler, Titel, further_names, split_titles

OCCUPATIONS = "occupations_de.csv"
SKILLS = "skills_de.csv"
RELATIONS = "occupationSkillRelations_de.csv"

_OCCUPATION_COLUMNS = ("conceptUri", "preferredLabel", "altLabels", "hiddenLabels", "status", "description")
_SKILL_COLUMNS = ("conceptUri", "preferredLabel", "status")
_RELATION_COLUMNS = ("occupationUri", "relationType", "skillUri")

_SENTENCES = (
    ("Zu den wesentlichen Fähigkeiten {}: {}.", "gehört", "gehören"),
    ("Wichtig {} außerdem: {}.", "ist", "sind"),
    ("Gebraucht {} auch: {}.", "wird", "werden"),
    ("Ebenso {} dazu: {}.", "gehört", "gehören"),
)
"""How the groups of skills are told: the sentence, and its verb for one skill and for several."""

_SKILLS_EACH = 5

_END = re.compile(r"[.!?][”“\"»)]*\s+(?=[„“\"»(]?[A-ZÄÖÜ0-9])")
_NO_END = re.compile(
    r"(?:^|[\s(/„-])(?:[A-Za-zÄÖÜäöü]|\d{1,2}|[ivxIVX]+|d\.\s?h|z\.\s?B|u\.\s?[aäAÄ]|o\.\s?[äÄ]|i\.\s?d\.\s?R"
    r"|bzw|bspw|ca|Dr|einschl|evtl|exkl|ggf|inkl|insb|max|min|Mio|Mrd|Nr|Prof|sog|St|Std|Str|Tel|vgl|zzgl"
    r"|allg|gem|techn|engl|lat)\.$"
)
_OPEN_END = re.compile(r"(?:usw|etc|[uo]\.\s?[äÄ]|u\.\s?a)\.$")
_STARTER = re.compile(
    r"(?:Sie|Er|Es|Die|Der|Das|Dies\w*|Ihre?|Ein\w*|Im|In|Zu|Zur|Zum|Bei|Beim|Mit|Auch|Dabei|Außerdem|Darüber"
    r"|Zudem|Ferner|Manche|Einige|Je|Für)\b"
)


@dataclass(frozen=True)
class EscoImport:
    """The occupations, and the names of the files of the download that were not there."""

    eintraege: list[Eintrag]
    fehlt: list[str]


def read_esco(folder: Path) -> EscoImport:
    """Read the tables in `folder`; without the two about skills, the occupations have none.

    Skipped are concepts that are not released or have no title or address, an occupation that comes again,
    and relations to a skill or an occupation that the tables do not have. A table without its columns, in
    another code than UTF-8, or with a row of another width (broken quotes), is an `ImportFehler`.
    """
    if not folder.is_dir():
        raise ImportFehler(
            f"{folder} ist kein Ordner. Bitte den mit den entpackten Dateien von ESCO angeben."
        )
    if not (folder / OCCUPATIONS).is_file():
        raise ImportFehler(
            f"In {folder} fehlt {OCCUPATIONS}. Bitte ESCO auf Deutsch als CSV laden und dort entpacken."
        )
    missing = [name for name in (SKILLS, RELATIONS) if not (folder / name).is_file()]
    skills = {} if RELATIONS in missing else _essential_skills(folder)
    found: dict[str, Eintrag] = {}
    for row in _released(folder / OCCUPATIONS, _OCCUPATION_COLUMNS):
        address = row["conceptUri"]
        if address not in found:
            found[address] = _entry(row, skills.get(address, ()))
    if not found:
        raise ImportFehler(
            f"In {folder / OCCUPATIONS} steht kein Beruf. Bitte ESCO noch einmal herunterladen."
        )
    return EscoImport(list(found.values()), missing)


def _essential_skills(folder: Path) -> dict[str, Sequence[str]]:
    """Return the labels of the essential skills of each occupation, by its address.

    Newer downloads have the labels in the table of relations too; these serve if that of skills is missing.
    """
    labels: dict[str, str] | None = None
    if (folder / SKILLS).is_file():
        rows = _released(folder / SKILLS, _SKILL_COLUMNS)
        labels = {row["conceptUri"]: _plain(row["preferredLabel"]) for row in rows}
    found: dict[str, dict[str, None]] = {}
    for row in _rows(folder / RELATIONS, _RELATION_COLUMNS):
        label = _plain(row.get("skillLabel", "")) if labels is None else labels.get(row["skillUri"])
        if label and row["relationType"] == "essential":
            found.setdefault(row["occupationUri"], {})[label] = None
    return {address: tuple(skills) for address, skills in found.items()}


def _released(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    for row in _rows(path, columns):
        if row["status"] == "released" and row["conceptUri"] and re.search(r"\w", row["preferredLabel"]):
            yield row


def _rows(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """Yield the rows of a table by column, without space around the fields; `columns` must be there."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            header = [name.strip() for name in next(reader, [])]
            absent = [name for name in columns if name not in header]
            if absent:
                raise ImportFehler(
                    f"{path} hat nicht die Spalten von ESCO; es fehlt: {', '.join(absent)}. "
                    "Bitte ESCO auf Deutsch als CSV herunterladen."
                )
            yield from _named(reader, header, path)
    except UnicodeDecodeError as error:
        raise ImportFehler(
            f"{path} ist nicht in UTF-8. Bitte die Datei unverändert von ESCO nehmen."
        ) from error
    except OSError as error:
        raise ImportFehler(f"{path} lässt sich nicht lesen ({error.strerror}).") from error


def _named(reader: Iterator[list[str]], header: list[str], path: Path) -> Iterator[dict[str, str]]:
    line = 1
    try:
        for fields in reader:
            line = getattr(reader, "line_num", line)
            if fields and len(fields) != len(header):
                raise csv.Error
            if fields:
                yield dict(zip(header, (field.strip() for field in fields), strict=True))
    except csv.Error as error:
        line = getattr(reader, "line_num", line)
        raise ImportFehler(
            f"{path}, Zeile {line}: Hier stimmen die Anführungszeichen oder die Zahl der Spalten nicht. "
            "Bitte die Datei unverändert von ESCO nehmen."
        ) from error


def _entry(row: Mapping[str, str], skills: Sequence[str]) -> Eintrag:
    titles: list[Titel] = split_titles(row["preferredLabel"])
    for label in f"{row['altLabels']}\n{row['hiddenLabels']}".splitlines():
        titles.extend(split_titles(label))
    tasks = [("aufgaben", sentence) for sentence in sentences(row["description"])]
    demands = [("anforderungen", sentence) for sentence in _told(skills)]
    return Eintrag(
        name=titles[0].maskulin,
        feminin=titles[0].feminin,
        aliase=further_names(titles),
        url=row["conceptUri"],
        fakten=(*tasks, *demands),
        faehigkeiten=tuple(skills),
    )


def _plain(text: str) -> str:
    """Return `text` with every kind of space, also those that do not break, as one plain space."""
    return " ".join(text.replace("\u200b", "").replace("\u00ad", "").split())


def sentences(text: str) -> list[str]:
    """Split German prose into sentences, but not after abbreviations and ordinal numbers."""
    text = _plain(text).rstrip("\\ ")
    found, start = [], 0
    for end in _END.finditer(text):
        before = text[start : end.end()].rstrip()
        follows = text[end.end() :]
        open_end = _OPEN_END.search(before)
        if open_end and _STARTER.match(follows) or not open_end and not _NO_END.search(before):
            found.append(before)
            start = end.end()
    found.append(text[start:])
    return [
        re.sub(r"(?<![.!?])(?<![.!?][)“”])$", ".", sentence)
        for sentence in found
        if re.search(r"\w", sentence)
    ]


def _told(skills: Sequence[str]) -> Iterator[str]:
    """Yield sentences that tell the first skills, five in each."""
    for number, (sentence, singular, plural) in enumerate(_SENTENCES):
        group = skills[number * _SKILLS_EACH : (number + 1) * _SKILLS_EACH]
        if group:
            yield sentence.format(singular if len(group) == 1 else plural, _listed(group))


def _listed(items: Sequence[str]) -> str:
    *first, last = items
    # A label may itself hold a comma or an "und", which must not be taken for one of the list.
    comma = "; " if any("," in item for item in items) else ", "
    conjunction = " sowie " if any(" und " in item for item in items) else " und "
    return comma.join(first) + conjunction + last if first else last
