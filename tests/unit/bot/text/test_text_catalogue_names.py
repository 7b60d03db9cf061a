"""Items of the catalogue are recognised however customers say them."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.catalogue_names import PACKAGE, SERVICE, NameBook, Named


@dataclass(frozen=True)
class Offer:
    """One item of a catalogue."""

    kind: str
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    fee: Decimal = Decimal(0)
    on_sale: bool = True
    data_mb: int = 0
    voice_min: int = 0
    valid: str = ""


def package(code, name, fee, *aliases, on_sale=True, data_mb=0):
    """Return a package."""
    return Offer("package", code, name, aliases, Decimal(fee), on_sale, data_mb)


CATALOGUE = (
    package("Q28", "青禾28元套餐", "28", data_mb=10240),
    package("Q68", "青禾68元套餐", "68", "家庭六八", data_mb=40960),
    package("Y158", "5G云领158元套餐", "158", data_mb=81920),
    package("Y45", "悠享45.9元套餐", "45.9"),
    package("S88", "星光88元套餐", "88"),
    package("T88", "天际88元套餐", "88"),
    package("OLD", "怀旧36元套餐", "36", on_sale=False),
    Offer("addon", "D2", "2GB日包", (), Decimal(4), data_mb=2048, valid="day"),
    Offer("addon", "D20", "20GB月包", ("假期包",), Decimal(25), data_mb=20480, valid="month"),
    Offer("addon", "V50", "50分钟语音包", (), Decimal(6), voice_min=50, valid="month"),
    Offer("addon", "R1", "港澳漫游日包", (), Decimal(18), data_mb=2048, valid="day"),
    Offer("service", "MISS", "漏话提醒", ("漏电提醒",), Decimal(3)),
    Offer("service", "SONG", "音乐会员", (), Decimal(12)),
    Offer("service", "DISK", "相册会员", (), Decimal(9)),
    Offer("service", "RING", "炫铃", (), Decimal(5)),
)


@pytest.fixture(scope="session")
def book():
    """Return the book of names of the invented catalogue."""
    return NameBook(CATALOGUE)


def codes(book, text):
    """Return the codes understood, in order."""
    return [mention.value.code for mention in book.find(text)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("青禾68元套餐", "Q68"),
        ("青禾六十八元套餐", "Q68"),
        ("青禾68", "Q68"),
        ("青禾六十八", "Q68"),
        ("青禾 68 元 套餐", "Q68"),
        ("青禾68块的套餐", "Q68"),
        ("青禾的68套餐", "Q68"),
        ("青禾套餐68", "Q68"),
        ("68的青禾", "Q68"),
        ("６８元青禾套餐", "Q68"),
        ("家庭68", "Q68"),
        ("云领158", "Y158"),
        ("5g云领一百五十八", "Y158"),
        ("5G雲領158元套餐", "Y158"),
        ("云领", "Y158"),
        ("悠享45.9", "Y45"),
        ("悠享四十五点九元", "Y45"),
        ("q68", "Q68"),
        ("Q68", "Q68"),
        ("2GB日包", "D2"),
        ("两个G的日包", "D2"),
        ("2g一天的包", "D2"),
        ("20G流量包", "D20"),
        ("二十个G的加油包", "D20"),
        ("20 G 月包", "D20"),
        ("假期包", "D20"),
        ("五十分钟的语音包", "V50"),
        ("50分钟的包", "V50"),
        ("漏話提醒", "MISS"),
        ("漏话提醒业务", "MISS"),
        ("相册", "DISK"),
        ("相册vip", "DISK"),
    ],
)
def test_a_name_is_known_by_what_people_make_of_it(book, said, code):
    """Numerals, units, order, kind words, case, width and characters vary; the item does not."""
    assert codes(book, said) == [code]
    assert codes(book, f"请问{said}怎么收费") == [code]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("68那个", "Q68"),
        ("六十八那个", "Q68"),
        ("六十八的", "Q68"),
        ("68元档", "Q68"),
        ("一百五十八的套餐", "Y158"),
        ("幺五八套餐", "Y158"),
        ("158块钱那款", "Y158"),
        ("45块9的套餐", "Y45"),
        ("45.9那个", "Y45"),
        ("换68", "Q68"),
        ("换成28吧", "Q28"),
        ("升到158", "Y158"),
        ("28块一个月的那个", "Q28"),
        ("我那个28", "Q28"),
        ("36的套餐", "OLD"),
        ("25块的流量包", "D20"),
        ("四块钱两个G的那个包", "D2"),
        ("12块的会员", "SONG"),
        ("流量80G的那款", "Y158"),
        ("158元方案", "Y158"),
        ("四块钱一天那个", "D2"),
        ("取消那个五块钱的", "RING"),
        ("帮我往低改28", "Q28"),
        ("往低了改到28嘛", "Q28"),
        ("换成68嘞", "Q68"),
        ("要那个68哒", "Q68"),
        ("把那个每月扣三块的给我停了", "MISS"),
    ],
)
def test_a_price_names_the_one_item_that_has_it(book, said, code):
    """59那个, 五十九的套餐, 换59: the price stands for the item."""
    assert codes(book, said) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "88那个",  # two packages cost 88
        "换88",
        "36那个",  # no longer sold, and not called a package
        "99的套餐",  # nobody sells it
        "68个套餐",
        "第68个",
        "168的套餐",
        "68岁的",
        "充68",
        "充68的",
        "扣了我68",
        "这68的是什么钱",
        "68分钟",
        "尾号6868",
        "13800016868",
        "改成68",
        "往低改99",  # nobody sells it
        "68和99哪个好",  # one of the two is no package
        "充28和68有啥区别",
        "28和68块钱话费",
        "36和68",  # no longer sold
        "港澳那边信号",
        "青禾",  # two packages are called so
        "2g漫游包",  # a bundle for abroad is no bundle of two gigabytes
        "听音乐卡",
        "扣了五块的退给我",
        "给孙子开音乐",
        "漏电了",
        "",
    ],
)
def test_what_names_no_single_item_names_none(book, text):
    """Shared prices and names, counts, sums paid and words of daily speech are no items."""
    assert codes(book, text) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("清禾68", "Q68"),
        ("轻和六十八", "Q68"),
        ("云岭158", "Y158"),
        ("漏画提醒", "MISS"),
        ("炫零", "RING"),
        ("炫林", "RING"),
        ("港奥漫游日包", "R1"),
    ],
)
def test_a_name_is_heard_through_other_characters_of_its_sound(book, said, code):
    """Speech recognition and pinyin keyboards write homophones."""
    assert codes(book, f"帮我开{said}") == [code]


@pytest.mark.parametrize("text", ["选零件", "悬铃木", "宣岭", "青海省", "漏水"])
def test_words_that_merely_sound_alike_are_no_names(book, text):
    """The shorter the name, the less may differ."""
    assert codes(book, text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("把音乐退了", ["SONG"]),
        ("取消音乐", ["SONG"]),
        ("我不要炫铃了", ["RING"]),
        ("不要炫铃，要漏话提醒", ["MISS"]),
        ("不是炫铃，是漏话提醒", ["MISS"]),
        ("炫铃，不对，漏话提醒", ["MISS"]),
        ("不是68那个，是28那个", ["Q28"]),
        ("不办20G月包", []),
        ("是不是青禾68", ["Q68"]),
        ("炫铃和漏话提醒都退掉", ["RING", "MISS"]),
        ("28的和68的有什么区别", ["Q28", "Q68"]),
    ],
)
def test_an_item_set_against_another_is_left_out(book, text, expected):
    """“不要甲，要乙” means 乙; “我不要甲了” is an order about 甲."""
    assert codes(book, text) == expected


def test_the_longest_name_wins_and_the_span_is_what_was_typed(book):
    """A bundle for abroad is not the day bundle inside its name."""
    (mention,) = book.find("想開 港澳漫遊日包 行吗")

    assert mention.value == Named(SERVICE, "R1")
    assert mention.text == "港澳漫遊日包"


def test_packages_and_all_else_are_told_apart(book):
    """Add-ons and value-added services are services."""
    found = book.find("青禾68加20G流量包再加炫铃")

    assert [mention.value.entity for mention in found] == [PACKAGE, SERVICE, SERVICE]


def test_an_exact_name_is_stronger_than_a_shortened_one():
    """An alias that another item's name could be shortened to keeps its owner."""
    book = NameBook(
        (package("A", "蓝鲸20元套餐", "20"), package("B", "海豚30元套餐", "30", "蓝鲸"))
    )

    assert codes(book, "蓝鲸") == ["B"]
    assert codes(book, "蓝鲸20") == ["A"]


def test_a_name_claimed_twice_names_the_item_that_is_sold():
    """The old bearer of a name gives way."""
    old = package("A", "蓝鲸20元套餐", "20", on_sale=False)
    book = NameBook((old, package("B", "蓝鲸20元套餐", "22")))

    assert codes(book, "蓝鲸20元套餐") == ["B"]


def test_an_empty_catalogue_names_nothing():
    """Before the first seed there are no names."""
    assert NameBook().find("青禾68元套餐") == ()


_BRANDS = st.text(st.sampled_from("青禾云领星光天际悠享蓝鲸海豚松柏"), min_size=2, max_size=4)


@given(_BRANDS, st.integers(5, 999), st.sampled_from(["{}{}元套餐", "{}{}元", "{}{}", "{}套餐{}"]))
def test_any_package_is_found_by_name_in_either_numerals(brand, fee, shape):
    """A new package needs no training: its name alone is enough."""
    book = NameBook((package("NEW", f"{brand}{fee}元套餐", fee),))

    assert codes(book, "我想办" + shape.format(brand, fee)) == ["NEW"]
    assert codes(book, "我想办" + shape.format(brand, cn2an.an2cn(fee, "low"))) == ["NEW"]


@given(
    st.integers(5, 999), st.sampled_from(["{}那个", "{}的套餐", "{}元档", "换{}", "{}块钱的套餐"])
)
def test_any_price_that_one_package_has_names_it(fee, shape):
    """In either numerals; one that two have names neither."""
    one = package("A", "蓝鲸套餐", fee)
    book, both = NameBook((one,)), NameBook((one, package("B", "海豚套餐", fee)))

    for figure in (str(fee), cn2an.an2cn(fee, "low")):
        assert codes(book, shape.format(figure)) == ["A"]
        assert codes(both, shape.format(figure)) == []


@given(
    st.lists(st.integers(5, 999), min_size=2, max_size=2, unique=True),
    st.sampled_from(["和", "跟", "与", "还是", "或者", "比"]),
    st.sampled_from(["", "的", "哪个划算", "的套餐有啥区别", "嘞", "，怎么选", "块的比一比"]),
)
def test_any_two_prices_of_packages_side_by_side_name_both(fees, joint, rest):
    """129和199: each is said by its price alone, in either numerals; a sum beside them is none."""
    book = NameBook(package(f"N{fee}", f"蓝鲸{fee}元套餐", fee) for fee in fees)
    alone = NameBook((package("N", "蓝鲸套餐", fees[0]),))

    for one, other in (map(str, fees), (cn2an.an2cn(fee, "low") for fee in fees)):
        assert codes(book, f"{one}{joint}{other}{rest}") == [f"N{fee}" for fee in fees]
        assert codes(book, f"充{one}{joint}{other}块话费") == []
    assert codes(alone, f"{fees[0]}{joint}{fees[1]}") == []


@given(st.sampled_from(["开个{}", "把{}关了", "{}怎么开", "取消{}"]))
def test_the_word_of_a_bundle_is_its_name_beside_a_word_of_ordering(shape):
    """漫游 for the operator's 漫游包; what an allowance is of (语音) stays no name."""
    book = NameBook(
        (
            Offer("addon", "R", "出境日包", ("漫游包",), Decimal(18)),
            Offer("addon", "V", "百分钟包", ("语音包",), Decimal(18)),
        )
    )

    assert codes(book, shape.format("漫游")) == ["R"]
    assert codes(book, shape.format("语音")) == []
    assert codes(book, "漫游费多少") == []


def test_what_is_surely_ordered_needs_no_word_of_ordering_beside_it():
    """Unless another name is there, which is then what is meant; 语音 stays no name."""
    book = NameBook(
        (
            Offer("addon", "R", "出境日包", ("漫游包",), Decimal(18)),
            Offer("addon", "V", "百分钟包", ("语音包",), Decimal(18)),
            Offer("service", "C", "彩铃", (), Decimal(5)),
        )
    )

    def ordered(text: str) -> list[str]:
        return [mention.value.code for mention in book.find(text, ordering=True)]

    assert ordered("那个漫游我用不上，给我去喽") == ["R"]
    assert ordered("漫游的时候开的彩铃，给我去喽") == ["C"]
    assert ordered("语音的给我去喽") == []
    assert ordered("给我去喽") == []


@given(
    st.text(max_size=80)
    | st.text(st.sampled_from("青禾68元套餐的那个两g日包不要是，"), max_size=60)
)
def test_any_text_gives_true_spans_in_order(text):
    """Nothing raises, spans point at the text and do not overlap."""
    found = NameBook(CATALOGUE).find(text) if text else ()

    for mention in found:
        assert text[mention.start : mention.end] == mention.text != ""
    assert all(a.end <= b.start for a, b in pairwise(found))


@given(st.lists(st.builds(replace, st.sampled_from(CATALOGUE), name=st.text(max_size=12))))
def test_any_catalogue_makes_a_book(items):
    """Whatever an operator calls his items, reading goes on."""
    NameBook(items).find("青禾68元套餐，" + "".join(item.name for item in items))


@pytest.mark.parametrize("piece", ["68", "青禾", "换成六十八块的", "一", "g1", "不要炫铃"])
def test_a_long_text_is_read_in_linear_time(book, piece):
    """2,000 characters of anything take a fraction of a second."""
    begun = time.process_time()
    book.find((piece * 2000)[:2000])

    assert time.process_time() - begun < 1


def test_a_service_may_cost_nothing():
    """A price of zero names nothing."""
    book = NameBook((Offer("service", "FREE", "挂机短信", (), Decimal(0)),))

    assert codes(book, "0块的业务") == []
    assert codes(book, "挂机短信") == ["FREE"]
