"""Runs Rasa's graph without planning it anew for each message.

Rasa hands every run to dask, which sorts, ranks and schedules eleven nodes through queues and
futures although one follows the other: 1.5 ms a run, and a turn has three (one to understand, two
to choose actions). The order depends on nothing but the targets, so here it is worked out once.
`install` also spares a message the making of an empty domain to compare its own with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import rasa.core.processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.domain import Domain


def install() -> None:
    """Make every model that this process loads from now on run through `DirectGraphRunner`."""
    rasa.core.processor.DaskGraphRunner = DirectGraphRunner
    Domain.is_empty = _is_empty


class DirectGraphRunner(GraphRunner):  # type: ignore[misc] # Rasa has no types
    """Calls the nodes that the targets need, each after those that it needs itself."""

    def __init__(self, schema: GraphSchema, nodes: Mapping[str, GraphNode]) -> None:
        """Take the graph and its loaded nodes, by name."""
        self._schema = schema
        self._nodes = nodes
        self._plans: dict[tuple[str, ...], tuple[str, ...]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> DirectGraphRunner:
        """Return a runner with every node of the graph loaded."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(
        self, inputs: dict[str, Any] | None = None, targets: Sequence[str] | None = None
    ) -> dict[str, Any]:
        """Return what each target came to; `inputs` stand for nodes that are not in the graph.

        Raises GraphRunError, or what Rasa makes of a component's failure.
        """
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = tuple(_order(self._schema, wanted))
        # A node takes and gives its parents' names beside the values.
        done: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        try:
            for name in self._plans[wanted]:
                needs = self._schema.nodes[name].needs.values()
                done[name] = self._nodes[name](*(done.get(need, need) for need in needs))
        except RuntimeError as error:
            raise GraphRunError("Error running runner.") from error
        return {name: done[name][1] for name in wanted}


def _order(schema: GraphSchema, targets: Sequence[str]) -> Iterator[str]:
    """Yield the nodes that `targets` need and themselves, parents first."""
    waiting = dict(schema.minimal_graph_schema(list(targets)).nodes)
    while waiting:
        ready = [
            name for name, node in waiting.items() if waiting.keys().isdisjoint(node.needs.values())
        ]
        if not ready:
            raise GraphRunError(f"nodes need each other: {', '.join(waiting)}")
        for name in ready:
            del waiting[name]
            yield name


def _is_empty(domain: Domain) -> bool:
    return bool(domain.as_dict() == _nothing())


@lru_cache(maxsize=1)
def _nothing() -> dict[str, Any]:
    made: dict[str, Any] = Domain.empty().as_dict()
    return made
