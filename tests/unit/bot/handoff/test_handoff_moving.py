"""Transfers and supervisors: from hand to hand without a moment in which two may speak."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation.handoffs import HandoffRefused, HandoffState
from bot.conversation.model import Owner
from bot.handoff.ports import Who


async def refusal(work) -> str:
    """Return why `work` is refused."""
    with pytest.raises(HandoffRefused) as refused:
        await work
    return refused.value.reason


async def test_a_transfer_is_the_givers_until_it_is_accepted(open_floor) -> None:
    """The giver may speak meanwhile and the receiver may not; then it is the other way round."""
    async with open_floor() as floor:
        handoff = await floor.talking("8001")
        await floor.online("8002")
        await floor.desk.transfer("c", "8001", to_agent="8002", note="客户要改套餐")
        meanwhile = await floor.owner()
        await floor.desk.say("c", "8001", "正在转接", "m1")
        early = await refusal(floor.desk.say("c", "8002", "您好", "m1"))
        await floor.desk.accept(handoff.id, "8002")
        late = await refusal(floor.desk.say("c", "8001", "还在吗", "m2"))
        await floor.desk.say("c", "8002", "您好", "m1")

        assert meanwhile == (Owner.AGENT, "8001")
        assert (early, late) == ("not_yours", "not_yours")
        assert await floor.owner() == (Owner.AGENT, "8002")
        assert [note.text for note in await floor.desk.notes_of("c")] == ["客户要改套餐"]
        assert all("客户要改套餐" not in str(each) for each in await floor.log())


@pytest.mark.parametrize("how", ["declined", "lapsed"])
async def test_a_transfer_refused_is_the_givers_again(open_floor, how: str) -> None:
    """Declined, or not accepted in 30 s: nothing was lost, and the giver is told."""
    async with open_floor() as floor:
        handoff = await floor.talking("8001")
        await floor.online("8002")
        await floor.desk.transfer("c", "8001", to_agent="8002")
        if how == "declined":
            await floor.desk.decline(handoff.id, "8002")
        else:
            await floor.after(31)
        back = await floor.open_one()

        assert (back.state, back.agent, back.offered_to) == (HandoffState.ACTIVE, "8001", None)
        assert ("transfer_refused", ("8001", "8002")) in [
            (each.kind, each.agents) for each in floor.told
        ]


async def test_a_transfer_to_nobody_is_refused(open_floor) -> None:
    """Oneself, an offline colleague, one who is full, an unknown group, and twice at once."""
    async with open_floor() as floor:
        await floor.talking("8001")
        desk = floor.desk
        await floor.online("8002")
        floor.world.known = Who("13900000001", recognised=True, stars=5)
        await floor.talking("8003", "vip")
        full = await refusal(desk.transfer("c", "8001", to_agent="8003"))
        await desk.transfer("c", "8001", to_agent="8002")

        assert full == "no_capacity"
        assert await refusal(desk.transfer("c", "8001", to_agent="8002")) == "illegal_move"
        await desk.decline((await floor.open_one()).id, "8002")
        assert await refusal(desk.transfer("c", "8001", to_agent="8001")) == "gone"
        assert await refusal(desk.transfer("c", "8001", to_agent="1234")) == "not_online"
        assert await refusal(desk.transfer("c", "8001", to_group="cooking")) == "gone"
        assert await refusal(desk.transfer("c", "8001")) == "gone"
        assert await refusal(desk.transfer("c", "8002", to_agent="8001")) == "not_yours"
        assert await floor.owner() == (Owner.AGENT, "8001")


async def test_a_transfer_to_a_group_is_first_in_its_queue(open_floor) -> None:
    """The next of that group has it; the giver is not asked again before the others."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.online("8002")
        await floor.desk.transfer("c", "8001", to_group="fault", note="网络问题")
        queued = await floor.open_one()
        await floor.core.offer_all()

        assert (queued.front, queued.skill_group) == (True, "fault")
        assert (queued.transfer.giver, queued.transfer.note) == ("8001", "网络问题")
        assert (await floor.open_one()).offered_to == "8002"


async def test_a_supervisor_takes_over_from_an_agent(open_floor) -> None:
    """From then on the agent may not speak."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.desk.take_over("c", "9001")

        assert await floor.owner() == (Owner.AGENT, "9001")
        assert await refusal(floor.desk.say("c", "8001", "x", "1")) == "not_yours"


async def test_a_supervisor_takes_over_from_the_bot_in_the_middle_of_a_turn(open_floor) -> None:
    """What the bot was thinking about is never said, not even after a crash."""
    async with open_floor(delay=0.2) as floor:
        await floor.router.greet("c", "web", None)
        turn = asyncio.ensure_future(floor.say("查账单"))
        await floor.engine.asked.wait()
        await floor.desk.take_over("c", "9001")
        said = await turn
        await floor.router.recall()
        await floor.router.recover()

        assert said == []
        assert "re 查账单" not in [text for _, text in await floor.log()]
        assert await floor.owner() == (Owner.AGENT, "9001")
        assert len(floor.engine.requests) == 1


async def test_a_supervisor_who_vanishes_strands_nobody(open_floor) -> None:
    """Taking over counts as being there, so being away counts too."""
    async with open_floor() as floor:
        await floor.say("你好")
        await floor.desk.take_over("c", "9001")
        await floor.after(61)

        assert (await floor.owner())[0] is Owner.QUEUE


async def test_nobody_takes_over_what_is_over(open_floor) -> None:
    """Closed, or never there."""
    async with open_floor() as floor:
        await floor.talking("8001")
        await floor.desk.close("c", "8001", "x", "", None)

        assert await refusal(floor.desk.take_over("c", "9001")) == "gone"
        assert await refusal(floor.desk.take_over("nowhere", "9001")) == "gone"


async def test_a_supervisor_assigns_who_waits(open_floor) -> None:
    """The one who was offered it is told that it is gone."""
    async with open_floor() as floor:
        await floor.online("8001", "8002")
        await floor.say("人工")
        await floor.core.offer_all()
        handoff = await floor.open_one()
        other = "8002" if handoff.offered_to == "8001" else "8001"
        await floor.desk.assign(handoff.id, "9001", other)

        assert (await floor.open_one()).offered_to == other
        assert await refusal(floor.desk.accept(handoff.id, handoff.offered_to)) == "not_yours"
        assert await refusal(floor.desk.assign(handoff.id, "9001", "8003")) == "not_online"
        assert await refusal(floor.desk.assign("nowhere", "9001", "8001")) == "gone"


async def test_notes_never_reach_the_customer(open_floor) -> None:
    """A note and a whisper are kept apart from the log."""
    async with open_floor() as floor:
        await floor.talking("8001")
        before = await floor.log()
        await floor.desk.note("c", "8001", "客户着急")
        await floor.desk.note("c", "9001", "先道歉", "whisper")

        assert [(n.kind, n.text) for n in await floor.desk.notes_of("c")] == [
            ("note", "客户着急"),
            ("whisper", "先道歉"),
        ]
        assert await floor.log() == before
        assert await refusal(floor.desk.note("nowhere", "8001", "x")) == "gone"
