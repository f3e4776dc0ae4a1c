"""Where the bot keeps what it makes: the folder named by BERUFSLOTSE_HOME, `.berufslotse/` by default."""

from __future__ import annotations

import os
from pathlib import Path

from berufslotse.secrets import read_secret

PROJECT = Path(__file__).resolve().parents[2]
"""The top of the checkout, where profiles/ and Rasa's own files stand."""
DEFAULT_CONTACTS = PROJECT / "kontakte.yml"


def home() -> Path:
    """Return the folder for what the bot makes and remembers. It need not exist yet."""
    return Path(os.environ.get("BERUFSLOTSE_HOME") or PROJECT / ".berufslotse")


def profiles_folder() -> Path:
    """Return the folder of profiles: the one named by BERUFSLOTSE_PROFILES, or `profiles/`."""
    return Path(os.environ.get("BERUFSLOTSE_PROFILES") or PROJECT / "profiles")


def contacts_file() -> Path:
    """Return the file with the ways to a person: the one named by BERUFSLOTSE_CONTACTS, or `kontakte.yml`."""
    return Path(os.environ.get("BERUFSLOTSE_CONTACTS") or DEFAULT_CONTACTS)


def knowledge_url() -> str:
    """Return the SQLAlchemy address of the compiled knowledge: KNOWLEDGE_URL, else a file in our home.

    Raises:
        SecretUnusable: KNOWLEDGE_URL_FILE names no file that can be used.
    """
    return read_secret("KNOWLEDGE_URL") or f"sqlite:///{home() / 'wissen.db'}"
