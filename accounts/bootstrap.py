"""The composition root of `accounts`: opens the database and builds every service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from accounts.advice import Advice
from accounts.audit import Audit
from accounts.balance import Balances
from accounts.billing import Billing
from accounts.catalogue import Catalogue
from accounts.clock import Clock
from accounts.customers import Customers
from accounts.grading import Grading, stars_of
from accounts.identity import Identity
from accounts.lines import Lines
from accounts.notifier import OutboxNotifier, Render
from accounts.orders.service import Orders
from accounts.outages import Outages
from accounts.payments import Payments
from accounts.profile import Profiles
from accounts.seed import Seed, load_seed, read_seed
from accounts.staff import Roster, StaffLogins
from accounts.staff.views import StaffViews
from accounts.storage.engine import open_engine
from accounts.storage.migrate import migrate
from accounts.storage.uow import UowFactory, uow_factory
from accounts.tickets import TicketDesk, Tickets
from accounts.usage import UsageReports


@dataclass(frozen=True)
class Accounts:
    """The account services of one process, on one database."""

    identity: Identity
    audit: Audit
    billing: Billing
    balance: Balances
    usage: UsageReports
    payments: Payments
    customers: Customers
    tickets: Tickets
    desk: TicketDesk
    outages: Outages
    orders: Orders
    advice: Advice
    lines: Lines
    profiles: Profiles
    grading: Grading
    catalogue: Catalogue
    roster: Roster
    logins: StaffLogins
    views: StaffViews
    uows: UowFactory
    clock: Clock
    engine: Engine

    def close(self) -> None:
        """Close every connection; the services must not be used afterwards."""
        self.engine.dispose()


def kind_as_text(kind: str, _data: Mapping[str, Any]) -> str:
    """Word a notification by its kind alone, where no scripts are at hand."""
    return kind


def open_accounts(
    *, url: str, clock: Clock, outbox_path: Path, render: Render = kind_as_text
) -> Accounts:
    """Bring the database at `url` to the present schema and return the services on it.

    Codes and other notifications go to the file `outbox_path`, worded by `render`. Raises
    SQLAlchemy's OperationalError when the database cannot be opened.
    """
    engine = open_engine(url)
    migrate(engine)
    uows = uow_factory(engine)
    notifier = OutboxNotifier(path=outbox_path, clock=clock, render=render)
    return Accounts(
        identity=Identity(uow_factory=uows, clock=clock, notifier=notifier),
        audit=Audit(uow_factory=uows, clock=clock),
        billing=Billing(uow_factory=uows, clock=clock),
        balance=Balances(uow_factory=uows, clock=clock),
        usage=UsageReports(uow_factory=uows, clock=clock),
        payments=Payments(uow_factory=uows, clock=clock),
        customers=Customers(uow_factory=uows, clock=clock),
        tickets=Tickets(uow_factory=uows, clock=clock),
        desk=TicketDesk(uow_factory=uows, clock=clock, notifier=notifier),
        outages=Outages(uow_factory=uows, clock=clock),
        orders=Orders(uow_factory=uows, clock=clock, notifier=notifier, stars=stars_of),
        advice=Advice(uow_factory=uows, clock=clock, stars=stars_of),
        lines=Lines(uow_factory=uows, clock=clock, notifier=notifier),
        profiles=Profiles(uow_factory=uows, clock=clock, notifier=notifier),
        grading=Grading(uow_factory=uows, clock=clock),
        catalogue=Catalogue(uow_factory=uows),
        roster=Roster(uow_factory=uows),
        logins=StaffLogins(uow_factory=uows, clock=clock),
        views=StaffViews(uow_factory=uows, clock=clock),
        uows=uows,
        clock=clock,
        engine=engine,
    )


def seed_file(accounts: Accounts, path: Path) -> Seed:
    """Check the seed file at `path`, load it and return what was loaded; raises SeedRefused.

    Everyone is graded anew: cut-offs depend on all customers. Passwords of staff that the file
    names hold from then on; the others keep theirs.
    """
    seed = read_seed(path)
    load_seed(accounts.uows, seed, accounts.clock)
    for member in seed.staff:
        if member.password is not None:
            accounts.logins.import_password(member.number, member.password)
    accounts.grading.run()
    return seed
