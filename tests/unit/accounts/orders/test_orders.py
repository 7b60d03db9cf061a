"""Orders from the yes to their effect: made once, told, revoked in time, charged exactly."""

from __future__ import annotations

import threading
from datetime import datetime
from decimal import Decimal

import pytest
from sqlalchemy import insert

from accounts.bootstrap import seed_file
from accounts.clock import SHANGHAI
from accounts.errors import IdentityNeeded, NotFound, OrderRefused
from accounts.month import Month
from accounts.orders.model import Wish
from accounts.storage.order_rows import put_charge
from accounts.storage.tables_customer import usage

FREE, OWING, SUSPENDED, BOUND = "13900000001", "13900000002", "13900000003", "13900000004"


def _go_to(shop, *day: int) -> None:
    shop.clock.advance(datetime(*day, tzinfo=SHANGHAI) - shop.clock.now())


def _bill(shop, number: str, month: Month) -> dict[str, str]:
    bill = shop.accounts.billing.bill(shop.caller(number), number, month)
    return {part.item: str(part.amount) for part in bill.parts}


def test_an_addon_is_there_at_once_and_paid_from_the_balance(shop) -> None:
    """It is subscribed, on the running bill, and told by message."""
    (order,) = shop.order(FREE, "addon", "D5")

    assert order.id.startswith("DD20261115")
    assert (order.state, order.charged) == ("effective", Decimal("9.00"))
    assert shop.balance(FREE) == "91.00"
    assert "D5" in shop.held(FREE)
    assert _bill(shop, FREE, Month(2026, 11))["5GB月包"] == "9.00"
    assert [n["data"]["order"] for n in shop.notices()] == [order.id]


def test_a_day_of_data_is_charged_and_subscribes_to_nothing(shop) -> None:
    """It ends with the day; buying it again the same day is said, not refused."""
    shop.order(FREE, "addon", "D1")
    again = shop.accounts.orders.terms(shop.caller(FREE), FREE, "addon", "D1")

    assert "D1" not in shop.held(FREE)
    assert again.again
    assert shop.balance(FREE) == "97.00"


def test_a_package_change_waits_for_the_first_and_then_counts_when_read(shop) -> None:
    """Nothing changes before; on the first, whoever looks sees the new package."""
    (order,) = shop.order(FREE, "package", "L90")
    assert (order.state, shop.package(FREE)) == ("pending", "M50")
    _go_to(shop, 2026, 11, 30, 23, 59)
    assert shop.package(FREE) == "M50"
    _go_to(shop, 2026, 12, 1, 0, 0)
    state = shop.accounts.customers.package(shop.caller(FREE), FREE)

    assert (state.code, str(state.since), str(state.contract_end)) == ("L90", "2026-12", "2027-11")
    (known,) = shop.accounts.orders.of(shop.caller(FREE), FREE)
    assert [step.state for step in known.history] == ["pending", "effective"]
    assert shop.balance(FREE) == "100.00"


def test_the_termination_fee_is_charged_when_the_change_takes_effect(shop) -> None:
    """Not before: until then the customer can revoke and owes nothing."""
    shop.order(BOUND, "package", "M50")
    assert shop.balance(BOUND) == "10.00"
    _go_to(shop, 2026, 12, 2)
    assert shop.accounts.orders.settle_due() == 1

    assert shop.balance(BOUND) == "-140.00"
    assert _bill(shop, BOUND, Month(2026, 12)) == {"合约违约金": "150.00"}
    assert shop.accounts.orders.settle_due() == 0


def test_a_contract_goes_on_with_a_dearer_package(shop) -> None:
    """Nothing is charged at the change, and the month in which it ends stays."""
    shop.accounts.orders._stars = lambda *_: 3
    shop.order(BOUND, "package", "STAR")
    _go_to(shop, 2026, 12, 2)
    state = shop.accounts.customers.package(shop.caller(BOUND), BOUND)

    assert (state.code, str(state.contract_end)) == ("STAR", "2027-05")
    assert shop.balance(BOUND) == "10.00"


def test_what_is_given_up_is_used_to_the_end_of_the_month(shop) -> None:
    """And is gone on the first of the next."""
    shop.order(FREE, "cancel", "RING", "GAME")
    assert {"RING", "GAME"} <= shop.held(FREE)
    _go_to(shop, 2026, 12, 1)

    assert shop.held(FREE) == set()
    assert shop.balance(FREE) == "100.00"


def test_what_was_given_up_still_explains_the_months_it_was_had_in(shop) -> None:
    """Asked later about a month with the add-on, nothing is over that was not; of now, it is."""
    shop.order(BOUND, "addon", "D5")
    shop.order(BOUND, "cancel", "D5", turn="q2")
    november = Month(2026, 11)
    with shop.accounts.uows() as uow:
        for month in (november, november.plus(1)):
            row = {"customer_number": BOUND, "data_mb": 53000, "voice_min": 0, "sms": 0}
            uow.execute(insert(usage).values(month=month, **row))
        uow.commit()
    _go_to(shop, 2026, 12, 10)
    caller = shop.caller(BOUND)
    then = shop.accounts.usage.month_usage(caller, BOUND, november)
    now = shop.accounts.usage.month_usage(caller, BOUND, november.plus(1))

    assert (then.data.total, then.data.over) == (56320, 0)
    assert (now.data.total, now.data.over) == (51200, 1800)
    assert shop.held(BOUND) == set()


def test_who_ordered_what_was_given_up_is_told_of_the_bills_it_is_on(shop) -> None:
    """A month later too, and by the order it was under, not by one made since."""
    november = Month(2026, 11)
    shop.order(FREE, "cancel", "GAME")
    with shop.accounts.uows() as uow:
        put_charge(uow, FREE, november, Decimal("12.00"), item="游戏会员", code="GAME")
        uow.commit()
    _go_to(shop, 2026, 12, 10)
    gone = shop.accounts.billing.bill(shop.caller(FREE), FREE, november)
    shop.order(FREE, "service", "GAME", turn="q2")
    again = shop.accounts.billing.bill(shop.caller(FREE), FREE, november)
    newer = shop.accounts.billing.bill(shop.caller(FREE), FREE, november.plus(1))

    for bill, since, by in (
        (gone, november.plus(-1), "partner"),
        (again, november.plus(-1), "partner"),
        (newer, november.plus(1), "customer"),
    ):
        found = [each for each in bill.origins if each.code == "GAME"]
        assert [(each.since, each.ordered_by) for each in found] == [(since, by)]


def test_what_was_given_up_can_be_had_and_given_up_again(shop) -> None:
    """Each time is a time of its own."""
    for turn, month in (("q1", 11), ("q2", 12)):
        shop.order(BOUND, "addon", "D5", turn=turn)
        shop.order(BOUND, "cancel", "D5", turn=f"{turn}b")
        _go_to(shop, 2026 + month // 12, month % 12 + 1, 1)
        assert shop.held(BOUND) == set()


def test_the_same_yes_twice_makes_one_order(shop) -> None:
    """The second answer is the first, with one charge and one message."""
    first = shop.order(FREE, "addon", "D1", turn="q7")
    again = shop.order(FREE, "addon", "D1", turn="q7")

    assert again == first
    assert shop.balance(FREE) == "97.00"
    assert len(shop.notices()) == 1
    assert len(shop.order(FREE, "addon", "D1", turn="q8")) == 1
    assert shop.balance(FREE) == "94.00"


def test_two_devices_at_the_same_moment_make_one_order(shop) -> None:
    """Whoever comes second gets the first one's answer, or hears that a change is pending."""
    callers = [shop.caller(FREE, "c1", "q1"), shop.caller(FREE, "c2", "q1")]
    terms = shop.accounts.orders.terms(callers[0], FREE, "package", "S20")
    made, refused = [], []

    def confirm(caller) -> None:
        try:
            made.append(
                shop.accounts.orders.place(caller, FREE, [Wish("package", "S20", terms.mark)])
            )
        except OrderRefused as error:
            refused.append(error.reason)

    threads = [threading.Thread(target=confirm, args=(each,)) for each in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(made), refused) == (1, ["pending_change"])
    assert len(shop.accounts.orders.of(shop.caller(FREE), FREE)) == 1


def test_terms_that_changed_since_the_yes_are_agreed_to_anew(shop) -> None:
    """Over midnight of the month's end the change would begin a month later."""
    terms = shop.accounts.orders.terms(shop.caller(FREE), FREE, "package", "S20")
    _go_to(shop, 2026, 12, 1)
    with pytest.raises(OrderRefused) as refused:
        shop.accounts.orders.place(shop.caller(FREE), FREE, [Wish("package", "S20", terms.mark)])

    assert refused.value.reason == "changed"
    assert shop.accounts.orders.of(shop.caller(FREE), FREE) == ()


def test_a_yes_a_minute_later_orders_whatever_day_it_is_elsewhere(shop) -> None:
    """At eight in Shanghai the day changes in UTC; the customer agreed to today."""
    _go_to(shop, 2026, 11, 20, 7, 59, 30)
    terms = shop.accounts.orders.terms(shop.caller(FREE), FREE, "addon", "D1")
    _go_to(shop, 2026, 11, 20, 8, 0, 10)
    wish = Wish("addon", "D1", terms.mark)
    (order,) = shop.accounts.orders.place(shop.caller(FREE), FREE, [wish])

    assert order.state == "effective"


def test_a_day_of_data_agreed_to_before_midnight_is_read_back_anew_after_it(shop) -> None:
    """It was to end with the thirtieth; on the first it would be another day, on another bill."""
    _go_to(shop, 2026, 11, 30, 23, 59, 30)
    terms = shop.accounts.orders.terms(shop.caller(FREE), FREE, "addon", "D1")
    _go_to(shop, 2026, 12, 1, 0, 0, 10)
    with pytest.raises(OrderRefused) as refused:
        shop.accounts.orders.place(shop.caller(FREE), FREE, [Wish("addon", "D1", terms.mark)])

    assert refused.value.reason == "changed"
    assert shop.balance(FREE) == "100.00"


def test_of_several_wishes_all_are_ordered_or_none(shop) -> None:
    """One that is refused leaves nothing of the others."""
    terms = shop.accounts.orders.terms(shop.caller(FREE), FREE, "cancel", "RING")
    wishes = [Wish("cancel", "RING", terms.mark), Wish("cancel", "D5", "")]
    with pytest.raises(OrderRefused):
        shop.accounts.orders.place(shop.caller(FREE), FREE, wishes)

    assert shop.accounts.orders.of(shop.caller(FREE), FREE) == ()
    assert shop.notices() == []


def test_what_one_yes_orders_is_judged_by_the_balance_before_it(shop) -> None:
    """What the first of two takes is no debt that forbids the second, as the read-back said."""
    shop.order(BOUND, "addon", "ROAM", "ROAM")

    assert shop.balance(BOUND) == "-40.00"
    with pytest.raises(OrderRefused) as refused:
        shop.order(BOUND, "addon", "ROAM", turn="q2")
    assert (refused.value.reason, refused.value.amount) == ("arrears", Decimal("40.00"))


def test_a_pending_change_can_be_revoked_once_and_leaves_no_trace_on_the_account(shop) -> None:
    """Asked again it answers alike; the way is free for another change."""
    (order,) = shop.order(FREE, "package", "S20")
    revoked = shop.accounts.orders.revoke(shop.caller(FREE), FREE, order.id)
    again = shop.accounts.orders.revoke(shop.caller(FREE), FREE, order.id)
    _go_to(shop, 2026, 12, 5)

    assert (revoked.state, again) == ("revoked", revoked)
    assert shop.package(FREE) == "M50"
    assert [n["kind"] for n in shop.notices()] == ["order_package", "order_revoked"]
    assert shop.audited(FREE) == ["order_placed", "order_revoked"]
    assert shop.order(FREE, "package", "L90", turn="q2")[0].state == "pending"


def test_what_has_taken_effect_cannot_be_revoked(shop) -> None:
    """Neither an add-on, nor a change after its day."""
    (addon,) = shop.order(FREE, "addon", "D5")
    with pytest.raises(OrderRefused) as refused:
        shop.accounts.orders.revoke(shop.caller(FREE), FREE, addon.id)

    assert refused.value.reason == "too_late"


def test_an_order_of_somebody_else_is_one_that_does_not_exist(shop) -> None:
    """Not yours and not there are one error, for looking and for revoking."""
    (order,) = shop.order(FREE, "package", "S20")
    stranger = shop.caller(BOUND, "c2")
    for order_id in (order.id, "DD2026111599999"):
        with pytest.raises(NotFound):
            shop.accounts.orders.progress(stranger, order_id)
        with pytest.raises(NotFound):
            shop.accounts.orders.revoke(stranger, BOUND, order_id)

    with pytest.raises(IdentityNeeded):
        shop.accounts.orders.revoke(stranger, FREE, order.id)
    assert shop.accounts.orders.progress(shop.caller(FREE), order.id).state == "pending"


def _import_changed(shop, folder, old: str, new: str) -> None:
    """Import the shop's file again with `old` replaced by `new`."""
    text = shop.file.read_text(encoding="utf-8")
    assert old in text
    later = folder / "later.yml"
    later.write_text(text.replace(old, new), encoding="utf-8")
    seed_file(shop.accounts, later)


def test_a_package_withdrawn_meanwhile_is_still_given_to_who_ordered_it(shop, tmp_path) -> None:
    """An import may take it off the shelf; an agreed change stands (handbook §4)."""
    shop.order(FREE, "package", "S20")
    _import_changed(shop, tmp_path, "{code: S20, name: 小草", "{code: S21, name: 小苗")
    _go_to(shop, 2026, 12, 1)

    assert shop.package(FREE) == "S20"
    assert all(package.code != "S20" for package in shop.accounts.catalogue.packages())


def test_an_order_whose_object_is_gone_becomes_void(shop, tmp_path) -> None:
    """A new import has put the customer on another package: the change has no beginning."""
    shop.order(FREE, "package", "S20")
    _import_changed(shop, tmp_path, "{code: M50, since", "{code: L90, since")
    _go_to(shop, 2026, 12, 1)

    assert shop.package(FREE) == "L90"
    (order,) = shop.accounts.orders.of(shop.caller(FREE), FREE)
    assert order.state == "void"
    assert shop.audited(FREE) == ["order_placed", "order_void"]


def test_a_message_that_cannot_be_sent_undoes_no_order(shop, monkeypatch) -> None:
    """The conversation names the order; "it failed" would have it ordered twice."""

    def full(_notification) -> None:
        raise OSError

    monkeypatch.setattr(shop.accounts.orders._notifier, "send", full)
    (order,) = shop.order(FREE, "addon", "D5")

    assert order.state == "effective"
    assert shop.balance(FREE) == "91.00"
