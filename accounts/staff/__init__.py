"""The people of the service centre: who they are, and how they log in (handbook §6)."""

from __future__ import annotations

from accounts.staff.logins import StaffLogins
from accounts.staff.model import (
    AGENT,
    ROLES,
    SUPERVISOR,
    TRAINER,
    LoginLocked,
    LoginRefused,
    OpenedSession,
    SessionEnded,
    StaffMember,
    StaffSession,
    TotpNeeded,
    WeakPassword,
)
from accounts.staff.roster import Roster
from accounts.staff.tries import Origin

__all__ = [
    "AGENT",
    "ROLES",
    "SUPERVISOR",
    "TRAINER",
    "LoginLocked",
    "LoginRefused",
    "OpenedSession",
    "Origin",
    "Roster",
    "SessionEnded",
    "StaffLogins",
    "StaffMember",
    "StaffSession",
    "TotpNeeded",
    "WeakPassword",
]
