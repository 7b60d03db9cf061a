"""The search for near duplicates finds what comparing every pair finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.training.near import ALIKE, SHORTEST, near_pairs, same_cores

ROWS = st.lists(
    st.tuples(st.text(alphabet="查话费账单多少", max_size=12), st.sampled_from("ab")), max_size=12
)


def pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters."""
    return {text[at : at + 2] for at in range(len(text) - 1)}


def expected(rows: list[tuple[str, str]]) -> dict[tuple[int, int], bool]:
    """Return the near pairs, each with whether it is of one group: the slow and simple way."""
    return {
        (i, j): one == other
        for i, (first, one) in enumerate(rows)
        for j, (second, other) in enumerate(rows[:])
        if i < j
        and min(len(first), len(second)) >= SHORTEST
        and 2 * len(pairs(first) & pairs(second))
        >= ALIKE * (len(pairs(first)) + len(pairs(second)))
    }


@given(rows=ROWS)
def test_every_near_pair_of_two_groups_is_found_and_the_first_within_one(rows) -> None:
    """The same as comparing every pair."""
    slow = expected(rows)
    first: dict[int, int] = {}
    for i, j in sorted(pair for pair, same in slow.items() if same):
        first.setdefault(j, i)

    found = list(near_pairs([text for text, _ in rows], [group for _, group in rows]))

    across = {pair for pair, same in slow.items() if not same}
    assert {(i, j) for i, j, _ in found} == across | {(i, j) for j, i in first.items()}
    assert len(found) == len(across) + len(first)
    assert all(ALIKE <= overlap <= 1 for _, _, overlap in found)


def test_a_thousand_sentences_of_one_pattern_are_a_thousand_findings_not_a_million() -> None:
    """Each is told with the first that it is like."""
    texts = [f"我想查一下上个月的话费账单第{number}号" for number in range(1000)]
    found = list(near_pairs(texts, ["a"] * 1000))

    assert len(found) <= 999
    assert {j for _, j, _ in found} == set(range(1, 1000))


def test_short_sentences_of_two_groups_that_differ_in_polite_words_are_found() -> None:
    """Each once, with the first of another group; within a group they may be many."""
    texts = [
        "查一下话费",
        "话费",
        "查话费",
        "查下话费吧",
        "查下话费吧",
        "请帮我查查话费",
        "几点下班",
    ]
    groups = ["bill", "bill", "bill", "stop", "stop", "bill", "faq"]

    assert list(same_cores(texts, groups)) == [(0, 3), (3, 5)]


def test_words_that_mean_something_are_no_polite_words() -> None:
    """了, 不 and who is spoken of tell intents apart, and so does 下 in 下班."""
    texts = ["不办", "不办了", "办", "几点班", "几点下班", "吧", "呢"]

    assert list(same_cores(texts, [str(number) for number in range(len(texts))])) == []
