"""Which package would have cost least: arithmetic that a customer can check."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from accounts.advice import Used, cost_of
from accounts.changes import ZERO
from accounts.model import Package
from accounts.month import Month

amounts = st.integers(0, 400_000)
money = st.decimals("0", "300", places=2)


@st.composite
def packages(draw) -> Package:
    """Draw a package on sale."""
    return Package(
        code="P",
        name="P",
        aliases=(),
        monthly_fee=draw(money),
        data_mb=draw(amounts),
        voice_min=draw(st.integers(0, 3000)),
        sms=draw(st.integers(0, 500)),
        overage_data_per_gb=draw(money),
        overage_voice_per_min=draw(money),
        overage_sms_each=draw(money),
        contract_months=0,
        termination_fee=None,
        on_sale=True,
        min_stars=None,
    )


@st.composite
def months(draw) -> tuple[Used, ...]:
    """Draw up to three months of use."""
    count = draw(st.integers(1, 3))
    return tuple(
        Used(
            Month(2026, 8 + each),
            draw(amounts),
            draw(st.integers(0, 5000)),
            draw(st.integers(0, 900)),
        )
        for each in range(count)
    )


@given(packages(), months())
def test_a_cost_is_fees_and_what_lay_beyond(package: Package, used: tuple[Used, ...]) -> None:
    """The parts add up to whole fen, and nothing within the allowances costs extra."""
    cost = cost_of(package, used)

    assert cost.total == cost.fees + cost.over_data + cost.over_voice + cost.over_sms
    assert cost.fees == package.monthly_fee * len(used)
    assert cost.total == cost.total.quantize(Decimal("0.01"))
    assert min(cost.over_data, cost.over_voice, cost.over_sms) >= 0
    if all(each.data_mb <= package.data_mb for each in used):
        assert cost.over_data == 0


@given(packages(), months(), st.integers(1, 50_000))
def test_using_more_never_costs_less(package: Package, used, more: int) -> None:
    """So the package that costs least stays so for a reason that can be told."""
    first, *rest = used
    heavier = (Used(first.month, first.data_mb + more, first.voice_min, first.sms), *rest)

    assert cost_of(package, heavier).total >= cost_of(package, used).total


def test_overage_is_priced_as_the_bills_price_it() -> None:
    """614 MB over at 5.00 a GB are 3.00, as on the bill of the same month."""
    package = Package(
        code="P", name="P", aliases=(), monthly_fee=Decimal("39.00"), data_mb=15360,
        voice_min=200, sms=50, overage_data_per_gb=Decimal("5.00"),
        overage_voice_per_min=Decimal("0.15"), overage_sms_each=Decimal("0.10"),
        contract_months=0, termination_fee=None, on_sale=True, min_stars=None,
    )  # fmt: skip
    cost = cost_of(package, [Used(Month(2026, 9), 15974, 140, 0)])

    assert (cost.over_data, cost.over_voice, cost.over_sms) == (Decimal("3.00"), ZERO, ZERO)
