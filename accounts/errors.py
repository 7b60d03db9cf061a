"""What the account services refuse; each error carries a code and data, never a sentence.

The edge (`actions.base`, the gateway) words them from `data/scripts`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from accounts.month import Month


class AccountError(Exception):
    """Base of everything the domain refuses on purpose."""

    code: ClassVar[str] = "account_error"


class IdentityNeeded(AccountError):
    """The caller has not shown the credential that the purpose asks for (handbook §3).

    Raised alike for numbers that exist and numbers that do not.
    """

    code = "identity_needed"

    def __init__(self, number: str | None, needs_password: bool) -> None:
        """Keep the number asked about (None when none is known) and whether a password is due."""
        super().__init__(self.code)
        self.number = number
        self.needs_password = needs_password


class NumberLocked(AccountError):
    """Too many wrong credentials: the number is closed until `until` (handbook §3)."""

    code = "number_locked"

    def __init__(self, until: datetime) -> None:
        """Keep the end of the lock, aware."""
        super().__init__(self.code)
        self.until = until


class CodeTooSoon(AccountError):
    """A code was sent less than 60 s ago; `retry_seconds` says how long to wait."""

    code = "code_too_soon"

    def __init__(self, retry_seconds: int) -> None:
        """Keep the seconds left until another code may be sent."""
        super().__init__(self.code)
        self.retry_seconds = retry_seconds


class CodeLimitReached(AccountError):
    """The number has had its five codes today (handbook §3)."""

    code = "code_limit_reached"


class MonthUnavailable(AccountError):
    """Nothing to show for `month` (handbook §2).

    `reason` is future, too_old, no_bill, or before_joining; `joined` is the month in which the
    customer joined, given with before_joining alone.
    """

    code = "month_unavailable"

    def __init__(self, month: Month, reason: str, joined: Month | None = None) -> None:
        """Keep the month and why it cannot be shown."""
        super().__init__(self.code)
        self.month = month
        self.reason = reason
        self.joined = joined


class AmountRefused(AccountError):
    """A payment amount is outside what can be paid here; bounds are decimal yuan as text."""

    code = "amount_refused"

    def __init__(self, lowest: str, highest: str) -> None:
        """Keep the smallest and largest amount accepted."""
        super().__init__(self.code)
        self.lowest = lowest
        self.highest = highest


class NotFound(AccountError):
    """Nothing of that id belongs to the caller; "not yours" and "does not exist" are one error."""

    code = "not_found"


class OrderRefused(AccountError):
    """An order cannot be taken, or not revoked (handbook §4).

    `reason` is gone, off_sale, stars, suspended, arrears (with `amount`, owed), already,
    not_held, ending (a cancellation of it is pending), cancelled_already, pending_change (`other`
    is the package of the pending order), excluded (`other` stands against it), exclusive (so does
    `other`, wanted with it), changed (agreed to on other terms), or too_late. `order` is
    the order in the way.
    """

    code = "order_refused"

    def __init__(
        self,
        reason: str,
        item: str,
        name: str,
        *,
        other: str | None = None,
        order: str | None = None,
        amount: Decimal | None = None,
    ) -> None:
        """Keep why, the item's code and name, and what stands in the way."""
        super().__init__(self.code)
        self.reason = reason
        self.item = item
        self.name = name
        self.other = other
        self.order = order
        self.amount = amount


class PasswordRefused(AccountError):
    """The service password cannot be set here and now.

    `reason` is lost (the line is suspended for loss), or often (too many refused entries).
    """

    code = "password_refused"

    def __init__(self, reason: str) -> None:
        """Keep why."""
        super().__init__(self.code)
        self.reason = reason


class PasswordTooNew(AccountError):
    """The password was reset by a code alone and opens what needs a password only at `until`."""

    code = "password_too_new"

    def __init__(self, until: datetime) -> None:
        """Keep the moment, aware."""
        super().__init__(self.code)
        self.until = until


class LineRefused(AccountError):
    """A line cannot be suspended or resumed.

    `reason` is already (suspended so), active (nothing to resume), arrears (with `owed`, and
    `unposted` that is on its way), lost (kept for loss), or other (suspended for a reason that is
    not ours to end).
    """

    code = "line_refused"

    def __init__(
        self, reason: str, *, owed: Decimal | None = None, unposted: Decimal | None = None
    ) -> None:
        """Keep why, and what is owed and on its way, in yuan."""
        super().__init__(self.code)
        self.reason = reason
        self.owed = owed
        self.unposted = unposted


class ContactRefused(AccountError):
    """A contact detail of `kind` (phone, address) does not look like one."""

    code = "contact_refused"

    def __init__(self, kind: str) -> None:
        """Keep the kind."""
        super().__init__(self.code)
        self.kind = kind


class SeedRefused(AccountError):
    """A seed file was refused whole; `problems` lists each with its line, in file order."""

    code = "seed_refused"

    def __init__(self, problems: tuple[str, ...]) -> None:
        """Keep every problem found."""
        super().__init__("\n".join(problems))
        self.problems = problems
