"""Decides: label, skip, not ours, assign, undo; each by somebody, at a time, and never lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from accounts.clock import Clock
from bot.inbox.collecting import Collector
from bot.inbox.listing import Lists
from bot.inbox.masking import is_clean
from bot.inbox.model import SYSTEM, Collected, Decision, Entity, InboxRefused, Item, Label, State
from bot.inbox.ports import Teacher
from bot.inbox.storage.database import Database
from bot.inbox.storage.decided import SqlDecided
from bot.inbox.storage.rows import OPEN, label_json, was_decided

MOST_CHARS = 400
NOT_OURS = "out_of_scope"
NOTE_CHARS = 400
DATED = frozenset({"month", "date"})
"""Entities whose value is another on another day: in an example it would soon be false."""
UNFINISHED = timedelta(minutes=5)
"""After so long a decision whose example was never added is taken back: its process is gone."""


@dataclass(frozen=True)
class Decided:
    """An item after a decision, and the change of the training data that it made, if one."""

    item: Item
    change: Any | None = None


class Inbox:
    """The trainers' inbox; every call blocks."""

    def __init__(
        self,
        *,
        database: Database,
        lists: Lists,
        collector: Collector,
        teacher: Teacher,
        clock: Clock,
        staff: Callable[[], frozenset[str]],
    ) -> None:
        """`staff` are the numbers of those to whom an item can be assigned."""
        self._database = database
        self._decided = SqlDecided(database)
        self.lists = lists
        self._collector = collector
        self._teacher = teacher
        self._clock = clock
        self._staff = staff

    def prepare(self) -> None:
        """Open every database, so that the first collection keeps no turn waiting."""
        self._database.prepare()
        self._collector.prepare()

    def collect(self) -> Collected:
        """Bring the inbox up to date, and take back what a crash left half decided."""
        for item in self._decided.stuck(self._clock.now() - UNFINISHED):
            with suppress(InboxRefused):  # somebody else was faster
                self._decided.change(item, OPEN, self._decision(item, SYSTEM, "reopened"))
        return self._collector.collect()

    def find(self, item_id: str) -> Item:
        """Return an item; raises InboxRefused (not_found)."""
        return self._decided.find(item_id)

    def history(self, item_id: str) -> tuple[Decision, ...]:
        """Return who decided what about an item, oldest first; raises InboxRefused (not_found)."""
        self._decided.find(item_id)
        return self._decided.decisions_of(item_id)

    def label(
        self,
        item_id: str,
        intent: str,
        by: str,
        *,
        text: str | None = None,
        entities: Sequence[Entity] = (),
    ) -> Decided:
        """Teach the message as an example of `intent`, with the marks that a trainer made alone.

        Raises InboxRefused; then neither the item nor the training data is changed.
        """
        item = self._open(item_id)
        said = item.text if text is None else text.strip()
        label = Label(said, intent, tuple(entities))
        self._check(label)
        values = {"state": State.LABELLED.value, "label": label_json(label)}
        return self._taught(item, values, label, by, "labelled")

    def skip(self, item_id: str, by: str, note: str = "") -> Decided:
        """Lay the message aside."""
        item = self._open(item_id)
        values = {"state": State.SKIPPED.value, "change_id": None, **self._by(by)}
        detail = {"note": note[:NOTE_CHARS]} if note else {}
        return Decided(
            self._decided.change(item, values, self._decision(item, by, "skipped", **detail))
        )

    def not_ours(self, item_id: str, by: str, *, teach: bool = False) -> Decided:
        """Say that the message is no matter of ours, and teach that if `teach`."""
        item = self._open(item_id)
        values: dict[str, Any] = {"state": State.NOT_OURS.value}
        if teach:
            label = Label(item.text, NOT_OURS)
            self._check(label)
            taught = {**values, "label": label_json(label)}
            return self._taught(item, taught, label, by, "not_ours")
        done = self._decision(item, by, "not_ours")
        values = {**values, "change_id": None, **self._by(by)}
        return Decided(self._decided.change(item, values, done))

    def assign(self, item_id: str, to: str | None, by: str) -> Decided:
        """Give the message to a member of staff, or to nobody."""
        if to is not None and to not in self._staff():
            raise InboxRefused("unknown_staff")
        item = self._open(item_id)
        done = self._decision(item, by, "assigned", to=to)
        return Decided(self._decided.change(item, {"assignee": to}, done))

    def undo(self, item_id: str, by: str) -> Decided:
        """Open the message again; an example that was added is taken out of the training data.

        Raises InboxRefused, and what the training data raises when that cannot be done any more.
        """
        item = self._decided.find(item_id)
        if item.state is State.OPEN:
            raise InboxRefused("not_decided", item=item)
        taken = None if item.change is None else self._teacher.take_back(item.change, by)
        if taken is None:
            done = self._decision(item, by, "undone")
            return Decided(self._decided.change(item, OPEN, done))
        done = self._decision(item, by, "undone", change=taken.id, **was_decided(item))
        return Decided(self._decided.change(item, {**OPEN, "change_id": taken.id}, done))

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def _open(self, item_id: str) -> Item:
        """Return an open item; raises InboxRefused (not_found, decided)."""
        item = self._decided.find(item_id)
        if item.state is not State.OPEN:
            raise InboxRefused("decided", item=item)
        return item

    def _taught(
        self, item: Item, values: dict[str, Any], label: Label, by: str, action: str
    ) -> Decided:
        """Claim the item, add the example, note its change: nobody else can decide in between."""
        now = self._clock.now()
        detail = {"intent": label.intent, "text": label.text}
        claim = {**values, **self._by(by), "teaching_since": now, "change_id": None}
        claimed = self._decided.change(item, claim, self._decision(item, by, action, **detail))
        try:
            change = self._teacher.teach(label.text, label.intent, label.entities, by)
        except Exception:
            self._decided.change(claimed, OPEN, self._decision(item, by, "reopened"))
            raise
        made = {"teaching_since": None, "change_id": None if change is None else change.id}
        noted = self._decision(item, by, "taught", change=made["change_id"], **detail)
        try:
            return Decided(self._decided.change(claimed, made, noted), change)
        except InboxRefused:  # somebody opened it meanwhile: nothing may stay taught
            if change is not None:
                self._teacher.take_back(change.id, by)
            raise

    def _check(self, label: Label) -> None:
        """Refuse what is no example; raises InboxRefused."""
        if label.intent not in self._teacher.intents():
            raise InboxRefused("unknown_intent")
        problems = [
            name
            for name, wrong in (
                ("empty", not label.text),
                ("too_long", len(label.text) > MOST_CHARS),
                ("personal", not is_clean(label.text)),
                ("spans", not _fit(label)),
                ("dated", any(e.entity in DATED and e.value for e in label.entities)),
                (
                    "unknown_entity",
                    any(e.entity not in self._teacher.entities() for e in label.entities),
                ),
            )
            if wrong
        ]
        if problems:
            raise InboxRefused("bad_example", problems=problems)

    def _by(self, by: str) -> dict[str, Any]:
        return {"decided_by": by, "decided_at": self._clock.now()}

    def _decision(self, item: Item, by: str, action: str, **detail: Any) -> Decision:
        return Decision(item.id, self._clock.now(), by, action, detail)


def _fit(label: Label) -> bool:
    """Tell whether the entities lie inside the text, one after another."""
    done = 0
    for each in sorted(label.entities, key=lambda one: one.start):
        if not done <= each.start < each.end <= len(label.text):
            return False
        done = each.end
    return True
