"""Reading folders of profiles, and naming every fault in them with file, line and field, in German."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from berufslotse.knowledge.changes import is_list, scan
from berufslotse.knowledge.progress import Fortschritt, no_progress
from berufslotse.knowledge.reading import Dateiart, Fehler, compose, line_of, read_model
from berufslotse.knowledge.schema import Fakt, Profil
from berufslotse.knowledge.text import compact, fold

MAX_BYTES = 256 * 1024
"""Largest profile file that is read. The longest real ones have about 10 KB."""

PROFILE = Dateiart("ein Profil", "Felder wie beruf, quellen und fakten", MAX_BYTES)

MANY = 2_000
"""From so many files on, further processes are worth the second that starting them takes."""


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
    return read_model(path, Profil, PROFILE)


def open_facts(item: ProfilDatei) -> list[tuple[int, Fakt]]:
    """Return the facts of a profile that nobody has checked yet, each with its line in the file."""
    waiting = [(number, fact) for number, fact in enumerate(item.profil.fakten) if fact.pruefen]
    if not waiting:
        return []
    root = compose(item.datei.read_text(encoding="utf-8"))
    return [(line_of(root, ("fakten", number, "thema")), fact) for number, fact in waiting]


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
