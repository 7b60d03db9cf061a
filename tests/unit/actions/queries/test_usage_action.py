"""Usage: what is left of what was asked for, and help before it runs out."""

from __future__ import annotations

import pytest

from actions.queries.usage import QueryUsage

SHOCKED, ORDINARY, OWING, FRESH = "13911110001", "13911110002", "13911110004", "13911110005"


async def test_one_resource_is_answered_in_the_first_line(act) -> None:
    """Asked about data, the first line says what is left of data and nothing of calls."""
    answer = await act(QueryUsage, recognised=SHOCKED, entities={"resource": "data"})

    first = answer.text.splitlines()[0]
    assert "10月流量还剩512MB（共10.00GB，已用9.50GB）" in first
    assert "通话" not in answer.text
    assert answer.slots["query_resource"] == "data"


async def test_all_resources_are_listed_when_none_is_named(act) -> None:
    """Left, over and used each in their own units."""
    answer = await act(QueryUsage, recognised=SHOCKED)

    assert "流量还剩512MB" in answer.text
    assert "通话超出套餐30分钟（套餐内100分钟，已用130分钟）" in answer.text
    assert "短信还剩8条" in answer.text


async def test_little_left_and_over_lead_to_more(act) -> None:
    """Data under a fifth leads to add-ons, calls over to other packages, each button once."""
    answer = await act(QueryUsage, recognised=SHOCKED)

    payloads = list(answer.buttons.values())
    assert payloads[:2] == ['/browse_packages{"resource": "data"}', "/browse_packages"]
    assert "不到两成" in answer.text


async def test_plenty_left_is_left_alone(act) -> None:
    """No advice where none is needed; a monthly add-on counts towards the total."""
    answer = await act(QueryUsage, recognised=ORDINARY, entities={"resource": "data"})

    assert "共15.00GB" in answer.text
    assert not any("browse" in payload for payload in answer.buttons.values())


async def test_a_past_month_says_what_was_used_and_advises_nothing(act) -> None:
    """What is over cannot be helped any more."""
    answer = await act(
        QueryUsage, recognised=SHOCKED, entities={"resource": "data", "month": "2026-09"}
    )

    assert "9月流量超出套餐5.00GB（套餐内10.00GB，已用15.00GB）" in answer.text
    assert not any("browse" in payload for payload in answer.buttons.values())


async def test_what_the_package_does_not_include_is_said_so(act) -> None:
    """An allowance of nothing is no allowance of which nothing is left."""
    answer = await act(QueryUsage, recognised=OWING, entities={"resource": "sms"})

    assert "短信用了4条（套餐内不含短信" in answer.text


async def test_several_months_are_listed_and_the_missing_one_explained(act) -> None:
    """Oldest first; the month without a record is named with the reason."""
    answer = await act(
        QueryUsage,
        recognised=SHOCKED,
        entities={"resource": "data", "month": ["2026-10", "2026-09", "2026-07"]},
    )

    lines = answer.text.splitlines()
    assert lines[2].startswith("· 9月流量")
    assert lines[3].startswith("· 10月流量")
    assert lines[1].startswith("· 7月：系统里没有查到记录")


async def test_several_months_without_any_record_lead_to_near_ones(act) -> None:
    """A future range is said to be so, with months to choose."""
    answer = await act(QueryUsage, recognised=SHOCKED, entities={"month": ["2026-11", "2026-12"]})

    assert "11月、12月：还没有到" in answer.text
    assert '/query_usage{"month": "2026-10"}' in answer.buttons.values()


async def test_a_follow_up_keeps_the_resource_and_takes_the_new_month(act) -> None:
    """那上个月呢 after a question about data is about data."""
    first = await act(QueryUsage, recognised=SHOCKED, entities={"resource": "data"})

    answer = await act(
        QueryUsage,
        recognised=SHOCKED,
        slots=first.slots,
        text="那上个月呢",
        entities={"month": "2026-09"},
    )

    assert "9月流量" in answer.text
    assert "短信" not in answer.text


@pytest.mark.parametrize(
    ("number", "month", "words"),
    [
        (SHOCKED, "2026-12", "还没有到"),
        (SHOCKED, "2026-01", "六个月以前"),
        (SHOCKED, "2026-07", "没有查到7月的用量记录"),
    ],
)
async def test_a_month_that_cannot_be_shown_is_said_so(
    act, number: str, month: str, words: str
) -> None:
    """Never zero, always another month to choose."""
    answer = await act(QueryUsage, recognised=number, entities={"month": month})

    assert words in answer.text
    assert "0MB" not in answer.text
    assert '/query_usage{"month": "2026-09"}' in answer.buttons.values()


async def test_anothers_usage_needs_proof(act) -> None:
    """The identity form starts for that number and nothing is said."""
    answer = await act(QueryUsage, recognised=ORDINARY, entities={"phone_number": SHOCKED})

    assert (answer.messages, answer.next) == ([], "identity_form")
    assert answer.slots["identity_number"] == SHOCKED


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Without metadata the form asks which number."""
    answer = await act(QueryUsage, anonymous=True)

    assert (answer.messages, answer.next) == ([], "identity_form")
