"""An agent's day over HTTP: accept, talk, hand on, close; and what is refused on the way."""

from __future__ import annotations

import asyncio

import pytest

AGENT, OTHER, BOSS, TRAINER = "8801", "8802", "9901", "7701"
NUMBER = "13900000001"
HUMAN = "人工"


def at(conversation: str, rest: str = "") -> str:
    """Return the path of a conversation's resource."""
    return f"/api/desk/conversations/{conversation}{rest}"


async def test_a_customer_is_offered_accepted_answered_and_let_go(centre) -> None:
    """The whole way, and the customer hears all of it in order."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent)
    await agent.post(at(conversation, "/messages"), client_id="m1", text="您好，我来为您处理。")
    await centre.say("c1", "我想问一下账单")
    closed = await agent.post(
        at(conversation, "/close"), code="query_bill", result="solved", note="已说明"
    )
    said = [(each["from"], each.get("text")) for each in await centre.heard("c1")]

    answered = said.index(("agent", "您好，我来为您处理。"))
    assert answered < said.index(("customer", "我想问一下账单"))
    assert not any(author == "bot" for author, _ in said[answered:])
    assert closed["messages"]
    assert (await agent.get("/api/desk/state"))["conversations"] == []


async def test_the_same_message_sent_again_is_said_once(centre) -> None:
    """A desk that is not sure sends it again under the same id."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent)
    body = {"client_id": "m1", "text": "请您稍等一下。"}
    first = await agent.call("POST", at(conversation, "/messages"), body)
    again = await agent.call("POST", at(conversation, "/messages"), body)

    assert (first[0], again[0]) == (201, 200)
    assert first[1] == again[1]
    assert first[1]["client_id"] == "m1"
    texts = [each.get("text") for each in await centre.heard("c1")]
    assert texts.count("请您稍等一下。") == 1


async def test_of_ten_who_accept_at_once_one_has_it(centre) -> None:
    """Nine are told that it is taken, or not theirs."""
    boss = await centre.staff(BOSS, online=True)
    members = [await centre.staff(each) for each in (AGENT, OTHER) for _ in range(5)]
    for member in (members[0], members[5]):
        await member.online()
    await centre.say("c1", HUMAN)
    await centre.handoffs.offer_all()
    state = await boss.get("/api/desk/supervisor")
    handoff = state["waiting"][0]["handoff"]
    path = f"/api/desk/handoffs/{handoff}/accept"
    answers = await asyncio.gather(*(member.call("POST", path) for member in members))

    owners = {
        member.number for member, (status, _) in zip(members, answers, strict=True) if status == 200
    }
    assert len(owners) == 1
    refusals = {shown["error"] for status, shown in answers if status != 200}
    assert refusals <= {"taken", "not_yours"}


async def test_what_is_somebody_elses_is_not_there(centre) -> None:
    """The same answer as for a conversation that does not exist."""
    agent, other = [await centre.staff(each, online=True) for each in (AGENT, OTHER)]
    await other.call("PUT", "/api/desk/status", {"status": "busy", "reason": "会议"})
    conversation = await centre.talk(agent)
    for path in (at(conversation), at(conversation, "/messages"), at(conversation, "/account")):
        theirs = await other.call("GET", path)
        nobodys = await other.call("GET", path.replace(conversation, "rest:nobody"))
        assert theirs[0] == nobodys[0] == 404
        assert theirs[1] == nobodys[1]
    for rest, body in (
        ("/messages", {"client_id": "x", "text": "您好"}),
        ("/hold", {}),
        ("/return", {"settled": ""}),
        ("/close", {"code": "query_bill", "result": "solved"}),
        ("/read", {"seq": 1}),
    ):
        status, shown = await other.call("POST", at(conversation, rest), body)
        assert (status, shown["error"]) == (409, "not_yours"), rest

    assert not any(each["from"] == "agent" for each in await centre.heard("c1"))


async def test_a_draft_with_a_taboo_is_held_and_reworded(centre) -> None:
    """The agent cannot send it; a supervisor can, with a reason."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent)
    body = {"client_id": "m1", "text": "这个我不知道"}
    status, shown = await agent.call("POST", at(conversation, "/messages"), body)

    assert (status, shown["error"]) == (409, "taboo")
    assert shown["findings"][0]["word"] == "不知道"
    assert shown["suggestion"] == "我为您核实一下"

    forced = await agent.call(
        "POST", at(conversation, "/messages"), {**body, "override_reason": "引用客户原话"}
    )
    assert forced[0] == 409
    assert not any(each["from"] == "agent" for each in await centre.heard("c1"))

    boss = await centre.staff(BOSS, online=True)
    await boss.post(at(conversation, "/takeover"))
    allowed = await boss.call(
        "POST",
        at(conversation, "/messages"),
        {**body, "client_id": "m2", "override_reason": "引用客户原话"},
    )
    assert allowed[0] == 201


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ({"client_id": "m", "text": ""}, 400, "empty_message"),
        ({"client_id": "m", "text": "长" * 2001}, 413, "message_too_long"),
        ({"client_id": "m", "text": 5}, 400, "bad_request"),
        ({"text": "您好"}, 400, "bad_request"),
        ({"client_id": "m" * 200, "text": "您好"}, 400, "bad_request"),
        ({"client_id": "m", "text": "您好", "override_reason": []}, 400, "bad_request"),
    ],
)
async def test_messages_of_the_wrong_shape_are_refused(centre, body, status, error) -> None:
    """Clearly, and nothing is said."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent)
    answered = await agent.call("POST", at(conversation, "/messages"), body)

    assert (answered[0], answered[1]["error"]) == (status, error)
    assert not any(each["from"] == "agent" for each in await centre.heard("c1"))


async def test_a_scripted_message_is_text_and_stays_it(centre) -> None:
    """Whoever wrote it: it is neither run nor changed on the way."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent)
    await centre.say("c1", "<img src=x onerror=alert(1)>")
    await agent.post(at(conversation, "/messages"), client_id="m1", text="<b>您好</b>")
    packet = await agent.get(at(conversation))

    assert "<img src=x onerror=alert(1)>" in [each.get("text") for each in packet["messages"]]
    assert (await centre.heard("c1"))[-1]["text"] == "<b>您好</b>"


async def test_unread_counts_only_what_customers_wrote_since(centre) -> None:
    """Reading counts down, an older place changes nothing."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent)
    packet = await agent.get(at(conversation))
    await agent.post(at(conversation, "/read"), seq=packet["last_seq"])
    await centre.say("c1", "在吗")
    await centre.say("c1", "您好")
    line = (await agent.get("/api/desk/state"))["conversations"][0]

    assert line["unread"] == 2
    assert line["waiting_since"] is not None

    stale = await agent.post(at(conversation, "/read"), seq=1)
    assert stale["unread"] == 2
    read = await agent.post(at(conversation, "/read"), seq=line["last_seq"])
    assert read["unread"] == 0


async def test_who_goes_offline_has_to_give_their_conversations_away_first(centre) -> None:
    """A customer must not be left with nobody."""
    agent = await centre.staff(AGENT, online=True)
    await centre.talk(agent)
    status, shown = await agent.call("PUT", "/api/desk/status", {"status": "offline"})

    assert (status, shown["error"]) == (409, "illegal")


async def test_a_colleague_takes_a_transfer_with_its_note(centre) -> None:
    """The note is for staff alone; the giver's desk is free again."""
    agent, other = [await centre.staff(each, online=True) for each in (AGENT, OTHER)]
    await other.call("PUT", "/api/desk/status", {"status": "busy", "reason": "会议"})
    conversation = await centre.talk(agent)
    await other.online()
    await agent.post(at(conversation, "/transfer"), to_agent=OTHER, note="客户要投诉资费")
    offer = (await other.get("/api/desk/state"))["offers"][0]
    packet = await other.post(f"/api/desk/handoffs/{offer['handoff']}/accept")

    assert offer["transfer"] == {"from": AGENT, "note": "客户要投诉资费"}
    assert packet["agent"] == OTHER
    assert any(each["text"] == "客户要投诉资费" for each in packet["notes"])
    assert (await agent.get("/api/desk/state"))["conversations"] == []
    assert "客户要投诉资费" not in str(await centre.heard("c1"))


@pytest.mark.parametrize(
    "body",
    [{}, {"to_agent": OTHER, "to_group": "general"}, {"to_group": "nonsense"}, {"to_agent": AGENT}],
)
async def test_a_transfer_to_nowhere_is_refused(centre, body) -> None:
    """And the conversation stays where it is."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent)

    assert (await agent.call("POST", at(conversation, "/transfer"), body))[0] == 400
    assert (await agent.get(at(conversation)))["mine"] is True


async def test_notes_and_whispers_never_reach_the_customer(centre) -> None:
    """Only a supervisor whispers."""
    agent, boss = [await centre.staff(each, online=True) for each in (AGENT, BOSS)]
    conversation = await centre.talk(agent)
    await agent.post(at(conversation, "/notes"), text="客户很着急")
    whisper = {"text": "先道歉", "kind": "whisper"}
    await boss.post(at(conversation, "/notes"), **whisper)
    refused = await agent.call("POST", at(conversation, "/notes"), whisper)
    notes = (await agent.get(at(conversation)))["notes"]

    assert [(each["author"], each["kind"]) for each in notes] == [
        (AGENT, "note"),
        (BOSS, "whisper"),
    ]
    assert refused[0] == 403
    assert "着急" not in str(await centre.heard("c1"))


async def test_a_supervisor_takes_over_and_the_agent_is_told(centre) -> None:
    """From then on the agent's words are refused."""
    agent, boss = [await centre.staff(each, online=True) for each in (AGENT, BOSS)]
    live = await agent.live()
    conversation = await centre.talk(agent)
    packet = await boss.post(at(conversation, "/takeover"))

    assert packet["agent"] == BOSS
    status, shown = await agent.call(
        "POST", at(conversation, "/messages"), {"client_id": "m", "text": "您好"}
    )
    assert (status, shown["error"]) == (409, "not_yours")
    while (await live.until("state"))["state"]["conversations"]:
        continue


async def test_supervisors_see_the_desk_assign_and_set_a_status(centre) -> None:
    """And agents may do none of it."""
    agent, boss = await centre.staff(AGENT), await centre.staff(BOSS, online=True)
    await centre.say("c1", HUMAN)
    view = await boss.get("/api/desk/supervisor")

    assert view["queue"]["waiting"] == 1
    assert view["waiting"][0]["position"] == 1
    assert view["today"]["requested"] == 1

    forced = await boss.call("PUT", f"/api/desk/agents/{AGENT}/status", {"status": "online"})
    assert forced[1]["status"] == "online"
    handoff = view["waiting"][0]["handoff"]
    await boss.post(f"/api/desk/handoffs/{handoff}/assign", to_agent=AGENT)
    assert (await agent.get("/api/desk/state"))["offers"][0]["handoff"] == handoff
    for method, path in (
        ("POST", f"/api/desk/handoffs/{handoff}/assign"),
        ("PUT", f"/api/desk/agents/{OTHER}/status"),
        ("GET", "/api/desk/supervisor"),
    ):
        assert (await agent.call(method, path, {}))[0] == 403


async def test_the_bot_is_back_with_what_was_settled(centre) -> None:
    """And the agent's place is free."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent)
    await agent.post(at(conversation, "/return"), settled="已说明账单")
    await centre.handoffs.settle()

    assert (await agent.get("/api/desk/state"))["conversations"] == []
    assert [each["text"] for each in await centre.say("c1", "谢谢")] == ["re 谢谢"]


async def test_the_wrap_up_codes_are_those_of_the_intents(centre) -> None:
    """Any other code or result is refused, and the conversation stays open."""
    agent = await centre.staff(AGENT, online=True)
    conversation = await centre.talk(agent)
    codes = await agent.get("/api/desk/wrap-up-codes")

    assert {"code": "query_bill", "title": "查话费账单"} in codes["intents"]
    for body in (
        {"code": "nonsense", "result": "solved"},
        {"code": "query_bill", "result": "nonsense"},
        {},
    ):
        assert (await agent.call("POST", at(conversation, "/close"), body))[0] == 400
    assert (await agent.get(at(conversation)))["mine"] is True
