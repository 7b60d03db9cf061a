"""The tracker store's cache and bounds, without a model."""

from __future__ import annotations

import copy
import itertools
import warnings

import pytest

from bot.engine.rasa_quiet import import_quietly
from bot.engine.storage.event_log import EventLog, TrackerConflict

store_module = import_quietly("bot.engine.tracker_store")
events = import_quietly("rasa.shared.core.events")
Domain = import_quietly("rasa.shared.core.domain").Domain
Tracker = import_quietly("rasa.shared.core.trackers").DialogueStateTracker


def make_domain():
    """Build a domain of one intent and one slot; Rasa warns of its 3.0 whatever is in it."""
    slot = {
        "type": "float",
        "initial_value": 0,
        "influence_conversation": False,
        "mappings": [{"type": "custom"}],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Domain.from_dict({"intents": ["ask"], "slots": {"count": slot}})


DOMAIN = make_domain()


def make_store(log: EventLog, **options: int):
    """Build a store that keeps three turns unless told otherwise."""
    return store_module.EventTrackerStore(DOMAIN, log=log, **{"keep_turns": 3, **options})


def turn(number: int, turn_id: str = "") -> list:
    """Return the events of one turn that sets the slot to `number`."""
    return [
        events.UserUttered("ask", {"name": "ask"}, metadata={"turn_id": turn_id}),
        events.ActionExecuted("action_answer"),
        events.SlotSet("count", number),
        events.BotUttered(f"answer {number}"),
        events.ActionExecuted("action_listen"),
    ]


FORM_OPENS = [
    events.UserUttered("fill in", {"name": "ask"}),
    events.ActionExecuted("form"),
    events.ActiveLoop("form"),
    events.ActionExecuted("action_listen"),
]
DIGRESSION = [
    events.UserUttered("ask", {"name": "ask"}),
    events.ActionExecutionRejected("form"),
    events.ActionExecuted("action_answer"),
    events.SlotSet("count", 2),
    events.ActionExecuted("form"),
    events.ActionExecuted("action_listen"),
]
TAKEN_BACK = [
    events.UserUttered("what", {"name": "ask"}),
    events.ActionExecutionRejected("form"),
    events.ActionExecuted("action_default_fallback"),
    events.UserUtteranceReverted(),
    events.ActionExecuted("action_listen"),
]


async def talk(store, numbers, sender: str = "a"):
    """Hold a conversation of a turn for each of `numbers` and return its tracker."""
    for number in numbers:
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        tracker.update_with_events(turn(number, f"t{number}"), DOMAIN)
        await store.save(tracker)
    return await store.retrieve(sender)


async def test_a_conversation_is_read_back_by_another_store(log: EventLog) -> None:
    """What one store saved, another rebuilds with slots and last message."""
    await talk(make_store(log), [1, 2])

    tracker = await make_store(log).retrieve("a")

    assert tracker.get_slot("count") == 2
    assert tracker.latest_message.metadata["turn_id"] == "t2"
    assert tracker.latest_bot_utterance.text == "answer 2"


async def test_an_unknown_conversation_is_none(log: EventLog) -> None:
    """Retrieving a stranger's tracker makes nothing."""
    store = make_store(log)

    assert await store.retrieve("a") is None
    assert list(await store.keys()) == []


async def test_a_turn_that_is_never_saved_leaves_nothing_behind(log: EventLog) -> None:
    """The tracker of a failed turn is not the one the next turn gets."""
    store = make_store(log)
    await talk(store, [1])
    dirty = await store.retrieve("a")
    dirty.update_with_events(turn(99)[:3], DOMAIN)

    clean = await store.retrieve("a")

    assert clean.get_slot("count") == 1
    assert clean is not dirty


async def test_what_another_process_saved_is_seen(log: EventLog) -> None:
    """A cached tracker that has fallen behind is read again."""
    here, there = make_store(log), make_store(log)
    await talk(here, [1])
    await talk(there, [2])

    tracker = await here.retrieve("a")

    assert tracker.get_slot("count") == 2


async def test_two_processes_cannot_both_save_the_same_turn(log: EventLog) -> None:
    """The later save fails and the first one stands."""
    here, there = make_store(log), make_store(log)
    await talk(here, [1])
    mine, theirs = await here.retrieve("a"), await there.retrieve("a")
    for tracker, number in ((mine, 2), (theirs, 3)):
        tracker.update_with_events(turn(number), DOMAIN)
    await here.save(mine)

    with pytest.raises(TrackerConflict):
        await there.save(theirs)

    assert (await there.retrieve("a")).get_slot("count") == 2


async def test_the_working_memory_stays_bounded_and_the_history_whole(log: EventLog) -> None:
    """However long the conversation, the tracker holds a few turns and the slots are right."""
    store = make_store(log)

    tracker = await talk(store, range(1, 41))
    full = await store.retrieve_full_tracker("a")

    assert len(tracker.events) <= 2 * 3 * len(turn(0)) + 2
    assert tracker.get_slot("count") == 40
    assert [e.value for e in full.events if isinstance(e, events.SlotSet)] == list(range(1, 41))


async def test_a_bounded_tracker_keeps_its_slots_through_rasas_own_replay(log: EventLog) -> None:
    """The checkpoint is events, so copies and rereads start from it."""
    store = make_store(log)
    tracker = await talk(store, [7] * 20)

    replayed = Tracker.from_events("a", list(tracker.events), DOMAIN.slots)
    reread = await make_store(log).retrieve("a")

    assert replayed.get_slot("count") == 7
    assert reread.current_state() == tracker.current_state()
    assert tracker.copy().current_state() == tracker.current_state()


async def test_a_checkpoint_made_after_a_revert_is_reread_as_it_was(log: EventLog) -> None:
    """Cut again once the revert is gone from memory, it still fits the log, which has it."""
    store = make_store(log)
    await talk(store, [1])
    runs = [[*[DIGRESSION] * length, TAKEN_BACK] for length in range(8)]
    happened = [FORM_OPENS, *itertools.chain.from_iterable(runs)]
    for place, new in enumerate(happened):
        tracker = await store.retrieve("a")
        tracker.update_with_events(copy.deepcopy(new), DOMAIN)
        await store.save(tracker)

        kept = await store.retrieve("a")
        reread = await make_store(log).retrieve("a")

        assert list(reread.events) == list(kept.events), place
        assert reread.active_loop_name == "form"


async def test_a_copy_is_independent(log: EventLog) -> None:
    """Events added to a copy do not reach the original."""
    tracker = await talk(make_store(log), [1])

    twin = tracker.copy()
    twin.update_with_events(turn(5), DOMAIN)

    assert tracker.get_slot("count") == 1
    assert len(twin.events) == len(tracker.events) + len(turn(5))


async def test_a_session_start_ends_the_session_before(log: EventLog) -> None:
    """The tracker begins with the new session; the history keeps both."""
    store = make_store(log)
    tracker = await talk(store, [1, 2])
    start = [events.ActionExecuted("action_session_start"), events.SessionStarted()]
    tracker.update_with_events([*start, events.ActionExecuted("action_listen")], DOMAIN)
    await store.save(tracker)

    fresh = await store.retrieve("a")

    assert [event.type_name for event in fresh.events] == ["action", "session_started", "action"]
    assert fresh.get_slot("count") == 0
    assert len((await store.retrieve_full_tracker("a")).events) == 2 * len(turn(0)) + 3


async def test_saving_an_unchanged_tracker_writes_nothing(log: EventLog) -> None:
    """A read followed by a save is not an event."""
    store = make_store(log)
    tracker = await talk(store, [1])

    await store.save(tracker)

    assert log.head("a") == len(turn(0))


async def test_a_tracker_made_elsewhere_becomes_the_working_memory(log: EventLog) -> None:
    """Rasa's HTTP interface may replace a tracker; what was before stays in the history."""
    store = make_store(log)
    await talk(store, [1, 2])
    foreign = Tracker.from_events("a", turn(9), DOMAIN.slots)

    await store.save(foreign)
    tracker = await make_store(log).retrieve("a")

    assert tracker.get_slot("count") == 9
    assert len(tracker.events) == len(turn(9))
    assert len(log.history("a")) == 3 * len(turn(0))


async def test_the_cache_forgets_the_conversation_not_used_longest(log: EventLog) -> None:
    """Memory is bounded by the number of conversations kept, and what is forgotten is reread."""
    store = make_store(log, cached=2)
    for sender in ("a", "b", "c"):
        await talk(store, [1], sender)
        await store.answer_of(sender, "t1")

    assert list(store._cache) == ["b", "c"]
    assert (await store.retrieve("a")).get_slot("count") == 1


async def test_the_answer_of_the_last_turn_can_be_had_again(log: EventLog) -> None:
    """By its id, from memory or from the database; an older turn is not repeated."""
    store = make_store(log)
    await talk(store, [1, 2])

    here = await store.answer_of("a", "t2")
    elsewhere = await make_store(log).answer_of("a", "t2")

    assert [utterance.text for utterance in here] == ["answer 2"]
    assert [utterance.text for utterance in elsewhere] == ["answer 2"]
    assert await store.answer_of("a", "t1") is None
    assert await store.answer_of("stranger", "t1") is None


async def test_the_answer_of_a_turn_with_several_demands_is_had_again_whole(log: EventLog) -> None:
    """What an action said in the customer's stead begins no other turn."""
    store = make_store(log, keep_turns=5)
    await talk(store, [1])
    tracker = await store.retrieve("a")
    again = turn(3, "t2")
    again[0] = events.UserUttered("ask", {"name": "ask"}, metadata={"turn_id": "t2", "demand": 2})
    tracker.update_with_events([*turn(2, "t2"), *again], DOMAIN)
    await store.save(tracker)

    for one in (store, make_store(log)):
        said = await one.answer_of("a", "t2")
        assert [utterance.text for utterance in said] == ["answer 2", "answer 3"]
    assert await store.answer_of("a", "t1") is None


async def test_new_events_are_streamed_once(log: EventLog) -> None:
    """An event broker hears each event of a turn, after it is stored."""

    class Broker:
        """Keeps what is published."""

        def __init__(self) -> None:
            self.heard: list[dict] = []

        def publish(self, event: dict) -> None:
            """Keep `event`."""
            self.heard.append(event)

    broker = Broker()
    store = store_module.EventTrackerStore(DOMAIN, event_broker=broker, log=log)

    await talk(store, [1, 2])

    assert len(broker.heard) == 2 * len(turn(0))
    assert {event["sender_id"] for event in broker.heard} == {"a"}
