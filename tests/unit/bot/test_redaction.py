"""Masks for logs, trackers, labels and screens: what they hide, and what they leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import SECRET_MARK, mask_name, mask_phone, mask_text, replace_spans

HIDDEN = [
    ("13711110001", "137****0001"),
    ("打13711110001。", "打137****0001。"),
    ("137 1111 0001", "137****0001"),
    ("137-1111-0001", "137****0001"),
    ("１３７１１１１０００１", "137****0001"),
    ("幺三七幺幺幺幺零零零幺", "137****0001"),
    ("+8613711110001", "+137****0001"),
    ("不是13711110001，是13711110002", "不是137****0001，是137****0002"),
    ("身份证110101199001011234", "身份证" + "*" * 18),
    ("身份证 11010119900101123X。", "身份证 " + "*" * 18 + "。"),
    ("110101 19900101 1234", "*" * 18),
    ("卡号6222021234567890123", "卡号" + "*" * 15 + "0123"),
    ("6222 0212 3456 7890", "*" * 12 + "7890"),
    ("姓名：张三丰，电话13711110001", "姓名：张*，电话137****0001"),
    ("我叫欧阳慧", "我叫欧*"),
    ("机主是李梅 身份证丢了", "机主是李* 身份证丢了"),
    ("我的服务密码是481516", f"我的服务密码是{SECRET_MARK}"),
    ("481516", SECRET_MARK),
]
SHOWN = [
    "",
    "上个月话费104.00元",
    "充值100元，余额-37.60元，还差13711.11元",
    "2026-11-15 12:30:45",
    "20261115123045",
    "202610的账单",
    "工单GZ2026111500001和订单DD2026110001",
    "工单GZ13711110001",
    "发票FP20260001",
    "拨打10099或12345",
    "用了15974MB",
    "我叫客服给我处理",
    "我叫王先生",
    "我是黄金会员",
    "137****0001",
]


@pytest.mark.parametrize(("text", "masked"), HIDDEN)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    """Numbers in any writing, names that are announced, and secrets that are named."""
    assert mask_text(text) == masked
    assert mask_text(masked) == masked


@pytest.mark.parametrize("text", SHOWN)
def test_what_is_not_personal_stays(text: str) -> None:
    """Amounts, dates, ids, short numbers and ordinary words are left as they are."""
    assert mask_text(text) == text


@given(st.text("0123456789 -.*元月GZDD密码姓名我叫张王李一二幺，：x", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    """A text may pass several edges on its way and comes out the same."""
    once = mask_text(text)

    assert mask_text(once) == once


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "，", "号码", "\n"]))
def test_no_phone_number_comes_through(number: str, around: str) -> None:
    """For every mobile number the middle is gone and the ends can still be told."""
    masked = mask_text(around + number + around)

    assert number not in masked
    assert masked == around + mask_phone(number) + around


@given(st.decimals("0.01", "999999.99", places=2), st.dates())
def test_amounts_and_dates_come_through(amount, day) -> None:
    """Money and dates in our own wording are never touched."""
    text = f"{day:%Y-%m-%d}账单{amount}元，{day.year}年{day.month}月{day.day}日前交清"

    assert mask_text(text) == text


@pytest.mark.parametrize(
    ("number", "masked"),
    [("13711110001", "137****0001"), ("137****0001", "137****0001"), ("10099", "***99"), ("", "")],
)
def test_a_phone_number_keeps_its_ends(number: str, masked: str) -> None:
    """3-4-4 with the middle hidden; anything else keeps two characters."""
    assert mask_phone(number) == masked
    assert mask_phone(masked) == masked


@pytest.mark.parametrize(
    ("name", "masked"), [("张三", "张*"), ("欧阳慧敏", "欧*"), ("张*", "张*"), ("", "")]
)
def test_a_name_keeps_its_first_character(name: str, masked: str) -> None:
    """One star whatever the length, so that not even that is told."""
    assert mask_name(name) == masked
    assert mask_name(masked) == masked


def test_overlapping_spans_are_replaced_once() -> None:
    """The first and longest wins; text between spans stays."""
    assert replace_spans("abcdef", [(1, 3, "-"), (1, 2, "!"), (2, 5, "?"), (5, 6, "+")]) == "a-de+"
