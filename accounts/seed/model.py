"""A seed file once it is known to be right; times are still relative to the day it is loaded.

Offsets as in the file: months 0 is the current month and -1 the one before; days and hours count
back from the moment of loading. Money is decimal yuan, data is MB.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from accounts.model import Addon, Gift, Operator, Package, Service


@dataclass(frozen=True)
class SeedCatalogue:
    """Everything on offer, in the order of the file."""

    packages: tuple[Package, ...]
    addons: tuple[Addon, ...]
    services: tuple[Service, ...]
    gifts: tuple[Gift, ...]


@dataclass(frozen=True)
class SeedOutage:
    """A known outage."""

    area: str
    kind: str
    since_hours: int
    expected_fix_hours: int | None
    note: str


@dataclass(frozen=True)
class SeedSubscription:
    """A service or add-on that a customer has."""

    code: str
    since_months_ago: int
    ordered_by: str


@dataclass(frozen=True)
class SeedUsage:
    """What one month used."""

    month: int
    data_mb: int
    voice_min: int
    sms: int


@dataclass(frozen=True)
class SeedItem:
    """One line of a bill."""

    item: str
    amount: Decimal
    service: str | None


@dataclass(frozen=True)
class SeedBill:
    """The bill of one month."""

    month: int
    items: tuple[SeedItem, ...]


@dataclass(frozen=True)
class SeedPayment:
    """A payment already made."""

    days_ago: int
    hours_ago: int
    amount: Decimal
    method: str
    posted: bool


@dataclass(frozen=True)
class SeedInvoice:
    """An invoice of a month."""

    month: int
    number: str
    status: str


@dataclass(frozen=True)
class SeedTicket:
    """A ticket that is already under way."""

    id: str
    kind: str
    subject: str | None
    status: str
    opened_hours_ago: int
    due_hours: int | None
    summary: str


@dataclass(frozen=True)
class SeedRecord:
    """One call, message or data session of the detailed record."""

    days_ago: int
    hours_ago: int
    kind: str
    peer: str | None
    minutes: int | None
    mb: int | None
    fee: Decimal


@dataclass(frozen=True)
class SeedPoints:
    """The points account; `gained` is None when the file does not say."""

    available: int = 0
    expiring: int = 0
    redeemed: int = 0
    voided: int = 0
    gained: int | None = None


@dataclass(frozen=True)
class SeedCustomer:
    """One customer with all that is on file."""

    phone_number: str = field(repr=False)
    name: str = field(repr=False)
    gender: str
    service_password: str = field(repr=False)
    area: str = field(repr=False)
    joined_months_ago: int
    balance: Decimal
    status: str
    suspended_reason: str | None
    points: SeedPoints
    package: str
    package_since_months_ago: int
    contract_end_months: int | None
    broadband_account: str | None = field(repr=False)
    broadband_mbps: int | None
    consent_marketing: bool | None
    subscriptions: tuple[SeedSubscription, ...]
    usage: tuple[SeedUsage, ...]
    bills: tuple[SeedBill, ...]
    payments: tuple[SeedPayment, ...]
    invoices: tuple[SeedInvoice, ...]
    tickets: tuple[SeedTicket, ...]
    details: tuple[SeedRecord, ...]


@dataclass(frozen=True)
class SeedStaff:
    """A person who works at the service centre."""

    number: str
    name: str
    role: str
    groups: tuple[str, ...]
    max_conversations: int | None
    password: str | None = field(default=None, repr=False)
    """For the desk; without one the member keeps theirs, or gets a random one at the start."""


@dataclass(frozen=True)
class Seed:
    """A whole file, checked."""

    operator: Operator
    catalogue: SeedCatalogue
    outages: tuple[SeedOutage, ...]
    customers: tuple[SeedCustomer, ...]
    staff: tuple[SeedStaff, ...]
