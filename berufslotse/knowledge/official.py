"""Imported official lists as they lie beside the profiles: one JSON line an occupation, the source first."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from berufslotse.knowledge.changes import LISTS
from berufslotse.knowledge.schema import Quelle, Thema
from berufslotse.knowledge.titles import Eintrag


@dataclass(frozen=True)
class Verzeichnis:
    """An official list with its source."""

    quelle: Quelle
    eintraege: list[Eintrag]


class VerzeichnisFehler(Exception):
    """An imported list cannot be read."""


def write_list(folder: Path, name: str, liste: Verzeichnis) -> Path:
    """Keep `liste` as `name` beside the profiles in `folder`; return its path. Raises OSError."""
    place = folder / LISTS
    place.mkdir(parents=True, exist_ok=True)
    path = place / f"{name}.jsonl"
    handle, unfinished = tempfile.mkstemp(prefix=f".{name}-", dir=place)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as output:
            output.write(liste.quelle.json(ensure_ascii=False, exclude_none=True) + "\n")
            for entry in liste.eintraege:
                output.write(json.dumps(dataclasses.asdict(entry), ensure_ascii=False) + "\n")
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(path)
    finally:
        with suppress(FileNotFoundError):
            Path(unfinished).unlink()
    return path


def read_list(path: Path) -> Verzeichnis:
    """Read what `write_list` wrote; raises `VerzeichnisFehler`."""
    try:
        with path.open(encoding="utf-8") as lines:
            source = Quelle.parse_raw(next(lines))
            return Verzeichnis(source, [_entry(json.loads(line)) for line in lines])
    except (OSError, StopIteration, ValidationError, ValueError, TypeError, KeyError) as error:
        raise VerzeichnisFehler(
            f"Das importierte Verzeichnis ist beschädigt. Bitte noch einmal importieren oder {path} löschen."
        ) from error


def _entry(data: object) -> Eintrag:
    if not isinstance(data, dict):
        raise ValueError("no occupation")

    def listed(key: str) -> Iterable:
        return data.pop(key, None) or ()

    names, skills = tuple(listed("aliase")), tuple(listed("faehigkeiten"))
    facts = tuple((Thema(thema).value, text) for thema, text in listed("fakten"))
    return Eintrag(**data, aliase=names, fakten=facts, faehigkeiten=skills)
