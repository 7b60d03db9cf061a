"""The bill: the total first, why, the parts, what changed, a chart, and the fitting next step."""

from __future__ import annotations

import pytest

from actions.queries.bill import QueryBill

SHOCKED, ORDINARY, OWING, FRESH = "13911110001", "13911110002", "13911110004", "13911110005"


async def test_a_verified_customer_hears_the_total_first_and_then_why(act) -> None:
    """The first line holds the figure, the second the item that moved it, with both amounts."""
    act.verify(SHOCKED)

    answer = await act(QueryBill, entities={"month": "2026-09"})

    first, second, *_ = answer.text.splitlines()
    assert "9月" in first
    assert "85.00元" in first
    assert SHOCKED not in answer.text
    assert "8月的60.00元" in second
    assert "多了25.00元" in second
    assert "套餐外流量" in second


async def test_the_parts_and_what_changed_are_named_with_dates_and_who_ordered(act) -> None:
    """Parts with amounts; the partner's service with its first month; the use behind overage."""
    act.verify(SHOCKED)

    answer = await act(QueryBill, entities={"month": "2026-09"})

    for part in ("套餐费：40.00元", "彩铃业务：5.00元", "套餐外流量：25.00元", "影音会员：15.00元"):
        assert part in answer.text
    lines = answer.text.splitlines()
    assert any("影音会员" in line and "从8月开始" in line and "合作方" in line for line in lines)
    assert any("套餐外流量" in line and "从9月开始" in line for line in lines)
    assert any("15.00GB" in line and "10.00GB" in line and "5.00GB" in line for line in lines)
    assert "7月45.00元、8月60.00元" in answer.text


async def test_the_chart_shows_the_last_months_in_order(act) -> None:
    """One bar a month with a bill, oldest first; the one asked for and the running one named."""
    act.verify(SHOCKED)

    answer = await act(QueryBill, entities={"month": "2026-09"})

    (chart,) = answer.customs
    assert chart["type"] == "bar_chart"
    assert chart["bars"] == [
        {"label": "7月", "value": "45.00"},
        {"label": "8月", "value": "60.00"},
        {"label": "9月", "value": "85.00"},
        {"label": "10月", "value": "64.50"},
    ]
    assert (chart["focus"], chart["running"]) == ("9月", "10月")


async def test_the_next_steps_fit_what_is_on_the_bill(act) -> None:
    """A partner's service leads to a dispute, data overage to add-ons; more help is asked last."""
    act.verify(SHOCKED)

    answer = await act(QueryBill, entities={"month": "2026-09"})

    payloads = list(answer.buttons.values())
    assert payloads[0] == '/dispute_charge{"service_name": "VID", "month": "2026-09"}'
    assert payloads[1] == '/browse_packages{"resource": "data"}'
    assert answer.text.splitlines()[-1].endswith("？")
    assert answer.messages[-1]["buttons"]


async def test_an_ordinary_bill_makes_no_fuss(act) -> None:
    """Nothing changed: the total is said to be the same and no dispute is suggested."""
    act.verify(ORDINARY)

    answer = await act(QueryBill, entities={"month": "2026-09"})

    assert "总额和8月一样" in answer.text
    assert "变化" not in answer.text
    assert not any("dispute" in payload for payload in answer.buttons.values())


async def test_an_item_that_is_gone_and_a_discount_that_ended_are_explained(act) -> None:
    """What is not listed any more is named with its amount; a discount's end costs more."""
    act.verify(SHOCKED)
    act.verify(OWING)

    gone = await act(QueryBill, entities={"phone_number": SHOCKED})
    ended = await act(QueryBill, entities={"phone_number": OWING})

    assert "套餐外流量：减少25.00元" in gone.text
    assert "130分钟" in gone.text
    assert "优惠减免：上期减免了20.00元" in ended.text
    assert "-20.00" not in ended.text
    assert ended.buttons["对费用有疑问"] == '/dispute_charge{"month": "2026-10"}'


async def test_arrears_lead_to_paying_exactly_them(act) -> None:
    """The bill says what is owed and the button pays it."""
    answer = await act(QueryBill, recognised=OWING)

    assert "欠费27.30元" in answer.text
    assert '/pay_bill{"amount": "27.30"}' in answer.buttons.values()


async def test_without_proof_a_recognised_customer_hears_the_total_only(act) -> None:
    """Handbook §3: the channel opens the total; the parts are one verification away."""
    answer = await act(QueryBill, recognised=SHOCKED, entities={"month": "2026-09"})

    assert "85.00元" in answer.text.splitlines()[0]
    assert "影音会员" not in answer.text
    assert '/query_bill{"month": "2026-09", "reference": "parts"}' in answer.buttons.values()


async def test_the_button_for_the_parts_starts_verification_and_then_shows_them(act) -> None:
    """The pressed button runs the identity form; afterwards the same month is shown whole."""
    pressed = await act(
        QueryBill,
        recognised=SHOCKED,
        entities={"month": "2026-09", "reference": "parts"},
    )

    assert pressed.messages == []
    assert pressed.next == "identity_form"
    assert pressed.slots["pending_action"] == "action_query_bill"
    assert pressed.slots["identity_number"] == SHOCKED
    act.verify(SHOCKED)
    resumed = await act(QueryBill, recognised=SHOCKED, slots=pressed.slots)
    assert "9月" in resumed.text.splitlines()[0]
    assert "影音会员：15.00元" in resumed.text
    assert resumed.slots["pending_action"] is None


async def test_the_running_month_is_said_to_be_unfinished(act) -> None:
    """Without a month the current one is meant, and its total is not called final."""
    act.verify(SHOCKED)

    answer = await act(QueryBill)

    first = answer.text.splitlines()[0]
    assert "10月" in first
    assert "64.50元" in first
    assert "月底" in first
    assert answer.slots["query_months"] == ["2026-10"]


async def test_several_months_get_one_line_each_and_the_sum_first(act) -> None:
    """Months without a bill are named with the reason, and never counted as zero."""
    act.verify(SHOCKED)

    answer = await act(
        QueryBill, entities={"month": ["2026-09", "2026-08", "2026-11", "2025-12", "2026-05"]}
    )

    lines = answer.text.splitlines()
    assert "145.00元" in lines[0]
    assert "2个月" in lines[0]
    assert lines[1].startswith("· 2025年12月：在六个月以前")
    assert lines[2].startswith("· 5月：系统里没有查到记录")
    assert lines[3].endswith("8月：60.00元")
    assert lines[4].endswith("9月：85.00元")
    assert lines[5].startswith("· 11月：还没有到")
    assert list(answer.buttons) == ["查9月", "查8月"]


async def test_several_months_without_any_bill_lead_to_those_that_have_one(act) -> None:
    """No sum of nothing: the gaps are explained and the nearest months offered."""
    act.verify(SHOCKED)

    answer = await act(QueryBill, entities={"month": ["2026-11", "2026-12"]})

    assert "0.00" not in answer.text
    assert "11月、12月：还没有到" in answer.text
    assert list(answer.buttons) == ["查9月", "查10月"]


@pytest.mark.parametrize(
    ("month", "words"),
    [("2026-11", "还没有到"), ("2026-03", "六个月以前"), ("2026-05", "没有查到5月的账单")],
)
async def test_a_month_without_a_bill_is_said_so_with_others_to_choose(
    act, month: str, words: str
) -> None:
    """Future, too old, nothing on file: never zero, always a way on."""
    act.verify(SHOCKED)

    answer = await act(QueryBill, entities={"month": month})

    assert words in answer.text
    assert "0.00" not in answer.text
    assert list(answer.buttons)[-2:] == ["查9月", "查10月"]
    assert answer.slots["query_topic"] == "action_query_bill"


async def test_a_new_customer_without_any_bill_is_told_so(act) -> None:
    """No bill in the current month either: the gap is said, not a zero."""
    act.verify(FRESH)

    answer = await act(QueryBill)

    assert "没有产生账单" in answer.text


@pytest.mark.parametrize("number", [SHOCKED, "13999999999"])
async def test_anothers_bill_needs_proof_whether_the_number_exists_or_not(act, number: str) -> None:
    """Handbook §3: the same events either way, and nothing said."""
    answer = await act(QueryBill, recognised=ORDINARY, entities={"phone_number": number})

    assert answer.messages == []
    assert answer.next == "identity_form"
    assert answer.slots["identity_number"] == number


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Plain ``rasa run``: no metadata, so the identity form starts with the number."""
    answer = await act(QueryBill, anonymous=True)

    assert answer.messages == []
    assert answer.next == "identity_form"
    assert answer.slots.get("identity_number") is None
