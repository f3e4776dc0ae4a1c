"""What the tests of the language room share: occupations to recognise, messages, a small knowledge."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import spacy
from ruamel.yaml import YAML

from berufslotse.knowledge.build import bring_up_to_date
from berufslotse.knowledge.database import database
from berufslotse.knowledge.home import PROJECT
from berufslotse.knowledge.names import Beruf, NameIndex
from berufslotse.knowledge.places import Ort, PlaceIndex, german_places
from berufslotse.language.recognition import Recogniser
from berufslotse.language.tokens import tokenize
from berufslotse.language.vocabulary import Vocabulary, dictionary_words

MARK = re.compile(r"\[([^\[\]]+)\]\(([a-z]+)\)")

BERUFE = (
    Beruf("Erzieher", "Erzieherin", ("Kita-Erzieher",), ("Köln",)),
    Beruf("IT-Projektkoordinator", "IT-Projektkoordinatorin", ("IT-Koordinator", "IT-PK"), ("Leverkusen",)),
    Beruf("Kaufmann für Büromanagement", "Kauffrau für Büromanagement", ("Bürokaufmann",), ("Berlin",)),
    Beruf("Koch", "Köchin", (), ("Köln",)),
    Beruf("Koch in der Großküche", "Köchin in der Großküche", (), ("Aachen",)),
    Beruf("Pflegefachkraft", None, ("Krankenschwester", "Pflegefachfrau"), ("Bochum",)),
    Beruf("Medizinischer Fachangestellter", "Medizinische Fachangestellte", ("MFA",), ("Köln",)),
    Beruf("Gesundheits- und Krankenpfleger", "Gesundheits- und Krankenpflegerin", (), ("Hamburg",)),
    Beruf("Bäcker", "Bäckerin", (), (), True),
    Beruf("Mechatroniker", "Mechatronikerin", (), ("Dortmund",)),
)

PROFILE = """\
beruf: Erzieher
beruf_feminin: Erzieherin
ort: Köln
quellen: [{titel: Kita, url: "https://www.stadt-koeln.de/kita", abgerufen: 2026-11-22}]
fakten: [{thema: aufgaben, text: "Sie planen den Tag der Gruppe."}]
"""


@dataclass(frozen=True)
class Beispiel:
    """A training message: as people type it, and as the file has it with its marks."""

    intent: str
    text: str
    marked: str


def read_training_messages(folder: Path) -> list[Beispiel]:
    found = []
    for path in sorted(folder.glob("*.yml")):
        for block in YAML(typ="safe").load(path)["nlu"]:
            for line in block["examples"].splitlines():
                marked = line.removeprefix("- ")
                found.append(Beispiel(block["intent"], MARK.sub(r"\1", marked), marked))
    return found


@pytest.fixture(scope="session")
def training_messages() -> list[Beispiel]:
    """All messages of data/nlu."""
    return read_training_messages(PROJECT / "data" / "nlu")


@pytest.fixture(scope="session")
def intents() -> set[str]:
    """The intents of the bot."""
    return set(YAML(typ="safe").load(PROJECT / "domain.yml")["intents"])


@pytest.fixture(scope="session")
def heldout_messages() -> list[dict]:
    """All messages kept out of training, as their files have them."""
    folder = PROJECT / "tests" / "language" / "heldout"
    lines = [line for path in sorted(folder.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def ordinary_words(training_messages: list[Beispiel]) -> Vocabulary:
    """The ordinary words as training learns them: the dictionary's and those outside of marked names."""
    seen = (t.folded for m in training_messages for t in tokenize(MARK.sub(" ", m.marked)))
    return Vocabulary.of([*dictionary_words(), *seen])


@pytest.fixture(scope="session")
def places() -> list[Ort]:
    """The places of Germany."""
    return german_places()


@pytest.fixture(scope="session")
def recogniser(ordinary_words: Vocabulary, places: list[Ort]) -> Recogniser:
    """What finds names, with a few known occupations and all places."""
    return Recogniser(NameIndex.of(BERUFE), PlaceIndex(places), ordinary_words.__contains__)


@pytest.fixture(scope="session")
def names_in(recogniser: Recogniser):
    """A function that returns what is found in a message: kind, value, and how it stands there."""

    def find(message: str) -> list[tuple[str, str, str]]:
        return [(f.art, f.wert, message[f.start : f.end]) for f in recogniser.find(message)]

    return find


@pytest.fixture(scope="session")
def _small_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sprache")
    (place / "profile").mkdir()
    (place / "profile" / "erzieher-koeln.yml").write_text(PROFILE, encoding="utf-8")
    bring_up_to_date(place / "profile", database(f"sqlite:///{place / 'heim' / 'wissen.db'}"))
    return place


@pytest.fixture(scope="module")
def small_knowledge(_small_home: Path) -> Iterator[Path]:
    """The environment names a compiled knowledge of one profile, for one file of tests."""
    with pytest.MonkeyPatch.context() as environment:
        _point_to(_small_home, environment)
        yield _small_home


def _point_to(place: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BERUFSLOTSE_HOME", str(place / "heim"))
    environment.setenv("BERUFSLOTSE_PROFILES", str(place / "profile"))
    environment.delenv("KNOWLEDGE_URL", raising=False)


@pytest.fixture
def german_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A small de_core_news_sm, installed for one test; gives its version."""
    version = "3.7.0"
    package = tmp_path / "site" / "de_core_news_sm"
    data = package / f"de_core_news_sm-{version}"
    package.mkdir(parents=True)
    nlp = spacy.blank("de", meta={"name": "core_news_sm", "version": version})
    nlp.add_pipe("sentencizer")
    nlp.to_disk(data)
    shutil.copy(data / "meta.json", package / "meta.json")
    (package / "__init__.py").write_text(
        "from spacy.util import load_model_from_init_py\n\n\n"
        "def load(**overrides):\n    return load_model_from_init_py(__file__, **overrides)\n",
        encoding="utf-8",
    )
    metadata = tmp_path / "site" / f"de_core_news_sm-{version}.dist-info"
    metadata.mkdir()
    text = f"Metadata-Version: 2.1\nName: de_core_news_sm\nVersion: {version}\n"
    (metadata / "METADATA").write_text(text, encoding="utf-8")
    monkeypatch.delitem(sys.modules, "de_core_news_sm", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    yield version
    sys.modules.pop("de_core_news_sm", None)
