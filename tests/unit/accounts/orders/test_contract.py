"""What a change of package means for a running contract: pure rules (handbook §4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from accounts.model import Package
from accounts.month import Month
from accounts.orders.contract import contract_at, end_after

MONTH = Month(2026, 12)
PACKAGE = Package(
    code="P",
    name="P",
    aliases=(),
    monthly_fee=Decimal(50),
    data_mb=0,
    voice_min=0,
    sms=0,
    overage_data_per_gb=Decimal(5),
    overage_voice_per_min=Decimal("0.1"),
    overage_sms_each=Decimal("0.1"),
    contract_months=0,
    termination_fee=None,
    on_sale=True,
    min_stars=None,
    excludes=(),
)
fees = st.decimals(min_value=1, max_value=500, places=2)
terms = st.builds(
    lambda fee, months, out: replace(
        PACKAGE, monthly_fee=fee, contract_months=months, termination_fee=out
    ),
    fees,
    st.integers(min_value=0, max_value=36),
    st.none() | fees,
)
ends = st.none() | st.integers(min_value=-24, max_value=24).map(MONTH.plus)


@given(ends, terms, terms)
def test_a_fee_is_due_only_for_less_a_month_within_a_running_contract(end, present, wanted) -> None:
    """And then it is the one of the package that is left, as the catalogue has it."""
    running = contract_at(end, present, wanted, MONTH)
    bound = end is not None and end >= MONTH

    if bound and wanted.monthly_fee < present.monthly_fee:
        assert running.fee == (present.termination_fee or 0)
    else:
        assert running.fee == 0
    assert running.goes_on == (bound and wanted.monthly_fee >= present.monthly_fee)


@given(ends, terms, terms)
def test_no_change_to_the_same_or_more_a_month_shortens_a_contract(end, present, wanted) -> None:
    """It ends with the later of the running one and the new package's own term."""
    after = end_after(contract_at(end, present, wanted, MONTH), wanted, MONTH)
    own = MONTH.plus(wanted.contract_months - 1) if wanted.contract_months else None

    if end is not None and end >= MONTH and wanted.monthly_fee >= present.monthly_fee:
        assert after == max(each for each in (end, own) if each is not None)
    else:
        assert after == own
