"""Faults of the fixed network have their own promise (handbook §5)."""

from __future__ import annotations

import pytest

from bot.text.faults import is_fixed_network


@pytest.mark.parametrize("text", ["家里宽带断了", "光猫亮红灯", "IPTV看不了", "WIFI连不上"])
def test_broadband_and_television_are_the_fixed_network(text: str) -> None:
    """48 hours."""
    assert is_fixed_network(text)


@pytest.mark.parametrize("text", ["手机没信号", "打不了电话", "4G上不了网", ""])
def test_the_mobile_network_is_not(text: str) -> None:
    """24 hours."""
    assert not is_fixed_network(text)
