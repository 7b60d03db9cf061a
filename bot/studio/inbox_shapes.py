"""How the inbox looks on the wire (docs/studio-api.md): items and groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bot.inbox.listing import Listed
from bot.inbox.model import Decision, Group, Item, Label
from bot.inbox.unread import Unread
from bot.studio.change_shapes import NameOf

Title = Callable[[str], str]
"""Says what an intent is called."""


def listed_json(listed: Listed, title: Title) -> dict[str, Any]:
    """Return a page of the inbox."""
    collected = listed.collected_at
    return {
        "total": listed.total,
        "groups": [group_json(each, title) for each in listed.groups],
        "by_reason": dict(listed.by_reason),
        "by_state": dict(listed.by_state),
        "collected_at": None if collected is None else collected.isoformat(),
    }


def group_json(group: Group, title: Title) -> dict[str, Any]:
    """Return messages alike."""
    return {
        "id": group.id,
        "title": group.title,
        "size": group.size,
        "count": group.count,
        "suggested": group.suggested,
        "items": [item_json(each, title) for each in group.items],
    }


def item_json(item: Item, title: Title) -> dict[str, Any]:
    """Return a message worth a look."""
    return {
        "id": item.id,
        "text": item.text,
        "count": item.count,
        "first_at": item.first_at.isoformat(),
        "last_at": item.last_at.isoformat(),
        "reasons": [each.value for each in item.reasons],
        "reading": [{**asdict(each), "title": title(each.intent)} for each in item.reading],
        "entities": [asdict(each) for each in item.entities],
        "state": item.state.value,
        "assignee": item.assignee,
        "label": None if item.label is None else label_json(item.label, title),
        "decided_by": item.decided_by,
        "decided_at": None if item.decided_at is None else item.decided_at.isoformat(),
        "conversation": item.conversation,
    }


def decision_json(decision: Decision, title: Title, name_of: NameOf) -> dict[str, Any]:
    """Return who decided what."""
    detail = decision.detail
    intent, colleague = detail.get("intent"), detail.get("to")
    return {
        "at": decision.at.isoformat(),
        "author": decision.author,
        "author_name": name_of(decision.author),
        "action": decision.action,
        "text": detail.get("text"),
        "title": title(intent) if intent else None,
        "note": detail.get("note"),
        "colleague": name_of(colleague) if colleague else None,
        "why": detail.get("why"),
    }


def unread_json(unread: Unread) -> dict[str, Any]:
    """Return a mark that the bot does not read so, and what would teach it."""
    step = None if unread.step is None else unread.step.value
    return {"text": unread.text, **asdict(unread.mark), "step": step}


def label_json(label: Label, title: Title) -> dict[str, Any]:
    """Return what was taught."""
    return {**asdict(label), "title": title(label.intent)}
