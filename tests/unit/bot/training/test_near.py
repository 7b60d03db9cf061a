"""The search for near duplicates finds what comparing every pair finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.training.near import ALIKE, SHORTEST, near_pairs

ROWS = st.lists(
    st.tuples(st.text(alphabet="查话费账单多少", max_size=12), st.sampled_from("ab")), max_size=12
)


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters."""
    return {text[at : at + 2] for at in range(len(text) - 1)}


@given(rows=ROWS)
def test_every_near_pair_of_two_groups_is_found_and_no_other(rows) -> None:
    """The same as the slow and simple way."""
    expected = {
        (i, j)
        for i, (first, one) in enumerate(rows)
        for j, (second, other) in enumerate(rows[:])
        if i < j
        and one != other
        and min(len(first), len(second)) >= SHORTEST
        and 2 * len(pairs(first) & pairs(second))
        >= ALIKE * (len(pairs(first)) + len(pairs(second)))
    }

    found = list(near_pairs([text for text, _ in rows], [group for _, group in rows]))

    assert {(i, j) for i, j, _ in found} == expected
    assert all(ALIKE <= overlap <= 1 for _, _, overlap in found)
