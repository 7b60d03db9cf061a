"""A questioned charge: which item, since when, who ordered it; then the offer to register it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.access import Caller
from actions.queries.dispute import DisputeCharge, is_level
from actions.queries.refund import CancelAndReview

SHOCKED, ORDINARY, FRESH = "13911110001", "13911110002", "13911110005"
ALONE, OWING, MIXED = "13911110003", "13911110004", "13911110006"


async def test_a_partners_service_is_shown_with_date_and_orderer_before_anything_else(act) -> None:
    """Facts first; then cancellation and refund review are offered, waiting for a yes."""
    act.verify(SHOCKED)

    answer = await act(
        DisputeCharge,
        intent="dispute_charge",
        entities={"service_name": "VID", "month": "2026-09"},
        text="影音会员没订过",
    )

    lines = answer.text.splitlines()
    assert "9月" in lines[0]
    assert "“影音会员”" in lines[0]
    assert "15.00元" in lines[0]
    assert "从8月开始" in lines[1]
    assert "8月由合作方开通" in lines[2]
    assert "退费" in lines[-1]
    assert "抱歉" in lines[0]
    pending = answer.slots["pending_confirmation"]
    assert pending["action"] == "action_cancel_and_review"
    assert pending["data"]["hours"] == 48
    assert '/affirm{"question": "c1:1"}' in answer.buttons.values()


async def test_the_agreed_dispute_becomes_a_ticket_with_facts_and_words(act) -> None:
    """The specialist reads item, month, amount and what the customer said."""
    act.verify(SHOCKED)
    asked = await act(
        DisputeCharge,
        intent="dispute_charge",
        entities={"service_name": "VID", "month": "2026-09"},
        text="影音会员没订过",
    )

    answer = await act(CancelAndReview, intent="affirm", slots=asked.slots)

    (ticket, _) = act.services.accounts.tickets.of(Caller("c1", "web"), SHOCKED)
    assert ticket.id in answer.text
    assert ticket.kind == "dispute"
    for words in ("9月", "影音会员", "15.00元", "没订过"):
        assert words in ticket.summary


@pytest.mark.parametrize("hint", [{"amount": "25.00"}, {"amount": "25"}, {"resource": "data"}])
async def test_a_charge_is_found_by_amount_or_kind_of_use(act, hint: dict[str, str]) -> None:
    """Overage is explained by what was used."""
    act.verify(SHOCKED)

    answer = await act(DisputeCharge, entities=hint)

    assert "“套餐外流量”" in answer.text.splitlines()[0]
    assert "15.00GB" in answer.text
    assert "影音会员" not in answer.text


async def test_without_a_hint_what_others_ordered_and_what_rose_is_shown(act) -> None:
    """The last finished bill is looked at first."""
    act.verify(SHOCKED)

    answer = await act(DisputeCharge, text="怎么多扣了")

    assert "9月" in answer.text.splitlines()[0]
    assert "“影音会员”" in answer.text
    assert "套餐外流量：新增25.00元" in answer.text
    assert "套餐费" not in answer.text


async def test_the_bill_shown_just_before_is_the_one_in_question(act) -> None:
    """怎么多扣了 after the bill of a month is about that month."""
    act.verify(SHOCKED)
    before = {"query_topic": "action_query_bill", "query_months": ["2026-10"]}

    answer = await act(DisputeCharge, text="怎么多扣了", slots=before)

    assert "10月" in answer.text.splitlines()[0]


async def test_a_service_without_an_order_is_said_to_have_none(act) -> None:
    """An empty order record is a fact too; known services are matched by name."""
    act.verify(SHOCKED)

    own = await act(DisputeCharge, intent="dispute_charge", entities={"service_name": "RING"})

    assert "由您本人开通" in own.text
    assert "退费" not in own.text


async def test_a_charge_that_is_not_on_the_bills_leads_to_those_that_are(act) -> None:
    """The total is told and the items are buttons; nothing is registered."""
    act.verify(SHOCKED)

    answer = await act(DisputeCharge, entities={"amount": "999.00"})

    assert "85.00元" in answer.text
    assert "没有找到您说的那一项" in answer.text
    asks = '/dispute_charge{"service_name": "VID", "reference": "item", "month": "2026-09"}'
    assert asks in answer.buttons.values()
    assert not answer.slots.get("pending_confirmation")


async def test_an_unchanged_bill_is_said_to_be_so_and_the_customer_chooses(act) -> None:
    """Nothing is registered unasked; the only item's button means the item, not the bill again."""
    act.verify(ORDINARY)

    answer = await act(DisputeCharge)
    chosen = await act(
        DisputeCharge, entities={"amount": "40.00", "reference": "item", "month": "2026-09"}
    )

    assert "40.00元，总额和8月相同" in answer.text
    assert not answer.slots.get("pending_confirmation")
    assert '"reference": "item"' in next(iter(answer.buttons.values()))
    assert "“套餐费”" in chosen.text.splitlines()[0]
    assert chosen.slots["pending_confirmation"]["data"]["kind"] == "dispute"


async def test_a_higher_bill_leads_with_total_and_difference_then_what_made_it_so(act) -> None:
    """Apology, total, rise; the item that rose first; a chart; a step for every cause."""
    act.verify(SHOCKED)

    answer = await act(DisputeCharge, entities={"month": "2026-09"}, text="上个月怎么这么贵")

    first, _, driver, second, *_ = answer.text.splitlines()
    assert "抱歉" in first
    for figure in ("9月", "85.00元", "8月的60.00元", "25.00元"):
        assert figure in first
    assert driver == "· 套餐外流量：新增25.00元，从9月开始出现"
    assert second == "· 影音会员：15.00元，与上期相同，从8月开始出现，由合作方开通"
    assert answer.customs[0]["focus"] == "9月"
    assert '/browse_packages{"resource": "data"}' in answer.buttons.values()
    summary = answer.slots["pending_confirmation"]["data"]["summary"]
    assert "85.00元" in summary
    assert "“套餐外流量”由0.00元变为25.00元" in summary
    assert "“影音会员”15.00元，8月由合作方开通" in summary


@pytest.mark.parametrize("said", [{}, {"amount": "20"}, {"month": "2026-10"}])
async def test_a_discount_that_ended_explains_a_higher_bill(act, said: dict[str, str]) -> None:
    """What is no longer on the bill can have made it dearer; 多了20 is how much dearer."""
    act.verify(OWING)

    answer = await act(DisputeCharge, entities=said)

    first = answer.text.splitlines()[0]
    assert "10月到目前为止" in first
    assert "120.00元，比9月的100.00元多" in first
    assert "优惠减免：上期减免了20.00元" in answer.text
    assert answer.slots["pending_confirmation"]["data"]["kind"] == "dispute"


async def test_what_made_a_bill_dearer_comes_before_what_fell(act) -> None:
    """However much another item fell at the same time."""
    act.verify(MIXED)

    answer = await act(DisputeCharge, entities={"month": "2026-09"})

    lines = answer.text.splitlines()
    assert "85.00元，比8月的70.00元多" in lines[0]
    assert [line.split("：")[0] for line in lines[2:5]] == ["· 国际漫游", "· 代收费", "· 信息费"]


async def test_a_lower_bill_is_said_to_be_lower(act) -> None:
    """Why so much? It is less than before, and what is questionable is still named."""
    act.verify(SHOCKED)

    answer = await act(DisputeCharge, entities={"month": "2026-10"})

    assert "64.50元，比9月的85.00元少了20.50元" in answer.text.splitlines()[0]
    assert "影音会员" in answer.text


async def test_a_bill_without_an_earlier_one_is_not_called_the_same(act) -> None:
    """There is nothing to compare with: the parts are listed instead."""
    act.verify(ALONE)

    answer = await act(DisputeCharge, entities={"month": "2026-09"})

    assert "没有账单可以对比" in answer.text.splitlines()[0]
    assert "· 套餐费：40.00元" in answer.text
    assert "相同" not in answer.text


@pytest.mark.parametrize("amounts", ["85", "80", ["40", "80"]])
async def test_the_total_exact_or_round_means_the_whole_bill(act, amounts) -> None:
    """扣了我85, 八十多, 以前40现在八十多: why so much, and 40 is no item in doubt."""
    act.verify(SHOCKED)

    answer = await act(DisputeCharge, entities={"amount": amounts, "month": "2026-09"})

    assert "比8月的60.00元多" in answer.text.splitlines()[0]
    assert "没有找到" not in answer.text


@given(
    unit=st.sampled_from([1, 10, 100, 1000]),
    figure=st.integers(1, 9),
    more=st.decimals(0, 2, places=4),
)
def test_a_round_sum_reaches_to_the_next_one_as_round(unit, figure, more) -> None:
    """一百多 is from 100.00 to 199.99."""
    amount = Decimal(unit * figure)

    assert is_level(amount, amount + unit * more) is (more < 1)
    assert not is_level(amount, amount - Decimal("0.01"))


async def test_verification_comes_first_and_the_charge_is_not_forgotten(act) -> None:
    """The channel alone opens no parts; afterwards the same item and month are shown."""
    asked = await act(
        DisputeCharge, recognised=SHOCKED, entities={"amount": "25.00", "month": "2026-09"}
    )
    assert (asked.messages, asked.next) == ([], "identity_form")
    assert asked.slots["pending_action"] == "action_dispute_charge"
    act.verify(SHOCKED)

    resumed = await act(DisputeCharge, recognised=SHOCKED, slots=asked.slots)

    assert "“套餐外流量”" in resumed.text.splitlines()[0]


@pytest.mark.parametrize(
    ("month", "words"),
    [("2026-11", "还没有到"), ("2026-01", "六个月以前"), ("2026-05", "没有查到5月的账单")],
)
async def test_a_named_month_without_a_bill_is_said_so(act, month: str, words: str) -> None:
    """With months to choose."""
    act.verify(SHOCKED)

    answer = await act(DisputeCharge, entities={"month": month})

    assert words in answer.text
    assert '/dispute_charge{"month": "2026-09"}' in answer.buttons.values()


async def test_no_bill_at_all_is_said_so(act) -> None:
    """A new customer has nothing to question yet."""
    act.verify(FRESH)

    answer = await act(DisputeCharge)

    assert "没有产生账单" in answer.text


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Without metadata the form asks which number."""
    answer = await act(DisputeCharge, anonymous=True)

    assert (answer.messages, answer.next) == ([], "identity_form")
