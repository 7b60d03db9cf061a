"""How people say which one they mean: one list of phrasings, each with what it means."""

from __future__ import annotations

import pytest

from bot.text.references import find_references


def pointed_at(text):
    """Return the references understood."""
    return [mention.value for mention in find_references(text)]


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("第二个", ["ordinal:2"]),
        ("头一个", ["ordinal:1"]),
        ("第一个", ["ordinal:1"]),
        ("最后那个", ["ordinal:-1"]),
        ("最后一个", ["ordinal:-1"]),
        ("倒数第二个", ["ordinal:-2"]),
        ("上面那个", ["previous"]),
        ("刚才那个", ["previous"]),
        ("刚才说的那个", ["previous"]),
        ("前面那个", ["previous"]),
        ("第二", ["ordinal:2"]),
        ("就第二吧", ["ordinal:2"]),
        ("第二款", ["ordinal:2"]),
        ("第2个", ["ordinal:2"]),
        ("选第3个", ["ordinal:3"]),
        ("第三款套餐", ["ordinal:3"]),
        ("二号的", []),
        ("第二个月", []),
        ("第几个", []),
        ("第一次", []),
        ("第二天", []),
        ("最末一个", ["ordinal:-1"]),
        ("末尾那个", ["ordinal:-1"]),
        ("最下面那个", ["ordinal:-1"]),
        ("最上面那个", ["ordinal:1"]),
        ("下面那个", ["ordinal:-1"]),
        ("首个", ["ordinal:1"]),
        ("打头那个", ["ordinal:1"]),
        ("头一款", ["ordinal:1"]),
        ("第1", ["ordinal:1"]),
        ("1号套餐", []),
        ("中间那个", ["middle"]),
        ("倒数第一", ["ordinal:-1"]),
        ("倒数第1个", ["ordinal:-1"]),
        ("前两个", []),
        ("后一个", ["ordinal:-1"]),
        ("后面那个", ["ordinal:-1"]),
        ("不是第一个，是第二个", ["ordinal:2"]),
        ("换个号码", ["other_number"]),
        ("查我老伴那个手机", ["other_number"]),
        ("他那个号销了吧", ["other_number"]),
        ("借人家手机打的", []),
        ("发到我爱人手机上了", []),
        ("这个副卡不要了", []),
        ("刚才说的第一种", ["ordinal:1"]),
        ("我刚刚那个充完了", []),
        ("第二行", ["ordinal:2"]),
        ("往前一个", []),
        ("里头那张", []),
        ("刚才那个小姑娘", []),
        ("第0个", []),
        ("第四种", ["ordinal:4"]),
        ("最后那款", ["ordinal:-1"]),
        ("第二季度", []),
        ("你说的那个", ["previous"]),
        ("您刚说的", ["previous"]),
        ("你推荐的那个", ["previous"]),
        ("刚刚推荐的", ["previous"]),
    ],
)
def test_a_way_of_pointing_gives_this(said, values):
    """Places in a list, from either end, and what was spoken of before."""
    assert pointed_at(said) == values
