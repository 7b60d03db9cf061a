"""What a presented secret leads to: accepted, wrong, locked or expired (handbook §3)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.errors import NumberLocked
from accounts.identity import rules
from accounts.identity.model import Outcome
from accounts.storage import identity_rows as rows
from accounts.storage.audit_log import write_entry
from accounts.storage.customers import customer_by_number
from accounts.storage.uow import UnitOfWork

ACTOR = "customer"
"""Actor of the audit entries made here: whoever claims the number, not the bot, shows a secret."""


def stored_hash(uow: UnitOfWork, asked: Any) -> str | None:
    """Return the hash that a right answer to the challenge row `asked` has; None: none is right.

    Looks up the same rows whether or not the number exists.
    """
    customer = customer_by_number(uow, asked.number)
    code = rows.code_of(uow, asked.conversation_id, asked.number)
    if customer is None:
        return None
    if asked.kind == "password":
        return customer.service_password_hash
    return None if code is None else str(code.code_hash)


def judge(uow: UnitOfWork, asked: Any, *, right: bool, now: datetime) -> Outcome:
    """Decide about an answer to the challenge row `asked`, and write down what follows.

    `right` was found out before this unit of work began, so the challenge may be gone by now.
    """
    state = rows.lock_number(uow, asked.number)
    try:
        rules.check_unlocked(state, now)
    except NumberLocked as locked:
        return Outcome("locked", asked.kind, 0, locked.until, asked.number)
    if asked.expires_at > now and not right:
        return _refuse(uow, asked, state, now)
    # Of two that present the same secret at the same time, one finds the challenge gone.
    if rows.end_challenge(uow, asked) and asked.expires_at > now:
        return _accept(uow, asked, now)
    return Outcome(
        "expired", asked.kind, _left(uow, asked, state.wrong_tries, now), None, asked.number
    )


def _accept(uow: UnitOfWork, asked: Any, now: datetime) -> Outcome:
    if asked.kind == "code":
        rows.end_code(uow, asked.conversation_id, asked.number)
    rows.put_grant(uow, asked.conversation_id, asked.number, asked.kind, now)
    rows.forget_tries(uow, asked.conversation_id, asked.number)
    rows.change_number(uow, asked.number, wrong_tries=0)
    _note(uow, asked, "credential_accepted", now)
    return Outcome("accepted", asked.kind, _left(uow, asked, 0, now), None, asked.number)


def _refuse(uow: UnitOfWork, asked: Any, state: Any, now: datetime) -> Outcome:
    rows.add_wrong_try(
        uow,
        asked.conversation_id,
        asked.number,
        at=now,
        since=now - rules.TRIES_REMEMBERED,
    )
    anywhere = state.wrong_tries + 1
    rows.change_number(uow, asked.number, wrong_tries=anywhere)
    _note(uow, asked, "credential_wrong", now)
    left = _left(uow, asked, anywhere, now)
    if left == 0:
        return _lock(uow, asked, now)
    return Outcome("wrong", asked.kind, left, None, asked.number)


def _lock(uow: UnitOfWork, asked: Any, now: datetime) -> Outcome:
    until = now + rules.LOCK
    rows.change_number(uow, asked.number, locked_until=until, wrong_tries=0)
    rows.forget_number(uow, asked.number)
    # The attempt is over: the next one, at this number later or at another now, starts afresh.
    rows.forget_tries(uow, asked.conversation_id)
    rows.end_challenge(uow, asked)
    _note(uow, asked, "number_locked", now)
    return Outcome("locked", asked.kind, 0, until, asked.number)


def _left(uow: UnitOfWork, asked: Any, anywhere: int, now: datetime) -> int:
    since = now - rules.TRIES_REMEMBERED
    here = rows.wrong_tries(uow, asked.conversation_id, since=since)
    return rules.tries_left(here=here, anywhere=anywhere)


def _note(uow: UnitOfWork, asked: Any, what: str, now: datetime) -> None:
    write_entry(
        uow,
        at=now,
        actor=ACTOR,
        what=what,
        number=asked.number,
        credential=asked.kind,
        conversation_id=asked.conversation_id,
    )
