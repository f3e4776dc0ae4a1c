"""The website channel's section of credentials.yml."""

from __future__ import annotations

import os
import re
from typing import Any

from limits import parse_many
from pydantic import BaseModel, Extra, ValidationError, validator
from pydantic.types import StrictInt, StrictStr

from berufslotse.serving.shared import redis_url

PROXIES = "BERUFSLOTSE_PROXIES"
RIGHT = {
    "origins": 'eine Liste wie ["https://www.beispiel.de"]',
    "proxies": "eine ganze Zahl ab 0",
    "limits_storage": "memory:// oder die Adresse eines Redis",
}
RULES = ("requests_per_address", "sessions_per_address", "messages_per_session")
RULE = "eine Regel wie 30/minute;400/hour"


class Settings(BaseModel):
    """Who may use the channel, and how often; what is left out has a default."""

    class Config:
        """Refuse what is not named."""

        extra = Extra.forbid

    origins: list[StrictStr] = []
    proxies: StrictInt = 0
    limits_storage: StrictStr = "memory://"
    # A class of thirty may sit behind one address.
    requests_per_address: StrictStr = "600/minute"
    sessions_per_address: StrictStr = "120/minute;3000/day"
    messages_per_session: StrictStr = "30/minute;400/hour"

    @validator("origins", pre=True)
    def _none_are_none(cls, value: Any) -> Any:
        return [] if value is None else value

    @validator("proxies")
    def _counts(cls, value: int) -> int:
        if value < 0:
            raise ValueError
        return value

    @validator("limits_storage")
    def _names_a_storage(cls, value: str) -> str:
        if "://" not in value:
            raise ValueError
        return value

    @validator(*RULES)
    def _lets_something_through(cls, value: str) -> str:
        if any(rule.amount < 1 for rule in parse_many(value)):
            raise ValueError
        return value

    @property
    def rules(self) -> dict[str, str]:
        """Return what is counted, and how often it may happen."""
        return {kind: getattr(self, kind) for kind in RULES}


def read(section: dict[str, Any] | None) -> Settings:
    """Return the settings in `section`, or raise ValueError that says in German which one is wrong."""
    given = {"limits_storage": redis_url() or "memory://", **(section or {}), **_proxies()}
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
    name = str(first["loc"][0])
    if first["type"] == "value_error.extra":
        raise ValueError(f"Er kennt „{name}“ nicht, nur {', '.join(Settings.__fields__)}.")
    # With an @ it may be an address with a password.
    shown = "…" if "@" in str(given[name]) else given[name]
    raise ValueError(f"credentials.yml, {name}: „{shown}“ passt nicht. Richtig ist {RIGHT.get(name, RULE)}.")


def _proxies() -> dict[str, int]:
    """Return what the environment says of the proxies in front; it knows better than a file."""
    given = os.environ.get(PROXIES, "").strip()
    if not given:
        return {}
    if not re.fullmatch("[0-9]{1,2}", given):
        raise ValueError(f"{PROXIES}: „{given}“ passt nicht. Richtig ist eine ganze Zahl ab 0.")
    return {"proxies": int(given)}
