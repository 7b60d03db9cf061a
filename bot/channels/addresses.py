"""Where open conversations come from, for limits that a new conversation must not get round."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

REMEMBERED = 10_000
"""Conversations kept at once; of the one opened longest ago nothing is known any more."""
_SUBSCRIBER = 64
"""Bits of an IPv6 address that one subscriber has in common."""


class Addresses:
    """The address of each page, by a pseudonym, in memory alone."""

    def __init__(self, pseudonym: Callable[[str], str], *, remembered: int = REMEMBERED) -> None:
        """`pseudonym` names an address without telling it; `remembered` bounds the memory."""
        self._pseudonym = pseudonym
        self._remembered = remembered
        self._known: OrderedDict[str, str] = OrderedDict()

    def note(self, conversation_id: str, address: str) -> None:
        """Remember that the conversation was opened from `address`.

        An address that is not on the open internet is a proxy's or a tester's, not a visitor's:
        everybody may come from it, so nothing is noted.
        """
        visitor = _visitor(address)
        if visitor is None:
            self._known.pop(conversation_id, None)
            return
        self._known[conversation_id] = self._pseudonym(visitor)
        self._known.move_to_end(conversation_id)
        if len(self._known) > self._remembered:
            self._known.popitem(last=False)

    def of(self, conversation_id: str) -> str | None:
        """Return the pseudonym of where the conversation comes from, None when unknown."""
        return self._known.get(conversation_id)


def _visitor(address: str) -> str | None:
    try:
        found = ip_address(address)
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if not found.is_global:
        return None
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _SUBSCRIBER), strict=False))
    return str(found)
