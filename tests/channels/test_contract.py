"""The running channel holds to openapi.yml, whatever a client makes of it.

Requests that do not reach the channel are not tried: Sanic itself refuses methods such as TRACE, heads it
cannot read, and bodies whose length is no number.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from berufslotse.serving.processes import Paar
from tests.channels.visitor import CONTRACT, PATIENCE, Visitor, running

OFTEN = "1000000/minute"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# The same requests each time.
REPEATABLE = settings(
    max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def contract() -> schemathesis.BaseSchema:
    """Return the contract, read afresh: a schema serves one test."""
    config = {
        "phases": {"coverage": {"unexpected-methods": []}},
        "checks": {"negative_data_rejection": {"expected-statuses": [400, 401, 413, 415]}},
    }
    return schemathesis.openapi.from_path(CONTRACT, config=schemathesis.Config.from_dict(config))


WITH_TOKEN, WITHOUT_TOKEN = contract(), contract()


@pytest.fixture(scope="module")
def lotse(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paar]:
    """A running bot that takes as much as comes."""
    rates = ("requests_per_address", "sessions_per_address", "messages_per_session")
    with running(tmp_path_factory.mktemp("vertrag"), model, dict.fromkeys(rates, OFTEN)) as pair:
        yield pair


@WITH_TOKEN.parametrize()
@REPEATABLE
def test_whoever_has_a_token_is_answered_as_the_contract_says(lotse: Paar, case: schemathesis.Case):
    # A conversation of its own for each request, so that none grows long.
    token = Visitor(lotse).begin().token
    case.call_and_validate(
        lotse.addresses.chat,
        headers={"Authorization": f"Bearer {token}"},
        checks=[*CHECKS, negative_data_rejection, positive_data_acceptance],
        timeout=PATIENCE,
    )


@WITHOUT_TOKEN.parametrize()
@REPEATABLE
def test_whoever_has_none_is_answered_as_the_contract_says(lotse: Paar, case: schemathesis.Case):
    case.call_and_validate(lotse.addresses.chat, checks=CHECKS, timeout=PATIENCE)
