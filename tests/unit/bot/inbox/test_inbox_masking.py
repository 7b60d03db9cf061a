"""Nothing that could tell who said it reaches trainers; the wording does."""

from __future__ import annotations

import re
from itertools import groupby

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.inbox.masking import Masker, is_clean
from bot.inbox.model import Entity
from bot.inbox.names import NameFinder
from bot.settings import ROOT
from bot.text.normalise import feature_text, normalise
from bot.text.numerals import digits_of
from bot.training.annotations import read_annotations

MASKER = Masker(NameFinder())
SERVICE = re.compile(r"1[0-9]{4}")
"""How service numbers look (10086, 12315): those are nobody's."""
PLAIN_DIGIT = re.compile(r"[0-9]+")


def masked(text: str) -> str:
    """Return the masked text, empty when it was refused."""
    result = MASKER.masked(text)
    return "" if result is None else result.text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("我的号码13800010002查话费", "我的号码手机号查话费"),
        ("幺三八零零零幺零零零二", "手机号"),
        ("１３８６６６６７７７７", "手机号"),
        ("①③⑧⑥⑥⑥⑥⑦⑦⑦⑦", "手机号"),
        ("1 3 8 0 0 0 1 0 0 0 2", "手机号"),
        ("139.0001.0002", "●●●●"),
        ("号码是一三八，零零零一，零零零二", "号码是●●●●"),
        ("1、3、8、0、0、0、1", "●●●●"),
        ("138然后000再是100最后02", "●●●●然后●●●●再是●●●●最后●●●●"),
        ("身份证110101199003077758", "身份证证件号"),
        ("11010119900307775X", "证件号"),
        ("卡号6222 0212 3456 7890 123", "卡号银行卡号"),
        ("充1234", "充●●●●"),
        ("验证码是1234", "验证码是●●●●"),
        ("密码1234元", "密码●●●●元"),
        ("我的尾号是0002", "我的尾号是●●●●"),
        ("电话6688-1234", "电话●●●●"),
        ("工单GZ20261115001到哪了", "工单某编号到哪了"),
        ("微信号abc_def1", "微信号某账号"),
        ("abc@qq.com发我", "某网址发我"),
        ("我叫张建国", "我叫某某"),
        ("麻烦帮张建国查一下话费", "麻烦帮某某查一下话费"),
        ("我妈李秀英的手机停机了", "我妈某某的手机停机了"),
        ("王师傅上门修宽带", "某某上门修宽带"),
        ("我是李小姐", "我是某某"),
        ("我爱人叫欧阳娜娜", "我爱人叫某某"),
        ("我住在朝阳区建国路88号院3号楼2单元501室", "我住在某处"),
        ("地址是解放南路107弄5号", "地址是某处"),
        ("幸福小区3号楼没信号", "某处没信号"),
    ],
)
def test_what_tells_who_said_it_goes_and_the_wording_stays(said: str, shown: str) -> None:
    """Numbers in any writing, names with and without announcement, houses, accounts."""
    assert masked(said) == shown


@pytest.mark.parametrize(
    "said",
    [
        "2026年10月的账单",
        "2026-10的账单",
        "二零二六年十月",
        "10086打不通",
        "充1000元",
        "流量用了20GB还剩3G 200分钟",
        "前两个月一共扣了136.5元",
        "我要退订5G畅享59",
        "59、99、199哪个划算",
        "城东区没信号",
        "高清电视怎么开",
        "谢谢您",
        "补张卡要多久",
        "向您反映个情况",
    ],
)
def test_what_is_nobodys_stays(said: str) -> None:
    """Years, amounts, service numbers, districts and ordinary words teach the bot something."""
    assert masked(said) == said


def test_a_number_is_masked_without_a_change_of_what_features_see() -> None:
    """An example teaches the same with the number and with what stands for it."""
    assert feature_text(masked("查13800010002的话费")) == feature_text("查13800010002的话费")


def test_an_entity_moves_with_the_text_and_goes_with_what_is_masked() -> None:
    """The month stays marked where it is now; the number's mark is gone with the number."""
    text = "13800010002上个月话费"
    entities = (Entity(0, 11, "phone_number"), Entity(11, 14, "month", "2026-10"))

    result = MASKER.masked(text, entities)

    assert result is not None
    assert result.text == "手机号上个月话费"
    assert result.entities == (Entity(3, 6, "month", "2026-10"),)


def test_an_entity_outside_the_text_is_left_out() -> None:
    """What a log says wrongly does not break the inbox."""
    result = MASKER.masked("查话费", (Entity(2, 9, "month"), Entity(2, 2, "month")))

    assert result is not None
    assert result.entities == ()


digits = st.text("0123456789", min_size=4, max_size=19)
separators = st.sampled_from(["", " ", "-", "  ", "·", ".", "，", "\u200b", "/", "_", "—", "、"])
writings = st.sampled_from(
    [
        lambda digit: digit,
        lambda digit: "零一二三四五六七八九"[int(digit)],
        lambda digit: "零幺二三四五六七八九"[int(digit)],
        lambda digit: "零壹贰叁肆伍陆柒捌玖"[int(digit)],
        lambda digit: "零壹貳參肆伍陸柒捌玖"[int(digit)],
        lambda digit: chr(ord("０") + int(digit)),
        lambda digit: chr(0x1D7CE + int(digit)),
        lambda digit: f"{digit}\ufe0f\u20e3",
    ]
)
around = st.text(
    st.characters(whitelist_categories=("Lo",), min_codepoint=0x4E10, max_codepoint=0x9F00),
    max_size=8,
)


@given(around, digits, separators, writings, around)
def test_no_number_survives_in_any_writing(before, number, separator, write, after) -> None:
    """Of four digits and more, written as you like, at most three in a row are left."""
    assume(not SERVICE.fullmatch(number))
    text = f"{before}我{separator.join(write(digit) for digit in number)}的{after}"

    shown = masked(text)

    level = normalise(shown).text
    runs = ["".join(run) for is_digit, run in groupby(level, str.isdigit) if is_digit]
    assert all(len(run) < 4 for run in runs)
    assert number not in digits_of(level) or number in digits_of(normalise(before + after).text)


@given(st.lists(st.text("0123456789", min_size=1, max_size=3), min_size=4, max_size=8))
def test_a_number_in_pieces_between_words_does_not_survive(pieces) -> None:
    """Eleven digits told in short pieces are one number as well."""
    number = "".join(pieces)
    shown = masked("然后".join(f"是{piece}" for piece in pieces))

    long_pieces = [piece for piece in pieces if len(piece) > 1]
    if sum(map(len, long_pieces)) >= 10:
        assert len("".join(PLAIN_DIGIT.findall(shown))) <= len(number) - sum(map(len, long_pieces))


@given(st.text(max_size=60))
def test_masking_again_changes_no_digit_and_what_is_let_through_is_clean(text) -> None:
    """Whatever a customer types: it is let through clean, or not at all."""
    result = MASKER.masked(text)
    if result is not None:
        assert is_clean(result.text)
        again = MASKER.masked(result.text)
        assert again is None or digits_of(again.text) == digits_of(result.text)


@pytest.mark.parametrize("text", ["查13800010002", "尾号0002", "a1b2c3d4e5"])
def test_a_trainers_text_with_a_number_is_not_clean(text: str) -> None:
    """What is typed over a masked message is held to the same rule."""
    assert is_clean(masked(text))
    assert is_clean(text) is (text == "a1b2c3d4e5")


def test_the_training_data_keeps_its_wording() -> None:
    """Of the sentences without a digit hardly any is taken for a name or an address."""
    path = ROOT / "data" / "nlu" / "billing.yml"
    lines = [line[6:].strip() for line in path.read_text(encoding="utf-8").splitlines()
             if line.startswith("    - ")]  # fmt: skip
    plain = [read_annotations(line).text for line in lines[::4]]
    wordy = [text for text in plain if not re.search(r"[0-9零一二三四五六七八九幺]{4}", text)]
    changed = [text for text in wordy if masked(text) != text]

    assert len(wordy) > 500
    assert len(changed) / len(wordy) < 0.01, changed
