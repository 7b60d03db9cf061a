"""A name that several items share and that therefore names none: 尊享 of 尊享129 and 尊享199.

`bot.text.catalogue_names` leaves such names out; here is whom they may mean, to be asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from bot.text.nicknames import Item, forms_of
from bot.text.normalise import normalise
from bot.text.spoken import spoken

_SHORTEST = 2


def sharing(text: str, items: Iterable[Item]) -> tuple[str, ...]:
    """Return the codes of the items that the longest shared name in `text` stands for.

    Those on sale, when any is; in the order of `items`. Empty when `text` holds no shared name.
    """
    said = spoken(normalise(text).text).text
    shared = _shared(tuple(items))
    found = max((name for name in shared if name in said), key=len, default=None)
    return () if found is None else shared[found]


@lru_cache(maxsize=1)
def _shared(items: tuple[Item, ...]) -> dict[str, tuple[str, ...]]:
    """Return the names that two items or more have alike, with the codes of who is sold."""
    claims: dict[str, dict[str, Item]] = {}
    for item in items:
        for form in forms_of(item):
            if form.strength != "weak" and len(form.text) >= _SHORTEST:
                claims.setdefault(form.text, {})[item.code] = item
    named = {}
    for name, claimed in claims.items():
        sold = [code for code, item in claimed.items() if item.on_sale] or list(claimed)
        if len(sold) > 1:
            named[name] = tuple(sold)
    return named
