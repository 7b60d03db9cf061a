"""Opens challenges, judges secrets, and knows what each conversation has proved.

A challenge is opened for a conversation, a secret is presented against it, and an accepted one
grants the number to that conversation. Numbers that nobody owns take the same path, at the same
cost and with the same limits; only no code leaves, and no secret is ever right.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from accounts.access import GRANT_LIFETIME, Caller, Credential, credentials_held
from accounts.clock import Clock, local
from accounts.credentials import SecretHasher, standard_hasher
from accounts.errors import CodeLimitReached, CodeTooSoon
from accounts.identity import rules
from accounts.identity.judging import judge, stored_hash
from accounts.identity.model import NEW_PASSWORD, Challenge, Kind, Outcome
from accounts.identity.passwords import How, Passwords
from accounts.notifier import Notification, Notifier
from accounts.storage import identity_rows as rows
from accounts.storage import security_rows
from accounts.storage.customers import customer_by_number
from accounts.storage.uow import UnitOfWork, UowFactory

CODE_NOTIFICATION = "verification_code"
"""Kind of the notification that carries a code: data `valid_minutes`, secret `code`."""


OriginOf = Callable[[str], "str | None"]


def _unknown(_conversation_id: str) -> None:
    return None


class Identity:
    """The identity service; each call is one decision, whatever else runs at the same time."""

    def __init__(
        self,
        *,
        uow_factory: UowFactory,
        clock: Clock,
        notifier: Notifier,
        hasher: SecretHasher | None = None,
        origin_of: OriginOf = _unknown,
    ) -> None:
        """Take the ports, and a hasher when another cost than the standard one is wanted.

        `origin_of` tells by what pseudonym a conversation's address goes, None when unknown.
        """
        self._origin_of = origin_of
        self._uows = uow_factory
        self._clock = clock
        self._notifier = notifier
        self._hasher = hasher or standard_hasher()
        self._passwords = Passwords(
            uow_factory=uow_factory, clock=clock, notifier=notifier, hasher=self._hasher
        )

    def bound_origins(self, origin_of: OriginOf) -> None:
        """Bound what comes from one address too; `origin_of` is as for the constructor."""
        self._origin_of = origin_of

    def open_challenge(self, caller: Caller, number: str, kind: Kind) -> Challenge:
        """Ask the caller's conversation to prove `number`, in place of what it was asked before.

        A code is sent to the number. Raises NumberLocked, and CodeTooSoon, CodeLimitReached or, for
        what was asked about other numbers before, CodesPaused when none may be sent now; an earlier
        code of this conversation for this number that still lives is then the one awaited, and
        nothing that was asked for another number. A code that the notifier cannot send (OSError)
        is as if it had never been asked for.
        """
        if kind == "code":
            return self._ask_code(caller.conversation_id, number)
        return self._ask_password(caller.conversation_id, number)

    def begin_password(self, caller: Caller, number: str, how: How) -> Challenge:
        """Ask for a new password of `number`; see `Passwords.begin` for what it raises."""
        return self._passwords.begin(caller, number, how)

    def expects(self, conversation_id: str) -> bool:
        """Tell whether the conversation has been asked for a secret and has not given it."""
        return self.awaited(conversation_id) is not None

    def awaited(self, conversation_id: str) -> Challenge | None:
        """Return what the conversation was asked for last and has not given; maybe expired."""
        with self._uows(readonly=True) as uow:
            asked = rows.challenge_of(uow, conversation_id)
        if asked is None or asked.opened_at + rules.AWAITED <= self._clock.now():
            return None
        return Challenge(asked.number, asked.kind, asked.expires_at)

    def present(self, conversation_id: str, secret: str) -> Outcome:
        """Judge `secret` against what the conversation was asked for.

        A new password is judged by `Passwords.offer` and proves nothing. The third wrong proof in
        a conversation, codes and passwords together, ends the attempt and locks the number
        everywhere. Every verdict on a proof but expired is in the audit log.
        """
        now = self._clock.now()
        with self._uows(readonly=True) as uow:
            asked = rows.challenge_of(uow, conversation_id)
            new = asked is not None and asked.kind == NEW_PASSWORD
            stored = None if asked is None or new else stored_hash(uow, asked)
        if new:
            return self._passwords.offer(asked, secret)
        # Checked between two transactions: 20 ms are too long to keep every other writer waiting.
        # What happened meanwhile is seen by `judge`.
        right = self._hasher.matches(stored, secret)
        if asked is None:
            return Outcome("expired", "code", rules.TRIES)
        with self._uows() as uow:
            outcome = judge(uow, asked, right=right, now=now)
            uow.commit()
        return outcome

    def credentials_of(self, caller: Caller, number: str) -> frozenset[Credential]:
        """Return what the caller has shown for `number`; see `accounts.access`."""
        with self._uows(readonly=True) as uow:
            return credentials_held(uow, caller, number, self._clock.now())

    def verified_number(self, caller: Caller) -> str | None:
        """Return the number this conversation proved last, else the one the channel has bound."""
        since = self._clock.now() - GRANT_LIFETIME
        with self._uows(readonly=True) as uow:
            granted = rows.grants_of(uow, caller.conversation_id, since=since)
        return granted[0].number if granted else caller.recognised_number

    def abandon(self, conversation_id: str) -> None:
        """Await no secret any longer; what was proved stays, and so does a code on its way.

        For a customer who stops in the middle: digits said later are no attempt.
        """
        with self._uows() as uow:
            rows.drop_challenge(uow, conversation_id)
            security_rows.forget_entries(uow, conversation_id)
            uow.commit()

    def close(self, conversation_id: str) -> None:
        """End what the conversation was asked and what it proved; wrong tries are remembered."""
        with self._uows() as uow:
            rows.forget_conversation(uow, conversation_id)
            security_rows.forget_entries(uow, conversation_id)
            uow.commit()

    def _ask_password(self, conversation_id: str, number: str) -> Challenge:
        now = self._clock.now()
        challenge = Challenge(number, "password", now + rules.SECRET_LIFETIME)
        with self._uows() as uow:
            rules.check_unlocked(rows.lock_number(uow, number), now)
            _await_secret(uow, conversation_id, challenge, now)
            uow.commit()
        return challenge

    def _ask_code(self, conversation_id: str, number: str) -> Challenge:
        now = self._clock.now()
        origin = self._origin_of(conversation_id)
        with self._uows(readonly=True) as uow:
            seen = rows.number_state(uow, number)
            refused = _paused(uow, conversation_id, origin, now)
            if refused is None and seen is not None:
                refused = rules.code_refusal(seen, now)
        code = f"{secrets.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}}"
        # Hashed before the transaction, which would keep every other writer waiting, and not for
        # nothing: whoever answers a refusal with other questions is refused at each of them.
        code_hash = "" if refused else self._hasher.hash(code)
        retry = int(rules.CODE_INTERVAL.total_seconds())
        challenge = Challenge(number, "code", now + rules.SECRET_LIFETIME, True, retry)
        with self._uows() as uow:
            paused = _paused(uow, conversation_id, origin, now)
            # Nothing is kept of a number that is only named: thousands could be.
            state = rows.number_state(uow, number) if paused else rows.lock_number(uow, number)
            if state is not None:
                rules.check_unlocked(state, now)
            refusal = refused or paused or rules.code_refusal(state, now)
            if refusal is None:
                _keep_code(uow, conversation_id, code_hash, state, now)
                since = now - rules.CODES_SPAN
                rows.add_code_time(uow, conversation_id, origin, at=now, since=since)
                _await_secret(uow, conversation_id, challenge, now)
            else:
                _await_earlier_code(uow, conversation_id, number, now)
            known = customer_by_number(uow, number) is not None
            uow.commit()
        if refusal is not None:
            raise refusal
        try:
            self._send(number, code, known=known)
        except Exception:
            self._withdraw(conversation_id, state, now)
            raise
        return challenge

    def _withdraw(self, conversation_id: str, before: Any, at: datetime) -> None:
        """Undo a code that could not be sent: it is neither awaited nor counted.

        Nobody else can have been sent one meanwhile, less than a minute after it.
        """
        with self._uows() as uow:
            rows.end_code(uow, conversation_id, before.number)
            rows.drop_code_time(uow, conversation_id, at)
            rows.drop_challenge(uow, conversation_id)
            counted = ("last_code_at", "codes_on", "codes_sent")
            values = {name: getattr(before, name) for name in counted}
            rows.change_number(uow, before.number, **values)
            uow.commit()

    def _send(self, number: str, code: str, *, known: bool) -> None:
        minutes = int(rules.SECRET_LIFETIME.total_seconds()) // 60
        message = Notification(
            number, CODE_NOTIFICATION, {"valid_minutes": minutes}, {"code": code}
        )
        if known:
            self._notifier.send(message)
        else:
            self._notifier.rehearse(message)


def _paused(
    uow: UnitOfWork, conversation_id: str, origin: str | None, now: datetime
) -> CodeTooSoon | CodeLimitReached | None:
    since = now - rules.CODES_SPAN
    here = rows.code_times(uow, since=since, conversation_id=conversation_id)
    there = [] if origin is None else rows.code_times(uow, since=since, origin=origin)
    return rules.pause(here, there, now)


def _keep_code(
    uow: UnitOfWork, conversation_id: str, code_hash: str, state: Any, now: datetime
) -> None:
    rows.put_code(
        uow,
        conversation_id,
        state.number,
        code_hash=code_hash,
        expires_at=now + rules.SECRET_LIFETIME,
    )
    rows.change_number(
        uow,
        state.number,
        last_code_at=now,
        codes_on=local(now).date(),
        codes_sent=rules.codes_today(state, now) + 1,
    )


def _await_earlier_code(uow: UnitOfWork, conversation_id: str, number: str, now: datetime) -> None:
    earlier = rows.code_of(uow, conversation_id, number)
    if earlier is not None and earlier.expires_at > now:
        _await_secret(uow, conversation_id, Challenge(number, "code", earlier.expires_at), now)
        return
    asked = rows.challenge_of(uow, conversation_id)
    if asked is not None and asked.number != number:
        # What is said now is meant for `number`: it must neither prove nor lock another one.
        rows.drop_challenge(uow, conversation_id)


def _await_secret(
    uow: UnitOfWork, conversation_id: str, challenge: Challenge, now: datetime
) -> None:
    rows.put_challenge(
        uow,
        conversation_id,
        number=challenge.number,
        kind=challenge.kind,
        opened_at=now,
        expires_at=challenge.expires_at,
    )
