"""Changing and resetting the service password: credentials, two entries, what it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from accounts.access import Credential, Purpose, credentials_held
from accounts.audit import Audit
from accounts.errors import IdentityNeeded, NumberLocked, PasswordRefused, PasswordTooNew
from accounts.storage.tables_customer import customers
from accounts.storage.tables_security import pending_passwords

NEW, ANOTHER = "739164", "408257"


def _change(centre, conversation: str = "c1", new: str = NEW) -> None:
    centre.identity.begin_password(centre.caller(conversation), centre.owner, "change")
    assert centre.identity.present(conversation, new).outcome == "again"
    assert centre.identity.present(conversation, new).outcome == "changed"


def _opens(centre, secret: str, conversation: str = "c9") -> bool:
    centre.identity.open_challenge(centre.caller(conversation), centre.owner, "password")
    return centre.identity.present(conversation, secret).outcome == "accepted"


def test_the_new_password_opens_and_the_old_one_does_not(centre) -> None:
    """Password and code shown, the new one entered twice: it is in force."""
    centre.prove("c1", centre.owner, "password", "code")
    _change(centre)

    assert _opens(centre, NEW)
    assert not _opens(centre, centre.password, "c8")


@pytest.mark.parametrize("kinds", [(), ("code",), ("password",)])
def test_a_change_needs_password_and_code(centre, kinds: tuple[str, ...]) -> None:
    """Less than both changes nothing, and nothing is awaited."""
    centre.prove("c1", centre.owner, *kinds)
    with pytest.raises(IdentityNeeded) as refused:
        centre.identity.begin_password(centre.caller(), centre.owner, "change")

    assert refused.value.needs_password is ("password" not in kinds)
    assert not centre.identity.expects("c1")


def test_a_number_that_nobody_has_is_refused_alike(centre) -> None:
    """The same error as for a number that was not proved."""
    for how in ("change", "reset"):
        with pytest.raises(IdentityNeeded):
            centre.identity.begin_password(centre.caller(), centre.nobody, how)


def test_a_reset_needs_a_code_shown_just_now(centre) -> None:
    """An old proof on a telephone left on a table resets nothing; a fresh one does."""
    centre.prove("c1", centre.owner, "code")
    centre.clock.advance(timedelta(minutes=11))
    with pytest.raises(IdentityNeeded):
        centre.identity.begin_password(centre.caller(), centre.owner, "reset")
    centre.prove("c1", centre.owner, "code")
    centre.identity.begin_password(centre.caller(), centre.owner, "reset")
    centre.identity.present("c1", NEW)
    assert centre.identity.present("c1", NEW).outcome == "changed"

    assert _opens(centre, NEW)


def test_the_password_alone_resets_nothing(centre) -> None:
    """Who knows it may change it, with a code."""
    centre.prove("c1", centre.owner, "password")
    with pytest.raises(IdentityNeeded) as refused:
        centre.identity.begin_password(centre.caller(), centre.owner, "reset")

    assert not refused.value.needs_password


def test_a_weak_entry_is_refused_with_its_reason_and_asked_for_again(centre) -> None:
    """The present password is no new one; after a good entry the first counts."""
    centre.prove("c1", centre.owner, "password", "code")
    centre.identity.begin_password(centre.caller(), centre.owner, "change")
    weak = centre.identity.present("c1", "123456")
    old = centre.identity.present("c1", centre.password)

    assert (weak.outcome, weak.reason, weak.attempts_left) == ("weak", "run", 4)
    assert (old.outcome, old.reason, old.attempts_left) == ("weak", "old", 3)
    assert centre.identity.present("c1", NEW).outcome == "again"
    assert centre.identity.present("c1", NEW).outcome == "changed"


def test_two_different_entries_change_nothing(centre) -> None:
    """Both are asked for anew; the second of the pair is not taken for the first."""
    centre.prove("c1", centre.owner, "password", "code")
    centre.identity.begin_password(centre.caller(), centre.owner, "change")
    centre.identity.present("c1", NEW)
    assert centre.identity.present("c1", ANOTHER).outcome == "mismatch"
    assert centre.identity.present("c1", ANOTHER).outcome == "again"

    assert _opens(centre, centre.password)


def test_five_refused_entries_end_the_attempt_for_the_day(centre) -> None:
    """Being told "the same as now" must be no way to find the password out."""
    centre.prove("c1", centre.owner, "password", "code")
    centre.identity.begin_password(centre.caller(), centre.owner, "change")
    outcomes = [centre.identity.present("c1", "111111").outcome for _ in range(5)]
    assert outcomes == ["weak"] * 4 + ["often"]
    assert not centre.identity.expects("c1")
    with pytest.raises(PasswordRefused) as refused:
        centre.identity.begin_password(centre.caller(), centre.owner, "change")
    assert refused.value.reason == "often"
    centre.clock.advance(timedelta(hours=25))
    centre.prove("c1", centre.owner, "password", "code")

    assert centre.identity.begin_password(centre.caller(), centre.owner, "change")


def test_an_entry_that_comes_too_late_changes_nothing(centre) -> None:
    """Ten minutes for each entry, as for a code."""
    centre.prove("c1", centre.owner, "password", "code")
    centre.identity.begin_password(centre.caller(), centre.owner, "change")
    centre.identity.present("c1", NEW)
    centre.clock.advance(timedelta(minutes=11))

    assert centre.identity.present("c1", NEW).outcome == "expired"
    assert _opens(centre, centre.password)


@pytest.mark.parametrize("leave", ["abandon", "close"])
def test_a_conversation_that_is_left_keeps_no_entry(centre, leave: str) -> None:
    """The first entry does not wait for another day's second."""
    centre.prove("c1", centre.owner, "password", "code")
    centre.identity.begin_password(centre.caller(), centre.owner, "change")
    centre.identity.present("c1", NEW)
    getattr(centre.identity, leave)("c1")

    assert centre.identity.present("c1", NEW).outcome == "expired"
    with centre.uows(readonly=True) as uow:
        assert uow.execute(select(pending_passwords.c.password_hash)).scalar() is None


def test_a_lock_stops_a_change_in_the_middle(centre) -> None:
    """Guessers elsewhere lock the number: what was proved here ends with it."""
    centre.prove("c1", centre.owner, "password", "code")
    centre.identity.begin_password(centre.caller(), centre.owner, "change")
    centre.identity.present("c1", NEW)
    centre.ask("c2", centre.owner, "password")
    centre.fail("c2", 3)

    assert centre.identity.present("c1", NEW).outcome == "locked"
    with pytest.raises(NumberLocked):
        centre.identity.begin_password(centre.caller(), centre.owner, "change")


def test_what_others_proved_by_the_old_password_ends(centre) -> None:
    """A conversation left open by somebody who knew the old one is shut; codes stay."""
    centre.prove("c2", centre.owner, "password")
    centre.clock.advance(timedelta(seconds=61))
    centre.prove("c2", centre.owner, "code")
    centre.clock.advance(timedelta(seconds=61))
    centre.prove("c1", centre.owner, "password", "code")
    _change(centre)
    with centre.uows(readonly=True) as uow:
        held = credentials_held(uow, centre.caller("c2"), centre.owner, centre.clock.now())

    assert held == {Credential.CODE}


def test_a_reset_password_opens_details_only_the_day_after(centre) -> None:
    """A code alone must not become the highest credential at once, nor by changing it again."""
    centre.prove("c1", centre.owner, "code")
    centre.identity.begin_password(centre.caller(), centre.owner, "reset")
    for _ in range(2):
        centre.identity.present("c1", NEW)
    centre.ask("c1", centre.owner, "password")
    centre.identity.present("c1", NEW)
    _change(centre, new=ANOTHER)
    with pytest.raises(PasswordTooNew) as refused:
        centre.access(centre.caller(), centre.owner, Purpose.BILL_DETAIL)
    assert refused.value.until == centre.clock.now() + timedelta(hours=24)
    centre.clock.advance(timedelta(hours=24))
    centre.ask("c1", centre.owner, "password")
    centre.identity.present("c1", ANOTHER)
    centre.prove("c1", centre.owner, "code")

    assert centre.access(centre.caller(), centre.owner, Purpose.BILL_DETAIL) == centre.owner


def test_no_code_resets_the_password_of_a_lost_line(centre) -> None:
    """Whoever found the telephone gets its codes."""
    with centre.uows() as uow:
        mine = customers.c.number == centre.owner
        lost = {"status": "suspended", "suspended_reason": "loss"}
        uow.execute(update(customers).where(mine).values(lost))
        uow.commit()
    centre.prove("c1", centre.owner, "code")
    with pytest.raises(PasswordRefused) as refused:
        centre.identity.begin_password(centre.caller(), centre.owner, "reset")

    assert refused.value.reason == "lost"


def test_a_change_is_audited_and_told_to_the_number_without_the_password(centre) -> None:
    """Who, what and under which credential; neither holds a digit of it."""
    centre.prove("c1", centre.owner, "password", "code")
    _change(centre)
    entries = Audit(uow_factory=centre.uows, clock=centre.clock).entries_of(
        centre.caller(), centre.owner
    )
    told = centre.sent()[-1]
    changed = next(each for each in entries if each.what == "password_changed")

    assert (changed.actor, changed.credential) == ("customer", "code+password")
    assert (told["to"], told["kind"]) == (centre.owner, "password_changed")
    assert NEW not in str(told)
    assert NEW not in centre.outbox.read_text("utf-8")
