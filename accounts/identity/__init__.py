"""Proving that a number is the customer's own: challenges, lockout, grants (handbook §3)."""

from __future__ import annotations

from accounts.identity.model import Challenge, Kind, Outcome, Result
from accounts.identity.service import Identity

__all__ = ["Challenge", "Identity", "Kind", "Outcome", "Result"]
