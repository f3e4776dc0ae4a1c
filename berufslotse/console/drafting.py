"""`berufslotse knowledge add`: from an article to a drafted profile."""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from berufslotse.console.output import console, count, errors, fail, say
from berufslotse.console.starting import prepare
from berufslotse.knowledge.article import Artikel, ArtikelFehler, parse_article, read_article
from berufslotse.knowledge.changes import is_list, scan
from berufslotse.knowledge.drafting import Entwurf, Helfer, draft
from berufslotse.knowledge.home import profiles_folder
from berufslotse.knowledge.profiles import read_file
from berufslotse.knowledge.store import Wissen
from berufslotse.knowledge.wording import HEADINGS
from berufslotse.language.fact_themes import FactThemes, classifier_of_questions
from berufslotse.language.headings import Headings
from berufslotse.language.recognition import Recogniser
from berufslotse.language.sentences import sentences
from berufslotse.language.vocabulary import Vocabulary, dictionary_words

SUFFIXES = {".txt", ".html", ".htm", ".md"}
TRAINED_ON = 10_000
"""So many facts are enough to learn from."""


def add(source: str, wissen: Wissen, url: str | None, overwrite: bool) -> None:
    """Draft a profile from each article at `source`: a file, a folder, or - for the standard input."""
    articles = list(_articles(source))
    reader = Reader(wissen)
    failed = 0
    for name, article in articles:
        try:
            if isinstance(article, ArtikelFehler):
                raise article
            path, entwurf = _write(reader.draft(article, url), wissen, overwrite)
        except ArtikelFehler as error:
            failed += 1
            errors.print(f"{name}: {error}", style="red", markup=False)
        else:
            _report(name, path, entwurf)
    if failed:
        fail(
            "Es wurde nichts geschrieben."
            if failed == len(articles)
            else f"{failed} von {len(articles)} Dateien gaben keinen Entwurf, die anderen sind geschrieben."
        )


def _articles(source: str) -> Iterator[tuple[str, Artikel | ArtikelFehler]]:
    if source == "-":
        yield "Standardeingabe", _tried(partial(parse_article, sys.stdin.buffer.read()))
        return
    path = Path(source)
    if not path.exists():
        fail(f"{source} gibt es nicht.")
    files = [path]
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())
        if not files:
            fail(f"In {source} liegt kein Artikel ({', '.join(sorted(SUFFIXES))}).")
    for file in files:
        yield str(file), _tried(partial(read_article, file))


def _tried(read: partial[Artikel]) -> Artikel | ArtikelFehler:
    try:
        return read()
    except ArtikelFehler as error:
        return error


class Reader:
    """Drafts profiles with the trained classifier and what the knowledge holds already."""

    def __init__(self, wissen: Wissen) -> None:
        """Learn from the facts of `wissen`; trains the bot first if it never was."""
        model = prepare()
        with console.status("Lerne aus den vorhandenen Fakten …"):
            ordinary = Vocabulary.of(dictionary_words())
            recogniser = Recogniser(wissen.namen, wissen.plaetze, ordinary.__contains__)
            self._headings = Headings(wissen, recogniser)
            facts = wissen.stichprobe(TRAINED_ON)
            self._themes = FactThemes.train(facts, classifier_of_questions(model))

    def draft(self, article: Artikel, url: str | None) -> Entwurf:
        """Return what `article` becomes; raises `ArtikelFehler`."""
        helper = Helfer(
            beruf=self._headings.beruf,
            ort=self._headings.ort,
            saetze=sentences,
            themen=self._themes.judge,
        )
        return draft(article, helper, datetime.date.today(), url)


def _write(entwurf: Entwurf, wissen: Wissen, overwrite: bool) -> tuple[Path, Entwurf]:
    """Write the draft among the profiles, unless it would stand in the way of one."""
    folder = profiles_folder()
    path = folder / entwurf.dateiname
    known = _standing(entwurf, wissen, folder)
    if known and known != path:
        raise ArtikelFehler(
            f"{entwurf.titel} gibt es schon, in {known.relative_to(folder)}. Bitte dort ergänzen."
        )
    if path.exists() and not overwrite:
        raise ArtikelFehler(f"{path} gibt es schon. Ersetzen nur mit --ueberschreiben.")
    try:
        unfinished = path.with_suffix(".entwurf")
        unfinished.write_text(entwurf.yaml(), encoding="utf-8")
        unfinished.replace(path)
    except OSError as error:
        raise ArtikelFehler(f"{path} lässt sich nicht schreiben ({error.strerror}).") from error
    return path, entwurf


def _standing(entwurf: Entwurf, wissen: Wissen, folder: Path) -> Path | None:
    """Return the file that tells of the same already, drafts that the knowledge does not hold included."""
    known = wissen.datei(entwurf.beruf, entwurf.ort)
    if known:
        return folder / known
    for path in scan(folder).keys() - wissen.dateien():
        profil, _ = read_file(folder / path) if not is_list(path) else (None, [])
        if profil and (profil.beruf, profil.ort) == (entwurf.beruf, entwurf.ort):
            return folder / path
    return None


def _report(name: str, path: Path, entwurf: Entwurf) -> None:
    counts: dict[str, int] = {}
    for fact in entwurf.fakten:
        counts[fact["thema"]] = counts.get(fact["thema"], 0) + 1
    say(f"{name}: Entwurf für {entwurf.titel} mit {count(len(entwurf.fakten), 'Fakt', 'Fakten')} in {path}")
    say("  " + ", ".join(f"{HEADINGS[thema]} {counts[thema]}" for thema in HEADINGS if thema in counts))
    say("  Jeder Fakt wartet auf deine Prüfung; was noch offen ist, zeigt: berufslotse knowledge check")
