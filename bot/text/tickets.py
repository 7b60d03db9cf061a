"""Ticket and order ids: GZ… for tickets, DD… for orders (contract, "Effects")."""

from __future__ import annotations

import re

from bot.text.mention import Hit, Mention, mentions
from bot.text.normalise import Normalised, normalise

_ID = re.compile(r"(?<![a-z])(gz|dd)[ \-]?(\d{2,20})(?!\d)")


def find_tickets(text: str | Normalised) -> tuple[Mention[str], ...]:
    """Return the ids of `text` in capitals without blanks or hyphens, as they are stored."""
    source = normalise(text)
    hits = [
        Hit(match.start(), match.end(), ((match.group(1) + match.group(2)).upper(),))
        for match in _ID.finditer(source.text)
    ]
    return mentions(source, hits)
