"""Items to rows of the tables and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from bot.inbox.model import Entity, Item, Label, Reading, Reason, State

OPEN: dict[str, Any] = {
    "state": State.OPEN.value,
    "label": None,
    "decided_by": None,
    "decided_at": None,
    "change_id": None,
    "teaching_since": None,
}
"""What becomes of an item whose decision is taken back."""


def was_decided(item: Item) -> dict[str, Any]:
    """Return what the record of an undoing tells of the decision, so that it can come back."""
    told = {} if item.label is None else label_json(item.label)
    return {"state": item.state.value, **told}


def reasons_text(reasons: Iterable[Reason]) -> str:
    """Return reasons as one text, in their order."""
    given = set(reasons)
    return ",".join(each.value for each in Reason if each in given)


def reasons_of(text: str) -> tuple[Reason, ...]:
    """Return the reasons that a text names."""
    return tuple(Reason(each) for each in text.split(",") if each)


def label_json(label: Label) -> dict[str, Any]:
    """Return a label as JSON."""
    return asdict(label)


def item_of(row: Mapping[str, Any]) -> Item:
    """Return the item in a row."""
    label = row["label"]
    return Item(
        id=row["id"],
        text=row["text"],
        count=row["count"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        reasons=reasons_of(row["reasons"]),
        reading=tuple(Reading(**each) for each in row["reading"]),
        # Rows of before hold values too, resolved against the day that a message was said.
        entities=tuple(Entity(**{**each, "value": None}) for each in row["entities"]),
        suggested=row["suggested"],
        group=row["group_id"],
        state=State(row["state"]),
        assignee=row["assignee"],
        label=None if label is None else label_of(label),
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        conversation=row["conversation_id"],
        change=row["change_id"],
        version=row["version"],
    )


def label_of(label: Mapping[str, Any]) -> Label:
    """Return the label in JSON."""
    entities = tuple(Entity(**each) for each in label["entities"])
    return Label(label["text"], label["intent"], entities)
