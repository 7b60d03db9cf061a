"""Codes and passwords in what customers type: found, redacted, and nothing else touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.secrets import find_secret
from bot.redaction import SECRET_MARK

SIX = st.text("0123456789", min_size=6, max_size=6).filter(lambda digits: digits[:2] != "20")
"""Six digits; those that may be a month have tests of their own."""
SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")

ALWAYS = [
    ("481516", SECRET_MARK),
    (" 481516。", f" {SECRET_MARK}。"),
    ("４８１５１６", SECRET_MARK),
    ("4 8 1 5 1 6", SECRET_MARK),
    ("481-516", SECRET_MARK),
    ("48 15 16", SECRET_MARK),
    ("4、8、1、5、1、6", SECRET_MARK),
    ("四八幺五幺六", SECRET_MARK),
    ("四八一五一六", SECRET_MARK),
    ("4️⃣8️⃣1️⃣5️⃣1️⃣6️⃣", f"{SECRET_MARK}️⃣"),
    ("481\u200b516", SECRET_MARK),
    ("是481516哦", f"是{SECRET_MARK}哦"),
    ("我的密码是481516，查一下话费", f"我的密码是{SECRET_MARK}，查一下话费"),
    ("密碼 481516", f"密碼 {SECRET_MARK}"),
    ("验证码：四八幺五幺六", f"验证码：{SECRET_MARK}"),
    ("481516是我收到的随机码", f"{SECRET_MARK}是我收到的随机码"),
    ("my code is 481516 thanks", f"my code is {SECRET_MARK} thanks"),
    ("password481516", f"password{SECRET_MARK}"),
    ("13711110001 481516", f"13711110001 {SECRET_MARK}"),
    ("密码481516，查一下202610的账单", f"密码{SECRET_MARK}，查一下202610的账单"),
    ("密码481516，再说一遍 4 8 1 5 1 6", f"密码{SECRET_MARK}，再说一遍 {SECRET_MARK}"),
]
WHEN_EXPECTED = [
    ("收到了481516谢谢你们", f"收到了{SECRET_MARK}谢谢你们"),
    ("481516，我的号码是13711110001", f"{SECRET_MARK}，我的号码是13711110001"),
    ("481516 10099", f"{SECRET_MARK} 10099"),
    ("不是111111，是481516", f"不是{SECRET_MARK}，是{SECRET_MARK}"),
]
NEVER = [
    "",
    "查一下上个月话费",
    "12345",
    "4815162",
    "13711110001",
    "137 1111 0001",
    "幺三七幺幺幺幺零零零幺",
    "6222021234567890123",
    "622202 1234567890123",
    "110101199001011234",
    "110101 19900101 1234",
    "GZ202611",
    "工单GZ2026111500001到哪一步了",
    "DD2026110001",
    "充481516元",
    "¥481516",
    "481516块钱的账单",
    "用了481516MB流量",
    "481516.50",
    "查202610的账单",
    "202610话费",
    "忘了密码，查202610账单",
    "2026-10",
    "2026-1-5",
    "2026-11-15",
    "12:30:45",
    "一二三四五六月的账单",
    "一二三四五六七八九",
]


@pytest.mark.parametrize("expected", [True, False])
@pytest.mark.parametrize(("text", "redacted"), ALWAYS)
def test_a_secret_that_is_named_or_stands_alone_is_always_taken_out(
    text: str, redacted: str, expected: bool
) -> None:
    """Asked for or not, in any writing, it comes out as digits and leaves the mark."""
    found = find_secret(text, expected=expected)

    assert found is not None
    assert (found.secret, found.redacted_text) == ("481516", redacted)


@pytest.mark.parametrize(("text", "redacted"), WHEN_EXPECTED)
def test_a_secret_in_passing_is_taken_out_when_one_is_expected(text: str, redacted: str) -> None:
    """Six digits in a sentence are a secret while one is awaited, and a number otherwise."""
    found = find_secret(text, expected=True)

    assert found is not None
    assert (found.secret, found.redacted_text) == ("481516", redacted)
    assert find_secret(text, expected=False) is None


@pytest.mark.parametrize("expected", [True, False])
@pytest.mark.parametrize("text", NEVER)
def test_other_numbers_are_left_alone(text: str, expected: bool) -> None:
    """Months, amounts, ids and longer numbers are not secrets, even while one is awaited."""
    assert find_secret(text, expected=expected) is None


def test_six_digits_that_are_a_month_are_a_secret_only_when_one_is_expected() -> None:
    """A lone 202610 answers "which month?" unless a code is awaited."""
    found = find_secret("202610", expected=True)

    assert found is not None
    assert found.secret == "202610"
    assert find_secret("202610", expected=False) is None


def test_of_several_the_last_that_is_named_is_presented() -> None:
    """A number in passing does not push the code aside."""
    found = find_secret("验证码481516，我的卡尾号是后面这个数，请您帮忙核对 654321", expected=True)

    assert found is not None
    assert found.secret == "481516"
    assert found.redacted_text.count(SECRET_MARK) == 2


def test_a_secret_is_not_in_the_repr() -> None:
    """A stray log line of what was found shows no secret."""
    assert "481516" not in repr(find_secret("密码481516", expected=True))


@given(
    secret=SIX,
    before=st.sampled_from(["", "我的验证码是", "密码：", "好的，", "13711110001，"]),
    after=st.sampled_from(["", "。", "，谢谢", " 查话费", " 13711110001"]),
    writing=st.sampled_from(["plain", "spaced", "full", "spoken"]),
)
def test_the_redacted_text_never_contains_the_secret(
    secret: str, before: str, after: str, writing: str
) -> None:
    """Whatever the digits, their writing and their surroundings; and nothing is left to find."""
    written = {
        "plain": secret,
        "spaced": " ".join(secret),
        "full": secret.translate(FULL_WIDTH),
        "spoken": secret.translate(SPOKEN),
    }[writing]
    found = find_secret(before + written + after, expected=True)

    assert found is not None
    assert found.secret == secret
    assert found.redacted_text == before + SECRET_MARK + after
    assert find_secret(found.redacted_text, expected=True) is None


@given(st.text(), st.booleans())
def test_a_text_without_six_digits_is_never_changed(text: str, expected: bool) -> None:
    """No text at all breaks the search, and one with too few digits goes on as it is."""
    found = find_secret(text, expected=expected)
    digits = sum(char.isnumeric() or char == "幺" for char in text)

    if digits < 6 and found is not None:
        # One character may be several digits (㉖, ¾): it is normalised before it is read.
        assert len(found.secret) == 6
        assert any(char.isnumeric() and not char.isdecimal() for char in text)


@given(st.text("0123456789 -密码验证元月查充", max_size=60), st.booleans())
def test_redaction_leaves_nothing_to_redact(text: str, expected: bool) -> None:
    """What was redacted once is found to hold no secret the second time."""
    found = find_secret(text, expected=expected)

    if found is not None:
        assert find_secret(found.redacted_text, expected=expected) is None
