"""Allowances in words: data in MB/GB, calls in minutes, messages by count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from accounts.usage import Allowance, MonthUsage
from actions.turn import Turn

RESOURCES = ("data", "voice", "sms")
"""In the order in which they are said."""


class _Words(NamedTuple):
    name: str
    amount: str


_KEYS: Mapping[str, _Words] = {
    "data": _Words("resource_data", "amount_data"),
    "voice": _Words("resource_voice", "amount_voice"),
    "sms": _Words("resource_sms", "amount_sms"),
}


def name_of(turn: Turn, resource: str) -> str:
    """Return what customers call `resource`."""
    return turn.say(_KEYS[resource].name)


def spoken(turn: Turn, resource: str, amount: int) -> str:
    """Return an amount of `resource` with its unit."""
    return turn.say(_KEYS[resource].amount, amount=amount)


def allowance_of(usage: MonthUsage, resource: str) -> Allowance:
    """Return the allowance of `resource` in `usage`."""
    allowances: Mapping[str, Allowance] = {
        "data": usage.data,
        "voice": usage.voice,
        "sms": usage.sms,
    }
    return allowances[resource]
