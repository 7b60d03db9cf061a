"""Several presents and requests at the same moment, on threads of their own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from accounts.errors import CodeTooSoon, NumberLocked

AT_ONCE = 6


def _together(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run all calls at the same time; return what they returned or raised."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except (CodeTooSoon, NumberLocked) as refused:
            return refused.code

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_a_code_presented_twice_at_once_is_accepted_once(centre) -> None:
    """One thread gets in; to the others the code is used up, and no try is lost by it."""
    code = centre.ask("c1", centre.owner)
    outcomes = _together([lambda: centre.identity.present("c1", code)] * AT_ONCE)

    assert Counter(outcome.outcome for outcome in outcomes) == {
        "accepted": 1,
        "expired": AT_ONCE - 1,
    }


def test_wrong_tries_at_once_are_all_counted(centre) -> None:
    """Of many guesses at the same moment two are wrong, the third locks, the rest meet the lock."""
    centre.ask("c1", centre.owner, "password")
    outcomes = _together([lambda: centre.fail("c1")] * AT_ONCE)

    assert Counter(outcome.outcome for outcome in outcomes) == {"wrong": 2, "locked": 4}
    assert Counter(outcome.attempts_left for outcome in outcomes) == {2: 1, 1: 1, 0: 4}


def test_a_right_guess_among_many_at_once_comes_too_late_or_in_time(centre) -> None:
    """Guessing in parallel buys no fourth try: accepted or locked, never both afterwards."""
    centre.ask("c1", centre.owner, "password")
    calls = [lambda: centre.fail("c1")] * 5 + [
        lambda: centre.identity.present("c1", centre.password)
    ]
    outcomes = [outcome.outcome for outcome in _together(calls)]
    wrong_or_locking = outcomes[:5]

    assert wrong_or_locking.count("wrong") <= 4
    assert outcomes[5] in {"accepted", "locked"}
    if outcomes[5] == "locked":
        assert centre.identity.credentials_of(centre.caller("c1"), centre.owner) == frozenset()


def test_wrong_tries_in_many_conversations_at_once_are_all_counted(centre) -> None:
    """The count over all conversations loses none: five pairs of guesses lock the number."""
    for turn in range(5):
        centre.ask(f"c{turn}", centre.owner, "password")
    calls = [lambda turn=turn: centre.fail(f"c{turn}", times=2) for turn in range(5)]
    outcomes = [outcome.outcome for outcome in _together(calls)]

    assert "locked" in outcomes
    assert outcomes.count("locked") == 1


def test_codes_asked_for_at_once_are_sent_once(centre) -> None:
    """The minute between codes holds between threads."""
    calls = [lambda turn=turn: centre.ask(f"c{turn}", centre.owner) for turn in range(AT_ONCE)]
    results = _together(calls)

    assert results.count("code_too_soon") == AT_ONCE - 1
    assert len(centre.sent()) == 1


def test_the_first_look_at_a_number_may_be_two(centre) -> None:
    """Two conversations that ask about an unseen number at once both get their challenge."""
    results = _together(
        [lambda turn=turn: centre.ask(f"c{turn}", centre.other, "password") for turn in range(4)]
    )

    assert results == [None] * 4
    assert all(centre.identity.expects(f"c{turn}") for turn in range(4))
