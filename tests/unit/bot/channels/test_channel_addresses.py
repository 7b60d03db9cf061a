"""Where a conversation comes from: visitors by a pseudonym, proxies not at all."""

from __future__ import annotations

import pytest

from bot.channels.addresses import Addresses


def _of(*opened: str, remembered: int = 10) -> list[str | None]:
    addresses = Addresses(lambda address: f"<{address}>", remembered=remembered)
    for place, address in enumerate(opened):
        addresses.note(f"c{place}", address)
    return [addresses.of(f"c{place}") for place in range(len(opened))]


def test_a_visitor_is_known_by_the_pseudonym_of_the_address() -> None:
    """Two conversations from one address have the same; written as IPv6, too."""
    first, second, mapped, other = _of("1.2.3.4", "1.2.3.4", "::ffff:1.2.3.4", "1.2.3.5")

    assert first == second == mapped == "<1.2.3.4>"
    assert other == "<1.2.3.5>"


def test_the_addresses_of_one_subscriber_are_one() -> None:
    """Whoever has an IPv6 network has billions of addresses in it."""
    one, same, other = _of("2a00:1450:1:2::3", "2a00:1450:1:2:ffff::9", "2a00:1450:1:3::3")

    assert one == same
    assert one != other


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.7", "::1", "fd00::1", "unix", ""])
def test_a_proxy_is_no_visitor(address: str) -> None:
    """Everybody may be behind it: nobody is to be stopped for what others did."""
    assert _of(address) == [None]


def test_memory_is_bounded() -> None:
    """The conversation opened longest ago is forgotten."""
    assert _of("1.2.3.4", "1.2.3.5", "1.2.3.6", remembered=2)[0] is None
