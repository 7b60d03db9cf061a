"""Points: what is available first, what expires, what it buys."""

from __future__ import annotations

from actions.queries.points import QueryPoints

RICH, POOR, ORDINARY = "13911110001", "13911110005", "13911110002"


async def test_the_available_points_come_first_with_what_they_buy(act) -> None:
    """Figures of the account, and only gifts that can be paid for, dearest first."""
    answer = await act(QueryPoints, recognised=RICH)

    assert "650分" in answer.text.splitlines()[0]
    for words in ("120分即将到期", "本月新增45分", "累计获得1000分，已兑换300分，已作废50分"):
        assert words in answer.text
    assert "话费券（500分）、流量券（200分）" in answer.text
    assert "保温杯" not in answer.text
    assert answer.slots["more_help_asked"] is True


async def test_too_few_points_are_said_kindly_and_an_unknown_gain_is_not_guessed(act) -> None:
    """No gift is affordable; "gained" is left out when the billing system did not say."""
    poor = await act(QueryPoints, recognised=POOR)
    ordinary = await act(QueryPoints, recognised=ORDINARY)

    assert "0分" in poor.text.splitlines()[0]
    assert "再攒一些" in poor.text
    assert "没有即将到期" in ordinary.text
    assert "本月新增" not in ordinary.text


async def test_anothers_points_need_proof(act) -> None:
    """The identity form starts for that number and nothing is said."""
    answer = await act(QueryPoints, recognised=POOR, entities={"phone_number": RICH})

    assert (answer.messages, answer.next) == ([], "identity_form")


async def test_an_anonymous_caller_is_asked_for_a_number(act) -> None:
    """Without metadata the form asks which number."""
    answer = await act(QueryPoints, anonymous=True)

    assert (answer.messages, answer.next) == ([], "identity_form")
