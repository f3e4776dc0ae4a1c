"""Rasa's server as the Procfile starts it: takes what `rasa run` takes."""

from __future__ import annotations

import sys
from typing import Any

from berufslotse.serving.lean_imports import leave_tensorflow_out
from berufslotse.serving.logs import LogSettingUnusable, set_up_logging, set_up_structlog, wants_json
from berufslotse.serving.tuned import TuningUnusable, wanted


def main() -> None:
    """Run Rasa's server until it is stopped."""
    try:
        wants_json()
        if wanted():
            leave_tensorflow_out()
    except (TuningUnusable, LogSettingUnusable) as error:
        sys.exit(str(error))
    # Only now, since this import brings Rasa's others.
    import rasa.__main__ as rasa

    configure = rasa.configure_structlog

    def configure_all(*args: Any, **kwargs: Any) -> None:
        # The last that Rasa sets up of its logs, before it does what it is told.
        configure(*args, **kwargs)
        set_up_logging("rasa")
        set_up_structlog()

    rasa.configure_structlog = configure_all
    sys.argv[1:1] = ["run"]
    rasa.main()


if __name__ == "__main__":
    main()
