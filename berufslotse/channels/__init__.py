"""Rasa input channels: where people meet the bot."""
