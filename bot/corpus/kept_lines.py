"""How a decision to keep a finding is written: lines that a person can read, review and delete."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bot.training.kept import Decision

HEAD = """\
# What ./xiaotong check and the studio found and trainers decided to keep as it is.
# Written by the studio and by ./xiaotong corpus keep; an entry may be deleted by hand. Its key is
# of the kind and the sentences with intents and marks: when these change, the finding is back.
kept:
"""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_/]*")
_CONTROL = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def entry_lines(decision: Decision) -> Iterator[str]:
    """Yield the lines of an entry of the list, without ends; what is empty is left out."""
    yield f"- key: {_quoted(decision.key)}"
    if decision.kind:
        yield f"  kind: {_name(decision.kind)}"
    if decision.sentences:
        yield "  sentences:"
    for intent, text in decision.sentences:
        yield f"  - {_name(intent)}: {_quoted(text)}"
    for name in ("intent", "file", "by", "at", "note"):
        value = getattr(decision, name)
        if value:
            yield f"  {name}: {_quoted(value)}"


def _name(text: str) -> str:
    return text if _NAME.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    """Return `text` on one line as YAML and JSON both write it."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)
