"""Reading profile files, and naming every fault in them with file, line and field, in German."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from berufslotse.knowledge.changes import is_list, scan
from berufslotse.knowledge.progress import Fortschritt, no_progress
from berufslotse.knowledge.schema import Fakt, Profil
from berufslotse.knowledge.text import compact, fold

MAX_BYTES = 256 * 1024
"""Largest profile file that is read. The longest real ones have about 10 KB."""

MANY = 2_000
"""From so many files on, further processes are worth the second that starting them takes."""


@dataclass(frozen=True)
class Fehler:
    """One fault in one profile file; `zeile` counts from 1."""

    datei: Path
    zeile: int
    feld: str
    meldung: str

    def __str__(self) -> str:
        """Return the fault as one line."""
        feld = f" {self.feld}:" if self.feld else ""
        return f"{self.datei}, Zeile {self.zeile}:{feld} {self.meldung}"


@dataclass(frozen=True)
class ProfilDatei:
    """A sound profile and the file it stands in."""

    datei: Path
    profil: Profil


class ProfilFehler(Exception):
    """A folder of profiles has faults; nothing of it may be used."""

    def __init__(self, fehler: list[Fehler]) -> None:
        """Keep all faults, in the order of the files."""
        super().__init__("\n".join(str(f) for f in fehler))
        self.fehler = fehler


@dataclass(frozen=True)
class Anspruch:
    """Which occupation in which place a file tells of, and all the names that it claims for it."""

    datei: Path
    beruf: str
    feminin: str | None
    ort: str | None
    namen: frozenset[str]

    @classmethod
    def of(cls, item: ProfilDatei) -> Anspruch:
        """Return the claim of a profile."""
        profil = item.profil
        names = {profil.beruf, profil.beruf_feminin or profil.beruf, *profil.aliase}
        return cls(item.datei, profil.beruf, profil.beruf_feminin, profil.ort, frozenset(names))


def read_folder(folder: Path) -> list[ProfilDatei]:
    """Read every profile below `folder`, or raise `ProfilFehler` with all faults of all files."""
    paths = [folder / path for path in require(folder) if not is_list(path)]
    found, faults = read_files(paths)
    faults.extend(collisions([Anspruch.of(item) for item in found]))
    if faults:
        raise ProfilFehler(faults)
    return found


def require(folder: Path) -> dict[str, tuple[int, int]]:
    """Return the files below `folder`; raise `ProfilFehler` where it holds no profile or an odd name."""
    if not folder.is_dir():
        raise ProfilFehler([Fehler(folder, 1, "", "Diesen Ordner gibt es nicht.")])
    seen = scan(folder)
    if all(is_list(path) for path in seen):
        raise ProfilFehler([Fehler(folder, 1, "", "In diesem Ordner liegt kein Profil (*.yml).")])
    # Names from old archives may be in another encoding, which no database takes.
    odd = [path.encode("utf-8", "replace").decode() for path in seen if not _writable(path)]
    if odd:
        wrong = "Der Dateiname ist nicht in UTF-8. Bitte die Datei umbenennen."
        raise ProfilFehler([Fehler(folder / path, 1, "", wrong) for path in odd])
    return seen


def _writable(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_files(
    paths: Sequence[Path], progress: Fortschritt = no_progress
) -> tuple[list[ProfilDatei], list[Fehler]]:
    """Read the profiles at `paths`; return the sound ones and the faults of the others, in their order.

    Many are read by several processes, since reading YAML takes the most time of all.
    """
    found: list[ProfilDatei] = []
    faults: list[Fehler] = []
    results: Iterable[tuple[Profil | None, list[Fehler]]]
    with ExitStack() as stack:
        if len(paths) >= MANY:
            pool = stack.enter_context(ProcessPoolExecutor(mp_context=get_context("spawn")))
            results = pool.map(read_file, paths, chunksize=100)
        else:
            results = map(read_file, paths)
        for number, (path, (profil, errors)) in enumerate(zip(paths, results, strict=True), start=1):
            faults.extend(errors)
            if profil is not None:
                found.append(ProfilDatei(path, profil))
            progress("Profile lesen", number, len(paths))
    return found, faults


def read_file(path: Path) -> tuple[Profil | None, list[Fehler]]:
    """Read one profile; return it, or None and what is wrong with the file."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            return None, [
                Fehler(
                    path,
                    1,
                    "",
                    f"{size // 1024} KB sind zu groß für ein Profil; erlaubt sind {MAX_BYTES // 1024} KB.",
                )
            ]
        raw = path.read_bytes()
    except OSError as error:
        return None, [Fehler(path, 1, "", f"Die Datei lässt sich nicht lesen ({error.strerror}).")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, [
            Fehler(path, line, "", "Hier steht ein Zeichen, das nicht UTF-8 ist. Bitte als UTF-8 speichern.")
        ]
    return _parse(path, text)


class _Constructor(SafeConstructor):
    """Leaves dates as text, so that a wrong one is found by the schema, with its field."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


def _load(text: str) -> Any:
    yaml = YAML(typ="safe")
    yaml.Constructor = _Constructor
    return yaml.load(text)


def _parse(path: Path, text: str) -> tuple[Profil | None, list[Fehler]]:
    try:
        data = _load(text)
    except DuplicateKeyError as error:
        return None, [Fehler(path, _line(error), "", "Dieses Feld steht zweimal da.")]
    except MarkedYAMLError as error:
        return None, [
            Fehler(
                path,
                _line(error),
                "",
                "Das ist kein gültiges YAML. Bitte Einrückung, Doppelpunkte und Anführungszeichen prüfen.",
            )
        ]
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, [Fehler(path, line, "", "Hier steht ein Zeichen, das in YAML nicht erlaubt ist.")]
    except (YAMLError, ValueError) as error:
        return None, [Fehler(path, 1, "", f"Das ist kein gültiges YAML ({error}).")]
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        return None, [
            Fehler(path, 1, "", "Hier wird ein Profil erwartet: Felder wie beruf, quellen und fakten.")
        ]
    try:
        return Profil.parse_obj(data), []
    except ValidationError as error:
        root = YAML(typ="safe", pure=True).compose(text)
        return None, [_translate(path, root, item) for item in error.errors()]


def _line(error: MarkedYAMLError) -> int:
    mark = error.problem_mark or error.context_mark
    return mark.line + 1 if mark else 1


def _translate(path: Path, root: Node, item: Mapping[str, Any]) -> Fehler:
    loc = tuple(part for part in item["loc"] if part != "__root__")
    field = ".".join(str(part) for part in loc)
    return Fehler(path, _line_of(root, loc), field, _german(item))


def _line_of(node: Node, loc: Iterable[Any]) -> int:
    """Return the line of the field at `loc`, or of the nearest one around it that exists."""
    line = node.start_mark.line + 1
    for part in loc:
        child = _child(node, part)
        if child is None:
            break
        key, node = child
        line = key.start_mark.line + 1
    return line


def _child(node: Node, part: Any) -> tuple[Node, Node] | None:
    if isinstance(node, MappingNode):
        return next(((k, v) for k, v in node.value if k.value == part), None)
    if isinstance(node, SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part]
    return None


def _german(item: Mapping[str, Any]) -> str:
    kind, context = item["type"], item.get("ctx", {})
    if kind == "type_error.enum":
        allowed = ", ".join(value.value for value in context["enum_values"])
        return f"ist nicht bekannt; erlaubt: {allowed}."
    fixed = {
        "value_error.missing": "fehlt.",
        "value_error.extra": "Dieses Feld gibt es nicht.",
        "value_error.any_str.min_length": "darf nicht leer sein.",
        "value_error.list.min_items": "braucht mindestens einen Eintrag.",
        "type_error.none.not_allowed": "darf nicht leer sein.",
        "value_error.date": "muss ein Datum sein, zum Beispiel 2026-11-22.",
        "type_error.str": "muss ein Text sein.",
        "type_error.integer": "muss eine ganze Zahl sein.",
        "type_error.float": "muss eine Zahl sein, ohne Tausenderpunkt und Währung.",
        "type_error.list": "muss eine Liste sein.",
        "type_error.dict": "muss Unterfelder haben.",
        "value_error.boolean": "muss true oder false sein.",
        "type_error.bool": "muss true oder false sein.",
    }
    if kind in fixed:
        return fixed[kind]
    if kind.startswith("value_error.number"):
        return f"liegt außerhalb des Erlaubten (Grenze: {context['limit_value']})."
    return f"{item['msg']}."


def open_facts(item: ProfilDatei) -> list[tuple[int, Fakt]]:
    """Return the facts of a profile that nobody has checked yet, each with its line in the file."""
    waiting = [(number, fact) for number, fact in enumerate(item.profil.fakten) if fact.pruefen]
    if not waiting:
        return []
    root = YAML(typ="safe", pure=True).compose(item.datei.read_text(encoding="utf-8"))
    return [(_line_of(root, ("fakten", number, "thema")), fact) for number, fact in waiting]


def collisions(claims: Iterable[Anspruch]) -> Iterator[Fehler]:
    """Yield a fault for each profile that stands twice and each name that two occupations claim."""
    places: dict[tuple[str, str], Path] = {}
    owners: dict[str, tuple[str, Path]] = {}
    for claim in claims:
        place = (fold(claim.beruf), fold(claim.ort or ""))
        if place in places:
            where = claim.ort or "ganz Deutschland"
            yield Fehler(
                claim.datei, 1, "beruf", f"{claim.beruf} in {where} gibt es schon in {places[place].name}."
            )
        places.setdefault(place, claim.datei)
        for name in claim.namen:
            owner, path = owners.setdefault(compact(name), (claim.beruf, claim.datei))
            if owner != claim.beruf:
                line = _line_starting(claim.datei, "aliase:")
                yield Fehler(
                    claim.datei, line, "aliase", f"{name!r} gehört schon zu {owner} (in {path.name})."
                )


def _line_starting(path: Path, start: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, start=1) if line.startswith(start)), 1)
