"""Rasa's server as the Procfile starts it: takes what `rasa run` takes."""

from __future__ import annotations

import sys

from berufslotse.serving.lean_imports import leave_tensorflow_out
from berufslotse.serving.tuned import TuningUnusable, wanted


def main() -> None:
    """Run Rasa's server until it is stopped."""
    try:
        if wanted():
            leave_tensorflow_out()
    except TuningUnusable as error:
        sys.exit(str(error))
    # Only now, since this import brings Rasa's others.
    from rasa.__main__ import main as rasa

    sys.argv[1:1] = ["run"]
    rasa()


if __name__ == "__main__":
    main()
