"""Ids of buttons: what a customer's side sees instead of an engine payload."""

from __future__ import annotations

import re
import secrets

_BYTES = 16
_SHAPE = re.compile(r"btn-[A-Za-z0-9_-]{22}")


def new_id() -> str:
    """Return a fresh, unguessable button id."""
    return f"btn-{secrets.token_urlsafe(_BYTES)}"


def looks_issued(text: str) -> bool:
    """Tell whether `text` has the shape of a button id, whoever issued it."""
    return _SHAPE.fullmatch(text.strip()) is not None
