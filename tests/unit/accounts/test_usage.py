"""Usage by month against what the package and the add-ons include."""

from __future__ import annotations

import pytest

from accounts.access import Caller
from accounts.errors import IdentityNeeded, MonthUnavailable
from accounts.month import Month
from accounts.usage import Allowance

NUMBER = "13900000001"
CALLER = Caller("c1", "app", recognised_number=NUMBER)
NOV = Month(2026, 11)


def test_a_month_shows_used_remaining_and_over_for_each_resource(accounts) -> None:
    """The monthly add-on widens the data allowance, the day's add-on does not."""
    usage = accounts.usage.month_usage(CALLER, NUMBER, NOV)

    assert usage.running is True
    assert usage.data == Allowance(used=16000, total=10240 + 5120)
    assert (usage.data.remaining, usage.data.over) == (0, 640)
    assert (usage.voice.remaining, usage.voice.over) == (100, 0)
    assert (usage.sms.remaining, usage.sms.over) == (0, 1)


def test_an_addon_counts_from_the_month_it_was_ordered(accounts) -> None:
    """Last month the add-on was not there yet; an allowance used up exactly is not over."""
    usage = accounts.usage.month_usage(CALLER, NUMBER, NOV.plus(-1))

    assert usage.running is False
    assert (usage.data.total, usage.data.over) == (10240, 1024)
    assert (usage.voice.remaining, usage.voice.over) == (0, 0)


def test_a_month_before_the_package_claims_no_allowance(accounts) -> None:
    """What an earlier package included is not on file, so only what was used is told."""
    usage = accounts.usage.month_usage(CALLER, NUMBER, NOV.plus(-3))

    assert (usage.data.used, usage.data.total) == (900, None)
    assert (usage.data.remaining, usage.data.over) == (None, None)


@pytest.mark.parametrize(("offset", "reason"), [(1, "future"), (-7, "too_old"), (-2, "no_bill")])
def test_a_month_without_usage_is_said_to_be_so(accounts, offset: int, reason: str) -> None:
    """Nothing on file is never answered as zero."""
    with pytest.raises(MonthUnavailable) as refusal:
        accounts.usage.month_usage(CALLER, NUMBER, NOV.plus(offset))

    assert refusal.value.reason == reason


def test_usage_is_closed_to_strangers(accounts) -> None:
    """Without a credential nothing is told."""
    with pytest.raises(IdentityNeeded):
        accounts.usage.month_usage(Caller("c9", "web"), NUMBER, NOV)
