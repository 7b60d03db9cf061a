"""Elliptic follow-ups: ``那流量呢``, ``还有积分``: short, and leaning on what was asked before."""

from __future__ import annotations

import re

LONGEST = 10
"""Characters; a longer message is a question of its own."""

_LEADING = re.compile(r"^(那么|那|还有|再看看|再查查|另外|然后)")
_TRAILING = re.compile(r"呢[呀啊嘛吗]?$")
_NOISE = re.compile(r"[\s，。？?！!、,.~～…]+")


def is_elliptic(text: str) -> bool:
    """Tell whether `text` is an elliptic follow-up.

    It is at most `LONGEST` characters without punctuation, and starts with 那/还有/… or ends
    with 呢. Such a message inherits the month, number and resource of the matter before it.
    """
    bare = _NOISE.sub("", text)
    return len(bare) <= LONGEST and bool(_LEADING.search(bare) or _TRAILING.search(bare))
