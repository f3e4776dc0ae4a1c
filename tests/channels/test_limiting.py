"""So much in so much time, counted for each kind of request and for each who asks."""

from __future__ import annotations

import pytest
from limits.errors import ConfigurationError

from berufslotse.channels.limiting import Limits, network
from berufslotse.channels.responses import Refusal


async def counted(limits: Limits, kind: str, who: str, times: int) -> int:
    """Return how many of so many requests are let through."""
    passed = 0
    for _ in range(times):
        try:
            await limits.count(kind, who)
        except Refusal as refusal:
            assert refusal.code == "too_many_requests"
            assert int(refusal.headers["Retry-After"]) >= 1
        else:
            passed += 1
    return passed


async def test_so_many_are_let_through_and_no_more():
    assert await counted(Limits({"nachricht": "3/minute"}), "nachricht", "anna", 5) == 3


async def test_everybody_is_counted_for_themselves():
    limits = Limits({"nachricht": "3/minute"})
    assert await counted(limits, "nachricht", "anna", 5) == 3
    assert await counted(limits, "nachricht", "ben", 2) == 2


async def test_each_kind_is_counted_for_itself():
    limits = Limits({"nachricht": "3/minute", "gespräch": "3/minute", "anfrage": "5/minute"})
    for kind, many in [("nachricht", 3), ("gespräch", 3), ("anfrage", 5)]:
        assert await counted(limits, kind, "anna", 7) == many


@pytest.mark.parametrize("rules", ["2/minute;100/hour", "100/hour;2/minute", "100/minute;2/hour"])
async def test_of_several_rules_the_narrowest_holds(rules):
    assert await counted(Limits({"nachricht": rules}), "nachricht", "anna", 5) == 2


@pytest.mark.parametrize(("rule", "longest"), [("1/second", 1), ("1/minute", 60), ("1/hour", 3600)])
async def test_whoever_is_refused_is_told_how_long_to_wait(rule, longest):
    limits = Limits({"nachricht": rule})
    await limits.count("nachricht", "anna")
    with pytest.raises(Refusal) as caught:
        await limits.count("nachricht", "anna")
    assert max(1, longest - 5) <= int(caught.value.headers["Retry-After"]) <= longest + 1


async def test_two_counters_in_memory_know_nothing_of_each_other():
    for _ in range(2):
        assert await counted(Limits({"nachricht": "1/minute"}), "nachricht", "anna", 3) == 1


@pytest.mark.parametrize("rule", ["", "oft", "3", "3/fortnight", "-3/minute", "3/minute;oft"])
def test_a_rule_that_cannot_be_read_is_refused(rule):
    with pytest.raises(ValueError):
        Limits({"nachricht": rule})


def test_a_place_to_count_in_that_is_unknown_is_refused():
    with pytest.raises(ConfigurationError):
        Limits({"nachricht": "3/minute"}, "zettelkasten://")


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("::1", "::/64"),
        ("unix", "unix"),
        ("", ""),
        ("192.0.2.7:8080", "192.0.2.7:8080"),
        ("fe80::1%eth0", "fe80::/64"),
    ],
)
def test_an_address_is_counted_as_the_connection_it_belongs_to(address, counted_as):
    assert network(address) == counted_as
