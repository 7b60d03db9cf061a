"""Staff see an account at a glance, and every look is in the customer's audit log."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from accounts.access import Caller
from accounts.errors import IdentityNeeded, NotFound

NUMBER = "13900000001"
AGENT = "agent:8801"


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    """Give SQLite alone: the statements are those of services that are tested on both."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


def _as_agent(caller: Caller) -> Caller:
    return replace(caller, actor=AGENT)


def test_one_look_at_the_account_makes_one_entry_in_the_audit_log(accounts, prove) -> None:
    """With the agent's number and the credential that the customer had shown."""
    caller = prove(NUMBER, "code")
    view = accounts.views.account(_as_agent(caller), NUMBER)
    entries = [each for each in accounts.audit.entries_of(caller, NUMBER) if each.actor == AGENT]

    assert [(each.what, each.credential) for each in entries] == [("desk", "code")]
    assert f"{view.balance:.2f}" == "12.30"
    assert view.package.code == "A25"
    assert [each.id for each in view.tickets] == ["GZ2026000007"]
    assert {each.code for each in view.subscriptions or ()} == {"RING", "GAME", "M5", "DAY"}


def test_what_a_recognised_customer_may_not_hear_staff_do_not_see(accounts) -> None:
    """The bound channel opens the balance, and not what is subscribed."""
    caller = Caller("c1", "web", recognised_number=NUMBER, actor=AGENT)
    view = accounts.views.account(caller, NUMBER)

    assert f"{view.balance:.2f}" == "12.30"
    assert view.subscriptions is None


def test_without_any_credential_there_is_no_account(accounts) -> None:
    """A number that was only said opens nothing for staff either, and nothing is noted."""
    with pytest.raises(IdentityNeeded):
        accounts.views.account(Caller("c1", "web", actor=AGENT), NUMBER)


def test_unmasking_is_noted_with_who_and_why(accounts, prove, uows) -> None:
    """The customer's own list shows it; the reason is for those who check."""
    caller = prove(NUMBER)
    known = accounts.views.unmask(_as_agent(caller), NUMBER, "核对回访号码")
    entry = accounts.audit.entries_of(caller, NUMBER)[1]

    assert known.name == "唐小雨"
    assert (entry.what, entry.actor) == ("unmasked", AGENT)
    with uows(readonly=True) as uow:
        notes = uow.execute(
            text("SELECT note FROM audit_entries WHERE what = 'unmasked'")
        ).scalars()
        assert list(notes) == ["核对回访号码"]


def test_nobody_is_unmasked_of_a_number_that_nobody_has(accounts) -> None:
    """And who it is is not known."""
    with pytest.raises(NotFound):
        accounts.views.unmask(Caller("c1", "web", actor=AGENT), "13700000000", "核对")
    assert accounts.views.who(["13700000000"])["13700000000"].name is None


def test_looking_who_it_is_names_the_stars(accounts) -> None:
    """They decide the place in the queue."""
    known = accounts.views.who([NUMBER, "13700000000"])[NUMBER]

    assert known.name == "唐小雨"
    assert known.stars is None or 1 <= known.stars <= 5
    assert NUMBER not in repr(known)
