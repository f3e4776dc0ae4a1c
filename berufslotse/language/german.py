"""The German spaCy pipeline: de_core_news_sm where it is installed, else blank German with lemma tables.

The package de_core_news_sm is published only as a file of spaCy's own releases, which not every network
reaches. The blank pipeline splits and lemmatises words from the tables of spacy-lookups-data; it is made
once, saved to disk and loaded from there, as Rasa refuses a pipeline that was never saved.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path
from weakref import WeakValueDictionary

import spacy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.utils.spacy_utils import SpacyModel
from rasa.nlu.utils.spacy_utils import SpacyNLP as RasaSpacyNLP

from berufslotse.knowledge.home import home

logger = logging.getLogger(__name__)

BLANK = "blank-de"
# Rasa loads the pipeline once for each of its two tasks, and the tables take 120 MB.
_IN_USE: WeakValueDictionary[str, spacy.language.Language] = WeakValueDictionary()


def installed_pipeline(model_name: str) -> str:
    """Return name and version of the pipeline that `model_name` comes down to on this machine."""
    if spacy.util.is_package(model_name):
        return f"{model_name}-{spacy.util.get_package_version(model_name)}"
    return f"{BLANK}-{spacy.about.__version__}"


def load_blank_german() -> spacy.language.Language:
    """Load spaCy's blank German with lemma tables, making and saving it first where that was not done yet."""
    folder = home() / f"{BLANK}-{spacy.about.__version__}"
    if not (folder / "meta.json").is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        nlp = spacy.blank("de")
        nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
        nlp.initialize()
        made = Path(tempfile.mkdtemp(prefix=f".{BLANK}-", dir=folder.parent))
        nlp.to_disk(made)
        try:
            made.rename(folder)
        except OSError:
            # Another process was quicker.
            shutil.rmtree(made)
    return spacy.load(folder)


@DefaultV1Recipe.register(
    [DefaultV1Recipe.ComponentType.MODEL_LOADER, DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER],
    is_trainable=False,
    model_from="SpacyNLP",
)
class SpacyNLP(RasaSpacyNLP):
    """Rasa's SpacyNLP, which falls back to blank German where the named model is not installed.

    Other components ask for the provider by the name of this class, so it keeps the name of Rasa's own.
    """

    @staticmethod
    def load_model(spacy_model_name: str) -> SpacyModel:
        """Return the named model or blank German; the name in the result tells which and its version."""
        name = installed_pipeline(spacy_model_name)
        nlp = _IN_USE.get(name)
        if nlp is None:
            nlp = _IN_USE[name] = _load(spacy_model_name, name)
        return SpacyModel(model=nlp, model_name=name)


def _load(spacy_model_name: str, name: str) -> spacy.language.Language:
    if not name.startswith(BLANK):
        return RasaSpacyNLP.load_model(spacy_model_name).model
    logger.info("%s ist nicht installiert, geladen wird %s mit Lemma-Tabellen.", spacy_model_name, name)
    return load_blank_german()
