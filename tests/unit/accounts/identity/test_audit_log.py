"""The append-only audit log and the customer's view of it (handbook §3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from accounts.access import Caller, Purpose
from accounts.audit import Audit
from accounts.errors import IdentityNeeded
from accounts.storage.identity_tables import audit_entries


@pytest.fixture
def audit(centre) -> Audit:
    """Return the service under test."""
    return Audit(uow_factory=centre.uows, clock=centre.clock)


def _trail(audit: Audit, caller: Caller, number: str) -> list[tuple[str, str, str | None]]:
    return [
        (entry.actor, entry.what, entry.credential) for entry in audit.entries_of(caller, number)
    ]


def test_customers_see_who_looked_at_their_data(centre, audit) -> None:
    """Newest first: this look, an agent's, and how the number was proved."""
    centre.prove("c1", centre.owner, "code")
    agent = Caller("c1", "desk", actor="agent:8001")
    centre.access(agent, centre.owner, Purpose.BILL_PARTS)

    assert _trail(audit, centre.caller("c1"), centre.owner) == [
        ("bot:001", "audit", "code"),
        ("agent:8001", "bill_parts", "code"),
        ("customer", "credential_accepted", "code"),
    ]


def test_strangers_do_not_see_the_log(centre, audit) -> None:
    """The log is personal data: not for the recognised channel alone, nor for other numbers."""
    centre.prove("c1", centre.other, "code")
    for caller in (centre.caller("c1"), centre.caller("app", recognised=centre.owner)):
        with pytest.raises(IdentityNeeded):
            audit.entries_of(caller, centre.owner)

    assert _trail(audit, centre.caller("c1"), centre.other)[0] == ("bot:001", "audit", "code")


def test_wrong_tries_and_locks_are_on_record(centre, audit) -> None:
    """The owner can later see that somebody guessed."""
    centre.ask("c2", centre.owner, "password")
    centre.fail("c2", times=3)
    centre.clock.advance(timedelta(minutes=30))
    centre.prove("c1", centre.owner, "code")

    assert _trail(audit, centre.caller("c1"), centre.owner)[2:] == [
        ("customer", "number_locked", "password"),
        *[("customer", "credential_wrong", "password")] * 3,
    ]


def test_details_are_logged_under_both_credentials(centre, audit) -> None:
    """What needs two credentials names the two."""
    centre.prove("c1", centre.owner, "password", "code")
    centre.access(centre.caller("c1"), centre.owner, Purpose.BILL_DETAIL)

    assert _trail(audit, centre.caller("c1"), centre.owner)[1] == (
        "bot:001",
        "bill_detail",
        "code+password",
    )


@pytest.mark.parametrize(
    "statement",
    [
        update(audit_entries).values(actor="nobody"),
        delete(audit_entries),
        text("UPDATE audit_entries SET what = 'nothing'"),
        text("DELETE FROM audit_entries WHERE id = 1"),
    ],
    ids=["update", "delete", "update by hand", "delete by hand"],
)
def test_the_database_itself_refuses_to_change_the_log(centre, statement) -> None:
    """Even code that goes round the services can add entries only."""
    centre.prove("c1", centre.owner, "code")
    with centre.uows() as uow, pytest.raises(DBAPIError, match="append-only"):
        uow.execute(statement)
    with centre.uows(readonly=True) as uow:
        left = uow.execute(select(func.count()).select_from(audit_entries)).scalar_one()

    assert left == 1
