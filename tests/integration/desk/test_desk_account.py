"""The packet and the account: what agents see, what is noted, what only customers can do."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import text

AGENT, OTHER, BOSS = "8801", "8802", "9901"
NUMBER = "13900000001"


def at(conversation: str, rest: str = "") -> str:
    """Return the path of a conversation's resource."""
    return f"/api/desk/conversations/{conversation}{rest}"


def audited(centre: Any) -> list[tuple[str, str]]:
    """Return actor and deed of what staff did to accounts."""
    with centre.accounts.uows(readonly=True) as uow:
        rows = uow.execute(
            text("SELECT actor, what FROM audit_entries WHERE actor LIKE 'agent:%' ORDER BY id")
        )
        return [tuple(row) for row in rows]


async def agents_talk(centre: Any, *, proved: bool = False, number: str | None = NUMBER) -> Any:
    """Bring a recognised (and maybe proved) customer to an agent."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent, number=number)
    if proved:
        centre.prove(conversation, NUMBER)
    return agent, conversation


async def test_the_packet_tells_all_at_once_and_masks_who_it_is(centre) -> None:
    """Customer, reason, account, tickets, notes, transcript; one look, one audit entry."""
    agent, conversation = await agents_talk(centre, proved=True)
    before = len(audited(centre))
    packet = await agent.get(at(conversation))

    assert packet["customer"]["name"] == "唐*"
    assert packet["customer"]["number"] == "139****0001"
    assert packet["customer"]["verified"] == ["recognised", "code"]
    assert packet["handoff"]["reason_text"] == "客户要求人工"
    assert packet["matter"]["summary"][1] == "谈到：查话费账单。"
    assert packet["matter"]["slots"][0]["value"] == "2026-10"
    assert packet["account"]["balance"] == "12.30"
    assert packet["account"]["package"]["code"] == "A25"
    assert [each["id"] for each in packet["tickets"]] == ["GZ2026000007"]
    assert packet["messages"][-1]["seq"] == packet["last_seq"]
    assert NUMBER not in str(packet)
    assert "唐小雨" not in str(packet)
    assert audited(centre)[before:] == [(f"agent:{AGENT}", "desk")]


async def test_an_unknown_customer_has_no_account_and_no_actions(centre) -> None:
    """Nothing is guessed, nothing noted."""
    agent, conversation = await agents_talk(centre, number=None)
    packet = await agent.get(at(conversation))

    assert packet["account"] is None
    assert packet["customer"] == {
        "name": None,
        "number": None,
        "stars": None,
        "verified": [],
        "verified_text": "未验证",
    }
    assert (await agent.get(at(conversation, "/account/actions")))["actions"] == []
    assert (await agent.call("POST", at(conversation, "/unmask"), {"reason": "核对"}))[0] == 400
    status, _ = await agent.call("POST", at(conversation, "/unmask"), {"reason": "核对回访号码"})
    assert status == 404
    assert audited(centre) == []


async def test_what_the_credential_does_not_open_is_named_and_not_shown(centre) -> None:
    """A recognised customer may hear the balance, and not what is subscribed."""
    agent, conversation = await agents_talk(centre)
    account = (await agent.get(at(conversation, "/account")))["account"]

    assert account["balance"] == "12.30"
    assert account["subscriptions"] is None
    assert account["closed"] == ["已开通的业务"]


async def test_unmasking_needs_a_reason_and_is_noted(centre) -> None:
    """The customer can ask who looked."""
    agent, conversation = await agents_talk(centre)
    for reason in ({}, {"reason": ""}, {"reason": "看看"}):
        assert (await agent.call("POST", at(conversation, "/unmask"), reason))[0] == 400
    shown = await agent.post(at(conversation, "/unmask"), reason="核对回访号码")

    assert shown == {"name": "唐小雨", "number": NUMBER}
    assert audited(centre)[-1] == (f"agent:{AGENT}", "unmasked")


async def test_an_agent_opens_a_ticket_once(centre) -> None:
    """Sent twice under one id, it is one ticket."""
    agent, conversation = await agents_talk(centre, proved=True)
    body = {"kind": "complaint", "summary": "账单与宣传不符", "client_id": "t1"}
    first = await agent.post(at(conversation, "/tickets"), **body)
    again = await agent.post(at(conversation, "/tickets"), **body)

    assert first["id"].startswith("GZ")
    assert again["id"] == first["id"]
    listed = (await agent.get(at(conversation, "/tickets")))["tickets"]
    assert first["id"] in [each["id"] for each in listed]
    for wrong in ({"kind": "nonsense", "summary": "x"}, {"kind": "fault"}):
        assert (await agent.call("POST", at(conversation, "/tickets"), wrong))[0] == 400


async def propose(agent: Any, conversation: str, action: str, item: str = "") -> dict[str, Any]:
    """Put an action before the customer."""
    path = at(conversation, "/account/actions")
    proposal: dict[str, Any] = await agent.post(path, action=action, item=item)
    return proposal


async def buttons(centre: Any) -> dict[str, str]:
    """Return the buttons that the customer was shown last, payload by title."""
    log = await centre.heard("c1")
    shown = next(each["buttons"] for each in reversed(log) if each.get("buttons"))
    return {each["title"].split("：")[0]: each["payload"] for each in shown}


async def settled(proposal: dict[str, Any], live: Any) -> Any:
    """Wait until a proposal is over and return how it stands."""
    while True:
        frame = await live.until("proposal")
        found = frame["proposal"]
        if found["id"] == proposal["id"] and found["state"] != "open":
            return found


async def test_only_the_customers_own_yes_carries_an_action_out(centre) -> None:
    """Read back in the chat, pressed by the customer, done once as the agent."""
    agent, conversation = await agents_talk(centre, proved=True)
    live = await agent.live()
    proposal = await propose(agent, conversation, "order_addon", "DAY")

    assert proposal["state"] == "open"
    assert (await agent.get(at(conversation, "/orders")))["orders"] == []
    read_back = (await centre.heard("c1"))[-1]
    assert read_back["from"] == "system"
    assert "2GB日包" in read_back["text"]

    await centre.say("c1", (await buttons(centre))["确认办理"], NUMBER)
    done = await settled(proposal, live)

    assert done["state"] == "done"
    orders = (await agent.get(at(conversation, "/orders")))["orders"]
    assert len(orders) == 1
    assert orders[0]["id"] in done["result"]
    assert ("agent:8801", "order_placed") in audited(centre)


async def test_what_may_be_proposed_is_what_the_customer_does_not_have(centre) -> None:
    """Packages on sale but the present one, services not held, what is held to give up."""
    agent, conversation = await agents_talk(centre, proved=True)
    offered = (await agent.get(at(conversation, "/account/actions")))["actions"]
    codes = {each["action"]: [item["code"] for item in each["items"]] for each in offered}

    assert codes["change_package"] == ["A90"]
    assert "RING" in codes["cancel_service"]
    assert "resume_line" not in codes
    assert all(each["title"] != each["action"] for each in offered)


async def test_a_typed_yes_counts_and_said_twice_it_is_done_once(centre) -> None:
    """The second one finds nothing open."""
    agent, conversation = await agents_talk(centre, proved=True)
    live = await agent.live()
    proposal = await propose(agent, conversation, "change_package", "A90")
    await centre.say("c1", "确认", NUMBER)
    done = await settled(proposal, live)
    await centre.say("c1", "确认", NUMBER)

    assert done["state"] == "done"
    assert len((await agent.get(at(conversation, "/orders")))["orders"]) == 1


async def test_pressed_twice_at_once_it_is_done_once_and_charged_once(centre) -> None:
    """A double click, or a press beside a typed yes, is one answer to one proposal."""
    agent, conversation = await agents_talk(centre, proved=True)
    live = await agent.live()
    proposal = await propose(agent, conversation, "order_addon", "DAY")
    yes = (await buttons(centre))["确认办理"]
    await asyncio.gather(*(centre.say("c1", each, NUMBER) for each in (yes, yes, "确认")))
    done = await settled(proposal, live)
    await centre.handoffs.settle()
    packet = await agent.get(at(conversation))

    assert done["state"] == "done"
    assert len(packet["orders"]) == 1
    assert [each["state"] for each in packet["proposals"]] == ["done"]
    charged = [each for each in audited(centre) if each[1] == "order_placed"]
    assert charged == [("agent:8801", "order_placed")]


@pytest.mark.parametrize("words", ["好的", "行", "可以的", "同意", "确定", "办理吧"])
async def test_a_yes_to_something_asked_since_is_no_yes_to_the_proposal(centre, words) -> None:
    """Read back, then asked about, then asked to wait: the yes is to waiting (handbook §3)."""
    agent, conversation = await agents_talk(centre, proved=True)
    live = await agent.live()
    proposal = await propose(agent, conversation, "order_addon", "DAY")
    await centre.say("c1", "等一下，流量会清零吗？", NUMBER)
    await agent.post(at(conversation, "/messages"), text="请您稍等，我帮您查一下", client_id="m1")
    await centre.say("c1", words, NUMBER)
    await centre.say("c1", "暂不办理", NUMBER)

    assert (await settled(proposal, live))["state"] == "declined"
    assert (await agent.get(at(conversation, "/orders")))["orders"] == []


@pytest.mark.parametrize("words", ["确认", "好的，确认办理", "同意办理", "BUTTON"])
async def test_a_yes_that_names_the_proposal_counts_whatever_was_said_since(centre, words) -> None:
    """The button, and the word that the read-back asks for."""
    agent, conversation = await agents_talk(centre, proved=True)
    live = await agent.live()
    proposal = await propose(agent, conversation, "order_addon", "DAY")
    yes = (await buttons(centre))["确认办理"]
    await agent.post(at(conversation, "/messages"), text="办好以后马上生效", client_id="m1")
    await centre.say("c1", yes if words == "BUTTON" else words, NUMBER)
    done = await settled(proposal, live)

    assert done["state"] == "done"
    assert len((await agent.get(at(conversation, "/orders")))["orders"]) == 1


@pytest.mark.parametrize("words", ["好的", "行", "可以"])
async def test_a_short_yes_counts_right_after_the_read_back(centre, words) -> None:
    """Nothing else can be meant."""
    agent, conversation = await agents_talk(centre, proved=True)
    live = await agent.live()
    proposal = await propose(agent, conversation, "order_addon", "DAY")
    await centre.say("c1", words, NUMBER)

    assert (await settled(proposal, live))["state"] == "done"


@pytest.mark.parametrize("words", ["暂不办理", "先不办了"])
async def test_a_no_changes_nothing(centre, words) -> None:
    """By button or in words."""
    agent, conversation = await agents_talk(centre, proved=True)
    live = await agent.live()
    proposal = await propose(agent, conversation, "cancel_service", "GAME")
    await centre.say("c1", words, NUMBER)
    over = await settled(proposal, live)

    assert over["state"] == "declined"
    assert (await agent.get(at(conversation, "/orders")))["orders"] == []


async def test_a_question_about_it_is_no_yes(centre) -> None:
    """It stays open until the customer says so."""
    agent, conversation = await agents_talk(centre, proved=True)
    await propose(agent, conversation, "change_package", "A90")
    await centre.say("c1", "确认一下，是多少钱？", NUMBER)
    packet = await agent.get(at(conversation))

    assert packet["proposals"][-1]["state"] == "open"
    assert packet["orders"] == []


async def test_a_newer_proposal_takes_the_place_of_an_older_one(centre) -> None:
    """A yes is never taken for what was read back before."""
    agent, conversation = await agents_talk(centre, proved=True)
    live = await agent.live()
    await propose(agent, conversation, "change_package", "A90")
    old = (await buttons(centre))["确认办理"]
    newer = await propose(agent, conversation, "cancel_service", "GAME")
    await centre.say("c1", old, NUMBER)
    packet = await agent.get(at(conversation))

    assert [each["state"] for each in packet["proposals"]] == ["withdrawn", "open"]
    assert packet["orders"] == []

    withdrawn = await agent.post(at(conversation, f"/account/actions/{newer['id']}/withdraw"))
    assert withdrawn["state"] == "withdrawn"
    await live.until("proposal", proposal=withdrawn)


async def test_what_the_rules_do_not_allow_is_refused_with_its_reason(centre) -> None:
    """And nothing is said to the customer."""
    agent, conversation = await agents_talk(centre, proved=True)
    before = len(await centre.heard("c1"))
    path = at(conversation, "/account/actions")
    for body, error, reason in (
        ({"action": "change_package", "item": "OLD"}, "refused", "off_sale"),
        ({"action": "change_package", "item": "A25"}, "refused", "already"),
        ({"action": "resume_line"}, "refused", "active"),
    ):
        status, shown = await agent.call("POST", path, body)
        assert (status, shown["error"], shown["reason"]) == (409, error, reason)
    assert (await agent.call("POST", path, {"action": "nonsense"}))[0] == 400
    status, shown = await agent.call("POST", path, {"action": "revoke_order", "item": "DD1"})
    assert (status, shown["error"]) == (404, "not_found")

    assert len(await centre.heard("c1")) == before


async def test_without_the_credential_an_action_is_not_even_read_back(centre) -> None:
    """A recognised channel opens no orders: the customer has to prove the number first."""
    agent, conversation = await agents_talk(centre)
    body = {"action": "change_package", "item": "A90"}
    status, shown = await agent.call("POST", at(conversation, "/account/actions"), body)

    assert (status, shown["error"]) == (409, "identity_needed")


async def test_suggestions_answer_the_last_message_and_are_counted(centre) -> None:
    """With the account's own figures; asked again, they are the same ones."""
    agent, conversation = await agents_talk(centre)
    await centre.say("c1", "我还有多少余额", NUMBER)
    path = f"/api/desk/suggestions?conversation={conversation}"
    first = (await agent.get(path))["suggestions"]

    assert first[0]["intent"] == "query_balance"
    assert "12.30" in first[0]["text"]
    assert (await agent.get(path))["suggestions"] == first

    await agent.post(f"/api/desk/suggestions/{first[0]['id']}", outcome="used")
    other = await centre.staff(OTHER)
    mine = f"/api/desk/suggestions/{first[0]['id']}"
    stolen = await other.call("POST", mine, {"outcome": "used"})
    assert stolen[0] == 404
    boss = await centre.staff(BOSS)
    assert (await boss.get("/api/desk/supervisor"))["today"]["suggestions_used"] == 1.0


async def test_quick_replies_are_filled_for_the_conversation(centre) -> None:
    """By initials; without a conversation the gaps stay."""
    agent, conversation = await agents_talk(centre)
    path = "/api/desk/quick-replies?q=ye"
    filled = (await agent.get(f"{path}&conversation={conversation}"))["replies"][0]
    bare = (await agent.get(path))["replies"][0]

    assert filled["text"] == "唐女士，您的账户余额是12.30元。"
    assert "【余额】" in bare["text"]
    assert (await agent.call("GET", "/api/desk/quick-replies?q=" + "长" * 50))[0] == 400


async def test_internal_articles_are_for_the_agent_and_are_never_suggested(centre) -> None:
    """Found by a search, marked as internal, and no reply to a customer."""
    agent, conversation = await agents_talk(centre)
    await centre.say("c1", "营业厅几点开门", NUMBER)
    found = (await agent.get("/api/desk/knowledge?q=营业厅"))["articles"]
    path = f"/api/desk/suggestions?conversation={conversation}"
    suggested = (await agent.get(path))["suggestions"]

    assert [(each["code"], each["internal"]) for each in found] == [("K1", True), ("K2", False)]
    assert [each["title"] for each in suggested] == ["营业厅时间"]
    assert (await agent.call("GET", "/api/desk/knowledge"))[0] == 400


async def test_a_customer_proves_a_number_to_an_agent_who_never_sees_the_code(centre) -> None:
    """Wrong once, right once; then the account opens as far as the credential goes."""
    agent, conversation = await agents_talk(centre, number=None)
    live = await agent.live()
    asked = await agent.post(at(conversation, "/verify"), kind="code", number=NUMBER)
    code = json.loads(centre.outbox.read_text(encoding="utf-8").splitlines()[-1])["data"]["code"]
    assert asked["kind"] == "code"
    assert (await centre.heard("c1"))[-1]["custom"]["type"] == "secret_input"

    await centre.say("c1", f"{(int(code) + 1) % 10**6:06}")
    assert (await live.until("verified"))["outcome"] == "wrong"
    await centre.say("c1", code)
    assert (await live.until("verified"))["outcome"] == "accepted"
    packet = await agent.get(at(conversation))

    assert packet["customer"]["verified"] == ["code"]
    assert packet["customer"]["number"] == "139****0001"
    assert packet["account"]["subscriptions"]
    assert code not in str(packet) + str(live.frames) + str(await centre.heard("c1"))
    too_soon = await agent.call("POST", at(conversation, "/verify"), {"kind": "code"})
    assert (too_soon[0], too_soon[1]["error"]) == (409, "code_too_soon")


@pytest.mark.parametrize("body", [{}, {"kind": "face"}, {"kind": "code", "number": "123"}])
async def test_a_verification_of_the_wrong_shape_is_refused(centre, body) -> None:
    """And the customer is asked for nothing."""
    agent, conversation = await agents_talk(centre)
    before = len(await centre.heard("c1"))

    assert (await agent.call("POST", at(conversation, "/verify"), body))[0] == 400
    assert len(await centre.heard("c1")) == before
