"""Messages left in the queue, with the real tickets behind them."""

from __future__ import annotations

from typing import Any

NUMBER, OTHER_LINE = "13900000001", "13900000002"
LONG = "我家的宽带从昨天晚上开始就连不上网，光猫上的红灯一直闪。" * 40


async def left(centre: Any, words: str, number: str | None = None) -> tuple[Any, str]:
    """Leave a message in the queue; return its ticket and what the customer hears last."""
    await centre.say("c1", "人工", number)
    await centre.say("c1", "留言", number)
    await centre.say("c1", words, number)
    await centre.handoffs.settle()
    return ticket(centre), (await centre.heard("c1"))[-1]["text"]


def ticket(centre: Any) -> Any:
    """Return the ticket of a message that was left, or None."""
    opened = centre.accounts.desk.open_ones()
    return next((each for each in opened if "handoff" in each.details), None)


async def test_a_number_at_the_end_of_a_long_message_reaches_the_ticket(centre) -> None:
    """In the summary that staff read first; the whole message stands in the details."""
    words = f"{LONG}请打{OTHER_LINE}"
    taken, told = await left(centre, words)

    assert taken.number is None
    assert "139 0000 0002" in taken.summary
    assert taken.details["words"] == words
    assert taken.details["contact"] == OTHER_LINE
    assert "139 0000 0002" in told


async def test_a_proved_number_is_called_whatever_number_the_message_names(centre) -> None:
    """Nothing is asked for, and nobody else is called."""
    taken, told = await left(centre, f"{OTHER_LINE}打不进来", NUMBER)

    assert taken.number == NUMBER
    assert "contact" not in taken.details
    assert OTHER_LINE[-4:] not in told


async def test_without_any_number_no_ticket_is_opened_before_it_is_asked_for(centre) -> None:
    """A customer who gives none has a ticket to ask about, and no promise of a call."""
    before, told = await left(centre, LONG)
    assert before is None
    assert "电话号码" in told

    await centre.say("c1", "不用")
    await centre.handoffs.settle()
    text = (await centre.heard("c1"))[-1]["text"]

    assert ticket(centre).details["words"].startswith(LONG)
    assert "查询进度" in text
    assert "与您联系" not in text
