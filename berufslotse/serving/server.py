"""Rasa's server as the Procfile starts it: takes what `rasa run` takes."""

from __future__ import annotations

import sys


def main() -> None:
    """Run Rasa's server until it is stopped."""
    from rasa.__main__ import main as rasa

    sys.argv[1:1] = ["run"]
    rasa()


if __name__ == "__main__":
    main()
