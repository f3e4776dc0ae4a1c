"""Rasa without TensorFlow: what needs it is left out, as long as the model does not use it.

Rasa 3.6 imports all of its components to know their names, and through eight modules TensorFlow: 300 MB and
four seconds. In their place stand modules of the same names, whose classes can be named and not made.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

NEEDS_TENSORFLOW = {
    "rasa.core.policies.ted_policy": ["TEDPolicy"],
    "rasa.core.policies.unexpected_intent_policy": ["UnexpecTEDIntentPolicy"],
    "rasa.nlu.classifiers.diet_classifier": ["DIETClassifier"],
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer": ["ConveRTFeaturizer"],
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer": ["LanguageModelFeaturizer"],
    "rasa.nlu.selectors.response_selector": ["ResponseSelector"],
    "rasa.utils.tensorflow.callback": ["RasaTrainingLogger", "RasaModelCheckpoint"],
    "rasa.utils.tensorflow.data_generator": ["RasaBatchDataGenerator"],
}
"""The modules, with the names in them that others import."""


class NeedsTensorFlow(Exception):
    """A component was to be made that is left out; the message says how to have it, in German."""


class _LeftOut:
    """In the place of a class that needs TensorFlow."""

    def __init__(self, *_: Any, **__: Any) -> None:
        raise NeedsTensorFlow(
            f"{type(self).__name__} braucht TensorFlow, das dieser Bot weglässt. "
            "Bitte mit BERUFSLOTSE_TUNING=off starten."
        )

    @classmethod
    def create(cls, *_: Any, **__: Any) -> _LeftOut:
        return cls()

    load = create


class _Finder(MetaPathFinder, Loader):
    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in NEEDS_TENSORFLOW else None

    def create_module(self, _spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        for name in NEEDS_TENSORFLOW[module.__name__]:
            setattr(module, name, type(name, (_LeftOut,), {"__module__": module.__name__}))


def leave_tensorflow_out() -> None:
    """Have modules that need TensorFlow replaced; those that are imported already stay as they are."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
