"""Where a login comes from, as its tries are counted."""

from __future__ import annotations

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.desk.door import origin_of


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("203.0.113.7", "203.0.113.7"),
        # A server that listens on both kinds of addresses sees the older ones so.
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_a_login_is_counted_where_it_comes_from(address: str, origin: str) -> None:
    """Each older address for itself; of the newer ones a household has a whole network."""
    request = make_mocked_request("POST", "/api/desk/login").clone(remote=address)

    assert origin_of(request).address == origin
