"""Starts the action server: `python -m actions --port 5055`; SANIC_HOST says where it listens."""

from __future__ import annotations

from berufslotse.knowledge.database import database
from berufslotse.knowledge.home import knowledge_url


def _version() -> str | None:
    """Return the version of the knowledge."""
    return (database(knowledge_url()).state() or {}).get("version")


def main() -> None:
    """Run it until it is stopped."""
    # Only now, since rasa_sdk imports this module too when it looks for actions.
    from berufslotse.serving.action_server import serve

    serve("actions", _version)


if __name__ == "__main__":
    main()
