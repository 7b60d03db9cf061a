"""Cross-validation's parts are even, complete and always the same."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation.folds import dealt, write_rasa
from bot.evaluation.labelled import Labelled, read_labelled

ROWS = st.lists(
    st.tuples(st.text("查账单流量你好", min_size=1, max_size=6), st.sampled_from("abc")),
    unique=True,
    max_size=40,
).map(lambda pairs: [Labelled(text, (intent,), None) for text, intent in pairs])


@given(ROWS, st.integers(2, 6), st.randoms(use_true_random=False))
def test_each_sentence_is_in_one_part_whatever_the_order_of_the_file(rows, parts, dice):
    """Parts differ by one sentence at most, and so does each intent's share of them."""
    found = dealt(rows, parts)
    mixed = random.Random(dice.random()).sample(rows, len(rows))

    assert Counter(row.text + row.intents[0] for part in found for row in part) == Counter(
        row.text + row.intents[0] for row in rows
    )
    assert dealt(mixed, parts) == found
    sizes = [len(part) for part in found]
    assert max(sizes) - min(sizes) <= 1
    for intent in "abc":
        shares = [sum(row.intents == (intent,) for row in part) for part in found]
        assert max(shares) - min(shares) <= 1


def test_a_part_is_read_back_by_rasa_as_it_was(tmp_path):
    """Quotes, colons and braces of a customer are no syntax."""
    rows = [
        Labelled("他说：“多少钱”？", ("query_bill",), None),
        Labelled('{"entity": 1} - # 查', ("query_bill",), None),
        Labelled("你好", ("greet",), None),
    ]
    path = tmp_path / "part.yml"

    write_rasa(rows, path)

    assert {(row.text, row.intents) for row in read_labelled(path)} == {
        (row.text, row.intents) for row in rows
    }
