"""Who looks after the bot: this machine, and the networks that BERUFSLOTSE_OPERATORS names."""

from __future__ import annotations

import ipaddress
import os

from sanic.request import Request

VARIABLE = "BERUFSLOTSE_OPERATORS"
FORWARDED = ("x-forwarded-for", "x-real-ip", "forwarded")
"""Headers of a request that a proxy passed on for somebody else."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class OperatorsUnusable(ValueError):
    """`VARIABLE` is set and wrong; the message says so in German, with what is allowed."""


def operators() -> list[Network]:
    """Return the networks that the environment variable names, besides this machine.

    Raises:
        OperatorsUnusable: one of them is no network.
    """
    given = [part.strip() for part in os.environ.get(VARIABLE, "").split(",") if part.strip()]
    try:
        return [ipaddress.ip_network(part) for part in given]
    except ValueError:
        raise OperatorsUnusable(
            f"{VARIABLE}: Das sind keine Netze. Erlaubt sind Netze oder Adressen, mit Komma getrennt, "
            "zum Beispiel 10.213.7.0/24."
        ) from None


def is_local(request: Request) -> bool:
    """Whether the request came straight from this machine, as far as the connection tells."""
    address = _peer(request)
    return address is not None and address.is_loopback


def is_operator(request: Request, networks: list[Network]) -> bool:
    """Whether the request came from this machine or out of `networks`, and was passed on by nobody."""
    address = _peer(request)
    if address is None or any(name in request.headers for name in FORWARDED):
        return False
    return address.is_loopback or any(address in network for network in networks)


def _peer(request: Request) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(request.ip)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
