"""A graph comes to the same by the direct runner as by Rasa's own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.rasa_quiet import import_quietly

direct_runner = import_quietly("bot.engine.direct_runner")
graph = import_quietly("rasa.engine.graph")
dask_runner = import_quietly("rasa.engine.runner.dask")
exceptions = import_quietly("rasa.engine.exceptions")
domains = import_quietly("rasa.shared.core.domain")


class Joins(graph.GraphComponent):  # type: ignore[misc, name-defined]
    """Says its name and what it was given."""

    def __init__(self, name: str) -> None:
        """Take the name of the node."""
        self._name = name

    @classmethod
    def create(cls, *_: Any, execution_context: Any, **__: Any) -> Joins:
        """Return a component that knows its node."""
        return cls(execution_context.node_name)

    def join(self, **given: Any) -> str:
        """Return name and arguments."""
        return f"{self._name}({','.join(f'{key}={given[key]}' for key in sorted(given))})"

    def fail(self, **_: Any) -> str:
        """Raise what components raise."""
        raise KeyError("no such feature")


def node(needs: dict[str, str], does: str = "join") -> Any:
    """Return a node of `Joins` that needs `needs` (argument: parent)."""
    return graph.SchemaNode(
        needs=needs, uses=Joins, constructor_name="create", fn=does, config={}, eager=True
    )


def runners(schema: Any) -> list[Any]:
    """Return our runner and Rasa's of one graph."""
    context = graph.ExecutionContext(schema)
    kinds = (direct_runner.DirectGraphRunner, dask_runner.DaskGraphRunner)
    return [kind.create(schema, None, context) for kind in kinds]


@st.composite
def graphs(draw: st.DrawFn) -> Any:
    """Draw graphs without circles, in any order of writing, some nodes reading the message."""
    names = [f"n{number}" for number in range(draw(st.integers(1, 7)))]
    nodes = {}
    for place, name in enumerate(names):
        parents = draw(st.lists(st.sampled_from([*names[:place], "message"]), unique=True))
        nodes[name] = node({f"from_{parent}": parent for parent in parents})
    order = draw(st.permutations(names))
    targets = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    return graph.GraphSchema({name: nodes[name] for name in order}), targets


@given(graphs(), st.lists(st.text(alphabet="abc", max_size=3), min_size=1, max_size=2))
def test_any_graph_comes_to_what_rasas_runner_makes_of_it(drawn: Any, messages: list[str]) -> None:
    """Targets, inputs and orders of any kind, run again and again."""
    schema, targets = drawn
    ours, theirs = runners(schema)
    for message in messages:
        given_in = {"message": [message]}
        assert ours.run(given_in, targets) == theirs.run(given_in, targets)


def test_a_node_that_is_not_needed_does_not_run() -> None:
    """What fails beside the target fails nobody."""
    schema = graph.GraphSchema({"good": node({}), "bad": node({}, "fail")})
    ours, _ = runners(schema)

    assert ours.run(targets=["good"]) == {"good": "good()"}


def test_the_failure_of_a_component_is_told_as_rasa_tells_it() -> None:
    """The same exception from both."""
    schema = graph.GraphSchema({"bad": node({}, "fail")})
    for runner in runners(schema):
        with pytest.raises(exceptions.GraphComponentException, match="bad"):
            runner.run(targets=["bad"])


def test_a_missing_input_is_refused_as_rasa_refuses_it() -> None:
    """The same exception from both."""
    schema = graph.GraphSchema({"reads": node({"text": "message"})})
    for runner in runners(schema):
        with pytest.raises(exceptions.GraphRunError, match="Missing input"):
            runner.run(targets=["reads"])


@pytest.mark.parametrize("data", [{}, {"intents": ["greet"]}, {"version": "3.1"}])
def test_an_empty_domain_is_still_told_from_another(data: dict[str, Any]) -> None:
    """The short comparison says what the long one says."""
    domain = domains.Domain.from_dict(dict(data))
    long = domain.as_dict() == domains.Domain.empty().as_dict()

    assert direct_runner._is_empty(domain) is long
