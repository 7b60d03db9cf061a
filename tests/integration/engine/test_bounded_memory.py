"""A bounded tracker decides as an unbounded one does, whatever the customer says."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MethodType
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.engine.rasa_quiet import import_quietly
from bot.engine.storage.event_log import EventLog, open_event_log

KEEP = 3
TEXTS = [
    "hello",
    "balance",
    "mood",
    "pay",
    "it is 20",
    "it is 300",
    "some note",
    "stop",
    "gibberish",
]
ODD = ["/session_start", "/restart", "/back"]


@dataclass
class Pair:
    """Two agents on one model: one with Rasa's memory, one with ours."""

    unbounded: Any
    bounded: Any
    log: EventLog


@pytest.fixture(scope="module")
def pair(small_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """Load the model twice."""
    rasa_agent = import_quietly("bot.engine.rasa_agent")
    folder = tmp_path_factory.mktemp("trackers")
    log = open_event_log(f"sqlite:///{folder / 'tracker.db'}")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent / "project"))
        unbounded, bounded = (
            rasa_agent.load_model(
                small_model, log=log, actions_url="", actions_package="small_actions"
            )
            for _ in range(2)
        )
    bounded.store._keep_turns = KEEP
    # Rasa's SQL store is the reference: its in-memory one drops messages that a form has used
    # when it rereads a tracker, and would then disagree with itself about the latest one.
    sql_store = import_quietly("rasa.core.tracker_store").SQLTrackerStore
    reference = sql_store(unbounded.agent.domain, db=str(folder / "reference.db"))
    unbounded.agent.tracker_store = unbounded.agent.processor.tracker_store = reference
    _decides_as_rasa_does(unbounded.agent)
    yield Pair(unbounded.agent, bounded.agent, log)
    reference.engine.dispose()
    log.close()


def _decides_as_rasa_does(agent: Any) -> None:
    """Let the agent's policy look at all states and compare all rules, as it came."""
    latest_states = import_quietly("bot.engine.latest_states")
    nodes = agent.processor.model_metadata.predict_schema.nodes
    name = next(name for name, node in nodes.items() if node.uses.__name__ == "RulePolicy")
    policy = agent.processor.graph_runner._nodes[name]._component
    policy._prediction_states = MethodType(latest_states.rasas_prediction_states, policy)
    policy._get_possible_keys = MethodType(latest_states.rasas_possible_keys, policy)


def decisions(agent: Any, tracker: Any) -> dict[str, Any]:
    """Return all that the next turn depends on, and what would come next."""
    state = tracker.current_state()
    twin = tracker.copy()
    prediction = agent.processor._predict_next_with_tracker(twin)
    loop = dict(state["active_loop"])
    # The message that started a loop carries the id of its own agent's turn.
    trigger = loop.pop("trigger_message", None)
    return {
        "slots": {k: v for k, v in state["slots"].items() if k != "session_started_metadata"},
        "loop": loop,
        "trigger": (trigger or {}).get("text"),
        "paused": state["paused"],
        "latest": (state["latest_message"]["text"], state["latest_message"]["intent"].get("name")),
        "action": state["latest_action_name"],
        "next": (prediction.max_confidence_index, prediction.max_confidence),
    }


async def assert_alike(pair: Pair, sender: str) -> None:
    """Compare the reference with our tracker as it is in memory and as a restart would read it."""
    store = pair.bounded.tracker_store
    expected = decisions(pair.unbounded, await pair.unbounded.tracker_store.retrieve(sender))

    assert decisions(pair.bounded, store._cache[sender]) == expected
    assert decisions(pair.bounded, await store._load(sender)) == expected


async def same_talk(pair: Pair, texts: list[str], forget: set[int]) -> None:
    """Hold one conversation with both agents and compare after each turn."""
    sender = uuid.uuid4().hex
    for place, text in enumerate(texts):
        if place in forget:
            pair.bounded.tracker_store._cache.clear()
        heard = [
            await agent.handle_text(text, sender_id=sender)
            for agent in (pair.unbounded, pair.bounded)
        ]

        assert heard[0] == heard[1], (place, text)
        await assert_alike(pair, sender)
        tracker = pair.bounded.tracker_store._cache[sender]
        users = [event for event in tracker.events if event.type_name == "user"]
        # One more than the window: the turn that started the active form is kept beside it.
        assert len(users) <= 2 * KEEP + 1


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=25),
    forget=st.sets(st.integers(0, 24)),
)
@example(
    texts=[
        *["hello"] * 4,
        "pay",
        *["hello"] * 7,
        *["balance", "gibberish", "gibberish", "it is 20", "stop", "it is 20"],
    ],
    forget={16},
)
@example(
    texts=[
        *["hello"] * 4,
        "pay",
        *["hello"] * 8,
        *["gibberish", "gibberish", "it is 20", "hello", "it is 20"],
    ],
    forget=set(),
)
def test_any_conversation_is_decided_alike(pair: Pair, texts: list[str], forget: set[int]) -> None:
    """Words, slots, active form and next action agree after each turn, in memory or reread."""
    asyncio.run(same_talk(pair, texts, forget))


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=st.lists(st.sampled_from([*TEXTS[:6], *ODD[:2]]), min_size=6, max_size=20))
def test_restarts_and_new_sessions_are_decided_alike(pair: Pair, texts: list[str]) -> None:
    """A restart or a new session clears what Rasa clears."""
    asyncio.run(same_talk(pair, texts, set()))


def test_a_form_entered_long_ago_is_still_active(pair: Pair) -> None:
    """Digressions for many turns inside a form do not lose it or its first answer."""
    asyncio.run(same_talk(pair, ["pay", "it is 20", *["balance", "mood"] * 10, "a note"], {7, 15}))


def test_an_utterance_taken_back_beyond_the_window_keeps_the_slots(pair: Pair) -> None:
    """A revert at the edge of the window never wipes the checkpoint."""
    talk = ["mood", *["balance"] * KEEP, "/back", *["balance", "/back"] * KEEP, "hello"]

    asyncio.run(same_reverted(pair, talk))


async def same_reverted(pair: Pair, texts: list[str]) -> None:
    """As `same_talk`, for the state only: reverted turns may stay in the window longer."""
    sender = uuid.uuid4().hex
    for text in texts:
        for agent in (pair.unbounded, pair.bounded):
            await agent.handle_text(text, sender_id=sender)

        await assert_alike(pair, sender)


def test_every_event_stays_in_the_history(pair: Pair) -> None:
    """The full tracker holds what the working memory dropped, across sessions."""
    texts = ["balance", "/session_start", *["balance"] * 15]

    async def talk() -> int:
        sender = uuid.uuid4().hex
        for text in texts:
            await pair.bounded.handle_text(text, sender_id=sender)
        full = await pair.bounded.tracker_store.retrieve_full_tracker(sender)
        return len([event for event in full.events if event.type_name == "user"])

    assert asyncio.run(talk()) == len(texts)
