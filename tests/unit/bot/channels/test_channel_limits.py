"""Token buckets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.limits import Buckets, Limits, Waiting
from bot.errors import RequestRefused


class Hand:
    """A clock that a test moves by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def test_a_full_bucket_empties_and_refills() -> None:
    """As many as a minute allows at once, then one for each share of the minute."""
    hand = Hand()
    buckets = Buckets(60, seconds=hand)
    taken = [buckets.take("a") for _ in range(61)]

    assert taken == [0] * 60 + [1]
    hand.now = 1.0
    assert [buckets.take("a"), buckets.take("a")] == [0, 1]


def test_waiting_as_long_as_told_is_enough() -> None:
    """The wait is rounded up to whole seconds."""
    hand = Hand()
    buckets = Buckets(7, seconds=hand)
    while not (wait := buckets.take("a")):
        pass
    hand.now = float(wait)

    assert buckets.take("a") == 0


@given(st.lists(st.floats(0, 30), max_size=300))
def test_no_minute_sees_more_than_twice_the_limit(steps: list[float]) -> None:
    """A burst and the refill of the same minute are the most that gets through."""
    hand = Hand()
    buckets = Buckets(10, seconds=hand)
    granted = []
    for step in steps:
        hand.now += step
        if buckets.take("a") == 0:
            granted.append(hand.now)

    assert all(sum(at <= other < at + 60 for other in granted) <= 20 for at in granted)


def test_memory_is_bounded_and_forgetting_refills() -> None:
    """The key unused for longest goes first."""
    buckets = Buckets(1, remembered=2, seconds=Hand())
    assert [buckets.take(key) for key in "abab"] == [0, 0, 60, 60]
    buckets.take("c")

    assert buckets.take("b") == 60
    assert buckets.take("a") == 0


def test_a_limit_of_nothing_still_lets_one_through() -> None:
    """A setting of 0 must not divide by it."""
    assert Buckets(0, seconds=Hand()).take("a") == 0


def test_a_flooding_sender_does_not_use_up_the_address() -> None:
    """Another sender behind the same address is still heard."""
    hand = Hand()
    limits = Limits(senders=Buckets(5, seconds=hand), addresses=Buckets(10, seconds=hand))
    for _ in range(5):
        limits.check("flood", "10.0.0.1")
    for _ in range(1000):
        with pytest.raises(RequestRefused) as refused:
            limits.check("flood", "10.0.0.1")
    told = refused.value

    assert (told.reason, told.status, told.retry_after) == ("too_many_requests", 429, 12)
    limits.check("calm", "10.0.0.1")


def test_many_senders_behind_one_address_are_limited_together() -> None:
    """A thousand invented senders are no way round."""
    hand = Hand()
    limits = Limits(senders=Buckets(5, seconds=hand), addresses=Buckets(10, seconds=hand))
    for number in range(10):
        limits.check(f"sender {number}", "10.0.0.1")

    with pytest.raises(RequestRefused):
        limits.check("sender 11", "10.0.0.1")
    with pytest.raises(RequestRefused):
        limits.check_address("10.0.0.1")
    limits.check("sender 11", "10.0.0.2")
    limits.check_address("10.0.0.2")


def test_a_sender_has_room_for_so_many_at_once_and_for_more_once_one_is_answered() -> None:
    """One too many is refused with a time to wait; other senders have room of their own."""
    waiting = Waiting(2)

    with waiting.room("a"), waiting.room("b"):
        with waiting.room("a"), pytest.raises(RequestRefused) as refused, waiting.room("a"):
            pass
        with waiting.room("a"):
            pass

    assert (refused.value.status, refused.value.reason) == (429, "too_many_requests")
    assert refused.value.retry_after == 1


def test_a_message_that_fails_leaves_its_room() -> None:
    """Whatever is raised while it is answered."""
    waiting = Waiting(1)
    with pytest.raises(ZeroDivisionError), waiting.room("a"):
        raise ZeroDivisionError

    with waiting.room("a"):
        pass
