"""Checks what came over the wire, alike on every channel; refusals carry a code and a status."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from bot.errors import RequestRefused

MAX_SENDER_CHARS = 128
MAX_CLIENT_ID_CHARS = 128
MAX_SEQ_DIGITS = 9
_SEQ = re.compile(rf"[0-9]{{1,{MAX_SEQ_DIGITS}}}")

_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NOTHING = frozenset("\u200b\u2060\ufeff\u00ad")
_DROPPED = frozenset({"Cc", "Cs"})


def json_object(raw: bytes | str) -> Mapping[str, Any]:
    """Return the JSON object in `raw`; raises RequestRefused (400) for anything else."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        # ValueError covers broken JSON, bytes that are no text and absurdly long numbers.
        raise RequestRefused("bad_json", 400) from error
    if not isinstance(value, dict):
        raise RequestRefused("bad_request", 400)
    return value


def clean(text: str) -> str:
    r"""Return `text` without what cannot be seen: controls, lone surrogates, direction marks.

    Line breaks stay (as ``\n``), tabs become blanks; joiners stay, since emoji are built of them.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = (
        char
        for char in lines
        if char == "\n"
        or (
            unicodedata.category(char) not in _DROPPED
            and char not in _BIDI
            and char not in _NOTHING
        )
    )
    return "".join(kept).strip()


def message_text(value: object, max_chars: int) -> str:
    """Return a customer's text, cleaned; raises RequestRefused (400, or 413 when too long)."""
    if not isinstance(value, str):
        raise RequestRefused("bad_request", 400)
    if len(value) > max_chars:
        raise RequestRefused("message_too_long", 413)
    text = clean(value)
    if not any(_is_seen(char) for char in text):
        raise RequestRefused("empty_message", 400)
    return text


def sender_id(value: object) -> str:
    """Return a sender's id; raises RequestRefused (400) unless it is 1 to 128 plain characters.

    Plain means printable, without blanks and slashes: an id is part of a path.
    """
    if not isinstance(value, str):
        raise RequestRefused("bad_request", 400)
    if not 1 <= len(value) <= MAX_SENDER_CHARS or not value.isprintable():
        raise RequestRefused("bad_sender", 400)
    if any(char in " /\\" for char in value) or value in {".", ".."}:
        raise RequestRefused("bad_sender", 400)
    return value


def client_id(value: object) -> str:
    """Return the sender's own id of a message; raises RequestRefused (400)."""
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_CLIENT_ID_CHARS:
        raise RequestRefused("bad_request", 400)
    if not value.isprintable():
        raise RequestRefused("bad_request", 400)
    return value


def sequence(value: object) -> int:
    """Return a sequence number from JSON or a query; raises RequestRefused (400)."""
    if isinstance(value, str) and _SEQ.fullmatch(value):
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**MAX_SEQ_DIGITS:
        return value
    raise RequestRefused("bad_request", 400)


def _is_seen(char: str) -> bool:
    return unicodedata.category(char) not in {"Cf", "Mn", "Me", "Zs", "Zl", "Zp", "Cc"}
