"""The quick schema check refuses exactly what Rasa's own does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import ValidationError, validate

from bot.engine.rasa_quiet import import_quietly

response_check = import_quietly("bot.engine.response_check")
RemoteAction = import_quietly("rasa.core.actions.action").RemoteAction

events = st.fixed_dictionaries(
    {},
    optional={
        "event": st.sampled_from(["slot", "bot", "followup", "nonsense"]),
        "name": st.none() | st.text(max_size=3),
        "value": st.integers() | st.text(max_size=3),
        "timestamp": st.none() | st.floats(allow_nan=False) | st.text(max_size=2),
    },
)
responses = st.dictionaries(st.sampled_from(["text", "custom"]), st.text(max_size=3))
answers = st.fixed_dictionaries(
    {},
    optional={"events": st.lists(events, max_size=2), "responses": st.lists(responses | st.text())},
)


@given(answers)
def test_the_quick_check_agrees_with_rasas(answer) -> None:
    """What `jsonschema.validate` refuses is refused, and nothing else."""
    try:
        validate(answer, RemoteAction.action_response_format_spec())
    except ValidationError:
        with pytest.raises(ValidationError):
            response_check.check(answer)
    else:
        response_check.check(answer)


def test_a_response_that_is_no_object_is_refused() -> None:
    """A server that answers with a list is no action server."""
    with pytest.raises(ValidationError):
        response_check.check([])
