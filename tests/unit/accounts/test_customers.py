"""Package, subscriptions, points, invoices, details and the salutation."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.access import Caller
from accounts.customers import Invoice, Salutation, Subscription
from accounts.errors import IdentityNeeded, MonthUnavailable
from accounts.month import Month

NUMBER = "13900000001"
IN_CONTRACT = "13900000002"
CONTRACT_ENDS = "13900000003"
NOV = Month(2026, 11)


def _recognised(number: str) -> Caller:
    return Caller("c1", "app", recognised_number=number)


def test_a_recognised_customer_is_greeted_by_surname(accounts) -> None:
    """One character or two, as the surname has."""
    assert accounts.customers.salutation(_recognised(NUMBER)) == Salutation("唐", "f", valued=True)
    assert accounts.customers.salutation(_recognised(IN_CONTRACT)) == Salutation("欧阳", "m")


@pytest.mark.parametrize("number", [None, "13999999999"])
def test_nobody_else_is_greeted_by_name(accounts, number: str | None) -> None:
    """Strangers and numbers without a customer get no salutation."""
    assert accounts.customers.salutation(_recognised(number)) is None


def test_a_number_proved_by_code_is_not_greeted_by_name(accounts, prove) -> None:
    """The salutation is for whom the channel recognises, not for what was typed."""
    assert accounts.customers.salutation(prove(NUMBER, "code")) is None


def test_a_customers_standing_is_their_area_and_groups_and_a_strangers_is_refused(
    accounts, prove
) -> None:
    """By the channel or by a code; the look is in the audit log."""
    known = accounts.customers.standing(_recognised(NUMBER), NUMBER)

    assert known.area
    assert {"A25", "valued"} <= known.groups
    assert accounts.customers.standing(prove(NUMBER, "code"), NUMBER) == known
    assert "valued" not in accounts.customers.standing(_recognised(IN_CONTRACT), IN_CONTRACT).groups
    with pytest.raises(IdentityNeeded):
        accounts.customers.standing(_recognised(NUMBER), IN_CONTRACT)


def test_the_package_tells_allowances_and_no_contract(accounts) -> None:
    """A package without contract can be left for nothing."""
    package = accounts.customers.package(_recognised(NUMBER), NUMBER)

    assert (package.code, package.monthly_fee, package.since) == (
        "A25",
        Decimal("25.00"),
        Month(2026, 9),
    )
    assert (package.data_mb, package.voice_min, package.sms) == (10240, 120, 20)
    assert (package.contract_end, package.termination_fee) == (None, None)


def test_a_running_contract_tells_its_end_and_what_leaving_costs(accounts) -> None:
    """The last month of the contract and the fee stand together."""
    package = accounts.customers.package(_recognised(IN_CONTRACT), IN_CONTRACT)

    assert (package.contract_end, package.termination_fee) == (Month(2027, 6), Decimal(150))


def test_a_contract_in_its_last_month_still_binds_and_then_no_more(accounts, clock) -> None:
    """In the month after its last, a contract is not mentioned."""
    caller = _recognised(CONTRACT_ENDS)
    before = accounts.customers.package(caller, CONTRACT_ENDS)
    clock.advance(timedelta(days=30))
    after = accounts.customers.package(caller, CONTRACT_ENDS)

    assert (before.contract_end, after.contract_end) == (NOV, None)
    assert before.on_sale is False


def test_subscriptions_tell_since_when_and_who_ordered(accounts, prove) -> None:
    """Services and add-ons come with their fees, oldest first."""
    found = accounts.customers.subscriptions(prove(NUMBER), NUMBER)

    assert found == (
        Subscription("RING", "铃音", Decimal(4), Month(2024, 9), "customer"),
        Subscription("GAME", "游戏会员", Decimal(12), Month(2026, 10), "partner"),
        Subscription("DAY", "2GB日包", Decimal("2.50"), NOV, "customer"),
        Subscription("M5", "5GB月包", Decimal(9), NOV, "customer"),
    )


def test_points_tell_what_they_buy(accounts) -> None:
    """Gifts beyond the available points are not offered."""
    points = accounts.customers.points(_recognised(NUMBER), NUMBER)

    assert (points.available, points.expiring, points.gained_this_month) == (700, 50, 35)
    assert points.accumulated == 910
    assert [gift.code for gift in points.gifts] == ["CUP"]


def test_unknown_gains_are_told_as_unknown(accounts) -> None:
    """Zero would be a claim."""
    points = accounts.customers.points(_recognised(IN_CONTRACT), IN_CONTRACT)

    assert points.gained_this_month is None
    assert points.gifts == ()


def test_invoices_are_newest_first(accounts, prove) -> None:
    """Each with its month and state."""
    found = accounts.customers.invoices(prove(NUMBER), NUMBER)

    assert found == (
        Invoice("INV9", Month(2026, 10), "requested"),
        Invoice("INV7", Month(2026, 9), "issued"),
    )


def test_details_show_records_with_the_other_party_masked(accounts, prove) -> None:
    """With password and code together the month's records come, oldest first."""
    details = accounts.customers.details(prove(NUMBER, "password", "code"), NUMBER, NOV)

    assert [(record.kind, record.peer) for record in details.records] == [
        ("data", None),
        ("voice", "*******2222"),
    ]
    assert sum(part.amount for part in details.parts) == Decimal("41.00")
    assert details.usage.data.used == 16000


def test_details_of_a_month_hold_only_that_month(accounts, prove) -> None:
    """A record of twenty days ago belongs to October."""
    caller = prove(NUMBER, "password", "code")
    details = accounts.customers.details(caller, NUMBER, NOV.plus(-1))

    assert [record.kind for record in details.records] == ["sms"]
    with pytest.raises(MonthUnavailable):
        accounts.customers.details(caller, NUMBER, NOV.plus(-6))


@pytest.mark.parametrize(("kind", "needs_password"), [("code", True), ("password", False)])
def test_details_need_both_credentials(accounts, prove, kind: str, needs_password: bool) -> None:
    """One of the two asks for the other."""
    caller = prove(NUMBER, kind)

    with pytest.raises(IdentityNeeded) as refusal:
        accounts.customers.details(caller, NUMBER, NOV)

    assert refusal.value.needs_password is needs_password


def test_everything_is_closed_to_strangers(accounts) -> None:
    """No question about an account is answered without a credential."""
    stranger = Caller("c9", "web")
    service = accounts.customers

    for ask in (service.package, service.subscriptions, service.points, service.invoices):
        with pytest.raises(IdentityNeeded):
            ask(stranger, NUMBER)
