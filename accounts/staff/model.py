"""Staff members, their sessions, and what a login refuses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.errors import AccountError

AGENT, SUPERVISOR, TRAINER = "agent", "supervisor", "trainer"
ROLES = (AGENT, SUPERVISOR, TRAINER)

# The handbook asks for lockout and expiry and sets no numbers; these are choices of ours.
TRIES = 5
"""Wrong logins in a row that close a staff number to where they came from."""
TRIES_ANYWHERE = 25
"""Wrong logins from anywhere that close it to every device that has not logged in before."""
WITHIN = timedelta(hours=1)
"""Those from anywhere count together when they are no further apart than this."""
DEVICE_KNOWN = timedelta(days=90)
"""How long after the last login a device is known."""
LOCK = timedelta(minutes=15)
REMEMBERED = timedelta(hours=24)
"""Wrong tries further apart than this are not in a row."""
LONGEST = timedelta(hours=12)
"""A session ends this long after the login, however busy: a shift and some."""
IDLE = timedelta(minutes=30)
"""A session ends this long after the last request."""
LEAST_CHARS = 10
"""Shortest password that staff may choose."""

LOGGED_OUT, EXPIRED, CHANGED = "logged_out", "expired", "changed"
"""Why a session ended: at the member's wish, by time, or with the password or role."""


@dataclass(frozen=True)
class StaffMember:
    """A person of the roster; `capacity` is the most conversations at once, None if not set."""

    number: str
    name: str
    role: str
    groups: tuple[str, ...] = ()
    capacity: int | None = None
    has_totp: bool = False

    @property
    def actor(self) -> str:
        """How audit log and histories name the member."""
        return f"{self.role}:{self.number}"


@dataclass(frozen=True)
class StaffSession:
    """An open session; `csrf` is what a changing request has to show beside the cookie."""

    member: StaffMember
    csrf: str = field(repr=False)
    expires_at: datetime
    """When it ends at the latest, if nothing is requested before."""


@dataclass(frozen=True)
class OpenedSession:
    """A session that has just been opened, with the token that only the browser keeps."""

    session: StaffSession
    token: str = field(repr=False)
    device: str = field(repr=False)
    """Shown at later logins, it tells that this device is known."""


class LoginRefused(AccountError):
    """Number, password or second factor is wrong; which of them is not told."""

    code = "login_refused"


class TotpNeeded(AccountError):
    """The password is right, and the second factor is due."""

    code = "totp_needed"


class LoginLocked(AccountError):
    """Too many wrong logins: the staff number is closed to this origin until `until`."""

    code = "login_locked"

    def __init__(self, until: datetime) -> None:
        """Keep the end of the lock, aware."""
        super().__init__(self.code)
        self.until = until


class SessionEnded(AccountError):
    """There is no such session any more; `why` is one of the reasons, or None if unknown."""

    code = "session_expired"

    def __init__(self, why: str | None = None) -> None:
        """Keep why it ended."""
        super().__init__(self.code)
        self.why = why


class WeakPassword(AccountError):
    """The new password is too short, or made of one character, or the old one or the number."""

    code = "weak_password"
