"""Rasa's table of events as its readers see it, known without importing Rasa, which takes seconds."""

from __future__ import annotations

import sqlalchemy as sa

from berufslotse.knowledge.home import home
from berufslotse.secrets import database_address, read_secret

SPOKEN = ("user", "bot")
"""The types of events in which somebody says something."""
READ = sa.table(
    "events",
    sa.column("id", sa.Integer),
    sa.column("sender_id", sa.String),
    sa.column("type_name", sa.String),
    sa.column("timestamp", sa.Float),
    sa.column("data", sa.Text),
)
"""What is read of `SQLTrackerStore.SQLEvent`."""


def address() -> str:
    """Return the SQLAlchemy address of the conversations: CONVERSATIONS_URL, else a file in our home.

    Raises:
        SecretUnusable: CONVERSATIONS_URL_FILE names no file that can be used.
    """
    return read_secret("CONVERSATIONS_URL") or f"sqlite:///{home() / 'gespraeche.db'}"


def place() -> str:
    """Return where the conversations lie, without user and password; raises as `address` does."""
    try:
        url = database_address(address())
    except sa.exc.ArgumentError:
        return "CONVERSATIONS_URL, was keine Adresse einer Datenbank ist"
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"der Datenbank {url.database} auf {url.host or 'diesem Rechner'}"
