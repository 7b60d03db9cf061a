"""Rasa's tracker store over the event log: a turn costs the same on turn 1 and turn 200.

Rasa's SQL store reads and counts every event of a session on each save. This one writes only
what is new, keeps the trackers of recent conversations in memory and bounds what a tracker
holds (see `bot.engine.working_tracker`).
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, UserUttered, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.storage.event_log import Checkpoint, EventLog, open_event_log
from bot.engine.working_tracker import WorkingTracker, rebuilt, shorter
from bot.settings import load

KEEP_TURNS = 5
"""Turns that stay as they were; more than the longest rule or story looks back."""
SAID_AGAIN = "demand"
"""In the metadata of a message that an action said in the customer's stead, in the same turn."""
CACHED_TRACKERS = 256
"""Conversations kept in memory, about 0.2 MB each."""


class EventTrackerStore(TrackerStore):  # type: ignore[misc] # Rasa carries no types for us
    """Keeps trackers in an append-only log, cached and bounded.

    A cached tracker is handed out by `retrieve` and leaves the cache until `save` puts it back:
    a turn that fails between the two leaves nothing behind, and two readers never share one.
    The log's head is compared on each `retrieve`, so that several processes may serve one
    conversation in turn; when two write at once the later save raises TrackerConflict.

    In endpoints.yml::

        tracker_store:
          type: bot.engine.tracker_store.EventTrackerStore
          url: <SQLAlchemy URL; without it the conversations_url of our settings>
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        *,
        log: EventLog | None = None,
        keep_turns: int = KEEP_TURNS,
        cached: int = CACHED_TRACKERS,
        **kwargs: Any,
    ) -> None:
        """Use `log`, or open the database at `host` (what Rasa makes of ``url``)."""
        super().__init__(domain, event_broker, **kwargs)
        self._log = log or open_event_log(host or load().conversations_url)
        self._keep_turns = int(keep_turns)
        self._capacity = int(cached)
        self._cache: OrderedDict[str, WorkingTracker] = OrderedDict()

    def init_tracker(self, sender_id: str) -> WorkingTracker:
        """Return an empty tracker."""
        return WorkingTracker(sender_id, self.domain.slots)

    async def retrieve(self, sender_id: str) -> WorkingTracker | None:
        """Return the tracker of the current session, or None for a new conversation."""
        cached = self._cache.pop(sender_id, None)
        head = await asyncio.to_thread(self._log.head, sender_id)
        if head is None:
            return None
        if cached is not None and cached.next_seq == head:
            return cached
        return await self._load(sender_id)

    async def retrieve_full_tracker(self, conversation_id: str) -> WorkingTracker | None:
        """Return a tracker with every event of the conversation, across sessions."""
        history = await asyncio.to_thread(self._log.history, conversation_id)
        return self._tracker(conversation_id, history, len(history)) if history else None

    async def keys(self) -> Iterable[str]:
        """Return the ids of all conversations."""
        return await asyncio.to_thread(self._log.senders)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Append what is new in `tracker`, in one transaction.

        A tracker that was not read from a store of ours becomes the conversation's working
        memory as it is; earlier events stay in the history.
        Raises TrackerConflict when another process has written to the conversation meanwhile.
        """
        working = await self._adopted(tracker)
        new = working.new_events
        if not new:
            return
        following = working.next_seq + len(new)
        cut = shorter(working, self.domain, self._keep_turns)
        checkpoint = None
        if cut is not None:
            prefix = tuple(event.as_dict() for event in cut.prefix)
            checkpoint = Checkpoint(prefix=prefix, window_from=following - cut.kept)
        elif working is not tracker:
            checkpoint = Checkpoint(prefix=(), window_from=working.next_seq)
        await asyncio.to_thread(
            self._log.append,
            working.sender_id,
            working.next_seq,
            [event.as_dict() for event in new],
            checkpoint,
        )
        if self.event_broker is not None:
            await self._stream_new_events(self.event_broker, new, working.sender_id)
        if cut is not None:
            working = cut.tracker
        working.mark_stored(following)
        self._remember(working)

    async def answer_of(self, sender_id: str, turn_id: str) -> list[BotUttered] | None:
        """Return what was said in the turn `turn_id` if it is the conversation's last, else None.

        Lets a turn that was answered, but whose answer got lost in a crash, be given again.
        """
        tracker = await self.known(sender_id)
        if tracker is None:
            return None
        said: list[BotUttered] = []
        for event in reversed(tracker.events):
            if isinstance(event, UserUttered):
                if event.metadata.get("turn_id") != turn_id:
                    return None
                if SAID_AGAIN not in event.metadata:
                    return said[::-1]
            if isinstance(event, BotUttered):
                said.append(event)
        return None

    async def known(self, sender_id: str) -> WorkingTracker | None:
        """Return the tracker to be looked at and nothing else; it stays in the cache."""
        tracker = self._cache.get(sender_id) or await self.retrieve(sender_id)
        if tracker is not None:
            self._remember(tracker)
        return tracker

    async def _load(self, sender_id: str) -> WorkingTracker | None:
        window = await asyncio.to_thread(self._log.window, sender_id)
        if window is None:
            return None
        events = window.prefix + window.events
        return self._tracker(sender_id, events, window.next_seq, prefixed=len(window.prefix))

    def _tracker(
        self,
        sender_id: str,
        events: tuple[dict[str, Any], ...],
        next_seq: int,
        prefixed: int = 0,
    ) -> WorkingTracker:
        happened = deserialise_events(list(events))
        tracker = rebuilt(sender_id, happened, self.domain, prefixed=prefixed)
        tracker.mark_stored(next_seq)
        return tracker

    async def _adopted(self, tracker: DialogueStateTracker) -> WorkingTracker:
        if isinstance(tracker, WorkingTracker):
            return tracker
        adopted = rebuilt(tracker.sender_id, tracker.events, self.domain)
        head = await asyncio.to_thread(self._log.head, tracker.sender_id)
        adopted.next_seq = head or 0
        return adopted

    def _remember(self, tracker: WorkingTracker) -> None:
        self._cache[tracker.sender_id] = tracker
        self._cache.move_to_end(tracker.sender_id)
        while len(self._cache) > self._capacity:
            self._cache.popitem(last=False)
