"""Reads a customer's text before anything is stored: no secret stays, no command passes."""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.conversation.secrets import find_secret

HARMLESS_SLASH = "\u2215"
"""DIVISION SLASH: reads like "/", but no Unicode normalisation turns it into one."""

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Zs", "Zl", "Zp"})


@dataclass(frozen=True)
class Reading:
    """What a text comes to: for the log, for the engine, and the secret that was in it."""

    shown: str
    for_engine: str
    secret: str | None = field(default=None, repr=False)
    is_awaited: bool = False
    """The secret had been asked for, so it is to be redeemed; False when it came uncalled for."""


async def read(text: str, expects: Callable[[], Awaitable[bool]]) -> Reading:
    """Return the reading of `text`; `expects` is asked only when a secret may be in it."""
    if_awaited, unasked = find_secret(text, expected=True), find_secret(text, expected=False)
    if if_awaited is None and unasked is None:
        return Reading(shown=text, for_engine=neutralised(text))
    awaited = await expects()
    found = if_awaited if awaited else unasked
    if found is None:
        return Reading(shown=text, for_engine=neutralised(text))
    redacted = neutralised(found.redacted_text)
    return Reading(found.redacted_text, redacted, secret=found.secret, is_awaited=awaited)


def neutralised(text: str) -> str:
    """Return `text` such that Rasa can never take it for a command (architecture decision 7).

    Rasa obeys whatever begins with "/" once white space is stripped, and a normalising component
    may strip more or turn a full-width slash into a plain one. So a slash that is the first
    thing to be seen, behind blanks, controls and zero-width characters, is replaced.
    """
    for index, char in enumerate(text):
        if unicodedata.normalize("NFKC", char).startswith("/"):
            return HARMLESS_SLASH + text[index + 1 :]
        if unicodedata.category(char) not in _UNSEEN:
            break
    return text
