"""Whether a fault is one of the fixed network, which has its own promise (handbook §5)."""

from __future__ import annotations

import re

_FIXED_NETWORK = re.compile(
    r"宽带|光纤|光猫|路由器|家里的?网|无线网|wi-?fi|iptv|机顶盒|电视", re.IGNORECASE
)


def is_fixed_network(text: str) -> bool:
    """Tell whether `text` speaks of broadband or IPTV rather than of the mobile network."""
    return bool(_FIXED_NETWORK.search(text))
