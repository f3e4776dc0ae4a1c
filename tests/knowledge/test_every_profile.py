"""Every shipped profile is asked on tasks and pay, as of a man and of a woman.

The answers are held against the files themselves, read anew: what is told must stand in the profile, and
no figure may come from a town that the answer does not name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from berufslotse.knowledge.answers import Antwort, Antwortgeber
from berufslotse.knowledge.home import PROJECT
from berufslotse.knowledge.lookup import Frage
from berufslotse.knowledge.telling import Ton

FILES = sorted(p.name for p in (PROJECT / "profiles").glob("*.yml"))
NUMBER = r"\d+(?:\.\d{3})*(?:,\d+)?"
EUROS = re.compile(rf"((?:{NUMBER}\s*(?:bis zu|bis|und|oder|–|-)\s*)*{NUMBER})\s*(?:Euro|€)")
NATIONWIDE = re.compile(r"bundesweit|deutschland", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"keine belegten Fakten|km entfernt|bundesweit|deutschland|aus [A-ZÄÖÜ]", re.IGNORECASE
)


def value(number: str) -> float:
    return float(number.replace(".", "").replace(",", "."))


def all_numbers(text: str) -> set[float]:
    return {value(n) for n in re.findall(NUMBER, text)}


def euro_figures(text: str) -> set[float]:
    return {value(n) for chain in EUROS.findall(text) for n in re.findall(NUMBER, chain)}


@pytest.fixture(scope="session")
def files(shipped: Path) -> dict[str, dict]:
    """What each profile file holds, as plain YAML."""
    return {p.name: YAML(typ="safe").load(p.read_text(encoding="utf-8")) for p in shipped.glob("*.yml")}


@pytest.fixture(scope="session")
def figures(files) -> dict[str, dict[str | None, set[float]]]:
    """The numbers in the texts of each occupation's facts, by town (None: all of Germany)."""
    found: dict = defaultdict(lambda: defaultdict(set))
    for profile in files.values():
        for fact in profile["fakten"]:
            found[profile["beruf"]][profile.get("ort")] |= all_numbers(fact["text"])
    return found


@pytest.fixture(scope="session")
def shipped_bot(shipped_wissen) -> Antwortgeber:
    return Antwortgeber(shipped_wissen)


def told(answer: Antwort) -> str:
    """Return the answer without the line of sources."""
    return "\n".join(line for line in answer.text.split("\n") if not line.startswith(("Quelle:", "Quellen:")))


def allowed_figures(answer: Antwort, by_town: dict[str | None, set[float]]) -> set[float]:
    """Return the figures that the answer may hold: of the towns it names, and twelve months of what it tells."""
    text = told(answer)
    allowed: set[float] = set()
    for town, numbers in by_town.items():
        # "Kölner" names Köln, but "vergessen" does not name Essen.
        named = NATIONWIDE if town is None else re.compile(rf"(?<!\w){re.escape(town)}")
        if named.search(text):
            allowed |= numbers
    for fact in answer.fakten:
        if fact.zahl and fact.zahl.zeitraum == "monat":
            for amount in filter(None, (fact.zahl.von, fact.zahl.bis)):
                allowed |= {round(12 * amount, 2), 12 * round(amount), round(12 * amount)}
    return allowed


def test_the_reader_of_figures_reads_them():
    text = "Zwischen 2.800 und 3.400 Euro, 16,50 € die Stunde, seit 2023 auch 900 bis 1.100 Euro."
    assert euro_figures(text) == {2800, 3400, 16.5, 900, 1100}


@pytest.mark.parametrize("name", FILES)
def test_a_profile_tells_its_own_facts_and_no_foreign_figures(name, files, figures, shipped_bot):
    profile = files[name]
    beruf, ort = profile["beruf"], profile.get("ort")
    for thema in ("aufgaben", "gehalt"):
        own = [" ".join(f["text"].split()) for f in profile["fakten"] if f["thema"] == thema]
        for weiblich in (False, True):
            asked = f"{thema}, {'weiblich' if weiblich else 'männlich'}"
            answer = shipped_bot.thema(Frage(thema, beruf, ort), Ton(weiblich=weiblich))
            text = told(answer)
            if own:
                assert any(fact in " ".join(text.split()) for fact in own), asked
            else:
                assert ELSEWHERE.search(text), asked
            foreign = euro_figures(text) - allowed_figures(answer, figures[beruf])
            assert not foreign, f"{asked}: {foreign} in {text}"
