"""Actions in this process answer as an action server would."""

from __future__ import annotations

import asyncio
import json
import sys
from decimal import Decimal
from types import ModuleType

import pytest
from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot.engine.rasa_quiet import import_quietly

endpoint_module = import_quietly("bot.engine.action_endpoint")
ClientResponseError = import_quietly("rasa.utils.endpoints").ClientResponseError


async def answer(dispatcher, tracker, _domain) -> list:
    """Say the slot and set another."""
    dispatcher.utter_message(text=f"slot {tracker.get_slot('one')}")
    return [SlotSet("two", [1, 2])]


async def reject(_dispatcher, _tracker, _domain) -> list:
    """Refuse, as a form does."""
    raise ActionExecutionRejection("reject", "not now")


async def fail(_dispatcher, _tracker, _domain) -> list:
    """Raise."""
    raise RuntimeError("on purpose")


async def unsayable(_dispatcher, _tracker, _domain) -> list:
    """Return what JSON cannot say."""
    return [SlotSet("two", Decimal(1))]


@pytest.fixture
def endpoint():
    """Build an endpoint with one action for each behaviour."""
    executor = ActionExecutor()
    for action in (answer, reject, fail, unsayable):
        executor.register_function(action.__name__, action)
    return endpoint_module.LocalActions(executor)


def call(name: str) -> dict:
    """Return an action call as Rasa makes it."""
    tracker = {"sender_id": "a", "slots": {"one": 1}, "events": []}
    return {"next_action": name, "sender_id": "a", "tracker": tracker}


async def test_an_action_returns_its_events_and_responses(endpoint) -> None:
    """The answer has the shape of an action server's."""
    result = await endpoint.request(json=call("answer"), method="post", timeout=1)

    assert result["responses"][0]["text"] == "slot 1"
    assert result["events"] == [
        {"event": "slot", "timestamp": None, "name": "two", "value": [1, 2]}
    ]
    assert json.loads(json.dumps(result)) == result


async def test_a_rejection_is_status_400_with_the_actions_name(endpoint) -> None:
    """Rasa turns that into a rejected form."""
    with pytest.raises(ClientResponseError) as refused:
        await endpoint.request(json=call("reject"))

    assert refused.value.status == 400
    assert json.loads(refused.value.text) == {"action_name": "reject", "error": "not now"}


async def test_an_unknown_action_is_status_404(endpoint) -> None:
    """As an action server would answer."""
    with pytest.raises(ClientResponseError) as refused:
        await endpoint.request(json=call("nowhere"))

    assert refused.value.status == 404


@pytest.mark.parametrize(("name", "error"), [("fail", RuntimeError), ("unsayable", TypeError)])
async def test_a_failing_action_is_noted_for_the_turn(endpoint, name: str, error: type) -> None:
    """The engine can tell a failure from an action that had nothing to say."""
    failures: list[str] = []
    endpoint_module.failed_actions.set(failures)

    with pytest.raises(error):
        await endpoint.request(json=call(name))

    assert failures == [name]


async def test_failures_of_one_turn_are_not_those_of_another(endpoint) -> None:
    """Each turn is a task with a list of its own."""

    async def turn(name: str) -> list[str]:
        failures: list[str] = []
        endpoint_module.failed_actions.set(failures)
        await asyncio.gather(endpoint.request(json=call(name)), return_exceptions=True)
        return failures

    assert await asyncio.gather(turn("fail"), turn("answer")) == [["fail"], []]


def test_the_actions_of_a_package_are_registered_and_no_others(monkeypatch) -> None:
    """Concrete actions of the package are found by themselves; another package's stay out."""
    monkeypatch.setitem(sys.modules, "some_actions", ModuleType("some_actions"))
    kept = [
        type(
            name,
            (Action,),
            {"__module__": module, "name": lambda _self, name=name: name, "run": answer_method},
        )
        for name, module in (("action_ours", "some_actions"), ("action_theirs", "other_actions"))
    ]

    endpoint = endpoint_module.LocalActions.of_package("some_actions")

    assert len(kept) == 2
    assert endpoint.names == {"action_ours"}


async def answer_method(_self, _dispatcher, _tracker, _domain) -> list:
    """Answer as a method."""
    return []


def test_a_package_that_cannot_be_imported_is_an_import_error() -> None:
    """The SDK would end the process instead."""
    with pytest.raises(ImportError):
        endpoint_module.LocalActions.of_package("no_such_package_of_actions")
