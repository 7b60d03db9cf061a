"""A new service password: begun under the right credentials, entered twice, then in force.

Entering it twice is the explicit yes (handbook §3, prohibition 3): nothing changes before. The
password itself is never kept, only the hash of the first entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from accounts.access import (
    OPENS,
    Caller,
    Credential,
    Purpose,
    access_account,
    credentials_held,
)
from accounts.clock import Clock
from accounts.credentials import SecretHasher
from accounts.errors import IdentityNeeded, NumberLocked, PasswordRefused
from accounts.identity import password_rules, rules
from accounts.identity.model import NEW_PASSWORD, Challenge, Outcome
from accounts.model import LOSS
from accounts.notifier import Notification, Notifier
from accounts.storage import identity_rows, security_rows
from accounts.storage.audit_log import write_entry
from accounts.storage.catalogue_rows import operator_row
from accounts.storage.customers import customer_by_number
from accounts.storage.uow import UnitOfWork, UowFactory

How = Literal["change", "reset"]
PURPOSES: Mapping[str, Purpose] = {
    "change": Purpose.PASSWORD_CHANGE,
    "reset": Purpose.PASSWORD_RESET,
}
AUDITED: Mapping[str, str] = {"change": "password_changed", "reset": "password_reset"}


@dataclass(frozen=True)
class _Entry:
    """One secret held against what the conversation has entered so far."""

    reason: str | None
    new_hash: str | None
    repeats: bool


class Passwords:
    """Changes and resets service passwords."""

    def __init__(
        self, *, uow_factory: UowFactory, clock: Clock, notifier: Notifier, hasher: SecretHasher
    ) -> None:
        """Take the ports and the hasher."""
        self._uows = uow_factory
        self._clock = clock
        self._notifier = notifier
        self._hasher = hasher

    def begin(self, caller: Caller, number: str, how: How) -> Challenge:
        """Ask the conversation for a new password of `number`, from the first entry on.

        Raises IdentityNeeded (to reset, a code shown within `FRESH` is needed), NumberLocked, and
        PasswordRefused: ``lost`` for a reset while the line is suspended for loss (whoever has the
        telephone gets the codes), ``often`` after too many refused entries.
        """
        now = self._clock.now()
        challenge = Challenge(number, NEW_PASSWORD, now + rules.SECRET_LIFETIME)
        with self._uows() as uow:
            rules.check_unlocked(identity_rows.lock_number(uow, number), now)
            customer = access_account(uow, caller, number, PURPOSES[how], now)
            if how == "reset" and not _fresh_code(uow, caller, number, now):
                raise IdentityNeeded(number, needs_password=False)
            if how == "reset" and customer.suspended_reason == LOSS:
                raise PasswordRefused("lost")
            refused, since = _refused(uow, caller.conversation_id, number, now)
            if refused >= password_rules.MOST_REFUSED:
                raise PasswordRefused("often")
            security_rows.put_pending(
                uow,
                caller.conversation_id,
                number,
                how=how,
                password_hash=None,
                refused=refused,
                since=since,
            )
            _ask(uow, caller.conversation_id, number, now)
            uow.commit()
        return challenge

    def offer(self, asked: Any, secret: str) -> Outcome:
        """Judge one entry of what the challenge row `asked` asks for.

        ``weak`` (with the reason), ``again`` (good: to be repeated), ``mismatch`` (the repetition
        differs: both anew), ``often`` (refused too often), ``changed``, or ``expired``.
        """
        now = self._clock.now()
        with self._uows(readonly=True) as uow:
            customer = customer_by_number(uow, asked.number)
            pending = security_rows.pending_password(uow, asked.conversation_id, asked.number)
        if customer is None or pending is None:
            return _outcome(asked, "expired")
        # Hashing takes long and is done before the database is held, as in `Identity.present`.
        entry = self._entry(pending, customer.service_password_hash, asked.number, secret)
        with self._uows() as uow:
            outcome, hotline = self._judge(uow, asked, entry, now), operator_row(uow)
            uow.commit()
        if outcome.outcome == "changed":
            data = {"hotline": hotline.hotline if hotline else ""}
            # The change stands even when the message about it cannot be kept.
            with suppress(OSError):
                self._notifier.send(Notification(asked.number, AUDITED[pending.how], data))
        return outcome

    def _entry(self, pending: Any, present_hash: str, number: str, secret: str) -> _Entry:
        if pending.password_hash is not None:
            return _Entry(None, None, self._hasher.matches(pending.password_hash, secret))
        reason = password_rules.weakness(secret, number)
        if reason is None and self._hasher.matches(present_hash, secret):
            reason = "old"
        return _Entry(reason, None if reason else self._hasher.hash(secret), repeats=False)

    def _judge(self, uow: UnitOfWork, asked: Any, entry: _Entry, now: datetime) -> Outcome:
        state = identity_rows.lock_number(uow, asked.number)
        try:
            rules.check_unlocked(state, now)
        except NumberLocked as locked:
            return _outcome(asked, "locked", locked_until=locked.until)
        pending = security_rows.pending_password(uow, asked.conversation_id, asked.number)
        # Of two entries at once the second finds the challenge gone, or renewed by the first.
        if (
            pending is None
            or not identity_rows.end_challenge(uow, asked)
            or asked.expires_at <= now
            or not _still_proved(uow, asked, pending.how, now)
        ):
            security_rows.forget_entries(uow, asked.conversation_id)
            return _outcome(asked, "expired")
        if pending.password_hash is None:
            return _first(uow, asked, pending, entry, now)
        if not entry.repeats:
            return _refuse(uow, asked, pending.refused, "mismatch", now=now)
        return _change(uow, asked, pending, now)


def _first(uow: UnitOfWork, asked: Any, pending: Any, entry: _Entry, now: datetime) -> Outcome:
    if entry.new_hash is None:
        return _refuse(uow, asked, pending.refused, "weak", now=now, reason=entry.reason)
    security_rows.change_pending(
        uow, asked.conversation_id, asked.number, password_hash=entry.new_hash
    )
    _ask(uow, asked.conversation_id, asked.number, now)
    return _outcome(asked, "again")


def _refuse(
    uow: UnitOfWork,
    asked: Any,
    earlier: int,
    outcome: Any,
    *,
    now: datetime,
    reason: str | None = None,
) -> Outcome:
    refused = earlier + 1
    security_rows.change_pending(
        uow, asked.conversation_id, asked.number, password_hash=None, refused=refused
    )
    left = max(0, password_rules.MOST_REFUSED - refused)
    if left == 0:
        return _outcome(asked, "often")
    _ask(uow, asked.conversation_id, asked.number, now)
    return _outcome(asked, outcome, left=left, reason=reason)


def _change(uow: UnitOfWork, asked: Any, pending: Any, now: datetime) -> Outcome:
    security_rows.set_password(uow, asked.number, pending.password_hash)
    security_rows.change_pending(
        uow, asked.conversation_id, asked.number, password_hash=None, refused=0
    )
    if pending.how == "reset":
        # A change soon after a reset leaves the mark: it rests on the same code.
        identity_rows.change_number(uow, asked.number, password_reset_at=now)
    # What others proved by the old password ends with it.
    security_rows.drop_grants(
        uow, asked.number, Credential.PASSWORD.value, but=asked.conversation_id
    )
    write_entry(
        uow,
        at=now,
        actor="customer",
        what=AUDITED[pending.how],
        number=asked.number,
        credential="+".join(
            each.value for each in Credential if each in OPENS[PURPOSES[pending.how]][0]
        ),
        conversation_id=asked.conversation_id,
    )
    return _outcome(asked, "changed")


def _ask(uow: UnitOfWork, conversation_id: str, number: str, now: datetime) -> None:
    identity_rows.put_challenge(
        uow,
        conversation_id,
        number=number,
        kind=NEW_PASSWORD,
        opened_at=now,
        expires_at=now + rules.SECRET_LIFETIME,
    )


def _outcome(
    asked: Any,
    outcome: Any,
    *,
    left: int = 0,
    reason: str | None = None,
    locked_until: datetime | None = None,
) -> Outcome:
    return Outcome(outcome, NEW_PASSWORD, left, locked_until, asked.number, reason)


def _still_proved(uow: UnitOfWork, asked: Any, how: str, now: datetime) -> bool:
    caller = Caller(asked.conversation_id, "")
    held = credentials_held(uow, caller, asked.number, now)
    return any(key <= held for key in OPENS[PURPOSES[how]])


def _fresh_code(uow: UnitOfWork, caller: Caller, number: str, now: datetime) -> bool:
    since = now - password_rules.FRESH
    granted = identity_rows.grants_of(uow, caller.conversation_id, since=since, number=number)
    code = Credential.CODE.value
    return any(each.credential == code and each.granted_at > since for each in granted)


def _refused(
    uow: UnitOfWork, conversation_id: str, number: str, now: datetime
) -> tuple[int, datetime]:
    """Return how many entries were refused, and since when they are counted."""
    earlier = security_rows.pending_password(uow, conversation_id, number)
    if earlier is None or earlier.since + password_rules.REMEMBERED <= now:
        return 0, now
    return earlier.refused, earlier.since
