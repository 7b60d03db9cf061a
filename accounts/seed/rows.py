"""Turns a checked seed into table rows, its relative times resolved against one moment."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table

from accounts.clock import local
from accounts.month import Month
from accounts.seed.model import Seed, SeedCustomer, SeedOutage, SeedTicket
from accounts.storage import tables_customer as tables
from accounts.tickets import promised_hours

Row = dict[str, Any]


class Resolver:
    """Turns "so long ago" into moments and months, seen from one moment in Shanghai."""

    def __init__(self, now: datetime) -> None:
        """Stand at `now`, an aware moment."""
        self._now = now
        self._month = Month.of(now)

    def ago(self, *, days: int = 0, hours: int = 0) -> datetime:
        """Return the moment so many days and hours before; negative ones lie ahead."""
        return self._now - timedelta(days=days, hours=hours)

    def month(self, offset: int) -> Month:
        """Return the month `offset` months from now."""
        return self._month.plus(offset)

    def same_day(self, months_ago: int) -> date:
        """Return this day of the month so many months ago, or that month's last day."""
        month = self.month(-months_ago)
        last = calendar.monthrange(month.year, month.number)[1]
        return date(month.year, month.number, min(local(self._now).day, last))


def operator_row(seed: Seed) -> Row:
    """Return the one row of the operator table."""
    return {"id": 1, **vars(seed.operator)}


def outage_row(outage: SeedOutage, times: Resolver) -> Row:
    """Return the row of an outage."""
    fix = outage.expected_fix_hours
    return {
        "area": outage.area,
        "kind": outage.kind,
        "since": times.ago(hours=-outage.since_hours),
        "expected_fix_at": None if fix is None else times.ago(hours=-fix),
        "note": outage.note,
    }


def ticket_row(ticket: SeedTicket, number: str, times: Resolver) -> Row:
    """Return the row of a ticket under way."""
    opened = times.ago(hours=ticket.opened_hours_ago)
    due = ticket.due_hours or promised_hours(ticket.kind, ticket.subject)
    return {
        "id": ticket.id,
        "customer_number": number,
        "kind": ticket.kind,
        "subject": ticket.subject,
        "state": ticket.status,
        "summary": ticket.summary,
        "opened_at": opened,
        "due_at": opened + timedelta(hours=due),
    }


def customer_row(customer: SeedCustomer, password_hash: str, times: Resolver) -> Row:
    """Return the row of a customer; the password itself goes no further than its hash."""
    end = customer.contract_end_months
    return {
        "number": customer.phone_number,
        "name": customer.name,
        "gender": customer.gender,
        "area": customer.area,
        "joined_on": times.same_day(customer.joined_months_ago),
        "balance": customer.balance,
        "status": customer.status,
        "suspended_reason": customer.suspended_reason,
        "package_code": customer.package,
        "package_since": times.month(-customer.package_since_months_ago),
        "contract_end": None if end is None else times.month(end),
        "broadband_account": customer.broadband_account,
        "broadband_mbps": customer.broadband_mbps,
        "service_password_hash": password_hash,
        **{f"points_{name}": value for name, value in vars(customer.points).items()},
    }


def belongings(customer: SeedCustomer, times: Resolver) -> Mapping[Table, list[Row]]:
    """Return the rows of everything that belongs to a customer, parents before children."""
    owner = {"customer_number": customer.phone_number}
    return {
        tables.subscriptions: [
            {
                **owner,
                "code": each.code,
                "since": times.month(-each.since_months_ago),
                "ordered_by": each.ordered_by,
            }
            for each in customer.subscriptions
        ],
        tables.usage: [
            {**owner, **vars(each), "month": times.month(each.month)} for each in customer.usage
        ],
        tables.bills: [{**owner, "month": times.month(bill.month)} for bill in customer.bills],
        tables.bill_items: [{**owner, **line} for line in _bill_lines(customer, times)],
        tables.payments: [
            {
                **owner,
                "at": times.ago(days=each.days_ago, hours=each.hours_ago),
                "amount": each.amount,
                "method": each.method,
                "posted": each.posted,
            }
            for each in customer.payments
        ],
        tables.call_records: [{**owner, **row} for row in _records(customer, times)],
        tables.invoices: [
            {**owner, **vars(each), "month": times.month(each.month)} for each in customer.invoices
        ],
        tables.consents: [{**owner, **row} for row in _consents(customer, times)],
    }


def _bill_lines(customer: SeedCustomer, times: Resolver) -> Iterator[Row]:
    for bill in customer.bills:
        for position, line in enumerate(bill.items):
            yield {
                "month": times.month(bill.month),
                "position": position,
                "item": line.item,
                "amount": line.amount,
                "service_code": line.service,
            }


def _records(customer: SeedCustomer, times: Resolver) -> Iterator[Row]:
    for each in customer.details:
        yield {
            "at": times.ago(days=each.days_ago, hours=each.hours_ago),
            "kind": each.kind,
            "peer": each.peer,
            "minutes": each.minutes,
            "mb": each.mb,
            "fee": each.fee,
        }


def _consents(customer: SeedCustomer, times: Resolver) -> Iterator[Row]:
    if customer.consent_marketing is not None:
        yield {"kind": "marketing", "given": customer.consent_marketing, "at": times.ago()}
