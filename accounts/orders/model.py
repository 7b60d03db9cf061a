"""What an order is: the terms read back, the wish agreed to, and the order made of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from accounts.changes import ZERO
from accounts.clock import local
from accounts.month import Month

PACKAGE, ADDON, SERVICE, CANCEL = "package", "addon", "service", "cancel"
KINDS = (PACKAGE, ADDON, SERVICE, CANCEL)
"""Changing the package, adding an allowance or a value-added service, and giving one up."""

PENDING, EFFECTIVE, REVOKED, VOID = "pending", "effective", "revoked", "void"
"""States. `VOID`: what was ordered had no object any more when it came due."""

MOVES = {PENDING: (EFFECTIVE, REVOKED, VOID), EFFECTIVE: (), REVOKED: (), VOID: ()}
"""The only changes of state there are."""


@dataclass(frozen=True)
class Allowances:
    """What a month includes: MB of data, minutes, messages."""

    data_mb: int = 0
    voice_min: int = 0
    sms: int = 0


@dataclass(frozen=True)
class Terms:
    """What ordering `code` would mean for one customer now; money in yuan.

    `fee` is the new monthly fee, the price of an add-on, or, of a cancellation, the fee that
    ceases. `charged` is taken from the balance at once, `termination_fee` when the change takes
    effect. `before` and `after` are the allowances of the packages of a change; of an add-on,
    `after` is what it adds. `contract_end` is the last month of the running contract, which is left
    early or, when `contract_goes_on`, goes along (`accounts.orders.contract`).
    """

    kind: str
    code: str
    name: str
    fee: Decimal
    effective_at: datetime
    charged: Decimal = ZERO
    termination_fee: Decimal = ZERO
    from_code: str | None = None
    from_name: str | None = None
    from_fee: Decimal | None = None
    from_on_sale: bool = True
    contract_end: Month | None = None
    contract_goes_on: bool = False
    new_contract_months: int = 0
    new_termination_fee: Decimal | None = None
    before: Allowances = Allowances()
    after: Allowances = Allowances()
    valid: str = ""
    balance_after: Decimal = field(default=ZERO, repr=False)
    again: bool = False
    """True for a day's add-on that was bought today already."""

    @property
    def difference(self) -> Decimal:
        """How much more (or, negative, less) a month costs than before."""
        return self.fee - (self.from_fee or ZERO)

    @property
    def mark(self) -> str:
        """What the customer agrees to, as one text: another mark means other terms.

        The day is Shanghai's: what is read back as valid today is other terms tomorrow.
        """
        money = f"{self.fee:.2f}|{self.charged:.2f}|{self.termination_fee:.2f}"
        return f"{self.from_code or ''}|{money}|{local(self.effective_at):%Y-%m-%d}"[:100]


@dataclass(frozen=True)
class Wish:
    """One thing agreed to: the order and the `mark` of the terms that were read back."""

    kind: str
    code: str
    mark: str


@dataclass(frozen=True)
class OrderStep:
    """One change of an order: `actor` brought it to `state`."""

    at: datetime
    actor: str
    state: str
    note: str


@dataclass(frozen=True)
class Order:
    """An order that was made; `charged` is what it has taken from the balance so far, in yuan."""

    id: str
    kind: str
    code: str
    name: str
    from_code: str | None
    from_name: str | None
    fee: Decimal
    termination_fee: Decimal
    charged: Decimal
    state: str
    ordered_at: datetime
    effective_at: datetime
    history: tuple[OrderStep, ...] = ()

    @property
    def pending(self) -> bool:
        """Whether it can still be revoked."""
        return self.state == PENDING
