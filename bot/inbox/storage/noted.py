"""Notes decisions: in the item's history and, once they stand, in the studio's log of changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot.changes.log import put_down
from bot.inbox.model import SYSTEM, Decision
from bot.inbox.storage.tables import decisions

AREA = "inbox"
TARGET_CHARS = 8
"""Characters of an item's id that the log shows: enough to find it by at the command line."""
_TEXT_CHARS = 60


def note(connection: Connection, decision: Decision, text: str) -> None:
    """Note a decision about the item that says `text`, in the transaction that makes it."""
    row = {
        "item_id": decision.item,
        "at": decision.at,
        "author": decision.author,
        "action": decision.action,
        "detail": dict(decision.detail),
    }
    connection.execute(insert(decisions), row)
    summary = _summary(decision, text)
    if summary is not None:
        put_down(
            connection,
            at=decision.at,
            author=decision.author,
            area=AREA,
            target=decision.item[:TARGET_CHARS],
            summary=summary,
        )


def _summary(decision: Decision, text: str) -> Mapping[str, Any] | None:
    """Return what the log says of a decision; None for what is not settled yet or came to nothing.

    A label claims the item, teaches, and is settled when that was noted.
    """
    action, detail = decision.action, decision.detail
    said = {"text": str(detail.get("text") or text)[:_TEXT_CHARS]}
    intent = {"intent": detail["intent"]} if detail.get("intent") else {}
    if action == "taught":
        return {"did": "labelled", **said, **intent}
    if action == "labelled" or (action == "not_ours" and intent):
        return None
    if action == "reopened":
        why = detail.get("why", "unfinished")
        return {"did": f"reopened_{why}", **said} if decision.author == SYSTEM else None
    if action == "skipped" and detail.get("note"):
        return {"did": "skipped_with_note", **said, "note": detail["note"]}
    if action == "assigned":
        to = detail.get("to")
        return {"did": "assigned" if to else "unassigned", **said, "colleague": to or ""}
    return {"did": action, **said, **intent}
