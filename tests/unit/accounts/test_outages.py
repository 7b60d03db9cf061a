"""Known outages are public; which of them are a customer's own is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.access import Caller
from accounts.errors import IdentityNeeded

SOUTH, NORTH = "13900000001", "13900000002"
STRANGER = Caller("c9", "web", turn_id="t1")


def test_an_outage_explains_the_faults_of_its_network(accounts, clock) -> None:
    """The line carries broadband and television, not the mobile network."""
    (known,) = accounts.outages.known("broadband")

    assert known.area == "北岸区"
    assert known.since == clock.now() - timedelta(hours=2)
    assert known.fix_at == clock.now() + timedelta(hours=3)
    assert accounts.outages.known("iptv") == (known,)
    assert accounts.outages.known("signal") == ()
    assert accounts.outages.known("nonsense") == ()


def test_a_customer_hears_of_those_in_the_own_area(accounts) -> None:
    """The recognised channel will do, and it is audited."""
    north = replace(STRANGER, recognised_number=NORTH)
    south = replace(STRANGER, recognised_number=SOUTH)

    assert [each.area for each in accounts.outages.around(north, NORTH, "iptv")] == ["北岸区"]
    assert accounts.outages.around(south, SOUTH, "iptv") == ()


def test_the_area_of_a_number_is_told_to_nobody_else(accounts) -> None:
    """Neither of one that exists nor of one that does not."""
    for number in (NORTH, "13911119999"):
        with pytest.raises(IdentityNeeded):
            accounts.outages.around(STRANGER, number, "broadband")
