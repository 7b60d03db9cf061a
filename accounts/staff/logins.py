"""Logs staff in and out: passwords, second factor, lockout, and sessions kept on the server."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from typing import Any

from accounts.clock import Clock
from accounts.credentials import SecretHasher, standard_hasher
from accounts.errors import NotFound
from accounts.staff import model
from accounts.staff.model import (
    LoginRefused,
    OpenedSession,
    SessionEnded,
    StaffSession,
    TotpNeeded,
    WeakPassword,
)
from accounts.staff.roster import member_of
from accounts.staff.second_factor import new_secret, provisioning_uri, step_of
from accounts.staff.tries import (
    TOKEN_BYTES,
    Origin,
    check_unlocked,
    count,
    counted_for,
    hash_of,
    hold,
    passed,
)
from accounts.storage import staff_rows as rows
from accounts.storage.tables_staff import STAFF_NUMBER
from accounts.storage.uow import UnitOfWork, UowFactory

UNKNOWN = Origin()
TOUCH_EVERY = timedelta(seconds=60)
"""A session's last use is written at most so often: reading a page is no reason for ten writes."""
KEPT = timedelta(days=30)
"""How long ended sessions stay on file."""
LONGEST_PASSWORD = 200


class StaffLogins:
    """Opens, checks and ends sessions; numbers that nobody has are treated and locked alike."""

    def __init__(
        self, *, uow_factory: UowFactory, clock: Clock, hasher: SecretHasher | None = None
    ) -> None:
        """Take the units of work, the clock, and a hasher when another cost is wanted."""
        self._uows = uow_factory
        self._clock = clock
        self._hasher = hasher or standard_hasher()

    def login(
        self, number: str, password: str, totp: str | None = None, origin: Origin = UNKNOWN
    ) -> OpenedSession:
        """Open a session.

        Raises LoginRefused, TotpNeeded, or LoginLocked: five wrong tries in a row close the
        number to where they came from for 15 minutes, and then a right password is refused as well
        (`accounts.staff.tries`).
        """
        now = self._clock.now()
        if not 1 <= len(number) <= STAFF_NUMBER or len(password) > LONGEST_PASSWORD:
            raise LoginRefused
        with self._uows(readonly=True) as uow:
            origins = counted_for(uow, number, origin, now)
            check_unlocked(uow, number, origins, now)
            known = rows.login_of(uow, number) if rows.member(uow, number) is not None else None
        # Checked between two transactions: 20 ms are too long to keep other writers waiting.
        right = self._hasher.matches(known.password_hash if known else None, password)
        with self._uows() as uow:
            hold(uow, number, origins, now)
            refusal = _second_factor(uow, number, totp, now) if right else LoginRefused()
            if refusal is None:
                device = passed(uow, number, origins, origin, now)
                opened = _open(uow, number, now, device)
            elif isinstance(refusal, LoginRefused):
                count(uow, number, origins, now)
            uow.commit()
        if refusal is not None:
            raise refusal
        return opened

    def session(self, token: str) -> StaffSession:
        """Return the open session of `token` and count this as its use; raises SessionEnded."""
        now, hashed = self._clock.now(), hash_of(token)
        with self._uows(readonly=True) as uow:
            row = rows.session_of(uow, hashed)
            person = None if row is None else rows.member(uow, row.number)
        if row is None:
            raise SessionEnded
        why = _ended(row, person, now)
        if why is not None:
            self._end(hashed, why)
            raise SessionEnded(why)
        if now - row.seen_at >= TOUCH_EVERY:
            with self._uows() as uow:
                rows.touch_session(uow, hashed, now)
                uow.commit()
        return _session(person, token, row.opened_at, now)

    def check(self, token: str) -> None:
        """Raise SessionEnded unless the session is open; does not count as its use."""
        with self._uows(readonly=True) as uow:
            row = rows.session_of(uow, hash_of(token))
            person = None if row is None else rows.member(uow, row.number)
        why = None if row is None else _ended(row, person, self._clock.now())
        if row is None or why is not None:
            raise SessionEnded(why)

    def logout(self, token: str) -> None:
        """End the session of `token`; one that has ended already stays so."""
        self._end(hash_of(token), model.LOGGED_OUT)

    def change_password(self, token: str, old: str, new: str) -> None:
        """Change the password of the session's member; their other sessions end.

        Raises SessionEnded, LoginRefused for a wrong old one (counted for this session alone),
        LoginLocked, and WeakPassword.
        """
        number, now = self.session(token).member.number, self._clock.now()
        origins = (hash_of(token),)
        with self._uows(readonly=True) as uow:
            check_unlocked(uow, number, origins, now)
            known = rows.login_of(uow, number)
        if not self._hasher.matches(known.password_hash if known else None, old):
            with self._uows() as uow:
                count(uow, number, origins, now)
                uow.commit()
            raise LoginRefused
        if new == old:
            raise WeakPassword
        check_strength(number, new)
        self._put(number, new, but=hash_of(token))

    def set_password(self, number: str, password: str) -> None:
        """Give the member `number` a password and lift every lock; all their sessions end.

        For the command line and the first start. Raises NotFound, WeakPassword.
        """
        with self._uows(readonly=True) as uow:
            if rows.member(uow, number) is None:
                raise NotFound
        check_strength(number, password)
        self._put(number, password, but=None)

    def import_password(self, number: str, password: str) -> None:
        """Give a member the password of a seed; one that they have already ends no session."""
        with self._uows(readonly=True) as uow:
            known = rows.login_of(uow, number)
        if not self._hasher.matches(known.password_hash if known else None, password):
            self._put(number, password, but=None)

    def without_password(self) -> tuple[str, ...]:
        """Return the numbers of members who cannot log in yet."""
        with self._uows(readonly=True) as uow:
            return tuple(rows.without_login(uow))

    def switch_totp(self, number: str, *, on: bool) -> str | None:
        """Give the member a new second factor and return its otpauth URI, or take it away.

        Their sessions end. Raises NotFound for one who has no password yet.
        """
        now, secret = self._clock.now(), new_secret() if on else None
        with self._uows() as uow:
            known = rows.member(uow, number) is not None
            if not known or not rows.change_login(uow, number, totp_secret=secret, totp_step=None):
                raise NotFound
            rows.end_sessions(uow, number=number, at=now, by=model.CHANGED)
            uow.commit()
        return None if secret is None else provisioning_uri(secret, number)

    def _put(self, number: str, password: str, *, but: str | None) -> None:
        now, hashed = self._clock.now(), self._hasher.hash(password)
        with self._uows() as uow:
            rows.put_password(uow, number, hashed, now)
            rows.end_sessions(uow, number=number, but=but, at=now, by=model.CHANGED)
            rows.forget_attempts(uow, number, None, now - model.REMEMBERED)
            # Who knew the old password may have made a device known.
            rows.forget_devices(uow, now - model.DEVICE_KNOWN, number)
            uow.commit()

    def _end(self, token_hash: str, why: str) -> None:
        with self._uows() as uow:
            rows.end_sessions(uow, token_hash=token_hash, at=self._clock.now(), by=why)
            uow.commit()


def check_strength(number: str, password: str) -> None:
    """Raise WeakPassword for one that is short, monotonous, or holds the staff number."""
    distinct = len(set(password))
    if not model.LEAST_CHARS <= len(password) <= LONGEST_PASSWORD or distinct < model.TRIES:
        raise WeakPassword
    if number in password:
        raise WeakPassword


def _second_factor(
    uow: UnitOfWork, number: str, totp: str | None, now: datetime
) -> LoginRefused | TotpNeeded | None:
    # Read anew: two logins with one code at the same moment must not both pass.
    known = rows.login_of(uow, number)
    if known is None:
        return LoginRefused()
    if known.totp_secret is None:
        return None
    if not totp:
        return TotpNeeded()
    step = step_of(known.totp_secret, totp, now, known.totp_step)
    if step is None:
        return LoginRefused()
    rows.change_login(uow, number, totp_step=step)
    return None


def _open(uow: UnitOfWork, number: str, now: datetime, device: str) -> OpenedSession:
    person = rows.member(uow, number)
    if person is None:
        raise LoginRefused
    token = secrets.token_urlsafe(TOKEN_BYTES)
    rows.forget_sessions(uow, now - KEPT)
    rows.put_session(
        uow,
        token_hash=hash_of(token),
        number=number,
        role=person.role,
        opened_at=now,
        seen_at=now,
    )
    return OpenedSession(_session(person, token, now, now), token, device)


def _ended(row: Any, person: Any | None, now: datetime) -> str | None:
    if row.ended_at is not None:
        return str(row.ended_by)
    if person is None or person.role != row.role:
        return model.CHANGED
    if now >= row.opened_at + model.LONGEST or now >= row.seen_at + model.IDLE:
        return model.EXPIRED
    return None


def _session(person: Any, token: str, opened_at: datetime, now: datetime) -> StaffSession:
    until = min(opened_at + model.LONGEST, now + model.IDLE)
    return StaffSession(member_of(person), _csrf(token), until)


def _csrf(token: str) -> str:
    # Derived, so that nothing has to be stored; it tells nothing about the token.
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()
