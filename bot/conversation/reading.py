"""Reads a customer's text before anything is stored: no secret stays, no command passes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.conversation.secrets import find_new_password, find_secret, without_personal
from bot.redaction import SECRET_MARK

HARMLESS_SLASH = "\u2215"
"""DIVISION SLASH: reads like "/", but no Unicode normalisation turns it into one."""

_ANNOUNCED = re.compile(
    rf"(?:我的|本人)?(?:身份证|银行卡|卡)(?:号码?)?(?:就?是|为|[:：])\s*{SECRET_MARK}[\s，,。；;]*"
)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me", "Zs", "Zl", "Zp"})


@dataclass(frozen=True)
class Reading:
    """What a text comes to: for the log, for the engine, and the secret that was in it."""

    shown: str
    for_engine: str
    secret: str | None = field(default=None, repr=False)
    is_awaited: bool = False
    """The secret had been asked for, so it is to be redeemed; False when it came uncalled for."""
    is_personal: bool = False
    """It held an identity card or bank card number that nobody asked for; it is hidden too."""


NEW_PASSWORD = "new_password"  # noqa: S105 - the kind of secret that is to be set
"""What a gate expects when the next secret is no proof: it may have any shape."""


async def read(text: str, expects: Callable[[], Awaitable[str | None]]) -> Reading:
    """Return the reading of `text`; `expects` is asked only when a secret may be in it.

    It returns the kind of secret that was asked for, or None.
    """
    open_text = without_personal(text)
    personal = open_text != text
    proof, unasked = find_secret(open_text, expected=True), find_secret(open_text, expected=False)
    new = find_new_password(open_text)
    if proof is None and unasked is None and new is None:
        return Reading(open_text, neutralised(_said_beside(open_text)), is_personal=personal)
    kind = await expects()
    found = (new if kind == NEW_PASSWORD else proof) if kind else unasked
    if found is None:
        return Reading(open_text, neutralised(open_text), is_personal=personal)
    return Reading(
        found.redacted_text,
        neutralised(found.redacted_text),
        secret=found.secret,
        is_awaited=kind is not None,
        is_personal=personal,
    )


def _said_beside(text: str) -> str:
    """Return `text` without the announcement of a hidden card number, unless nothing else is said.

    The engine would take 我的身份证是… for what the customer wants.
    """
    rest = _ANNOUNCED.sub("", text)
    return rest if any(char.isalnum() for char in rest) else text


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
