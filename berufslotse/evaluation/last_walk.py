"""What the last walk through messages wrote into the training files, so that it can be taken out again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from berufslotse.evaluation.private_files import alone, replace
from berufslotse.evaluation.reviewed import Reviewed
from berufslotse.knowledge.home import PROJECT, home
from berufslotse.language import nlu_files
from berufslotse.language.nlu_files import NluDateiFehler, StehtNichtMehr

FILE = "letzte-durchsicht.json"


@dataclass(frozen=True)
class Accepted:
    """A message that was written down, marked: in which file, under which intent, and reviewed as what."""

    path: Path
    intent: str
    message: str
    keys: Sequence[str]


class LastWalk:
    """A file with what was accepted in the last walk that accepted anything."""

    def __init__(self, path: Path | None = None) -> None:
        """Use the file at `path`, by default in our home; it need not exist yet."""
        self._path = path or home() / FILE
        self._earlier = self.read()

    def read(self) -> list[Accepted]:
        """Return what was accepted, in its order; nothing where the file is not as we write it."""
        try:
            rows = json.loads(self._path.read_bytes())
            return [
                Accepted(PROJECT / row["datei"], row["intent"], row["zeile"], row["merkmale"]) for row in rows
            ]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def keep(self, accepted: Sequence[Accepted]) -> None:
        """Write down what a walk has accepted so far; as long as it is nothing, the walk before counts.

        Raises:
            OSError: it cannot be written; the file is then as before.
        """
        self._write(accepted or self._earlier)

    def forget(self, remaining: Sequence[Accepted]) -> None:
        """Write down that all but the `remaining` was taken back; raises as `keep` does."""
        self._earlier = []
        self._write(remaining)

    def _write(self, accepted: Sequence[Accepted]) -> None:
        rows = [
            {"datei": _from_project(a.path), "intent": a.intent, "zeile": a.message, "merkmale": list(a.keys)}
            for a in accepted
        ]
        with alone(self._path):
            replace(self._path, f"{json.dumps(rows, ensure_ascii=False, indent=1)}\n".encode())


@dataclass(frozen=True)
class TakenBack:
    """What was taken out of the training files, what stood there no more, and what could not be taken out."""

    out: Sequence[Accepted]
    gone: Sequence[Accepted]
    stuck: Sequence[Accepted]
    faults: Sequence[str]
    """Why it could not, in German."""


def take_back(accepted: Sequence[Accepted], reviewed: Reviewed) -> TakenBack:
    """Take messages out of the training files, and forget that those were looked through.

    If nobody else changed the files since, they then have the same bytes as before.

    Raises:
        OSError: it cannot be written which messages were looked through.
    """
    out, gone, stuck, faults = [], [], [], []
    # The last first: so the end of a file without a line break comes back too.
    for one in reversed(accepted):
        try:
            nlu_files.remove(one.path, one.intent, one.message)
            out.append(one)
        except StehtNichtMehr:
            gone.append(one)
        except NluDateiFehler as error:
            stuck.append(one)
            faults.append(str(error))
    reviewed.discard(*(key for one in out for key in one.keys))
    return TakenBack(out[::-1], gone[::-1], stuck[::-1], list(dict.fromkeys(faults)))


def _from_project(path: Path) -> str:
    return str(path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else path)
