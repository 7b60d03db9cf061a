"""The studio's part of the OpenAPI document; shapes and errors are told in docs/studio-api.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.gateway.openapi_desk import Row, operations

_INBOX = "/api/studio/inbox"
_EXAMPLE = "/api/studio/examples/{example}"
_EXAMPLES = "/api/studio/intents/{intent}/examples"
_LINT = "/api/studio/lint"
_VERSION = "/api/studio/versions/{version}"
_SCRIPTS = "/api/studio/scripts"
_SCRIPT = f"{_SCRIPTS}/{{key}}"
_ARTICLES = "/api/studio/articles"
_FILES = f"{_ARTICLES}/{{code}}/attachments"
_ARTICLE_FIELDS = (
    "code* title* answer* kind* source* valid_from* questions answers categories keywords weight "
    "scope regions audience disclosure valid_until links offers"
)

# method, path, summary, fields of the body (with * when needed), parameters of the query, status
_ROWS: tuple[Row, ...] = (
    ("get", "/api/studio/versions", "Versions of the model, and the training under way.",
     "", (), 200),
    ("post", "/api/studio/train", "Train a candidate in the background.", "note", (), 202),
    ("get", "/api/studio/job", "How far the training is.", "", (), 200),
    ("get", _VERSION, "A version with its comparison.", "", (), 200),
    ("post", f"{_VERSION}/release", "Release a candidate; it answers from the next message on.",
     "confirm", (), 200),
    ("post", f"{_VERSION}/rollback", "Let an earlier version answer again.", "", (), 200),
    ("get", _INBOX, "Messages worth a look, by groups.",
     "", ("state", "reason", "assignee", "q", "sort", "page", "size"), 200),
    ("get", f"{_INBOX}/colleagues", "Those to whom a message can be given.", "", (), 200),
    ("post", f"{_INBOX}/collect", "Bring the inbox up to date now.", "", (), 200),
    ("post", f"{_INBOX}/pick", "Put a message of a conversation into the inbox.",
     "conversation* seq*", (), 200),
    ("post", f"{_INBOX}/label", "Teach several messages as examples of one intent.",
     "items* intent*", (), 200),
    ("get", f"{_INBOX}/{{item}}/history", "Who decided what about a message.", "", (), 200),
    ("post", f"{_INBOX}/marks", "Which marks the bot does not read so, and what teaches it.",
     "text* entities", (), 200),
    ("post", f"{_INBOX}/{{item}}/label", "Teach a message as an example.",
     "text intent* entities", (), 200),
    ("post", f"{_INBOX}/{{item}}/skip", "Lay a message aside.", "note", (), 200),
    ("post", f"{_INBOX}/{{item}}/not_ours", "Say that a message is no matter of ours.",
     "teach", (), 200),
    ("post", f"{_INBOX}/{{item}}/assign", "Give a message to a colleague, or to nobody.",
     "to", (), 200),
    ("post", f"{_INBOX}/{{item}}/undo", "Open a message again and take its example out.",
     "", (), 200),
    ("get", "/api/studio/intents", "The intents, and the entities that can be marked.",
     "", (), 200),
    ("get", _EXAMPLES, "The examples of an intent.", "", ("q", "page", "size"), 200),
    ("post", _EXAMPLES, "Add examples to an intent.", "texts*", (), 201),
    ("get", "/api/studio/examples", "Find examples in all intents.", "",
     ("q", "page", "size"), 200),
    ("put", _EXAMPLE, "Change an example, or move it.", "text entities intent", (), 200),
    ("delete", _EXAMPLE, "Take an example out, if one of its twins stands where some are named.",
     "", ("twins",), 200),
    ("post", f"{_EXAMPLE}/only", "Take other examples out as long as this one stands.",
     "others*", (), 200),
    ("get", _LINT, "What is wrong with the training data, or kept as it is.", "",
     ("kind", "severity", "intent", "kept"), 200),
    ("post", f"{_LINT}/kept", "Keep what was found as it is, for everybody.",
     "key* note", (), 201),
    ("delete", f"{_LINT}/kept", "Show again what was kept as it is.", "", ("key",), 200),
    ("get", "/api/studio/synonyms", "The synonyms, and what can have some.", "", (), 200),
    ("post", "/api/studio/synonyms", "Let a word mean an item, at once.", "value* word*", (), 201),
    ("delete", "/api/studio/synonyms", "Take a synonym back.", "", ("value", "word"), 200),
    ("get", "/api/studio/dictionary", "The words that are cut out whole.", "",
     ("q", "page", "size"), 200),
    ("post", "/api/studio/dictionary", "Add a word; it counts from the next training on.",
     "word* frequency tag", (), 201),
    ("delete", "/api/studio/dictionary", "Take a word out.", "", ("word",), 200),
    ("get", "/api/studio/changes", "What was changed, newest first.", "",
     ("area", "author", "before", "size"), 200),
    ("post", "/api/studio/changes/{change}/undo", "Take a change back.", "", (), 200),
    ("get", _SCRIPTS, "The lines that the bot says.", "", ("q", "file"), 200),
    ("get", _SCRIPT, "A script with samples, and what was said before.", "", (), 200),
    ("put", _SCRIPT, "Say other lines from the next message on.", "lines* expected*", (), 200),
    ("post", f"{_SCRIPT}/preview", "Let lines be heard without keeping them.",
     "lines*", (), 200),
    ("post", f"{_SCRIPT}/restore", "Say again what was said after a change, or before it.",
     "change* before", (), 200),
    ("get", _ARTICLES, "The newest version of each article.", "",
     ("q", "state", "kind", "page", "size"), 200),
    ("post", _ARTICLES, "Keep a new article as a draft.", _ARTICLE_FIELDS, (), 201),
    ("post", f"{_ARTICLES}/preview", "An article as customers read it, and its problems.",
     _ARTICLE_FIELDS.replace("*", ""), (), 200),
    ("post", f"{_ARTICLES}/try", "What a customer who asks this would be told.",
     "question*", (), 200),
    ("get", f"{_ARTICLES}/unanswered", "What nothing answered, most asked first.", "", (), 200),
    ("post", f"{_ARTICLES}/import", "Import the file in the body, whole or not at all.",
     "", ("name", "dry_run"), 200),
    ("get", f"{_ARTICLES}/export", "Every article as a file.", "",
     ("format", "served"), 200),
    ("get", f"{_ARTICLES}/{{code}}", "A version of an article, its history and moves.", "",
     ("version",), 200),
    ("put", f"{_ARTICLES}/{{code}}", "Keep the next version of an article as a draft.",
     f"version* {_ARTICLE_FIELDS}", (), 200),
    ("post", f"{_ARTICLES}/{{code}}/move", "Submit, approve, reject, discard or withdraw.",
     "event* note", (), 200),
    ("get", _FILES, "The files of an article, and what may be added.", "", (), 200),
    ("post", _FILES, "Attach the file in the body, which waits for a colleague's look.",
     "", ("name",), 201),
    ("get", f"{_FILES}/{{attachment}}", "A file.", "", (), 200),
    ("delete", f"{_FILES}/{{attachment}}", "Remove a file for good.", "", (), 204),
    ("post", f"{_FILES}/{{attachment}}/pass", "Pass a file that a colleague added.", "", (), 200),
)  # fmt: skip


_CHOICES: Mapping[str, Sequence[str]] = {
    "sort": ["fair", "newest", "count"],
    "format": ["xlsx", "json", "md"],
    "event": ["submit", "approve", "reject", "discard", "withdraw"],
}


def paths() -> dict[str, Any]:
    """Return the studio's paths."""
    return operations(_ROWS, told_in="docs/studio-api.md", choices=_CHOICES)
