"""What Rasa is spared is really worth nothing."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import pytest

from bot.engine.rasa_quiet import import_quietly

spared_work = import_quietly("bot.engine.spared_work")
events = import_quietly("rasa.shared.core.events")
endpoints = import_quietly("rasa.utils.endpoints")
trackers = import_quietly("rasa.shared.core.trackers")
rasas_tracker = trackers.DialogueStateTracker
working_tracker = import_quietly("bot.engine.working_tracker")
Domain = import_quietly("rasa.shared.core.domain").Domain
FormAction = import_quietly("rasa.core.actions.forms").FormAction

with warnings.catch_warnings():
    # Rasa tells everyone who makes a domain what changed in 3.0.
    warnings.simplefilter("ignore")
    DOMAIN = Domain.from_dict(
        {
            "intents": ["ask"],
            "forms": {"form": {"required_slots": ["amount"]}},
            "slots": {
                "amount": {"type": "text", "mappings": [{"type": "custom"}]},
                "requested_slot": {"type": "text", "mappings": [{"type": "custom"}]},
            },
        }
    )
IN_FORM = [
    events.ActionExecuted("action_listen"),
    events.UserUttered("pay", {"name": "ask"}),
    events.ActionExecuted("form"),
    events.ActiveLoop("form"),
    events.SlotSet("requested_slot", "amount"),
    events.BotUttered("how much?"),
    events.ActionExecuted("action_listen"),
    events.UserUttered("20", {"name": "ask"}),
]


@pytest.mark.parametrize("module", spared_work.TALKATIVE, ids=lambda module: module.__name__)
def test_nothing_but_log_lines_is_copied(module) -> None:
    """Every use of `copy` in the module stands inside a debug line: Rasa's next may differ."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    lines = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "structlogger.debug"
    ]
    logged = {id(inner) for line in lines for inner in ast.walk(line)}
    uses = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "copy"
    ]

    assert uses
    assert all(node.attr == "deepcopy" and id(node) in logged for node in uses)


@pytest.mark.parametrize("before", [[], [*IN_FORM, events.Restarted()]], ids=["plain", "restarted"])
def test_a_form_sees_what_it_saw_on_rasas_tracker(before) -> None:
    """State and events agree, also after a restart, before which nothing is shown."""
    tracker = working_tracker.WorkingTracker.from_events("a", [*before, *IN_FORM], DOMAIN.slots)
    form, added = FormAction("form", None), [events.SlotSet("amount", "20")]

    ours = spared_work._temporary_tracker(form, tracker, added, DOMAIN)
    theirs = spared_work.rasas_temporary_tracker(form, tracker, added, DOMAIN)

    assert ours.current_state() | {"latest_event_time": None} == theirs.current_state() | {
        "latest_event_time": None
    }
    assert list(ours.events) == list(theirs.events)
    assert ours.get_slot("amount") == "20"
    assert tracker.get_slot("amount") is None


def test_events_are_read_as_before() -> None:
    """A known kind gives its class, an unknown one the same refusal, however often."""
    spared_work.install()
    slot = {"event": "slot", "name": "amount", "value": "1"}

    for _ in range(2):
        assert type(events.Event.from_parameters(slot)) is events.SlotSet
        with pytest.raises(ValueError, match="Unknown event"):
            events.Event.from_parameters({"event": "none_of_ours"})


def test_the_actions_that_rasa_brings_hold_nothing_of_a_conversation() -> None:
    """Each is as it was when it was made: name and endpoint, and no more."""
    endpoint = endpoints.EndpointConfig("local:actions")
    made = spared_work._default_actions(endpoint)

    assert [each.name() for each in made] == [
        each.name() for each in spared_work.rasas_default_actions(endpoint)
    ]
    told = {"_action_endpoint", "utter_action", "silent_fail"}
    assert all(set(vars(each)) <= told for each in made)
    assert spared_work._default_actions(endpoint) == made
    assert spared_work._default_actions(endpoints.EndpointConfig("other")) != made


def test_an_action_is_told_what_rasa_tells_it_each_time() -> None:
    """Also of a message that Rasa has come to think otherwise of."""
    tracker = working_tracker.WorkingTracker.from_events("c", IN_FORM, DOMAIN.slots)
    plain = rasas_tracker.from_events("c", IN_FORM, DOMAIN.slots)
    everything = trackers.EventVerbosity.ALL

    for _ in range(2):
        assert tracker.current_state(everything) == plain.current_state(everything)
        tracker.latest_message.parse_data["intent"]["confidence"] = 1.0
