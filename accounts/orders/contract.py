"""What changing the package means for a running contract (handbook §4): the fee, and how long on.

Handbook: "early-termination fee if any". A customer who changes to a package of the same or a
higher monthly fee keeps what the contract was given for, so nothing is due and the contract goes
on; who changes to a lower one leaves it early and pays the fee of the package that is left. Fees
and terms are read from the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from accounts.changes import ZERO
from accounts.model import Package
from accounts.month import Month


@dataclass(frozen=True)
class Contract:
    """A contract at a change of package; `fee` in yuan.

    `end` is the last month of the contract that is running, None when none reaches into the month
    of the change. `goes_on` tells that it is not left but goes along.
    """

    fee: Decimal = ZERO
    end: Month | None = None
    goes_on: bool = False


def contract_at(end: Month | None, present: Package, wanted: Package, month: Month) -> Contract:
    """Return what the contract that runs until `end` means for `wanted` from `month` on."""
    if end is None or end < month:
        return Contract()
    if wanted.monthly_fee >= present.monthly_fee:
        return Contract(end=end, goes_on=True)
    return Contract(fee=present.termination_fee or ZERO, end=end)


def end_after(running: Contract, wanted: Package, month: Month) -> Month | None:
    """Return the last month in which `wanted`, taken from `month` on, is bound; None without."""
    # A term of twelve that begins in January ends in December.
    own = month.plus(wanted.contract_months - 1) if wanted.contract_months else None
    ends = [each for each in (own, running.end if running.goes_on else None) if each is not None]
    return max(ends, default=None)
