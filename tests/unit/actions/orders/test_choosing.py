"""What belongs to packages and orders although something else was heard."""

from __future__ import annotations

import pytest

from actions.dialogue.answers import Affirm, Deny, FollowUp
from actions.dialogue.clarify import Clarify
from actions.dialogue.closing import Stop
from actions.orders.addon import OrderAddon
from actions.orders.browse import BrowsePackages
from actions.orders.detail import AskPackageDetail
from actions.queries.usage import QueryUsage

LIST = {"shown_items": {"codes": ["A25"], "rest": []}, "query_topic": "action_browse_packages"}
READ_BACK = {
    "query_topic": "action_change_package",
    "pending_confirmation": {
        "action": "action_place_order",
        "data": {"number": "13700001111", "wishes": [["package", "A25", ""]]},
        "id": "c1:1",
        "at": "2026-10-15T04:00:00+00:00",
    },
}


async def test_the_rest_of_a_list_is_meant_by_more(act) -> None:
    """还有吗 is no question about usage after a list."""
    assert (await act(QueryUsage, text="还有吗", slots=LIST)).next == "action_browse_packages"
    without = await act(QueryUsage, text="还有吗", recognised="13700001111")

    assert without.next != "action_browse_packages"


@pytest.mark.parametrize("action", [FollowUp, Deny, Clarify])
async def test_a_place_answers_the_list(act, action) -> None:
    """Who looks round and names one wants to know about it."""
    answer = await act(action, text="第一个", entities={"reference": "ordinal:1"}, slots=LIST)

    assert answer.next == "action_ask_package_detail"


@pytest.mark.parametrize("action", [AskPackageDetail, BrowsePackages])
async def test_another_name_at_the_read_back_corrects_it(act, action) -> None:
    """不要这个，要轻享19; a question about the other one stays a question."""
    named = {"package_name": "A25"}
    corrected = await act(
        action,
        intent="ask_package_detail",
        text="不要这个，要青藤",
        entities=named,
        slots=READ_BACK,
    )
    asked = await act(
        AskPackageDetail,
        intent="ask_package_detail",
        text="青藤怎么样",
        entities=named,
        slots=READ_BACK,
    )

    assert corrected.next == "action_change_package"
    assert asked.next != "action_change_package"


@pytest.mark.parametrize("action", [Clarify, Stop, FollowUp])
async def test_taking_back_is_heard_whatever_the_nlu_heard(act, action) -> None:
    """刚才那个变更撤销."""
    intent = {"Clarify": "nlu_fallback", "Stop": "stop"}.get(action.__name__, "inform")
    answer = await act(action, intent=intent, text="刚才那个变更撤销")

    assert answer.next == "action_cancel_service"


async def test_no_longer_wanted_at_a_read_back_drops_it(act) -> None:
    """不换了 answers the question; nothing was ordered that could be taken back."""
    answer = await act(Stop, intent="stop", text="不换了", slots=READ_BACK)

    assert answer.next != "action_cancel_service"
    assert answer.slots["pending_confirmation"] is None


async def test_a_bare_name_out_of_the_blue_is_told_about(act) -> None:
    """It names an item and asks for nothing else."""
    answer = await act(FollowUp, intent="inform", text="青藤", entities={"package_name": "A25"})

    assert answer.next == "action_ask_package_detail"


async def test_a_yes_that_orders_what_was_told_leads_to_its_read_back(act) -> None:
    """那就订这个吧 after one add-on; a plain 好 orders nothing."""
    told = {**LIST, "shown_items": {"codes": ["D5"], "rest": []}}
    taken = await act(Affirm, intent="affirm", text="那就订这个吧", slots=told)
    plain = await act(Affirm, intent="affirm", text="好", slots=told)
    act.verify("13700001111")
    kept = {**told, "account_number": "13700001111"}
    read_back = await act(OrderAddon, intent="affirm", text="那就订这个吧", slots=kept)

    assert taken.next == "action_order_addon"
    assert plain.next != "action_order_addon"
    assert "5GB月包" in read_back.text
    assert read_back.slots["pending_confirmation"]["action"] == "action_place_order"


@pytest.mark.parametrize(
    ("text", "entity", "code", "action"),
    [
        ("我想换成青藤", "package_name", "A25", "action_change_package"),
        ("彩铃退了", "service_name", "RING", "action_cancel_service"),
        ("加油包开一个", "service_name", "D5", "action_order_addon"),
    ],
)
async def test_a_name_with_what_is_to_be_done_is_an_order(act, text, entity, code, action) -> None:
    """Although only a value was heard, and another item was spoken of before."""
    before = {"query_topic": "action_ask_package_detail"}
    answer = await act(FollowUp, text=text, entities={entity: code}, slots=before)

    assert answer.next == action


async def test_a_no_that_names_what_is_read_back_is_a_no(act) -> None:
    """不要青藤了 drops the question instead of asking it again."""
    answer = await act(
        Deny, intent="deny", text="不要青藤了", entities={"package_name": "A25"}, slots=READ_BACK
    )

    assert answer.next == "action_listen"
    assert answer.slots["pending_confirmation"] is None
