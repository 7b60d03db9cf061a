"""Suspending and resuming a line: which credential, which state, what is said of money."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import update

from accounts.errors import IdentityNeeded, LineRefused
from accounts.model import LOSS, REQUEST
from accounts.storage.tables_customer import customers

FINE, PAID, THIRD = "13900000001", "13900000002", "13900000003"


def _refused(call, *values) -> LineRefused:
    with pytest.raises(LineRefused) as refused:
        call(*values)
    return refused.value


def test_a_lost_line_is_suspended_at_once_and_resumed_by_the_password(accounts, prove) -> None:
    """Loss is reported and ended by the same credential."""
    lines, caller = accounts.lines, prove(FINE)
    assert lines.check_suspend(caller, FINE, LOSS).status == "active"
    done = lines.suspend(caller, FINE, LOSS)
    assert (done.before, done.status, done.reason) == (None, "suspended", "loss")
    back = lines.resume(replace(caller, turn_id="t2"), FINE)

    assert (back.before, back.status, back.reason) == ("loss", "active", None)
    assert lines.state(caller, FINE).status == "active"


def test_who_has_proved_nothing_suspends_nothing_and_is_asked_for_the_password(
    accounts, prove
) -> None:
    """A code would go to the lost telephone."""
    stranger = replace(prove(PAID), conversation_id="c7")
    for reason, password in ((LOSS, True), (REQUEST, False)):
        with pytest.raises(IdentityNeeded) as refused:
            accounts.lines.suspend(stranger, FINE, reason)
        assert refused.value.needs_password is password

    assert accounts.lines.state(prove(FINE), FINE).status == "active"


def test_a_code_does_not_resume_a_lost_line(accounts, prove) -> None:
    """The finder of the telephone receives its codes."""
    owner = prove(FINE)
    accounts.lines.suspend(owner, FINE, LOSS)
    finder = prove(FINE, "code", conversation="c2", turn="t9")
    for call in (accounts.lines.check_resume, accounts.lines.resume):
        with pytest.raises(IdentityNeeded) as refused:
            call(finder, FINE)
        assert refused.value.needs_password

    assert accounts.lines.state(owner, FINE).reason == "loss"


def test_the_same_yes_twice_is_one_suspension(accounts, prove) -> None:
    """Under one turn it is done once and answered alike; asked anew it is refused."""
    caller = prove(FINE)
    first = accounts.lines.suspend(caller, FINE, LOSS)

    assert accounts.lines.suspend(caller, FINE, LOSS) == first
    again = replace(caller, turn_id="t2")
    assert _refused(accounts.lines.suspend, again, FINE, LOSS).reason == "already"
    assert _refused(accounts.lines.check_suspend, again, FINE, LOSS).reason == "already"


def test_a_number_is_put_by_when_nothing_is_owed(accounts, prove) -> None:
    """停机保号 by code, resumed by code; a line kept for loss is not loosened."""
    caller = prove(FINE, "code")
    assert accounts.lines.suspend(caller, FINE, REQUEST).reason == "request"
    assert accounts.lines.resume(replace(caller, turn_id="t2"), FINE).status == "active"
    accounts.lines.suspend(replace(caller, turn_id="t3"), FINE, LOSS)
    later = replace(caller, turn_id="t4")

    assert _refused(accounts.lines.suspend, later, FINE, REQUEST).reason == "lost"


def test_paid_and_still_suspended_is_resumed_at_once(accounts, prove) -> None:
    """A payment on its way that covers what is owed is found (handbook §11)."""
    caller = prove(PAID, "code")
    found = accounts.lines.check_resume(caller, PAID)
    assert (found.balance, found.owed) == (Decimal("-37.60"), Decimal("0.00"))
    done = accounts.lines.resume(caller, PAID)

    assert (done.before, done.status, done.reason) == ("arrears", "active", None)
    assert _refused(accounts.lines.check_resume, caller, PAID).reason == "active"


def test_a_lost_line_that_owes_comes_back_suspended_for_arrears(accounts, prove) -> None:
    """Found again is not paid; what is owed is told with the refusal of the next wish."""
    with accounts.uows() as uow:
        mine = customers.c.number == THIRD
        uow.execute(update(customers).where(mine).values(balance=Decimal("-8.00")))
        uow.commit()
    caller = prove(THIRD)
    accounts.lines.suspend(caller, THIRD, LOSS)
    done = accounts.lines.resume(replace(caller, turn_id="t2"), THIRD)
    assert (done.status, done.reason) == ("suspended", "arrears")
    refused = _refused(accounts.lines.resume, replace(caller, turn_id="t3"), THIRD)

    assert (refused.reason, refused.owed) == ("arrears", Decimal("8.00"))


def test_every_change_is_audited_and_told(accounts, prove, tmp_path) -> None:
    """The log names the change; the message goes to the number and to the contact number."""
    caller = prove(FINE)
    accounts.profiles.change(caller, FINE, "phone", "13711110009")
    accounts.lines.suspend(caller, FINE, LOSS)
    accounts.lines.resume(replace(caller, turn_id="t2"), FINE)
    done = [each.what for each in accounts.audit.entries_of(caller, FINE)]
    lines = (tmp_path / "outbox.jsonl").read_text(encoding="utf-8").splitlines()
    sent = [(line["to"], line["kind"]) for line in map(json.loads, lines)]

    assert {"line_suspended_loss", "line_resumed", "contact_changed"} <= set(done)
    assert (FINE, "line_suspended_loss") in sent
    assert ("13711110009", "line_suspended_loss") in sent
