"""What counts as the same message: normalised, without marks and openings."""

from __future__ import annotations

import hashlib
import re

from bot.text.normalise import feature_text

_MARKS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Return a masked `text` as it is compared; empty when it says nothing in words."""
    return _MARKS.sub("", feature_text(text))


def key_of(text: str) -> str:
    """Return the key of a masked text: the same for what counts as the same message."""
    return hashlib.sha256(bare(text).encode()).hexdigest()[:32]


def digest_of(conversation: str) -> str:
    """Return what stands for the id of a conversation, which may hold a number."""
    return hashlib.sha256(conversation.encode()).hexdigest()[:32]
