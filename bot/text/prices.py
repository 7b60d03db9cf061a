"""Prices that customers look for: 五十以内的, 一百左右的套餐, 50到80的, 便宜点的, 最低的.

A price is a sum in yuan, or a grade where no sum is named. What was paid or charged is an amount
(`bot.text.amounts`), also when it is rough: 充五十左右.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from bot.text.amounts import as_yuan
from bot.text.mention import Hit, Mention, mentions, without_denied, without_overlaps
from bot.text.normalise import Normalised, normalise
from bot.text.numerals import NUMBER, parse_number

Grade = Literal["cheap", "cheapest", "expensive", "most_expensive"]

_APART = r"(?<![\d.点零一二三四五六七八九十百千万两几第])"
_ROUGH = r"(?:多|来|几)?"
_YUAN = r" ?(?:块钱|元钱|块|元|圆)"
_SUM = rf"{_ROUGH}(?:{_YUAN})?"
_A_MONTH = r"(?:的?(?:一个?月|每个?月|月租|包月)|/月)?"
_ABOUT = r"(?:以内|之内|以下|以上|左右|上下|封顶|内)"
_WANTED = (
    r"(?:套餐|档(?!案)|流量包|语音包|加油包|月租|资费|合约|(?:那|这)(?:个|款|档|种)(?!月"
    r"|数|号|人|时候|活动)|业务)"
)
_LIMIT = re.compile(
    rf"{_APART}(?P<sum>{NUMBER}){_SUM}{_A_MONTH}(?P<about>{_ABOUT}|之间|出头)(?P<after>的"
    rf"|{_A_MONTH}的?{_WANTED})?"
)
_THING = re.compile(
    rf"{_APART}(?P<sum>{NUMBER}){_ROUGH}(?P<unit>{_YUAN})?{_A_MONTH}的?"
    rf"(?:{_WANTED}|(?:流量|(?:能|可以)买)(?!费|钱|超))"
)
_LOWEST, _HIGHEST = 5, 1000
_TAIL = re.compile(r"尾号|号码|后四位|末尾")
_RANGE = re.compile(
    rf"{_APART}(?P<low>{NUMBER}){_SUM}(?:到|至|-|~|、)(?P<sum>{NUMBER}){_SUM}{_A_MONTH}"
    rf"(?:之间|左右|以内)?(?P<after>的|{_WANTED}|之间)"
)
_BOUND = re.compile(
    r"(?:月租|月费|套餐|资费|预算|价位|价钱|价格|每个?月|一个月)(?:就|只|大概|最好)*(?:在"
    r"|是|为|控制在|不要?超过?|不能超过?|别超过?|最多|低于|少于|便宜到|想要)+"
    rf"(?P<sum>{NUMBER}){_SUM}|(?:预算|价位)(?P<sum2>{NUMBER}){_SUM}"
    rf"|(?<!余额)(?<!话费)(?:不超过?|别超过?|控制在|低于|少于|高于|便宜到"
    rf"|降到)(?P<sum3>{NUMBER})(?:{_YUAN})"
)
_WISHED = re.compile(
    rf"(?:换|升级?|降|转|调|改|办|选|有没有|有)(?:成|到|为|回|个|一个|一下|下"
    rf"|的){{0,2}}(?P<sum>{NUMBER})(?:{_YUAN})?的"
    r"(?=$|[\s,，。.!?;、吧呢吗啊呀嘛]|就行|就可以|好了|套餐)"
)
_NOT_MONEY = re.compile(
    r"^ ?(?:个(?!月)|g|m|k|t|兆|分钟|分|条|次|天|年|月|号|日|点|小时|张|折|%|岁|人|楼|层"
    r"|栋|位|度|倍)"
)
_PAID = re.compile(
    r"(?:充值?|冲值?|交|缴费?|存|付|扣|收|退|花|欠费?|转|少|多|用|才|剩|还有)(?:了|过|我"
    r"|你们?|掉|的|是|个|话费|大概|差不多|去){0,3}$"
)
_ANY = re.compile(r"[\d零一二两三四五六七八九十百千万]")
_CUE = re.compile(
    r"套餐|月租|推荐|便宜|资费|价位|预算|换|有没有|有什么|有啥|哪个|哪款|哪种|适合|流量包|语音包|档"
)
_GRADES: tuple[tuple[Grade, re.Pattern[str]], ...] = (
    (
        "cheapest",
        re.compile(
            r"(?<!月)(?<!月份)最(?:便宜|省钱|实惠|划算|低价|低档|低(?=的|档|价|月租|资费|套餐|那"
            r"|一档))(?:的|一档|档)?(?!.{0,4}月份)"
            r"|(?:价格|月租|资费|价钱|费用|消费)最(?:低|少)的?"
        ),
    ),
    (
        "most_expensive",
        re.compile(
            r"(?<!月)(?<!月份)(?:最贵的|最高档的?|顶配的?|最顶级的?|最高级的?|最高(?=价|月租|资费"
            r"|套餐|那))(?!.{0,4}月)"
            r"|(?:价格|月租|资费|价钱)最(?:高|贵)的?"
        ),
    ),
    (
        "cheap",
        re.compile(
            r"平(?:啲|d)|相因(?:点|些)?|(?<!不)(?<!哪个)(?<!哪)(?:更|再|稍微|比较|相对)?(?:便宜|实惠|划算|省钱|经济)(?!一半"
            r"|了|很多|多了|没好货|不)(?:一点|一些|点|些|的)*"
            r"|(?:价格|月租|资费|价钱|价位|档次|价)(?:再|更|稍微|要|得)?(?:低|少)(?:一点|一些|点"
            r"|些)?的?"
            r"|(?:往|向)下(?:调|降)|(?:降|改|调)(?:低|下来)|降套餐|下调"
            r"|(?:更|再|稍微)?低(?:一点|一些|点|些|档)(?:的|儿的)|更低的|低档的?"
            r"|(?:降|低)(?:一档|档|个档|一个档|一级)|降级|少花点|省点(?:钱)?|(?<!最)低(?:价|月租"
            r"|资费)的?"
        ),
    ),
    (
        "expensive",
        re.compile(
            r"(?<!网速)(?<!速度)(?<!信号)(?<!话费)(?:更|再|稍微)?(?:高|贵)(?:一点|一些|点"
            r"|些)(?:的|儿的|套餐)|更(?:贵|高)的|高档的?|档次高(?:一点|点|些|的)*"
            r"|(?:往|向)上(?:调|升|提)|(?:升|调)高|(?<!马)上调|升套餐|(?:升|高)(?:一档|档|个档|一个档"
            r"|一级)|(?:价格|月租|资费|档次)(?:再|更|稍微)?高(?:一点|一些|点|些)的?"
        ),
    ),
)


def find_prices(text: str | Normalised) -> tuple[Mention[str], ...]:
    """Return the prices of `text`: yuan as `find_amounts` writes them, or a `Grade`; in order.

    A range gives its lowest and its highest price with one span. Denied ones are left out.
    """
    source = normalise(text)
    sums = _sums(source.text) if _ANY.search(source.text) else ()
    hits = without_overlaps([*sums, *_graded(source.text)])
    return mentions(source, without_denied(source, hits))


def _sums(text: str) -> Iterator[Hit[str]]:
    for match in _RANGE.finditer(text):
        low, high = (_yuan(match.group(each)) for each in ("low", "sum"))
        if low and high and not _paid(text, match.start()):
            yield Hit(match.start("low"), _end(match), (low, high))
    for match in _LIMIT.finditer(text):
        sure = match.group("about") in {"以内", "之内", "以下", "以上", "封顶"} or match.group(
            "after"
        )
        if (sure or _CUE.search(text[max(0, match.start() - 20) : match.end() + 20])) and (
            match.group("about") != "内" or match.group("after")
        ):
            yield from _hit(text, match, "sum")
    for match in _THING.finditer(text):
        if _looks_like_price(text, match):
            yield from _hit(text, match, "sum")
    for match in _BOUND.finditer(text):
        for group in ("sum", "sum2", "sum3"):
            yield from _hit(text, match, group)
    for match in _WISHED.finditer(text):
        yield from _hit(text, match, "sum")


def _graded(text: str) -> Iterator[Hit[str]]:
    # In order of strength: 最便宜的 is no 便宜的.
    taken: list[Hit[str]] = []
    for grade, pattern in _GRADES:
        for match in pattern.finditer(text):
            hit = Hit[str](match.start(), match.end(), (grade,))
            if not any(hit.start < other.end and other.start < hit.end for other in taken):
                taken.append(hit)
                yield hit


def _hit(text: str, match: re.Match[str], group: str) -> Iterator[Hit[str]]:
    if match.group(group) is None or _NOT_MONEY.match(text[match.end(group) :]):
        return
    yuan = _yuan(match.group(group))
    if yuan and not _paid(text, match.start(group)):
        yield Hit(match.start(group), _end(match, group), (yuan,))


def _looks_like_price(text: str, match: re.Match[str]) -> bool:
    """Tell a price without a unit from a rank (一档) and from the end of a number (尾号6789的)."""
    if match.group("unit"):
        return True
    value = parse_number(match.group("sum")) or 0
    return _LOWEST <= value < _HIGHEST and not _TAIL.search(text[: match.start()][-6:])


def _end(match: re.Match[str], group: str = "sum") -> int:
    """Return where the sum ends, its unit included."""
    unit = re.compile(_SUM).match(match.string, match.end(group))
    return unit.end() if unit else match.end(group)


def _paid(text: str, start: int) -> bool:
    return _PAID.search(text[max(0, start - 8) : start]) is not None


def _yuan(word: str) -> str | None:
    value = parse_number(word)
    return as_yuan(value) if value is not None and value > 0 else None
