"""What several account services share; the answers of one service stand beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.month import Month

ACTIVE = "active"
SUSPENDED = "suspended"
ARREARS = "arrears"
"""The reason of a suspension that a payment ends."""
LOSS = "loss"
"""挂失: the reason of a suspension that only the service password ends."""
REQUEST = "request"
"""停机保号: suspended at the customer's wish."""


@dataclass(frozen=True)
class Customer:
    """One customer's row. It stays inside `accounts`: services hand out answers, not this.

    Personal fields are left out of `repr`, so that a stray log line cannot show them.
    """

    number: str = field(repr=False)
    name: str = field(repr=False)
    gender: str
    area: str = field(repr=False)
    joined_on: date
    balance: Decimal
    status: str
    suspended_reason: str | None
    package_code: str
    package_since: Month
    contract_end: Month | None
    points_available: int
    points_expiring: int
    points_redeemed: int
    points_voided: int
    points_gained: int | None
    broadband_account: str | None = field(repr=False)
    broadband_mbps: int | None
    service_password_hash: str = field(repr=False)

    @property
    def suspended_for_arrears(self) -> bool:
        """Whether service is stopped for want of payment."""
        return self.status == SUSPENDED and self.suspended_reason == ARREARS


@dataclass(frozen=True)
class Operator:
    """Who the operator is and when people serve; hours as ``HH:MM-HH:MM``, Shanghai time."""

    name: str
    service_name: str
    hotline: str
    weekday_hours: str
    weekend_hours: str

    @property
    def facts(self) -> Mapping[str, str]:
        """What texts may say of the operator, by the name of the variable."""
        return {
            "operator": self.name,
            "hotline": self.hotline,
            "service_name": self.service_name,
            "weekday_hours": self.weekday_hours,
            "weekend_hours": self.weekend_hours,
        }


@dataclass(frozen=True)
class Package:
    """A package on offer or once sold; allowances a month, money in yuan."""

    code: str
    name: str
    aliases: tuple[str, ...]
    monthly_fee: Decimal
    data_mb: int
    voice_min: int
    sms: int
    overage_data_per_gb: Decimal
    overage_voice_per_min: Decimal
    overage_sms_each: Decimal
    contract_months: int
    termination_fee: Decimal | None
    on_sale: bool
    min_stars: int | None
    excludes: tuple[str, ...] = ()
    """Codes of what nobody may have beside it; so it is with add-ons and services."""


@dataclass(frozen=True)
class Addon:
    """An extra allowance; `valid` is ``day`` or ``month``."""

    code: str
    name: str
    aliases: tuple[str, ...]
    fee: Decimal
    data_mb: int
    voice_min: int
    sms: int
    valid: str
    requires_no_arrears: bool
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Service:
    """A value-added service with a monthly fee."""

    code: str
    name: str
    aliases: tuple[str, ...]
    monthly_fee: Decimal
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gift:
    """Something that points can be exchanged for."""

    code: str
    name: str
    points: int
