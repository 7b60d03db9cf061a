"""Rules decide on the last states as they do on all of them."""

from __future__ import annotations

import json
import warnings
from types import MethodType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.engine.rasa_quiet import import_quietly

latest_states = import_quietly("bot.engine.latest_states")
working_tracker = import_quietly("bot.engine.working_tracker")
events = import_quietly("rasa.shared.core.events")
Domain = import_quietly("rasa.shared.core.domain").Domain
RulePolicy = import_quietly("rasa.core.policies.rule_policy").RulePolicy
Featurizer = import_quietly("rasa.core.featurizers.tracker_featurizers").MaxHistoryTrackerFeaturizer
Tracker = import_quietly("rasa.shared.core.trackers").DialogueStateTracker

with warnings.catch_warnings():
    # Rasa tells everyone who makes a domain what changed in 3.0.
    warnings.simplefilter("ignore")
    DOMAIN = Domain.from_dict(
        {
            "intents": ["ask", "tell"],
            "entities": ["amount"],
            "actions": ["action_answer", "action_other"],
            "forms": {"form": {"required_slots": []}},
            "slots": {
                "told": {"type": "bool", "mappings": [{"type": "custom"}]},
                "noted": {
                    "type": "text",
                    "influence_conversation": False,
                    "mappings": [{"type": "custom"}],
                },
            },
        }
    )
ENTITY = {"entity": "amount", "value": "20"}


def said(intent: str, entities: list[dict[str, str]]) -> Any:
    """Return the event of a message."""
    return events.UserUttered("words", {"name": intent}, [dict(each) for each in entities])


EVENTS = st.one_of(
    st.builds(
        said,
        st.sampled_from(["ask", "tell"]),
        st.lists(st.just(ENTITY), max_size=1),
    ),
    st.builds(
        events.ActionExecuted,
        st.sampled_from(["action_listen", "action_answer", "action_other", "form"]),
    ),
    st.builds(events.SlotSet, st.just("told"), st.sampled_from([True, False, None])),
    st.builds(events.SlotSet, st.just("noted"), st.sampled_from(["a", None])),
    st.builds(events.ActiveLoop, st.sampled_from(["form", None])),
    st.builds(events.ActionExecutionRejected, st.just("form")),
    st.builds(events.LoopInterrupted, st.booleans()),
    st.builds(events.DefinePrevUserUtteredFeaturization, st.booleans()),
    st.builds(
        lambda kind: kind(),
        st.sampled_from(
            [
                events.UserUtteranceReverted,
                events.ActionReverted,
                events.Restarted,
                events.SessionStarted,
                events.AllSlotsReset,
                events.ConversationPaused,
            ]
        ),
    ),
)
HISTORIES = st.lists(EVENTS, max_size=30)
STATES = st.fixed_dictionaries(
    {},
    optional={
        "prev_action": st.fixed_dictionaries(
            {"action_name": st.sampled_from(["action_listen", "action_answer", "form"])}
        ),
        "user": st.fixed_dictionaries(
            {},
            optional={
                "intent": st.sampled_from(["ask", "tell"]),
                "entities": st.just(["amount"]),
            },
        ),
        "slots": st.fixed_dictionaries({"told": st.sampled_from([[1.0], "should_not_be_set"])}),
        "active_loop": st.fixed_dictionaries(
            {"name": st.sampled_from(["form", "should_not_be_set"])}
        ),
    },
)
RULES = st.lists(
    st.lists(STATES, min_size=1, max_size=3).map(json.dumps), max_size=12, unique=True
).map(lambda keys: dict.fromkeys(keys, "action_answer"))


def policy_of(rules: dict[str, str]) -> Any:
    """Return a policy with `rules`, which never learned anything."""
    policy = RulePolicy.__new__(RulePolicy)
    policy.lookup = {"rules": rules}
    policy._RulePolicy__featurizer = policy._Policy__featurizer = Featurizer()
    return policy


def tracker_of(history: list[Any], kind: Any = Tracker) -> Any:
    """Return a tracker that `history` has happened on."""
    return kind.from_events("a", history, DOMAIN.slots, domain=DOMAIN)


@given(history=HISTORIES, count=st.integers(1, 6))
def test_the_last_states_are_the_last_of_all(history: list[Any], count: int) -> None:
    """Whatever happened, reverts and forms included, nothing in them differs."""
    tracker = tracker_of(history)

    ours = latest_states.latest_states(tracker, DOMAIN, count)

    assert ours == tracker.past_states(DOMAIN)[-count:]


@given(history=HISTORIES)
def test_a_working_tracker_applies_the_events_that_rasas_applies(history: list[Any]) -> None:
    """Reverts, restarts and repeated runs of a form leave the same events standing."""
    ours = tracker_of(history, working_tracker.WorkingTracker).applied_events()

    theirs = tracker_of(history).applied_events()

    assert [id(event) for event in ours] == [id(event) for event in theirs]


@given(history=HISTORIES)
def test_a_copy_stands_as_the_tracker_does(history: list[Any]) -> None:
    """Nothing in what an action is told differs, and a change to the copy stays there."""
    tracker = tracker_of(history, working_tracker.WorkingTracker)
    told = tracker.current_state()

    twin = tracker.copy()
    twin.update(events.SlotSet("noted", "elsewhere"))
    twin.update(events.ActiveLoop("other"))

    assert tracker.current_state() == told == tracker_of(history).current_state()


@given(rules=RULES, history=HISTORIES, text=st.booleans())
def test_the_same_rules_fit_as_if_rasa_had_looked(
    rules: dict[str, str], history: list[Any], *, text: bool
) -> None:
    """Rules of any length, on conversations shorter and longer than they are."""
    policy, tracker = policy_of(rules), tracker_of(history)
    every_state = policy.featurizer.prediction_states([tracker], DOMAIN, text)[0]
    theirs = latest_states.rasas_possible_keys(policy, rules, every_state)

    states = MethodType(latest_states._prediction_states, policy)(tracker, DOMAIN, text)

    assert latest_states._get_possible_keys(policy, rules, states) == theirs


def test_what_lies_before_the_longest_rule_is_not_looked_at() -> None:
    """A long conversation is described by as many states as the longest rule has."""
    rule = json.dumps([{"prev_action": {"action_name": "action_listen"}}] * 2)
    turn = [said("ask", []), events.ActionExecuted("action_answer")]
    tracker = tracker_of([*turn * 40])

    states = latest_states._prediction_states(policy_of({rule: "action_answer"}), tracker, DOMAIN)

    assert len(states) == 2


def test_rules_for_another_message_are_not_compared() -> None:
    """Of a hundred rules only those are looked at that may fit the present intent."""
    keys = [
        json.dumps([{"prev_action": {"action_name": "action_listen"}, "user": {"intent": name}}])
        for name in (*(f"other_{number}" for number in range(100)), "ask")
    ]
    state = {"prev_action": {"action_name": "action_listen"}, "user": {"intent": "ask"}}

    likely = list(latest_states._candidates(latest_states._by_demand(keys), state))

    assert likely == keys[-1:]
