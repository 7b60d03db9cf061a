"""Arrears: what is owed first; whoever has paid and is still suspended is helped at once."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import update

from accounts.access import Caller
from accounts.storage.tables_customer import customers
from actions.queries.arrears import QueryArrears
from actions.security.resuming import ResumeLine

CLEAR, PAID, OWING = "13911110002", "13911110003", "13911110004"


def change(act, number: str, **values: object) -> None:
    """Set columns of a customer, as the billing system would."""
    with act.services.accounts.uows() as uow:
        uow.execute(update(customers).where(customers.c.number == number).values(**values))
        uow.commit()


async def test_what_is_owed_comes_first_and_paying_it_next(act) -> None:
    """Amount, that service returns by itself, last payment, and the exact amount to pay."""
    answer = await act(QueryArrears, recognised=OWING)

    assert "欠费27.30元" in answer.text.splitlines()[0]
    assert "自动为您恢复" in answer.text
    assert "130.00元" in answer.text
    assert '/pay_bill{"amount": "27.30"}' in answer.buttons.values()


async def test_owing_in_service_is_told_gently(act) -> None:
    """Nobody is told of a suspension that has not happened."""
    change(act, OWING, status="active", suspended_reason=None)

    answer = await act(QueryArrears, recognised=OWING)

    assert "可以正常使用" in answer.text
    assert "暂停" not in answer.text


async def test_nothing_owed_is_said_with_the_balance(act) -> None:
    """The figure stands in the first line."""
    answer = await act(QueryArrears, recognised=CLEAR)

    assert "没有欠费" in answer.text.splitlines()[0]
    assert "66.00元" in answer.text.splitlines()[0]
    assert answer.slots["more_help_asked"] is True


async def test_paid_and_still_suspended_gets_an_apology_the_facts_and_an_offer(act) -> None:
    """Handbook §11: no more money is asked for; the resumption waits for a yes."""
    answer = await act(QueryArrears, recognised=PAID)

    assert "抱歉" in answer.text
    assert "余额12.00元" in answer.text
    assert "今天10:00" in answer.text
    assert "50.00元" in answer.text
    assert "不需要再交费" in answer.text
    assert not any("pay_bill" in payload for payload in answer.buttons.values())
    pending = answer.slots["pending_confirmation"]
    assert pending["action"] == "action_resume_line"


async def test_the_agreed_resumption_is_done_at_once(act) -> None:
    """Paid and still suspended (handbook §11): no ticket, no waiting, once the number is proved."""
    asked = await act(QueryArrears, recognised=PAID)
    unproved = await act(ResumeLine, intent="affirm", recognised=PAID, slots=asked.slots)
    assert unproved.next == "identity_form"
    act.verify(PAID)
    done = await act(ResumeLine, intent="affirm", recognised=PAID, slots=asked.slots)

    assert "已经恢复服务" in done.text
    state = act.services.accounts.lines.state(Caller("c1", "web"), PAID)
    assert state.status == "active"


async def test_a_payment_on_its_way_that_covers_all_counts_as_paid(act) -> None:
    """The debt still stands in the books; the customer has done their part."""
    change(act, "13911110001", balance=Decimal(-30), status="suspended", suspended_reason="arrears")

    answer = await act(QueryArrears, recognised="13911110001")

    assert "80.00元已经收到，正在入账" in answer.text
    assert "不需要再交费" in answer.text


async def test_a_payment_on_its_way_that_does_not_cover_all_is_mentioned(act) -> None:
    """What is still owed is named together with what is coming."""
    change(
        act, "13911110001", balance=Decimal(-200), status="suspended", suspended_reason="arrears"
    )

    answer = await act(QueryArrears, recognised="13911110001")

    assert "欠费200.00元" in answer.text.splitlines()[0]
    assert "80.00元缴费正在入账" in answer.text


async def test_a_suspension_for_another_reason_names_it_and_the_way_out(act) -> None:
    """Loss, the customer's own wish, anything else: never blamed on money."""
    for reason, words in (("loss", "挂失"), ("request", "停机保号"), ("audit", "人工专员")):
        change(act, CLEAR, status="suspended", suspended_reason=reason)

        answer = await act(QueryArrears, recognised=CLEAR)

        assert words in answer.text
        assert "/resume_service" in answer.buttons.values()


async def test_anothers_arrears_need_proof_whether_the_number_exists_or_not(act) -> None:
    """Handbook §3: a stranger does not learn who owes."""
    for number in (OWING, "13999999999"):
        answer = await act(QueryArrears, recognised=CLEAR, entities={"phone_number": number})

        assert (answer.messages, answer.next) == ([], "identity_form")


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Without metadata the form asks which number."""
    answer = await act(QueryArrears, anonymous=True)

    assert (answer.messages, answer.next) == ([], "identity_form")
