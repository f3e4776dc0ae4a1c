"""The configuration of nginx, made from deploy/nginx.conf.template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

TEMPLATE = Path("deploy", "nginx.conf.template")
_VALUE = re.compile(r"\$\{(LOTSE_[A-Z_]+)\}")
RATE = 30
"""Requests a second of one address, on average, that are let through to the workers."""


def servers(ports: Iterable[int], fails: int) -> str:
    """Return the lines of an upstream; one of which `fails` requests fail in 3 s is left alone for 3 s.

    For the workers these should be many: somebody whose conversation is stuck is refused by each of them,
    and others must not suffer for that.
    """
    return "\n        ".join(f"server 127.0.0.1:{port} max_fails={fails} fail_timeout=3s;" for port in ports)


def values(folder: Path, listen: str, actions_listen: str, workers: str, actions: str) -> dict[str, str]:
    """Return the values of the template for an nginx that keeps its files in `folder`."""
    return {
        "LOTSE_RUN": str(folder),
        "LOTSE_ERROR_LOG": str(folder / "error.log"),
        "LOTSE_ACCESS_LOG": str(folder / "access.log"),
        "LOTSE_RATE": str(RATE),
        "LOTSE_LISTEN": listen,
        "LOTSE_ACTIONS_LISTEN": actions_listen,
        "LOTSE_WORKERS": workers,
        "LOTSE_ACTIONS": actions,
    }


def names(template: str) -> set[str]:
    """Return the names of the values that `template` asks for."""
    return set(_VALUE.findall(template))


def render(template: str, given: Mapping[str, str]) -> str:
    """Return `template` with all values put in; raises KeyError with the name of one that is missing."""
    return _VALUE.sub(lambda match: given[match.group(1)], template)
