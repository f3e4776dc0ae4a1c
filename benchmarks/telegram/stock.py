"""Rasa's own Telegram channel, asking another server than Telegram's.

Rasa has no setting for that server. Its output channel is replaced by one that differs in this alone; all
else, the setting of the webhook included, is Rasa's own code.
"""

from __future__ import annotations

import os

from aiogram.bot.api import TelegramAPIServer
from rasa.core.channels import telegram

API_URL = "STOCK_TELEGRAM_API_URL"
"""The environment variable with the address of the stand-in for Telegram's server."""


class StockOutput(telegram.TelegramOutput):
    """Rasa's output channel at the address in the environment."""

    def __init__(self, access_token: str | None) -> None:
        """Make the bot as Rasa does, and point it at the stand-in."""
        super().__init__(access_token)
        self.server = TelegramAPIServer.from_base(os.environ[API_URL])


class StockInput(telegram.TelegramInput):
    """Rasa's input channel, under a class path for credentials.yml."""


# `TelegramInput.get_output_channel` makes what its module calls so.
telegram.TelegramOutput = StockOutput


class MendedInput(StockInput):
    """The same, without the session of the loop that is closed once the webhook is set."""

    def get_output_channel(self) -> StockOutput:
        """Set the webhook as Rasa does, and let aiogram open a new session in the loop that serves."""
        channel: StockOutput = super().get_output_channel()
        channel._session = None
        return channel
