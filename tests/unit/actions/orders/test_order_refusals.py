"""Why an order is not taken: every reason has its words, an alternative, and a next step."""

from __future__ import annotations

from decimal import Decimal

import pytest

from accounts.errors import OrderRefused
from actions.base import ServiceAction
from actions.turn import Reply, Turn

REASONS = (
    "gone",
    "off_sale",
    "stars",
    "suspended",
    "arrears",
    "already",
    "not_held",
    "ending",
    "cancelled_already",
    "pending_change",
    "excluded",
    "exclusive",
    "too_late",
    "changed",
)


@pytest.mark.parametrize("reason", REASONS)
async def test_every_reason_is_worded_with_a_way_on(act, reason: str) -> None:
    """No refusal ends in nothing, and none of them blames or sounds like a rule."""

    class Refused(ServiceAction):
        NAME = "action_refused"

        def serve(self, turn: Turn) -> Reply:
            raise OrderRefused(
                reason,
                "A25",
                "青藤25元套餐",
                other="彩铃",
                order="DD2026101500001",
                amount=Decimal("2.00"),
            )

    known = {"account_number": "13700001111"}
    answer = await act(Refused, intent="change_package", slots=known)

    assert answer.text
    assert answer.buttons
    assert "星" not in answer.text


async def test_the_same_change_twice_is_told_by_its_number(act) -> None:
    """Not as a change to something else."""

    class Refused(ServiceAction):
        NAME = "action_refused"

        def serve(self, turn: Turn) -> Reply:
            raise OrderRefused(
                "pending_change",
                "A25",
                "青藤25元套餐",
                other="青藤25元套餐",
                order="DD2026101500001",
            )

    answer = await act(Refused, intent="change_package")

    assert "DD2026101500001" in answer.text
    assert "登记好了" in answer.text
