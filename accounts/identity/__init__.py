"""Proving that a number is the customer's own: challenges, lockout, grants (handbook §3)."""

from __future__ import annotations

from accounts.identity.model import NEW_PASSWORD, Challenge, Kind, Outcome, Result
from accounts.identity.service import Identity

__all__ = ["NEW_PASSWORD", "Challenge", "Identity", "Kind", "Outcome", "Result"]
