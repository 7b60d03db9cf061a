"""The one door to a customer's data (handbook §3): who asks, for which number, with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from accounts.errors import IdentityNeeded, PasswordTooNew
from accounts.model import Customer
from accounts.orders.settling import settle
from accounts.storage import identity_rows as rows
from accounts.storage.audit_log import write_entry
from accounts.storage.customers import customer_by_number
from accounts.storage.uow import UnitOfWork

GRANT_LIFETIME = timedelta(minutes=30)
"""A proved number stays proved this long after its last use. The handbook sets no time; a phone
left on a table should not stay open for the day, and a long talk should not have to start anew."""


class Credential(Enum):
    """How a number was proved, weakest first."""

    RECOGNISED = "recognised"
    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - the name of a credential, not one


class Purpose(Enum):
    """Why data is read or changed; each row of handbook §3 names the credential it needs."""

    SALUTATION = "salutation"
    BILL_TOTAL = "bill_total"
    BALANCE = "balance"
    USAGE = "usage"
    PACKAGE = "package"
    POINTS = "points"
    ARREARS = "arrears"
    BILL_PARTS = "bill_parts"
    BILL_DETAIL = "bill_detail"
    PAYMENTS = "payments"
    SUBSCRIPTIONS = "subscriptions"
    INVOICES = "invoices"
    TOP_UP = "top_up"
    TICKETS = "tickets"
    OUTAGES = "outages"
    AUDIT = "audit"
    ORDER = "order"
    ORDERS = "orders"
    ADVICE = "advice"
    STANDING = "standing"
    PASSWORD_CHANGE = "password_change"  # noqa: S105 - a purpose, not a password
    PASSWORD_RESET = "password_reset"  # noqa: S105 - likewise
    LINE = "line"
    REPORT_LOSS = "report_loss"
    KEEP_NUMBER = "keep_number"
    RESUME = "resume"
    RESUME_LOST = "resume_lost"
    CONTACT = "contact"
    CONTACT_CHANGE = "contact_change"
    DESK = "desk"


@dataclass(frozen=True)
class Caller:
    """Who is speaking, as the gateway established it; never built from a slot or from text."""

    conversation_id: str
    channel: str
    recognised_number: str | None = None
    actor: str = "bot:001"
    turn_id: str = ""
    """Constant over retries of one customer message: the idempotency key of its writes."""


Key = frozenset[Credential]
"""Credentials that open a door when all of them are held."""

_RECOGNISED: Key = frozenset({Credential.RECOGNISED})
_CODE: Key = frozenset({Credential.CODE})
_PASSWORD: Key = frozenset({Credential.PASSWORD})
_BY_ANY = (_RECOGNISED, _CODE, _PASSWORD)
_BY_PROOF = (_CODE, _PASSWORD)

OPENS: Mapping[Purpose, tuple[Key, ...]] = {
    # Greeting by surname is for the customer whom the channel itself recognises (handbook §1).
    Purpose.SALUTATION: (_RECOGNISED,),
    Purpose.BILL_TOTAL: _BY_ANY,
    Purpose.BALANCE: _BY_ANY,
    Purpose.USAGE: _BY_ANY,
    Purpose.PACKAGE: _BY_ANY,
    Purpose.POINTS: _BY_ANY,
    Purpose.ARREARS: _BY_ANY,
    Purpose.BILL_PARTS: _BY_PROOF,
    Purpose.BILL_DETAIL: (_PASSWORD | _CODE,),
    Purpose.PAYMENTS: _BY_PROOF,
    Purpose.SUBSCRIPTIONS: _BY_PROOF,
    Purpose.INVOICES: _BY_PROOF,
    Purpose.TOP_UP: _BY_PROOF,
    Purpose.TICKETS: _BY_PROOF,
    # Says of the customer's area no more than that the operator's notices do.
    Purpose.OUTAGES: _BY_ANY,
    # Picks among what the operator tells anybody of that kind; nothing of it is told itself.
    Purpose.STANDING: _BY_ANY,
    Purpose.AUDIT: _BY_PROOF,
    Purpose.ORDER: _BY_PROOF,
    Purpose.ORDERS: _BY_PROOF,
    # Rests on usage and package, which any of them opens.
    Purpose.ADVICE: _BY_ANY,
    Purpose.PASSWORD_CHANGE: (_PASSWORD | _CODE,),
    # Whoever forgot the password has only the code; what that opens is bounded below.
    Purpose.PASSWORD_RESET: (_CODE,),
    Purpose.LINE: _BY_ANY,
    # Asked for by password, because codes go to the lost telephone; a code shown all the same
    # will do: suspending protects, and whoever has the telephone gains nothing by it.
    Purpose.REPORT_LOSS: (_PASSWORD, _CODE),
    Purpose.KEEP_NUMBER: _BY_PROOF,
    Purpose.RESUME: _BY_PROOF,
    # The finder of a lost telephone receives its codes.
    Purpose.RESUME_LOST: (_PASSWORD,),
    Purpose.CONTACT: _BY_PROOF,
    Purpose.CONTACT_CHANGE: _BY_PROOF,
    # What staff see beside a conversation; the parts of it ask for their own purposes.
    Purpose.DESK: _BY_ANY,
}
"""The table of handbook §3: any one of a purpose's keys opens it."""


SETTLING = timedelta(hours=24)
"""How long a password that a code alone has reset opens nothing that a code does not: otherwise
whoever holds a telephone for a minute would hold the highest credential too. A choice of ours."""
PASSWORD_FIRST = frozenset({Purpose.REPORT_LOSS})
"""Purposes that ask for the password although a code would do: it could not be received."""
OLD_PASSWORD = frozenset({Purpose.BILL_DETAIL, Purpose.RESUME_LOST})
"""Purposes that a password reset by a code alone does not open at once (PasswordTooNew)."""


def credentials_held(
    uow: UnitOfWork, caller: Caller, number: str, now: datetime
) -> frozenset[Credential]:
    """Return what the caller has shown for `number`: its conversation's grants, and the channel.

    A lock takes grants away but not the channel: the binding was proved elsewhere, and strangers
    who guess must not be able to shut customers out of their own app.
    """
    live = rows.grants_of(uow, caller.conversation_id, since=now - GRANT_LIFETIME, number=number)
    held = frozenset(Credential(grant.credential) for grant in live)
    return held | _RECOGNISED if caller.recognised_number == number else held


def allows(uow: UnitOfWork, caller: Caller, number: str, purpose: Purpose, now: datetime) -> bool:
    """Tell whether the caller holds a key to `purpose`; says nothing of whether `number` exists."""
    return _key(purpose, credentials_held(uow, caller, number, now)) is not None


def access_account(
    uow: UnitOfWork, caller: Caller, number: str, purpose: Purpose, now: datetime
) -> Customer:
    """Return the customer of `number`, and note in the audit log who looked, why and with what.

    The entry is part of the caller's unit of work: it stays if and only if that commits.
    Raises IdentityNeeded when no key to `purpose` is held and, alike, when nobody has `number`;
    PasswordTooNew for `OLD_PASSWORD` within `SETTLING` of a reset.
    """
    held = credentials_held(uow, caller, number, now)
    key = _key(purpose, held)
    if key:
        # Orders that have come due take effect before anybody looks (handbook §4).
        settle(uow, number, now)
    customer = customer_by_number(uow, number) if key else None
    if key is None or customer is None:
        due = purpose in PASSWORD_FIRST or _password_due(purpose, held)
        raise IdentityNeeded(number, needs_password=due)
    if purpose in OLD_PASSWORD:
        _check_settled(uow, number, now)
    if held - _RECOGNISED:
        rows.touch_grants(uow, caller.conversation_id, number, since=now - GRANT_LIFETIME, at=now)
    write_entry(
        uow,
        at=now,
        actor=caller.actor,
        what=purpose.value,
        number=number,
        credential="+".join(each.value for each in Credential if each in key),
        conversation_id=caller.conversation_id,
    )
    return customer


def _check_settled(uow: UnitOfWork, number: str, now: datetime) -> None:
    reset_at = rows.password_reset_at(uow, number)
    if reset_at is not None and reset_at + SETTLING > now:
        raise PasswordTooNew(reset_at + SETTLING)


def _key(purpose: Purpose, held: frozenset[Credential]) -> Key | None:
    return next((key for key in OPENS[purpose] if key <= held), None)


def _password_due(purpose: Purpose, held: frozenset[Credential]) -> bool:
    # Where a code will do it is asked for first: everybody can receive one.
    return all(Credential.PASSWORD in key - held for key in OPENS[purpose])
