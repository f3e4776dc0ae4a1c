"""What is loaded at the start is not looked through for garbage any more.

Python goes through all objects from time to time; with the model, the names and Rasa's modules in memory that
stops the bot for a quarter of a second, every half minute under load.
"""

from __future__ import annotations

import gc

from berufslotse.serving.tuned import wanted


def keep_what_is_loaded() -> None:
    """Take all that is in memory now for needed until the end; to be called once the bot is ready."""
    if wanted():
        gc.collect()
        gc.freeze()
