"""Three wrong credentials, numbers that nobody owns, and grants that end (handbook §3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.access import Credential, Purpose
from accounts.errors import CodeLimitReached, CodeTooSoon, NumberLocked

MINUTE = timedelta(minutes=1)


def test_three_wrong_tries_lock_the_number_for_thirty_minutes(centre) -> None:
    """The third ends the attempt and says until when the number is closed."""
    centre.ask("c1", centre.owner)
    outcomes = [centre.fail("c1") for _ in range(3)]

    assert [outcome.outcome for outcome in outcomes] == ["wrong", "wrong", "locked"]
    assert [outcome.attempts_left for outcome in outcomes] == [2, 1, 0]
    assert outcomes[-1].locked_until == centre.clock.now() + 30 * MINUTE
    assert not centre.identity.expects("c1")


def test_two_wrong_tries_do_not_lock(centre) -> None:
    """The third try may still be right."""
    code = centre.ask("c1", centre.owner)
    centre.fail("c1", times=2)

    assert centre.identity.present("c1", code).outcome == "accepted"


def test_codes_and_passwords_are_counted_together(centre) -> None:
    """Changing the means does not buy more tries."""
    centre.ask("c1", centre.owner)
    centre.fail("c1", times=2)
    centre.ask("c1", centre.owner, "password")

    assert centre.fail("c1").outcome == "locked"


def test_tries_at_several_numbers_are_counted_together(centre) -> None:
    """Three wrong credentials in a conversation lock the number that the third was for."""
    centre.ask("c1", centre.owner, "password")
    centre.fail("c1", times=2)
    centre.ask("c1", centre.other, "password")
    outcome = centre.fail("c1")

    assert (outcome.outcome, outcome.number) == ("locked", centre.other)
    assert centre.ask("c2", centre.owner) is not None


def test_proving_one_number_forgives_no_tries_at_another(centre) -> None:
    """Who owns a number cannot use it to go on guessing at somebody else's."""
    centre.ask("c1", centre.owner, "password")
    centre.fail("c1", times=2)
    centre.prove("c1", centre.other, "password")
    centre.ask("c1", centre.owner, "password")

    assert centre.fail("c1").outcome == "locked"


@pytest.mark.parametrize("kind", ["code", "password"])
def test_a_lock_holds_in_every_conversation(centre, kind) -> None:
    """Elsewhere nothing is sent or opened, and a right secret is not accepted."""
    code = centre.ask("c2", centre.owner)
    centre.ask("c1", centre.owner, "password")
    until = centre.fail("c1", times=3).locked_until
    outcome = centre.identity.present("c2", code)
    with pytest.raises(NumberLocked) as refused:
        centre.ask("c3", centre.owner, kind)

    assert (outcome.outcome, outcome.locked_until) == ("locked", until)
    assert refused.value.until == until
    assert len(centre.sent()) == 1


def test_a_lock_survives_a_restart(centre, reopen) -> None:
    """A new process knows it."""
    centre.ask("c1", centre.owner)
    centre.fail("c1", times=3)
    identity = reopen()

    with pytest.raises(NumberLocked):
        identity.open_challenge(centre.caller("c2"), centre.owner, "password")


def test_a_lock_ends_after_thirty_minutes(centre) -> None:
    """A second before, it holds; then there are three fresh tries."""
    centre.ask("c1", centre.owner, "password")
    centre.fail("c1", times=3)
    centre.clock.advance(30 * MINUTE - timedelta(seconds=1))
    with pytest.raises(NumberLocked):
        centre.ask("c1", centre.owner, "password")
    centre.clock.advance(timedelta(seconds=1))
    centre.ask("c1", centre.owner, "password")

    assert centre.fail("c1").attempts_left == 2


def test_a_lock_takes_back_what_was_proved_anywhere(centre) -> None:
    """The number is closed in the conversations that had proved it, too."""
    centre.prove("c2", centre.owner, "code")
    centre.ask("c1", centre.owner, "password")
    centre.fail("c1", times=3)

    assert centre.identity.credentials_of(centre.caller("c2"), centre.owner) == frozenset()


def test_a_lock_leaves_the_recognised_channel_open(centre) -> None:
    """Strangers who guess do not shut the owner out of the owner's own app."""
    centre.ask("c1", centre.owner, "password")
    centre.fail("c1", times=3)
    caller = centre.caller("app", recognised=centre.owner)

    assert centre.identity.credentials_of(caller, centre.owner) == {Credential.RECOGNISED}
    assert centre.access(caller, centre.owner, Purpose.BALANCE) == centre.owner


def test_tries_are_remembered_when_the_conversation_is_closed(centre) -> None:
    """A goodbye does not buy more guesses; a day does."""
    centre.ask("c1", centre.owner, "password")
    centre.fail("c1", times=2)
    centre.identity.close("c1")
    centre.ask("c1", centre.owner, "password")
    soon = centre.fail("c1")
    centre.ask("c1", centre.other, "password")
    centre.fail("c1", times=2)
    centre.clock.advance(timedelta(hours=24))
    centre.ask("c1", centre.other, "password")

    assert soon.outcome == "locked"
    assert centre.fail("c1").attempts_left == 2


def test_guesses_spread_over_conversations_lock_the_number_too(centre) -> None:
    """Two tries in each of many conversations end at ten."""
    outcomes = []
    for turn in range(5):
        centre.ask(f"c{turn}", centre.owner, "password")
        outcomes += [centre.fail(f"c{turn}").outcome for _ in range(2)]

    assert outcomes == ["wrong"] * 9 + ["locked"]


def test_a_number_that_nobody_owns_looks_like_any_other(centre) -> None:
    """Challenge, wrong tries, lock and limits are the same, step by step; only no code leaves."""

    def seen(conversation: str, number: str) -> list[object]:
        identity, caller = centre.identity, centre.caller(conversation)
        steps: list[object] = [identity.open_challenge(caller, number, "code")]
        steps += [identity.awaited(conversation)]
        try:
            identity.open_challenge(caller, number, "code")
        except CodeTooSoon as refused:
            steps.append(refused.retry_seconds)
        steps += [centre.fail(conversation)]
        steps += [identity.open_challenge(caller, number, "password")]
        steps += [centre.fail(conversation, times=2)]
        steps += [identity.credentials_of(caller, number)]
        try:
            identity.open_challenge(caller, number, "code")
        except NumberLocked as refused:
            steps.append(refused.until)
        return [str(step) for step in steps]

    assert seen("c1", centre.owner) == seen("c2", centre.nobody)
    assert {line["to"] for line in centre.sent()} == {centre.owner}


def test_a_number_that_nobody_owns_has_the_daily_limit(centre) -> None:
    """The sixth challenge of a day is refused though no code ever left."""
    for _ in range(5):
        centre.ask("c1", centre.nobody)
        centre.clock.advance(MINUTE)
    with pytest.raises(CodeLimitReached):
        centre.ask("c1", centre.nobody)

    assert centre.sent() == []


def test_no_password_is_right_for_a_number_that_nobody_owns(centre) -> None:
    """Neither another customer's password nor an empty one."""
    centre.ask("c1", centre.nobody, "password")

    assert centre.identity.present("c1", centre.password).outcome == "wrong"
    assert centre.identity.present("c1", "").outcome == "wrong"


def test_a_closed_conversation_has_proved_nothing(centre) -> None:
    """Closing ends grants and challenges of that conversation and of no other."""
    centre.prove("c1", centre.owner, "password")
    centre.prove("c2", centre.owner, "password")
    centre.ask("c1", centre.owner, "code")
    centre.identity.close("c1")

    assert centre.identity.credentials_of(centre.caller("c1"), centre.owner) == frozenset()
    assert not centre.identity.expects("c1")
    assert centre.identity.credentials_of(centre.caller("c2"), centre.owner) != frozenset()


def test_a_grant_ends_half_an_hour_after_its_last_use(centre) -> None:
    """Each access keeps it alive; without one it lapses."""
    centre.prove("c1", centre.owner, "code")
    caller = centre.caller("c1")
    centre.clock.advance(29 * MINUTE)
    centre.access(caller, centre.owner, Purpose.PAYMENTS)
    centre.clock.advance(29 * MINUTE)
    used = centre.allows(caller, centre.owner, Purpose.PAYMENTS)
    centre.clock.advance(MINUTE)

    assert used
    assert not centre.allows(caller, centre.owner, Purpose.PAYMENTS)


def test_the_verified_number_is_the_one_proved_last(centre) -> None:
    """It goes before the number of the channel, and the channel's comes back when it lapses."""
    caller = centre.caller("c1", recognised=centre.owner)
    before = centre.identity.verified_number(caller)
    centre.prove("c1", centre.owner, "code")
    centre.prove("c1", centre.other, "code")
    proved = centre.identity.verified_number(caller)
    centre.clock.advance(30 * MINUTE)

    assert before == centre.owner
    assert proved == centre.other
    assert centre.identity.verified_number(caller) == centre.owner
    assert centre.identity.verified_number(centre.caller("c9")) is None
