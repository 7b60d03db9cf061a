"""Reads the customers of a seed; every code has to be in the catalogue of the same file."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from accounts.model import ACTIVE, SUSPENDED
from accounts.seed.fields import Fields
from accounts.seed.model import (
    SeedBill,
    SeedCatalogue,
    SeedCustomer,
    SeedInvoice,
    SeedItem,
    SeedPayment,
    SeedPoints,
    SeedRecord,
    SeedSubscription,
    SeedTicket,
    SeedUsage,
)
from accounts.seed.values import (
    flag,
    known,
    money,
    month_offset,
    months_ago,
    once,
    one_of,
    paid,
    password,
    phone,
    price,
    text,
    ticket_id,
    whole,
    word,
)
from accounts.tickets import STATES

_DAYS = whole(0, 36_500)
_HOURS = whole(0, 876_000)


@dataclass(frozen=True)
class Known:
    """What customers may refer to, and what has been used up by earlier ones."""

    packages: frozenset[str]
    offers: frozenset[str]
    numbers: set[str] = field(default_factory=set)
    tickets: set[str] = field(default_factory=set)
    invoices: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, catalogue: SeedCatalogue) -> Known:
        """Collect the codes of `catalogue`."""
        return cls(
            packages=frozenset(package.code for package in catalogue.packages),
            offers=frozenset(addon.code for addon in catalogue.addons)
            | frozenset(service.code for service in catalogue.services),
        )


def read_customer(fields: Fields, known_codes: Known) -> SeedCustomer:
    """Read one element of ``customers``."""
    status = fields.maybe("status", one_of(ACTIVE, SUSPENDED), ACTIVE)
    reason = fields.maybe("suspended_reason", word, None)
    if (status == SUSPENDED) != (reason is not None):
        fields.wrong("suspended_reason", "停机（suspended）时必须写明原因，未停机时不能有")
    package = fields.needed_part("package")
    broadband = fields.part("broadband")
    return SeedCustomer(
        phone_number=fields.take("phone_number", once(phone, known_codes.numbers)),
        name=fields.take("name", text()),
        gender=fields.take("gender", one_of("f", "m")),
        service_password=fields.take("service_password", password),
        area=fields.take("area", text()),
        joined_months_ago=fields.take("joined_months_ago", months_ago),
        balance=fields.take("balance", money),
        status=status,
        suspended_reason=reason,
        points=_points(fields.part("points")),
        package=package.take("code", known(known_codes.packages, "套餐")),
        package_since_months_ago=package.take("since_months_ago", months_ago),
        contract_end_months=package.maybe("contract_end_months", months_ago, None),
        broadband_account=broadband.take("account", text(40)) if broadband else None,
        broadband_mbps=broadband.take("speed_mbps", whole(1)) if broadband else None,
        consent_marketing=fields.maybe("consent_marketing", flag, None),
        subscriptions=_subscriptions(fields, known_codes.offers),
        usage=fields.maps_by_number("usage", month_offset, _usage),
        bills=_bills(fields, known_codes.offers),
        payments=fields.each("payments", _payment),
        invoices=fields.each("invoices", lambda item: _invoice(item, known_codes.invoices)),
        tickets=fields.each("tickets", lambda item: _ticket(item, known_codes.tickets)),
        details=fields.each("details", _record),
    )


def _points(fields: Fields | None) -> SeedPoints:
    if fields is None:
        return SeedPoints()
    return SeedPoints(
        available=fields.take("available", whole()),
        expiring=fields.maybe("expiring", whole(), 0),
        redeemed=fields.maybe("redeemed", whole(), 0),
        voided=fields.maybe("voided", whole(), 0),
        gained=fields.maybe("gained_this_month", whole(), None),
    )


def _subscriptions(fields: Fields, offers: frozenset[str]) -> tuple[SeedSubscription, ...]:
    seen: set[str] = set()
    return fields.each(
        "subscriptions",
        lambda item: SeedSubscription(
            code=item.take("code", once(known(offers, "业务"), seen)),
            since_months_ago=item.take("since_months_ago", months_ago),
            ordered_by=item.take("ordered_by", word),
        ),
    )


def _usage(month: int, fields: Fields) -> SeedUsage:
    return SeedUsage(
        month=month,
        data_mb=fields.take("data_mb", whole()),
        voice_min=fields.take("voice_min", whole()),
        sms=fields.take("sms", whole()),
    )


def _bills(fields: Fields, offers: frozenset[str]) -> tuple[SeedBill, ...]:
    found = fields.lists_by_number(
        "bills",
        month_offset,
        lambda item: SeedItem(
            item=item.take("item", text()),
            amount=item.take("amount", money),
            service=item.maybe("service", known(offers, "业务"), None),
        ),
    )
    return tuple(SeedBill(month, items) for month, items in found)


def _payment(fields: Fields) -> SeedPayment:
    return SeedPayment(
        days_ago=fields.take("days_ago", _DAYS),
        hours_ago=fields.maybe("hours_ago", _HOURS, 0),
        amount=fields.take("amount", paid),
        method=fields.take("method", text(20)),
        posted=fields.maybe("posted", flag, True),
    )


def _invoice(fields: Fields, seen: set[str]) -> SeedInvoice:
    return SeedInvoice(
        month=fields.take("month", month_offset),
        number=fields.take("number", once(text(40), seen)),
        status=fields.take("status", word),
    )


def _ticket(fields: Fields, seen: set[str]) -> SeedTicket:
    return SeedTicket(
        id=fields.take("id", once(ticket_id, seen)),
        kind=fields.take("kind", word),
        subject=fields.maybe("fault_type", word, None),
        status=fields.take("status", one_of(*STATES)),
        opened_hours_ago=fields.take("opened_hours_ago", _HOURS),
        due_hours=fields.maybe("due_hours", whole(1, 8760), None),
        summary=fields.maybe("summary", text(500), ""),
    )


def _record(fields: Fields) -> SeedRecord:
    return SeedRecord(
        days_ago=fields.take("days_ago", _DAYS),
        hours_ago=fields.maybe("hours_ago", _HOURS, 0),
        kind=fields.take("kind", one_of("voice", "sms", "data")),
        peer=fields.maybe("peer", text(20), None),
        minutes=fields.maybe("minutes", whole(), None),
        mb=fields.maybe("mb", whole(), None),
        fee=fields.maybe("fee", price, Decimal(0)),
    )
