"""What customers want of packages and services, beside names and prices."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import catalogue_wishes as wishes


@pytest.mark.parametrize("text", ["还有吗", "还有别的吗", "换一批", "更多", "那还有其他的呢"])
def test_the_rest_of_a_list_is_asked_for(text: str) -> None:
    """In a few words that name no matter of their own."""
    assert wishes.wants_more(text)


@pytest.mark.parametrize("text", ["还要多久", "套餐有哪些", "换套餐", "我还有多少流量"])
def test_other_questions_ask_for_no_more(text: str) -> None:
    """They are matters of their own."""
    assert not wishes.wants_more(text)


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("根据我的用量推荐一个", True),
        ("按我平时的使用情况看看", True),
        ("帮我挑一个", True),
        ("我这种用法办哪个套餐省钱", True),
        ("推荐个套餐", False),
        ("哪种划算", False),
    ],
)
def test_advice_rests_on_use_when_the_customer_says_so(text: str, own: bool) -> None:
    """A plain 推荐 is advice too, but insists on nothing."""
    assert wishes.wants_advice(text)
    assert wishes.advice_by_usage(text) is own


@pytest.mark.parametrize("text", ["看我的情况适合什么套餐", "帮我挑个套餐", "哪款套餐最合算"])
def test_what_would_suit_is_asked_for(text: str) -> None:
    """Whatever the customer has now."""
    assert wishes.asks_what_suits(text)


@pytest.mark.parametrize("text", ["我现在是什么套餐", "帮我看看我的套餐", "我的套餐有多少流量"])
def test_the_present_package_is_no_question_of_what_would_suit(text: str) -> None:
    """It is told."""
    assert not wishes.asks_what_suits(text)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("有什么套餐", "package"),
        ("有流量包吗", "addon"),
        ("出国漫游的有没有", "addon"),
        ("有哪些增值业务", "service"),
        ("有什么推荐", None),
        ("套餐包含什么", "package"),
    ],
)
def test_the_subject_is_told_by_its_word(text: str, subject: str | None) -> None:
    """Packages before add-ons before services; nothing when nothing is said."""
    assert wishes.subject_of(text) == subject


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("超出多少钱一个G", "overage"),
        ("违约金怎么收", "termination"),
        ("合约期多久", "contract"),
        ("当月生效还是下月", "effective"),
        ("学生能不能办", "eligibility"),
        ("用到几号失效", "valid"),
        ("有多少流量", "allowance"),
        ("一个月多少钱", "fee"),
    ],
)
def test_a_property_is_told_by_how_it_is_asked_for(text: str, first: str) -> None:
    """A plain 多少钱 beside another property belongs to that one."""
    assert wishes.properties_of(text)[0] == first


def test_a_plain_introduction_asks_for_no_property() -> None:
    """介绍一下 wants all of it."""
    assert wishes.properties_of("介绍一下") == ()


@pytest.mark.parametrize(
    "text",
    [
        "刚才那个变更撤销",
        "撤回来，还用以前的",
        "取消刚才的套餐变更",
        "不换了",
        "改回原来的",
        "办完我后悔了",
        "给我撤了吧",
    ],
)
def test_taking_back_is_told_from_giving_up(text: str) -> None:
    """A change made before is meant."""
    assert wishes.revokes(text)


@pytest.mark.parametrize("text", ["取消彩铃", "换套餐", "退订视频会员", "我要改套餐"])
def test_giving_up_and_changing_take_nothing_back(text: str) -> None:
    """They are orders of their own."""
    assert not wishes.revokes(text)


@pytest.mark.parametrize("text", ["都退了", "全部取消", "一个不留", "都给我退掉", "统统关了"])
def test_everything_is_meant(text: str) -> None:
    """And read back by name before it goes."""
    assert wishes.all_of_them(text)


@pytest.mark.parametrize("text", ["退彩铃", "这个业务退了", "我都说了退彩铃"])
def test_one_thing_is_not_everything(text: str) -> None:
    """都 alone is no all."""
    assert not wishes.all_of_them(text)


@pytest.mark.parametrize(
    ("text", "bound"),
    [("五十以内的", "most"), ("不超过50", "most"), ("一百以上", "least"), ("五十左右", "about")],
)
def test_a_price_has_a_bound(text: str, bound: str) -> None:
    """About so much unless said otherwise."""
    assert wishes.bound_of(text) == bound


@given(st.text(max_size=300))
def test_any_text_is_read_without_raising(text: str) -> None:
    """Whatever is typed."""
    for read in (
        wishes.wants_more,
        wishes.wants_advice,
        wishes.asks_what_suits,
        wishes.subject_of,
        wishes.properties_of,
        wishes.asks_unlisted,
        wishes.about_own,
        wishes.compares,
        wishes.revokes,
        wishes.all_of_them,
        wishes.ordered_by_others,
        wishes.leaves_named,
        wishes.not_sold_here,
        wishes.bound_of,
    ):
        read(text)
