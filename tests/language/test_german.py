"""The German pipeline: the package where it is installed, else blank German that is made once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import spacy
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource

from berufslotse.language import german
from berufslotse.language.german import SpacyNLP, installed_pipeline, load_blank_german

MODEL = "de_core_news_sm"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which blank German was made."""
    place = tmp_path_factory.mktemp("deutsch")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BERUFSLOTSE_HOME", str(place))
        load_blank_german()
    return place


@pytest.fixture(scope="module")
def blank(made: Path) -> spacy.language.Language:
    """Blank German as loaded from there."""
    return spacy.load(made / f"{german.BLANK}-{spacy.about.__version__}")


@pytest.fixture
def home(made: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(made))
    return made


@pytest.fixture
def without_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without de_core_news_sm, whether this one has it or not."""
    monkeypatch.setattr(spacy.util, "is_package", lambda name: False)


def _forbidden(*args, **kwargs):
    raise AssertionError("blank German was made a second time")


def test_blank_german_is_made_once_and_loaded_from_then_on(home, monkeypatch):
    monkeypatch.setattr(spacy, "blank", _forbidden)
    assert load_blank_german().lang == "de"


def test_nothing_half_made_is_left_behind(home):
    assert [path.name for path in home.iterdir()] == [f"{german.BLANK}-{spacy.about.__version__}"]


def test_the_home_is_made_where_there_is_none(tmp_path, monkeypatch):
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path / "neu" / "heim"))
    assert load_blank_german().lang == "de"


@pytest.mark.parametrize(
    ("word", "lemma"),
    [
        ("Häuser", "Haus"),
        ("ging", "gehen"),
        ("Berufe", "Beruf"),
        ("verdient", "verdienen"),
        ("Qwertz", "Qwertz"),
    ],
)
def test_blank_german_brings_words_back_to_their_lemma(blank, word, lemma):
    assert blank(word)[0].lemma_ == lemma


def test_blank_german_splits_words(blank):
    assert [t.text for t in blank("Was macht man z.B. in Köln?")] == [
        "Was", "macht", "man", "z.B.", "in", "Köln", "?",
    ]  # fmt: skip


def test_when_two_make_it_at_once_the_first_one_stays(made, tmp_path, monkeypatch):
    name = f"{german.BLANK}-{spacy.about.__version__}"
    monkeypatch.setenv("BERUFSLOTSE_HOME", str(tmp_path))
    make = spacy.blank

    def another_is_quicker(lang: str):
        shutil.copytree(made / name, tmp_path / name)
        (tmp_path / name / "erster").touch()
        return make(lang)

    monkeypatch.setattr(spacy, "blank", another_is_quicker)
    assert load_blank_german().lang == "de"
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name / "erster").exists()


def test_without_the_package_the_pipeline_is_called_blank_with_its_version(without_package):
    assert installed_pipeline(MODEL) == f"blank-de-{spacy.about.__version__}"


def test_without_the_package_rasa_gets_blank_german(home, without_package):
    loaded = SpacyNLP.load_model(MODEL)
    assert loaded.model_name == f"blank-de-{spacy.about.__version__}"
    assert loaded.model("Häuser")[0].lemma_ == "Haus"


def test_an_installed_package_is_preferred_and_its_version_told(german_package, monkeypatch):
    monkeypatch.setattr(german, "load_blank_german", _forbidden)
    assert installed_pipeline(MODEL) == f"de_core_news_sm-{german_package}"
    loaded = SpacyNLP.load_model(MODEL)
    assert loaded.model_name == f"de_core_news_sm-{german_package}"
    assert loaded.model.meta["name"] == "core_news_sm"
    assert "sentencizer" in loaded.model.pipe_names


def test_another_pipeline_makes_rasa_train_anew(home, german_package, monkeypatch):
    with_package = SpacyNLP.load_model(MODEL).fingerprint()
    monkeypatch.setattr(spacy.util, "is_package", lambda name: False)
    assert SpacyNLP.load_model(MODEL).fingerprint() != with_package


def test_the_component_gives_other_components_its_model(home, without_package, tmp_path):
    component = SpacyNLP.create(
        {**SpacyNLP.get_default_config(), "model": MODEL},
        LocalModelStorage.create(tmp_path),
        Resource("spacy"),
        ExecutionContext(GraphSchema({})),
    )
    assert component.provide().model("Berufe")[0].lemma_ == "Beruf"


def test_the_component_keeps_the_name_that_others_ask_for():
    assert SpacyNLP.__name__ == "SpacyNLP"
