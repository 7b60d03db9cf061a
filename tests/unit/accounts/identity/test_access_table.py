"""The table of handbook §3, row by row and both ways, and what the door writes down."""

from __future__ import annotations

import itertools

import pytest

from accounts.access import OPENS, Caller, Credential, Purpose, access_account
from accounts.errors import IdentityNeeded

RECOGNISED_OPENS = {
    Purpose.BILL_TOTAL,
    Purpose.BALANCE,
    Purpose.USAGE,
    Purpose.PACKAGE,
    Purpose.POINTS,
    Purpose.ARREARS,
    Purpose.ADVICE,
    Purpose.OUTAGES,
    Purpose.LINE,
    Purpose.STANDING,
    Purpose.DESK,
}
NEEDS: dict[Purpose, set[Credential]] = {
    Purpose.BILL_DETAIL: {Credential.PASSWORD, Credential.CODE},
    Purpose.PASSWORD_CHANGE: {Credential.PASSWORD, Credential.CODE},
    Purpose.PASSWORD_RESET: {Credential.CODE},
    Purpose.RESUME_LOST: {Credential.PASSWORD},
    Purpose.SALUTATION: {Credential.RECOGNISED},
}
"""Purposes that one set of credentials alone opens."""
ASKS_PASSWORD = {
    Purpose.BILL_DETAIL,
    Purpose.PASSWORD_CHANGE,
    Purpose.RESUME_LOST,
    Purpose.REPORT_LOSS,
}
"""Purposes for which the password is asked first: nothing less will do, or no code arrives."""
PROVABLE = [purpose for purpose in Purpose if purpose is not Purpose.SALUTATION]
"""Purposes that credentials open; the salutation is for the bound channel alone."""
COMBINATIONS = [
    frozenset(some)
    for size in range(len(Credential) + 1)
    for some in itertools.combinations(Credential, size)
]


def _expected(purpose: Purpose, held: frozenset[Credential]) -> bool:
    """Say the handbook's rows in its own words."""
    if purpose in NEEDS:
        return NEEDS[purpose] <= held
    if {Credential.CODE, Credential.PASSWORD} & held:
        return True
    return Credential.RECOGNISED in held and purpose in RECOGNISED_OPENS


def _hold(centre, held: frozenset[Credential]):
    kinds = [each.value for each in Credential if each in held - {Credential.RECOGNISED}]
    centre.prove("c1", centre.owner, *kinds)
    return centre.caller("c1", centre.owner if Credential.RECOGNISED in held else None)


def test_every_purpose_has_its_row() -> None:
    """A purpose without a row would be a door without a lock, or one that never opens."""
    assert set(OPENS) == set(Purpose)
    assert all(OPENS.values())


@pytest.mark.parametrize("held", COMBINATIONS, ids=range(len(COMBINATIONS)))
def test_each_row_opens_to_its_credentials_and_to_nothing_less(centre, held) -> None:
    """For every purpose and every combination of credentials the door does what the row says."""
    caller = _hold(centre, held)
    for purpose in Purpose:
        expected = _expected(purpose, held)

        assert centre.allows(caller, centre.owner, purpose) is expected, purpose
        if expected:
            assert centre.access(caller, centre.owner, purpose) == centre.owner
        else:
            with pytest.raises(IdentityNeeded):
                centre.access(caller, centre.owner, purpose)


def _refusal(centre, caller: Caller, number: str, purpose: Purpose) -> tuple[object, ...]:
    with pytest.raises(IdentityNeeded) as refused:
        centre.access(caller, number, purpose)
    return refused.value.code, refused.value.needs_password


def test_one_number_opens_no_other(centre) -> None:
    """All credentials for one number are none for another, whatever the purpose."""
    centre.prove("c1", centre.owner, "password", "code")
    caller = centre.caller("c1", recognised=centre.owner)
    for purpose in Purpose:
        assert centre.access(caller, centre.owner, purpose) == centre.owner
        assert _refusal(centre, caller, centre.other, purpose)


def test_one_conversation_opens_nothing_for_another(centre) -> None:
    """What was proved here is not proved there, whatever the purpose."""
    centre.prove("c1", centre.owner, "password", "code")
    for purpose in PROVABLE:
        assert centre.access(centre.caller("c1"), centre.owner, purpose) == centre.owner
        assert _refusal(centre, centre.caller("c2"), centre.owner, purpose)


def test_details_ask_for_what_is_missing(centre) -> None:
    """The password is asked for unless it was given; then the code."""
    centre.prove("c2", centre.owner, "password")
    centre.prove("c1", centre.owner, "code")

    for conversation, password_due in [("c0", True), ("c1", True), ("c2", False)]:
        caller = centre.caller(conversation)
        refusal = _refusal(centre, caller, centre.owner, Purpose.BILL_DETAIL)

        assert refusal == ("identity_needed", password_due)


def test_everything_else_asks_for_a_code(centre) -> None:
    """A code is enough, so no password is demanded."""
    for purpose in Purpose:
        refusal = _refusal(centre, centre.caller("c1"), centre.owner, purpose)

        assert refusal == ("identity_needed", purpose in ASKS_PASSWORD)


def test_a_number_that_nobody_owns_is_refused_like_an_unproved_one(centre) -> None:
    """The same error with the same data, even on a channel that claims to have bound it."""
    bound = centre.caller("c1", recognised=centre.nobody)
    for purpose in Purpose:
        unproved = _refusal(centre, centre.caller("c1"), centre.owner, purpose)

        assert _refusal(centre, centre.caller("c1"), centre.nobody, purpose) == unproved
        assert _refusal(centre, bound, centre.nobody, purpose) == unproved


def test_an_access_is_in_the_log_with_its_transaction_or_not_at_all(centre) -> None:
    """What was rolled back was not looked at; what was committed is on record."""
    from accounts.storage.audit_log import entries_for  # noqa: PLC0415 - a look inside

    caller = centre.caller("app", recognised=centre.owner)

    def logged() -> list[tuple[str, ...]]:
        with centre.uows(readonly=True) as uow:
            rows = entries_for(uow, centre.owner)
        return [(row.actor, row.what, row.credential, row.conversation_id) for row in rows]

    with centre.uows() as uow:
        access_account(uow, caller, centre.owner, Purpose.BALANCE, centre.clock.now())
    rolled_back = logged()
    centre.access(caller, centre.owner, Purpose.BALANCE)

    assert rolled_back == []
    assert logged() == [("bot:001", "balance", "recognised", "app")]
