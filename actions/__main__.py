"""Starts the action server: `python -m actions --port 5055`; SANIC_HOST says where it listens."""

from __future__ import annotations

from sqlalchemy.exc import SQLAlchemyError

from actions.speaking import knowledge_version
from berufslotse.knowledge.database import WissenNichtSchreibbar, database
from berufslotse.knowledge.home import knowledge_url
from berufslotse.knowledge.profiles import ProfilFehler


def _version() -> str | None:
    """Return which version of the knowledge is told, or None where the knowledge cannot be read just now."""
    try:
        return knowledge_version() if database(knowledge_url()).state() else None
    except (ProfilFehler, WissenNichtSchreibbar, SQLAlchemyError, OSError):
        return None


def main() -> None:
    """Run it until it is stopped."""
    # Only now, since rasa_sdk imports this module too when it looks for actions.
    from berufslotse.serving.action_server import serve

    serve("actions", _version)


if __name__ == "__main__":
    main()
