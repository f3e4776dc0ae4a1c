"""Rasa's table of events as its readers see it, known without importing Rasa, which takes seconds."""

from __future__ import annotations

import os

import sqlalchemy as sa

from berufslotse.knowledge.home import home

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
    """Return the SQLAlchemy address of the conversations: CONVERSATIONS_URL, else a file in our home."""
    return os.environ.get("CONVERSATIONS_URL") or f"sqlite:///{home() / 'gespraeche.db'}"
