"""A tracker that stays small: the last turns as they were, everything before as a checkpoint.

Rasa replays a tracker's events on every copy and every prediction, so a turn costs what the
tracker holds. Here it holds at most `2 x keep` turns. When it grows past that, all but the last
`keep` are replaced by the events that lead to the same state: the slots that differ from their
initial value, the first and last turn of the active form, a pause. Being events, they survive
Rasa's own replays (copies, reverts, predictions), and policies see the same states as before as
long as no rule or story looks further back than `keep` turns, and no run of reverts takes back
more turns than that.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActionReverted,
    ActiveLoop,
    ConversationPaused,
    DefinePrevUserUtteredFeaturization,
    Event,
    LegacyForm,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.slots import Slot
from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

_SHAPE = (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    DefinePrevUserUtteredFeaturization,
    LoopInterrupted,
    UserUttered,
)
"""Events that make up the course of a dialogue, as against its slots and sentences."""
_REVERTS = (ActionReverted, UserUtteranceReverted)
_BEGINNINGS = (Restarted, SessionStarted)
_LOOPS = (ActiveLoop, LegacyForm)
_TOLD = "_xiaotong_told"
"""Where an event keeps what actions are told of it."""


class WorkingTracker(DialogueStateTracker):  # type: ignore[misc] # Rasa carries no types for us
    """Rasa's tracker, which also knows what of it is stored and copies itself without replay."""

    active_loop: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start empty, with nothing stored."""
        super().__init__(*args, **kwargs)
        self.stored = 0
        """How many of `events`, from the left, the log or its checkpoint already holds."""
        self.next_seq = 0
        """The seq that the first event beyond `stored` will get in the log."""
        self.prefixed = 0
        """How many of `events`, from the left, are a checkpoint's; the rest are the log's last."""

    @property
    def new_events(self) -> list[Event]:
        """Events that have happened since the tracker was read."""
        return list(self.events)[self.stored :]

    def mark_stored(self, next_seq: int) -> None:
        """Note that every event is in the log, whose next one will be `next_seq`."""
        self.stored = len(self.events)
        self.next_seq = next_seq

    def copy(self) -> WorkingTracker:
        """Return a tracker in the same state; Rasa's own copy replays every event.

        Events are shared, as they are by Rasa's copy.
        """
        twin = WorkingTracker.__new__(WorkingTracker)
        twin.__dict__.update(self.__dict__)
        twin.events = self.events.copy()
        twin.slots = {name: _twin(slot) for name, slot in self.slots.items()}
        twin.latest_action = copy.copy(self.latest_action)
        twin.active_loop = dataclasses.replace(self.active_loop) if self.active_loop else None
        # Rasa's copy leaves these to whoever asked for it.
        twin.model_id = twin.assistant_id = twin.sender_source = None
        twin.mark_stored(self.next_seq)
        return twin

    def current_state(self, event_verbosity: EventVerbosity = EventVerbosity.NONE) -> Any:
        """Return what an action is told; the message that opened a form is not copied for it."""
        loop, self.active_loop = self.active_loop, None
        told_all = event_verbosity is EventVerbosity.ALL
        try:
            state = super().current_state(EventVerbosity.NONE if told_all else event_verbosity)
        finally:
            self.active_loop = loop
        if told_all:
            state["events"] = [_as_dict(event) for event in self.events]
        return {**state, "active_loop": dict(vars(loop)) if loop else {}}

    def applied_events(self) -> list[Event]:
        """Return the events that no later one takes back.

        As Rasa has it, but by the events' exact classes: theirs are abstract ones, for which
        Python asks a metaclass whenever the answer is no, thousands of times a turn.
        """
        loops = {event.name for event in self.events if type(event) in _LOOPS and event.name}
        applied: list[Event] = []
        for event in self.events:
            kind = type(event)
            if kind in _BEGINNINGS:
                applied = []
            elif kind is ActionReverted:
                self._undo_till_previous(ActionExecuted, applied)
            elif kind is UserUtteranceReverted:
                # The listening before the message goes with it.
                self._undo_till_previous(UserUttered, applied)
                self._undo_till_previous(ActionExecuted, applied)
            elif (
                kind is ActionExecuted
                and event.action_name in loops
                and not _runs_anew(event.action_name, applied)
            ):
                self._undo_till_previous_loop_execution(event.action_name, applied)
            else:
                applied.append(event)
        return applied


@dataclasses.dataclass(frozen=True)
class Shorter:
    """A tracker in the same state with fewer events: `prefix`, then the last `kept` of the log."""

    tracker: WorkingTracker
    prefix: tuple[Event, ...]
    kept: int


def rebuilt(
    sender_id: str, events: Iterable[Event], domain: Domain, *, prefixed: int = 0
) -> WorkingTracker:
    """Return a tracker in the state that `events` lead to; the first `prefixed` are no log's."""
    tracker: WorkingTracker = WorkingTracker.from_events(
        sender_id, list(events), domain.slots, domain=domain
    )
    tracker.prefixed = prefixed
    return tracker


def shorter(tracker: WorkingTracker, domain: Domain, keep: int) -> Shorter | None:
    """Return `tracker` made shorter, or None while it is short enough.

    A session that has begun ends the one before it, as in Rasa. Within a session the cut leaves
    `keep` turns and is made once there are more than twice as many, so that its cost is spread.
    """
    events = list(tracker.events)
    start = _session_start(events, tracker.prefixed)
    if start:
        return _cut(tracker, domain, (), events[start:])
    if len(_turns(events)) <= 2 * keep:
        return None
    settled, since = _settled(tracker, events, domain)
    recent = [*settled, *since]
    turns = _turns(recent)
    cut = _listen_before(recent, turns[-keep]) if len(turns) > keep else 0
    dropped = rebuilt(tracker.sender_id, recent[:cut], domain)
    prefix = (*_checkpoint(dropped), *settled[cut:])
    made = _cut(tracker, domain, prefix, since[max(0, cut - len(settled)) :])
    # What cannot be shortened without a change stays as it is; the next turn tries again.
    return made if _state(made.tracker) == _state(tracker) else None


def _twin(slot: Slot) -> Slot:
    """Return a copy of `slot`; `copy.copy` takes five times as long, 30 slots at a time."""
    made = object.__new__(type(slot))
    made.__dict__.update(slot.__dict__)
    return made


def _runs_anew(loop: str, applied: Sequence[Event]) -> bool:
    """Tell whether `loop` runs for the first time, or after something else was done meanwhile."""
    following: str | None = None
    for event in reversed(applied):
        kind = type(event)
        if kind in _LOOPS and event.name is None:
            return True
        if kind is ActionExecutionRejected and event.action_name == loop:
            return True
        if kind is UserUttered and following is not None and following != loop:
            return True
        if kind is ActionExecuted:
            if event.action_name == loop:
                return False
            following = event.action_name
    return True


def _settled(
    tracker: WorkingTracker, events: list[Event], domain: Domain
) -> tuple[list[Event], list[Event]]:
    """Split `events` after the last revert, and leave out of the first part what was reverted.

    A revert resets the tracker and replays what still applies, so that the first part leads to
    the very same state. Without this a run of messages that nobody understood, each of them
    reverted by the fallback, would fill the window.

    The checkpoint belongs to the first part even when the revert it was made after is gone:
    between its events the log has others, so that only what follows can be reread from there.
    """
    last = max((p for p, event in enumerate(events) if isinstance(event, _REVERTS)), default=-1)
    reverted = rebuilt(tracker.sender_id, events[: last + 1], domain)
    split = max(last + 1, tracker.prefixed)
    return [*reverted.applied_events(), *events[last + 1 : split]], events[split:]


def _turns(events: Sequence[Event]) -> list[int]:
    return [place for place, event in enumerate(events) if isinstance(event, UserUttered)]


def _cut(
    tracker: WorkingTracker, domain: Domain, prefix: tuple[Event, ...], kept: list[Event]
) -> Shorter:
    made = rebuilt(tracker.sender_id, [*prefix, *kept], domain, prefixed=len(prefix))
    return Shorter(tracker=made, prefix=prefix, kept=len(kept))


def _state(tracker: DialogueStateTracker) -> tuple[Any, ...]:
    return (
        tracker.current_slot_values(),
        tracker.active_loop,
        tracker.is_paused(),
        tracker.followup_action,
        tracker.latest_action,
        tracker.latest_message,
    )


def _session_start(events: Sequence[Event], prefixed: int) -> int:
    for place in range(len(events) - 1, max(prefixed, 1) - 1, -1):
        event = events[place]
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_SESSION_START_NAME:
            return place
    return 0


def _listen_before(events: Sequence[Event], turn: int) -> int:
    for place in range(turn - 1, 0, -1):
        event = events[place]
        if isinstance(event, ActionExecuted) and event.action_name == ACTION_LISTEN_NAME:
            return place
    return 0


def _checkpoint(dropped: DialogueStateTracker) -> Iterable[Event]:
    for event in _events_for(dropped):
        # Nothing made up here may look younger than the events that follow it.
        event.timestamp = min(event.timestamp, dropped.events[-1].timestamp)
        yield event


def _events_for(dropped: DialogueStateTracker) -> Iterable[Event]:
    yield from (SlotSet(slot.name, slot.value) for slot in dropped.slots.values() if _told(slot))
    if dropped.active_loop_name:
        shape = [event for event in dropped.applied_events() if isinstance(event, _SHAPE)]
        yield from _loop(shape, dropped.active_loop_name)
        if dropped.is_active_loop_rejected:
            yield ActionExecutionRejected(dropped.active_loop_name)
    if dropped.is_paused():
        yield ConversationPaused()


def _told(slot: Slot) -> bool:
    return bool(slot.value != slot.initial_value)


def _loop(shape: Sequence[Event], loop: str) -> Iterable[Event]:
    """Yield the turn that started `loop` and, when there were others, the last one in it.

    Rasa keeps the triggering message with the loop, and folds later answers into the loop's last
    run, for which it looks back past any number of turns.
    """
    started = max(
        place
        for place, event in enumerate(shape)
        if isinstance(event, ActiveLoop) and event.name == loop
    )
    before = _turns(shape[:started])
    trigger = before[-1] if before else started
    last = _turns(shape)[-1:] or [trigger]
    yield ActionExecuted(ACTION_LISTEN_NAME)
    yield from shape[trigger : started + 1]
    if last[0] > started:
        yield ActionExecuted(ACTION_LISTEN_NAME)
        yield from shape[last[0] :]


def _as_dict(event: Event) -> Any:
    """Return `event` as actions are told it: the same dictionary each time.

    Every action of a turn is told every event again, and actions must not change what they are
    told. What Rasa thinks of a message may still change; such an event is told anew.
    """
    if type(event) is UserUttered:
        return event.as_dict()
    kept = vars(event)
    if _TOLD not in kept:
        kept[_TOLD] = event.as_dict()
    return kept[_TOLD]
