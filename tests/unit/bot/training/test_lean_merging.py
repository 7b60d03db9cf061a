"""Lean merging comes to what Rasa's own comes to."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.engine.rasa_quiet import import_quietly

lean_merging = import_quietly("bot.training.lean_merging")
messages = import_quietly("rasa.shared.nlu.training_data.message")
training_data = import_quietly("rasa.shared.nlu.training_data.training_data")
utils = import_quietly("rasa.shared.importers.utils")

entities = st.lists(
    st.fixed_dictionaries({"entity": st.sampled_from("ab"), "start": st.integers(0, 2)}), max_size=1
)
data_of_messages = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["查话费", "查流量", "你好"]),
        "intent": st.sampled_from(["greet", "query_bill"]),
        "action_name": st.sampled_from(["action_listen"]),
        "entities": entities,
    },
)
parts = st.lists(st.lists(data_of_messages, max_size=4), min_size=1, max_size=4)


def made(rows: list[dict[str, Any]]) -> Any:
    """Return training data with a synonym and a response beside the messages."""
    examples = [messages.Message(dict(row)) for row in rows]
    return training_data.TrainingData(
        examples, {"话废": "话费"}, [{"name": "x", "pattern": str(len(rows))}], [], {"utter": []}
    )


def shown(data: Any) -> Any:
    """Return all that training data holds."""
    rows = [example.data for example in data.training_examples]
    return rows, data.entity_synonyms, data.regex_features, data.lookup_tables, data.responses


@given(parts)
def test_any_data_is_merged_to_what_rasa_merges_it_to(drawn: list[list[dict[str, Any]]]) -> None:
    """The same messages in the same order, each once, and everything beside them."""
    first, *rest = (made(rows) for rows in drawn)

    assert shown(lean_merging.merged(first, *rest, None)) == shown(first.merge(*rest, None))


@given(data_of_messages, data_of_messages)
def test_messages_are_the_same_when_rasas_fingerprints_are(one: Any, other: Any) -> None:
    """And then have the same hash."""
    left, right = messages.Message(one), messages.Message(other)
    alike = left.fingerprint() == right.fingerprint()

    assert lean_merging.same(left, right) is alike
    assert not alike or lean_merging.told_by(left) == lean_merging.told_by(right)
    assert not lean_merging.same(left, one)


def test_the_names_that_are_replaced_are_still_rasas() -> None:
    """A Rasa that calls them otherwise would train slowly and say nothing."""
    importer = import_quietly("rasa.shared.importers.rasa")

    assert importer.utils is utils
    assert callable(utils.training_data_from_paths)
    assert {"merge", "sanitize_examples"} <= set(vars(training_data.TrainingData))
    assert {"__hash__", "__eq__"} <= set(vars(messages.Message))
