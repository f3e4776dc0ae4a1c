"""The fixed small graph of components, run in an order that is worked out once.

Rasa 3.6 cuts the graph to its targets, and has dask schedule it, anew for each message and each prediction.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner


def run_in_fixed_order() -> None:
    """Have graphs run node by node, in one order for each choice of targets and inputs."""
    DaskGraphRunner.run = run


def run(
    self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
) -> dict[str, Any]:
    """Return the outputs of `targets`, or of all of the schema's, by name; as `DaskGraphRunner.run` does.

    Raises:
        GraphRunError: an input has the name of a node for its value, or a component a RuntimeError.
    """
    chosen = targets or self._graph_schema.target_names
    given = inputs or {}
    order = _order(self, chosen, given)
    for value in given.values():
        if isinstance(value, str) and value in order.nodes:
            raise GraphRunError(f"Input value '{value}' clashes with a node name.")
    results: dict[str, Any] = {name: (name, value) for name, value in given.items()}
    try:
        for name, needs in order.steps:
            # What nobody gives is passed on by its name; the node then says what is missing.
            results[name] = self._instantiated_nodes[name](*(results.get(need, need) for need in needs))
    except RuntimeError as error:
        raise GraphRunError("Error running runner.") from error
    return dict(results[name] for name in chosen)


class _Order:
    """Which nodes run, one after the other, with the names of what each needs."""

    def __init__(self, schema: GraphSchema, targets: list[str], given: set[str]) -> None:
        self.nodes = set(schema.minimal_graph_schema(targets).nodes)
        self.steps: list[tuple[str, tuple[str, ...]]] = []
        seen = set(given)
        for target in targets:
            self.steps.extend(self._before(schema, target, seen))

    def _before(
        self, schema: GraphSchema, name: str, seen: set[str]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        if name in seen or name not in schema.nodes:
            return
        seen.add(name)
        needs = tuple(schema.nodes[name].needs.values())
        for need in needs:
            yield from self._before(schema, need, seen)
        yield name, needs


def _order(runner: DaskGraphRunner, targets: list[str], given: dict[str, Any]) -> _Order:
    orders: dict[Any, _Order] = runner.__dict__.setdefault("_lotse_orders", {})
    key = (tuple(targets), frozenset(given))
    if key not in orders:
        orders[key] = _Order(runner._graph_schema, targets, set(given))
    return orders[key]
