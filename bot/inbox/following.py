"""Keeps decisions in step with the log of changes, whose changes may be taken back there too."""

from __future__ import annotations

from accounts.clock import Clock
from bot.inbox.model import Decision, InboxRefused, Item, State
from bot.inbox.storage.database import Database
from bot.inbox.storage.decided import SqlDecided
from bot.inbox.storage.rows import OPEN, label_json, label_of, was_decided

_TRIES = 5


def open_follower(url: str, clock: Clock) -> DecisionFollower:
    """Return what follows for the inbox on the database at `url`, opened at the first call.

    Its calls raise SQLAlchemy's OperationalError when that cannot be done.
    """
    return DecisionFollower(Database(url), clock)


class DecisionFollower:
    """Takes decisions back, or lets them stand again, as the log of changes did their examples."""

    def __init__(self, database: Database, clock: Clock) -> None:
        """Use the inbox's `database`, which is opened at the first call."""
        self._database = database
        self._decided = SqlDecided(database)
        self._clock = clock

    def undone(self, change_id: str, undoing: str, by: str) -> None:
        """Follow `by`, who took the change `change_id` back by the change `undoing`; it blocks.

        Nothing happens when no decision made that change, or another was made since.
        """
        for _ in range(_TRIES):
            item = self._decided.with_change(change_id)
            if item is None:
                return
            try:
                if item.state is State.OPEN:
                    self._restore(item, undoing, by)
                else:
                    self._open(item, undoing, by)
            except InboxRefused:  # somebody was faster: look at what they left
                continue
            return

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _open(self, item: Item, undoing: str, by: str) -> None:
        detail = {"change": undoing, **was_decided(item)}
        done = Decision(item.id, self._clock.now(), by, "undone", detail)
        self._decided.change(item, {**OPEN, "change_id": undoing}, done)

    def _restore(self, item: Item, undoing: str, by: str) -> None:
        """Let the decision stand again whose undoing has been taken back."""
        history = reversed(self._decided.decisions_of(item.id))
        told = next(one.detail for one in history if one.detail.get("change") == item.change)
        now = self._clock.now()
        values = {
            "state": told["state"],
            "label": label_json(label_of(told)),
            "decided_by": by,
            "decided_at": now,
            "change_id": undoing,
        }
        detail = {"intent": told["intent"], "text": told["text"], "change": undoing}
        self._decided.change(item, values, Decision(item.id, now, by, "restored", detail))
