"""Settings that hold for every Python started in the project's environment.

`make setup` has each Python of .venv call `apply` at its start (a .pth file beside the installed packages),
so that bare Rasa commands keep telemetry off too, and are quiet about what only the authors of Rasa and its
dependencies can mend.
"""

from __future__ import annotations

import os
import warnings

SETTINGS = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}

UNTRUE_HERE = "does not include an entity extractor trained on your training data"
"""Rasa knows only its own trained extractors; ours takes names from the knowledge."""


def apply() -> None:
    """Set what is not set yet, and leave out warnings that nobody here can act on."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    show = warnings.showwarning

    def show_the_useful(message, category, *details, **more) -> None:
        # A filter would not do: Sanic puts its own before it, and Rasa does so for UserWarning.
        if not issubclass(category, DeprecationWarning) and UNTRUE_HERE not in str(message):
            show(message, category, *details, **more)

    warnings.showwarning = show_the_useful
