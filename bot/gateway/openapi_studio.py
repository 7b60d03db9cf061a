"""The studio's part of the OpenAPI document; shapes and errors are told in docs/studio-api.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.gateway.openapi_desk import Row, operations

_INBOX = "/api/studio/inbox"
_VERSION = "/api/studio/versions/{version}"

# method, path, summary, fields of the body (with * when needed), parameters of the query, status
_ROWS: tuple[Row, ...] = (
    ("get", "/api/studio/versions", "Versions of the model, and the training under way.",
     "", (), 200),
    ("post", "/api/studio/train", "Train a candidate in the background.", "note", (), 202),
    ("get", "/api/studio/job", "How far the training is.", "", (), 200),
    ("get", _VERSION, "A version with its comparison.", "", (), 200),
    ("post", f"{_VERSION}/release", "Release a candidate; it answers from the next message on.",
     "", (), 200),
    ("post", f"{_VERSION}/rollback", "Let an earlier version answer again.", "", (), 200),
    ("get", _INBOX, "Messages worth a look, by groups.",
     "", ("state", "reason", "assignee", "q", "sort", "page", "size"), 200),
    ("post", f"{_INBOX}/collect", "Bring the inbox up to date now.", "", (), 200),
    ("post", f"{_INBOX}/label", "Teach several messages as examples of one intent.",
     "items* intent*", (), 200),
    ("post", f"{_INBOX}/{{item}}/label", "Teach a message as an example.",
     "text intent* entities", (), 200),
    ("post", f"{_INBOX}/{{item}}/skip", "Lay a message aside.", "note", (), 200),
    ("post", f"{_INBOX}/{{item}}/not_ours", "Say that a message is no matter of ours.",
     "teach", (), 200),
    ("post", f"{_INBOX}/{{item}}/assign", "Give a message to a colleague, or to nobody.",
     "to", (), 200),
    ("post", f"{_INBOX}/{{item}}/undo", "Open a message again and take its example out.",
     "", (), 200),
)  # fmt: skip


_CHOICES: Mapping[str, Sequence[str]] = {"sort": ["fair", "newest", "count"]}


def paths() -> dict[str, Any]:
    """Return the studio's paths."""
    return operations(_ROWS, told_in="docs/studio-api.md", choices=_CHOICES)
