"""Who may order what, on which terms (handbook §4): reads only, refuses with `OrderRefused`.

Order of refusals: what does not exist or is not sold, what the account's state forbids, what the
customer has already, what another order or item stands against.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from accounts.changes import ZERO
from accounts.clock import local
from accounts.errors import OrderRefused
from accounts.model import SUSPENDED, Addon, Customer, Package, Service
from accounts.month import Month
from accounts.orders.contract import contract_at
from accounts.orders.model import ADDON, CANCEL, PACKAGE, PENDING, SERVICE, Allowances, Terms
from accounts.orders.settling import MONTHLY
from accounts.period import start_of
from accounts.storage.account_rows import subscription_rows
from accounts.storage.catalogue_rows import all_addons, all_packages, all_services
from accounts.storage.order_rows import orders_of
from accounts.storage.uow import UnitOfWork


class Stars(Protocol):
    """Tells a customer's grade (handbook §7)."""

    def __call__(self, uow: UnitOfWork, number: str) -> int | None:
        """Return 1 to 5, or None before anybody was graded."""
        ...


@dataclass(frozen=True)
class Waiting:
    """An order that has not taken effect; `order` is its id, None before it is made."""

    kind: str
    code: str
    name: str
    order: str | None


@dataclass(frozen=True)
class Standing:
    """One customer as eligibility sees them.

    `together` are the codes that the same yes orders before what is looked at.
    """

    customer: Customer
    packages: tuple[Package, ...]
    addons: tuple[Addon, ...]
    services: tuple[Service, ...]
    held: tuple[Any, ...]
    pending: tuple[Waiting, ...]
    bought_today: frozenset[str]
    stars: int | None
    now: datetime
    together: frozenset[str] = frozenset()

    @classmethod
    def of(cls, uow: UnitOfWork, customer: Customer, stars: Stars, now: datetime) -> Standing:
        """Read everything that eligibility asks about."""
        orders = orders_of(uow, customer.number)
        today = local(now).date()
        return cls(
            customer=customer,
            packages=all_packages(uow),
            addons=all_addons(uow),
            services=all_services(uow),
            held=tuple(subscription_rows(uow, customer.number)),
            pending=tuple(
                Waiting(row.kind, row.item_code, row.item_name, row.id)
                for row in orders
                if row.state == PENDING
            ),
            bought_today=frozenset(
                row.item_code
                for row in orders
                if row.kind == ADDON and local(row.ordered_at).date() == today
            ),
            stars=stars(uow, customer.number),
            now=now,
        )

    @property
    def present(self) -> Package:
        """The package in use."""
        return next(each for each in self.packages if each.code == self.customer.package_code)

    @property
    def next_month(self) -> Month:
        """The month after the running one."""
        return Month.of(self.now).plus(1)

    def held_codes(self) -> frozenset[str]:
        """Return the codes of the package and of all that is subscribed."""
        return frozenset((self.customer.package_code, *(row.code for row in self.held)))

    def after(self, terms: Terms) -> Standing:
        """Return the customer as they stand once `terms`, which this standing gave, is ordered.

        The balance stays: what one yes orders is judged by what was owed before it.
        """
        together = self.together | {terms.code}
        if terms.kind in (PACKAGE, CANCEL):
            waiting = Waiting(terms.kind, terms.code, terms.name, None)
            return replace(self, pending=(*self.pending, waiting), together=together)
        held = (*self.held, terms) if terms.valid == MONTHLY else self.held
        return replace(self, held=held, together=together)


def terms_of(standing: Standing, kind: str, code: str) -> Terms:
    """Return what ordering `code` would mean; raises OrderRefused."""
    checks = {PACKAGE: _package, ADDON: _addon, SERVICE: _service, CANCEL: _cancel}
    return checks[kind](standing, code)


def terms_together(standing: Standing, wanted: Iterable[tuple[str, str]]) -> tuple[Terms, ...]:
    """Return what ordering all of `wanted`, pairs of kind and code, with one yes would mean.

    Raises OrderRefused for the first that may not be ordered, or not with those before it.
    """
    found: list[Terms] = []
    charged = ZERO
    for kind, code in wanted:
        terms = terms_of(standing, kind, code)
        found.append(replace(terms, balance_after=terms.balance_after - charged))
        charged += terms.charged
        standing = standing.after(terms)
    return tuple(found)


def open_to(standing: Standing, package: Package) -> bool:
    """Tell whether `package` is sold to this customer: on sale, for their grade, not excluded."""
    return (
        package.on_sale
        and _starred(standing, package)
        and not _against(standing, package, leaving=standing.customer.package_code)
    )


def _package(standing: Standing, code: str) -> Terms:
    package = _found(standing.packages, code)
    present, customer = standing.present, standing.customer
    if package.code == present.code:
        raise OrderRefused("already", code, package.name)
    if not package.on_sale:
        raise OrderRefused("off_sale", code, package.name)
    if not _starred(standing, package):
        raise OrderRefused("stars", code, package.name)
    _check_account(standing, package.code, package.name, arrears_matter=True)
    for order in standing.pending:
        if order.kind == PACKAGE:
            raise OrderRefused(
                "pending_change", code, package.name, other=order.name, order=order.order
            )
    _check_exclusions(standing, package, leaving=present.code)
    running = contract_at(customer.contract_end, present, package, standing.next_month)
    return Terms(
        kind=PACKAGE,
        code=package.code,
        name=package.name,
        fee=package.monthly_fee,
        effective_at=start_of(standing.next_month),
        termination_fee=running.fee,
        from_code=present.code,
        from_name=present.name,
        from_fee=present.monthly_fee,
        from_on_sale=present.on_sale,
        contract_end=running.end,
        contract_goes_on=running.goes_on,
        new_contract_months=package.contract_months,
        new_termination_fee=package.termination_fee,
        before=_allowances(present),
        after=_allowances(package),
        balance_after=customer.balance,
    )


def _addon(standing: Standing, code: str) -> Terms:
    addon = _found(standing.addons, code)
    _check_account(standing, code, addon.name, arrears_matter=addon.requires_no_arrears)
    monthly = addon.valid == MONTHLY
    if monthly:
        _check_not_held(standing, code, addon.name)
    _check_exclusions(standing, addon)
    return Terms(
        kind=ADDON,
        code=code,
        name=addon.name,
        fee=addon.fee,
        effective_at=standing.now,
        charged=addon.fee,
        after=_allowances(addon),
        valid=addon.valid,
        balance_after=standing.customer.balance - addon.fee,
        again=not monthly and code in standing.bought_today,
    )


def _service(standing: Standing, code: str) -> Terms:
    service = _found(standing.services, code)
    _check_account(standing, code, service.name, arrears_matter=False)
    _check_not_held(standing, code, service.name)
    _check_exclusions(standing, service)
    return Terms(
        kind=SERVICE,
        code=code,
        name=service.name,
        fee=service.monthly_fee,
        effective_at=standing.now,
        charged=service.monthly_fee,
        valid=MONTHLY,
        balance_after=standing.customer.balance - service.monthly_fee,
    )


def _cancel(standing: Standing, code: str) -> Terms:
    """Return the terms of giving something up, which whoever has it may, whatever they owe."""
    row = next((each for each in standing.held if each.code == code), None)
    if row is None:
        known = _found((*standing.addons, *standing.services), code)
        raise OrderRefused("not_held", code, known.name)
    name = row.name or code
    for order in standing.pending:
        if order.kind == CANCEL and order.code == code:
            raise OrderRefused("cancelled_already", code, name, order=order.order)
    return Terms(
        kind=CANCEL,
        code=code,
        name=name,
        fee=row.fee if row.fee is not None else ZERO,
        effective_at=start_of(standing.next_month),
        valid=MONTHLY,
        balance_after=standing.customer.balance,
    )


def _found(items: Iterable[Any], code: str) -> Any:
    found = next((each for each in items if each.code == code), None)
    if found is None:
        raise OrderRefused("gone", code, code)
    return found


def _starred(standing: Standing, package: Package) -> bool:
    # Whoever has not been graded yet gets no package that is for certain grades only.
    return package.min_stars is None or (standing.stars or 0) >= package.min_stars


def _check_account(standing: Standing, code: str, name: str, *, arrears_matter: bool) -> None:
    customer = standing.customer
    if customer.status == SUSPENDED:
        raise OrderRefused("suspended", code, name)
    if arrears_matter and customer.balance < ZERO:
        raise OrderRefused("arrears", code, name, amount=-customer.balance)


def _check_not_held(standing: Standing, code: str, name: str) -> None:
    if not any(row.code == code for row in standing.held):
        return
    for order in standing.pending:
        if order.kind == CANCEL and order.code == code:
            raise OrderRefused("ending", code, name, order=order.order)
    raise OrderRefused("already", code, name)


def _check_exclusions(standing: Standing, item: Any, leaving: str | None = None) -> None:
    against = _against(standing, item, leaving)
    if against is not None:
        reason = "exclusive" if against.code in standing.together else "excluded"
        raise OrderRefused(reason, item.code, item.name, other=against.name)


def _against(standing: Standing, item: Any, leaving: str | None = None) -> Any | None:
    """Return what the customer has that nobody may have beside `item`, or None."""
    sold: tuple[Any, ...] = (*standing.packages, *standing.addons, *standing.services)
    for other in sold:
        if other.code == leaving or other.code not in standing.held_codes():
            continue
        if other.code in item.excludes or item.code in other.excludes:
            return other
    return None


def _allowances(item: Any) -> Allowances:
    return Allowances(item.data_mb, item.voice_min, item.sms)
