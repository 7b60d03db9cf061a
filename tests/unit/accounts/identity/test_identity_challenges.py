"""Asking for codes and passwords, and redeeming them (handbook §3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.access import Credential
from accounts.bootstrap import kind_as_text
from accounts.credentials import SecretHasher
from accounts.errors import CodeLimitReached, CodesPaused, CodeTooSoon
from accounts.identity import Identity
from accounts.notifier import OutboxNotifier

MINUTE = timedelta(minutes=1)


class CountingHasher(SecretHasher):
    """Hashes cheaply and counts."""

    def __init__(self) -> None:
        """Start at nought."""
        super().__init__(passes=1, memory_kib=8)
        self.hashed = 0

    def hash(self, secret: str) -> str:
        """Hash one more."""
        self.hashed += 1
        return super().hash(secret)


def test_a_code_of_six_digits_is_sent_to_the_number(centre) -> None:
    """The outbox line goes to the number, and the code is in its data but not in its text."""
    code = centre.ask("c1", centre.owner)
    [line] = centre.sent()

    assert line["to"] == centre.owner
    assert line["kind"] == "verification_code"
    assert line["data"] == {"valid_minutes": 10, "code": code}
    assert len(code) == 6
    assert code.isdigit()
    assert code not in line["text"]


def test_the_right_code_proves_the_number(centre) -> None:
    """An accepted code grants the number to the conversation; a wrong one does not."""
    code = centre.ask("c1", centre.owner)
    wrong = centre.identity.present("c1", "x" + code[1:])
    before = centre.identity.credentials_of(centre.caller(), centre.owner)
    right = centre.identity.present("c1", code)
    after = centre.identity.credentials_of(centre.caller(), centre.owner)

    assert (wrong.outcome, wrong.attempts_left, wrong.number) == ("wrong", 2, centre.owner)
    assert before == frozenset()
    assert (right.outcome, right.kind, right.number) == ("accepted", "code", centre.owner)
    assert after == {Credential.CODE}


def test_the_right_password_proves_the_number(centre) -> None:
    """The service password is checked against the customer's own."""
    centre.ask("c1", centre.owner, "password")
    wrong = centre.fail("c1")
    right = centre.identity.present("c1", centre.password)

    assert (wrong.outcome, wrong.kind) == ("wrong", "password")
    assert (right.outcome, right.kind) == ("accepted", "password")
    assert centre.identity.credentials_of(centre.caller(), centre.owner) == {Credential.PASSWORD}


def test_a_code_works_in_the_conversation_that_asked_for_it_alone(centre) -> None:
    """Someone who reads another's code over the shoulder cannot use it elsewhere."""
    code = centre.ask("c1", centre.owner)
    centre.ask("c2", centre.owner, "password")

    assert centre.identity.present("c2", code).outcome == "wrong"
    assert centre.identity.present("c1", code).outcome == "accepted"


def test_a_code_opens_once(centre) -> None:
    """Presented again, and even asked for again, a used code is worth nothing."""
    code = centre.ask("c1", centre.owner)
    centre.identity.present("c1", code)
    again = centre.identity.present("c1", code)
    with pytest.raises(CodeTooSoon):
        centre.ask("c1", centre.owner)

    assert again.outcome == "expired"
    assert not centre.identity.expects("c1")


@pytest.mark.parametrize(
    ("age", "outcome"),
    [(timedelta(minutes=10, seconds=-1), "accepted"), (timedelta(minutes=10), "expired")],
)
def test_a_code_is_valid_for_ten_minutes(centre, age, outcome) -> None:
    """One second before ten minutes it opens, at ten minutes it does not."""
    code = centre.ask("c1", centre.owner)
    centre.clock.advance(age)
    waiting = centre.identity.expects("c1")

    assert waiting
    assert centre.identity.present("c1", code).outcome == outcome


def test_a_late_code_is_no_wrong_try(centre) -> None:
    """An expired challenge costs no try, whatever is presented."""
    centre.ask("c1", centre.owner)
    centre.clock.advance(10 * MINUTE)
    late = centre.fail("c1")
    centre.ask("c1", centre.owner)

    assert (late.outcome, late.attempts_left) == ("expired", 3)
    assert centre.fail("c1").attempts_left == 2


@pytest.mark.parametrize("last", ["owner", "nobody"])
def test_a_conversation_has_five_codes_an_hour_whatever_the_numbers(centre, last) -> None:
    """Naming another number each time sends no more; whose number it is makes no difference."""
    for place in range(5):
        centre.ask("c1", f"1371111222{place}")
        centre.clock.advance(MINUTE)
    with pytest.raises(CodesPaused) as refused:
        centre.ask("c1", getattr(centre, last))
    known = centre.known_numbers()
    centre.ask("c2", getattr(centre, last))
    centre.clock.advance(refused.value.until - centre.clock.now())
    centre.ask("c1", centre.other)

    assert refused.value.until - centre.clock.now() == timedelta(0)
    assert known == {f"1371111222{place}" for place in range(5)}
    with pytest.raises(CodesPaused):
        centre.ask("c1", getattr(centre, last))


def test_who_has_had_their_codes_may_still_enter_the_last_of_them(centre) -> None:
    """And prove by the password: nothing but sending is paused."""
    for place in range(4):
        centre.ask("c1", f"1371111222{place}")
    code = centre.ask("c1", centre.owner)
    with pytest.raises(CodesPaused):
        centre.ask("c1", centre.owner)

    assert centre.identity.present("c1", code).outcome == "accepted"
    assert centre.ask("c1", centre.other, "password") is None
    assert centre.identity.present("c1", centre.password).outcome == "accepted"


def test_one_address_has_a_hundred_codes_an_hour_in_whatever_conversations(centre) -> None:
    """A new conversation for each number sends no more; another address is not concerned."""
    centre.identity._origin_of = {"far": "p2"}.get
    centre.ask("far", centre.owner)
    centre.identity._origin_of = lambda _: "p1"
    for place in range(100):
        centre.ask(f"n{place}", f"138{place:08}")
    with pytest.raises(CodesPaused):
        centre.ask("n100", centre.other)
    centre.identity._origin_of = {"far": "p2"}.get

    assert centre.ask("far", centre.other)


def test_a_secret_is_listened_for_half_an_hour(centre) -> None:
    """Long after, six digits are ordinary text again."""
    centre.ask("c1", centre.owner)
    centre.clock.advance(30 * MINUTE)

    assert not centre.identity.expects("c1")
    assert centre.identity.awaited("c1") is None


def test_nothing_is_expected_until_something_is_asked(centre) -> None:
    """A conversation without a challenge expects nothing and accepts nothing."""
    assert not centre.identity.expects("c1")
    assert centre.identity.present("c1", centre.password).outcome == "expired"


def test_what_is_awaited_is_what_was_asked_last(centre) -> None:
    """A new challenge replaces the conversation's earlier one."""
    centre.ask("c1", centre.owner)
    centre.ask("c1", centre.other, "password")
    awaited = centre.identity.awaited("c1")

    assert (awaited.number, awaited.kind) == (centre.other, "password")
    assert centre.identity.present("c1", centre.password).number == centre.other


def test_an_abandoned_challenge_awaits_nothing_and_costs_no_try(centre) -> None:
    """Digits said after the customer has stopped are no attempt; the code still opens later."""
    code = centre.ask("c1", centre.owner)
    centre.identity.abandon("c1")

    assert not centre.identity.expects("c1")
    assert centre.identity.present("c1", centre.wrong).outcome == "expired"
    with pytest.raises(CodeTooSoon):
        centre.ask("c1", centre.owner)
    assert centre.identity.present("c1", code).outcome == "accepted"


@pytest.mark.parametrize("conversation", ["c1", "c2"])
def test_codes_are_a_minute_apart_whoever_asks(centre, conversation) -> None:
    """Within 60 s nothing is sent, from any conversation; after it, it is."""
    centre.ask("c1", centre.owner)
    centre.clock.advance(timedelta(seconds=20))
    with pytest.raises(CodeTooSoon) as refused:
        centre.ask(conversation, centre.owner)
    centre.clock.advance(timedelta(seconds=refused.value.retry_seconds))

    assert refused.value.retry_seconds == 40
    assert centre.ask(conversation, centre.owner) is not None
    assert len(centre.sent()) == 2


@pytest.mark.parametrize("number", ["owner", "nobody"])
def test_a_refused_code_is_not_hashed(centre, number) -> None:
    """Who answers the refusal with other questions is refused at each; 20 ms each are for nothing.

    It is so for numbers that nobody owns too, which cost what the others cost.
    """
    hasher = CountingHasher()
    identity = Identity(
        uow_factory=centre.uows,
        clock=centre.clock,
        notifier=OutboxNotifier(path=centre.outbox, clock=centre.clock, render=kind_as_text),
        hasher=hasher,
    )
    phone = getattr(centre, number)
    identity.open_challenge(centre.caller(), phone, "code")
    for _ in range(3):
        with pytest.raises(CodeTooSoon):
            identity.open_challenge(centre.caller(), phone, "code")
    centre.clock.advance(MINUTE)
    identity.open_challenge(centre.caller(), phone, "code")

    assert hasher.hashed == 2


def test_the_minute_is_counted_for_each_number(centre) -> None:
    """Another number may have its code at once."""
    centre.ask("c1", centre.owner)

    assert centre.ask("c1", centre.other) is not None


def test_asking_again_too_soon_leaves_the_code_usable(centre) -> None:
    """The code that is on the customer's phone already still opens."""
    code = centre.ask("c1", centre.owner)
    with pytest.raises(CodeTooSoon):
        centre.ask("c1", centre.owner)

    assert centre.identity.present("c1", code).outcome == "accepted"


def test_changing_to_the_password_and_back_leaves_the_code_usable(centre) -> None:
    """Going back within the minute awaits the code that was sent."""
    code = centre.ask("c1", centre.owner)
    centre.ask("c1", centre.owner, "password")
    with pytest.raises(CodeTooSoon):
        centre.ask("c1", centre.owner)

    assert centre.identity.awaited("c1").kind == "code"
    assert centre.identity.present("c1", code).outcome == "accepted"


@pytest.mark.parametrize("number", ["owner", "nobody"])
def test_a_code_that_cannot_be_sent_is_neither_awaited_nor_counted(centre, number: str) -> None:
    """With the disk full; once there is room the five codes of the day are all there."""
    centre.outbox.mkdir()
    centre.outbox.with_name(centre.outbox.name + ".rehearsal").mkdir()
    with pytest.raises(OSError, match="outbox"):
        centre.identity.open_challenge(centre.caller(), getattr(centre, number), "code")
    assert not centre.identity.expects("c1")
    centre.outbox.rmdir()
    centre.outbox.with_name(centre.outbox.name + ".rehearsal").rmdir()

    for _ in range(5):
        centre.ask("c1", getattr(centre, number))
        centre.clock.advance(MINUTE)


def test_a_code_that_is_not_sent_leaves_no_other_number_to_be_tried(centre) -> None:
    """Digits meant for the one must not count against the other; its password may still come."""
    centre.ask("c2", centre.other)
    centre.ask("c1", centre.owner)
    with pytest.raises(CodeTooSoon):
        centre.ask("c1", centre.other)
    assert centre.identity.awaited("c1") is None
    assert centre.fail("c1", 3).outcome == "expired"
    centre.ask("c1", centre.other, "password")
    with pytest.raises(CodeTooSoon):
        centre.ask("c1", centre.other)

    assert centre.identity.awaited("c1").kind == "password"


def test_a_new_code_makes_the_earlier_one_of_the_conversation_worthless(centre) -> None:
    """Only the last code sent counts."""
    first = centre.ask("c1", centre.owner)
    centre.clock.advance(MINUTE)
    second = centre.ask("c1", centre.owner)

    assert first == second or centre.identity.present("c1", first).outcome == "wrong"
    assert centre.identity.present("c1", second).outcome == "accepted"


def test_a_number_gets_five_codes_a_day_in_all_conversations(centre) -> None:
    """The sixth is refused anywhere, and the fifth still works."""
    for turn in range(5):
        code = centre.ask(f"c{turn}", centre.owner)
        centre.clock.advance(MINUTE)
    with pytest.raises(CodeLimitReached):
        centre.ask("c9", centre.owner)

    assert len(centre.sent()) == 5
    assert centre.identity.present("c4", code).outcome == "accepted"


def test_the_day_of_the_limit_is_shanghais(centre) -> None:
    """Just before midnight in Shanghai the limit holds; at midnight it begins anew."""
    for _ in range(5):
        centre.ask("c1", centre.owner)
        centre.clock.advance(MINUTE)
    centre.clock.advance(timedelta(hours=11, minutes=54, seconds=59))
    with pytest.raises(CodeLimitReached):
        centre.ask("c1", centre.owner)
    centre.clock.advance(timedelta(seconds=1))

    assert centre.ask("c1", centre.owner) is not None


def test_no_secret_is_stored_in_clear(centre) -> None:
    """Neither the code nor the password is anywhere in the identity tables."""
    from accounts.storage.base import metadata  # noqa: PLC0415 - a look inside

    code = centre.ask("c1", centre.owner)
    centre.ask("c2", centre.owner, "password")
    centre.identity.present("c2", centre.password)
    with centre.uows(readonly=True) as uow:
        stored = str(
            [
                [value for value in row if isinstance(value, str)]
                for table in metadata.sorted_tables
                for row in uow.execute(table.select()).all()
            ]
        )

    assert centre.owner in stored
    assert f"'{code}'" not in stored
    assert f"'{centre.password}'" not in stored


def test_a_challenge_survives_a_restart(centre, reopen) -> None:
    """A code asked for before a restart is accepted after it."""
    code = centre.ask("c1", centre.owner)
    identity = reopen()

    assert identity.present("c1", code).outcome == "accepted"
