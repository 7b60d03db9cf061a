"""Which questions name no matter of their own."""

from __future__ import annotations

import pytest

from actions.knowledge.matter import names_no_matter


@pytest.mark.parametrize(
    "text", ["要钱不", "收费吗？", "那要带什么", "最长多久", "要等几天", "怎么加", "去哪办"]
)
def test_a_question_for_price_time_place_or_papers_alone_names_no_matter(text: str) -> None:
    """What it is about was said before."""
    assert names_no_matter(text)


@pytest.mark.parametrize(
    "text",
    [
        "彩铃要钱不",
        "怎么查话费",
        "好的",
        "不用了",
        "可以",
        "套餐多少钱",
        "",
        "/faq",
        "开通国际漫游",
    ],
)
def test_what_names_its_matter_or_asks_nothing_stands_for_itself(text: str) -> None:
    """It is heard as the NLU hears it."""
    assert not names_no_matter(text)
