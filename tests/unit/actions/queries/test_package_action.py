"""The present package: name and fee, what it includes, what binds to it."""

from __future__ import annotations

from actions.queries.package import QueryCurrentPackage

FREE, BOUND = "13911110001", "13911110004"


async def test_name_and_fee_come_first_then_what_is_included(act) -> None:
    """A package without a contract may be changed at any time."""
    answer = await act(QueryCurrentPackage, recognised=FREE)

    first = answer.text.splitlines()[0]
    assert "甲套餐" in first
    assert "40.00元" in first
    assert "流量10.00GB、通话100分钟、短信10条" in answer.text
    assert "2025年12月" in answer.text
    assert "停止新办理" not in answer.text
    assert "/query_usage" in answer.buttons.values()


async def test_a_contract_its_fee_and_a_package_no_longer_sold_are_told(act) -> None:
    """Nothing that costs money later is left out; what is not included is not listed."""
    answer = await act(QueryCurrentPackage, recognised=BOUND)

    assert "合约到2027年5月" in answer.text
    assert "150.00元" in answer.text
    assert "停止新办理" in answer.text
    assert "短信" not in answer.text


async def test_anothers_package_needs_proof(act) -> None:
    """The identity form starts for that number and nothing is said."""
    answer = await act(QueryCurrentPackage, recognised=FREE, entities={"phone_number": BOUND})

    assert (answer.messages, answer.next) == ([], "identity_form")


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Without metadata the form asks which number."""
    answer = await act(QueryCurrentPackage, anonymous=True)

    assert (answer.messages, answer.next) == ([], "identity_form")
