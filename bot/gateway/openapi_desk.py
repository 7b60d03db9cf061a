"""The desk's part of the OpenAPI document; shapes and errors are told in docs/desk-api.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

_CONVERSATION = "/api/desk/conversations/{conversation}"
_ADMIN = "/api/admin/conversations"

_TEXT: Mapping[str, Any] = {"type": "string"}
_NUMBER: Mapping[str, Any] = {"type": "integer", "minimum": 0}
_SEARCH = (
    "q", "number", "agent", "owner", "channel", "reason", "code", "rating", "intent",
    "understanding", "from", "to",
)  # fmt: skip

# method, path, summary, fields of the body (with * when needed), parameters of the query, status
_ROWS: tuple[Row, ...] = (
    ("post", "/api/desk/login", "Open a session; sets the cookie xt_desk.",
     "number* password* totp", (), 200),
    ("post", "/api/desk/logout", "End the session.", "", (), 204),
    ("get", "/api/desk/me", "Who is logged in, until when, and their status.", "", (), 200),
    ("put", "/api/desk/password", "Change the own password.", "old* new*", (), 204),
    ("get", "/api/desk/state", "My conversations, offers, status and the queue.", "", (), 200),
    ("put", "/api/desk/status", "Set the own status.", "status* reason", (), 200),
    ("post", "/api/desk/handoffs/{handoff}/accept", "Take an offer; of several one has it.",
     "", (), 200),
    ("post", "/api/desk/handoffs/{handoff}/decline", "Leave an offer to others.", "", (), 204),
    ("post", "/api/desk/handoffs/{handoff}/assign", "Supervisor: offer to a certain agent.",
     "to_agent*", (), 204),
    ("get", _CONVERSATION, "Everything about a conversation: the packet.", "", (), 200),
    ("get", f"{_CONVERSATION}/messages", "A stretch of the transcript, oldest first.",
     "", ("after", "before", "limit"), 200),
    ("post", f"{_CONVERSATION}/messages", "Say something to the customer, once by client_id.",
     "client_id* text* override_reason", (), 201),
    ("post", f"{_CONVERSATION}/lint", "Check a draft for service taboos.", "text*", (), 200),
    ("post", f"{_CONVERSATION}/read", "Note up to where it was read.", "seq*", (), 200),
    ("post", f"{_CONVERSATION}/notes", "Write a note or whisper to colleagues.",
     "text* kind", (), 201),
    ("post", f"{_CONVERSATION}/hold", "Ask the customer to wait.", "", (), 201),
    ("post", f"{_CONVERSATION}/transfer", "Hand on to an agent or a group.",
     "to_agent to_group note", (), 204),
    ("post", f"{_CONVERSATION}/return", "Give back to the bot.", "settled", (), 204),
    ("post", f"{_CONVERSATION}/close", "Close with a summary code and the closing line.",
     "code* result* note", (), 200),
    ("post", f"{_CONVERSATION}/invite", "Ask the supervisors to look.", "text", (), 204),
    ("post", f"{_CONVERSATION}/takeover", "Supervisor: take the conversation over.", "", (), 200),
    ("get", "/api/desk/wrap-up-codes", "What a conversation is closed with.", "", (), 200),
    ("post", f"{_CONVERSATION}/unmask", "Show name and number in full; audited.",
     "reason*", (), 200),
    ("get", f"{_CONVERSATION}/account", "The account at a glance; audited.", "", (), 200),
    ("get", f"{_CONVERSATION}/tickets", "The customer's tickets.", "", (), 200),
    ("post", f"{_CONVERSATION}/tickets", "Open a ticket, once by client_id.",
     "kind* subject summary* client_id", (), 201),
    ("get", f"{_CONVERSATION}/orders", "The customer's orders.", "", (), 200),
    ("post", f"{_CONVERSATION}/verify", "Ask the customer to prove a number in the chat.",
     "kind* number", (), 202),
    ("get", f"{_CONVERSATION}/account/actions", "What can be proposed to the customer.",
     "", (), 200),
    ("post", f"{_CONVERSATION}/account/actions",
     "Read an action back to the customer, whose own yes carries it out.", "action* item", (), 201),
    ("post", f"{_CONVERSATION}/account/actions/{{proposal}}/withdraw", "Take a proposal back.",
     "", (), 200),
    ("get", "/api/desk/quick-replies", "Quick replies by word or pinyin initials.",
     "", ("q", "conversation"), 200),
    ("get", "/api/desk/knowledge", "Articles for staff, internal ones marked.", "", ("q",), 200),
    ("get", "/api/desk/knowledge/files/{file}", "A file of an article.", "", (), 200),
    ("get", "/api/desk/suggestions", "Suggested replies to the last message.",
     "", ("conversation",), 200),
    ("post", "/api/desk/suggestions/{suggestion}", "What became of a suggestion.",
     "outcome*", (), 204),
    ("get", "/api/desk/supervisor", "Supervisor: the whole desk at a glance.", "", (), 200),
    ("put", "/api/desk/agents/{number}/status", "Supervisor: set an agent's status.",
     "status* reason", (), 200),
    ("get", _ADMIN, "Search conversations.", "", (*_SEARCH, "page", "size"), 200),
    ("get", f"{_ADMIN}/export", "Conversations as CSV or XLSX, masked.",
     "", (*_SEARCH, "format"), 200),
    ("get", f"{_ADMIN}/{{conversation}}", "One conversation whole, masked.", "", (), 200),
    ("get", f"{_ADMIN}/filters", "What conversations can be looked for by.", "", (), 200),
    ("get", "/api/admin/handoffs/{handoff}/events", "The record of a handoff.", "", (), 200),
    ("get", "/ws/desk", "WebSocket of the desk (docs/desk-api.md, Live).", "", (), 101),
)  # fmt: skip

_WHOLE = frozenset({"seq", "after", "before", "limit", "page", "size"})
_MANY = frozenset(
    {"texts", "items", "entities", "lines", "expected", "questions", "categories", "keywords"}
    | {"regions", "audience", "links", "offers"}
)
_CHOICES = {
    "status": ["offline", "online", "busy", "break"],
    "kind": [
        "note",
        "whisper",
        "complaint",
        "fault",
        "pre_acceptance",
        "callback",
        "code",
        "password",
    ],
    "outcome": ["used", "edited", "ignored"],
    "format": ["csv", "xlsx"],
    "owner": ["bot", "queue", "agent", "closed"],
    "action": [
        "change_package",
        "order_addon",
        "order_service",
        "cancel_service",
        "revoke_order",
        "suspend_line",
        "resume_line",
    ],
}
_CSRF = {
    "name": "X-CSRF-Token",
    "in": "header",
    "required": True,
    "schema": _TEXT,
    "description": "The csrf of login or me.",
}
SECURITY = {"staff": {"type": "apiKey", "in": "cookie", "name": "xt_desk"}}
"""How staff show who they are."""


def paths() -> dict[str, Any]:
    """Return the desk's paths."""
    return operations(_ROWS, told_in="docs/desk-api.md", choices=_CHOICES)


Row = tuple[str, str, str, str, tuple[str, ...], int]
"""One operation: method, path, summary, fields of the body, parameters of the query, status."""


def operations(
    rows: Sequence[Row], *, told_in: str, choices: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Return the paths of `rows`, all behind the staff's session.

    The shapes are told in the page `told_in`; `choices` are fields with a few values.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        method, path = row[:2]
        found.setdefault(path, {})[method] = _Operation(told_in, choices).of(_Row(*row))
    return found


class _Row(NamedTuple):
    """A row by names; fields of the body have a star when they are needed."""

    method: str
    path: str
    summary: str
    fields: str
    query: tuple[str, ...]
    status: int


@dataclass(frozen=True)
class _Operation:
    """Writes operations that share a page and the values of their fields."""

    told_in: str
    choices: Mapping[str, Sequence[str]]

    def of(self, row: _Row) -> dict[str, Any]:
        """Return the operation of `row`."""
        login, changes = row.path == "/api/desk/login", row.method != "get"
        errors = [400, 401, 403, 429] if login else [401, 403, 429]
        errors += [404] if "{" in row.path else []
        errors += [409] if changes and not login else []
        parameters = [self._parameter(name, "path") for name in _named(row.path)]
        parameters += [self._parameter(name, "query") for name in row.query]
        parameters += [dict(_CSRF)] if changes and not login else []
        done = {"description": f"Done; the shape stands in {self.told_in}."}
        operation: dict[str, Any] = {
            "summary": row.summary,
            "responses": {
                str(row.status): done,
                **{str(each): _refused() for each in sorted(errors)},
            },
        }
        if not login:
            operation["security"] = [{"staff": []}]
        if parameters:
            operation["parameters"] = parameters
        if row.fields:
            operation["requestBody"] = self._body(row.fields)
        return operation

    def _schema(self, name: str) -> dict[str, Any]:
        if name in _WHOLE:
            return dict(_NUMBER)
        if name in _MANY:
            return {"type": "array", "items": {}}
        return {"enum": list(self.choices[name])} if name in self.choices else dict(_TEXT)

    def _parameter(self, name: str, place: str) -> dict[str, Any]:
        found: dict[str, Any] = {"name": name, "in": place, "schema": self._schema(name)}
        return {**found, "required": True} if place == "path" else found

    def _body(self, fields: str) -> dict[str, Any]:
        names = [name.rstrip("*") for name in fields.split()]
        needed = [name.rstrip("*") for name in fields.split() if name.endswith("*")]
        schema: dict[str, Any] = {
            "type": "object",
            "properties": {name: self._schema(name) for name in names},
        }
        if needed:
            schema["required"] = needed
        return {"required": bool(needed), "content": {"application/json": {"schema": schema}}}


def _named(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _refused() -> dict[str, Any]:
    shape = {"$ref": "#/components/schemas/Error"}
    return {"description": "Refused.", "content": {"application/json": {"schema": shape}}}
