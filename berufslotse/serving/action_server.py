"""The action server as the Procfile starts it: rasa_sdk's, which takes calls of actions and nothing else."""

from __future__ import annotations

from rasa_sdk import endpoint
from rasa_sdk.__main__ import main as rasa_sdk

from berufslotse.serving.action_calls import guard_calls


def main() -> None:
    """Run the action server until it is stopped; takes what `python -m rasa_sdk` takes."""
    create = endpoint.create_app

    def create_guarded(*args, **kwargs):  # type: ignore[no-untyped-def]
        app = create(*args, **kwargs)
        guard_calls(app)
        return app

    endpoint.create_app = create_guarded
    rasa_sdk()


if __name__ == "__main__":
    main()
