"""Whether Rasa is made faster and leaner: one setting for all of it, one version that it was made for."""

from __future__ import annotations

import importlib.metadata
import os

VARIABLE = "BERUFSLOTSE_TUNING"
MADE_FOR = "3.6.21"


class TuningUnusable(Exception):
    """The tuning cannot be done; the message says why and how to mend it, in German."""


def wanted() -> bool:
    """Return whether Rasa is to be tuned: unless `VARIABLE` is "off".

    Raises:
        TuningUnusable: the variable has another value, or Rasa another version than the tuning was made for.
    """
    given = os.environ.get(VARIABLE, "").strip().lower() or "on"
    if given not in {"on", "off"}:
        raise TuningUnusable(f"{VARIABLE}: „{given}“ passt nicht. Erlaubt sind on und off.")
    if given == "off":
        return False
    version = importlib.metadata.version("rasa")
    if version != MADE_FOR:
        raise TuningUnusable(
            f"Beschleunigt wird Rasa {MADE_FOR}, hier ist aber {version}. "
            f"Bitte „make setup“ aufrufen oder mit {VARIABLE}=off starten."
        )
    return True
