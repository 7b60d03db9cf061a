"""A seed is loaded all or nothing, and twice is the same as once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.access import Caller
from accounts.clock import SHANGHAI, FixedClock
from accounts.credentials import verify_password
from accounts.errors import SeedRefused
from accounts.month import Month
from accounts.seed import load_seed, read_seed
from accounts.storage.customers import customer_by_number
from accounts.storage.schema import metadata
from accounts.storage.tables_customer import consents
from accounts.storage.tables_work import staff, tickets
from accounts.storage.uow import UowFactory

NUMBER = "13900000001"
COUNTED = {"payments", "call_records", "outages", "ticket_history"}
"""Tables whose ids are counted by the database and mean nothing."""


def _everything(uows: UowFactory) -> dict[str, list[dict]]:
    found = {}
    with uows(readonly=True) as uow:
        for table in metadata.sorted_tables:
            columns = [c for c in table.c if not (table.name in COUNTED and c.name == "id")]
            rows = [dict(row) for row in uow.execute(select(*columns)).mappings()]
            found[table.name] = sorted(rows, key=repr)
    return found


def test_loading_a_file_twice_leaves_the_state_of_loading_it_once(
    uows: UowFactory, clock: FixedClock, small_seed: Path
) -> None:
    """Not a row more and not a value else, password hashes included."""
    seed = read_seed(small_seed)
    load_seed(uows, seed, clock)
    once = _everything(uows)
    load_seed(uows, seed, clock)

    assert _everything(uows) == once
    assert len(once["customers"]) == 3


def test_relative_times_are_seen_from_the_clock_in_shanghai(
    uows: UowFactory, small_seed: Path
) -> None:
    """In the first hours of a month in Shanghai, month 0 is that month."""
    clock = FixedClock(datetime(2027, 3, 1, 0, 30, tzinfo=SHANGHAI))
    load_seed(uows, read_seed(small_seed), clock)
    with uows(readonly=True) as uow:
        customer = customer_by_number(uow, NUMBER)
        late = uow.execute(select(tickets)).one()

    assert customer.package_since == Month(2027, 1)
    assert customer.joined_on == date(2025, 1, 1)
    assert late.opened_at == clock.now() - timedelta(hours=30)
    assert late.due_at == late.opened_at + timedelta(hours=24)


def test_a_day_that_an_earlier_month_lacks_becomes_its_last(
    uows: UowFactory, small_seed: Path
) -> None:
    """One month before 31 March is the last of February."""
    clock = FixedClock(datetime(2027, 3, 31, 12, 0, tzinfo=SHANGHAI))
    load_seed(uows, read_seed(small_seed), clock)
    with uows(readonly=True) as uow:
        customer = customer_by_number(uow, "13900000003")

    assert customer.joined_on == date(2027, 2, 28)


def test_passwords_are_stored_as_hashes_alone(
    uows: UowFactory, clock: FixedClock, small_seed: Path
) -> None:
    """The hash verifies, and the password stands nowhere in the database."""
    load_seed(uows, read_seed(small_seed), clock)
    with uows(readonly=True) as uow:
        customer = customer_by_number(uow, NUMBER)

    assert verify_password(customer.service_password_hash, "415926")
    assert not verify_password(customer.service_password_hash, "415927")
    assert "415926" not in repr(_everything(uows))


def test_a_load_that_fails_leaves_everything_as_it_was(
    uows: UowFactory, clock: FixedClock, small_seed: Path
) -> None:
    """A row that the database refuses takes the whole load with it."""
    seed = read_seed(small_seed)
    load_seed(uows, seed, clock)
    before = _everything(uows)
    broken = replace(seed, staff=(*seed.staff, seed.staff[0]))

    with pytest.raises(IntegrityError):
        load_seed(uows, broken, clock)

    assert _everything(uows) == before


def test_a_changed_file_replaces_its_customers_and_keeps_others(
    uows: UowFactory, clock: FixedClock, small_seed: Path
) -> None:
    """Who is not in the new file keeps the account, and the package withdrawn from sale."""
    seed = read_seed(small_seed)
    load_seed(uows, seed, clock)
    first = replace(seed.customers[0], balance=Decimal("99.00"), payments=())
    catalogue = replace(seed.catalogue, packages=seed.catalogue.packages[:1], services=())
    first = replace(first, subscriptions=())
    load_seed(uows, replace(seed, customers=(first,), catalogue=catalogue), clock)
    state = _everything(uows)

    assert {row["number"]: row["balance"] for row in state["customers"]} == {
        NUMBER: Decimal("99.00"),
        "13900000002": Decimal("-37.60"),
        "13900000003": Decimal("0.00"),
    }
    assert [row["customer_number"] for row in state["payments"]] == ["13900000002"]
    assert {row["code"]: row["on_sale"] for row in state["packages"]} == {
        "A25": True,
        "A90": False,
        "OLD": False,
    }
    assert state["services"] == []


def test_what_conversations_made_outlives_a_new_load(accounts, prove, small_seed: Path) -> None:
    """Tickets, the audit log and lockouts stay when the same file comes again."""
    ticket = accounts.tickets.open(Caller("c9", "web"), NUMBER, "complaint", "信号差", 48)
    caller = prove(NUMBER)
    before = accounts.audit.entries_of(caller, NUMBER)
    load_seed(accounts.uows, read_seed(small_seed), accounts.clock)

    assert ticket in accounts.tickets.of(caller, NUMBER)
    assert set(before) <= set(accounts.audit.entries_of(caller, NUMBER))


def test_a_ticket_id_that_a_conversation_took_refuses_the_load(accounts, small_seed: Path) -> None:
    """An imported ticket must not overwrite a customer's own."""
    taken = accounts.tickets.open(Caller("c9", "web"), None, "complaint", "信号差", 48)
    seed = read_seed(small_seed)
    first = seed.customers[0]
    clashing = replace(first, tickets=(replace(first.tickets[0], id=taken.id),))
    before = _everything(accounts.uows)

    with pytest.raises(SeedRefused, match=taken.id):
        load_seed(accounts.uows, replace(seed, customers=(clashing,)), accounts.clock)

    assert _everything(accounts.uows) == before


def test_consents_and_staff_are_kept_as_given(
    uows: UowFactory, clock: FixedClock, small_seed: Path
) -> None:
    """A customer who was not asked has no consent on record."""
    load_seed(uows, read_seed(small_seed), clock)
    with uows(readonly=True) as uow:
        given = uow.execute(select(consents)).all()
        people = uow.execute(select(staff).order_by(staff.c.number)).all()

    assert [(row.customer_number, row.given) for row in given] == [(NUMBER, True)]
    assert [(row.role, row.groups) for row in people] == [
        ("agent", ["general"]),
        ("supervisor", []),
    ]
