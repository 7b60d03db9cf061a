"""Names that packages and orders share: actions, and the values of `reference` in their buttons."""

from __future__ import annotations

from typing import Final

BROWSE: Final = "action_browse_packages"
DETAIL: Final = "action_ask_package_detail"
CHANGE: Final = "action_change_package"
ADDON: Final = "action_order_addon"
CANCEL: Final = "action_cancel_service"
PLACE: Final = "action_place_order"
READ_BACK: Final = "action_read_back_order"
TOPICS: Final = frozenset({BROWSE, DETAIL, CHANGE, ADDON, CANCEL})
"""Actions that take a name, a price or a place in a list as their answer."""

ORDER_ID: Final = "DD"
"""How the id of an order begins; a ticket's begins otherwise (contract, "Effects")."""

MORE: Final = "more"
BY_USAGE: Final = "by_usage"
ALL: Final = "all"
ADDONS: Final = "addons"
SERVICES: Final = "services"
OWN: Final = "own"
