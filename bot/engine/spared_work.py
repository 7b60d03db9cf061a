"""Spares Rasa work of which nothing comes.

- Its log lines for developers are dropped, but what they would show is deep-copied first: the
  states, every event and the message, several times a turn.
- An event read from a dictionary is looked for among all event classes, found by walking the
  whole family each time.
- A form replays the conversation on a new tracker whenever it validates or asks.
- Whenever an action is looked up by its name, a new one of each kind that Rasa brings is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import rasa.core.actions.action
import rasa.core.actions.forms
import rasa.core.policies.rule_policy
import rasa.core.processor
from rasa.core.actions.action import Action
from rasa.core.actions.forms import FormAction
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.engine.working_tracker import WorkingTracker

TALKATIVE = (rasa.core.actions.forms, rasa.core.policies.rule_policy, rasa.core.processor)
"""Modules that copy for nothing but log lines; a test holds that they do."""

_DEFAULTS = "_xiaotong_default_actions"
"""Where an endpoint keeps the actions that Rasa brings."""

rasas_class_of = Event.resolve_by_type
rasas_default_actions = rasa.core.actions.action.default_actions
rasas_temporary_tracker = FormAction._temporary_tracker  # noqa: SLF001 - patched below


def install() -> None:
    """Spare the work in this process from now on."""
    for module in TALKATIVE:
        module.copy = SimpleNamespace(deepcopy=_itself)
    Event.resolve_by_type = staticmethod(lru_cache(maxsize=64)(rasas_class_of))
    rasa.core.actions.action.default_actions = _default_actions
    FormAction._temporary_tracker = _temporary_tracker  # noqa: SLF001 - as in `direct_runner`


def _itself(value: Any) -> Any:
    return value


def _default_actions(action_endpoint: EndpointConfig | None = None) -> list[Action]:
    """Return the actions that Rasa brings, the same for an endpoint; they hold no state."""
    if action_endpoint is None:
        made: list[Action] = rasas_default_actions(None)
        return made
    kept = vars(action_endpoint)
    if _DEFAULTS not in kept:
        kept[_DEFAULTS] = rasas_default_actions(action_endpoint)
    return list(kept[_DEFAULTS])


def _temporary_tracker(
    form: FormAction,
    current_tracker: DialogueStateTracker,
    additional_events: Sequence[Event],
    domain: Domain,
) -> DialogueStateTracker:
    """Return `current_tracker` with the events of the form's own run added."""
    restarted = current_tracker.idx_after_latest_restart() > 0
    if restarted or not isinstance(current_tracker, WorkingTracker):
        made: DialogueStateTracker = rasas_temporary_tracker(
            form, current_tracker, additional_events, domain
        )
        return made
    due = SlotSet(REQUESTED_SLOT, form.get_slot_to_fill(current_tracker))
    twin = current_tracker.copy()
    for event in (due, ActionExecuted(form.name()), *additional_events):
        twin.update(event)
    return twin
