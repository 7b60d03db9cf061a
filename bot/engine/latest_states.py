"""Lets a rule look back as far as rules are long, instead of over the whole conversation.

To choose an action Rasa replays every event on a copy of the tracker, describes the conversation
before each action, and then compares its rules with those descriptions from the last one backwards.
What lies further back than the longest rule decides nothing: here it is not described. Slots that
influence no rule are not replayed either.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, RulePolicy
from rasa.shared.core.constants import PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

State = Mapping[str, Mapping[str, Any]]

_FIELDS = ((PREVIOUS_ACTION, "action_name"), (USER, "intent"))
"""What nearly every rule demands of the present state; enough to leave out the others."""

Rules = Mapping[tuple[Any, ...], Sequence[str]]
"""Keys of rules by what their last state demands for each of `_FIELDS`, None for nothing."""

rasas_prediction_states = RulePolicy._prediction_states  # noqa: SLF001 - patched below
rasas_possible_keys = RulePolicy._get_possible_keys  # noqa: SLF001 - likewise
_longest: WeakKeyDictionary[RulePolicy, int] = WeakKeyDictionary()
_sorted: WeakKeyDictionary[RulePolicy, dict[int, Rules]] = WeakKeyDictionary()
"""By the identity of the lookup, which lives as long as its policy."""


def install() -> None:
    """Make every `RulePolicy` of this process look back no further than its rules are long."""
    RulePolicy._prediction_states = _prediction_states  # noqa: SLF001 - one patch of Rasa's,
    RulePolicy._get_possible_keys = _get_possible_keys  # noqa: SLF001 - and the other


def latest_states(tracker: DialogueStateTracker, domain: Domain, count: int) -> list[Any]:
    """Return the last `count` of the states that Rasa makes of the whole tracker."""
    applied = tracker.applied_events()
    actions = [place for place, event in enumerate(applied) if type(event) is ActionExecuted]
    wanted = {*actions[max(0, len(actions) - count + 1) :]} if count > 1 else set()
    features = [slot for slot in tracker.slots.values() if slot.influence_conversation]
    names = {slot.name for slot in features}
    past = DialogueStateTracker(tracker.sender_id, features)
    states = []
    for place, event in enumerate(applied):
        if place in wanted:
            states.append(domain.get_active_state(past))
        if type(event) is not SlotSet or event.key in names:
            event.apply_to(past)
    return [*states, domain.get_active_state(past)]


def longest_rule(lookup: Mapping[str, Any]) -> int:
    """Return how many states the longest rule of a policy has, at least one."""
    keys = (key for kind in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH) for key in lookup.get(kind, ()))
    return max((len(json.loads(key)) for key in keys), default=1)


def _prediction_states(
    policy: RulePolicy,
    tracker: DialogueStateTracker,
    domain: Domain,
    use_text_for_last_user_input: bool = False,
    rule_only_data: Any = None,  # noqa: ARG001 - likewise
) -> list[Any]:
    if policy not in _longest:
        _longest[policy] = longest_rule(policy.lookup)
    states = [latest_states(tracker, domain, _longest[policy])]
    # Rasa's own second half of the work.
    policy.featurizer._choose_last_user_input(states, use_text_for_last_user_input)  # noqa: SLF001
    return states[0]


def _get_possible_keys(
    policy: RulePolicy, lookup: Mapping[str, str], states: list[State]
) -> set[str]:
    known = _sorted.setdefault(policy, {})
    if id(lookup) not in known:
        known[id(lookup)] = _by_demand(lookup)
    possible = set(_candidates(known[id(lookup)], states[-1]))
    for back, state in enumerate(reversed(states)):
        possible = {key for key in possible if policy._is_rule_applicable(key, back, state)}  # noqa: SLF001
    return possible


def _by_demand(lookup: Iterable[str]) -> Rules:
    found: dict[tuple[Any, ...], list[str]] = {}
    for key in lookup:
        last = json.loads(key)[-1]
        # What begins a conversation fits whatever is its first message, as Rasa has it.
        begins = not last.get(PREVIOUS_ACTION)
        demands = tuple(None if begins else _demand(last, *field) for field in _FIELDS)
        found.setdefault(demands, []).append(key)
    return found


def _demand(state: State, part: str, name: str) -> str | None:
    """Return the word that has to stand there; what is no plain word is left to Rasa."""
    value = state.get(part, {}).get(name)
    return value if isinstance(value, str) and value and value != SHOULD_NOT_BE_SET else None


def _candidates(rules: Rules, state: State) -> Iterable[str]:
    """Yield the rules that do not demand another action or intent than those of `state`."""
    here = [{None, state.get(part, {}).get(name)} for part, name in _FIELDS]
    for action in here[0]:
        for intent in here[1]:
            yield from rules.get((action, intent), ())
